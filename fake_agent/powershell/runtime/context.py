"""The state of one PowerShell process while a script runs."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from fake_agent.powershell.dotnet import members, statics, types
from fake_agent.powershell.dotnet.type_model import Method, NetType
from fake_agent.powershell.errors import PowerShellError, failure
from fake_agent.powershell.host import Host
from fake_agent.powershell.runtime.scope import Scope
from fake_agent.powershell.runtime.source import Extent
from fake_agent.powershell.runtime.streams import Sinks
from fake_agent.powershell.values.objects import ErrorRecord, InvocationInfo, Property, StreamRecord
from fake_agent.powershell.values.text import to_text
from fake_agent.powershell.values.times import LOCAL, DateTime

if TYPE_CHECKING:  # it binds to a context itself
    from fake_agent.powershell.runtime.common_parameters import CommonParameters

STEPS_A_REPORT = 2000
STEPS_OF_A_CALL = 20  # what a command or a function costs beside an empty turn of a loop (measured)
STEPS_OF_A_TABLE = 3  # a hash literal beside its entries: for its time, and for the memory that it keeps
STEPS_OF_AN_ITEM = 4  # an object that a cmdlet takes from the pipeline (measured)


class Frame:
    """A running script, function or script block: its name, and where it was called."""

    __slots__ = ("arguments", "block", "bound", "call", "cmdlet", "command", "extent", "piped", "source_path")

    def __init__(self, command: str, extent: Extent | None, source_path: str = "") -> None:
        self.command = command
        self.extent = extent
        self.source_path = source_path
        self.bound: Any = None
        self.arguments: Any = None
        self.piped = False
        self.cmdlet: Any = None
        self.block: Any = None
        self.call: Any = None


def _code_of(frame: Frame) -> str:
    """What names a script block that was called: its own text."""
    return "" if frame.block is None else to_text(frame.block)


class Context:
    """Scopes, streams, preferences and position of a running script; ``host`` is the machine."""

    def __init__(self, host: Host, sinks: Sinks, *, interactive: bool) -> None:
        self.host = host
        self.sinks = sinks
        self.interactive = interactive
        self.global_scope = Scope(None)
        self.scope = self.global_scope
        self.errors: list[Any] = []
        self.success = True
        self.strict_version = 0
        self.spellings: dict[str, str] = {}
        """Variables as they were first written, by their lower-case names."""
        """What ``using namespace`` names."""
        self.catching = 0
        self.frames: list[Frame] = []
        self.depth = 0
        self.steps = 0
        self.location = host.working_folder
        self.locations: dict[str, str] = {}
        self.user_types: dict[str, NetType] = {}
        self.type_extensions: dict[str, dict[str, Property]] = {}
        self.type_displays: dict[str, tuple[str, ...]] = {}
        """The properties of types that are shown where no view says otherwise, as the script has said."""
        self.type_methods: dict[str, dict[str, Callable[..., Any]]] = {}
        self.services: dict[str, Any] = {}
        self.namespaces: list[str] = []
        self.listeners: list[CommonParameters] = []
        """Running functions whose -ErrorVariable, -WarningVariable ... are to be filled."""

    @property
    def strict(self) -> bool:
        """Whether properties that are not there are errors (strict mode from version 2 on)."""
        return self.strict_version > 1

    # --- time and steps --------------------------------------------------------------------------------------------

    def step(self, cost: int = STEPS_OF_A_CALL) -> None:
        """Count a call, or a turn of a loop (cost 1); the host hears of steps by thousands."""
        self.steps += cost
        if self.steps >= STEPS_A_REPORT:
            self.host.spend(self.steps)
            self.steps = 0

    def local_now(self) -> DateTime:
        """The machine's local time."""
        return DateTime(DateTime.of(self.host.now().astimezone(self.host.time_zone)).ticks, LOCAL)

    # --- variables -------------------------------------------------------------------------------------------------

    def variable(self, name: str, default: Any = None) -> Any:
        """A variable's value as the running code sees it."""
        return self.scope.get(name.lower(), default)

    def preference(self, name: str, default: str) -> str:
        """A preference variable as lower-case text."""
        value = self.scope.get(name)
        return to_text(value).lower() if value is not None else default.lower()

    def list_separator(self) -> str:
        """What joins the items of a list in a string: ``$OFS`` or a blank."""
        separator = self.scope.get("ofs")
        return " " if separator is None else to_text(separator)

    # --- types and members -----------------------------------------------------------------------------------------

    def find_type(self, name: str) -> NetType | None:
        """The type of that name, classes of the script first."""
        if self.user_types:
            plain = name.strip().lower()
            own = self.user_types.get(plain)
            if own is not None:
                return own
            if plain.endswith("[]") and plain[:-2] in self.user_types:
                return types.array_of(self.user_types[plain[:-2]])
            if "[" in plain and plain.endswith("]"):
                inner = self.user_types.get(plain[plain.index("[") + 1 : -1].strip())
                definition = types.find_type(plain[: plain.index("[")] + "`1")
                if inner is not None and definition is not None:
                    return types.generic(definition.full_name, (inner,))
        found = types.find_type(name)
        if found is None:
            return next(filter(None, (types.find_type(f"{space}.{name}") for space in self.namespaces)), None)
        return found

    def required_type(self, name: str) -> NetType:
        """The type of a literal; ``TypeNotFound`` where there is none, MissingFeature for one that only Windows has."""
        found = self.find_type(name)
        if found is None:
            raise self.services["type not found"](name)
        return found

    def construct(self, target: NetType, arguments: list[Any]) -> Any:
        """A new object of the type."""
        return statics.construct(self, target, arguments)

    def set_member(self, value: Any, name: str, new: Any) -> None:
        """Set a property."""
        members.set_member(self, value, name, new)

    def extended_members(self, value: Any) -> dict[str, Property]:
        """Properties that were added to the value's type while the script ran."""
        if not self.type_extensions:
            return {}
        found: dict[str, Property] = {}
        for name in members.type_names(value):
            for key, entry in self.type_extensions.get(name.lower(), {}).items():
                found.setdefault(key, entry)
        return found

    def extended_member(self, value: Any, name: str) -> Property | None:
        """One of the properties of ``extended_members``."""
        return self.extended_members(value).get(name) if self.type_extensions else None

    def extended_method(self, value: Any, name: str) -> Callable[..., Any] | None:
        """A method that was added to the value's type while the script ran."""
        if self.type_methods:
            for type_name in members.type_names(value):
                found = self.type_methods.get(type_name.lower(), {}).get(name)
                if found is not None:
                    return found
        return None

    def intrinsic_method(self, name: str) -> Callable[[Any, list[Any]], Any] | None:
        """``ForEach`` and ``Where``, which every value has."""
        maker = self.services["intrinsic methods"].get(name)
        return None if maker is None else lambda value, arguments: maker(self, value, arguments)

    def reflect(self, value: Any) -> Any:
        """What the hidden property ``PSObject`` of a value gives."""
        return self.services["reflect"](self, value)

    def method_reference(self, owner: Any, method: Method) -> Any:
        """A method that is read without being called."""
        return self.services["method reference"](self, owner, method)

    # --- streams ---------------------------------------------------------------------------------------------------

    def write_error(self, record: ErrorRecord, action: str | None = None) -> None:
        """A non-terminating error: recorded and shown, or terminating, as ``$ErrorActionPreference`` says."""
        action = action or self.preference("erroractionpreference", "continue")
        self.success = False
        self.complete(record)
        if action == "stop":
            raise PowerShellError(record, ends_script=True)
        if action != "ignore":
            self.remember(record)
        if action in {"continue", "inquire"}:
            self.sinks.error(record)

    def remember(self, record: ErrorRecord) -> None:
        """Put the record first in ``$Error``."""
        if not self.errors or self.errors[0] is not record:
            self.errors.insert(0, record)
            del self.errors[256:]
            for listener in self.listeners:
                listener.note_error(record)

    def complete(self, record: ErrorRecord) -> None:
        """Fill in where the error happened, unless that is known."""
        if record.invocation is None:
            frame = self.frames[-1] if self.frames else None
            if frame is not None and frame.extent is not None:
                record.invocation = frame.extent.invocation(frame.command or _code_of(frame))
            elif frame is not None:
                record.invocation = InvocationInfo(frame.command)
        if not record.stack_trace:
            record.stack_trace = self.stack_trace(record)
        record.exception.record = record

    def stack_trace(self, record: ErrorRecord) -> str:
        """The calls that led to an error, as ``ScriptStackTrace`` spells them."""
        lines = []
        line = record.invocation.line if record.invocation else 0
        for frame in reversed(self.frames):
            name = frame.command if frame.extent is not None else "<ScriptBlock>"
            where = frame.source_path or "<No file>"
            lines.append(f"at {name or '<ScriptBlock>'}, {where}: line {line}")
            line = frame.extent.source.position(frame.extent.start)[0] if frame.extent is not None else line
        return "\n".join(lines)

    def write_stream(self, kind: str, message: Any, action: str) -> None:
        """A warning, verbose, debug or information record, treated as its preference says."""
        for listener in self.listeners:
            listener.note(f"{kind.lower()}variable", StreamRecord(kind, message))
        if action in {"continue", "inquire", "stop"}:
            self.sinks.message(StreamRecord(kind, message))
        if action == "stop":
            raise failure(
                f'The running command stopped because the preference variable "{kind}Preference" or common '
                "parameter is set "
                f"to Stop: {to_text(message)}",
                f"ActionPreferenceStop,Microsoft.PowerShell.Commands.Write{kind}Command",
                "OperationStopped",
                exception="System.Management.Automation.ActionPreferenceStopException",
                ends_script=True,
            )
