"""The journal: one line for each thing that happened, in the order it happened. Nothing else keeps history."""

import threading
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field

LIMIT = 100_000
"""Lines kept; the oldest go first. One run command writes about 25."""


@dataclass(frozen=True, slots=True)
class JournalEntry:
    """What happened: when (simulated seconds since the start), where, and with what."""

    number: int
    time: float
    layer: str
    event: str
    vm: str = ""
    operation: str = ""
    details: dict[str, object] = field(default_factory=dict)


class Journal:
    """The entries so far, oldest first."""

    def __init__(self) -> None:
        self._entries: deque[JournalEntry] = deque(maxlen=LIMIT)
        self._next_number = 1
        self._lock = threading.Lock()

    def append(
        self, time: float, layer: str, event: str, *, vm: str = "", operation: str = "", **details: object
    ) -> None:
        """Note one thing that happened at ``time`` (simulated seconds)."""
        with self._lock:
            self._entries.append(JournalEntry(self._next_number, time, layer, event, vm, operation, details))
            self._next_number += 1

    def __iter__(self) -> Iterator[JournalEntry]:
        with self._lock:
            return iter(tuple(self._entries))

    def __len__(self) -> int:
        return len(self._entries)

    def of_operation(self, operation: str) -> tuple[JournalEntry, ...]:
        """The entries that belong to one operation."""
        return tuple(entry for entry in self if entry.operation == operation)

    def operations(self) -> tuple[str, ...]:
        """The ids of all operations in the journal, oldest first."""
        return tuple(dict.fromkeys(entry.operation for entry in self if entry.operation))

    def clear(self) -> None:
        """Forget everything; numbers go on."""
        with self._lock:
            self._entries.clear()
