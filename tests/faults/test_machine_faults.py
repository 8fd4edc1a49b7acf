"""Faults of the machine itself: registry, profile, disk, and what a script leaves behind."""

from typing import Any

import pytest
from support.http_client import Served
from support.sandboxed import needs_sandbox

from simulator.faults.kinds import OrderError

TIMED_OUT = "VMExtensionProvisioningTimeout"
NON_TRANSIENT = "VMExtensionHandlerNonTransientError"
PROCESSOR = r"HKEY_LOCAL_MACHINE\SOFTWARE\Microsoft\Command Processor"
VMS = pytest.mark.parametrize("vm", ["win-vm", "linux-vm"])


class TestAutorun:
    def test_the_run_fails_at_a_command_that_nobody_asked_for(self, served: Served) -> None:
        served.script()
        order = served.simulator.inject("autorun-registry", vm="win-vm")
        error = served.client.run_command("win-vm", "x")["error"]
        assert error["code"] == NON_TRANSIENT
        text = "'XYZ' is not recognized as an internal or external command,\r\noperable program or batch file."
        assert text in error["message"]
        served.simulator.heal(order.id)
        assert served.client.run_command("win-vm", "x")["status"] == "Succeeded"

    @pytest.mark.parametrize(
        "before",
        [{"binary": "00ff8001"}, {"none": "fe"}, {"expand": "%ComSpec%"}, {"qword": 2**40}, ["a", "b"], 7, "ver>nul"],
    )
    def test_healing_brings_back_what_was_there_to_the_byte(self, served: Served, before: Any) -> None:
        machine = served.simulator.vm("win-vm")
        machine.change({"registry": {PROCESSOR: {"AutoRun": before}}})
        values = list(machine.registry.values(PROCESSOR))
        order = served.simulator.inject("autorun-registry", vm="win-vm")
        assert machine.registry.read(PROCESSOR, "AutoRun") == "XYZ"
        served.simulator.heal(order.id)
        assert list(machine.registry.values(PROCESSOR)) == values

    def test_the_value_is_in_the_registry(self, served: Served) -> None:
        served.simulator.inject("autorun-registry", vm="win-vm", command="nothing.exe")
        key = r"HKEY_LOCAL_MACHINE\SOFTWARE\Microsoft\Command Processor"
        assert served.simulator.vm("win-vm").registry.read(key, "AutoRun") == "nothing.exe"

    @pytest.mark.parametrize(
        "before", ["echo hello", {"expand": "echo %TEMP%"}, None], ids=["a text", "an expandable text", "no value"]
    )
    def test_healing_brings_back_what_was_there(self, served: Served, before: Any) -> None:
        machine = served.simulator.vm("win-vm")
        machine.change({"registry": {PROCESSOR: {"AutoRun": before}}})
        values = machine.registry.values(PROCESSOR)
        first = served.simulator.inject("autorun-registry", vm="win-vm", command="one")
        second = served.simulator.inject("autorun-registry", vm="win-vm", command="two")
        assert machine.registry.read(PROCESSOR, "AutoRun") == "two"
        served.simulator.heal(second.id)
        assert machine.registry.read(PROCESSOR, "AutoRun") == "one"
        served.simulator.heal(first.id)
        assert machine.registry.values(PROCESSOR) == values

    def test_what_somebody_has_repaired_stays_repaired(self, served: Served) -> None:
        machine = served.simulator.vm("win-vm")
        served.simulator.inject("autorun-registry", vm="win-vm")
        machine.change({"registry": {PROCESSOR: {"AutoRun": "rem mine"}}})
        served.simulator.heal()
        assert machine.registry.read(PROCESSOR, "AutoRun") == "rem mine"


class TestPrompt:
    def test_the_run_hangs_to_the_ninetieth_minute_and_others_are_refused(self, by_hand: Served) -> None:
        by_hand.simulator.inject("interactive-prompt", vm="win-vm")
        accepted = by_hand.client.start_command("win-vm", "hostname")
        by_hand.simulator.clock.advance(minutes=89)
        assert by_hand.client.poll(accepted).json["status"] == "InProgress"
        assert by_hand.client.start_command("win-vm", "hostname").status == 409
        by_hand.simulator.clock.advance(minutes=1)
        assert by_hand.client.poll(accepted).json["error"]["code"] == TIMED_OUT

    def test_a_script_whose_outcome_a_rule_gives_hangs_too(self, served: Served) -> None:
        served.script(stdout="done")
        served.simulator.inject("interactive-prompt", vm="win-vm", count=1)
        assert served.client.run_command("win-vm", "x")["error"]["code"] == TIMED_OUT
        assert served.client.messages("win-vm", "x") == ["done", ""]

    def test_healed_the_next_run_succeeds(self, served: Served) -> None:
        served.simulator.inject("interactive-prompt", vm="win-vm", count=1, prompt="Who's there?")
        assert served.client.run_command("win-vm", "hostname")["error"]["code"] == TIMED_OUT
        assert served.client.messages("win-vm", "hostname") == ["win-vm", ""]


@pytest.mark.parametrize("fault", ["autorun-registry", "interactive-prompt"])
class TestWindowsOnly:
    def test_a_linux_vm_can_not_have_it(self, served: Served, fault: str) -> None:
        with pytest.raises(OrderError) as caught:
            served.simulator.inject(fault, vm="linux-vm")
        assert str(caught.value) == f"'{fault}' is a fault of Windows VMs, and linux-vm is a Linux VM"

    def test_of_all_vms_it_strikes_those_that_can(self, served: Served, fault: str) -> None:
        served.script()
        served.simulator.inject(fault)
        assert served.client.run_command("linux-vm", "x")["status"] == "Succeeded"


