"""Removes what simulators that were killed left on an engine."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from simulator.containers.engine import Engine, Found
from simulator.containers.owner import Owner

RUN, OWNER, VM = (f"run-command-simulator.{name}" for name in ("run", "owner", "vm"))
"""The labels of everything that a run makes on an engine."""

WORKERS = 8
"""Requests to the engine at a time."""


@dataclass(frozen=True, slots=True)
class Reaped:
    """How many were removed; ``stuck``: networks that the engine would not let go; ``elsewhere``: left alone."""

    containers: int = 0
    networks: int = 0
    stuck: int = 0
    elsewhere: int = 0


def reap(engine: Engine, *, elsewhere: bool = False) -> Reaped:
    """Remove what belongs to processes that live no more.

    Those of other machines can't be told dead from here; ``elsewhere`` removes theirs, too.
    """
    found = [(item, Owner.parse(item.labels.get(OWNER, ""))) for item in engine.find(RUN)]
    foreign = [item for item, owner in found if owner is not None and owner.is_elsewhere]
    dead = [item for item, owner in found if owner is None or (not owner.is_elsewhere and not owner.is_alive)]
    reaped = remove(engine, dead + (foreign if elsewhere else []))
    return Reaped(reaped.containers, reaped.networks, reaped.stuck, 0 if elsewhere else len(foreign))


def remove(engine: Engine, found: list[Found]) -> Reaped:
    """Remove containers, then networks."""
    containers = [item.id for item in found if item.kind == "container"]
    networks = [item.id for item in found if item.kind == "network"]
    with ThreadPoolExecutor(WORKERS) as pool:
        tuple(pool.map(engine.remove, containers))
    gone = sum(engine.remove_network(network) for network in networks)
    return Reaped(len(containers), gone, len(networks) - gone)
