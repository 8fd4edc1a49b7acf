"""Simulated time in a test's hand: moved, held, slept through."""

from collections.abc import Iterator
from datetime import UTC, datetime

import freezegun
import pytest

from simulator import Simulator
from simulator.kit.simulator import simulation_options

START = datetime(2026, 1, 15, 8, 0, tzinfo=UTC)
HOSTNAME = {"commandId": "RunPowerShellScript", "script": ["hostname"]}


@pytest.fixture(scope="module")
def serving() -> Iterator[Simulator]:
    with Simulator() as simulator:
        yield simulator


@pytest.fixture
def simulator(serving: Simulator) -> Simulator:
    serving.reset(simulation_options(start=START))
    return serving


def begin(simulator: Simulator) -> None:
    """Begin a run of ten minutes."""
    simulator.vm("win-vm").rule("hostname", duration=600)
    with simulator.compute_client() as client:
        client.virtual_machines.begin_run_command("my-resource-group", "win-vm", HOSTNAME, polling=False)


def test_minutes_and_hours_are_added_up(simulator: Simulator) -> None:
    simulator.clock.advance(1.5, minutes=2, hours=1)
    assert simulator.clock.seconds == 3721.5


def test_sleeping_takes_simulated_time(simulator: Simulator) -> None:
    simulator.clock.sleep(90)
    assert simulator.clock.seconds == 90


def test_time_does_not_go_back(simulator: Simulator) -> None:
    with pytest.raises(ValueError, match="time can't go backwards"):
        simulator.clock.advance(minutes=-1)


def test_while_it_is_frozen_requests_move_nothing(simulator: Simulator) -> None:
    simulator.vm("win-vm").rule("hostname", duration=600)
    with simulator.compute_client() as client, simulator.clock.freeze() as clock:
        poller = client.virtual_machines.begin_run_command("my-resource-group", "win-vm", HOSTNAME)
        for _ in range(3):
            client.virtual_machines.get("my-resource-group", "win-vm")
        assert clock.seconds == 0
        assert simulator.received[0].outcome == "InProgress"
        clock.advance(minutes=15)
        assert simulator.received[0].outcome == "Succeeded"
        poller.result()
    assert simulator.clock.seconds == 900


def test_after_a_freeze_polls_move_time_again(simulator: Simulator) -> None:
    simulator.vm("win-vm").rule("hostname", duration=600)
    with simulator.compute_client() as client:
        with simulator.clock.freeze() as clock:
            poller = client.virtual_machines.begin_run_command("my-resource-group", "win-vm", HOSTNAME)
            clock.advance(5)
        poller.result()
    assert simulator.clock.seconds > 600


def test_a_frozen_and_ticked_clock_does_the_same(simulator: Simulator) -> None:
    with freezegun.freeze_time(START) as frozen, simulator.clock.freeze():
        begin(simulator)
        frozen.tick(300)
        assert simulator.clock.seconds == 300
        assert simulator.received[0].outcome == "InProgress"
        frozen.tick(600)
        assert simulator.received[0].outcome == "Succeeded"


def test_in_manual_time_a_ticked_clock_needs_no_freeze(simulator: Simulator) -> None:
    simulator.reset(simulation_options(time="manual", start=START))
    with freezegun.freeze_time(START) as frozen:
        begin(simulator)
        frozen.tick(5400)
        assert simulator.received[0].outcome == "Succeeded"


def test_a_reset_ends_a_freeze(simulator: Simulator) -> None:
    with simulator.clock.freeze():
        simulator.reset()
    begin(simulator)
    assert len(simulator.unfinished()) == 1


def test_a_simulator_that_is_reset_to_follow_the_wall_clock_does(simulator: Simulator) -> None:
    simulator.reset(simulation_options(time="x1000000"))
    before = simulator.clock.seconds
    while simulator.clock.seconds == before:
        pass
    simulator.reset(simulation_options())
    assert simulator.clock.seconds == 0


def test_the_sdks_pauses_are_the_sleep_that_it_is_given(simulator: Simulator) -> None:
    simulator.vm("win-vm").rule("hostname", stdout="win-vm", duration=600)
    pauses: list[float] = []
    with simulator.compute_client(sleep=pauses.append) as client:
        poller = client.virtual_machines.begin_run_command("my-resource-group", "win-vm", HOSTNAME)
        assert poller.result().value[0].message == "win-vm"
    assert pauses == [0.01]
