"""System.Random, System.Diagnostics.Stopwatch, System.GC."""

import random
from typing import Any

from fake_agent.powershell.dotnet.types import define
from fake_agent.powershell.values import numbers
from fake_agent.powershell.values.times import TICKS_PER_SECOND, TimeSpan


class Random:
    """System.Random over the machine's seeded chance."""

    __slots__ = ("source",)

    def __init__(self, source: Any) -> None:
        self.source = source


def _next(random: Random, first: int | None = None, second: int | None = None) -> int:
    low, high = (0, 0x7FFFFFFF) if first is None else (0, first) if second is None else (first, second)
    return int(random.source.randrange(low, max(low + 1, high)))


def _seeded(context: Any, seed: int | None = None) -> Random:
    return Random(context.host.random if seed is None else random.Random(seed))


define(
    "System.Random",
    Random,
    methods={
        "int Next([int minValue], [int maxValue])": _next,
        "double NextDouble()": lambda random: random.source.random(),
    },
    context_constructors={"random new([int Seed])": _seeded},
)


class Stopwatch:
    """System.Diagnostics.Stopwatch over simulated time."""

    __slots__ = ("context", "gathered", "since")

    def __init__(self, context: Any) -> None:
        self.context = context
        self.gathered = 0
        self.since: int | None = None

    def ticks(self) -> int:
        """Ticks it has run."""
        return self.gathered + (self.context.local_now().ticks - self.since if self.since is not None else 0)

    def start(self) -> None:
        """Run, or go on running."""
        if self.since is None:
            self.since = self.context.local_now().ticks

    def stop(self) -> None:
        """Hold."""
        self.gathered = self.ticks()
        self.since = None

    def reset(self) -> None:
        """Back to zero, stopped."""
        self.gathered, self.since = 0, None

    def restart(self) -> None:
        """Back to zero, running."""
        self.reset()
        self.start()


def _started(context: Any) -> Stopwatch:
    watch = Stopwatch(context)
    watch.start()
    return watch


define(
    "System.Diagnostics.Stopwatch",
    Stopwatch,
    properties={
        "IsRunning": lambda watch: watch.since is not None,
        "Elapsed": lambda watch: TimeSpan(watch.ticks()),
        "ElapsedMilliseconds": lambda watch: numbers.Int64(watch.ticks() // 10_000),
        "ElapsedTicks": lambda watch: numbers.Int64(watch.ticks()),
    },
    methods={
        "void Start()": Stopwatch.start,
        "void Stop()": Stopwatch.stop,
        "void Reset()": Stopwatch.reset,
        "void Restart()": Stopwatch.restart,
    },
    static_context_methods={"System.Diagnostics.Stopwatch StartNew()": _started},
    static_properties={"Frequency": lambda _: numbers.Int64(TICKS_PER_SECOND), "IsHighResolution": lambda _: True},
    context_constructors={"System.Diagnostics.Stopwatch new()": Stopwatch},
)


define(
    "System.GC",
    static_methods={
        "void Collect()": lambda: None,
        "long GetTotalMemory(bool forceFullCollection)": lambda _force: numbers.Int64(52_428_800),
        "void WaitForPendingFinalizers()": lambda: None,
    },
)
