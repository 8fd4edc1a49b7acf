"""A scenario is played as a client would act, and what it can't do is told."""

from typing import Protocol

import pytest

from simulator.kit.simulator import Simulator
from simulator.scenarios.client import Exchange
from simulator.scenarios.format import parse_scenario
from simulator.scenarios.observing import Seen, check, member_of, streams
from simulator.scenarios.player import Play, play
from simulator.scenarios.telling import condensed, told_check
from simulator.timeline import Line


class PlayText(Protocol):
    def __call__(self, steps: str, others: str = "") -> Play: ...


@pytest.fixture
def played(stage_simulator: Simulator) -> PlayText:
    """Plays a scenario that is given as the text of its steps (and of other members)."""

    def play_text(steps: str, others: str = "") -> Play:
        text = f"title: A\nteaches: B\n{others}\nsteps:\n{steps}\n"
        return play(parse_scenario(text, "mine"), stage_simulator)

    return play_text


def problems(done: Play) -> list[str]:
    """What could not be carried out, and what differs."""
    differing = [told_check(found) for step in done.steps for found in step.checks if not found.passed]
    return [step.problem for step in done.steps if step.problem] + differing


class TestClientsSteps:
    def test_paths_have_placeholders(self, played: PlayText) -> None:
        done = played(
            """
            - {start: {vm: win-vm, script: x}}
            - {request: {method: GET, path: '{subscription}'}, observed: {status: 200}}
            - {request: {method: HEAD, path: '{group}'}, observed: {status: 204}}
            - {request: {method: GET, path: '{location}/runCommands/IPConfig'}, observed: {status: 200}}
            - {request: {method: GET, path: '{vm:win-vm}'}, observed: {status: 200, body: {name: win-vm}}}
            - {request: {method: GET, path: '{operation:win-vm}'}, observed: {operation: InProgress}}
            """,
            "rules: [{script: x}]",
        )
        assert problems(done) == []

    def test_a_request_may_be_wrong_in_every_way(self, played: PlayText) -> None:
        done = played(
            """
            - {request: {method: GET, path: '{vm:win-vm}', apiVersion: null}, observed: {status: 400}}
            - {request: {method: GET, path: '{vm:win-vm}', headers: {Authorization: ''}}, observed: {status: 401}}
            - {request: {method: POST, path: '{vm:win-vm}/runCommand', body: '{'}, observed: {status: 400}}
            - {request: {method: POST, path: '{vm:win-vm}/runCommand', body: {commandId: X}}, observed: {status: 404}}
            """
        )
        assert problems(done) == []

    def test_an_instance_of_a_scale_set_is_written_with_a_slash(self, played: PlayText) -> None:
        done = played(
            "- {run: {vm: my-scale-set/1, script: x}, observed: {operation: Succeeded, stdout: hello}}",
            "rules: [{script: x, stdout: hello}]",
        )
        assert problems(done) == []
        assert "/virtualMachineScaleSets/my-scale-set/virtualMachines/1/" in done.steps[0].seen.exchanges[0].path

    def test_a_run_that_is_refused_ends_with_the_refusal(self, played: PlayText) -> None:
        done = played("- {run: {vm: no-vm, script: x}, observed: {status: 404, error: {code: ResourceNotFound}}}")
        assert problems(done) == []
        assert len(done.steps[0].seen.exchanges) == 1

    def test_in_manual_time_a_wait_polls_every_thirty_seconds(self, played: PlayText) -> None:
        done = played(
            "- {run: {vm: win-vm, script: x}, observed: {elapsed: 150}}",
            "time: manual\nrules: [{script: x, duration: 100}]",
        )
        assert problems(done) == []
        polls = [exchange.time for exchange in done.steps[0].seen.exchanges[1:-1]]
        assert polls == [0.0, 30.0, 60.0, 90.0, 120.0, 150.0]

    def test_a_tag_is_changed_by_patch(self, played: PlayText) -> None:
        done = played(
            """
            - {tag: {vm: win-vm, tags: {team: tests}}, observed: {status: 200}}
            - {request: {method: GET, path: '{vm:win-vm}'}, observed: {body: {tags.team: tests}}}
            """
        )
        assert problems(done) == []

    def test_a_power_operation_may_be_left_to_itself(self, played: PlayText) -> None:
        done = played("- {power: {vm: win-vm, action: powerOff, wait: false}, observed: {status: 202}}")
        assert len(done.steps[0].seen.exchanges) == 1


