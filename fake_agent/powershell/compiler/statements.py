"""Statements: lists of them, conditions, loops, switch, jumps."""

import re
from collections.abc import Callable
from typing import Any

from tree_sitter import Node

from fake_agent.powershell.compiler import strings
from fake_agent.powershell.compiler.unit import EXPRESSIONS, Expression, Statement, Unit, collapsed, constant, statement
from fake_agent.powershell.compiler.variables import read_variable, write_variable
from fake_agent.powershell.errors import (
    BreakJump,
    ContinueJump,
    ExitJump,
    MissingFeature,
    PowerShellError,
    ReturnJump,
)
from fake_agent.powershell.operators.comparison import equal
from fake_agent.powershell.operators.patterns import wildcard
from fake_agent.powershell.operators.text import compiled, matches_table
from fake_agent.powershell.runtime.blocks import ScriptBlock, collapse
from fake_agent.powershell.runtime.context import Context
from fake_agent.powershell.runtime.failures import on_statement_error, thrown
from fake_agent.powershell.runtime.pipeline import emit_value
from fake_agent.powershell.runtime.source import Extent
from fake_agent.powershell.runtime.streams import Emit
from fake_agent.powershell.values import collections as nets
from fake_agent.powershell.values.conversion import as_list, to_number
from fake_agent.powershell.values.objects import NOTHING, EnumValue
from fake_agent.powershell.values.text import to_text, truth

_IGNORED = frozenset({"comment", "empty_statement", "label"})


def statements(unit: Unit, nodes: list[Node]) -> Statement:  # noqa: C901 - one case a form
    """Statements one after the other; an error in one is shown, and the next one runs."""
    from fake_agent.powershell.compiler.handlers import with_traps  # noqa: PLC0415 - the module at the top would be a circle

    runs: list[tuple[Statement, Extent]] = []
    traps: list[Node] = []
    label = ""
    hoisted: list[tuple[Statement, Extent]] = []
    for node in nodes:
        if node.type == "label":
            label = unit.text(node)[1:].lower()
            continue
        if node.type in _IGNORED:
            continue
        if node.type == "trap_statement":
            traps.append(node)
            continue
        made = _labelled(unit, node, label) if label else unit.statement(node)
        label = ""
        place = _trimmed(unit, node)
        if node.type in {"class_statement", "enum_statement"}:
            hoisted.append((made, place))
        else:
            runs.append((made, place))
    runs = hoisted + runs
    if traps:
        return with_traps(unit, traps, runs)
    if len(runs) == 1:
        single, extent = runs[0]

        def run_single(context: Context, emit: Emit) -> None:
            try:
                single(context, emit)
            except PowerShellError as error:
                on_statement_error(context, error, extent)
            except MissingFeature as missing:
                missing.extent = missing.extent or extent
                raise

        return run_single

    def run(context: Context, emit: Emit) -> None:
        for one, place in runs:
            try:
                one(context, emit)
            except PowerShellError as error:
                on_statement_error(context, error, place)
            except MissingFeature as missing:
                missing.extent = missing.extent or place
                raise

    return run


def _trimmed(unit: Unit, node: Node) -> Extent:
    start = unit.start(node)
    return Extent(unit.source, start, start + len(unit.text(node).rstrip()))


@statement("statement_list", "program")
def statement_list(unit: Unit, node: Node) -> Statement:
    """All statements of a list, or of a whole text."""
    nodes: list[Node] = []
    for child in node.children:
        if child.type == "statement_list":
            nodes += child.children
        elif child.is_named:
            nodes.append(child)
    return statements(unit, nodes)


def _program_value(unit: Unit, node: Node) -> Expression:
    run = statement_list(unit, node)

    def collect(context: Context) -> Any:
        output: list[Any] = []
        run(context, output.append)
        return collapse(output)

    return collect


EXPRESSIONS["program"] = _program_value


@statement("statement_block")
def statement_block(unit: Unit, node: Node) -> Statement:
    """``{ ... }`` of a statement."""
    nodes: list[Node] = []
    for child in node.named_children:
        if child.type == "statement_list":
            nodes += child.children
        else:
            nodes.append(child)
    return statements(unit, nodes)


