"""Stub commands that the user has defined, as stages of a pipeline."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from fake_agent.powershell.runtime.context import Context
from fake_agent.powershell.runtime.parameters import Argument
from fake_agent.powershell.values.objects import ErrorRecord, NetException, PSObject
from fake_agent.stubs import Stub


class StubStage:
    """Writes what the stub says, whatever comes in."""

    __slots__ = ("arguments", "context", "emit", "expects_input", "stub")

    def __init__(
        self, context: Context, stub: Stub, arguments: Sequence[Argument], emit: Callable[[Any], None]
    ) -> None:
        self.context = context
        self.stub = stub
        self.arguments = arguments
        self.emit = emit
        self.expects_input = False

    def begin(self) -> None:
        """Nothing to prepare."""

    def process(self, item: Any) -> None:
        """Input is ignored."""

    def end(self) -> None:
        """The stub's time and effect, then its output, objects, error text and exit code."""
        stub = self.stub
        self.context.host.use_stub(stub, self.arguments)
        for line in stub.stdout.splitlines():
            self.emit(line)
        for values in stub.objects:
            self.emit(plain_object(values))
        self.context.global_scope.variables["lastexitcode"] = stub.exit_code
        if stub.stderr:
            record = ErrorRecord(
                NetException("System.Management.Automation.RemoteException", stub.stderr), f"{stub.name}"
            )
            self.context.write_error(record)
        self.context.success = stub.exit_code == 0


def plain_object(value: Any) -> Any:
    """Plain data as PowerShell objects."""
    if isinstance(value, Mapping):
        return PSObject.of({str(name): plain_object(item) for name, item in value.items()})
    if isinstance(value, Sequence) and not isinstance(value, str | bytes):
        return [plain_object(item) for item in value]
    return value
