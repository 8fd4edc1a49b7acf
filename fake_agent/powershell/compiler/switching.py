"""The switch statement."""

import re
from collections.abc import Callable
from typing import Any

from tree_sitter import Node

from fake_agent.powershell.compiler import strings
from fake_agent.powershell.compiler.statements import block_child, statement_block
from fake_agent.powershell.compiler.unit import Expression, Statement, Unit, collapsed, constant, statement
from fake_agent.powershell.errors import (
    BreakJump,
    ContinueJump,
)
from fake_agent.powershell.operators.comparison import equal
from fake_agent.powershell.operators.text import compiled, matches_table
from fake_agent.powershell.operators.wildcards import wildcard
from fake_agent.powershell.runtime.blocks import ScriptBlock
from fake_agent.powershell.runtime.context import Context
from fake_agent.powershell.runtime.streams import Emit
from fake_agent.powershell.values import collections as nets
from fake_agent.powershell.values.objects import NOTHING, EnumValue
from fake_agent.powershell.values.text import to_text

_BARE_WORDS = frozenset({"switch_clause_condition", "switch_filename", "generic_token", "simple_name", "command_name"})


@statement("switch_statement")
def switch(unit: Unit, node: Node) -> Statement:
    """``switch`` in all its forms; labels are looked for in the jumps."""
    options: set[str] = set()
    clauses: list[tuple[Callable[[Context, Any], bool] | None, Statement]] = []
    subject: Expression = constant(None)
    from_file = False
    for child in node.named_children:
        if child.type in {"switch_parameters", "switch_parameter"}:
            options |= set(re.findall(r"-(\w+)", unit.text(child).lower()))
        elif child.type == "switch_condition":
            from_file = unit.text(child).lstrip().lower().startswith("-file")
            subject = _subject(unit, [part for part in child.named_children if part.type != "comment"][-1])
    body = next(child for child in node.named_children if child.type == "switch_body")
    for group in body.named_children:
        among = group.named_children if group.type == "switch_clauses" else [group]
        clauses += [_clause(unit, clause, options) for clause in among if clause.type == "switch_clause"]

    if "parallel" in options or sum(test is None for test, _ in clauses) > 1:
        unit.verify()

    def run(context: Context, emit: Emit) -> None:
        value = context.services["read lines"](context, to_text(subject(context))) if from_file else subject(context)
        found = nets.items_of(value)
        items = [None] if value is NOTHING or value is None else [value] if found is None else list(found)
        enumerator = nets.Enumeration(items)
        context.scope.variables["switch"] = enumerator
        _run_switch(context, emit, enumerator, clauses)

    return run


def _subject(unit: Unit, node: Node) -> Expression:
    """What the clauses are tried on: a value, or the name of a file."""
    inner = collapsed(node)
    if inner.type in _BARE_WORDS:
        return strings.word(unit, unit.start(inner), unit.end(inner))
    return unit.expression(inner)


def _run_switch(
    context: Context,
    emit: Emit,
    items: nets.Enumeration,
    clauses: list[tuple[Callable[[Context, Any], bool] | None, Statement]],
) -> None:
    variables = context.scope.variables
    held = variables.get("_", NOTHING)
    try:
        for item in items:
            variables["_"] = item
            try:
                _run_clauses(context, emit, item, clauses)
            except ContinueJump as jump:
                if jump.label:
                    raise
            except BreakJump as jump:
                if jump.label:
                    raise
                return
    finally:
        if held is NOTHING:
            variables.pop("_", None)
        else:
            variables["_"] = held


def _run_clauses(
    context: Context,
    emit: Emit,
    item: Any,
    clauses: list[tuple[Callable[[Context, Any], bool] | None, Statement]],
) -> None:
    matched = False
    default: Statement | None = None
    for test, body in clauses:
        if test is None:
            default = body
        elif test(context, context.scope.variables.get("_", item)):
            matched = True
            body(context, emit)
    if not matched and default is not None:
        default(context, emit)


def _clause(unit: Unit, node: Node, options: set[str]) -> tuple[Callable[[Context, Any], bool] | None, Statement]:
    body = statement_block(unit, block_child(node))
    head = next(child for child in node.named_children if child.type not in {"statement_block", "comment"})
    text = unit.text(head).strip()
    if text.lower() == "default":
        return None, body
    inner = collapsed(head)
    if inner.type in _BARE_WORDS:
        wanted: Expression = strings.word(unit, unit.start(inner), unit.end(inner))
    else:
        wanted = unit.expression(inner)
    return _clause_test(wanted, options), body


def _clause_test(wanted: Expression, options: set[str]) -> Callable[[Context, Any], bool]:
    sensitive = "casesensitive" in options

    def test(context: Context, item: Any) -> bool:
        value = wanted(context)
        if isinstance(value, ScriptBlock):
            return value.test(item)
        if "regex" in options:
            found = compiled(value, case_sensitive=sensitive).search(to_text(item))
            if found is not None:
                context.scope.variables["matches"] = matches_table(found)
            return found is not None
        if "wildcard" in options:
            return wildcard(to_text(value), case_sensitive=sensitive).match(to_text(item)) is not None
        if isinstance(value, str):
            return equal(to_text(item), value, case_sensitive=sensitive)
        if isinstance(item, EnumValue) and isinstance(value, int):
            return False
        return equal(item, value, case_sensitive=sensitive)

    return test