class TestOtherSteps:
    def test_a_stub_is_a_command_of_ones_own(self, played: PlayText) -> None:
        done = played(
            """
            - {stub: {vm: win-vm, name: Get-Weather, stdout: "fine\\n"}}
            - {run: {vm: win-vm, script: Get-Weather}, observed: {stdout: fine}}
            """
        )
        assert problems(done) == []

    def test_a_look_shows_services_and_logs_and_what_is_not_there(self, played: PlayText) -> None:
        done = played(
            """
            - {run: {vm: win-vm, script: x}}
            - {look: {vm: win-vm, service: Spooler}, observed: {text: Running}}
            - {look: {vm: win-vm, service: Weather}, observed: {exists: false, text: null}}
            - {look: {vm: win-vm, log: extension}, observed: {text: {contains: Awaiting completion...}}}
            - {look: {vm: win-vm, registry: 'HKLM\\SOFTWARE\\Nothing', value: X}, observed: {exists: false}}
            - {look: {vm: linux-vm, log: agent}, observed: {exists: false}}
            """,
            "rules: [{script: x}]",
        )
        assert problems(done) == []

    def test_a_rule_can_come_in_the_middle(self, played: PlayText) -> None:
        done = played(
            """
            - {rule: {script: x, stdout: one}}
            - {run: {vm: win-vm, script: x}, observed: {stdout: one}}
            - {rule: {script: x, stdout: two}}
            - {run: {vm: win-vm, script: x}, observed: {stdout: two}}
            """
        )
        assert problems(done) == []

    def test_heal_all_ends_every_fault(self, played: PlayText) -> None:
        done = played(
            """
            - {show: win-vm, observed: {agent: Not Ready}}
            - {heal: all}
            - {show: win-vm, observed: {agent: Ready}}
            """,
            "faults: [{fault: agent-stopped, vm: win-vm}, {fault: outbound-blocked, vm: linux-vm}]",
        )
        assert problems(done) == []


class TestWhatCanNotBeDone:
    @pytest.mark.parametrize(
        ("step", "problem"),
        [
            ("poll: win-vm", "no operation 'win-vm' was begun; begun were: none"),
            ("look: {vm: no-vm, file: x}", "there is no VM 'no-vm'; there are win-vm, linux-vm, my-scale-set_0"),
            ("look: {vm: linux-vm, service: x}", "linux-vm is a Linux machine; only Windows machines are emulated"),
            ("heal: nothing", "nothing"),
            (
                "{request: {method: GET, path: 'a b'}}",
                "this can't be sent as HTTP: URL can't contain control characters.",
            ),
            (
                "{request: {method: GET, path: /, headers: {a: 'b\u20ac'}}}",
                "this can't be sent as HTTP: ",
            ),
            ("{show: win-vm, as: Contributor}", "the estate has no principal with the role Contributor"),
        ],
    )
    def test_it_ends_the_play_and_says_why(self, played: PlayText, step: str, problem: str) -> None:
        done = played(f"- {step if step.startswith('{') else f'{{{step}}}'}\n- {{show: win-vm}}")
        assert not done.passed
        (only,) = done.steps
        assert problem in only.problem

    def test_an_estate_without_a_group_has_no_paths(self, played: PlayText) -> None:
        (only,) = played("- {show: win-vm}", "estate: {resourceGroups: []}").steps
        assert only.problem == "the estate has no resource group: give it one in 'resourceGroups'"

    def test_a_refused_sign_in_says_so(self, played: PlayText, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr("simulator.scenarios.client.urlencode", lambda _form: "grant_type=none")
        (only,) = played("- {show: win-vm}").steps
        assert only.problem.startswith("sign-in was refused: {")


def seen(body: str, elapsed: float = 0.0) -> Seen:
    """A step that brought one answer."""
    return Seen(
        (Exchange("GET", "/", status=200, body=body),), None, elapsed, (Line(1.0, 0.0, "agent", "", "started"),)
    )


class TestObserving:
    @pytest.mark.parametrize(
        ("path", "value"),
        [("a", {"b": [1, 2]}), ("a.b[1]", 2), ("a.b[2]", None), ("a.c", None), ("a[0]", None), ("a.b.c", None)],
    )
    def test_a_member_is_found_by_its_path(self, path: str, value: object) -> None:
        assert member_of({"a": {"b": [1, 2]}}, path) == value

    def test_without_an_answer_there_is_nothing(self) -> None:
        (step,) = parse_scenario(
            "{title: A, teaches: B, steps: [{heal: all, observed: {status: null, stdout: null, error: {code: null}}}]}",
            "mine",
        ).steps
        nothing = Seen((), None, 0.0, ())
        assert [check(observation, nothing).passed for observation in step.observed] == [True, True, True]

    def test_the_streams_of_old_and_new_answers_are_found(self) -> None:
        both = '[{"code": "ComponentStatus/StdOut/succeeded", "message": "a"}, {"code": "X", "message": "b"}]'
        assert streams(seen(f'{{"value": {both}}}').exchanges) == {"stdout": "a"}
        assert streams(seen(f'{{"properties": {{"output": {{"value": {both}}}}}}}').exchanges) == {"stdout": "a"}
        assert streams(seen("no JSON").exchanges) == {}

    def test_the_journal_has_a_line_or_lacks_it(self) -> None:
        (step,) = parse_scenario(
            "{title: A, teaches: B, steps: [{heal: all, observed: {journal: ['agent: started', stopped], "
            "journalLacks: [stopped, started]}}]}",
            "mine",
        ).steps
        assert [check(one, seen("")).passed for one in step.observed] == [True, False, True, False]


def test_what_happens_again_and_again_is_told_once() -> None:
    lines = [Line(float(n), 0.0, "gateway", "", "polled") for n in range(3)] + [Line(3.0, 0.0, "agent", "", "polled")]
    assert [line.text for line in condensed(lines)] == ["polled (3 times)", "polled"]
