"""The event logs: the image's events, and those that the machine adds."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from fake_agent.windows.overlay import Overlay

LEVELS = {1: "Critical", 2: "Error", 3: "Warning", 4: "Information", 5: "Verbose"}


@dataclass(frozen=True, slots=True)
class Event:
    """One event. ``at`` is Unix seconds, ``level`` a number of ``LEVELS``; 0 is ``LogAlways`` and reads Information."""

    log: str
    record: int
    source: str
    identifier: int
    level: int
    at: float
    message: str


class EventLog:
    """The logs of one machine, by name (``Application``, ``System``, ...)."""

    def __init__(
        self,
        events: Overlay[int, Event],
        logs: Overlay[str, str],
        sources: Overlay[str, str],
        counters: Overlay[str, int],
        clock: Callable[[], float],
    ) -> None:
        self._events = events
        self._logs = logs
        self._sources = sources
        self._counters = counters
        self._clock = clock

    def logs(self) -> Sequence[str]:
        """The names of the logs."""
        return sorted(self._logs.values(), key=str.casefold)

    def log_name(self, name: str) -> str | None:
        """The log's name in its own case, or ``None`` where there is none."""
        return self._logs.get(name.casefold())

    def sources(self) -> dict[str, str]:
        """Source -> log of the sources that were registered."""
        return dict(self._sources)

    def register(self, source: str, log: str) -> None:
        """Let a source write to a log, which is made if missing."""
        self._sources[source] = self._logs.setdefault(log.casefold(), log)

    def events(self, log: str) -> Sequence[Event]:
        """The events of a log, the newest first."""
        name = self._logs.get(log.casefold(), log)
        return sorted((event for event in self._events.values() if event.log == name), key=_age)

    def write(self, log: str, source: str, identifier: int, message: str, level: int = 4) -> Event:
        """Add an event."""
        record = self._counters["event"] + 1
        self._counters["event"] = record
        event = Event(self._logs.get(log.casefold(), log), record, source, identifier, level, self._clock(), message)
        self._events[record] = event
        return event

    def clear(self, log: str) -> None:
        """Remove the events of a log."""
        for event in self.events(log):
            del self._events[event.record]


def _age(event: Event) -> tuple[float, int]:
    return -event.at, -event.record
