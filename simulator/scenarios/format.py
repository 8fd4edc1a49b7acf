"""The format of a scenario: frozen values, and the reader of the YAML with errors that say what to write."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import yaml

from simulator.estate import ROLES, Estate, estate_of, load_estate
from simulator.faults.orders import FaultOrder
from simulator.fixtures import load_yaml
from simulator.reader import EstateError, Reader
from simulator.scenarios import actions, interventions
from simulator.scenarios.actions import Action
from simulator.scenarios.expectations import Expectation, parse_expectation
from simulator.scenarios.interventions import AddRule, read_order

ACTIONS: dict[str, type[Action]] = {
    "start": actions.Start,
    "run": actions.Run,
    "poll": actions.Poll,
    "wait": actions.Wait,
    "result": actions.Result,
    "request": actions.Request,
    "power": actions.Power,
    "tag": actions.Tag,
    "show": actions.Show,
    "signIn": actions.SignIn,
    "advance": interventions.Advance,
    "inject": interventions.Inject,
    "heal": interventions.Heal,
    "rule": interventions.AddRule,
    "stub": interventions.AddStub,
    "change": interventions.Change,
    "look": interventions.Look,
}
"""What a step can do, by the name that files use."""

PLAIN = (
    "status",
    "failure",
    "operation",
    "stdout",
    "stderr",
    "elapsed",
    "agent",
    "power",
    "text",
    "exists",
)
"""What can be observed as one value."""

NESTED: dict[str, tuple[str, ...]] = {"error": ("code", "message"), "body": (), "headers": ()}
"""What is observed member by member, with the members that there are; none listed: any."""

LISTS = ("journal", "journalLacks")
"""Texts that lines of the journal since the step's beginning contain, or that none does."""

_SCENARIO = (
    "title",
    "teaches",
    "restriction",
    "parity",
    "needs",
    "estate",
    "time",
    "seed",
    "faults",
    "rules",
    "steps",
    "explanation",
)
NEEDS = ("", "sandbox")
MODES = ("auto", "manual")


class ScenarioError(ValueError):
    """A scenario that can't be: the text says where and what would be right."""


@dataclass(frozen=True, slots=True)
class Observation:
    """Something that must be so after a step. ``member`` names a part of what has parts."""

    what: str
    member: str
    expectation: Expectation

    @property
    def name(self) -> str:
        """As people read it: ``error code``, ``body value[0].message``."""
        return f"{self.what} {self.member}".strip()


@dataclass(frozen=True, slots=True)
class Step:
    """One step: what is said of it, what is done, as whom, and what must be observed then.

    ``given`` is what the file says of the action ``kind``, for those who are shown the step.
    """

    say: str
    kind: str
    given: Any
    action: Action
    role: str
    observed: tuple[Observation, ...]


@dataclass(frozen=True, slots=True)
class Explanation:
    """Why it happens, what a client sees of it, and what to do about it."""

    why: str = ""
    sees: str = ""
    remedy: str = ""


@dataclass(frozen=True, slots=True)
class Scenario:
    """All of it. ``restriction`` is the slug of what it teaches; ``parity``: rows of docs/parity.md."""

    name: str
    title: str
    teaches: str
    restriction: str
    parity: tuple[str, ...]
    needs: str
    estate: Estate
    time: str
    seed: int
    faults: tuple[FaultOrder, ...]
    rules: tuple[AddRule, ...]
    steps: tuple[Step, ...]
    explanation: Explanation


def parse_scenario(text: str, name: str, place: str = "") -> Scenario:
    """The scenario that a YAML text describes. ``place`` names the text in errors.

    Raises ``ScenarioError`` with one sentence: where, and what would be right.
    """
    place = place or f"scenario {name}"
    try:
        value = load_yaml(text)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = f", line {mark.line + 1}" if mark else ""
        problem = getattr(error, "problem", None) or str(error).partition("\n")[0]
        raise ScenarioError(f"{place}{line}: not valid YAML: {problem}") from error
    try:
        return _scenario(value, name)
    except EstateError as error:
        raise ScenarioError(f"{place}: {error}") from error


def _scenario(value: Any, name: str) -> Scenario:
    reader = Reader(value, "a scenario", _SCENARIO)
    parity = reader.items("parity")
    if not all(isinstance(row, str) for row in parity):
        raise EstateError("'parity' must be a list of texts: behaviours of docs/parity.md")
    steps = tuple(_step(item, f"steps[{number}]") for number, item in enumerate(reader.items("steps")))
    if not steps:
        raise EstateError("'steps' must be a list of at least one step")
    estate = reader.any("estate")
    return Scenario(
        name=name,
        title=reader.text("title"),
        teaches=_prose(reader.text("teaches")),
        restriction=reader.free_text("restriction"),
        parity=tuple(parity),
        needs=reader.choice("needs", NEEDS, ""),
        estate=load_estate() if estate is None else estate_of(estate),
        time=reader.choice("time", MODES, "auto"),
        seed=reader.integer("seed", 0),
        faults=tuple(read_order(item, f"faults[{number}]") for number, item in enumerate(reader.items("faults"))),
        rules=tuple(AddRule.read(item, f"rules[{number}]") for number, item in enumerate(reader.items("rules"))),
        steps=steps,
        explanation=_explanation(reader),
    )


def _explanation(reader: Reader) -> Explanation:
    parts = reader.section("explanation", ("why", "sees", "remedy"))
    return Explanation(*(_prose(parts.free_text(part)) for part in ("why", "sees", "remedy")))


def _prose(text: str) -> str:
    return text.strip()


def _step(item: Any, place: str) -> Step:
    reader = Reader(item, place, ("say", "as", "observed", *ACTIONS))
    kinds = [kind for kind in ACTIONS if kind in item]
    if len(kinds) != 1:
        raise EstateError(f"{place} must do one thing, out of {', '.join(ACTIONS)}")
    (kind,) = kinds
    return Step(
        say=_prose(reader.free_text("say")),
        kind=kind,
        given=item[kind],
        action=ACTIONS[kind].read(item[kind], f"{place}: '{kind}'"),
        role=reader.choice("as", ROLES, "Owner"),
        observed=tuple(_observations(reader.mapping("observed"), f"{place}: 'observed'")),
    )


def _observations(value: Mapping[str, Any], place: str) -> list[Observation]:
    Reader(value, place, (*PLAIN, *NESTED, *LISTS))
    found: list[Observation] = []
    for what, expected in value.items():
        if what in NESTED:
            found += _members(what, expected, place)
        elif what in LISTS:
            found += _lines(what, expected, place)
        else:
            found.append(Observation(what, "", parse_expectation(expected, f"{place}: '{what}'")))
    return found


def _members(what: str, expected: Any, place: str) -> list[Observation]:
    known = NESTED[what]
    if not isinstance(expected, Mapping) or not expected:
        raise EstateError(f"{place}: '{what}' must be a mapping of members to what they must be")
    if known:
        Reader(expected, f"{place}: '{what}'", known)
    return [
        Observation(what, str(member), parse_expectation(item, f"{place}: '{what}': '{member}'"))
        for member, item in expected.items()
    ]


def _lines(what: str, expected: Any, place: str) -> list[Observation]:
    texts = [expected] if isinstance(expected, str) else expected
    if not isinstance(texts, list) or not all(isinstance(text, str) for text in texts):
        raise EstateError(f"{place}: '{what}' must be a text or a list of texts")
    return [Observation(what, "", Expectation((("contains", text),))) for text in texts]
