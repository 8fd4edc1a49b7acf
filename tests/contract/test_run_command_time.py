"""How long a run command takes and how it ends when nothing comes back: in exact simulated seconds."""

from dataclasses import replace
from typing import Any

import pytest
from support.agents import everywhere
from support.arm_client import MakeAzure, SimulatedAzure

from fake_agent.rules import Rule
from simulator.faults.orders import parse

pytestmark = everywhere

RUN_TIME_LIMIT = 90 * 60
SILENCE_LIMIT = 25 * 60
TIMEOUT_TEXT = (
    "Provisioning of VM extension '{extension}' has timed out. Extension installation may be taking too long, or "
    "extension status could not be obtained."
)
FAILURE_TEXT = "VM has reported a failure when processing extension '{extension}'. Error message: \"{message}\"."
LEGACY_FAILURE = "failed to execute command: command terminated with exit status=3"
SILENCE_TEXT = (
    "VM '{vm}' has not reported status for VM agent or extensions. Verify that the OS is up and healthy, the VM has a "
    "running VM agent, and that it can establish outbound connections to Azure storage. Please refer to {link} for "
    "additional VM agent troubleshooting information."
)


def seconds(azure: SimulatedAzure, vm: str, script: str = "quick") -> float:
    """How many simulated seconds a whole run takes."""
    before = azure.now
    assert azure.owner.run_command(vm, script)["status"] == "Succeeded"
    return azure.now - before


class TestMinimum:
    @pytest.mark.parametrize("vm", ["win-vm", "linux-vm"])
    @pytest.mark.parametrize("seed", range(6))
    def test_even_an_empty_script_takes_at_least_twenty_seconds(
        self, make_azure: MakeAzure, vm: str, seed: int
    ) -> None:
        azure = make_azure(latency="azure", seed=seed)
        azure.simulation.rules.add(Rule("quick"))
        first, warm = seconds(azure, vm), [seconds(azure, vm) for _ in range(3)]
        assert first > 30, "the first run installs the extension"
        assert all(20 <= duration <= 60 for duration in warm), warm

    def test_the_same_seed_takes_the_same_time_to_the_tick(self, make_azure: MakeAzure) -> None:
        durations = []
        for seed in (5, 5, 6):
            azure = make_azure(latency="azure", seed=seed)
            azure.simulation.rules.add(Rule("quick"))
            durations.append(seconds(azure, "linux-vm"))
        assert durations[0] == durations[1] != durations[2]

    def test_an_instant_estate_takes_no_time(self, scripted: SimulatedAzure) -> None:
        assert seconds(scripted, "linux-vm", "x") == 0

    def test_a_scripts_own_time_comes_on_top(self, timed_azure: SimulatedAzure) -> None:
        timed_azure.simulation.rules.add(Rule("quick"))
        timed_azure.simulation.rules.add(Rule("slow", duration=1000))
        seconds(timed_azure, "linux-vm")
        assert 1020 <= seconds(timed_azure, "linux-vm", "slow") <= 1060


class TestNinetyMinutes:
    @pytest.mark.parametrize(("vm", "extension"), [("win-vm", "RunCommandWindows"), ("linux-vm", "RunCommandLinux")])
    def test_a_script_that_never_ends_fails_at_the_ninetieth_minute(
        self, timed_azure: SimulatedAzure, vm: str, extension: str
    ) -> None:
        timed_azure.simulation.rules.add(Rule("", duration=None))
        status = timed_azure.owner.run_command(vm, "Read-Host")
        assert timed_azure.now == RUN_TIME_LIMIT
        assert (status["startTime"], status["endTime"]) == ("2026-01-15T08:00:00+00:00", "2026-01-15T09:30:00+00:00")
        assert status["error"] == {
            "code": "VMExtensionProvisioningTimeout",
            "message": TIMEOUT_TEXT.format(extension=extension),
        }

    def test_until_then_it_is_in_progress(self, manual_azure: SimulatedAzure) -> None:
        manual_azure.simulation.rules.add(Rule("", duration=None))
        accepted = manual_azure.owner.start_command("win-vm", "Read-Host")
        manual_azure.advance(RUN_TIME_LIMIT - 0.0000001)
        assert manual_azure.owner.poll(accepted).json["status"] == "InProgress"
        manual_azure.advance(0.0000001)
        assert manual_azure.owner.poll(accepted).json["status"] == "Failed"

    def test_a_result_that_comes_later_changes_nothing(self, manual_azure: SimulatedAzure) -> None:
        manual_azure.simulation.rules.add(Rule("", stdout="late\n", duration=RUN_TIME_LIMIT + 600))
        owner = manual_azure.owner
        accepted = owner.start_command("linux-vm", "sleep")
        manual_azure.advance(RUN_TIME_LIMIT)
        failed = owner.poll(accepted).body
        manual_azure.advance(RUN_TIME_LIMIT)
        assert owner.poll(accepted).body == failed

    def test_a_script_just_short_enough_succeeds(self, timed_azure: SimulatedAzure) -> None:
        timed_azure.simulation.rules.add(Rule("", duration=RUN_TIME_LIMIT - 120))
        assert timed_azure.owner.run_command("linux-vm", "sleep")["status"] == "Succeeded"

    def test_scale_set_instances_have_the_same_limit(self, timed_azure: SimulatedAzure) -> None:
        timed_azure.simulation.rules.add(Rule("", duration=None))
        owner = timed_azure.owner
        assert owner.run_command(owner.instance(0), "x")["error"]["code"] == "VMExtensionProvisioningTimeout"
        assert timed_azure.now == RUN_TIME_LIMIT


