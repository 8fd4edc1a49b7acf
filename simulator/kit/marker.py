"""The marker ``run_command`` of the pytest plugin: what a test wants its simulator to be."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from simulator.kit.simulator import OPTION_KINDS, Kinds, check_kind, simulation_options
from simulator.simulation import SimulationOptions

MEMBERS = ("estate", "faults", "time", "seed", "start", "allow_unfinished")
"""What the marker takes, by keyword."""

_KINDS: Kinds = {
    **OPTION_KINDS,
    "faults": ((list, tuple), "a list"),
    "allow_unfinished": ((bool,), "True or False"),
}


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a test's markers ask for; ``allow_unfinished`` is None where they say nothing of it."""

    options: SimulationOptions
    faults: tuple[Any, ...] = ()
    allow_unfinished: bool | None = None


def wanted(marks: Iterable[tuple[tuple[Any, ...], Mapping[str, Any]]], folder: Path) -> Wanted:
    """What markers (positional and named arguments of each, the closest first) ask for together.

    The closest that gives a member counts. A relative path of an estate file is looked up in ``folder`` first, then
    where pytest was started. Raises ``ValueError`` with one sentence.
    """
    given: dict[str, Any] = {}
    for positional, named in marks:
        if positional:
            raise ValueError(f"it takes {', '.join(MEMBERS)} by name: faults=[...], not {positional[0]!r} alone")
        given = {**named, **given}
    for name, value in given.items():
        if name not in _KINDS:
            raise ValueError(f"it takes no '{name}'; it takes {', '.join(MEMBERS)}")
        check_kind(name, value, _KINDS)
    faults, allow_unfinished = given.pop("faults", ()), given.pop("allow_unfinished", None)
    estate = given.get("estate")
    if isinstance(estate, str | Path) and "\n" not in str(estate) and (folder / estate).is_file():
        given["estate"] = folder / estate
    return Wanted(simulation_options(**given), tuple(faults), allow_unfinished)
