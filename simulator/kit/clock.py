"""Simulated time in a test's hand."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from simulator.simulation import Simulation
from simulator.time_modes import AutomaticTime, ManualTime


class OutOfTimeError(BaseException):
    """A client under test has slept for longer than it may. It catches no such error: it is no ``Exception``."""


class ClockHandle:
    """Simulated time. Every call takes the lock of the simulation."""

    def __init__(self, simulation: Simulation) -> None:
        self._simulation = simulation

    @property
    def seconds(self) -> float:
        """Simulated seconds since the start."""
        with self._simulation.lock:
            self._simulation.catch_up()
            return self._simulation.schedule.now

    def advance(self, seconds: float = 0.0, *, minutes: float = 0.0, hours: float = 0.0) -> None:
        """Move time forward; everything that is due happens. Raises ``ValueError`` for a negative amount."""
        amount = seconds + 60.0 * minutes + 3600.0 * hours
        if amount < 0:
            raise ValueError("time can't go backwards")
        with self._simulation.lock:
            self._simulation.advance(amount)

    def sleep(self, seconds: float) -> None:
        """Sleep in simulated time: what a client under test is given in place of ``time.sleep``."""
        self.advance(seconds)

    def wait(self, seconds: float) -> None:
        """Wait as the time mode has it: in ``auto`` simulated time passes, in the others the wall clock's.

        The plugin's ``compute_client`` waits so: a test never sleeps for what Azure tells its client to wait.
        """
        with self._simulation.lock:
            jumps = isinstance(self._simulation.mode, AutomaticTime)
            if jumps:
                self.advance(seconds)
        if not jumps:
            time.sleep(seconds)

    def sleeper(self, time_limit: float = 3 * 3600.0, sleep_limit: int = 2000) -> Callable[[float], None]:
        """``sleep`` for a client under test that may never come back.

        ``OutOfTimeError`` ends it where it sleeps beyond ``time_limit`` simulated seconds from now, or more than
        ``sleep_limit`` times.
        """
        deadline = self.seconds + time_limit
        sleeps = 0

        def sleep(seconds: float) -> None:
            nonlocal sleeps
            self.sleep(seconds)
            sleeps += 1
            if self.seconds > deadline:
                raise OutOfTimeError(f"the client has not come back within {time_limit:.0f} simulated seconds")
            if sleeps > sleep_limit:
                raise OutOfTimeError(f"the client has slept {sleep_limit} times and not come back")

        return sleep

    @contextmanager
    def freeze(self) -> Iterator["ClockHandle"]:
        """Hold time while the ``with`` statement lasts: polls move nothing, only ``advance`` does.

        So does a clock that freezegun has frozen and a test ticks. After it time goes on as before, from where it is.
        """
        with self._simulation.lock:
            before = self._simulation.change_mode(ManualTime())
            held = self._simulation.surroundings
        try:
            yield self
        finally:
            with self._simulation.lock:
                if self._simulation.surroundings is held:  # a reset in between has made its own
                    self._simulation.change_mode(before)
