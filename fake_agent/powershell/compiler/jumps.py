"""break, continue, return, exit and throw."""

import re

from tree_sitter import Node

from fake_agent.powershell.compiler.statements import trimmed_extent
from fake_agent.powershell.compiler.unit import Statement, Unit, collapsed, constant, statement
from fake_agent.powershell.compiler.variables import read_variable
from fake_agent.powershell.errors import (
    BreakJump,
    ContinueJump,
    ExitJump,
    ReturnJump,
)
from fake_agent.powershell.runtime.context import Context
from fake_agent.powershell.runtime.failures import thrown
from fake_agent.powershell.runtime.pipeline import emit_value
from fake_agent.powershell.runtime.streams import Emit
from fake_agent.powershell.values.conversion import as_list, to_number
from fake_agent.powershell.values.objects import NOTHING
from fake_agent.powershell.values.text import to_text


@statement("flow_control_statement")
def flow_control(unit: Unit, node: Node) -> Statement:
    """``break``, ``continue``, ``return``, ``exit``, ``throw``."""
    keyword = node.children[0].type.lower()
    if keyword in {"break", "continue"}:
        return _jump(unit, node, keyword)
    operand = next((child for child in node.named_children if child.type != "comment"), None)
    value = unit.expression(operand) if operand is not None else None
    if keyword == "return":
        return _return(unit, operand)
    if keyword == "exit":

        def leave(context: Context, _emit: Emit) -> None:
            code = value(context) if value is not None else 0
            items = as_list(code)
            try:
                number = int(to_number(items[0] if items else 0))
            except ValueError:
                number = 0
            raise ExitJump(number & 0xFFFFFFFF if number >= 0 else number)

        return leave
    extent = trimmed_extent(unit, node)

    def throw(context: Context, _emit: Emit) -> None:
        raise thrown(context, NOTHING if value is None else value(context), extent)

    return throw


def _jump(unit: Unit, node: Node, keyword: str) -> Statement:
    rest = unit.source.text[unit.start(node) + len(keyword) :]
    found = re.match(r"[ \t]+(\$\w+|[A-Za-z_]\w*|'[^'\n]*'|\"[^\"\n]*\")", rest)
    kind = BreakJump if keyword == "break" else ContinueJump
    if found is None:

        def jump(_context: Context, _emit: Emit) -> None:
            raise kind

        return jump
    word = found[1]
    target = read_variable(word) if word.startswith("$") else constant(word.strip("'\""))

    def jump_to(context: Context, _emit: Emit) -> None:
        raise kind(to_text(target(context)).lower())

    return jump_to


def _return(unit: Unit, operand: Node | None) -> Statement:
    if operand is None:

        def leave(_context: Context, _emit: Emit) -> None:
            raise ReturnJump

        return leave
    inner = collapsed(operand)
    if inner.type in {"pipeline_chain", "command", "command_name"}:
        run = unit.statement(inner)

        def leave_streaming(context: Context, emit: Emit) -> None:
            run(context, emit)
            raise ReturnJump

        return leave_streaming
    value = unit.expression(inner)

    def leave_with(context: Context, emit: Emit) -> None:
        emit_value(value(context), emit)
        raise ReturnJump

    return leave_with
