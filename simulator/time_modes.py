"""How simulated time moves: ``auto``, ``manual``, ``real`` or ``xN``.

Each mode answers three questions: what happens to the clock before a request, what a poll of something unfinished
does, and how soon a client is told to come back.
"""

import re
from collections.abc import Callable
from typing import Protocol

from simulator.schedule import Schedule
from simulator.wall_clock import WallClock, frozen_time

REAL_WORK_PATIENCE = 0.25
"""Seconds of the wall clock for which a poll in ``auto`` waits for a real process before it answers InProgress."""

ADVANCE_PATIENCE = 2.0
"""Seconds of the wall clock for which ``advance`` lets a real process end before time passes over it."""


FASTEST = 1_000_000
"""The most simulated seconds for one of the wall clock: eleven days."""


class TimeMode(Protocol):
    """One way for time to move. Called with the schedule's lock held."""

    name: str
    follows_wall_clock: bool

    @property
    def retry_after_milliseconds(self) -> int | None:
        """What an unfinished answer tells clients to wait; None: Azure's own headers, which say nothing."""

    def catch_up(self, schedule: Schedule) -> None:
        """Let everything happen that is due when a request arrives."""

    def poll(self, schedule: Schedule, polls_before: int, changed: Callable[[], bool]) -> None:
        """A client asks for something unfinished, having asked ``polls_before`` times."""

    def advance(self, schedule: Schedule, seconds: float) -> None:
        """Somebody moves time by hand."""

    def hold_up(self, schedule: Schedule, seconds: float) -> float:
        """A request is held up for so many simulated seconds; returns those of the wall clock to wait for."""

    def resume(self, schedule: Schedule) -> None:
        """Time was held; it goes on from where the schedule is now."""


def _pass_time(schedule: Schedule, target: float) -> None:
    """Move to ``target``; real work that begins on the way gets a moment to end before time passes over it.

    Raises ``ValueError`` before anything has moved where ``target`` can't be.
    """
    schedule.check(target)
    patience_left = True
    while True:
        schedule.settle()
        schedule.deliver_ended_work(whole_seconds=True)
        schedule.settle()
        upcoming = min(schedule.next_event, target)
        if schedule.busy and patience_left and upcoming > schedule.now:
            patience_left = schedule.wait_for_real_work(ADVANCE_PATIENCE)
            continue
        if schedule.next_event <= target:
            schedule.step()
        else:
            schedule.move_to(max(target, schedule.now))
            return


class AutomaticTime:
    """Time jumps to what the client waits for: tests run at once, and nothing moves unless somebody polls."""

    name = "auto"
    follows_wall_clock = False
    retry_after_milliseconds: int | None = 10

    def __init__(self) -> None:
        self._busy_since: tuple[float, float] | None = None

    def resume(self, schedule: Schedule) -> None:
        """The wall clock counts anew for real processes that run."""
        self._busy_since = None

    def catch_up(self, schedule: Schedule) -> None:
        """Deliver what real processes have brought; while one runs, follow the wall clock in whole seconds."""
        schedule.deliver_ended_work(whole_seconds=True)
        schedule.settle()
        if not schedule.busy:
            self._busy_since = None
            return
        if self._busy_since is None:
            self._busy_since = (schedule.now, WallClock.monotonic())
        began, wall = self._busy_since
        elapsed = int(WallClock.monotonic() - wall)
        if began + elapsed > schedule.now:
            schedule.move_to(began + elapsed)

    def poll(self, schedule: Schedule, polls_before: int, changed: Callable[[], bool]) -> None:
        """The first poll sees the present; each later one jumps to the next observable change."""
        if polls_before == 0:
            return
        while not changed():
            schedule.deliver_ended_work(whole_seconds=True)
            if schedule.next_event <= schedule.now:
                schedule.step()
            elif schedule.busy:
                if not schedule.wait_for_real_work(REAL_WORK_PATIENCE):
                    self.catch_up(schedule)
                    return
            elif schedule.next_event == float("inf"):
                return
            else:
                schedule.step()

    def advance(self, schedule: Schedule, seconds: float) -> None:
        """Move time by hand, also in this mode."""
        _pass_time(schedule, schedule.now + seconds)

    def hold_up(self, schedule: Schedule, seconds: float) -> float:
        """Simulated time passes, and nobody waits."""
        _pass_time(schedule, schedule.now + seconds)
        return 0.0


