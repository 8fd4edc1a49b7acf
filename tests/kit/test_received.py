"""What a VM was sent, and the words for an expectation that fails."""

import re
from collections.abc import Sequence
from typing import Any

import pytest

from simulator import Simulator
from simulator.kit.handles import MachineHandle
from simulator.kit.received import Command


@pytest.fixture
def vm(simulator: Simulator) -> MachineHandle:
    simulator.rule("", stdout="done")
    return simulator.vm("win-vm")


def run(
    simulator: Simulator,
    *script: str,
    vm: str = "win-vm",
    command_id: str = "RunPowerShellScript",
    parameters: Sequence[tuple[str, str]] = (),
    wait: bool = True,
) -> None:
    """Run a command through the SDK."""
    command: dict[str, Any] = {"commandId": command_id, "script": list(script)}
    command["parameters"] = [{"name": name, "value": value} for name, value in parameters]
    with simulator.compute_client() as client:
        poller = client.virtual_machines.begin_run_command("my-resource-group", vm, command, polling=wait or False)
        if wait:
            poller.result()


def test_nothing_was_received_at_the_beginning(vm: MachineHandle) -> None:
    assert list(vm.received) == []


def test_a_command_is_a_value(simulator: Simulator, vm: MachineHandle) -> None:
    run(simulator, "param($who)", "Write-Output $who", parameters=[("who", "me & you")])
    (command,) = vm.received
    assert command.vm == "win-vm"
    assert command.time == 0.0
    assert command.command_id == "RunPowerShellScript"
    assert command.script == "param($who)\nWrite-Output $who"
    assert command.parameters == {"who": "me & you"}
    assert command.client == "owner"
    assert (command.status, command.outcome, command.code, command.runs) == (202, "Succeeded", "", 1)
    assert command.messages == ("done", "")


def test_refused_commands_are_received_too(simulator: Simulator, vm: MachineHandle) -> None:
    vm.rule("first", duration=None)
    run(simulator, "first", wait=False)
    with pytest.raises(Exception, match="Run command extension execution is in progress"):
        run(simulator, "second")
    with pytest.raises(Exception, match="The entity was not found"):
        run(simulator, "third", command_id="RunNothing")
    assert [(command.script, command.status, command.outcome, command.code) for command in vm.received] == [
        ("first", 202, "InProgress", ""),
        ("second", 409, "Refused", "Conflict"),
        ("third", 404, "Refused", "NotFound"),
    ]
    assert vm.received[1].operation == ""


def test_a_failed_command_has_its_code_and_message(simulator: Simulator, vm: MachineHandle) -> None:
    vm.rule("hang", duration=None)
    run(simulator, "hang", wait=False)
    simulator.clock.advance(minutes=91)
    (command,) = vm.received
    assert (command.outcome, command.code, command.runs) == ("Failed", "VMExtensionProvisioningTimeout", 1)
    assert "has timed out" in command.messages[0]


def test_each_vm_has_received_its_own(simulator: Simulator, vm: MachineHandle) -> None:
    run(simulator, "hostname")
    run(simulator, "uname", vm="linux-vm", command_id="RunShellScript")
    assert [command.script for command in vm.received] == ["hostname"]
    assert [(command.vm, command.script) for command in simulator.received] == [
        ("win-vm", "hostname"),
        ("linux-vm", "uname"),
    ]
    simulator.reset()
    assert list(simulator.received) == []


def test_what_is_expected_may_be_left_open(simulator: Simulator, vm: MachineHandle) -> None:
    run(simulator, "Get-Service -Name", "Spooler", parameters=[("a", "1"), ("b", "2")])
    assert len(vm.received.expect()) == 1
    assert vm.received.expect(["Get-Service -Name", "Spooler"]) == vm.received.commands
    assert vm.received.expect(re.compile("Spool"), times=1)
    assert vm.received.expect(parameters={"a": re.compile(r"\d"), "b": "2"}, command_id="runpowershellscript")
    assert vm.received.expect("something else", times=0) == ()
    assert Command("Get-Service -Name\nSpooler", client="owner", outcome="Succeeded") in vm.received
    assert Command("Get-Service") not in vm.received
    assert vm.received[0] in vm.received


def test_a_failed_expectation_shows_what_agreed_and_what_differed(simulator: Simulator, vm: MachineHandle) -> None:
    run(simulator, "$name = 1", "Get-Service $name", parameters=[("a", "1"), ("c", "3")])
    with pytest.raises(AssertionError) as caught:
        vm.received.expect(
            "$name = 1\nGet-Process $name",
            parameters={"a": "one", "b": "2"},
            command_id="RunPowerShellScript",
            outcome="Succeeded",
        )
    headline, *lines = str(caught.value).splitlines()
    assert headline == (
        "win-vm received no run command with command id 'RunPowerShellScript', "
        "script '$name = 1\\nGet-Process $name', parameters {'a': 'one', 'b': '2'}, outcome 'Succeeded'"
    )
    assert lines == [
        "  1. win-vm at 0.0 s, by owner: RunPowerShellScript, Succeeded",
        "       as expected: command id, outcome",
        "       script differs (- expected, + received):",
        "           $name = 1",
        "         - Get-Process $name",
        "         + Get-Service $name",
        "       parameter a: expected 'one', received '1'",
        "       parameter b is missing",
        "       parameter c = '3' was not expected",
    ]


def test_a_failed_count_says_how_many_there_were(simulator: Simulator, vm: MachineHandle) -> None:
    run(simulator, "hostname")
    with pytest.raises(AssertionError) as caught:
        vm.received.expect(re.compile("^host"), times=2)
    assert str(caught.value).splitlines() == [
        "win-vm received 1, not 2, run commands with script matching '^host'",
        "  1. win-vm at 0.0 s, by owner: RunPowerShellScript, Succeeded",
        "       as expected: script",
    ]


def test_an_expectation_of_a_vm_that_received_nothing_says_so(simulator: Simulator, vm: MachineHandle) -> None:
    with pytest.raises(AssertionError, match=r"^win-vm received no run command\n  none at all was received$"):
        vm.received.expect()
    with pytest.raises(AssertionError, match=r"^the VMs received no run command with.*\n  none at all was received$"):
        simulator.received.expect("hostname")


def test_of_many_commands_the_newest_are_shown(simulator: Simulator, vm: MachineHandle) -> None:
    vm.rule("first", duration=None)
    run(simulator, "first", wait=False)
    for number in range(12):
        with pytest.raises(Exception, match="in progress"):
            run(simulator, f"refused {number}", wait=False)
    with pytest.raises(AssertionError) as caught:
        vm.received.expect("last")
    lines = str(caught.value).splitlines()
    assert lines[1] == "  (3 earlier commands are not shown)"
    assert lines[2] == "  4. win-vm at 0.0 s, by owner: RunPowerShellScript, Refused (Conflict)"
    assert [line[:5] for line in lines if line.startswith(("  4.", "  13."))] == ["  4. ", "  13."]
