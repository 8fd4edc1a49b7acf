"""Azure's side of Run Command: sign-in, Azure Resource Manager, the compute provider and the fabric."""
