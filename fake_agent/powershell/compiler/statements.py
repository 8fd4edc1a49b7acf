"""Statements: lists of them, blocks, conditions and if."""

from collections.abc import Callable
from typing import Any

from tree_sitter import Node

from fake_agent.powershell.compiler.trapping import Clause, with_traps
from fake_agent.powershell.compiler.unit import (
    EXPRESSIONS,
    LOOPS,
    Expression,
    Statement,
    Unit,
    output_of,
    statement,
)
from fake_agent.powershell.compiler.usings import using
from fake_agent.powershell.errors import (
    MissingFeature,
    NetError,
    PowerShellError,
)
from fake_agent.powershell.runtime.blocks import collapse
from fake_agent.powershell.runtime.context import Context
from fake_agent.powershell.runtime.failures import as_error, on_statement_error
from fake_agent.powershell.runtime.source import Extent
from fake_agent.powershell.runtime.streams import Emit
from fake_agent.powershell.values.text import truth

_IGNORED = frozenset({"comment", "empty_statement", "label"})
_TYPES = frozenset({"class_statement", "enum_statement"})


Runs = list[tuple[Statement, Extent]]
"""Statements with their places."""


def statements(unit: Unit, nodes: list[Node]) -> Statement:
    """Statements one after the other; an error in one is shown, and the next one runs."""
    runs, traps = _gathered(unit, nodes)
    if traps:
        return with_traps([_trap(unit, node) for node in traps], runs)
    if len(runs) == 1:
        single, extent = runs[0]

        def run_single(context: Context, emit: Emit) -> None:
            try:
                single(context, emit)
            except (PowerShellError, NetError) as error:
                on_statement_error(context, as_error(error), extent)
            except MissingFeature as missing:
                missing.extent = missing.extent or extent
                raise

        return run_single

    def run(context: Context, emit: Emit) -> None:
        for one, place in runs:
            try:
                one(context, emit)
            except (PowerShellError, NetError) as error:
                on_statement_error(context, as_error(error), place)
            except MissingFeature as missing:
                missing.extent = missing.extent or place
                raise

    return run


def _gathered(unit: Unit, nodes: list[Node]) -> tuple[Runs, list[Node]]:
    """What runs, in its order (``using``, then types, then the rest), and the traps that are set for all of it."""
    runs: Runs = []
    traps: list[Node] = []
    label = ""
    hoisted: Runs = []
    uses: Runs = []
    for node in nodes:
        if node.type == "label":
            label = unit.text(node)[1:].lower()
            continue
        if node.type in _IGNORED:
            continue
        if node.type == "trap_statement":
            traps.append(node)
            continue
        use = using(unit, node, first=not (runs or hoisted or traps))
        if use is not None:
            uses.append((use, trimmed_extent(unit, node)))
            continue
        made = _labelled(unit, node, label) if label else unit.statement(node)
        label = ""
        (hoisted if node.type in _TYPES else runs).append((made, trimmed_extent(unit, node)))
    return uses + hoisted + runs, traps


def _trap(unit: Unit, node: Node) -> Clause:
    types = [unit.text(child)[1:-1].strip() for child in node.named_children if child.type == "type_literal"]
    return types, statement_block(unit, block_child(node))


def trimmed_extent(unit: Unit, node: Node) -> Extent:
    """The node's place without blanks at its end."""
    start = unit.start(node)
    return Extent(unit.source, start, start + len(unit.source.text[start : unit.end(node)].rstrip()))


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
    return output_of(statement_list(unit, node))


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
    loop = LOOPS.get(node.type)
    return unit.statement(node) if loop is None else loop(unit, node, label)


# --- switch --------------------------------------------------------------------------------------------------------


# --- jumps ---------------------------------------------------------------------------------------------------------


@statement("empty_statement", "comment")
def empty(_unit: Unit, _node: Node) -> Statement:
    """Nothing to do."""
    return lambda _context, _emit: None


@statement("data_statement")
def data(unit: Unit, node: Node) -> Statement:
    """``data Name { ... }``: what the statements give, as a variable or as output."""
    unit.verify()
    body = statement_block(unit, block_child(node))
    named = next((child for child in node.named_children if child.type == "data_name"), None)
    if named is None:
        return body
    key = unit.text(named).strip().lower()

    def run(context: Context, _emit: Emit) -> None:
        output: list[Any] = []
        body(context, output.append)
        context.scope.variables[key] = collapse(output)

    return run
