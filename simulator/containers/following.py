"""Follows what happens to containers as long as a run lasts, also when the engine goes away and comes back."""

import threading
from collections.abc import Callable

from simulator.containers.engine import Engine, EventStream, Happening
from simulator.containers.errors import ContainersError

PAUSE = 1.0
"""Seconds of the wall clock until an engine that went away is called again."""


class Following:
    """Calls ``on_happening`` and ``on_return`` in a thread of its own, until ``close``.

    ``on_return``: the engine is back, and nobody knows what has happened meanwhile.
    """

    def __init__(
        self, engine: Engine, on_happening: Callable[[Happening], None], on_return: Callable[[], None]
    ) -> None:
        self._engine = engine
        self._on_happening = on_happening
        self._on_return = on_return
        self._closed = threading.Event()
        self._stream: EventStream = engine.events()
        self._thread = threading.Thread(target=self._follow, name="containers-events", daemon=True)
        self._thread.start()

    def _follow(self) -> None:
        while True:
            for happening in self._stream:
                self._on_happening(happening)
            while True:
                if self._closed.wait(PAUSE):
                    return
                try:
                    self._stream = self._engine.events()
                except ContainersError:
                    continue
                break
            self._on_return()

    def close(self) -> None:
        """Follow no more; nothing is called any more afterwards."""
        self._closed.set()
        self._stream.close()
        self._thread.join(2 * PAUSE)
