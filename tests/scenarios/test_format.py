"""Mistakes in a scenario's file are told in one sentence, with the place and what would be right."""

from pathlib import Path

import pytest

from simulator.scenarios.expectations import parse_expectation
from simulator.scenarios.format import ScenarioError, parse_scenario
from simulator.scenarios.library import find, restrictions, scenarios

STEP = "- {poll: win-vm}"


def scenario(steps: str = STEP, **members: str) -> str:
    """A scenario's text with these steps and other members."""
    others = "".join(f"{name}: {value}\n" for name, value in {"title": "A", "teaches": "B", **members}.items())
    return f"{others}steps:\n{steps}\n"


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("steps: [", "scenario mine, line 2: not valid YAML: did not find expected node content"),
        ("- a", "scenario mine: a scenario must be a mapping with any of title, teaches"),
        ("steps: []", "scenario mine: 'steps' must be a list of at least one step"),
        (scenario(titel="x"), "scenario mine: a scenario has no member 'titel'; it takes title, teaches"),
        (scenario(teaches="''"), "scenario mine: a scenario: 'teaches' must be a text"),
        (scenario(time="real"), "scenario mine: a scenario: 'time' must be one of auto, manual, not 'real'"),
        (scenario(estate="{latency: slow}"), "scenario mine: estate: the estate: 'latency' must be one of azure"),
        (scenario(faults="[{fault: rain}]"), "scenario mine: faults[0]: there is no fault 'rain'; there are "),
        (
            scenario(rules="[{script: '('}]"),
            "scenario mine: rules[0]: 'script' must be a regular expression: missing )",
        ),
        (scenario("- {say: hello}"), "scenario mine: steps[0] must do one thing, out of start, run, poll"),
        (scenario("- {poll: a, wait: a}"), "scenario mine: steps[0] must do one thing, out of start, run, poll"),
        (scenario("- {jump: 1}"), "scenario mine: steps[0] has no member 'jump'; it takes say, as, observed, start"),
        (scenario(f"{STEP}\n- {{run: {{script: x}}}}"), "scenario mine: steps[1]: 'run': 'vm' must be a text"),
        (
            scenario("- {start: {vm: a, script: [1]}}"),
            "scenario mine: steps[0]: 'start': 'script' must be a text, or a list of lines",
        ),
        (scenario("- {poll: 3}"), "scenario mine: steps[0]: 'poll' must name an operation: its VM, or the name"),
        (
            scenario("- {request: {method: SIP, path: /}}"),
            "scenario mine: steps[0]: 'request': 'method' must be one of GET, HEAD, POST, PUT, PATCH, DELETE",
        ),
        (
            scenario("- {request: {method: GET, path: /, headers: {a: 1}}}"),
            "scenario mine: steps[0]: 'request': 'headers' must have texts as values; an empty one",
        ),
        (
            scenario("- {request: {method: GET, path: /, apiVersion: 2024}}"),
            "scenario mine: steps[0]: 'request': 'apiVersion' must be a text such as '2024-07-01', or null for none",
        ),
        (
            scenario("- {power: {vm: a, action: fly}}"),
            "scenario mine: steps[0]: 'power': 'action' must be one of start, powerOff, deallocate, restart, not 'fly'",
        ),
        (
            scenario("- {tag: {vm: a, tags: {b: 1}}}"),
            "scenario mine: steps[0]: 'tag': 'tags' must have texts as values",
        ),
        (scenario("- {show: [a]}"), "scenario mine: steps[0]: 'show' must be the name of a VM"),
        (scenario("- {inject: rain}"), "scenario mine: steps[0]: 'inject': there is no fault 'rain'; there are "),
        (
            scenario("- {heal: 1}"),
            "scenario mine: steps[0]: 'heal' must be the name or id of a fault that was injected",
        ),
        (scenario("- {stub: {vm: a}}"), "scenario mine: steps[0]: 'stub': 'name' must be a text"),
        (scenario("- {stub: {vm: 1, name: a}}"), "scenario mine: steps[0]: 'stub': 'vm' must be a text"),
        (
            scenario("- {change: {vm: a, guest: {weather: rain}}}"),
            "scenario mine: steps[0]: 'change': 'guest' has no member 'weather'",
        ),
        (
            scenario("- {look: {vm: a}}"),
            "scenario mine: steps[0]: 'look' must have one of file, service, registry, log",
        ),
        (
            scenario("- {look: {vm: a, log: mine}}"),
            "scenario mine: steps[0]: 'look': 'log' must be one of extension, agent, not 'mine'",
        ),
        (scenario("- {poll: a, as: King}"), "scenario mine: steps[0]: 'as' must be one of Owner, Contributor"),
        (
            scenario("- {poll: a, observed: {weather: fine}}"),
            "scenario mine: steps[0]: 'observed' has no member 'weather'; it takes status, failure, operation",
        ),
        (
            scenario("- {poll: a, observed: {stdout: {resembles: x}}}"),
            "scenario mine: steps[0]: 'observed': 'stdout' has no member 'resembles'; it takes equals, contains, lacks",
        ),
        (
            scenario("- {poll: a, observed: {stdout: {matches: '('}}}"),
            "scenario mine: steps[0]: 'observed': 'stdout': 'matches' must be a regular expression: missing )",
        ),
        (
            scenario("- {poll: a, observed: {error: Conflict}}"),
            "scenario mine: steps[0]: 'observed': 'error' must be a mapping of members to what they must be",
        ),
        (
            scenario("- {poll: a, observed: {error: {colour: red}}}"),
            "scenario mine: steps[0]: 'observed': 'error' has no member 'colour'; it takes code, message",
        ),
        (
            scenario("- {advance: {minutes: -1}}"),
            "scenario mine: steps[0]: 'advance': 'minutes' must be a number from 0",
        ),
        (
            scenario("- {advance: {hours: .nan}}"),
            "scenario mine: steps[0]: 'advance': 'hours' must be a number from 0",
        ),
        ("title: A\ntitle: B\n", "scenario mine, line 2: not valid YAML: 'title' is there twice"),
        (
            "{title: A, teaches: B, needs: luck, steps: [{poll: a}]}",
            "scenario mine: a scenario: 'needs' must be one of sandbox, not 'luck'",
        ),
        (
            scenario("- {poll: a, observed: {journal: 1}}"),
            "scenario mine: steps[0]: 'observed': 'journal' must be a text or a list of texts",
        ),
    ],
)
def test_a_mistake_is_told_with_its_place(text: str, problem: str) -> None:
    with pytest.raises(ScenarioError) as caught:
        parse_scenario(text, "mine")
    told = str(caught.value)
    assert told.startswith(problem)
    assert "\n" not in told


