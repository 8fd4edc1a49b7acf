"""The fixtures that all tests share: simulations in this process, with clients that show whole answers."""

import signal
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import replace
from datetime import UTC, datetime
from functools import cache
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from support.agents import require_engine, shared_site
from support.arm_client import ArmClient, MakeAzure, SimulatedAzure
from support.newcomer import Newcomer

from fake_agent.rules import Rule
from simulator.estate import load_estate
from simulator.simulation import Simulation, SimulationOptions
from simulator.time_modes import AutomaticTime, ManualTime

START = datetime(2026, 1, 15, 8, 0, tzinfo=UTC)
"""When simulated time begins in tests."""


@cache
def _signing_key() -> rsa.RSAPrivateKey:
    """One for all simulations of a test run: making one takes longer than most tests."""
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


def pytest_configure() -> None:
    """Let programs under test take signals as usual, though whoever runs the tests in the background ignores some."""
    for number in (signal.SIGINT, signal.SIGHUP):
        if signal.getsignal(number) is signal.SIG_IGN:
            signal.signal(number, signal.default_int_handler if number is signal.SIGINT else signal.SIG_DFL)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Containers take their time: they are for those who ask for them."""
    if "docker" not in config.option.markexpr:
        for item in items:
            if "docker" in item.keywords:
                item.add_marker(pytest.mark.skip(reason="agents in containers are tested by 'make test-docker'"))


@pytest.fixture
def agents(request: pytest.FixtureRequest) -> str:
    """Where agents run: ``embedded``, or ``docker`` in the tests that ask for it."""
    return str(getattr(request, "param", "embedded"))


@pytest.fixture(scope="session")
def site() -> Iterator[Any]:
    """A place on the container engine, for all tests that need one."""
    require_engine()
    with shared_site() as lent:
        yield lent


@pytest.fixture
def make_azure(agents: str, request: pytest.FixtureRequest) -> Iterator[MakeAzure]:
    """Makes simulations.

    ``latency`` is ``azure`` or ``instant``; ``mode`` makes a time mode; what else is given are changes of the estate.
    """
    signing_key = _signing_key()

    def make(
        *, latency: str = "instant", mode: Callable[[], Any] = AutomaticTime, seed: int = 1, **changes: Any
    ) -> SimulatedAzure:
        estate = replace(load_estate(), latency=latency, **changes)
        containers = (lambda: request.getfixturevalue("site")) if agents == "docker" else None
        options = SimulationOptions(estate=estate, make_mode=mode, seed=seed, start=START, containers=containers)
        simulation = Simulation(options)
        at_the_end.callback(simulation.close)
        vars(simulation.cloud.tokens)["_key"] = signing_key
        return SimulatedAzure(simulation)

    with ExitStack() as at_the_end:
        yield make


@pytest.fixture
def azure(make_azure: MakeAzure) -> SimulatedAzure:
    """The default estate; nothing takes time, and polls move time on."""
    return make_azure()


@pytest.fixture
def timed_azure(make_azure: MakeAzure) -> SimulatedAzure:
    """The default estate, where things take as long as in Azure and polls move time on."""
    return make_azure(latency="azure")


@pytest.fixture
def manual_azure(make_azure: MakeAzure) -> SimulatedAzure:
    """The default estate, where things take as long as in Azure and time moves by ``advance`` only."""
    return make_azure(latency="azure", mode=ManualTime)


@pytest.fixture
def owner(azure: SimulatedAzure) -> ArmClient:
    """A client with the role Owner in ``azure``."""
    return azure.owner


@pytest.fixture
def scripted(azure: SimulatedAzure) -> SimulatedAzure:
    """``azure`` with every script scripted to print ``hello``, so that no guest is needed."""
    azure.simulation.rules.add(Rule("", stdout="hello\n"))
    return azure


@pytest.fixture
def newcomer(make_azure: MakeAzure) -> Newcomer:
    """Somebody without a role, with the Owner at hand."""
    return Newcomer(make_azure)
