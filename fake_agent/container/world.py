"""The world of a VM in a container: its own schedule, which keeps step with the simulator's.

Time moves only as far as the simulator says. Real work (a bash process) runs in a thread of its own; its end is told
to the simulator, which says at which simulated moment it counts.
"""

import errno
import os
import random
import threading
import time
from collections.abc import Callable
from typing import Any, TypeVar

import simpy

from fake_agent.container.messages import Json
from fake_agent.randomness import Randomness

Result = TypeVar("Result")


class ContainerWorld:
    """Implements ``fake_agent.world.World``.

    ``begin``: Unix seconds at which simulated time began; ``now``: simulated seconds. ``on_work_ended`` is called in
    the thread of the work, with its identifier and the seconds of the wall clock that it took.
    """

    def __init__(self, begin: float, now: float, seed: int, on_work_ended: Callable[[str, float], None]) -> None:
        self.environment = simpy.Environment(initial_time=now)
        self._begin = begin
        self._randomness = Randomness(seed)
        self._on_work_ended = on_work_ended
        self._journal: list[tuple[str, str, str, Json]] = []
        self._begun: list[tuple[str, str]] = []
        self._works = 0
        self._pending: dict[str, simpy.Event] = {}
        self._ended: dict[str, tuple[Any, Exception | None]] = {}

    def timestamp(self, at: float | None = None) -> float:
        """Unix seconds of a moment."""
        return self._begin + (self.environment.now if at is None else at)

    def randomness(self, name: str) -> random.Random:
        """The stream called ``name``: the same numbers as in the simulator's own process."""
        return self._randomness.stream(name)

    def draw(self, name: str, span: tuple[float, float]) -> float:
        """A number between the two; nothing is drawn where they are equal."""
        low, high = span
        return self._randomness.stream(name).uniform(low, high) if high > low else low

    def record(self, layer: str, event: str, *, vm: str, operation: str = "", **details: object) -> None:
        """Note a line for the simulator's journal; it travels with the next answer."""
        self._journal.append((layer, event, operation, details))

    def await_real(self, work: Callable[[], Result], description: str) -> simpy.Event:
        """Do ``work`` in a thread. The event comes when the simulator says that its end counts."""
        self._works += 1
        identifier = str(self._works)
        arrival = self.environment.event()
        thread = threading.Thread(target=self._run, args=(identifier, work), name=f"work-{identifier}", daemon=True)
        try:
            thread.start()
        except RuntimeError:  # a script has used up the container's processes
            arrival.defused = True
            return arrival.fail(OSError(errno.EAGAIN, os.strerror(errno.EAGAIN)))
        self._begun.append((identifier, description))
        self._pending[identifier] = arrival
        return arrival

    def _run(self, identifier: str, work: Callable[[], Any]) -> None:
        began = time.monotonic()
        try:
            self._ended[identifier] = work(), None
        except Exception as failure:  # noqa: BLE001 # whatever it is, it belongs to whoever waits
            self._ended[identifier] = None, failure
        self._on_work_ended(identifier, time.monotonic() - began)

    def deliver(self, identifier: str) -> None:
        """The end of real work counts now. Nothing happens for work of an earlier life."""
        arrival = self._pending.pop(identifier, None)
        if arrival is None:
            return
        result, failure = self._ended.pop(identifier)
        if failure is None:
            arrival.succeed(result)
        else:
            arrival.defused = True
            arrival.fail(failure)

    def move_to(self, moment: float) -> None:
        """Let everything happen that is due up to a moment, and with it."""
        if moment > self.environment.now:
            arrived = self.environment.timeout(moment - self.environment.now)
            while not arrived.processed:
                self.environment.step()
        self.settle()

    def settle(self) -> None:
        """Let everything happen that is due now."""
        while self.environment.peek() <= self.environment.now:
            self.environment.step()

    @property
    def next_event(self) -> float | None:
        """When the next event is due."""
        upcoming = self.environment.peek()
        return None if upcoming == float("inf") else float(upcoming)

    def take_journal(self) -> tuple[tuple[str, str, str, Json], ...]:
        """The lines since the last time."""
        lines, self._journal = tuple(self._journal), []
        return lines

    def take_begun_work(self) -> tuple[tuple[str, str], ...]:
        """The real work begun since the last time."""
        begun, self._begun = tuple(self._begun), []
        return begun
