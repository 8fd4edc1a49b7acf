"""Whatever happens to an estate, in whatever order: what must hold, holds."""

import json
from typing import Any

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule
from support.arm_client import WholeAnswer
from support.estate_steps import NAMES, TARGETS, Estate, Script

from fake_agent.extension.output import OUTPUT_LIMIT
from fake_arm.operations import Operation
from simulator.faults.kinds import MachineFault
from simulator.faults.registry import FAULTS

TIME_LIMIT = 5400.0
"""Simulated seconds after which every run has ended, well or not."""

MACHINE_FAULTS = sorted(name for name, fault in FAULTS.items() if isinstance(fault, MachineFault))
"""The endpoint's faults answer 5xx by design; they have a property of their own."""

SPENT = 0.000_001
"""Of a second: what sums of floating-point seconds may be off by."""

outputs = st.builds(
    lambda text, times: text * times,
    st.sampled_from(["", "line\r\n", "é", "€", "😀", "\x00", "\ufffd", "plain"]),
    st.integers(0, 3000),
)
durations = st.one_of(st.none(), st.floats(0, 6000), st.sampled_from([0.0, 10.0]))
scripts = st.builds(Script, outputs, outputs, durations)
seconds = st.one_of(st.floats(0.001, 60), st.floats(60, 6000))


class EstateMachine(RuleBasedStateMachine):
    """Does steps at random and checks after each."""

    @initialize(mode=st.sampled_from(["auto", "manual"]), seed=st.integers(0, 5))
    def begin(self, mode: str, seed: int) -> None:
        self.estate = Estate(mode, seed)
        self.steps: list[tuple[Any, ...]] = []
        self.answers: list[WholeAnswer | None] = []
        self.ended: dict[str, Operation] = {}
        self.final_bodies: dict[str, bytes] = {}
        self.running: dict[str, set[str]] = {}
        self.journal_read = 0

    def do(self, *step: Any) -> WholeAnswer | None:
        self.steps.append(step)
        answer = self.estate.do(*step)
        self.answers.append(answer)
        assert answer is None or answer.status < 500, answer
        return answer

    @rule(name=st.sampled_from(NAMES))
    def create(self, name: str) -> None:
        self.do("create", name)

    @rule(name=st.sampled_from(NAMES))
    def delete(self, name: str) -> None:
        self.do("delete", name)

    @rule(target_name=st.sampled_from(TARGETS), action=st.sampled_from(["start", "powerOff", "deallocate", "restart"]))
    def power(self, target_name: str, action: str) -> None:
        self.do("power", target_name, action)

    @rule(target_name=st.sampled_from(TARGETS), script=scripts)
    def run(self, target_name: str, script: Script) -> None:
        self.do("run", target_name, script)

    @rule(target_name=st.sampled_from(TARGETS), first=scripts, second=scripts, duration=seconds)
    def run_twice_with_the_time_limit_between(
        self, target_name: str, first: Script, second: Script, duration: float
    ) -> None:
        self.do("run", target_name, first)
        self.do("advance", TIME_LIMIT)
        self.do("run", target_name, second)
        self.do("advance", duration)

    @rule(target_name=st.sampled_from(TARGETS))
    def remove_the_extension(self, target_name: str) -> None:
        self.do("remove_extension", target_name)

    @rule(target_name=st.sampled_from(TARGETS))
    def look(self, target_name: str) -> None:
        self.do("look", target_name)

    @precondition(lambda self: self.estate.accepted)
    @rule(number=st.integers(0, 50))
    def poll(self, number: int) -> None:
        answer = self.do("poll", number)
        assert answer is not None
        status = answer.json
        if status["status"] != "InProgress":
            assert self.final_bodies.setdefault(status["name"], answer.body) == answer.body

    @precondition(lambda self: self.estate.accepted)
    @rule(number=st.integers(0, 50))
    def fetch_the_result(self, number: int) -> None:
        self.do("result", number)

    @rule(duration=seconds)
    def advance(self, duration: float) -> None:
        self.do("advance", duration)

    @rule(target_name=st.sampled_from(TARGETS), fault=st.sampled_from(MACHINE_FAULTS))
    def inject(self, target_name: str, fault: str) -> None:
        self.do("inject", target_name, fault)

    @rule(target_name=st.sampled_from(TARGETS), fault=st.sampled_from(MACHINE_FAULTS))
    def heal(self, target_name: str, fault: str) -> None:
        self.do("heal", target_name, fault)

    @rule(target_name=st.sampled_from(TARGETS), kind=st.sampled_from(["guest_restarts", "guest_shuts_down"]))
    def the_guest_switches_its_own_power(self, target_name: str, kind: str) -> None:
        self.do(kind, target_name)

    @invariant()
    def never_do_two_scripts_run_at_once_on_a_machine(self) -> None:
        for entry in self.estate.azure.simulation.journal:
            if entry.number <= self.journal_read:
                continue
            self.journal_read = entry.number
            running = self.running.setdefault(entry.vm, set())
            if entry.event == "script started":
                running.add(entry.operation)
            elif entry.event in ("script ended", "script killed", "left-behind script has ended"):
                running.discard(entry.operation)
            assert len(running) <= 1, (entry, running)

    @invariant()
    def every_run_has_ended_by_the_90th_minute(self) -> None:
        now = self.estate.azure.now
        for operation in self.estate.azure.simulation.cloud.operations:
            if operation.kind == "runCommand":
                end = operation.ended if operation.ended is not None else now
                assert end <= operation.started + TIME_LIMIT + SPENT, operation

    @invariant()
    def what_has_ended_never_changes(self) -> None:
        for operation in self.estate.azure.simulation.cloud.operations:
            if operation.ended is not None:
                assert self.ended.setdefault(operation.id, operation) == operation

    @invariant()
    def no_stream_is_longer_than_4096_bytes(self) -> None:
        for operation in self.estate.azure.simulation.cloud.operations:
            for status in operation.output or ():
                for stream in status.message.split("\n[stderr]\n"):
                    text = stream.removeprefix("Enable succeeded: \n[stdout]\n")
                    assert len(text.encode()) <= OUTPUT_LIMIT, operation

    def teardown(self) -> None:
        """The same seed and the same steps give the same bytes."""
        again = Estate(self.estate.mode, self.estate.seed)
        try:
            for step, answer in zip(self.steps, self.answers, strict=True):
                assert again.do(*step) == answer
            journals = [list(estate.azure.simulation.journal) for estate in (self.estate, again)]
            assert journals[0] == journals[1]
        finally:
            again.close()
            self.estate.close()


EstateMachine.TestCase.settings = settings(
    max_examples=30,
    stateful_step_count=30,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
TestEstate = EstateMachine.TestCase


def test_the_machine_checks_what_clients_see() -> None:
    """The bytes that a poll of an ended operation gives are those that the state machine compares."""
    estate = Estate("auto", 1)
    estate.do("run", "linux-vm", Script("é" * 5000, "", 5.0))
    answer = [estate.do("poll", 0) for _ in range(5)][-1]
    estate.close()
    assert answer is not None
    message = json.loads(answer.body)["properties"]["output"]["value"][0]["message"]
    assert len(message.encode()) == len(b"Enable succeeded: \n[stdout]\n\n[stderr]\n") + OUTPUT_LIMIT
