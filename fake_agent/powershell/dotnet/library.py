"""Imports every table of types, so that the registry is full."""

from fake_agent.powershell.dotnet import (
    collections,
    exceptions,
    files,
    numbers,
    reference,
    reflection,
    strings,
    system,
    text_types,
    times,
    various,
)
from fake_agent.powershell.formatting import standard_views

__all__ = [
    "collections",
    "exceptions",
    "files",
    "numbers",
    "reference",
    "reflection",
    "standard_views",
    "strings",
    "system",
    "text_types",
    "times",
    "various",
]
