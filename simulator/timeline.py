"""The journal as people read it."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from simulator.journal import JournalEntry


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a timeline. ``time`` is simulated seconds since the start, ``after`` since the first line."""

    time: float
    after: float
    layer: str
    vm: str
    text: str


def lines(entries: Sequence[Mapping[str, Any]]) -> list[Line]:
    """The lines of journal entries (in the control API's form), oldest first."""
    if not entries:
        return []
    first = float(entries[0]["time"])
    return [
        Line(float(entry["time"]), float(entry["time"]) - first, entry["layer"], entry["vm"], _text(entry))
        for entry in entries
    ]


def lines_of_journal(entries: Sequence[JournalEntry]) -> list[Line]:
    """The lines of journal entries themselves."""
    return lines([asdict(entry) for entry in entries])


def _text(entry: Mapping[str, Any]) -> str:
    details = ", ".join(f"{name.replace('_', ' ')}: {value}" for name, value in entry["details"].items())
    return f"{entry['event']} ({details})" if details else str(entry["event"])
