"""Imports every translator, so that the tables of ``unit`` are full."""

from fake_agent.powershell.compiler import (
    assignment,
    casts,
    classes,
    commands,
    enums,
    functions,
    handlers,
    jumps,
    loops,
    members,
    operators,
    statements,
    strings,
    switching,
    variables,
)

__all__ = [
    "assignment",
    "casts",
    "classes",
    "commands",
    "enums",
    "functions",
    "handlers",
    "jumps",
    "loops",
    "members",
    "operators",
    "statements",
    "strings",
    "switching",
    "variables",
]
