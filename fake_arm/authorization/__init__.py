"""Role-based access control: roles, assignments, and the check of an action over a scope."""
