"""Security descriptors: who may do what with a file or a registry key. The machine keeps them; it enforces none."""
