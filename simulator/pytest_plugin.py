"""The pytest plugin: fixtures ``run_command_simulator`` and ``compute_client``, marker ``run_command``.

Nothing heavy is imported before a test asks for a fixture.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator

    from simulator.kit.simulator import Simulator

_MARKER = "run_command"
_SIMULATOR = pytest.StashKey["Simulator"]()


def pytest_configure(config: pytest.Config) -> None:
    """Make the marker known."""
    config.addinivalue_line(
        "markers",
        f"{_MARKER}(estate=None, faults=[], time='auto', seed=0): estate, faults (names, orders, or pairs of VM "
        "and one of these), time mode and seed of this test's simulator",
    )


@pytest.fixture(scope="session")
def _serving_simulator() -> Iterator[Simulator]:
    """One server a session (and a worker of xdist): its port is free, its state is this process's."""
    from simulator.kit.simulator import Simulator  # noqa: PLC0415 # see the module's docstring

    with Simulator() as simulator:
        yield simulator


@pytest.fixture
def run_command_simulator(request: pytest.FixtureRequest, _serving_simulator: Simulator) -> Simulator:
    """A simulator at its beginning, for this test alone."""
    from simulator.kit.simulator import simulation_options  # noqa: PLC0415 # see the module's docstring

    marker = request.node.get_closest_marker(_MARKER)
    given: dict[str, Any] = dict(marker.kwargs) if marker else {}
    faults = given.pop("faults", ())
    try:
        _serving_simulator.reset(simulation_options(**given), faults)
    except (TypeError, ValueError, KeyError) as error:
        raise pytest.UsageError(f"@pytest.mark.{_MARKER}: {error}") from error
    request.node.stash[_SIMULATOR] = _serving_simulator
    return _serving_simulator


@pytest.fixture
def compute_client(run_command_simulator: Simulator) -> Iterator[Any]:
    """A signed-in ``ComputeManagementClient`` of azure-mgmt-compute (Owner)."""
    client = run_command_simulator.compute_client()
    yield client
    client.close()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[None]) -> Any:
    """A failed test's report shows what its simulator did."""
    report = yield
    if call.when == "call" and report.failed and _SIMULATOR in item.stash:
        report.sections.append(("Run Command simulator: journal", item.stash[_SIMULATOR].timeline()))
    return report
