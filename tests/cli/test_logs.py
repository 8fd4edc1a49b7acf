"""``logs``: what the extension and the agent have noted on a VM."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner
from support.arm_client import SimulatedAzure

from simulator.cli import logs_command
from simulator.serving.ready_file import READY_FILE_VARIABLE
from simulator.serving.running import RunningSimulator, ServingOptions

EXTENSION_LOG = r"C:\WindowsAzure\Logs\Plugins\Microsoft.CPlat.Core.RunCommandWindows\1.1.18\RunCommandExtension.log"
AGENT_LOG = r"C:\WindowsAzure\Logs\WaAppAgent.log"


@pytest.fixture
def simulator(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[RunningSimulator]:
    """A simulator that the command finds."""
    path = tmp_path / "ready.json"
    monkeypatch.setenv(READY_FILE_VARIABLE, str(path))
    with RunningSimulator(ServingOptions()) as simulator:
        simulator.connection.write_ready_file(path)
        yield simulator


def logs(vm: str) -> tuple[int, str]:
    """Exit code and output (or the sentence that ends it)."""
    done = CliRunner().invoke(logs_command.command, (vm,))
    return done.exit_code, done.output


@pytest.mark.usefixtures("simulator")
def test_before_the_first_run_there_is_nothing_in_either_log() -> None:
    assert logs("win-vm") == (0, f"==> {EXTENSION_LOG} <==\n(nothing yet)\n\n==> {AGENT_LOG} <==\n(nothing yet)\n\n")


def test_the_logs_tell_of_a_run(simulator: RunningSimulator) -> None:
    SimulatedAzure(simulator.simulation).owner.run_command("win-vm", "exit 3")
    code, output = logs("WIN-VM")
    extension, agent = output.removeprefix(f"==> {EXTENSION_LOG} <==\n").split(f"\n==> {AGENT_LOG} <==\n")
    assert code == 0
    assert extension.endswith(" [INFO] Command execution finished. Command exited with code: 3\n")
    assert "Target state of plugin Microsoft.CPlat.Core.RunCommandWindows: enabled [incarnation 1]" in agent


@pytest.mark.usefixtures("simulator")
def test_a_vm_that_is_not_there_is_one_sentence() -> None:
    there_are = "win-vm, linux-vm, my-scale-set_0, my-scale-set_1"
    assert logs("none") == (1, f"Error: there is no VM 'none'; there are {there_are}\n")
