"""Stub commands that the user has defined, as stages of a pipeline."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from fake_agent.powershell.runtime.common_parameters import separate
from fake_agent.powershell.runtime.context import Context
from fake_agent.powershell.runtime.parameters import Argument
from fake_agent.powershell.runtime.source import Extent
from fake_agent.powershell.values.objects import ErrorRecord, NetException, PSObject
from fake_agent.stubs import Stub


class StubStage:
    """Writes what the stub says, whatever comes in; of the common parameters, those for errors count."""

    __slots__ = ("arguments", "common", "context", "emit", "expects_input", "extent", "stub")

    def __init__(
        self,
        context: Context,
        stub: Stub,
        arguments: Sequence[Argument],
        emit: Callable[[Any], None],
        extent: Extent | None,
    ) -> None:
        self.context = context
        self.stub = stub
        self.arguments = arguments
        self.emit = emit
        self.extent = extent
        self.common = separate(list(arguments), lambda _name: False, risk=False)[1]
        self.expects_input = False

    def begin(self) -> None:
        """Take what ``-ErrorVariable`` and the like name."""
        if self.common is not None:
            self.common.prepare(self.context)

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
            self._write_error()
        self.context.success = stub.exit_code == 0 and not stub.stderr

    def _write_error(self) -> None:
        exception = NetException("System.Management.Automation.RemoteException", self.stub.stderr)
        record = ErrorRecord(exception, self.stub.name)
        record.activity = self.stub.name
        if self.extent is not None:
            record.invocation = self.extent.invocation(self.stub.name)
        if self.common is not None:
            self.common.note_error(record)
        self.context.write_error(record, None if self.common is None else self.common.action("erroraction"))


def plain_object(value: Any) -> Any:
    """Plain data as PowerShell objects."""
    if isinstance(value, Mapping):
        return PSObject.of({str(name): plain_object(item) for name, item in value.items()})
    if isinstance(value, Sequence) and not isinstance(value, str | bytes):
        return [plain_object(item) for item in value]
    return value
