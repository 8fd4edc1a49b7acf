"""``try``, ``catch`` and ``finally``."""

from collections.abc import Sequence

from tree_sitter import Node

from fake_agent.powershell.compiler.statements import block_child, statement_block
from fake_agent.powershell.compiler.trapping import Clause, chosen_clause
from fake_agent.powershell.compiler.unit import Statement, Unit, statement
from fake_agent.powershell.errors import PowerShellError, ProcessEnded
from fake_agent.powershell.runtime.context import Context
from fake_agent.powershell.runtime.failures import caught
from fake_agent.powershell.runtime.streams import Emit
from fake_agent.powershell.values.objects import NOTHING


@statement("try_statement")
def try_(unit: Unit, node: Node) -> Statement:
    """``try { } catch [type] { } finally { }``."""
    body = statement_block(unit, block_child(node))
    clauses: list[Clause] = []
    final: Statement | None = None
    for child in node.named_children:
        if child.type == "catch_clauses":
            clauses += [_clause(unit, clause) for clause in child.named_children if clause.type == "catch_clause"]
        elif child.type == "finally_clause":
            final = statement_block(unit, block_child(child))
    if not clauses and final is None:
        raise unit.refusal()
    if len(clauses) > 1:
        unit.verify()
    return _guarded(body, clauses, final)


def _clause(unit: Unit, node: Node) -> Clause:
    types: list[str] = []
    for child in node.named_children:
        if child.type == "catch_type_list":
            types += [unit.text(one)[1:-1].strip() for one in child.named_children if one.type == "type_literal"]
        elif child.type == "type_literal":
            types.append(unit.text(child)[1:-1].strip())
    return types, statement_block(unit, block_child(node))


def _guarded(body: Statement, clauses: Sequence[Clause], final: Statement | None) -> Statement:
    def run_caught(context: Context, emit: Emit) -> None:
        depth, scope, frames, sinks = context.depth, context.scope, len(context.frames), context.sinks
        context.catching += 1
        try:
            body(context, emit)
        except PowerShellError as error:
            context.catching -= 1
            context.depth, context.scope, context.sinks = depth, scope, sinks
            del context.frames[frames:]
            handler = chosen_clause(context, error, clauses)
            if handler is None:
                raise
            _handle(context, emit, error, handler)
        except BaseException:
            context.catching -= 1
            raise
        else:
            context.catching -= 1

    attempt = run_caught if clauses else body
    return attempt if final is None else _finished(attempt, final, catches=bool(clauses))


def _finished(attempt: Statement, final: Statement, *, catches: bool) -> Statement:
    """The attempt, and after it, however it ends, the ``finally`` block; an attempt that ``catches`` counts itself."""

    def run(context: Context, emit: Emit) -> None:
        if not catches:
            context.catching += 1
        gone = False
        try:
            attempt(context, emit)
        except ProcessEnded:
            gone = True  # a process that is no more runs nothing, whatever it has left to clean up
            raise
        finally:
            if not catches:
                context.catching -= 1
            if not gone:
                final(context, emit)

    return run


def _handle(context: Context, emit: Emit, error: PowerShellError, handler: Statement) -> None:
    """Run a catch block with the error as ``$_``."""
    context.remember(error.record)
    caught(error.record)
    variables = context.scope.variables
    held = variables.get("_", NOTHING)
    variables["_"] = error.record
    before = context.services.get("catching", 0)
    context.services["catching"] = before + 1
    try:
        handler(context, emit)
    finally:
        context.services["catching"] = before
        if held is NOTHING:
            variables.pop("_", None)
        else:
            variables["_"] = held
