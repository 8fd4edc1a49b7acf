"""The end of the pipeline: chooses a view for the objects that arrive and writes them.

As in Windows, the first object decides: what follows goes into the same table or list, text comes in between, and
objects that the view is not for are listed by themselves.
"""

from collections.abc import Callable
from typing import Any

from fake_agent.powershell.dotnet import members
from fake_agent.powershell.formatting.cells import cell_text, is_scalar, read
from fake_agent.powershell.formatting.errors import error_text
from fake_agent.powershell.formatting.requests import FormatRequest, write_list
from fake_agent.powershell.formatting.tables import TableWriter
from fake_agent.powershell.formatting.views import (
    DEFAULT,
    DEFAULT_PROPERTIES,
    Column,
    ListView,
    TableView,
    TextView,
    View,
    WideView,
)
from fake_agent.powershell.values import collections as nets
from fake_agent.powershell.values.objects import NOTHING, ErrorRecord, NetException, PSObject, StreamRecord
from fake_agent.powershell.values.text import to_text, truth

Write = Callable[[str], None]
_TABLE_LIMIT = 4
"""Objects of a type without a view that have more properties than this are shown as lists."""
_MOST_COLUMNS = 10
_ENTRY_TABLES = frozenset({"System.Collections.Hashtable", "System.Collections.Specialized.OrderedDictionary"})
"""Dictionaries whose entries are shown as Name and Value; those of others as Key and Value."""


def property_names(context: Any, value: Any) -> list[str]:
    """The properties of an object that are shown where no view says otherwise."""
    if isinstance(value, PSObject) and value.display:
        return list(value.display)
    for type_name in members.type_names(value):
        chosen = context.type_displays.get(type_name.lower())
        if chosen is not None:
            return list(chosen)
        chosen = DEFAULT_PROPERTIES.get(_undecorated(type_name))
        if chosen is not None:
            return list(chosen)
    hidden = {"PSStandardMembers"}
    if isinstance(value, PSObject) and (shown := value.properties.get("psshowcomputername")) is not None:
        hidden |= {"PSShowComputerName"} if truth(shown.get(value)) else {"PSShowComputerName", "PSComputerName"}
    return [name for name, _ in members.list_properties(context, value) if name not in hidden]


def _undecorated(type_name: str) -> str:
    """The key of a type in the tables: an object that comes from a file or a job is shown as the one that it was."""
    return type_name.lower().removeprefix("deserialized.")


def view_of(value: Any, table: dict[str, Any] | None = None) -> Any:
    """The registered view for an object's type, or None."""
    for type_name in members.type_names(value):
        found = (DEFAULT if table is None else table).get(_undecorated(type_name))
        if found is not None:
            return found
    return None


def natural_view(context: Any, value: Any) -> View | None:
    """A table or list of an object's own properties; None where it has none."""
    names = property_names(context, value)
    if not names:
        return None
    if len(names) <= _TABLE_LIMIT:
        return TableView([Column(name, 0, "") for name in names], autosize=True)
    return ListView([Column(name) for name in names])


def _bare_text(value: Any) -> str:
    """An object without properties: nothing for a custom object, else its text."""
    return "" if isinstance(value, PSObject) and value.is_custom else to_text(value)


