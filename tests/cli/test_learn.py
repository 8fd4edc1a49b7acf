"""``learn``: the scenarios listed, played, told, and held against what must be."""

import json
import re
from pathlib import Path

import pytest
from click.testing import CliRunner
from support.terminal import typed_on_terminal

from simulator.cli import learn_command

OWN = """
title: A hello
teaches: How to say hello.
seed: 1
rules: [{script: hello, stdout: "hello\\n"}]
steps:
  - say: Somebody says hello.
    run: {vm: win-vm, script: hello}
    observed: {stdout: %s, elapsed: {from: 20}}
explanation: {why: It was said., sees: It is seen.}
"""


@pytest.fixture
def own_scenario(tmp_path: Path) -> Path:
    """A user's own file, in which all is as expected."""
    path = tmp_path / "hello.yaml"
    path.write_text(OWN % "hello", encoding="utf-8")
    return path


def learn(*words: str | Path, columns: int = 80, keys: str = "") -> tuple[int, str]:
    """Exit code and output of ``learn WORDS``."""
    done = CliRunner(env={"COLUMNS": str(columns)}).invoke(
        learn_command.command, [str(word) for word in words], standalone_mode=False, input=keys
    )
    if done.exception is not None and not isinstance(done.exception, SystemExit):
        raise done.exception
    return int(done.return_value or 0), done.output


@pytest.mark.parametrize("columns", [80, 120])
def test_the_list_has_a_line_for_each_and_fits(columns: int) -> None:
    code, output = learn(columns=columns)
    assert code == 0
    assert " 4  one-at-a-time" in output
    assert all(len(line) <= columns for line in output.splitlines())


def test_the_list_is_json_for_programs() -> None:
    listed = json.loads(learn("--output", "json")[1])
    (entry,) = [entry for entry in listed if entry["name"] == "one-at-a-time"]
    assert entry["restriction"]["number"] == 4


@pytest.mark.parametrize("columns", [80, 120])
def test_a_play_is_told_whole_and_fits(own_scenario: Path, columns: int) -> None:
    code, output = learn(own_scenario, columns=columns)
    assert code == 0
    assert all(len(line) <= columns for line in output.splitlines())
    told = [
        "A hello",
        " 1 Somebody says hello.",
        "   POST .../virtualMachines/win-vm/runCommand",
        '     {"commandId": "RunPowerShellScript", "script": ["hello"]}',
        "   200 InProgress, then 200 Succeeded",
        "   ok  stdout: 'hello'",
        "What happened, in simulated seconds",
        "Why",
        "It was said.",
        "What a client sees",
        "All 2 observations are as they must be.",
    ]
    lines = [line.rstrip() for line in output.splitlines()]
    positions = [next(n for n, line in enumerate(lines) if line.startswith(start)) for start in told]
    assert positions == sorted(positions)


def test_what_differs_is_shown_and_is_exit_code_1(own_scenario: Path) -> None:
    own_scenario.write_text(OWN % "goodbye", encoding="utf-8")
    code, output = learn(own_scenario)
    assert code == 1
    assert "   DIFFERS  stdout: 'goodbye'; it was 'hello'\n" in output
    assert "1 of 2 observations differ.\n" in output


def test_a_step_that_can_not_be_done_ends_the_play(own_scenario: Path) -> None:
    own_scenario.write_text("{title: A, teaches: B, steps: [{poll: nobody}, {show: win-vm}]}", encoding="utf-8")
    code, output = learn(own_scenario)
    assert code == 1
    assert "no operation 'nobody' was begun; begun were: none" in output.replace("\n  ", "")
    assert "instanceView" not in output


def test_programs_get_everything_as_json(own_scenario: Path) -> None:
    code, output = learn(own_scenario, "--output", "json")
    (played,) = json.loads(output)
    assert (code, played["passed"]) == (0, True)
    assert [exchange["status"] for exchange in played["steps"][0]["exchanges"]] == [202, 200, 200, 200]
    assert played["steps"][0]["observed"][0] == {
        "what": "stdout",
        "expected": "'hello'",
        "value": "hello",
        "passed": True,
    }
    assert "script started" in str(played["timeline"])


def test_with_pause_each_further_step_waits_for_enter(own_scenario: Path) -> None:
    steps = "steps: [{show: win-vm}, {show: win-vm}, {show: win-vm}]"
    own_scenario.write_text(f"title: A\nteaches: B\n{steps}\n", encoding="utf-8")
    assert learn(own_scenario, "--pause", keys="\n\n")[1].count("[Enter]") == 2


def test_ctrl_c_at_a_pause_leaves_the_prompt_a_line_of_its_own(own_scenario: Path) -> None:
    own_scenario.write_text("title: A\nteaches: B\nsteps: [{show: win-vm}, {show: win-vm}]\n", encoding="utf-8")
    code, text = typed_on_terminal("[Enter]", "\x03", "learn", str(own_scenario), "--pause")
    assert code == 130
    assert re.search(r"\[Enter\](\^C)+\n\Z", text)


def test_piped_lines_have_nothing_behind_their_end(own_scenario: Path) -> None:
    lines = learn(own_scenario)[1].splitlines()
    assert [line for line in lines if line != line.rstrip()] == []


def test_an_unknown_scenario_is_told_in_one_sentence() -> None:
    with pytest.raises(learn_command._BadScenarioError) as caught:
        learn("rain")
    assert caught.value.exit_code == 2
    assert caught.value.message == "there is no scenario 'rain'; 'run-command-simulator learn' lists them"


def test_a_play_tells_the_same_each_time(own_scenario: Path) -> None:
    assert learn(own_scenario) == learn(own_scenario)
