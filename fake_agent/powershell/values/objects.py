"""Objects with properties: custom objects, machine objects, exceptions, error records, enum values."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final


class Nothing:
    """What a command leaves that has no output: it acts as null in expressions and is no item in a pipeline."""

    __slots__ = ()

    def __bool__(self) -> bool:
        return False

    def __repr__(self) -> str:
        return "NOTHING"


NOTHING: Final = Nothing()


class Property:
    """A property with a stored value (NoteProperty, or Property of a machine object)."""

    __slots__ = ("kind", "name", "value")

    def __init__(self, name: str, value: Any, kind: str = "NoteProperty") -> None:
        self.name = name
        self.value = value
        self.kind = kind

    def get(self, _owner: Any) -> Any:
        """The value."""
        return self.value

    def set(self, _owner: Any, value: Any) -> None:
        """Store another value."""
        self.value = value

    def copy(self) -> "Property":
        """A property of its own with the same value."""
        return Property(self.name, self.value, self.kind)


class ComputedProperty(Property):
    """A property that is computed when it is read (ScriptProperty, AliasProperty, CodeProperty)."""

    __slots__ = ("definition", "getter", "setter")

    def __init__(
        self,
        name: str,
        getter: Callable[[Any], Any],
        setter: Callable[[Any, Any], None] | None = None,
        kind: str = "ScriptProperty",
        *,
        definition: str = "",
    ) -> None:
        super().__init__(name, None, kind)
        self.definition = definition
        self.getter = getter
        self.setter = setter

    def get(self, owner: Any) -> Any:
        """Compute the value for the object that has the property."""
        return self.getter(owner)

    def set(self, owner: Any, value: Any) -> None:
        """Hand the value to the setter; ``AttributeError`` where the property is read-only."""
        if self.setter is None:
            raise AttributeError(self.name)
        self.setter(owner, value)

    def copy(self) -> "ComputedProperty":
        """The same computation for another object."""
        return ComputedProperty(self.name, self.getter, self.setter, self.kind, definition=self.definition)


CUSTOM_OBJECT = "System.Management.Automation.PSCustomObject"


class PSObject:
    """An object whose properties are its own: a custom object, or an object of the machine.

    ``type_names`` starts with the most special type; views and ``Get-Member`` go by it. ``methods`` take the object and
    the arguments. ``text`` is what conversion to a string gives, where that is not the list of properties. ``native``
    is whatever the maker of the object wants to find again.
    """

    __slots__ = ("base", "display", "hidden", "methods", "native", "properties", "text", "type_names")

    def __init__(self, type_names: Iterable[str] = (CUSTOM_OBJECT, "System.Object")) -> None:
        self.properties: dict[str, Property] = {}
        self.methods: dict[str, tuple[str, Callable[..., Any]]] = {}
        self.type_names = list(type_names)
        self.text: Callable[[PSObject], str] | None = None
        self.native: Any = None
        self.base: Any = None
        self.hidden: frozenset[str] = frozenset()
        self.display: tuple[str, ...] = ()
        """The properties that are shown where no view says otherwise; none: all."""

    @classmethod
    def of(
        cls,
        values: Mapping[str, Any],
        type_name: str | None = None,
        *,
        text: Callable[["PSObject"], str] | None = None,
        methods: Mapping[str, Callable[..., Any]] | None = None,
        native: Any = None,
    ) -> "PSObject":
        """An object with these properties, a custom object unless a type is named."""
        made = cls() if type_name is None else cls((type_name, "System.Object"))
        kind = "NoteProperty" if type_name is None else "Property"
        for name, value in values.items():
            made.properties[name.lower()] = Property(name, value, kind)
        for name, method in (methods or {}).items():
            made.methods[name.lower()] = (name, method)
        made.text = text
        made.native = native
        return made

    def get(self, name: str, default: Any = None) -> Any:
        """The value of the property of that name, compared without case."""
        found = self.properties.get(name.lower())
        return default if found is None else found.get(self)

    def set(self, name: str, value: Any) -> None:
        """Set the property, which is added as a note if missing."""
        found = self.properties.get(name.lower())
        if found is None:
            self.properties[name.lower()] = Property(name, value)
        else:
            found.set(self, value)

    def items(self) -> list[tuple[str, Any]]:
        """Names and values of all properties, in order."""
        return [(entry.name, entry.get(self)) for entry in self.properties.values()]

    @property
    def is_custom(self) -> bool:
        """Whether this is a PSCustomObject."""
        return CUSTOM_OBJECT in self.type_names


class NetException:
    """An exception as scripts see it: its full type name, message, inner exception and further properties."""

    __slots__ = ("data", "extra", "inner", "message", "net_type", "record", "type_name")

    def __init__(
        self,
        type_name: str,
        message: str,
        inner: "NetException | None" = None,
        extra: Mapping[str, Any] | None = None,
    ) -> None:
        self.type_name = type_name
        self.message = message
        self.inner = inner
        self.extra = dict(extra or {})
        self.data: Any = None
        self.record: ErrorRecord | None = None
        self.net_type: Any = None
        """The class of an exception whose class the script defines."""


@dataclass(frozen=True, slots=True)
class Switch:
    """System.Management.Automation.SwitchParameter: what a switch parameter holds."""

    is_present: bool

    def to_text(self) -> str:
        """``True`` or ``False``."""
        return str(self.is_present)


@dataclass(slots=True)
class InvocationInfo:
    """Where an error happened, or a command was called: the command's name and the place in the script."""

    command: str = ""
    path: str = ""
    line: int = 0
    column: int = 0
    line_text: str = ""
    extent: str = ""
    end_column: int = 0
    bound_parameters: Any = None
    unbound_arguments: Any = None
    command_info: Any = None
    expecting_input: bool = False
    pipeline_length: int = 1
    pipeline_position: int = 1


@dataclass(slots=True)
class ErrorRecord:
    """An error record: what ``$_`` is in a catch block, and what is written to the error stream."""

    exception: NetException
    error_id: str = ""
    category: str = "NotSpecified"
    target: Any = None
    activity: str = ""
    reason: str = ""
    target_name: str | None = None
    target_type: str | None = None
    details: str | None = None
    invocation: InvocationInfo | None = None
    stack_trace: str = ""
    shown: bool = True
    throw: bool = False
    extra: dict[str, Any] = field(default_factory=dict)

    @property
    def message(self) -> str:
        """The text for people: the details where there are any, else the exception's message."""
        return self.exception.message if self.details is None else self.details


@dataclass(frozen=True, slots=True)
class StreamRecord:
    """A warning, verbose, debug or information record, as a merged stream carries it."""

    kind: str
    message: Any


class EnumValue:
    """A member of an enumeration; ``enum`` is its NetType."""

    __slots__ = ("enum", "number")

    def __init__(self, enum: Any, number: int) -> None:
        self.enum = enum
        self.number = number

    @property
    def name(self) -> str:
        """The member's name, names joined by commas for flags, or the bare number."""
        return str(self.enum.enum_name(self.number))

    def __eq__(self, other: object) -> bool:
        return isinstance(other, EnumValue) and other.enum is self.enum and other.number == self.number

    def __hash__(self) -> int:
        return hash(self.number)


def unwrapped(value: Any) -> Any:
    """The value inside an object that only adds members to it (``5 | Add-Member ... -PassThru``)."""
    return value.base if isinstance(value, PSObject) and value.base is not None else value