class Formatter:
    """Writes whatever comes, as Out-Default and Out-String do."""

    def __init__(self, context: Any, write: Write, width: int) -> None:
        self.context = context
        self.write_text = write
        self.line = width - 1
        self.view: View | None = None
        self.from_properties = False
        self.type_name = ""
        self.pending: list[tuple[list[str], Any]] = []
        self.table: TableWriter | None = None
        self.group: Any = NOTHING
        self.shown = False

    def write(self, value: Any) -> None:
        """One object."""
        if value is None or value is NOTHING:
            return
        if isinstance(value, str):
            self.flush()
            self.write_text(f"{value}\n")
            return
        if isinstance(value, FormatRequest):
            self.close()
            value.render(self.context, self.write_text, self.line)
            return
        if isinstance(value, ErrorRecord | StreamRecord):
            self.flush()
            self.record(value)
            return
        items = None if isinstance(value, nets.Hashtable) else nets.items_of(value)
        if isinstance(value, nets.Hashtable):
            kind = (
                "System.Collections.DictionaryEntry"
                if value.key_type is None and value.type_name in _ENTRY_TABLES
                else "System.Collections.Generic.KeyValuePair`2"
            )
            items = [nets.DictionaryEntry(key, item, kind) for key, item in value.items()]
        if items is not None:
            for item in items:
                self.write(item)
            return
        if isinstance(value, PSObject) and value.base is not None and is_scalar(value.base):
            value = value.base
        if is_scalar(value):
            self.flush()
            self.write_text(f"{cell_text(self.context, value)}\n")
            return
        self.object(value)

    def record(self, value: ErrorRecord | StreamRecord) -> None:
        """A record of another stream that was merged into the output."""
        if isinstance(value, ErrorRecord):
            self.write_text(error_text(value, self.line + 1))
        else:
            self.write_text(
                f"{value.kind.upper()}: {to_text(value.message)}\n"
                if value.kind != "Information"
                else f"{to_text(value.message)}\n",
            )

    def object(self, value: Any) -> None:
        """An object that needs a view."""
        if self.view is None:
            self.choose(value)
        elif not self.from_properties and view_of(value) is not self.view:
            self.flush()
            self.out_of_band(value)
            return
        view = self.view
        if view is None or isinstance(view, TextView):
            self.flush()
            if isinstance(view, TextView) and view.holds:
                self.frame(view, value)
                return
            text = view.text(value) if isinstance(view, TextView) else _bare_text(value)
            self.write_text(f"{text}\n")
            self.view = None
            return
        if isinstance(view, TableView) and not view.autosize:
            self.row(view, value)
        elif isinstance(view, ListView):
            self.list_entry(view, value)
        else:
            self.pending.append(
                (
                    TableWriter(self.context, view, self.write_text, self.line).row(value)
                    if isinstance(view, TableView)
                    else [],
                    value,
                ),
            )

    def frame(self, view: TextView, value: Any) -> None:
        """An object whose text is the view of what follows: a blank line before the first, two after the last."""
        if not self.shown:
            self.write_text("\n")
            self.shown = True
        self.write_text(f"{view.text(value)}\n")

    def choose(self, value: Any) -> None:
        """Settle on the view that the first object asks for."""
        found = view_of(value)
        self.from_properties = found is None
        self.view = found or natural_view(self.context, value)
        if isinstance(value, NetException) and found is None:
            self.view = TextView(lambda item: to_text(item.message))

    def row(self, view: TableView, value: Any) -> None:
        """A row of a table with known widths: written at once."""
        group = read(self.context, value, view.group_by) if view.group_by is not None else None
        if self.table is None or (
            view.group_by is not None and cell_text(self.context, group) != cell_text(self.context, self.group)
        ):
            self.write_text("\n" if view.group_by is not None else "")
            if view.group_by is not None:
                self.write_text("\n" + view.group_by.heading(cell_text(self.context, group)))
            self.group = group
            self.table = TableWriter(self.context, view, self.write_text, self.line)
            self.table.start()
            self.shown = True
        self.table.write_row(self.table.row(value))

    def list_entry(self, view: ListView, value: Any) -> None:
        """An object of a list: written at once."""
        columns = view.columns
        if self.from_properties:
            columns = [Column(name) for name in property_names(self.context, value)]
        if not self.shown:
            self.write_text("\n\n")
            self.shown = True
        write_list(self.context, value, columns, self.write_text, self.line)

    def out_of_band(self, value: Any) -> None:
        """An object that the current view is not for."""
        special = view_of(value)
        if isinstance(special, TextView) and not special.holds:
            self.write_text(f"{special.text(value)}\n")
            return
        names = property_names(self.context, value)
        if names:
            self.write_text("\n\n")
            write_list(self.context, value, [Column(name) for name in names], self.write_text, self.line)
        elif text := _bare_text(value):
            self.write_text(f"{text}\n")

    def flush(self) -> None:
        """Write the rows that wait for their widths; the table goes on without a head afterwards."""
        view = self.view
        if not self.pending:
            return
        rows, pending = [row for row, _ in self.pending], [value for _, value in self.pending]
        self.pending = []
        if isinstance(view, TableView) and view.group_by is not None:
            FormatRequest(view, pending).render(self.context, self.write_text, self.line)
        elif isinstance(view, TableView):
            if self.table is None:
                self.table = TableWriter(self.context, view, self.write_text, self.line)
                self.table.render(pending, rows)
                self.shown = True
            else:
                for row in rows:
                    self.table.write_row(row)
        elif isinstance(view, WideView):
            FormatRequest(view, pending).render(self.context, self.write_text, self.line)

    def close(self) -> None:
        """End the current table or list."""
        self.flush()
        if self.shown:
            self.write_text("\n" if isinstance(self.view, ListView) else "\n\n")
        self.view, self.table, self.group, self.shown = None, None, NOTHING, False

    def finish(self) -> None:
        """No more objects."""
        self.close()
