"""One simulator for all scenarios of a worker: each puts it at its own beginning."""

from collections.abc import Iterator

import pytest

from simulator.kit.simulator import Simulator


@pytest.fixture(scope="session")
def stage_simulator() -> Iterator[Simulator]:
    """A running simulator to play on."""
    with Simulator() as simulator:
        yield simulator
