"""Every scenario that ships shows what it says, and together they teach every restriction."""

import pytest

from fake_agent.linux import sandbox
from simulator.kit.simulator import Simulator
from simulator.scenarios.library import restrictions, scenarios
from simulator.scenarios.player import play
from simulator.scenarios.telling import told_check


@pytest.mark.parametrize("name", list(scenarios()))
def test_what_must_be_observed_is_observed(name: str, stage_simulator: Simulator) -> None:
    scenario = scenarios()[name]
    if scenario.needs == "sandbox" and sandbox.why_not():
        pytest.skip(f"no sandbox here: {sandbox.why_not()}")
    played = play(scenario, stage_simulator)
    assert [step.problem for step in played.steps if step.problem] == []
    assert [told_check(check) for step in played.steps for check in step.checks if not check.passed] == []


@pytest.mark.parametrize("slug", list(restrictions()))
def test_every_restriction_and_failure_mode_has_a_scenario(slug: str) -> None:
    assert slug in {scenario.restriction for scenario in scenarios().values()}


@pytest.mark.parametrize("name", list(scenarios()))
def test_each_says_why_what_a_client_sees_and_what_to_do(name: str) -> None:
    scenario = scenarios()[name]
    assert all((scenario.explanation.why, scenario.explanation.sees, scenario.explanation.remedy))
    assert all(step.say for step in scenario.steps)
    assert any(step.observed for step in scenario.steps)
    assert scenario.parity
