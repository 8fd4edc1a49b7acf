from datetime import UTC, datetime, timedelta

import pytest
from support.by_hand import HandWork, arrivals, happenings

from simulator.schedule import Schedule

START = datetime(2026, 1, 15, 8, 0, tzinfo=UTC)


@pytest.fixture
def schedule() -> Schedule:
    return Schedule(START)


def test_time_begins_at_zero_which_is_the_start(schedule: Schedule) -> None:
    assert schedule.now == 0
    assert schedule.moment() == START


def test_moving_lets_everything_happen_up_to_and_with_that_moment(schedule: Schedule) -> None:
    happened = happenings(schedule, 5, 10, 10.5)
    schedule.move_to(10)
    assert happened == [5, 10]
    assert schedule.now == 10


def test_what_happens_at_a_moment_may_cause_more_at_the_same_moment(schedule: Schedule) -> None:
    happened: list[float] = []

    def chain() -> object:
        yield schedule.environment.timeout(3)
        yield schedule.environment.timeout(0)
        happened.append(schedule.now)

    schedule.environment.process(chain())  # type: ignore[arg-type]  # a generator is one whatever it is said to be
    schedule.move_to(3)
    assert happened == [3]


def test_moving_to_the_present_settles_what_is_due(schedule: Schedule) -> None:
    happened = happenings(schedule, 0)
    schedule.move_to(0)
    assert happened == [0]


def test_time_never_goes_backwards(schedule: Schedule) -> None:
    schedule.move_to(10)
    with pytest.raises(ValueError, match="time can't go backwards"):
        schedule.move_to(9.99)


@pytest.mark.parametrize("target", [float("inf"), float("nan"), 1e12])
def test_time_ends_with_the_year_9999(schedule: Schedule, target: float) -> None:
    with pytest.raises(ValueError, match="simulated time ends with the year 9999"):
        schedule.move_to(target)
    assert schedule.now == 0


def test_ticks_count_a_hundred_nanoseconds_since_the_year_one(schedule: Schedule) -> None:
    ticks = (START - datetime(1, 1, 1, tzinfo=UTC)) // timedelta(microseconds=1) * 10
    schedule.move_to(0.0000001)
    assert schedule.ticks() == ticks + 1
    assert schedule.ticks(90 * 60) == ticks + 54_000_000_000


def test_the_moment_of_any_second_can_be_asked_for(schedule: Schedule) -> None:
    assert schedule.moment(1.5) == START + timedelta(seconds=1.5)


def test_the_next_event_is_infinitely_far_where_none_is(schedule: Schedule) -> None:
    assert schedule.next_event == float("inf")
    happenings(schedule, 7)
    assert schedule.next_event == 7


def test_real_work_makes_the_schedule_busy_until_its_end_is_delivered(schedule: Schedule) -> None:
    work = HandWork.of(schedule)
    arrived = arrivals(schedule)
    assert schedule.busy
    work.end("result", seconds=0.2)
    schedule.deliver_ended_work(whole_seconds=False)
    schedule.settle()
    assert arrived == [(0, "result")]
    assert not schedule.busy


@pytest.mark.parametrize(("measured", "takes"), [(0.0, 0), (0.01, 1), (0.999, 1), (1.0, 1), (1.01, 2)])
def test_real_work_takes_whole_seconds_where_the_wall_clock_must_not_show(
    schedule: Schedule, measured: float, takes: float
) -> None:
    work = HandWork.of(schedule)
    arrived = arrivals(schedule)
    work.end("result", seconds=measured)
    schedule.deliver_ended_work(whole_seconds=True)
    schedule.move_to(5)
    assert arrived == [(takes, "result")]


def test_real_work_that_time_has_passed_over_ends_in_the_present(schedule: Schedule) -> None:
    work = HandWork.of(schedule)
    arrived = arrivals(schedule)
    schedule.move_to(100)
    work.end("result", seconds=3)
    schedule.deliver_ended_work(whole_seconds=True)
    schedule.settle()
    assert arrived == [(100, "result")]


def test_real_work_that_fails_raises_its_own_error_where_it_is_awaited(schedule: Schedule) -> None:
    work = HandWork.of(schedule)
    arrived = arrivals(schedule)
    work.fail(FileNotFoundError("no such program"))
    schedule.deliver_ended_work(whole_seconds=True)
    schedule.settle()
    assert [(type(error), str(error)) for _, error in arrived] == [(FileNotFoundError, "no such program")]


def test_a_failure_that_nobody_waits_for_any_more_disturbs_nothing(schedule: Schedule) -> None:
    work = HandWork.of(schedule)
    schedule.await_real(lambda: None, "work")
    work.fail(OSError("no such program"))
    schedule.deliver_ended_work(whole_seconds=True)
    schedule.move_to(1)
    assert schedule.now == 1


def test_waiting_for_real_work_tells_whether_some_has_ended(schedule: Schedule) -> None:
    work = HandWork.of(schedule)
    arrivals(schedule)
    with schedule.lock:
        assert not schedule.wait_for_real_work(patience=0)
        work.end("result", seconds=0)
        assert schedule.wait_for_real_work(patience=0)


def test_real_work_really_runs_in_a_thread(schedule: Schedule) -> None:
    arrival = schedule.await_real(lambda: 6 * 7, "a sum")
    with schedule.lock:
        assert schedule.wait_for_real_work(patience=30)
    schedule.deliver_ended_work(whole_seconds=False)
    schedule.settle()
    assert arrival.value == 42
    schedule.close()
