"""Looks into the containers of a simulation from outside, as a user with the engine's command would."""

import time
from collections.abc import Callable, Iterator
from typing import Any

from simulator.containers.engine import Engine
from simulator.containers.reaper import RUN, VM
from support.arm_client import SimulatedAzure


def container_of(azure: SimulatedAzure, site: Any, name: str = "linux-vm") -> str:
    """The container of a VM that was needed already."""
    _ = guest_of(azure, name)
    mine = [found for found in site.engine.find(f"{RUN}={site.run}") if found.labels.get(VM) == name]
    return str(mine[0].id)


def guest_of(azure: SimulatedAzure, name: str = "linux-vm") -> Any:
    """The guest of a VM."""
    return machine_of(azure, name).guest


def machine_of(azure: SimulatedAzure, name: str = "linux-vm") -> Any:
    """The machine of a VM."""
    return azure.simulation.hypervisor.machine(azure.owner.vm(name).lower())


def eventually(condition: Callable[[], Any], seconds: float = 30.0) -> Any:
    """What the condition says, once it says something: engines and processes take their time."""
    for _ in _moments(seconds):
        value = condition()
        if value:
            return value
    raise AssertionError("it never came about")


def _moments(seconds: float) -> Iterator[None]:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        yield
        time.sleep(0.05)  # an engine tells nothing


def ready(azure: SimulatedAzure, name: str = "linux-vm") -> bool:
    """Whether the instance view says that the agent is ready, with what happened meanwhile having its effect."""
    with azure.simulation.lock:
        azure.simulation.catch_up()
    view = azure.owner.get(f"{azure.owner.vm(name)}/instanceView").json
    return bool(view["vmAgent"]["statuses"][0]["displayStatus"] == "Ready")


def left(engine: Engine, run: str) -> int:
    """How many containers and networks of a run the engine has."""
    return len(engine.find(f"{RUN}={run}"))