class TestSilence:
    def inject(self, azure: SimulatedAzure, fault: str, vm: str) -> Any:
        """Bring a VM into a fault; returns what heals it."""
        azure.simulation.faults.inject(parse({"fault": fault, "vm": vm}))
        return lambda: azure.simulation.faults.heal(fault)

    @pytest.mark.parametrize("fault", ["agent-stopped", "outbound-blocked"])
    @pytest.mark.parametrize(
        ("vm", "link"),
        [
            ("win-vm", "https://aka.ms/vmextensionwindowstroubleshoot"),
            ("linux-vm", "https://aka.ms/vmextensionlinuxtroubleshoot"),
        ],
    )
    def test_a_vm_that_is_not_heard_of_fails_the_run_after_twenty_five_minutes(
        self, timed_azure: SimulatedAzure, fault: str, vm: str, link: str
    ) -> None:
        timed_azure.simulation.rules.add(Rule(""))
        self.inject(timed_azure, fault, vm)
        status = timed_azure.owner.run_command(vm, "x")
        assert timed_azure.now == SILENCE_LIMIT
        assert status["error"] == {
            "code": "VMAgentStatusCommunicationError",
            "message": SILENCE_TEXT.format(vm=vm, link=link),
        }

    def test_one_that_was_heard_of_before_the_cut_times_out_instead(self, manual_azure: SimulatedAzure) -> None:
        manual_azure.simulation.rules.add(Rule("", duration=300))
        owner = manual_azure.owner
        accepted = owner.start_command("linux-vm", "x")
        manual_azure.advance(120)
        self.inject(manual_azure, "outbound-blocked", "linux-vm")
        manual_azure.advance(RUN_TIME_LIMIT - 120)
        assert owner.poll(accepted).json["error"]["code"] == "VMExtensionProvisioningTimeout"
        assert "script ended" in manual_azure.events("extension"), "it ran all the same"

    @pytest.mark.parametrize("fault", ["agent-stopped", "outbound-blocked"])
    def test_healed_in_time_the_result_arrives(self, manual_azure: SimulatedAzure, fault: str) -> None:
        manual_azure.simulation.rules.add(Rule("", stdout="made it\n"))
        heal = self.inject(manual_azure, fault, "linux-vm")
        accepted = manual_azure.owner.start_command("linux-vm", "x")
        manual_azure.advance(SILENCE_LIMIT - 120)
        heal()
        manual_azure.advance(119)
        assert manual_azure.owner.poll(accepted).json["status"] == "Succeeded"


class TestExitCodes:
    @pytest.mark.parametrize("code", [1, 123, 255])
    def test_an_exit_code_is_nowhere_to_be_seen(self, azure: SimulatedAzure, code: int) -> None:
        azure.simulation.rules.add(Rule("", stdout="out\n", stderr="err\n", exit_code=code))
        assert azure.owner.messages("win-vm", "x") == ["out", "err"]
        assert azure.owner.messages("linux-vm", "x") == ["Enable succeeded: \n[stdout]\nout\n\n[stderr]\nerr\n"]
        assert str(code) not in str(azure.owner.run_command("win-vm", "x")["properties"])

    @pytest.mark.parametrize(
        ("vm", "message"),
        [
            ("win-vm", "Finished executing command"),
            ("linux-vm", f"Enable failed: {LEGACY_FAILURE}\n[stdout]\nout\n\n[stderr]\nerr\n"),
        ],
    )
    def test_in_the_legacy_way_it_fails_the_run(self, make_azure: MakeAzure, vm: str, message: str) -> None:
        (default,) = make_azure().estate.groups
        options = {"agent": {"exitCodes": "legacy"}}
        machines = tuple(replace(machine, options=options) for machine in default.machines)
        azure = make_azure(groups=(replace(default, machines=machines),))
        azure.simulation.rules.add(Rule("", stdout="out\n", stderr="err\n", exit_code=3))
        extension = "RunCommandWindows" if vm == "win-vm" else "RunCommandLinux"
        assert azure.owner.run_command(vm, "exit 3")["error"] == {
            "code": "VMExtensionProvisioningError",
            "message": FAILURE_TEXT.format(extension=extension, message=message),
        }


class TestHandlerFailure:
    def test_a_command_of_the_extension_that_fails_is_told_with_its_output(self, azure: SimulatedAzure) -> None:
        owner = azure.owner
        guest = azure.simulation.hypervisor.machine(owner.vm().lower()).guest
        folder = r"C:\Packages\Plugins\Microsoft.CPlat.Core.RunCommandWindows\1.1.18"
        azure.simulation.rules.add(Rule(""))
        assert owner.run_command("win-vm", "x")["status"] == "Succeeded"
        guest.files.write(rf"{folder}\enable.cmd", b"@echo broken\r\n@exit /b 7\r\n")

        assert owner.run_command("win-vm", "x")["error"] == {
            "code": "VMExtensionHandlerNonTransientError",
            "message": (
                "The handler for VM extension type 'Microsoft.CPlat.Core.RunCommandWindows' has reported terminal "
                "failure for VM extension 'RunCommandWindows' with error message: '[ExtensionOperationError] Non-zero "
                "exit code: 7, enable.cmd\n[stdout]\nbroken\r\n\n\n[stderr]\n'.\r\n    \r\n"
                "'Enable handler failed for the extension. More information on troubleshooting is available at "
                "https://aka.ms/VMExtensionRunCommandWindowsTroubleshoot'"
            ),
        }
