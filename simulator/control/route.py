"""What a route of the control API is, and what several of them need."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from urllib.parse import unquote

from fake_arm.model import VirtualMachine
from simulator import machine_names
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

    ``open``: the body may have others, which the handler checks, as it does the values. ``query``: what may follow the
    path, with its meaning.
    """

    method: str
    path: str
    summary: str
    handle: Callable[[Simulation, Call], JsonObject]
    members: dict[str, JsonObject] = field(default_factory=dict)
    required: tuple[str, ...] = ()
    open: bool = False
    query: dict[str, str] = field(default_factory=dict)

    @property
    def names(self) -> tuple[str, ...]:
        """The parts of the path that vary."""
        return tuple(re.findall(r"{(\w+)}", self.path))

    def matches(self, path: str) -> bool:
        """Whether a path below the API's prefix is this route's, with whatever method."""
        return re.fullmatch(re.sub(r"{\w+}", "[^/]+", self.path), path) is not None


def machine_named(simulation: Simulation, name: str) -> VirtualMachine:
    """The VM of this name or id, as a path has it. Raises ``BadControlRequestError``: 404, or 400 for several."""
    try:
        return machine_names.machine_named(simulation.cloud.machines.values(), unquote(name))
    except KeyError as error:
        raise BadControlRequestError(str(error.args[0]), 404) from error
    except ValueError as error:
        raise BadControlRequestError(str(error)) from error
