"""Real processes in a container whose ends the simulation awaits."""

import threading
from concurrent.futures import Future
from typing import Any

from simulator.containers.errors import AgentSilentError

Ending = Future[tuple[Any, float]]
"""Of a process: nothing, and the seconds of the wall clock that it took."""


class RemoteWork:
    """The processes of one VM, by the life of the agent that started them and their number. Used by many threads."""

    def __init__(self) -> None:
        self._endings: dict[tuple[str, str], Ending] = {}
        self._lock = threading.Lock()

    def ending(self, session: str, identifier: str) -> Ending:
        """What tells the end of a process; the end may have come before anybody asks for it."""
        with self._lock:
            return self._endings.setdefault((session, identifier), Future())

    def ended(self, session: str, identifier: str, seconds: float) -> None:
        """A process has ended."""
        ending = self.ending(session, identifier)
        if not ending.done():
            ending.set_result((None, seconds))

    def forget(self, session: str, identifier: str) -> None:
        """Nobody asks for it any more."""
        with self._lock:
            self._endings.pop((session, identifier), None)

    def lose(self) -> None:
        """The agent's process is no more: whoever waits for what it had begun gets an ``AgentSilentError``."""
        with self._lock:
            endings = tuple(self._endings.values())
        for ending in endings:
            if not ending.done():
                ending.set_exception(AgentSilentError("the agent's process has ended"))
