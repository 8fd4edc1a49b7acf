"""Hypothesis does to the client whatever Run Command can do, in any order: it survives, or the bug is shown."""

from typing import ClassVar

from conftest import connect
from hypothesis import settings
from hypothesis.stateful import run_state_machine_as_test
from run_command_client import RunCommandClient, RunCommandError

from simulator.kit.client_machine import ClientMachine


def machine_for(kind: type[RunCommandClient]) -> type[ClientMachine]:
    """The state machine for one client."""

    class Survival(ClientMachine):
        documented_errors: ClassVar = (RunCommandError,)

        def __init__(self) -> None:
            super().__init__()
            self.client = connect(kind, self.simulator, self.sleep)

        def run(self, vm: str, script: str) -> str:
            return self.client.run(vm, script)

    return Survival


def test_the_client_survives_any_schedule_of_faults(client_class: type[RunCommandClient]) -> None:
    examples = settings(settings.default, max_examples=40, stateful_step_count=6, deadline=None, derandomize=True)
    run_state_machine_as_test(machine_for(client_class), settings=examples)
