"""Cmdlets that need more of the machine than the interpreter's host protocols; importing the modules registers them."""
