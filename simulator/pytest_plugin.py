"""The pytest plugin: fixtures ``run_command_simulator``, ``compute_client`` and ``az``, marker ``run_command``.

Nothing heavy is imported before a test asks for a fixture.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from simulator.kit.az import Az
    from simulator.kit.simulator import Simulator

_MARKER = "run_command"
_ALLOW_UNFINISHED = "run_command_allow_unfinished"
_AZ = "run_command_az"
_SIMULATOR = pytest.StashKey["Simulator"]()
_ALLOWED = pytest.StashKey[bool]()


def pytest_addoption(parser: pytest.Parser) -> None:
    """Make the options of pytest's configuration known."""
    parser.addini(_ALLOW_UNFINISHED, "whether tests may leave operations of Azure unfinished", "bool", default=False)
    parser.addini(_AZ, "the az that the fixture az calls (else RUN_COMMAND_SIMULATOR_AZ, else the one on PATH)")


def pytest_configure(config: pytest.Config) -> None:
    """Make the marker known."""
    config.addinivalue_line(
        "markers",
        f"{_MARKER}(estate=None, faults=[], time='auto', seed=0, start=None, allow_unfinished=False): how this test's "
        "Run Command simulator is (faults: names, orders, or pairs of VM and one of these); of several markers the "
        "closest counts for each member",
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
    from simulator.kit.marker import wanted  # noqa: PLC0415 # see the module's docstring

    marks = [(mark.args, mark.kwargs) for mark in request.node.iter_markers(_MARKER)]
    try:
        asked = wanted(marks, request.path.parent)
        _serving_simulator.reset(asked.options, asked.faults)
    except (TypeError, ValueError, KeyError) as error:
        pytest.fail(f"@pytest.mark.{_MARKER}: {error.args[0] if error.args else error}", pytrace=False)
    allowed = asked.allow_unfinished
    request.node.stash[_ALLOWED] = request.config.getini(_ALLOW_UNFINISHED) if allowed is None else allowed
    request.node.stash[_SIMULATOR] = _serving_simulator
    return _serving_simulator


@pytest.fixture
def compute_client(run_command_simulator: Simulator) -> Iterator[Any]:
    """A signed-in ``ComputeManagementClient`` of azure-mgmt-compute (Owner); in ``auto`` it waits in simulated time."""
    client = run_command_simulator.compute_client(sleep=run_command_simulator.clock.wait)
    yield client
    client.close()


@pytest.fixture
def az(request: pytest.FixtureRequest, tmp_path: Path) -> Az:
    """The real az, signed in to the simulator: ``az("vm", "list").json``. Skips the test where there is no az."""
    from simulator.kit.az import Az, find_az  # noqa: PLC0415 # see the module's docstring

    program, reason = find_az(request.config.getini(_AZ))
    if program is None:
        pytest.skip(reason)
    simulator: Simulator = request.getfixturevalue("run_command_simulator")
    return Az(program, simulator.connection, tmp_path / "azure-cli")


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item: pytest.Item) -> Any:
    """Tell a test that has passed what it left behind: it fails."""
    result = yield
    if _SIMULATOR in item.stash:
        from simulator.kit.verdict import complaint  # noqa: PLC0415 # see the module's docstring

        told = complaint(item.stash[_SIMULATOR], allow_unfinished=item.stash[_ALLOWED])
        if told:
            pytest.fail(told, pytrace=False)
    return result


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Any:
    """A failed test's report shows what its simulator did, and what scripts asked for in vain."""
    report = yield
    if report.failed and _SIMULATOR in item.stash:
        from simulator.kit.report import journal_section, lacks_section  # noqa: PLC0415 # see the module's docstring

        simulator = item.stash[_SIMULATOR]
        report.sections.append(("Run Command simulator: journal", journal_section(simulator)))
        lacked = lacks_section(simulator)
        if lacked:
            report.sections.append(("Run Command simulator: what it lacks", lacked))
    return report


def pytest_assertrepr_compare(op: str, left: object, right: object) -> list[str] | None:
    """``assert Command(...) in vm.received`` shows what differed of each command."""
    if op != "in" or type(right).__module__ != "simulator.kit.received":
        return None
    from simulator.kit.received import Command, Received  # noqa: PLC0415 # see the module's docstring

    return right.explain(left) if isinstance(left, Command) and isinstance(right, Received) else None
