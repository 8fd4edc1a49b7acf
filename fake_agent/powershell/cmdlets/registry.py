"""The registry of cmdlets: the decorator that adds one, and the call that a cmdlet's function gets.

A cmdlet is a function of one ``Call``. Plain ones are called once for each object of the pipeline (once, without one);
``collects`` means one call at the end with all of them in ``call.items``. A class with ``begin``, ``process`` and
``end`` serves cmdlets that stream and keep state.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from fake_agent.powershell.cmdlets.worded_parameters import with_words
from fake_agent.powershell.errors import NetError, PowerShellError, StopPipeline, failure
from fake_agent.powershell.host import Host, HostError
from fake_agent.powershell.runtime.context import Context
from fake_agent.powershell.runtime.parameters import ParameterSpec
from fake_agent.powershell.values import collections as nets
from fake_agent.powershell.values.conversion import as_list
from fake_agent.powershell.values.objects import NOTHING, ErrorRecord
from fake_agent.powershell.values.text import to_text, truth

Parameter = ParameterSpec


class Stateful(Protocol):
    """A cmdlet with state of its own: one object a call."""

    def begin(self, call: "Call") -> None:
        """Before the first object."""

    def process(self, call: "Call") -> None:
        """For each object (``call.item``), or once where no pipeline comes."""

    def end(self, call: "Call") -> None:
        """After the last object."""


@dataclass(frozen=True, slots=True)
class Cmdlet:
    """A cmdlet: its name as documented, its parameters, and what runs it."""

    name: str
    parameters: tuple[ParameterSpec, ...]
    function: Callable[["Call"], None] | None
    stateful: Callable[[], Stateful] | None
    collects: bool
    class_name: str
    default_set: str
    module: str
    resolves_variables: bool = False


UTILITY = "Microsoft.PowerShell.Utility"
CORE = "Microsoft.PowerShell.Core"
INPUT = ParameterSpec("InputObject", "object", by_value=True)

_DENIED = {
    "Remove-Item": "RemoveFileSystemItemUnAuthorizedAccess",
    "Set-Content": "GetContentWriterUnauthorizedAccessError",
    "Add-Content": "GetContentWriterUnauthorizedAccessError",
    "Get-Content": "GetContentReaderUnauthorizedAccessError",
    "Get-ChildItem": "DirUnauthorizedAccessError",
    "New-Item": "NewItemUnauthorizedAccessError",
    "mkdir": "CreateDirectoryUnauthorizedAccessError",
    "Copy-Item": "CopyFileInfoItemUnauthorizedAccessError",
    "Move-Item": "MoveFileInfoItemUnauthorizedAccessError",
    "Out-File": "FileOpenFailure",
}
"""The error ids of cmdlets that may not do what they are to do with a file."""

FUNCTION_MODULES = frozenset(
    {
        "BitLocker",
        "Defender",
        "DnsClient",
        "Microsoft.PowerShell.Archive",
        "NetAdapter",
        "NetConnection",
        "NetSecurity",
        "NetTCPIP",
        "PnpDevice",
        "ScheduledTasks",
        "SmbShare",
        "Storage",
    }
)
"""The modules whose commands are functions."""
COMMANDS: dict[str, Cmdlet] = {}
ALIASES: dict[str, str] = {}


def switches(names: str) -> tuple[ParameterSpec, ...]:
    """Switch parameters, by their names."""
    return tuple(ParameterSpec(name, "switch") for name in names.split())


def named(type_name: str, names: str) -> tuple[ParameterSpec, ...]:
    """Parameters of one type that are given by name only."""
    return tuple(ParameterSpec(name, type_name) for name in names.split())


def cmdlet(
    name: str,
    *parameters: ParameterSpec,
    aliases: Iterable[str] = (),
    collects: bool = False,
    class_name: str | None = None,
    default_set: str = "",
    module: str = "Microsoft.PowerShell.Management",
) -> Callable[[Any], Any]:
    """Add the decorated function or class as the cmdlet ``name``.

    ``class_name`` is what ends its FullyQualifiedErrorIds, by default
    ``Microsoft.PowerShell.Commands.VerbNounCommand``, and the name alone where the module's commands are functions.
    """

    def register(implementation: Any) -> Any:
        verb, _, noun = name.partition("-")
        by_kind = name if module in FUNCTION_MODULES else f"Microsoft.PowerShell.Commands.{verb}{noun}Command"
        full_class = class_name or by_kind
        is_class = isinstance(implementation, type)
        COMMANDS[name.lower()] = Cmdlet(
            name,
            tuple(with_words(name, parameter) for parameter in parameters),
            None if is_class else implementation,
            implementation if is_class else None,
            collects,
            full_class,
            default_set,
            module,
        )
        for alias in aliases:
            ALIASES[alias.lower()] = name
        return implementation

    return register


class Call:
    """One running cmdlet: its arguments, its input, and where its output goes."""

    __slots__ = (
        "actions",
        "class_name",
        "context",
        "emit",
        "error_variables",
        "extent",
        "item",
        "items",
        "name",
        "stage",
        "state",
        "values",
    )

    def __init__(self, context: Context, definition: Cmdlet, emit: Callable[[Any], None], stage: Any) -> None:
        self.context = context
        self.emit = emit
        self.name = definition.name
        self.class_name = definition.class_name
        self.stage = stage
        self.values: Mapping[str, Any] = {}
        self.item: Any = NOTHING
        self.items: list[Any] = []
        self.state: dict[str, Any] = {}
        self.actions: dict[str, str] = {}
        self.extent: Any = None

    @property
    def host(self) -> Host:
        """The machine."""
        return self.context.host

    # --- arguments -------------------------------------------------------------------------------------------------

    def has(self, name: str) -> bool:
        """Whether the parameter is bound."""
        return name.lower() in self.values

    def get(self, name: str, default: Any = None) -> Any:
        """The parameter's value."""
        return self.values.get(name.lower(), default)

    def text(self, name: str, default: str = "") -> str:
        """The parameter's value as text."""
        value = self.values.get(name.lower())
        return default if value is None else to_text(value)

    def switch(self, name: str) -> bool:
        """Whether the switch is given and on."""
        return truth(self.values.get(name.lower()))

    def strings(self, name: str) -> list[str]:
        """The parameter's value as a list of strings."""
        value = self.values.get(name.lower())
        return [] if value is None else [to_text(item) for item in as_list(value)]

    def number(self, name: str, default: int = 0) -> int:
        """The parameter's value as a whole number."""
        value = self.values.get(name.lower())
        return default if value is None else int(value)

    # --- output ----------------------------------------------------------------------------------------------------

    def write(self, value: Any) -> None:
        """One object down the pipeline."""
        self.emit(value)

    def write_all(self, value: Any) -> None:
        """The items of a list down the pipeline, or the one object."""
        if value is NOTHING:
            return
        items = nets.items_of(value)
        if items is None:
            self.emit(value)
        else:
            for item in items:
                self.emit(item)

    def say(self, kind: str, message: Any) -> None:
        """A record for the Warning, Verbose, Debug or Information stream."""
        defaults = {
            "Warning": "continue",
            "Verbose": "silentlycontinue",
            "Debug": "silentlycontinue",
            "Information": "silentlycontinue",
        }
        action = self.actions.get(kind) or self.context.preference(f"{kind.lower()}preference", defaults[kind])
        try:
            self.context.write_stream(kind, message, action)
        except PowerShellError as stopped:
            self.stage.place(stopped.record)
            raise

    def stop(self) -> None:
        """No more input is needed: end the stages before this one."""
        raise StopPipeline(self.stage)

    # --- errors ----------------------------------------------------------------------------------------------------

    def failure(
        self,
        message: str,
        error_id: str,
        category: str = "NotSpecified",
        *,
        target: Any = None,
        exception: str = "System.InvalidOperationException",
    ) -> PowerShellError:
        """A terminating error to raise: it ends the cmdlet."""
        full_id = f"{error_id},{self.class_name}" if "," not in error_id else error_id
        problem = failure(message, full_id, category, target=target, exception=exception)
        problem.record.activity = self.name
        return problem

    def error(
        self,
        message: str,
        error_id: str,
        category: str = "NotSpecified",
        *,
        target: Any = None,
        exception: str = "System.InvalidOperationException",
    ) -> None:
        """A non-terminating error: the cmdlet goes on."""
        self.write_error(self.failure(message, error_id, category, target=target, exception=exception).record)

    def write_error(self, record: ErrorRecord) -> None:
        """Write an error record, as -ErrorAction and the preference say."""
        self.stage.write_error(record)

    def refusal(self, error: HostError | NetError | OSError, *, target: Any = None) -> PowerShellError:
        """What the machine or a .NET member refuses, as an error of this cmdlet."""
        if isinstance(error, HostError):
            return self.failure(error.message, error.error_id or "InvalidOperation", error.category, target=target)
        if isinstance(error, NetError):
            name = error.exception.type_name
            return self.failure(error.exception.message, name, "NotSpecified", target=target, exception=name)
        if isinstance(error, PermissionError) and error.filename:
            return self._denied(str(error.filename), error.strerror or "")
        return self.failure(
            error.strerror or str(error), "IOError", "WriteError", target=target, exception="System.IO.IOException"
        )

    def _denied(self, path: str, reason: str) -> PowerShellError:
        """The error where access rules stand in the way: of a registry key, or of a file."""
        if path.startswith("HKEY_"):
            name = "System.Security.SecurityException"
            return self.failure(reason, name, "PermissionDenied", target=path, exception=name)
        text = f"Access to the path '{path}' is denied."
        if self.name == "Remove-Item":
            text = f"Cannot remove item {path}: {text}"
        return self.failure(
            text,
            _DENIED.get(self.name, "UnauthorizedAccess"),
            "PermissionDenied",
            target=path,
            exception="System.UnauthorizedAccessException",
        )

    def should_process(self, target: str, action: str) -> bool:
        """Whether to go on with a change; with -WhatIf only says what it would do."""
        what_if = self.values.get("whatif", self.context.scope.get("whatifpreference", False))
        if truth(what_if):
            self.context.sinks.host(f'What if: Performing the operation "{action}" on target "{target}".\n')
            return False
        if truth(self.values.get("confirm")):
            self.host.wait_for_input(
                f'Are you sure you want to perform this action?\nPerforming the operation "{action}" on target '
                f'"{target}".',
            )
        self.say("Verbose", f'Performing the operation "{action}" on target "{target}".')
        return True
