"""Imports every family of cmdlets, so that the registry is full."""

from fake_agent.powershell.cmdlets import (
    console,
    content,
    data,
    formatting,
    items,
    locations,
    pipeline,
    properties,
    services,
    session,
    utility,
)

__all__ = [
    "console",
    "content",
    "data",
    "formatting",
    "items",
    "locations",
    "pipeline",
    "properties",
    "services",
    "session",
    "utility",
]
