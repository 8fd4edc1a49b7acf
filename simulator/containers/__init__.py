"""Agents in containers: one container a VM, over the API of a container engine."""
