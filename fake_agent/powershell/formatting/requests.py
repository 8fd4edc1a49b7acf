"""What Format-Table, Format-List and Format-Wide hand down the pipeline: objects with the view to show them by."""

from collections.abc import Callable, Sequence
from itertools import groupby
from typing import Any

from fake_agent.powershell.formatting.cells import cell_text, fit, read
from fake_agent.powershell.formatting.lines import wrapped
from fake_agent.powershell.formatting.tables import TableWriter
from fake_agent.powershell.formatting.views import Column, ListView, TableView, View, WideView

Write = Callable[[str], None]


class FormatRequest:
    """Objects to be shown by a view, whatever their types' own views are."""

    __slots__ = ("objects", "view")

    def __init__(self, view: View, objects: Sequence[Any]) -> None:
        self.view = view
        self.objects = list(objects)

    def render(self, context: Any, write: Write, line: int) -> None:
        """Write all of it, group by group."""
        group_by = getattr(self.view, "group_by", None)
        if group_by is None:
            self._render(context, self.objects, write, line)
            write("\n")
            return
        write("\n")
        for key, members in groupby(self.objects, key=lambda value: cell_text(context, read(context, value, group_by))):
            write("\n" + group_by.heading(key))
            self._render(context, list(members), write, line)
        write("\n")

    def _render(self, context: Any, objects: Sequence[Any], write: Write, line: int) -> None:
        view = self.view
        if isinstance(view, TableView):
            TableWriter(context, view, write, line).render(objects)
            write("\n")
        elif isinstance(view, ListView):
            write("\n\n")
            for value in objects:
                columns = view.columns or own_columns(context, value)
                write_list(context, value, columns, write, line)
        elif isinstance(view, WideView):
            _write_wide(context, view, objects, write, line)
        else:
            for value in objects:
                write(f"{view.text(value)}\n")


def own_columns(context: Any, value: Any) -> list[Column]:
    """The columns of an object's own properties."""
    return [Column(name) for name in context.services["property names"](context, value)]


def write_list(context: Any, value: Any, columns: Sequence[Column], write: Write, line: int) -> None:
    """One object as a list: ``name : value``, long values wrapped under themselves."""
    longest = max((len(column.label) for column in columns), default=0)
    for column in columns:
        head = f"{column.label.ljust(longest)} : "
        first, *rest = wrapped(cell_text(context, read(context, value, column)), max(1, line - len(head)))
        write(f"{head}{first}\n")
        for more in rest:
            write(f"{' ' * len(head)}{more}\n")
    write("\n")


def _write_wide(context: Any, view: WideView, objects: Sequence[Any], write: Write, line: int) -> None:
    texts = [cell_text(context, read(context, value, view.column)) for value in objects]
    count = view.columns
    if view.autosize:
        longest = max((len(text) for text in texts), default=1)
        count = max(1, (line + 1) // (longest + 1))
        width = longest
    else:
        width = (line + 1) // count - 1
    write("\n")
    for start in range(0, len(texts), count):
        write(" ".join(fit(text, width, "left") for text in texts[start : start + count]).rstrip() + "\n")
    write("\n")
