"""Rules: the outcome of a script without running it."""

import re
from typing import Any

import pytest
from support.agent_bench import AgentBench, Behaviour

from fake_agent.extension.windows import PROFILE
from fake_agent.guest import Outcome
from fake_agent.rules import Rule, RuleBook


def test_a_rule_comes_before_the_guest_and_takes_its_duration() -> None:
    bench = AgentBench()
    bench.rules.add(Rule("Write-Host", stdout="scripted\r\n", stderr="err\n", duration=10.0))
    bench.publish("Write-Host hello")
    bench.run_until(60)
    assert bench.scripts_run == []
    assert [part.message for part in bench.handler.status(0).substatuses] == ["scripted", "err"]
    assert (22.0, "script ended") in bench.events("extension")


def test_what_the_machine_runs_before_a_script_comes_before_its_rule() -> None:
    bench = AgentBench()
    bench.guest.files.write(PROFILE, b"'welcome'")
    bench.guest.behaviours["powershell"] = Behaviour(seconds=5.0, outcome=Outcome(b"welcome\r\n"))
    bench.rules.add(Rule("", stdout="scripted\r\n", duration=10.0))
    bench.publish("Write-Host hello")
    bench.run_until(60)
    assert [part.message for part in bench.handler.status(0).substatuses] == ["welcome\nscripted", ""]
    assert (27.0, "script ended") in bench.events("extension")


def test_a_script_that_no_rule_matches_runs_in_the_guest() -> None:
    bench = AgentBench()
    bench.script(Behaviour(outcome=Outcome(b"from the guest")))
    bench.rules.add(Rule("^Get-Service"))
    bench.publish("Write-Host hello")
    bench.run_until(60)
    assert bench.handler.status(0).substatuses[0].message == "from the guest"


def test_a_rule_without_a_duration_never_ends() -> None:
    bench = AgentBench()
    bench.rules.add(Rule("", duration=None))
    bench.publish("Read-Host")
    bench.run_until(100_000)
    assert bench.uploads == [(11.0, 0, "transitioning")]


def test_the_newest_rule_that_matches_wins() -> None:
    book = RuleBook()
    general, particular, other = Rule("", stdout="general"), Rule("backup", stdout="particular"), Rule("restore")
    for rule in (general, particular, other):
        book.add(rule)
    assert book.find("vm", "run the backup") is particular
    assert book.find("vm", "anything") is general
    assert list(book) == [other, particular, general]
    book.clear()
    assert book.find("vm", "anything") is None


def test_a_rule_searches_the_whole_script_with_lines_joined() -> None:
    rule = Rule(r"one\ntwo$")
    assert rule.matches("vm", "zero\none\ntwo")
    assert not rule.matches("vm", "one two")


@pytest.mark.parametrize(("vm", "matches"), [("", True), ("WIN-VM", True), ("linux-vm", False)])
def test_a_rule_may_speak_of_one_vm_by_its_name_in_any_case(vm: str, matches: bool) -> None:
    assert Rule("", vm=vm).matches("win-vm", "script") is matches


@pytest.mark.parametrize(
    ("members", "sentence"),
    [
        ({"duration": -1}, "a rule's duration must be from 0, or None for ever, not -1"),
        ({"duration": float("nan")}, "a rule's duration must be from 0, or None for ever, not nan"),
        ({"duration": "5"}, "a rule's duration must be a number of seconds, or None for ever, not '5'"),
        ({"stdout": b"done"}, "a rule's stdout must be a text, not b'done'"),
        ({"exit_code": "1"}, "a rule's exit code must be a whole number, not '1'"),
        ({"exit_code": True}, "a rule's exit code must be a whole number, not True"),
    ],
)
def test_an_outcome_that_can_not_be_is_told(members: dict[str, Any], sentence: str) -> None:
    with pytest.raises((TypeError, ValueError), match=f"^{re.escape(sentence)}$"):
        Rule("", **members)


def test_a_pattern_that_is_no_regular_expression_is_refused() -> None:
    with pytest.raises(re.error, match="unterminated subpattern"):
        Rule("(")
