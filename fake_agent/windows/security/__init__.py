"""Security descriptors: who may do what with a file or a registry key, and the guards that hold scripts to them."""
