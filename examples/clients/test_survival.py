"""Hypothesis does to the client whatever Run Command can do, in any order: it survives, or the bug is shown."""

from typing import Any, ClassVar

from conftest import connect
from hypothesis import settings
from hypothesis.stateful import run_state_machine_as_test
from run_command_client import RunCommandClient, RunCommandError

from simulator.kit.client_machine import ClientMachine


def machine_for(kind: type[RunCommandClient]) -> type[ClientMachine]:
    """The state machine for one client."""

    class Survival(ClientMachine):
        documented_errors: ClassVar = (RunCommandError,)
        waits_for_script: ClassVar = RunCommandClient.run_patience
        waits_for_others: ClassVar = RunCommandClient.busy_patience
        time_limit: ClassVar = 2 * 3600.0
        time: ClassVar = "manual"  # time passes while the client sleeps, and only then

        def __init__(self) -> None:
            super().__init__()
            self.client = connect(kind, self.simulator, self.sleep)

        def run(self, vm: str, script: str) -> str:
            return self.client.run(vm, script)

        def run_json(self, vm: str, script: str) -> Any:
            return self.client.run_json(vm, script)

        def run_with_values(self, vm: str, script: str, values: dict[str, str]) -> str:
            return self.client.run(vm, script, values)

    return Survival


def test_the_client_survives_any_schedule_of_faults(client_class: type[RunCommandClient]) -> None:
    examples = settings(settings.default, max_examples=80, stateful_step_count=5, deadline=None, derandomize=True)
    run_state_machine_as_test(machine_for(client_class), settings=examples)
