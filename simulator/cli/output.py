"""What commands print: tables for people, plain text where it is piped, JSON for programs."""

import json
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from rich.status import Status

GAP = 2
"""Blanks between two columns."""

ROOM = 24
"""What the last column needs on a terminal; where the others leave it less, all of them fold."""

Rows = Sequence[Sequence[str]]


def print_json(value: Any) -> None:
    """Print a value for programs."""
    click.echo(json.dumps(value, indent=2))


def print_table(headings: Sequence[str], rows: Rows, *, right: Sequence[str] = ()) -> None:
    """Print rows in columns; those named by ``right`` stand to the right.

    On a terminal the last column folds to the width. Elsewhere every row is one line,
    whole, for grep and awk.
    """
    if sys.stdout.isatty():
        _print_rich(headings, rows, right)
    else:
        _print_plain(headings, rows, right)


def _print_plain(headings: Sequence[str], rows: Rows, right: Sequence[str]) -> None:
    widths = [max(map(len, column)) for column in zip(headings, *rows, strict=True)]
    for row in (headings, *rows):
        cells = [
            cell.rjust(width) if heading in right else cell.ljust(width)
            for heading, cell, width in zip(headings, row, widths, strict=True)
        ]
        click.echo((" " * GAP).join(cells).rstrip())


def _print_rich(headings: Sequence[str], rows: Rows, right: Sequence[str]) -> None:
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    console = Console(highlight=False)
    before_last = [max(map(len, column)) + GAP for column in zip(headings, *rows, strict=True)][:-1]
    crowded = sum(before_last) + ROOM > console.width
    table = Table(box=None, padding=(0, GAP, 0, 0), pad_edge=False)
    for heading in headings:
        whole = heading != headings[-1] and not crowded
        table.add_column(heading, justify="right" if heading in right else "left", no_wrap=whole, overflow="fold")
    for row in rows:
        table.add_row(*map(Text, row))
    console.print(table)


def print_pairs(pairs: Sequence[tuple[str, str]]) -> None:
    """Print names and values, one a line."""
    width = max(len(name) for name, _ in pairs)
    for name, value in pairs:
        click.echo(f"{name:<{width}}  {value}".rstrip())


class Progress:
    """What is shown while something takes long: on a terminal a line that changes, elsewhere nothing."""

    def show(self, text: str) -> None:
        """What is happening now."""

    def tell(self, sentence: str) -> None:
        """A sentence that stays, on standard error."""
        click.echo(sentence, err=True)


class _ProgressOnTerminal(Progress):
    def __init__(self, status: "Status") -> None:
        self._status = status

    def show(self, text: str) -> None:
        self._status.update(text)

    def tell(self, sentence: str) -> None:
        """Above the line that changes, which must not be written into."""
        self._status.console.print(sentence, markup=False, soft_wrap=True)


@contextmanager
def progress(text: str) -> Iterator[Progress]:
    """Show on a terminal that something takes long."""
    if not sys.stderr.isatty():
        yield Progress()
        return
    from rich.console import Console

    with Console(stderr=True, highlight=False).status(text) as status:
        yield _ProgressOnTerminal(status)
