"""The processes that run on the machine, and what they are seen to use."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from fake_agent.windows.errors import MachineError
from fake_agent.windows.overlay import Overlay

SYSTEM_ACCOUNT = "NT AUTHORITY\\SYSTEM"

PROTECTED = frozenset({"csrss", "smss", "wininit", "services", "system", "registry", "idle", "lsass"})
"""Processes that nobody may end."""

_STEP = 4  # Windows numbers processes in fours


@dataclass(frozen=True, slots=True)
class Process:
    """One process. Memory is in KiB.

    ``services`` are the names of the services that it hosts; ``started`` is Unix seconds.
    """

    identifier: int
    name: str
    parent: int = 0
    path: str = ""
    command_line: str = ""
    session: int = 0
    account: str = SYSTEM_ACCOUNT
    services: tuple[str, ...] = ()
    working_set: int = 9_000
    private_memory: int = 3_000
    nonpaged_memory: int = 12
    paged_memory: int = 120
    processor_seconds: float = 0.2
    handles: int = 180
    threads: int = 6
    started: float = 0.0

    @property
    def image(self) -> str:
        """The name as tasklist shows it."""
        return self.name if self.name in {"System", "Registry", "System Idle Process"} else f"{self.name}.exe"


class Processes:
    """The process table of one machine."""

    def __init__(self, table: Overlay[int, Process], counters: Overlay[str, int], clock: Callable[[], float]) -> None:
        self._table = table
        self._counters = counters
        self._clock = clock

    def all(self) -> Sequence[Process]:
        """Every process, by identifier."""
        return [self._table[identifier] for identifier in sorted(self._table)]

    def get(self, identifier: int) -> Process | None:
        """The process of that identifier."""
        return self._table.get(identifier)

    def named(self, name: str) -> Sequence[Process]:
        """The processes of that name, with or without ``.exe``."""
        plain = name.casefold().removesuffix(".exe")
        return [process for process in self.all() if process.name.casefold() == plain]

    def hosting(self, service: str) -> Process | None:
        """The process that the service runs in."""
        folded = service.casefold()
        return next((process for process in self.all() if folded in map(str.casefold, process.services)), None)

    def start(
        self, name: str, *, path: str = "", command_line: str = "", parent: int = 0, services: tuple[str, ...] = ()
    ) -> Process:
        """A new process under the next free identifier."""
        identifier = self._counters["process"] + _STEP
        self._counters["process"] = identifier
        process = Process(
            identifier, name, parent, path, command_line or path, services=services, started=self._clock()
        )
        self._table[identifier] = process
        return process

    def end(self, identifier: int) -> Process:
        """Take the process out of the table; ``MachineError`` 5 where Windows would not let it end."""
        process = self._table[identifier]
        if process.name.casefold() in PROTECTED:
            raise MachineError(5)
        del self._table[identifier]
        return process

    def discard(self, identifier: int) -> None:
        """Take a process out of the table that has ended by itself, or was ended meanwhile."""
        self._table.pop(identifier, None)
