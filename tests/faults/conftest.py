"""One served simulator for all tests of faults, at its beginning for each."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Protocol

import pytest
from support.http_client import HttpClient, Served

from simulator.kit.simulator import Simulator, simulation_options

START = datetime(2026, 1, 15, 8, 0, tzinfo=UTC)


class Serve(Protocol):
    """Starts the simulator over, as it is wanted."""

    def __call__(self, *, time: str = "auto", estate: str | None = None, seed: int = 1) -> Served: ...


@pytest.fixture(scope="session")
def serving() -> Iterator[Simulator]:
    with Simulator() as simulator:
        yield simulator


@pytest.fixture
def serve(serving: Simulator) -> Serve:
    """Starts over: ``time`` mode, ``estate`` (YAML) and ``seed``; the latencies are Azure's unless the estate's."""

    def start_over(*, time: str = "auto", estate: str | None = None, seed: int = 1) -> Served:
        serving.reset(simulation_options(estate, time, seed, START))
        return Served(serving, HttpClient.of(serving))

    return start_over


@pytest.fixture
def served(serve: Serve) -> Served:
    """The default estate; polls move time on."""
    return serve()


@pytest.fixture
def by_hand(serve: Serve) -> Served:
    """The default estate; time moves by hand."""
    return serve(time="manual")
