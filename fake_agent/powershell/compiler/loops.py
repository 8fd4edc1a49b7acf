"""Loops: while, do, for, foreach."""

from collections.abc import Callable

from tree_sitter import Node

from fake_agent.powershell.compiler.statements import block_child, condition, statement_block
from fake_agent.powershell.compiler.unit import (
    LOOPS,
    Statement,
    Unit,
    statement,
)
from fake_agent.powershell.compiler.variables import write_variable
from fake_agent.powershell.errors import (
    BreakJump,
    ContinueJump,
    PowerShellError,
    failure,
)
from fake_agent.powershell.runtime.context import Context
from fake_agent.powershell.runtime.streams import Emit
from fake_agent.powershell.values import collections as nets
from fake_agent.powershell.values.objects import NOTHING


def _looping(body: Statement, label: str) -> Callable[[Context, Emit], bool]:
    """Run the body once; whether the loop goes on."""

    def turn(context: Context, emit: Emit) -> bool:
        context.step(1)
        try:
            body(context, emit)
        except BreakJump as jump:
            if jump.label and jump.label != label:
                raise
            return False
        except ContinueJump as jump:
            if jump.label and jump.label != label:
                raise
        return True

    return turn


def while_(unit: Unit, node: Node, label: str = "") -> Statement:
    """``while (condition) { }``."""
    test_node = next(child for child in node.named_children if child.type not in {"statement_block", "comment"})
    test, turn = condition(unit, test_node), _looping(statement_block(unit, block_child(node)), label)

    def run(context: Context, emit: Emit) -> None:
        while test(context) and turn(context, emit):
            pass

    return run


def do_(unit: Unit, node: Node, label: str = "") -> Statement:
    """``do { } while (condition)`` and ``until``."""
    test_node = next(child for child in node.named_children if child.type not in {"statement_block", "comment"})
    until = any(child.type == "until" for child in node.children)
    test, turn = condition(unit, test_node), _looping(statement_block(unit, block_child(node)), label)

    def run(context: Context, emit: Emit) -> None:
        while turn(context, emit) and test(context) != until:
            pass

    return run


def for_(unit: Unit, node: Node, label: str = "") -> Statement:
    """``for (start; condition; next) { }``."""
    start = node.child_by_field_name("for_initializer")
    test_node = node.child_by_field_name("for_condition")
    following = node.child_by_field_name("for_iterator")
    turn = _looping(statement_block(unit, block_child(node)), label)
    begin = _effect(unit, start)
    test = condition(unit, test_node) if test_node is not None else None
    step = _effect(unit, following)

    def run(context: Context, emit: Emit) -> None:
        begin(context)
        while (test is None or test(context)) and turn(context, emit):
            step(context)

    return run


def _effect(unit: Unit, node: Node | None) -> Callable[[Context], None]:
    """A part of ``for`` that runs without output."""
    if node is None:
        return lambda _context: None
    value = unit.expression(node)
    return lambda context: (value(context), None)[1]


def foreach(unit: Unit, node: Node, label: str = "") -> Statement:
    """``foreach ($item in items) { }``."""
    parts = [
        child for child in node.named_children if child.type not in {"comment", "statement_block", "foreach_parameter"}
    ]
    if any(child.type == "foreach_parameter" for child in node.named_children):
        unit.verify()
    write = write_variable(unit.text(parts[0]))
    items = unit.expression(parts[1])
    body_node = block_child(node)
    turn = _looping(statement_block(unit, body_node), label)
    extent = unit.extent(parts[1])
    shows_enumerator = "$foreach" in unit.text(body_node).lower()

    def run(context: Context, emit: Emit) -> None:
        try:
            value = items(context)
        except PowerShellError as error:
            if error.record.invocation is None:
                error.record.invocation = extent.invocation()
            raise
        if value is None or value is NOTHING:
            return
        found = nets.steps(value)
        listed = [value] if found is None else found
        if shows_enumerator:
            listed = nets.Enumeration(listed)  # type: ignore[assignment]  # the narrower type holds here
            context.scope.variables["foreach"] = listed
        try:
            for item in listed:
                write(context, item)
                if not turn(context, emit):
                    return
        except nets.CollectionChangedError:
            kind = "System.InvalidOperationException"
            raise failure(nets.CHANGED, kind, "OperationStopped", exception=kind) from None

    return run


LOOPS.update(while_statement=while_, do_statement=do_, for_statement=for_, foreach_statement=foreach)
for _kind, _loop in LOOPS.items():
    statement(_kind)(_loop)  # type: ignore[arg-type]  # constants need no context
