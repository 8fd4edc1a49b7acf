"""Simulated time: the discrete-event schedule, and the real work that it sometimes has to wait for.

All waiting is SimPy events here. Real work (a bash process) runs in a thread outside simulated time; its end comes
back as an event. Nothing in this module knows the wall clock; how time moves is decided in ``time_modes``.
"""

import math
import threading
from collections import deque
from collections.abc import Callable, Generator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, TypeVar

import simpy

from simulator.wall_clock import WallClock

Result = TypeVar("Result")

CLOSING_PATIENCE = 5.0
"""Seconds of the wall clock for which real work that was told to end is awaited."""

TICKS_PER_SECOND = 10_000_000
"""Azure writes times in ticks of 100 ns, as .NET counts them."""


@dataclass(frozen=True, slots=True)
class RealWork:
    """Something that runs outside simulated time since ``started`` (simulated seconds)."""

    description: str
    started: float
    future: "Future[tuple[Any, float]]"
    arrival: simpy.Event


def _timed(work: Callable[[], Result]) -> tuple[Result, float]:
    began = WallClock.monotonic()
    result = work()
    return result, WallClock.monotonic() - began


class Schedule:
    """The events to come. Use it with ``lock`` held; the lock is reentrant.

    ``start`` is the moment at which simulated time begins.
    """

    def __init__(self, start: datetime, lock: Any = None) -> None:
        self.environment = simpy.Environment()
        self.lock = lock or threading.RLock()
        self._work_ended = threading.Condition(self.lock)
        self.start = start
        self._start_ticks = (start - datetime(1, 1, 1, tzinfo=UTC)) // timedelta(microseconds=1) * 10
        self._end = (datetime.max.replace(tzinfo=UTC) - start).total_seconds()
        self._pending: list[RealWork] = []
        self._posted: deque[Callable[[], None]] = deque()
        self._executor: ThreadPoolExecutor | None = None

    @property
    def now(self) -> float:
        """Simulated seconds since the start."""
        return float(self.environment.now)

    @property
    def busy(self) -> bool:
        """Whether real work is pending."""
        return bool(self._pending)

    def ticks(self, at: float | None = None) -> int:
        """The same moment in .NET ticks: 100 ns since the year 1."""
        since_start = round((self.now if at is None else at) * TICKS_PER_SECOND)
        return self._start_ticks + since_start

    def moment(self, at: float | None = None) -> datetime:
        """The date and time (UTC) of ``at`` on the schedule, or of now, to the microsecond."""
        return self.start + timedelta(seconds=self.now if at is None else at)

    def await_real(self, work: Callable[[], Result], description: str) -> simpy.Event:
        """Start ``work`` in a thread; the event comes with its result, or fails with its exception.

        Nothing happens where nobody waits for it any more.
        """
        if self._executor is None:
            self._executor = ThreadPoolExecutor(thread_name_prefix="real-work", max_workers=64)
        return self.await_ended(self._executor.submit(_timed, work), description)

    def await_ended(self, future: "Future[tuple[Any, float]]", description: str) -> simpy.Event:
        """The same for work that somebody else does: ``future`` brings its result, and the seconds that it took."""
        arrival = self.environment.event()
        self._pending.append(RealWork(description, self.now, future, arrival))
        future.add_done_callback(self._notify)
        return arrival

    def _notify(self, _future: "Future[Any]") -> None:
        with self._work_ended:
            self._work_ended.notify_all()

    def post(self, happening: Callable[[], None]) -> None:
        """Let something that happened outside have its effect when the schedule is next looked at. From any thread."""
        self._posted.append(happening)

    def wait_for_real_work(self, patience: float) -> bool:
        """Wait up to ``patience`` seconds of the wall clock for real work to end, with the lock released.

        Returns whether some has ended and is not yet delivered.
        """
        return self._work_ended.wait_for(lambda: any(work.future.done() for work in self._pending), patience)

    def deliver_ended_work(self, *, whole_seconds: bool) -> None:
        """Turn real work that has ended into events.

        With ``whole_seconds`` it took its duration rounded up, so that the wall clock's jitter does not reach a
        result; otherwise it ends now. What was posted has its effect, too.
        """
        while self._posted:
            self._posted.popleft()()
        for work in [work for work in self._pending if work.future.done()]:
            self._pending.remove(work)
            self.environment.process(self._deliver(work, whole_seconds=whole_seconds))

    def _deliver(self, work: RealWork, *, whole_seconds: bool) -> Generator[simpy.Event, Any, None]:
        try:
            result, seconds = work.future.result()
        except Exception as failure:  # noqa: BLE001 # whatever it is, it belongs to whoever waits
            work.arrival.defused = True
            work.arrival.fail(failure)
            return
        if whole_seconds:
            yield self.environment.timeout(max(0.0, work.started + math.ceil(seconds) - self.now))
        work.arrival.succeed(result)

    @property
    def next_event(self) -> float:
        """When the next event is due; infinite where none is."""
        return float(self.environment.peek())

    def step(self) -> None:
        """Let the next event happen; time moves to it."""
        self.environment.step()

    def settle(self) -> None:
        """Let everything happen that is due now."""
        while self.next_event <= self.now:
            self.step()

    def check(self, target: float) -> None:
        """Raise ``ValueError`` for a moment in the past, or one that has no date."""
        if target < self.now:
            raise ValueError("time can't go backwards")
        if not target <= self._end:
            raise ValueError("simulated time ends with the year 9999")

    def move_to(self, target: float) -> None:
        """Move simulated time to ``target``; everything up to and with that moment happens.

        Raises ``ValueError`` as ``check`` does.
        """
        self.check(target)
        if target > self.now:
            arrived = self.environment.timeout(target - self.now)
            while not arrived.processed:
                self.step()
        self.settle()

    def close(self) -> None:
        """Take no more real work; what is pending, and was told to end, gets ``CLOSING_PATIENCE`` for it."""
        if self._executor is None:
            return
        self._executor.shutdown(wait=False, cancel_futures=True)
        with self._work_ended:
            self._work_ended.wait_for(lambda: all(work.future.done() for work in self._pending), CLOSING_PATIENCE)
