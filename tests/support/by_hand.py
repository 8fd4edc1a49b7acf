"""A schedule whose real work and whose wall clock a test holds in its hands."""

from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import pytest

from simulator import time_modes
from simulator.schedule import Schedule
from simulator.wall_clock import WallClock

START = datetime(2026, 1, 15, 8, 0, tzinfo=UTC)


@dataclass
class HandWork:
    """Instead of threads: real work that ends when the test says so."""

    futures: list["Future[Any]"] = field(default_factory=list)

    def submit(self, *_work: object) -> "Future[Any]":
        self.futures.append(Future())
        return self.futures[-1]

    def end(self, result: object, seconds: float) -> None:
        """The latest work has ended with ``result`` after ``seconds`` of the wall clock."""
        self.futures[-1].set_result((result, seconds))

    def fail(self, error: Exception) -> None:
        """The latest work has failed."""
        self.futures[-1].set_exception(error)

    def shutdown(self, **_how: bool) -> None:
        """Nothing runs."""


@dataclass
class HandClock:
    """A wall clock that stands still until a test moves it."""

    seconds: float = 1000.0

    def __call__(self) -> float:
        return self.seconds

    def pass_seconds(self, seconds: float) -> None:
        """Let them pass."""
        self.seconds += seconds


@pytest.fixture
def schedule() -> Schedule:
    return Schedule(START)


@pytest.fixture
def work(schedule: Schedule) -> HandWork:
    hand_work = HandWork()
    schedule._executor = hand_work  # type: ignore[assignment]  # it has what the schedule needs of an executor
    return hand_work


@pytest.fixture
def wall_clock(monkeypatch: pytest.MonkeyPatch) -> HandClock:
    clock = HandClock()
    monkeypatch.setattr(WallClock, "monotonic", staticmethod(clock))
    return clock


@pytest.fixture
def no_patience(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody waits for real work."""
    monkeypatch.setattr(time_modes, "REAL_WORK_PATIENCE", 0)
    monkeypatch.setattr(time_modes, "ADVANCE_PATIENCE", 0)


@pytest.fixture
def happenings(schedule: Schedule) -> Callable[..., list[float]]:
    """Let something happen at each of the seconds given; the list fills with the times at which it did."""

    def plan(*seconds: float) -> list[float]:
        happened: list[float] = []
        for second in seconds:
            event = schedule.environment.timeout(second)
            event.callbacks.append(lambda _event: happened.append(schedule.now))
        return happened

    return plan
