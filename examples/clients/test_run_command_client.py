"""What a client of Run Command must survive. Each test finds one bug of real clients."""

from contextlib import suppress

import pytest
from run_command_client import (
    BusyError,
    OutcomeUnknownError,
    OutputCutError,
    RunCommandClient,
    RunFailedError,
    ScriptFailedError,
)

from simulator import Simulator

pytestmark = pytest.mark.run_command(time="manual")  # time passes while the client sleeps, and only then


def test_a_busy_vm_is_waited_for(client: RunCommandClient, run_command_simulator: Simulator) -> None:
    vm = run_command_simulator.vm("win-vm")
    vm.rule("hostname", stdout="WIN-VM")
    vm.occupy(duration=120)
    assert client.run("win-vm", "hostname") == "WIN-VM"


def test_a_busy_vm_is_not_waited_for_for_ever(client: RunCommandClient, run_command_simulator: Simulator) -> None:
    run_command_simulator.vm("win-vm").occupy()
    with pytest.raises(BusyError):
        client.run("win-vm", "hostname")
    assert run_command_simulator.clock.seconds < 15 * 60


def test_a_script_never_runs_twice(client: RunCommandClient, run_command_simulator: Simulator) -> None:
    vm = run_command_simulator.vm("win-vm")
    vm.rule("Add-Money", stdout="added", duration=5)
    run_command_simulator.inject("lost-post-response", count=1)
    with suppress(OutcomeUnknownError):
        client.run("win-vm", "Add-Money")
    run_command_simulator.clock.advance(minutes=90)
    vm.received.expect("Add-Money", outcome="Succeeded", times=1)


def test_a_failing_script_is_a_failure(client: RunCommandClient) -> None:
    with pytest.raises(ScriptFailedError, match="Cannot find any service"):
        client.run("win-vm", "Get-Service NoSuchService")


def test_output_is_read_on_linux(client: RunCommandClient, run_command_simulator: Simulator) -> None:
    run_command_simulator.vm("linux-vm").rule("uname", stdout="Linux")
    assert client.run("linux-vm", "uname") == "Linux"


def test_output_is_read_on_windows(client: RunCommandClient) -> None:
    assert client.run("win-vm", "Write-Output hello") == "hello"


def test_json_that_was_cut_is_not_parsed(client: RunCommandClient) -> None:
    with pytest.raises(OutputCutError):
        client.run_json("win-vm", "1..2000 | ConvertTo-Json -Compress")


def test_a_long_script_is_waited_for(client: RunCommandClient) -> None:
    assert client.run("win-vm", "Start-Sleep 3600; 'done'") == "done"


@pytest.mark.run_command(faults=[("win-vm", "outbound-blocked")])
def test_a_failed_operation_is_an_end(client: RunCommandClient) -> None:
    with pytest.raises(RunFailedError, match="VMAgentStatusCommunicationError"):
        client.run("win-vm", "hostname")


def test_values_arrive_as_they_are(client: RunCommandClient) -> None:
    values = {"name": "Max & Moritz", "price": "100%^2", "path": r"C:\new"}
    printed = client.run("win-vm", "Write-Output $name $price $path", values)
    assert printed.splitlines() == ["Max & Moritz", "100%^2", r"C:\new"]
