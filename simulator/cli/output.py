"""What commands print: tables for people, plain text where it is piped, JSON for programs."""

import json
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import click

Rows = Sequence[Sequence[str]]


def print_json(value: Any) -> None:
    """Print a value for programs."""
    click.echo(json.dumps(value, indent=2))


def print_table(headings: Sequence[str], rows: Rows, *, right: Sequence[str] = ()) -> None:
    """Print rows in columns; those named by ``right`` stand to the right.

    On a terminal the last column folds to the width. Elsewhere every row is one line, whole, for grep and awk.
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
        click.echo("  ".join(cells).rstrip())


def _print_rich(headings: Sequence[str], rows: Rows, right: Sequence[str]) -> None:
    from rich.console import Console  # noqa: PLC0415 # only where somebody looks
    from rich.table import Table  # noqa: PLC0415
    from rich.text import Text  # noqa: PLC0415

    table = Table(box=None, padding=(0, 2, 0, 0), pad_edge=False)
    for heading in headings:
        last = heading == headings[-1]
        table.add_column(heading, justify="right" if heading in right else "left", no_wrap=not last, overflow="fold")
    for row in rows:
        table.add_row(*map(Text, row))
    Console(highlight=False).print(table)


def print_pairs(pairs: Sequence[tuple[str, str]]) -> None:
    """Print names and values, one a line."""
    width = max(len(name) for name, _ in pairs)
    for name, value in pairs:
        click.echo(f"{name:<{width}}  {value}".rstrip())


@contextmanager
def progress(text: str) -> Iterator[Any]:
    """Show on a terminal that something takes long, with what is given to the function that this yields."""
    if not sys.stderr.isatty():
        yield lambda _text: None
        return
    from rich.console import Console  # noqa: PLC0415 # only where somebody looks

    with Console(stderr=True, highlight=False).status(text) as status:
        yield status.update
