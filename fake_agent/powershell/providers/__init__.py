"""Drives and paths: the file system, the registry, environment, variables, functions, aliases."""
