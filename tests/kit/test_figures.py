"""What the kit costs: the plugin's import, a reset, a suite of 200 tests. Each test prints its figure (`-rP`)."""

import os
import re
import subprocess
import sys
import time

import pytest
from support.suites import suite_of_clients

from simulator import Simulator
from simulator.kit.simulator import simulation_options

pytestmark = pytest.mark.figures

IMPORT_LIMIT = 5_000
"""Microseconds for the plugin and what it alone imports."""
RESET_LIMIT = 0.002
SUITE_LIMIT = 10.0
"""Seconds, where the machine has nothing else to do; other work at the same time counts."""


def test_the_plugin_is_imported_in_less_than_5_milliseconds() -> None:
    program = "import pytest; import simulator.pytest_plugin"
    costs = []
    for _ in range(3):
        done = subprocess.run(
            [sys.executable, "-X", "importtime", "-c", program], capture_output=True, text=True, check=True
        )
        found = re.search(r"^import time: +\d+ \| +(\d+) \| +simulator\.pytest_plugin$", done.stderr, re.MULTILINE)
        assert found is not None
        costs.append(int(found[1]))
    print(f"import of the plugin: {min(costs) / 1000:.2f} ms")  # noqa: T201 # the figure
    assert min(costs) < IMPORT_LIMIT


def test_a_reset_takes_less_than_2_milliseconds() -> None:
    costs = []
    with Simulator() as simulator:
        options = simulation_options()
        for _ in range(30):
            simulator.clock.advance(minutes=1)
            began = time.perf_counter()
            simulator.reset(options)
            costs.append(time.perf_counter() - began)
    print(f"reset: {min(costs) * 1000:.2f} ms at best, {sorted(costs)[15] * 1000:.2f} ms in the middle")  # noqa: T201 # the figure
    assert min(costs) < RESET_LIMIT


def test_200_tests_of_a_client_take_less_than_10_seconds(pytester: pytest.Pytester) -> None:
    pytester.makepyfile(suite_of_clients(200))
    result = pytester.runpytest_subprocess("-p", "no:cacheprovider", "-q", timeout=120)
    result.assert_outcomes(passed=200)
    waiting = max(1.0, os.getloadavg()[0] / (os.cpu_count() or 1))
    print(f"200 tests of a client: {result.duration:.1f} s, on a machine with {waiting:.1f} times its work")  # noqa: T201 # the figure
    assert result.duration < SUITE_LIMIT * waiting
