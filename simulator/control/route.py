"""What a route of the control API is, and what several of them need."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field

from fake_arm.model import VirtualMachine
from simulator.control.body import BadControlRequestError, JsonObject
from simulator.simulation import Simulation


@dataclass(frozen=True, slots=True)
class Call:
    """One call: the names in the path, the query, the body (checked)."""

    names: dict[str, str]
    query: dict[str, str]
    body: JsonObject


@dataclass(frozen=True, slots=True)
class ControlRoute:
    """One route. ``members`` are those of the body, with their JSON schemas; ``required`` must be there.

    ``open``: the body may have others, which the handler checks, as it does the values.
    """

    method: str
    path: str
    summary: str
    handle: Callable[[Simulation, Call], JsonObject]
    members: dict[str, JsonObject] = field(default_factory=dict)
    required: tuple[str, ...] = ()
    open: bool = False

    @property
    def names(self) -> tuple[str, ...]:
        """The parts of the path that vary."""
        return tuple(re.findall(r"{(\w+)}", self.path))

    def matches(self, path: str) -> bool:
        """Whether a path below the API's prefix is this route's, with whatever method."""
        return re.fullmatch(re.sub(r"{\w+}", "[^/]+", self.path), path) is not None


def machine_named(simulation: Simulation, name: str) -> VirtualMachine:
    """The VM of this name. Raises ``BadControlRequestError`` (404) with the names that there are."""
    found = [machine for machine in simulation.cloud.machines.values() if machine.name.lower() == name.lower()]
    if not found:
        known = ", ".join(machine.name for machine in simulation.cloud.machines.values())
        raise BadControlRequestError(f"there is no VM '{name}'; there are {known}", 404)
    return found[0]
