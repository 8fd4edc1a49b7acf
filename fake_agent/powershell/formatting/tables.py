"""Tables: columns that fit their content, or have the widths of a view."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

from fake_agent.powershell.formatting.cells import aligned_right, cell_text, fit, read
from fake_agent.powershell.formatting.lines import wrapped
from fake_agent.powershell.formatting.views import LEFT, RIGHT, Column, TableView

_MINIMUM = 1


def widths_for(columns: Sequence[Column], line: int) -> list[int]:
    """The widths of a view's columns: those without one share what is left; what does not fit is dropped."""
    fixed = sum(column.width for column in columns)
    free = [column for column in columns if not column.width]
    left = line - fixed - (len(columns) - 1)
    share = max(_MINIMUM, left // len(free)) if free else 0
    return _trimmed([column.width or max(share, _MINIMUM) for column in columns], line)


def _trimmed(widths: list[int], line: int) -> list[int]:
    """Cut columns from the right until they fit; a dropped one has width 0."""
    made = list(widths)
    while True:
        shown = [width for width in made if width]
        excess = sum(shown) + len(shown) - 1 - line
        if excess <= 0:
            return made
        last = max(index for index, width in enumerate(made) if width)
        made[last] = made[last] - excess if made[last] - excess >= _MINIMUM else 0


class TableWriter:
    """Writes one table: its head once, then rows."""

    def __init__(self, context: Any, view: TableView, write: Callable[[str], None], line: int) -> None:
        self.context = context
        self.view = view
        self.write = write
        self.line = line
        self.columns = list(view.columns)
        self.widths: list[int] = []

    def render(self, objects: Sequence[Any], known_rows: Sequence[list[str]] | None = None) -> None:
        """Head and rows for all the objects, columns fitted to them where the view says so."""
        rows = [self.row(value) for value in objects] if known_rows is None else known_rows
        if self.view.autosize:
            self.autosize(rows, objects)
        else:
            self.widths = widths_for(self.columns, self.line)
        self.head()
        for row in rows:
            self.write_row(row)

    def start(self) -> None:
        """The head alone, for a view with known widths."""
        self.widths = widths_for(self.columns, self.line)
        self.head()

    def row(self, value: Any) -> list[str]:
        """The cells of one object."""
        return [cell_text(self.context, read(self.context, value, column)) for column in self.columns]

    def autosize(self, rows: Sequence[Sequence[str]], objects: Sequence[Any]) -> None:
        """Fit the columns to head and cells; numbers go to the right."""
        settled: list[Column] = []
        widths: list[int] = []
        for index, column in enumerate(self.columns):
            align = column.align
            if align == "":
                align = RIGHT if objects and aligned_right(read(self.context, objects[0], column)) else LEFT
            longest = max((len(row[index]) for row in rows), default=0)
            widths.append(column.width or max(len(column.label), longest, _MINIMUM))
            settled.append(replace(column, align=align))
        self.columns = settled
        self.widths = _trimmed(widths, self.line)

    def head(self) -> None:
        """Labels and dashes."""
        self.write("\n")
        if self.view.hide_headers:
            return
        shown = [(column, width) for column, width in zip(self.columns, self.widths, strict=True) if width]
        self.write_lines([(column, width, column.label) for column, width in shown])
        self.write(
            " ".join(fit("-" * min(len(column.label), width), width, column.align) for column, width in shown) + "\n",
        )

    def write_row(self, row: Sequence[str]) -> None:
        """One row, over several lines where the view wraps."""
        shown = [
            (column, width, text) for column, width, text in zip(self.columns, self.widths, row, strict=True) if width
        ]
        if not self.view.wrap:
            self.write(" ".join(fit(text, width, column.align) for column, width, text in shown) + "\n")
        else:
            self.write_lines(shown)

    def write_lines(self, cells: Sequence[tuple[Column, int, str]]) -> None:
        """Cells side by side, each over as many lines as its text needs: what wraps, and every head."""
        parts = [wrapped(text, width) for _, width, text in cells]
        for index in range(max(len(part) for part in parts)):
            texts = [
                fit(part[index] if index < len(part) else "", width, column.align)
                for (column, width, _), part in zip(cells, parts, strict=True)
            ]
            self.write(" ".join(texts) + "\n")
