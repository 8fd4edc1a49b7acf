"""What Azure's side asks of the simulation around it. The simulator provides these; nothing here knows how."""

import random
from collections.abc import Callable
from typing import Protocol

import simpy

from fake_arm.model import VirtualMachine


class Surroundings(Protocol):
    """Time, chance and the journal."""

    @property
    def environment(self) -> simpy.Environment:
        """The discrete-event schedule; ``now`` is simulated seconds since the start."""

    def ticks(self, at: float | None = None) -> int:
        """A moment of the schedule in .NET ticks (100 ns since the year 1, UTC)."""

    def client_time(self) -> float:
        """Unix seconds on the clock that clients live by.

        Tokens are issued and checked on it, since no simulated jump reaches a client.
        """

    def identifier(self) -> str:
        """The next GUID of the seeded stream."""

    def randomness(self, name: str) -> random.Random:
        """The seeded stream of random numbers called ``name``."""

    def draw(self, name: str, span: tuple[float, float]) -> float:
        """A number between the two, from the stream called ``name``."""

    def record(self, layer: str, event: str, *, vm: str = "", operation: str = "", **details: object) -> None:
        """Append one line to the journal."""


class Clock(Protocol):
    """How time moves when clients look. Called with the lock of the simulation held."""

    @property
    def retry_after_milliseconds(self) -> int | None:
        """What an unfinished operation tells clients to wait; None says nothing, as Azure does."""

    def poll(self, polls_before: int, changed: Callable[[], bool]) -> None:
        """A client asks for something unfinished, having asked ``polls_before`` times."""


class Hypervisor(Protocol):
    """What turns virtual machines on and off: it makes, starts and stops guests with their agents."""

    def create(self, machine: VirtualMachine) -> None:
        """Make the guest of a new VM and start it."""

    def destroy(self, machine: VirtualMachine) -> None:
        """Stop the guest and forget it."""

    def start(self, machine: VirtualMachine) -> None:
        """Power on."""

    def stop(self, machine: VirtualMachine) -> None:
        """Power off, at once."""
