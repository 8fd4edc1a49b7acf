"""The real clients; where one is not installed, its tests are skipped with the reason (in CI they fail)."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from support import real_az
from support.command_line import Served, serve
from support.real_az import AzThroughExec, RegisteredAz

from fake_agent.linux import sandbox as linux_sandbox


def _required(what: object, reason: str) -> None:
    if what is None and real_az.MANDATORY:
        pytest.fail(reason)
    elif what is None:
        pytest.skip(reason)


@pytest.fixture(scope="session")
def az_program() -> Path:
    az = real_az.find_az()
    _required(az, "az is not installed: run `make test-clients`")
    assert az is not None
    return az


@pytest.fixture(scope="session")
def node() -> str:
    program = real_az.find_node()
    _required(program, "node or its Azure packages are not installed: run `make test-clients` with node and npm there")
    assert program is not None
    return program


@pytest.fixture(scope="session")
def az(az_program: Path) -> AzThroughExec:
    return AzThroughExec(az_program)


@pytest.fixture(scope="session")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with serve(tmp_path_factory.mktemp("served")) as served:
        yield served


@pytest.fixture
def new_az(az_program: Path, served: Served, tmp_path: Path) -> RegisteredAz:
    """Az as on a new machine, with the simulator registered as a cloud; nobody is signed in."""
    registered = RegisteredAz(az_program, served.ready, tmp_path / "azure")
    registered.register()
    return registered


@pytest.fixture(scope="session")
def signed_in_az(az_program: Path, served: Served, tmp_path_factory: pytest.TempPathFactory) -> RegisteredAz:
    """The same, signed in."""
    registered = RegisteredAz(az_program, served.ready, tmp_path_factory.mktemp("azure"))
    registered.register()
    assert registered.log_in().code == 0
    return registered


@pytest.fixture(scope="session")
def sandbox() -> None:
    """What needs real shell scripts is skipped where no sandbox can be had."""
    if linux_sandbox.why_not():
        pytest.skip(linux_sandbox.why_not())
