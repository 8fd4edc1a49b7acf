"""Real work and a wall clock that a test holds in its hands, so that nothing waits and nothing is measured."""

from concurrent.futures import Future
from dataclasses import dataclass, field
from typing import Any

from simulator.schedule import Schedule


@dataclass
class HandWork:
    """Instead of threads: real work that ends when the test says so."""

    futures: list["Future[Any]"] = field(default_factory=list)

    @classmethod
    def of(cls, schedule: Schedule) -> "HandWork":
        """Take the place of a schedule's threads."""
        work = cls()
        schedule._executor = work  # type: ignore[assignment]  # it has what the schedule needs of an executor
        return work

    def submit(self, *_work: object) -> "Future[Any]":
        """Begin."""
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


def happenings(schedule: Schedule, *seconds: float) -> list[float]:
    """Plan an event after each of these; the list fills with the times at which they happen."""
    happened: list[float] = []
    for second in seconds:
        event = schedule.environment.timeout(second)
        event.callbacks.append(lambda _event: happened.append(schedule.now))
    return happened


def arrivals(schedule: Schedule) -> list[tuple[float, object]]:
    """Start real work; the list gets the simulated time of its end, and its result or error."""
    arrived: list[tuple[float, object]] = []

    def wait() -> Any:
        try:
            result = yield schedule.await_real(lambda: None, "work")
        except OSError as error:
            result = error
        arrived.append((schedule.now, result))

    schedule.environment.process(wait())
    schedule.settle()
    return arrived
