"""How figures are measured, and what they must reach."""

import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass

ROUNDS = 21
RUNS_A_ROUND = 20


@dataclass(frozen=True, slots=True)
class Figure:
    """One measured figure with its target; ``at_most`` says on which side of the target it must be."""

    name: str
    detail: str
    value: float
    target: float
    unit: str
    at_most: bool = True

    @property
    def reached(self) -> bool:
        """Whether the target is reached."""
        return self.value <= self.target if self.at_most else self.value >= self.target


def seconds(action: Callable[[], None], times: int = 1) -> float:
    """Seconds of the wall clock that one ``action`` takes, over so many of them."""
    began = time.perf_counter()
    for _ in range(times):
        action()
    return (time.perf_counter() - began) / times


def interleaved(*actions: Callable[[], None], times: int = RUNS_A_ROUND) -> list[float]:
    """The median seconds of each action; the rounds take turns, so that the machine's moods hit all alike."""
    for action in actions:
        seconds(action, times)  # not counted: caches fill
    rounds = [[seconds(action, times) for action in actions] for _ in range(ROUNDS)]
    return [statistics.median(column) for column in zip(*rounds, strict=True)]


def milliseconds(seconds_taken: float) -> str:
    """Seconds as people read short ones."""
    return f"{seconds_taken * 1000:.2f} ms"
