from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from support.by_hand import HandClock, HandWork, arrivals, happenings

from simulator import time_modes
from simulator.schedule import Schedule
from simulator.time_modes import AutomaticTime, ManualTime, ScaledTime, TimeMode, parse_time_mode
from simulator.wall_clock import WallClock


@pytest.fixture
def schedule() -> Iterator[Schedule]:
    schedule = Schedule(datetime(2026, 1, 15, 8, 0, tzinfo=UTC))
    with schedule.lock:
        yield schedule


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> HandClock:
    clock = HandClock()
    monkeypatch.setattr(WallClock, "monotonic", staticmethod(clock))
    return clock


@pytest.fixture
def no_patience(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody waits for real work."""
    monkeypatch.setattr(time_modes, "REAL_WORK_PATIENCE", 0)
    monkeypatch.setattr(time_modes, "ADVANCE_PATIENCE", 0)


def never() -> bool:
    return False


# Names


@pytest.mark.parametrize("name", ["auto", "manual", "real", "x60", "x0.5", "x1000000"])
def test_a_mode_is_named_as_it_is_asked_for(name: str) -> None:
    assert parse_time_mode(name).name == name


def test_x1_is_real() -> None:
    assert parse_time_mode("x1").name == "real"


@pytest.mark.parametrize("text", ["", "Auto", "x", "x0", "x-1", "60", "x1e3", "x1000001", "x١", "fast", "x60 "])
def test_what_is_no_mode_is_refused_with_the_modes_that_there_are(text: str) -> None:
    with pytest.raises(ValueError, match=r"use auto, manual, real, or xN with a number N above 0, at most 1000000"):
        parse_time_mode(text)


@pytest.mark.parametrize(("name", "milliseconds"), [("auto", 10), ("manual", 100), ("real", None), ("x60", 500)])
def test_a_mode_says_how_soon_clients_come_back(name: str, milliseconds: int | None) -> None:
    assert parse_time_mode(name).retry_after_milliseconds == milliseconds


def test_fast_time_does_not_ask_for_more_than_a_hundred_polls_a_second() -> None:
    assert parse_time_mode("x1000000").retry_after_milliseconds == 10


# auto


def test_auto_stands_still_while_nobody_polls(schedule: Schedule, clock: HandClock) -> None:
    happened = happenings(schedule, 1)
    mode = AutomaticTime()
    clock.pass_seconds(3600)
    mode.catch_up(schedule)
    assert (schedule.now, happened) == (0, [])


def test_the_first_poll_in_auto_sees_the_present(schedule: Schedule) -> None:
    happened = happenings(schedule, 1)
    AutomaticTime().poll(schedule, 0, lambda: bool(happened))
    assert schedule.now == 0


def test_a_later_poll_in_auto_jumps_to_the_change_and_no_further(schedule: Schedule) -> None:
    happened = happenings(schedule, 10, 5400, 6000)
    AutomaticTime().poll(schedule, 1, lambda: len(happened) == 2)
    assert (schedule.now, happened) == (5400, [10, 5400])


def test_a_poll_in_auto_ends_where_nothing_is_to_come(schedule: Schedule) -> None:
    happenings(schedule, 10)
    AutomaticTime().poll(schedule, 1, never)
    assert schedule.now == 10


def test_a_poll_in_auto_waits_for_real_work_instead_of_jumping(
    schedule: Schedule, clock: HandClock, no_patience: None
) -> None:
    HandWork.of(schedule)
    arrived = arrivals(schedule)
    happened = happenings(schedule, 5400)
    AutomaticTime().poll(schedule, 1, lambda: bool(arrived))
    assert (schedule.now, arrived, happened) == (0, [], [])


def test_the_wall_clock_rules_in_auto_while_real_work_goes_on_but_in_whole_seconds(
    schedule: Schedule, clock: HandClock, no_patience: None
) -> None:
    HandWork.of(schedule)
    arrivals(schedule)
    mode = AutomaticTime()
    times = []
    for seconds in (0.0, 0.9, 0.2, 3.0):
        clock.pass_seconds(seconds)
        mode.catch_up(schedule)
        times.append(schedule.now)
    assert times == [0, 0, 1, 4]


def test_a_poll_in_auto_that_finds_real_work_ended_jumps_on(schedule: Schedule, clock: HandClock) -> None:
    work = HandWork.of(schedule)
    arrived = arrivals(schedule)
    work.end("result", seconds=2.4)
    AutomaticTime().poll(schedule, 1, lambda: bool(arrived))
    assert arrived == [(3, "result")]
    assert schedule.now == 3


def test_auto_stands_still_again_after_real_work(schedule: Schedule, clock: HandClock, no_patience: None) -> None:
    work = HandWork.of(schedule)
    arrivals(schedule)
    mode = AutomaticTime()
    mode.catch_up(schedule)
    work.end("result", seconds=0)
    mode.catch_up(schedule)
    clock.pass_seconds(3600)
    mode.catch_up(schedule)
    assert schedule.now == 0


# manual


def test_polls_move_nothing_in_manual(schedule: Schedule) -> None:
    happened = happenings(schedule, 1)
    mode = ManualTime()
    for polls_before in range(3):
        mode.catch_up(schedule)
        mode.poll(schedule, polls_before, never)
    assert (schedule.now, happened) == (0, [])


def test_manual_delivers_real_work_that_has_ended_without_moving_past_it(schedule: Schedule) -> None:
    work = HandWork.of(schedule)
    arrived = arrivals(schedule)
    work.end("result", seconds=0.4)
    ManualTime().catch_up(schedule)
    assert arrived == []
    ManualTime().advance(schedule, 1)
    assert arrived == [(1, "result")]


# advance, in every mode


@pytest.fixture(params=["auto", "manual", "real", "x60"])
def mode(request: pytest.FixtureRequest, clock: HandClock) -> TimeMode:
    return parse_time_mode(request.param)


def test_advance_moves_exactly_so_far(schedule: Schedule, mode: TimeMode) -> None:
    happened = happenings(schedule, 10, 90, 90.5)
    mode.advance(schedule, 90)
    assert (schedule.now, happened) == (90, [10, 90])


def test_advance_by_nothing_settles_what_is_due(schedule: Schedule, mode: TimeMode) -> None:
    happened = happenings(schedule, 0)
    mode.advance(schedule, 0)
    assert (schedule.now, happened) == (0, [0])


def test_advance_too_far_moves_nothing(schedule: Schedule, mode: TimeMode) -> None:
    happened = happenings(schedule, 10)
    with pytest.raises(ValueError, match="9999"):
        mode.advance(schedule, 1e12)
    assert (schedule.now, happened) == (0, [])


def test_advance_lets_real_work_end_before_time_passes_over_it(schedule: Schedule, mode: TimeMode) -> None:
    work = HandWork.of(schedule)
    arrived = arrivals(schedule)
    work.end("result", seconds=2.5)
    mode.advance(schedule, 60)
    assert schedule.now == 60
    assert arrived[0][1] == "result"
    assert arrived[0][0] <= 3


def test_advance_passes_over_real_work_that_does_not_end(schedule: Schedule, mode: TimeMode, no_patience: None) -> None:
    HandWork.of(schedule)
    arrived = arrivals(schedule)
    happened = happenings(schedule, 5400)
    mode.advance(schedule, 6000)
    assert (schedule.now, happened, arrived) == (6000, [5400], [])


# real and xN


@pytest.mark.parametrize(("name", "simulated"), [("real", 10), ("x60", 600), ("x0.5", 5)])
def test_time_follows_the_wall_clock_at_its_rate(
    schedule: Schedule, clock: HandClock, name: str, simulated: float
) -> None:
    mode = parse_time_mode(name)
    clock.pass_seconds(10)
    mode.catch_up(schedule)
    assert schedule.now == simulated


def test_polls_move_nothing_beyond_the_wall_clock(schedule: Schedule, clock: HandClock) -> None:
    happenings(schedule, 5400)
    mode = ScaledTime(60)
    mode.poll(schedule, 5, never)
    assert schedule.now == 0


def test_after_an_advance_the_clock_goes_on_from_there(schedule: Schedule, clock: HandClock) -> None:
    mode = ScaledTime(60)
    clock.pass_seconds(1)
    mode.advance(schedule, 1000)
    clock.pass_seconds(2)
    mode.catch_up(schedule)
    assert schedule.now == 60 + 1000 + 120


def test_real_work_ends_when_it_ends_where_the_wall_clock_rules(schedule: Schedule, clock: HandClock) -> None:
    mode = ScaledTime(1)
    work = HandWork.of(schedule)
    arrived = arrivals(schedule)
    clock.pass_seconds(1.25)
    mode.catch_up(schedule)
    assert arrived == []
    work.end("result", seconds=1.3)
    clock.pass_seconds(0.25)
    mode.catch_up(schedule)
    assert [result for _, result in arrived] == ["result"]
    assert schedule.now == 1.5


def test_a_wall_clock_that_is_behind_an_advance_never_takes_time_back(schedule: Schedule, clock: HandClock) -> None:
    mode = ScaledTime(1)
    schedule.move_to(500)
    mode.catch_up(schedule)
    assert schedule.now == 500


@pytest.mark.parametrize(("name", "follows"), [("auto", False), ("manual", False), ("real", True), ("x60", True)])
def test_only_the_modes_that_follow_the_wall_clock_need_a_pace(name: str, follows: bool) -> None:
    assert parse_time_mode(name).follows_wall_clock is follows
