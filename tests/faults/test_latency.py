"""``latency``: in simulated time, and where the wall clock rules in real time, with others answered meanwhile."""

import threading
from typing import Protocol

import pytest
from support.http_client import HttpClient, Served

from simulator.kit.simulator import Simulator, simulation_options
from simulator.serving import server


class Serve(Protocol):
    """The fixture ``serve``."""

    def __call__(self, *, time: str = "auto", estate: str | None = None, seed: int = 1) -> Served: ...


@pytest.mark.parametrize("time", ["auto", "manual"])
def test_simulated_time_passes_and_nobody_waits(serve: Serve, time: str) -> None:
    served = serve(time=time)
    served.simulator.inject("latency", seconds=30)
    assert served.client.get(served.client.vm()).header("Date") == "Thu, 15 Jan 2026 08:00:30 GMT"
    assert served.now == 30.0


def test_what_becomes_due_meanwhile_has_happened(by_hand: Served) -> None:
    by_hand.script(duration=20)
    accepted = by_hand.client.start_command("win-vm", "x")
    by_hand.simulator.inject("latency", seconds=300, request="GET *", count=1)
    assert by_hand.client.poll(accepted).json["status"] == "Succeeded"


def test_the_jitter_is_drawn_for_each_request_from_the_seed(serve: Serve) -> None:
    def times(seed: int) -> list[float]:
        served = serve(seed=seed)
        served.simulator.inject("latency", seconds=1, jitter=10)
        seen = []
        for _ in range(5):
            before = served.now
            served.client.get(served.client.vm())
            seen.append(served.now - before)
        return seen

    first = times(1)
    assert all(1 <= seconds <= 11 for seconds in first)
    assert len(set(first)) == 5
    assert times(1) == first
    assert times(2) != first


def test_with_the_wall_clock_it_really_takes_so_long(serve: Serve) -> None:
    served = serve(time="x1000")
    served.simulator.inject("latency", seconds=50)
    before = served.now
    assert served.client.get(served.client.vm()).status == 200
    assert served.now - before >= 50


def test_others_are_answered_while_requests_wait_and_a_reset_lets_them_go(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(server, "THREADS", 2)
    with Simulator(simulation_options(time="real")) as simulator:
        client = HttpClient.of(simulator)
        simulator.inject("latency", seconds=3600, request="GET */virtualMachines/*")
        statuses: list[int] = []
        waiting = [threading.Thread(target=lambda: statuses.append(client.get(client.vm()).status)) for _ in range(4)]
        for thread in waiting:
            thread.start()
        while simulator.faults[0].struck < 4:
            assert client.get(client.group).status == 200
        simulator.reset()
        for thread in waiting:
            thread.join(timeout=30)
        assert statuses == [200] * 4
