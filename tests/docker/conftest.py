"""What the tests of containers share."""

from typing import Any

import pytest
from support.agents import docker


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Every test here needs an engine."""
    for item in items:
        if "tests/docker/" in item.path.as_posix():
            item.add_marker(docker)


@pytest.fixture
def agents() -> str:
    """Each in a container."""
    return "docker"


@pytest.fixture
def engine(site: Any) -> Any:
    """The container engine."""
    return site.engine
