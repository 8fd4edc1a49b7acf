"""Imports every translator, so that the tables of ``unit`` are full."""

from fake_agent.powershell.compiler import (
    assignment,
    classes,
    commands,
    functions,
    handlers,
    members,
    operators,
    statements,
    strings,
    variables,
)

__all__ = [
    "assignment",
    "classes",
    "commands",
    "functions",
    "handlers",
    "members",
    "operators",
    "statements",
    "strings",
    "variables",
]
