"""Views: how objects of a type are shown, as data. ``register_view`` adds one for a type name."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

LEFT, RIGHT, CENTER = "left", "right", "center"


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table, or a line of a list.

    ``source`` is the property's name, or a function of the object (the name is the label where it is omitted).
    ``width`` 0 shares what is left of the line.
    """

    label: str
    width: int = 0
    align: str = LEFT
    source: str | Callable[[Any], Any] = ""

    @property
    def getter(self) -> str | Callable[[Any], Any]:
        """Where the value comes from."""
        return self.source or self.label

    def heading(self, text: str) -> str:
        """The line above a group of objects with this value."""
        return f"   {self.label}: {text}\n"


class Frame(Column):
    """What groups objects under a heading that a format file lays out itself: indented by four, a blank line below."""

    __slots__ = ()

    def heading(self, text: str) -> str:
        """The line above a group, with the blank line."""
        return f"    {self.label}: {text}\n\n"


@dataclass(frozen=True, slots=True)
class TableView:
    """A table. ``group_by`` starts a new one, with a heading, where its value changes; ``autosize`` fits columns."""

    columns: Sequence[Column]
    group_by: Column | None = None
    autosize: bool = False
    hide_headers: bool = False
    wrap: bool = False


@dataclass(frozen=True, slots=True)
class ListView:
    """A list, one line a property."""

    columns: Sequence[Column]
    group_by: Column | None = None


@dataclass(frozen=True, slots=True)
class WideView:
    """One property of many objects, in columns."""

    column: Column
    columns: int = 2
    autosize: bool = False
    group_by: Column | None = None


@dataclass(frozen=True, slots=True)
class TextView:
    """Text of its own for each object; one that ``holds`` is the view of what follows, as a table or list is."""

    text: Callable[[Any], str]
    holds: bool = False


View = TableView | ListView | WideView | TextView

DEFAULT: dict[str, View] = {}
TABLES: dict[str, TableView] = {}
LISTS: dict[str, ListView] = {}
WIDES: dict[str, WideView] = {}
DEFAULT_PROPERTIES: dict[str, tuple[str, ...]] = {}
"""Properties that are shown of a type that has no view (types.ps1xml's DefaultDisplayPropertySet)."""


def register_view(type_name: str, view: View) -> None:
    """Add a view for objects of a type; the first one is what is shown by default."""
    key = type_name.lower()
    DEFAULT.setdefault(key, view)
    if isinstance(view, TableView):
        TABLES.setdefault(key, view)
    elif isinstance(view, ListView):
        LISTS.setdefault(key, view)
    elif isinstance(view, WideView):
        WIDES.setdefault(key, view)


def register_properties(type_name: str, names: str) -> None:
    """Name the properties that are shown of a type by default."""
    DEFAULT_PROPERTIES[type_name.lower()] = tuple(names.split())
