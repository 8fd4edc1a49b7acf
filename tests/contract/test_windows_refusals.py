"""What keeps a script from running on Windows, or its status from being written, and what an exit code means."""

import pytest
from support.arm_client import MakeAzure, SimulatedAzure
from support.windows_vm import change

from fake_agent.windows.script_control import TEST_SIGNATURES
from simulator.estate import parse_estate

SCRIPT = r"C:\Packages\Plugins\Microsoft.CPlat.Core.RunCommandWindows\1.1.18\Downloads\script0.ps1"


def unwrapped(text: str, joint: str = "") -> str:
    """A text without the line breaks of the console."""
    return joint.join(" ".join(line.split()) if joint else "".join(line.split()) for line in text.splitlines())


class TestDisk:
    """A full disk: the script has run, and its status can't be written."""

    def test_a_script_that_fills_the_disk_fails_since_its_status_can_not_be_written(
        self, azure: SimulatedAzure
    ) -> None:
        azure.owner.messages("win-vm", "'the extension is installed'")
        change(azure, volumes={"C": {"free": 100_000}})
        fill = "try { while ($true) { Add-Content C:\\fill.txt ('x' * 998) } } catch { Write-Output \"$_\" }"
        error = azure.owner.run_command("win-vm", fill, "Set-Content C:\\rest.txt ('x' * 500)")["error"]
        assert error["code"] == "VMExtensionHandlerNonTransientError"
        assert "There is not enough space on the disk." in error["message"]
        assert azure.owner.run_command("win-vm", "'anything'")["error"]["code"] == error["code"]
        change(azure, files={"C:\\fill.txt": None})
        assert azure.owner.messages("win-vm", "'again'") == ["again", ""]


class TestPolicy:
    """What keeps PowerShell from running the script: the operation succeeds, and StdErr says why nothing ran."""

    @pytest.mark.parametrize(
        ("values", "sentence"),
        [
            (
                {"EnableScripts": 0},
                f"File {SCRIPT} cannot be loaded because running scripts is disabled on this system.",
            ),
            (
                {"EnableScripts": 1, "ExecutionPolicy": "AllSigned"},
                f"File {SCRIPT} cannot be loaded. The file {SCRIPT} is not digitally signed.",
            ),
        ],
    )
    def test_a_group_policy_comes_before_the_extension_s_own_execution_policy(
        self, azure: SimulatedAzure, values: dict[str, object], sentence: str
    ) -> None:
        change(azure, registry={r"HKLM\SOFTWARE\Policies\Microsoft\Windows\PowerShell": values})
        stdout, stderr = azure.owner.messages("win-vm", "'never runs'")
        assert stdout == ""
        assert unwrapped(stderr).startswith(unwrapped(sentence))
        assert "FullyQualifiedErrorId : UnauthorizedAccess" in stderr

    def test_a_script_can_set_the_policy_that_stops_the_next_one(self, azure: SimulatedAzure) -> None:
        key = r"HKLM:\SOFTWARE\Policies\Microsoft\Windows\PowerShell"
        azure.owner.messages(
            "win-vm", f"New-Item {key} -Force | Out-Null", f"Set-ItemProperty {key} EnableScripts 0 -Type DWord"
        )
        assert "running scripts is disabled" in unwrapped(azure.owner.messages("win-vm", "'never runs'")[1], " ")

    @pytest.mark.parametrize(
        ("path", "runs"), [(r"C:\Packages\*", True), ("%OSDRIVE%\\*", True), (r"%WINDIR%\*", False)]
    )
    def test_applocker_runs_what_a_rule_allows(self, azure: SimulatedAzure, path: str, runs: bool) -> None:
        rule = (
            '<FilePathRule Id="1" Name="scripts" UserOrGroupSid="S-1-1-0" Action="Allow">'
            f'<Conditions><FilePathCondition Path="{path}"/></Conditions></FilePathRule>'
        )
        key = r"HKLM\SOFTWARE\Policies\Microsoft\Windows\SrpV2\Script"
        change(
            azure,
            registry={key: {"EnforcementMode": 1}, rf"{key}\1": {"Value": rule}},
            services={"AppIDSvc": {"status": "Running"}},
        )
        stdout, stderr = azure.owner.messages("win-vm", "'runs'")
        assert stdout == ("runs" if runs else "")
        blocked = "cannot be loaded because its operation is blocked by software restriction policies"
        assert (blocked in unwrapped(stderr, " ")) is not runs

    def test_without_its_service_applocker_enforces_nothing(self, azure: SimulatedAzure) -> None:
        key = r"HKLM\SOFTWARE\Policies\Microsoft\Windows\SrpV2\Script"
        change(azure, registry={key: {"EnforcementMode": 1}, rf"{key}\1": {"Value": ""}})
        assert azure.owner.messages("win-vm", "'runs'") == ["runs", ""]


class TestAntimalware:
    """Microsoft Defender scans each script before it runs."""

    def test_a_script_with_a_known_signature_is_blocked_whole(self, azure: SimulatedAzure) -> None:
        stdout, stderr = azure.owner.messages("win-vm", "'before'", f"'{TEST_SIGNATURES[0]}'")
        assert stdout == ""
        assert "This script contains malicious content and has been blocked by your antivirus" in stderr
        assert "+ FullyQualifiedErrorId : ScriptContainedMaliciousContent" in stderr

    def test_a_machine_can_know_further_signatures(self, azure: SimulatedAzure) -> None:
        change(azure, antimalware={"signatures": ["Invoke-Mimikatz"]})
        assert "ScriptContainedMaliciousContent" in azure.owner.messages("win-vm", "Invoke-Mimikatz")[1]

    @pytest.mark.parametrize(
        "change_of_machine",
        [
            {"services": {"WinDefend": {"status": "Stopped"}}},
            {
                "registry": {
                    r"HKLM\SOFTWARE\Policies\Microsoft\Windows Defender\Real-Time Protection": {
                        "DisableRealtimeMonitoring": 1
                    }
                }
            },
        ],
    )
    def test_where_the_scan_is_off_the_script_runs(
        self, azure: SimulatedAzure, change_of_machine: dict[str, object]
    ) -> None:
        change(azure, **change_of_machine)
        assert azure.owner.messages("win-vm", f"'{TEST_SIGNATURES[0]}'") == [TEST_SIGNATURES[0], ""]


class TestExitCodes:
    """Today a script's exit code changes nothing; in 2018 and 2019 another one than 0 was a failure."""

    @pytest.mark.parametrize("script", ["exit 3", "throw 'no'", "cmd /c exit 7; exit $LASTEXITCODE"])
    def test_today_every_exit_code_is_a_success(self, azure: SimulatedAzure, script: str) -> None:
        assert azure.owner.run_command("win-vm", script)["status"] == "Succeeded"

    @pytest.mark.parametrize(
        ("script", "succeeds"), [("exit 0", True), ("cmd /c exit 7", True), ("exit 3", False), ("throw 'no'", False)]
    )
    def test_as_an_option_another_code_than_0_is_a_failure(
        self, make_azure: MakeAzure, script: str, succeeds: bool
    ) -> None:
        groups = parse_estate(
            "resourceGroups: [{name: my-resource-group, virtualMachines: [{name: win-vm, osType: Windows, agent: "
            "{exitCodes: legacy}}]}]"
        ).groups
        status = make_azure(groups=groups).owner.run_command("win-vm", script)
        assert (status["status"] == "Succeeded") is succeeds
        if not succeeds:
            assert (status["error"]["code"], "Finished executing command" in status["error"]["message"]) == (
                "VMExtensionProvisioningError",
                True,
            )
