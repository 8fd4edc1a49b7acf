"""Which clause an error goes to, and what becomes of statements that have traps."""

from collections.abc import Sequence

from fake_agent.powershell.compiler.unit import Statement
from fake_agent.powershell.compiler.variables import required_type
from fake_agent.powershell.dotnet.types import named
from fake_agent.powershell.errors import BreakJump, ContinueJump, NetError, PowerShellError
from fake_agent.powershell.runtime.context import Context
from fake_agent.powershell.runtime.failures import as_error, on_statement_error
from fake_agent.powershell.runtime.scope import Scope
from fake_agent.powershell.runtime.source import Extent
from fake_agent.powershell.runtime.streams import Emit
from fake_agent.powershell.values.objects import NetException

Clause = tuple[list[str], Statement]
"""The types of the errors that it is for, and what it does."""

_MATCH_EVERYTHING = {"system.exception", "exception"}


def chosen_clause(context: Context, error: PowerShellError, clauses: Sequence[Clause]) -> Statement | None:
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


def with_traps(traps: Sequence[Clause], runs: Sequence[tuple[Statement, Extent]]) -> Statement:
    """Statements of a block that has traps: an error in one goes to the trap for its type."""

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
                trap = chosen_clause(context, error, traps)
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