def block_child(node: Node) -> Node:
    """The statement block of a statement."""
    return next(child for child in node.named_children if child.type == "statement_block")


def condition(unit: Unit, node: Node) -> Callable[[Context], bool]:
    """A condition; errors in it are placed at it."""
    value = unit.expression(node)
    extent = unit.extent(node)

    def test(context: Context) -> bool:
        try:
            return truth(value(context))
        except PowerShellError as error:
            if error.record.invocation is None:
                error.record.invocation = extent.invocation()
            raise

    return test


@statement("if_statement")
def if_(unit: Unit, node: Node) -> Statement:  # noqa: C901 - one case a form
    """``if``, ``elseif``, ``else``."""
    branches: list[tuple[Callable[[Context], bool], Statement]] = []
    otherwise: Statement | None = None
    clauses: list[Node] = [node]
    for child in node.named_children:
        if child.type == "elseif_clauses":
            clauses += [clause for clause in child.named_children if clause.type == "elseif_clause"]
        elif child.type == "else_clause":
            otherwise = statement_block(unit, block_child(child))
    for clause in clauses:
        test_node = next(child for child in clause.named_children if child.type not in {"statement_block", "comment"})
        branches.append((condition(unit, test_node), statement_block(unit, block_child(clause))))
    if len(branches) == 1:
        test, body = branches[0]

        def run_one(context: Context, emit: Emit) -> None:
            if test(context):
                body(context, emit)
            elif otherwise is not None:
                otherwise(context, emit)

        return run_one

    def run(context: Context, emit: Emit) -> None:
        for check, branch in branches:
            if check(context):
                branch(context, emit)
                return
        if otherwise is not None:
            otherwise(context, emit)

    return run


# --- loops ---------------------------------------------------------------------------------------------------------


def _labelled(unit: Unit, node: Node, label: str) -> Statement:
    loop = _LOOPS.get(node.type)
    return unit.statement(node) if loop is None else loop(unit, node, label)


def _looping(body: Statement, label: str) -> Callable[[Context, Emit], bool]:
    """Run the body once; whether the loop goes on."""

    def turn(context: Context, emit: Emit) -> bool:
        context.steps += 1
        if context.steps >= 2000:  # noqa: PLR2004 - a number of the notation itself
            context.host.spend(context.steps)
            context.steps = 0
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
        found = nets.items_of(value)
        listed = [value] if found is None else found
        if shows_enumerator:
            listed = nets.Enumeration(listed)  # type: ignore[assignment]  # the narrower type holds here
            context.scope.variables["foreach"] = listed
        for item in listed:
            write(context, item)
            if not turn(context, emit):
                return

    return run


_LOOPS: dict[str, Callable[[Unit, Node, str], Statement]] = {
    "while_statement": while_,
    "do_statement": do_,
    "for_statement": for_,
    "foreach_statement": foreach,
}
for _kind, _loop in _LOOPS.items():
    statement(_kind)(_loop)  # type: ignore[arg-type]  # constants need no context


# --- switch --------------------------------------------------------------------------------------------------------


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
            subject = unit.expression([part for part in child.named_children if part.type != "comment"][-1])
    body = next(child for child in node.named_children if child.type == "switch_body")
    for group in body.named_children:
        for clause in group.named_children if group.type == "switch_clauses" else [group]:
            if clause.type == "switch_clause":
                clauses.append(_clause(unit, clause, options))  # noqa: PERF401 - the loop has a second exit

    def run(context: Context, emit: Emit) -> None:
        value = context.services["read lines"](context, to_text(subject(context))) if from_file else subject(context)
        found = nets.items_of(value)
        items = [None] if value is NOTHING or value is None else [value] if found is None else list(found)
        enumerator = nets.Enumeration(items)
        context.scope.variables["switch"] = enumerator
        _run_switch(context, emit, enumerator, clauses)

    return run


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
    if inner.type in {"switch_clause_condition", "generic_token", "simple_name", "command_name"}:
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


# --- jumps ---------------------------------------------------------------------------------------------------------


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
    extent = _trimmed(unit, node)

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


@statement("empty_statement", "comment")
def empty(_unit: Unit, _node: Node) -> Statement:
    """Nothing to do."""
    return lambda _context, _emit: None