@pytest.mark.parametrize(
    ("expected", "value", "holds"),
    [
        (409, 409, True),
        ("x", "x\n", False),
        (True, True, True),
        (None, None, True),
        ("x", None, False),
        ({"contains": ["a", "b"]}, "bca", True),
        ({"contains": "d"}, "bca", False),
        ({"lacks": ["a", "d"]}, "bca", False),
        ({"lacks": "d"}, None, False),
        ({"matches": "^b.a$"}, "bca", True),
        ({"begins": "b", "ends": "a"}, "bca", True),
        ({"begins": "b", "ends": "c"}, "bca", False),
        ({"bytes": 3}, "€", True),
        ({"count": 2}, [1, 2], True),
        ({"count": 2}, "ab", False),
        ({"from": 20, "to": 60}, 20.0, True),
        ({"from": 20, "to": 60}, 61, False),
        (0.3, 0.1 + 0.2, True),
    ],
)
def test_an_expectation_holds_or_does_not(expected: object, value: object, holds: bool) -> None:
    assert parse_expectation(expected, "it").holds(value) is holds


def test_scenarios_are_found_by_name_and_by_the_number_and_slug_of_what_they_teach() -> None:
    assert [found.name for found in find("runs-as-root")] == ["runs-as-root"]
    assert [found.name for found in find("3")] == ["runs-as-root", "runs-as-system"]
    assert [found.name for found in find("outbound-connectivity")] == ["outbound-connectivity"]
    assert [found.name for found in find("agent-ended-by-script")] == [
        "agent-stopped-by-script",
        "agent-updated-by-script",
    ]


def test_what_there_is_not_is_told() -> None:
    with pytest.raises(ScenarioError, match=r"^there is no scenario 'rain'; 'run-command-simulator learn' lists them$"):
        find("rain")


def test_a_file_that_is_not_there_is_told() -> None:
    with pytest.raises(ScenarioError, match=r"^scenario file nowhere\.yaml: can't be read: No such file or directory$"):
        find("nowhere.yaml")


def test_a_restriction_that_there_is_not_is_told(tmp_path: Path) -> None:
    path = tmp_path / "mine.yaml"
    path.write_text("{title: A, teaches: B, restriction: rain, steps: [{show: win-vm}]}", encoding="utf-8")
    with pytest.raises(ScenarioError, match=r"mine\.yaml: there is no restriction 'rain'; there are output-limit, "):
        find(str(path))


def test_every_scenario_teaches_a_restriction_of_the_list() -> None:
    assert {scenario.restriction for scenario in scenarios().values()} <= set(restrictions())
