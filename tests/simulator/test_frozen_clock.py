import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from freezegun import freeze_time
from support.arm_client import SimulatedAzure

from fake_agent.rules import Rule
from simulator.schedule import Schedule
from simulator.time_modes import ManualTime

START = datetime(2026, 1, 15, 8, 0, tzinfo=UTC)
MakeAzure = Callable[..., SimulatedAzure]


@pytest.fixture
def schedule() -> Schedule:
    return Schedule(START)


@pytest.fixture
def mode() -> ManualTime:
    return ManualTime()


def test_ticking_a_frozen_clock_moves_time_by_as_much(schedule: Schedule, mode: ManualTime) -> None:
    with freeze_time(START) as frozen:
        mode.catch_up(schedule)
        assert schedule.now == 0
        frozen.tick(timedelta(minutes=90))
        mode.catch_up(schedule)
    assert schedule.now == 5400


def test_moving_a_frozen_clock_to_a_moment_moves_time_to_it(schedule: Schedule, mode: ManualTime) -> None:
    with freeze_time(START) as frozen:
        mode.catch_up(schedule)
        frozen.move_to(START + timedelta(hours=1))
        mode.catch_up(schedule)
    assert schedule.moment() == START + timedelta(hours=1)


def test_a_clock_first_seen_frozen_ahead_is_caught_up_with(schedule: Schedule, mode: ManualTime) -> None:
    with freeze_time(START + timedelta(seconds=30)):
        mode.catch_up(schedule)
    assert schedule.now == 30


def test_a_clock_frozen_before_the_start_counts_by_its_ticks(schedule: Schedule, mode: ManualTime) -> None:
    with freeze_time("2000-01-01") as frozen:
        mode.catch_up(schedule)
        assert schedule.now == 0
        frozen.tick(20)
        mode.catch_up(schedule)
    assert schedule.now == 20


def test_a_clock_moved_back_takes_nothing_back_and_counts_on_from_there(schedule: Schedule, mode: ManualTime) -> None:
    with freeze_time(START) as frozen:
        mode.catch_up(schedule)
        frozen.tick(100)
        mode.catch_up(schedule)
        frozen.move_to(START)
        mode.catch_up(schedule)
        assert schedule.now == 100
        frozen.tick(5)
        mode.catch_up(schedule)
    assert schedule.now == 105


def test_each_freeze_counts_anew_even_when_nobody_asked_in_between(schedule: Schedule, mode: ManualTime) -> None:
    for _ in range(2):
        with freeze_time(START) as frozen:
            mode.catch_up(schedule)
            frozen.tick(60)
            mode.catch_up(schedule)
    assert schedule.now == 120


def test_between_two_freezes_time_stands_still(schedule: Schedule, mode: ManualTime) -> None:
    with freeze_time(START) as frozen:
        frozen.tick(60)
        mode.catch_up(schedule)
    mode.catch_up(schedule)
    assert schedule.now == 60


def test_a_running_clock_moves_nothing(schedule: Schedule, mode: ManualTime) -> None:
    mode.catch_up(schedule)
    mode.catch_up(schedule)
    assert schedule.now == 0


def test_a_simulation_made_within_a_freeze_begins_at_its_moment(make_azure: MakeAzure) -> None:
    azure = make_azure(mode=ManualTime)
    with freeze_time(START) as frozen:
        azure.simulation.rules.add(Rule("", duration=None))
        accepted = azure.owner.start_command("linux-vm", "read answer")
        frozen.tick(timedelta(minutes=89, seconds=59))
        renewed = azure.client("Owner")
        assert renewed.poll(accepted).json["status"] == "InProgress"
        frozen.tick(timedelta(seconds=1))
        status = renewed.poll(accepted).json
    assert status["status"] == "Failed"
    assert status["endTime"] == "2026-01-15T09:30:00+00:00"


def test_tokens_live_on_the_frozen_clock_too(make_azure: MakeAzure) -> None:
    azure = make_azure(mode=ManualTime)
    with freeze_time(START) as frozen:
        client = azure.owner
        frozen.tick(timedelta(hours=2))
        answer = client.get(client.group)
    assert (answer.status, answer.code) == (401, "ExpiredAuthenticationToken")


def test_a_jump_in_auto_lets_no_token_expire(make_azure: MakeAzure) -> None:
    azure = make_azure()
    azure.simulation.rules.add(Rule("", duration=None))
    status = azure.owner.run_command("linux-vm", "read answer")
    assert status["status"] == "Failed"
    assert azure.now >= 5400
    assert azure.owner.get(azure.owner.group).status == 200


def test_the_wall_clock_is_found_where_the_simulator_is_first_imported_within_a_freeze() -> None:
    program = """
import time
real = [time.monotonic]
from freezegun import freeze_time
with freeze_time("2020-01-01") as frozen:
    from simulator.wall_clock import WallClock, frozen_time
    assert WallClock.monotonic is real[0]
    assert frozen_time() == 1577836800
assert frozen_time() is None
"""
    subprocess.run([sys.executable, "-c", program], check=True)
