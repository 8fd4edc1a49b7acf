"""What a test left behind and should know of: operations that have not ended, faults of the simulator itself."""

from collections.abc import Iterator

from fake_arm.operations import Operation
from simulator.journal import JournalEntry
from simulator.kit.occupation import SOMEBODY_ELSE
from simulator.kit.simulator import Simulator

HOW_TO_END = (
    "wait for each (`poller.result()`), move time (`run_command_simulator.clock.advance(minutes=90)`), or say so: "
    "@pytest.mark.run_command(allow_unfinished=True), or run_command_allow_unfinished = true in pytest's configuration"
)


def complaint(simulator: Simulator, *, allow_unfinished: bool) -> str:
    """What is to be said to a test that has passed; empty where it left nothing behind."""
    return "\n".join(_sentences(simulator, allow_unfinished=allow_unfinished))


def _sentences(simulator: Simulator, *, allow_unfinished: bool) -> Iterator[str]:
    for error in simulator.unread_server_errors():
        yield f"the simulator itself failed, and the test did not look at it: {_error_text(error)}"
        yield "please report it; a test that expects it reads run_command_simulator.server_errors"
    others = {command.operation for command in simulator.received if command.client == SOMEBODY_ELSE}
    left = () if allow_unfinished else simulator.unfinished_operations()
    unfinished = [operation for operation in left if operation.id not in others]
    if unfinished:
        yield f"the test left {len(unfinished)} unfinished: {', '.join(map(_operation_text, unfinished))}"
        yield HOW_TO_END


def _error_text(entry: JournalEntry) -> str:
    request = entry.details.get("request", "a request to the control API")
    return f"{request} at {entry.time:.1f} s: {entry.details.get('message', entry.details.get('error', ''))}"


def _operation_text(operation: Operation) -> str:
    vm = operation.machine.rpartition("/")[2]
    return f"{operation.kind} on {vm}, begun at {operation.started:.1f} s (operation {operation.id})"
