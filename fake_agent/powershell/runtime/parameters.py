"""Parameters of commands, and the arguments of a call."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from fake_agent.powershell.runtime.source import Extent
from fake_agent.powershell.values.text import to_text


class Argument:
    """One argument as written: ``-Name``, a value, or both; a number keeps its spelling in ``text``."""

    __slots__ = ("extent", "has_value", "name", "splatted", "text", "value")

    def __init__(
        self,
        name: str | None,
        value: Any,
        *,
        has_value: bool = True,
        text: str | None = None,
        extent: Extent | None = None,
        splatted: bool = False,
    ) -> None:
        self.name = name
        self.value = value
        self.has_value = has_value
        self.text = text
        self.extent = extent
        self.splatted = splatted

    def __str__(self) -> str:
        """The argument as a command line shows it."""
        if self.name is None:
            return to_text(self.value)
        return f"-{self.name}:{to_text(self.value)}" if self.has_value else f"-{self.name}"

    @classmethod
    def of(cls, value: Any) -> "Argument":
        """A positional argument."""
        return cls(None, value)


@dataclass(frozen=True, slots=True)
class Validation:
    """A ``Validate...`` attribute: its name, its values, and those that it names (``IgnoreCase = $false``)."""

    name: str
    values: Sequence[Any]
    options: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ParameterSpec:
    """A parameter. ``type`` is a type name; ``position`` None means by name only.

    ``by_value`` and ``by_property`` tell whether it takes pipeline input; ``sets`` the parameter sets it belongs to
    (none: all). ``default`` is evaluated when the parameter is not given. ``words`` names the enumeration that the
    text is of.
    """

    name: str
    type: str = "object"
    position: int | None = None
    aliases: tuple[str, ...] = ()
    mandatory: bool = False
    by_value: bool = False
    by_property: bool = False
    remaining: bool = False
    sets: tuple[str, ...] = ()
    validations: tuple[Validation, ...] = ()
    default: Callable[[Any], Any] | None = None
    transforms: tuple[Any, ...] = ()
    allows: frozenset[str] = frozenset()
    resolved: Any = None
    typed: bool = True
    words: str = ""

    @property
    def is_switch(self) -> bool:
        """Whether the parameter takes no value."""
        return self.type == "switch"

    @property
    def takes_input(self) -> bool:
        """Whether objects of a pipeline may give its value."""
        return self.by_value or self.by_property
