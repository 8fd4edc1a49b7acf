"""Enumerations that a script defines."""

import re

from tree_sitter import Node

from fake_agent.powershell.compiler.unit import Expression, Statement, Unit, statement
from fake_agent.powershell.dotnet.type_model import NetType, metadata_order
from fake_agent.powershell.dotnet.types import named
from fake_agent.powershell.runtime.context import Context
from fake_agent.powershell.runtime.streams import Emit
from fake_agent.powershell.values.conversion import to_number


@statement("enum_statement")
def enum(unit: Unit, node: Node) -> Statement:
    """``enum Name { ... }``."""
    unit.verify()
    name = unit.text(next(child for child in node.named_children if child.type == "simple_name"))
    before = unit.source.text[: unit.start(node)].rstrip()
    flags = bool(
        re.search(r"\[\s*(?:System\.)?Flags(?:Attribute)?\s*\(\s*\)\s*\]$", before, re.IGNORECASE),
    ) or unit.text(node).lower().startswith("[flags")
    entries: list[tuple[str, Expression | None]] = []
    for child in node.named_children:
        if child.type == "enum_member":
            label = unit.text(child.children[0])
            value = unit.expression(child.children[2]) if len(child.children) > 2 else None
            entries.append((label, value))

    def define(context: Context, _emit: Emit) -> None:
        made = NetType(name, named("System.Enum"))
        numbers: dict[str, int] = {}
        made.flags = flags
        following = 0
        for label, value in entries:
            number = following if value is None else int(to_number(value(context)))
            numbers[label] = number
            following = number + 1
        made.numbers = metadata_order(numbers)
        context.user_types[name.lower()] = made

    return define
