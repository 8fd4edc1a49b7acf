"""Imports every family of cmdlets, so that the registry is full."""

from fake_agent.powershell.cmdlets import console, pipeline

__all__ = ["console", "pipeline"]