class ManualTime:
    """Time moves by ``advance`` only, and with freezegun: while the process's clock is frozen, it is followed."""

    name = "manual"
    follows_wall_clock = False
    retry_after_milliseconds: int | None = 100

    def __init__(self) -> None:
        self._frozen_at: float | None = None

    def resume(self, schedule: Schedule) -> None:
        """A frozen clock is followed from where it is now."""
        self._frozen_at = frozen_time()

    def catch_up(self, schedule: Schedule) -> None:
        """Follow a frozen clock: by how far it was ticked, or moved ahead, since it was last seen.

        Seen for the first time ahead of simulated time, it is caught up with; moved back, it only starts anew from
        there, since simulated time never goes backwards.
        """
        schedule.deliver_ended_work(whole_seconds=True)
        schedule.settle()
        frozen, last_seen = frozen_time(), self._frozen_at
        self._frozen_at = frozen
        if frozen is None:
            return
        if last_seen is None:
            last_seen = min(frozen, schedule.moment().timestamp())
        if frozen > last_seen:
            _pass_time(schedule, schedule.now + (frozen - last_seen))

    def poll(self, schedule: Schedule, polls_before: int, changed: Callable[[], bool]) -> None:
        """Polling moves nothing."""

    def advance(self, schedule: Schedule, seconds: float) -> None:
        """Move time by ``seconds``."""
        _pass_time(schedule, schedule.now + seconds)

    def hold_up(self, schedule: Schedule, seconds: float) -> float:
        """Simulated time passes, and nobody waits."""
        _pass_time(schedule, schedule.now + seconds)
        return 0.0


class ScaledTime:
    """Time follows the wall clock at ``rate`` simulated seconds a second; rate 1 is the mode ``real``."""

    follows_wall_clock = True

    def __init__(self, rate: float) -> None:
        self.name = "real" if rate == 1 else f"x{rate:.12g}"
        self._rate = rate
        self._wall_base = WallClock.monotonic()
        self._simulated_base = 0.0

    @property
    def retry_after_milliseconds(self) -> int | None:
        """Azure's clients poll every 30 seconds; faster time wants faster polls."""
        return None if self._rate == 1 else max(10, int(30_000 / self._rate))

    def catch_up(self, schedule: Schedule) -> None:
        """Move to where the wall clock says time is."""
        schedule.deliver_ended_work(whole_seconds=False)
        target = self._simulated_base + self._rate * (WallClock.monotonic() - self._wall_base)
        schedule.move_to(max(target, schedule.now))

    def poll(self, schedule: Schedule, polls_before: int, changed: Callable[[], bool]) -> None:
        """Polling moves nothing; the clock does."""

    def advance(self, schedule: Schedule, seconds: float) -> None:
        """Jump ahead; the clock goes on from there."""
        self.catch_up(schedule)
        _pass_time(schedule, schedule.now + seconds)
        self.resume(schedule)

    def resume(self, schedule: Schedule) -> None:
        """The clock goes on from where simulated time is."""
        self._wall_base, self._simulated_base = WallClock.monotonic(), schedule.now

    def hold_up(self, schedule: Schedule, seconds: float) -> float:
        """The wall clock rules: the request really waits."""
        return seconds / self._rate


def parse_time_mode(text: str) -> TimeMode:
    """The mode that ``--time TEXT`` names; ``ValueError`` says what is allowed."""
    if text == "auto":
        return AutomaticTime()
    if text == "manual":
        return ManualTime()
    if text == "real":
        return ScaledTime(1)
    scaled = re.fullmatch(r"x(\d+(?:\.\d+)?)", text, re.ASCII)
    if scaled and 0 < float(scaled[1]) <= FASTEST:
        return ScaledTime(float(scaled[1]))
    raise ValueError(
        f"'{text}' is not a time mode: use auto, manual, real, or xN with a number N above 0, at most {FASTEST} (x60)"
    )
