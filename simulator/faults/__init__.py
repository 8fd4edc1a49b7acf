"""Faults: each puts a VM in a state from which a documented failure follows. One small file a fault."""