DISK_FULL = {
    "win-vm": "[ExtensionError] There is not enough space on the disk.'",
    "linux-vm": "[ExtensionError] No space left on device: '",
}
"""What a handler says that can't write: whole sentences on Windows, words and the path on Linux."""


class TestDisk:
    @VMS
    def test_the_run_fails_before_the_script(self, served: Served, vm: str) -> None:
        served.script()
        order = served.simulator.inject("disk-full", vm=vm)
        error = served.client.run_command(vm, "x")["error"]
        assert error["code"] == NON_TRANSIENT
        assert DISK_FULL[vm] in error["message"]
        assert [event for _, event, _ in served.events("extension")] == []
        served.simulator.heal(order.id)
        assert served.client.run_command(vm, "x")["status"] == "Succeeded"

    @VMS
    def test_filled_while_the_script_runs_its_end_is_not_told(self, by_hand: Served, vm: str) -> None:
        by_hand.script(duration=300)
        accepted = by_hand.client.start_command(vm, "x")
        by_hand.simulator.clock.advance(minutes=2)
        by_hand.simulator.inject("disk-full", vm=vm)
        by_hand.simulator.clock.advance(minutes=10)
        error = by_hand.client.poll(accepted).json["error"]
        assert (error["code"], DISK_FULL[vm] in error["message"]) == (NON_TRANSIENT, True)


class TestDiskOfLinux:
    """The machine that runs the simulator lends the sandbox its disk, which nobody may fill."""

    @needs_sandbox
    def test_a_running_script_goes_on_and_its_end_is_not_told(self, by_hand: Served) -> None:
        script = "touch /tmp/begun; until [ -e /tmp/full ]; do sleep 0.02; done; echo room > /tmp/late"
        accepted = by_hand.client.start_command("linux-vm", script)
        files = by_hand.simulator.vm("linux-vm").files
        by_hand.simulator.clock.advance(minutes=1)
        while not files.exists("/tmp/begun"):  # noqa: S108 # the VM's
            by_hand.simulator.clock.advance(1)
        by_hand.simulator.inject("disk-full", vm="linux-vm")
        files.write("/tmp/full", b"")  # noqa: S108 # the VM's
        by_hand.simulator.clock.advance(minutes=10)
        error = by_hand.client.poll(accepted).json["error"]
        assert (error["code"], DISK_FULL["linux-vm"] in error["message"]) == (NON_TRANSIENT, True)
        assert files.read("/tmp/late") == b"room\n"  # noqa: S108 # the VM's


class TestDiskOfWindows:
    """Who writes while the disk fills meets it; the extension itself has its own words."""

    WRITERS = (
        "Set-Content C:\\late.txt after -ErrorAction Stop",
        "'after' | Out-File C:\\late.txt -ErrorAction Stop",
        "Copy-Item -ErrorAction Stop C:\\Windows\\win.ini C:\\late.txt",
        "[IO.File]::WriteAllText('C:\\late.txt', 'after')",
        "cmd /c copy C:\\Windows\\win.ini C:\\late.txt 2>&1",
        "cmd /c 'echo after> C:\\late.txt' 2>&1",
    )

    @pytest.mark.parametrize("writer", WRITERS)
    def test_a_running_script_finds_no_room(self, by_hand: Served, writer: str) -> None:
        script = f"Start-Sleep 300; try {{ $said = {writer} }} catch {{ $said = $_ }}; "
        note = "Set-ItemProperty HKLM:\\SOFTWARE -Name Said -Value ([string]$said)"
        by_hand.client.start_command("win-vm", script + note)
        by_hand.simulator.clock.advance(minutes=2)
        by_hand.simulator.inject("disk-full", vm="win-vm")
        by_hand.simulator.clock.advance(minutes=10)
        machine = by_hand.simulator.vm("win-vm")
        said = str(machine.registry.read("HKEY_LOCAL_MACHINE\\SOFTWARE", "Said"))
        assert "There is not enough space on the disk." in said
        assert (machine.files.read("C:\\late.txt") if machine.files.exists("C:\\late.txt") else b"") == b""

    def test_healed_the_disk_has_the_room_that_it_had(self, served: Served) -> None:
        free = "(Get-PSDrive C).Free"
        before = served.client.messages("win-vm", free)
        for _ in range(2):
            order = served.simulator.inject("disk-full")
            served.simulator.inject("disk-full", vm="win-vm", count=1)
            assert served.client.run_command("win-vm", free)["status"] == "Failed"
            served.simulator.heal(order.id)
            served.simulator.heal()
        after = served.client.messages("win-vm", free)
        assert int(before[0]) - int(after[0]) < 100_000


class TestNeverEnds:
    @VMS
    def test_the_script_ends_and_the_run_does_not(self, served: Served, vm: str) -> None:
        served.script()
        served.simulator.inject("never-ends", vm=vm)
        status = served.client.run_command(vm, "x")
        assert (status["error"]["code"], served.now) == (TIMED_OUT, 5400.0)
        assert [event for _, event, _ in served.events("extension")][-1] == "script's output still held open"

    @VMS
    def test_healed_in_time_it_succeeds_with_its_output(self, by_hand: Served, vm: str) -> None:
        by_hand.script()
        by_hand.simulator.inject("never-ends", vm=vm, end=3600)
        accepted = by_hand.client.start_command(vm, "x")
        by_hand.simulator.clock.advance(minutes=59)
        assert by_hand.client.start_command(vm, "x").status == 409
        by_hand.simulator.clock.advance(minutes=2)
        assert by_hand.client.poll(accepted).json["status"] == "Succeeded"
        assert "hello" in by_hand.client.result(accepted).text
