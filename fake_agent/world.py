"""What a simulated VM may ask of the world around it: time, chance, and a place to note what happened."""

import random
from collections.abc import Callable
from typing import Any, Protocol, TypeVar

import simpy

Result = TypeVar("Result")


class World(Protocol):
    """The surroundings of every VM. The simulator provides them; a container agent provides its own."""

    @property
    def environment(self) -> simpy.Environment:
        """The discrete-event schedule. Its ``now`` is simulated seconds since the simulator started."""

    def timestamp(self, at: float | None = None) -> float:
        """Unix seconds (UTC, simulated) of ``at`` on the schedule, or of now."""

    def randomness(self, name: str) -> random.Random:
        """The seeded stream of random numbers called ``name``; the same stream for the same name."""

    def draw(self, name: str, span: tuple[float, float]) -> float:
        """A number between the two, from the stream called ``name``."""

    def record(self, layer: str, event: str, *, vm: str, operation: str = "", **details: object) -> None:
        """Append one line to the journal."""

    def await_real(self, work: Callable[[], Result], description: str) -> "simpy.Event":
        """Do ``work`` outside simulated time (a real process, say) and succeed with its result when it ends.

        While real work is pending, the time mode ``auto`` moves with the wall clock.
        """


SimulatedProcess = Any
"""A generator that yields SimPy events: how everything that takes simulated time is written."""
