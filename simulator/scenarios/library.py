"""The scenarios that the project ships, and the restrictions that they teach."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from simulator.fixtures import load_yaml, names_in, read_text
from simulator.scenarios.format import Scenario, ScenarioError, parse_scenario

FOLDER = "scenarios"


@dataclass(frozen=True, slots=True)
class Restriction:
    """Something that Run Command can't do, or a way in which it fails.

    ``kind`` is ``restriction`` or ``known issue`` of the Run Command article, with its own words in ``says``, or
    ``failure mode``, met by users.
    """

    number: int
    slug: str
    kind: str
    title: str
    says: str = ""


@cache
def restrictions() -> dict[str, Restriction]:
    """All of them by slug, in the article's order."""
    entries: list[dict[str, Any]] = load_yaml(read_text("restrictions.yaml"))
    found = [Restriction(number, **entry) for number, entry in enumerate(entries, start=1)]
    return {restriction.slug: restriction for restriction in found}


@cache
def scenarios() -> dict[str, Scenario]:
    """The shipped scenarios by name, in the order of what they teach. Raises ``ScenarioError``."""
    names = [file.removesuffix(".yaml") for file in names_in(FOLDER) if file.endswith(".yaml")]
    read = [parse_scenario(read_text(f"{FOLDER}/{name}.yaml"), name) for name in names]
    order = list(restrictions())
    return {
        scenario.name: scenario
        for scenario in sorted(read, key=lambda found: (order.index(found.restriction), found.name))
    }


def find(wanted: str) -> list[Scenario]:
    """The scenarios of a name, of a restriction's number or slug, or of a file's path.

    Raises ``ScenarioError`` where there is none, or where the file can't be read as one.
    """
    path = Path(wanted)
    if path.suffix in (".yaml", ".yml"):
        return [_from_file(path)]
    known = scenarios()
    if wanted in known:
        return [known[wanted]]
    named = {
        restriction.slug
        for restriction in restrictions().values()
        if wanted in (str(restriction.number), restriction.slug)
    }
    found = [scenario for scenario in known.values() if scenario.restriction in named]
    if not found:
        raise ScenarioError(f"there is no scenario '{wanted}'; 'run-command-simulator learn' lists them")
    return found


def _from_file(path: Path) -> Scenario:
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is not UTF-8"
        raise ScenarioError(f"scenario file {path}: can't be read: {reason}") from error
    scenario = parse_scenario(text, path.stem, f"scenario file {path}")
    if scenario.restriction and scenario.restriction not in restrictions():
        known = ", ".join(restrictions())
        raise ScenarioError(
            f"scenario file {path}: there is no restriction '{scenario.restriction}'; there are {known}"
        )
    return scenario
