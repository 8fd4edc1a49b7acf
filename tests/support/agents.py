"""Where the agents of a test run: in this process, or each in a container. One suite for both."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from typing import Any

import pytest

from simulator.containers.engine import Engine
from simulator.containers.errors import ContainersError
from simulator.containers.options import ContainerOptions
from simulator.containers.site import Site
from support.sandboxed import needs_sandbox

MANDATORY = "RUN_COMMAND_SIMULATOR_TEST_DOCKER"
"""Where it is set, an engine must be there; otherwise tests that need one are skipped."""

docker = pytest.mark.docker

_in_containers = pytest.param("docker", marks=docker)

everywhere = pytest.mark.parametrize("agents", ["embedded", _in_containers], indirect=True)
"""For tests of what must be the same wherever agents run."""

scripts_everywhere = pytest.mark.parametrize(
    "agents", [pytest.param("embedded", marks=needs_sandbox), _in_containers], indirect=True
)
"""The same, where real scripts run on a Linux VM."""


@cache
def _why_no_engine() -> str:
    try:
        Engine.connect().close()
    except ContainersError as error:
        return str(error)
    return ""


def require_engine() -> None:
    """Skip the test where no engine answers, and say why; fail where one must."""
    reason = _why_no_engine()
    if reason and os.environ.get(MANDATORY):
        pytest.fail(reason)
    if reason:
        pytest.skip(reason)


class LentSite:
    """A site that several simulations share, one after the other: none of them closes it."""

    def __init__(self, site: Site) -> None:
        self._site = site

    def __getattr__(self, name: str) -> Any:
        return getattr(self._site, name)

    def close(self) -> None:
        """It stays open for the next one."""


@contextmanager
def shared_site() -> Iterator[Any]:
    """A site for all tests of a run."""
    site = Site(ContainerOptions())
    try:
        yield LentSite(site)
    finally:
        site.close()
