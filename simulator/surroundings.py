"""What both sides of a simulation ask of it: time, chance, journal. One object serves Azure's side and the VMs."""

import random
import time
from collections.abc import Callable
from typing import TypeVar

import simpy

from fake_agent.randomness import Randomness
from simulator.journal import Journal
from simulator.schedule import Schedule
from simulator.time_modes import TimeMode

Result = TypeVar("Result")


class SimulatedSurroundings:
    """Implements ``fake_arm.ports.Surroundings``, ``fake_arm.ports.Clock`` and ``fake_agent.world.World``."""

    def __init__(self, schedule: Schedule, randomness: Randomness, journal: Journal, mode: TimeMode) -> None:
        self._schedule = schedule
        self._randomness = randomness
        self._journal = journal
        self.mode = mode
        """How time moves."""

    @property
    def environment(self) -> simpy.Environment:
        """The discrete-event schedule."""
        return self._schedule.environment

    def ticks(self, at: float | None = None) -> int:
        """A moment of the schedule in .NET ticks."""
        return self._schedule.ticks(at)

    def timestamp(self, at: float | None = None) -> float:
        """The same in Unix seconds."""
        return self._schedule.moment(at).timestamp()

    def client_time(self) -> float:
        """Unix seconds on the wall clock (or on a frozen one): tokens live on it."""
        return time.time()

    def identifier(self) -> str:
        """The next GUID."""
        return self._randomness.identifier()

    def randomness(self, name: str) -> random.Random:
        """The stream called ``name``."""
        return self._randomness.stream(name)

    def draw(self, name: str, span: tuple[float, float]) -> float:
        """A number between the two, from the stream called ``name``; nothing is drawn where they are equal."""
        low, high = span
        return self._randomness.stream(name).uniform(low, high) if high > low else low

    def record(self, layer: str, event: str, *, vm: str = "", operation: str = "", **details: object) -> None:
        """Append one line to the journal, at the present simulated time."""
        self._journal.append(self._schedule.now, layer, event, vm=vm, operation=operation, **details)

    def await_real(self, work: Callable[[], Result], description: str) -> simpy.Event:
        """Do ``work`` outside simulated time."""
        return self._schedule.await_real(work, description)

    @property
    def retry_after_milliseconds(self) -> int | None:
        """What an unfinished operation tells clients to wait."""
        return self.mode.retry_after_milliseconds

    def poll(self, polls_before: int, changed: Callable[[], bool]) -> None:
        """A client asks for something unfinished: time moves as the mode says."""
        self.mode.poll(self._schedule, polls_before, changed)
