"""``try``, ``catch``, ``finally`` and ``trap``."""

from collections.abc import Sequence

from tree_sitter import Node

from fake_agent.powershell.compiler.statements import block_child, statement_block
from fake_agent.powershell.compiler.unit import Statement, Unit, statement
from fake_agent.powershell.compiler.variables import required_type
from fake_agent.powershell.dotnet.types import named
from fake_agent.powershell.errors import BreakJump, ContinueJump, NetError, PowerShellError, ProcessEnded
from fake_agent.powershell.runtime.context import Context
from fake_agent.powershell.runtime.failures import as_error, caught, on_statement_error
from fake_agent.powershell.runtime.scope import Scope
from fake_agent.powershell.runtime.source import Extent
from fake_agent.powershell.runtime.streams import Emit
from fake_agent.powershell.values.objects import NOTHING, NetException

Clause = tuple[list[str], Statement]
_MATCH_EVERYTHING = {"system.exception", "exception"}


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
            handler = _chosen(context, error, clauses)
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


def _chosen(context: Context, error: PowerShellError, clauses: Sequence[Clause]) -> Statement | None:
    """The clause for the error: the most special type first, then the one without types."""
    exception: NetException | None = error.record.exception
    while exception is not None:
        for kind in (
            named(exception.type_name).lineage()
            if exception.type_name.lower() not in context.user_types
            else context.user_types[exception.type_name.lower()].lineage()
        ):
            for types, body in clauses:
                if any(required_type(context, name).full_name == kind.full_name for name in types):
                    return body
            if kind.full_name == "System.Object":
                break
        inner = exception.inner
        exception = inner if inner is not exception else None
    for types, body in clauses:
        if not types or any(name.lower() in _MATCH_EVERYTHING for name in types):
            return body
    return None


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


# --- trap ----------------------------------------------------------------------------------------------------------


def with_traps(unit: Unit, traps: Sequence[Node], runs: Sequence[tuple[Statement, Extent]]) -> Statement:
    """Statements of a block that has traps: an error in one goes to the trap for its type."""
    clauses: list[Clause] = []
    for node in traps:
        types = [unit.text(child)[1:-1].strip() for child in node.named_children if child.type == "type_literal"]
        clauses.append((types, statement_block(unit, block_child(node))))

    def run(context: Context, emit: Emit) -> None:
        for one, extent in runs:
            depth, scope, frames = context.depth, context.scope, len(context.frames)
            context.catching += 1
            try:
                one(context, emit)
            except (PowerShellError, NetError) as raised:
                error = as_error(raised)
                context.catching -= 1
                context.depth, context.scope = depth, scope
                del context.frames[frames:]
                if error.record.invocation is None:
                    error.record.invocation = extent.invocation()
                trap = _chosen(context, error, clauses)
                if trap is None:
                    raise
                _spring(context, emit, error, trap, extent)
            except BaseException:
                context.catching -= 1
                raise
            else:
                context.catching -= 1

    return run


def _spring(context: Context, emit: Emit, error: PowerShellError, trap: Statement, extent: Extent) -> None:
    """Run a trap; ``continue`` in it goes on silently, ``break`` ends the script with the error."""
    context.remember(error.record)
    outer = context.scope
    context.scope = Scope(outer)
    context.scope.variables["_"] = error.record
    try:
        trap(context, emit)
    except ContinueJump:
        return
    except BreakJump:
        error.ends_script = True
        raise error from None
    finally:
        context.scope = outer
    held_throw, held_end = error.record.throw, error.ends_script
    error.record.throw, error.ends_script = False, False
    try:
        on_statement_error(context, error, extent)
    finally:
        error.record.throw, error.ends_script = held_throw, held_end
