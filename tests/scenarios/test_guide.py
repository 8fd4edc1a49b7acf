"""The guide to scenarios is true: its example plays, and it names all that the format has."""

import re
from pathlib import Path

import pytest

from simulator.kit.simulator import Simulator
from simulator.scenarios.expectations import _TESTS
from simulator.scenarios.format import _SCENARIO, ACTIONS, LISTS, NESTED, PLAIN, parse_scenario
from simulator.scenarios.player import play

GUIDE = (Path(__file__).resolve().parents[2] / "docs" / "scenarios.md").read_text(encoding="utf-8")


def test_its_example_plays_as_it_says(stage_simulator: Simulator) -> None:
    (example,) = re.findall(r"```yaml\n(.*?)```", GUIDE, re.DOTALL)
    assert play(parse_scenario(example, "example"), stage_simulator).passed


@pytest.mark.parametrize("name", [*_SCENARIO, *ACTIONS, *PLAIN, *NESTED, *LISTS, *_TESTS])
def test_it_names_each_member(name: str) -> None:
    assert re.search(rf"`{name}[`:]", GUIDE)
