"""What the kit's tests share.

What suites under test need is imported first: pytester forgets the modules that one of them was first to import.
"""

from collections.abc import Iterator

import azure.identity  # see above
import azure.mgmt.compute  # noqa: F401 # see above
import msal  # type: ignore[import-untyped]  # noqa: F401 # see above
import pytest
import requests  # noqa: F401 # see above

from fake_agent.windows import guest  # noqa: F401 # see above
from simulator import Simulator
from simulator.kit import az, marker, verdict  # noqa: F401 # see above


@pytest.fixture(scope="module")
def serving() -> Iterator[Simulator]:
    """One server for the tests of a module."""
    with Simulator() as simulator:
        yield simulator


@pytest.fixture
def simulator(serving: Simulator) -> Simulator:
    """It, at its beginning."""
    serving.reset()
    return serving
