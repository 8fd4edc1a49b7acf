"""The agent, the network and the machine under a script, changed by scripts: what a client on Windows then meets.

Nothing is switched on here: each failure follows from what a script does to the machine.
"""

import pytest
from support.agents import everywhere
from support.arm_client import SimulatedAzure
from support.windows_vm import agent_status, handler_status, windows_guest

pytestmark = everywhere

RUN_TIME_LIMIT = 90 * 60.0
TIMED_OUT = "VMExtensionProvisioningTimeout"
BLOCK = "New-NetFirewallRule -DisplayName block -Direction Outbound -Action Block"
BLOCK_HTTPS = "netsh advfirewall firewall add rule name=block dir=out protocol=tcp remoteport=443 action=block"


class TestAgent:
    """A script that stops the agent is never heard of again."""

    def test_stopping_the_agent_from_a_script_times_out_and_starting_it_helps_the_next_run(
        self, azure: SimulatedAzure
    ) -> None:
        status = azure.owner.run_command(
            "win-vm", "net stop RdAgent /y", "net stop WindowsAzureGuestAgent /y", "'done'"
        )
        assert (status["error"]["code"], azure.now) == (TIMED_OUT, RUN_TIME_LIMIT)
        assert agent_status(azure) == "Not Ready"
        with azure.simulation.lock:
            windows_guest(azure).start_agent()
        assert azure.owner.messages("win-vm", "'heard'") == ["heard", ""]

    @pytest.mark.parametrize(
        "script",
        [
            "Stop-Service WindowsAzureGuestAgent",
            "Stop-Service RdAgent -Force",
            "sc.exe stop WindowsAzureGuestAgent",
            "Get-Process WindowsAzureGuestAgent | Stop-Process -Force",
            "taskkill /f /im WindowsAzureGuestAgent.exe",
            "msiexec /x '{5CF4D04A-F16C-4892-9196-6025EA61F964}' /qn",
        ],
    )
    def test_a_script_that_ends_its_own_agent_times_out(self, azure: SimulatedAzure, script: str) -> None:
        accepted = azure.owner.start_command("win-vm", script, "Start-Sleep 60", "'done'")
        azure.advance(120)
        assert handler_status(azure)["displayStatus"] == "Transitioning"
        status = azure.owner.wait(accepted)
        assert (status["error"]["code"], azure.now) == (TIMED_OUT, RUN_TIME_LIMIT)
        assert agent_status(azure) == "Not Ready"

    @pytest.mark.parametrize(
        "script",
        [
            "Restart-Service WindowsAzureGuestAgent",
            "Restart-Service RdAgent -Force",
            "Stop-Service WindowsAzureGuestAgent; Start-Sleep 30; Start-Service WindowsAzureGuestAgent",
            "cmd /c 'net stop WindowsAzureGuestAgent && net start WindowsAzureGuestAgent'",
        ],
    )
    def test_a_restart_of_the_agent_loses_the_run_and_nothing_else(self, azure: SimulatedAzure, script: str) -> None:
        accepted = azure.owner.start_command("win-vm", script, "cmd /c 'echo done>C:\\marker.txt'", "'never heard'")
        azure.advance(120)
        assert agent_status(azure) == "Ready"
        assert handler_status(azure)["displayStatus"] == "Transitioning"
        assert windows_guest(azure).files.read("C:\\marker.txt") == b"done\r\n"
        refused = azure.owner.start_command("win-vm", "'another'")
        assert (refused.status, refused.code) == (409, "Conflict")
        assert azure.owner.wait(accepted)["error"]["code"] == TIMED_OUT
        assert azure.now == RUN_TIME_LIMIT
        assert azure.owner.messages("win-vm", "'heard'") == ["heard", ""]

    @pytest.mark.parametrize(
        "script", ["taskkill /f /im RunCommandExtension.exe", "Stop-Process -Name RunCommandExtension"]
    )
    def test_a_script_that_ends_the_extension_s_process_is_never_heard_of(
        self, azure: SimulatedAzure, script: str
    ) -> None:
        status = azure.owner.run_command("win-vm", script, "Set-Content C:\\marker.txt done")
        assert (status["error"]["code"], azure.now) == (TIMED_OUT, RUN_TIME_LIMIT)
        assert windows_guest(azure).files.exists("C:\\marker.txt")
        assert azure.owner.messages("win-vm", "'heard'") == ["heard", ""]

    @pytest.mark.parametrize("script", ["Stop-Process -Id $PID", "taskkill /f /im powershell.exe"])
    def test_a_script_that_ends_its_own_process_is_heard_to_there(self, azure: SimulatedAzure, script: str) -> None:
        shown = azure.owner.messages("win-vm", "'before'", script, "'after'")
        assert (shown[0].splitlines()[0], "after" in shown[0], shown[1]) == ("before", False, "")

    def test_a_deleted_agent_reports_until_the_next_boot(self, azure: SimulatedAzure) -> None:
        deleted = azure.owner.messages("win-vm", "sc.exe delete WindowsAzureGuestAgent")
        assert deleted == ["[SC] DeleteService SUCCESS", ""]
        azure.owner.wait(azure.owner.post(f"{azure.owner.vm('win-vm')}/restart"))
        assert agent_status(azure) == "Not Ready"

    def test_a_script_that_outlives_its_agent_ends_when_the_next_one_starts(self, azure: SimulatedAzure) -> None:
        azure.owner.run_command("win-vm", "Restart-Service WindowsAzureGuestAgent", "while ($true) { Start-Sleep 1 }")
        assert azure.owner.messages("win-vm", "'heard'") == ["heard", ""]
        ends = [event for event in azure.events() if event in ("script started", "script killed", "script ended")]
        assert ends == ["script started", "script killed", "script started", "script ended"]

    def test_a_script_that_outlives_its_agent_ends_with_the_machine(self, azure: SimulatedAzure) -> None:
        accepted = azure.owner.start_command(
            "win-vm", "Stop-Service WindowsAzureGuestAgent", "Start-Sleep 600", "cmd /c 'echo done>C:\\marker.txt'"
        )
        azure.advance(60)
        azure.owner.wait(azure.owner.post(f"{azure.owner.vm('win-vm')}/restart"))
        assert azure.owner.wait(accepted)["error"]["code"] == TIMED_OUT
        assert not windows_guest(azure).files.exists("C:\\marker.txt")

    def test_an_update_of_the_agent_loses_the_run_and_the_next_one_is_heard(self, azure: SimulatedAzure) -> None:
        package = "C:\\WindowsAzureVmAgent.2.7.amd64.msi"
        update = (f"Set-Content {package} 'package'", f"msiexec /i {package} /quiet", "Start-Sleep 60")
        status = azure.owner.run_command("win-vm", *update)
        assert (status["error"]["code"], azure.now) == (TIMED_OUT, RUN_TIME_LIMIT)
        assert agent_status(azure) == "Ready"
        assert azure.owner.messages("win-vm", "'heard'") == ["heard", ""]

    def test_disabling_the_agent_s_service_does_no_harm_until_the_next_boot(self, azure: SimulatedAzure) -> None:
        assert azure.owner.messages("win-vm", "Set-Service WindowsAzureGuestAgent -StartupType Disabled", "'done'") == [
            "done",
            "",
        ]
        azure.owner.wait(azure.owner.post(f"{azure.owner.vm('win-vm')}/restart"))
        assert agent_status(azure) == "Not Ready"

    def test_a_restart_of_the_machine_from_a_script_loses_the_run(self, timed_azure: SimulatedAzure) -> None:
        status = timed_azure.owner.run_command("win-vm", "shutdown /r /t 0", "Start-Sleep 600", "'never'")
        assert (status["error"]["code"], timed_azure.now) == (TIMED_OUT, RUN_TIME_LIMIT)
        assert timed_azure.owner.messages("win-vm", "'up again'") == ["up again", ""]

    def test_a_shutdown_from_a_script_leaves_the_vm_stopped(self, azure: SimulatedAzure) -> None:
        azure.owner.run_command("win-vm", "shutdown /s /t 0", "Start-Sleep 60")
        refused = azure.owner.start_command("win-vm", "'anything'")
        assert (refused.status, refused.code) == (409, "OperationNotAllowed")


class TestOutbound:
    """The result leaves the VM on port 443; what closes it makes the script unheard, not unrun."""

    def test_a_firewall_rule_of_the_script_s_own_loses_the_result_and_keeps_the_effect(
        self, azure: SimulatedAzure
    ) -> None:
        status = azure.owner.run_command("win-vm", "cmd /c 'echo done>C:\\marker.txt'", BLOCK_HTTPS)
        assert (status["error"]["code"], azure.now) == (TIMED_OUT, RUN_TIME_LIMIT)
        assert windows_guest(azure).files.read("C:\\marker.txt") == b"done\r\n"

    @pytest.mark.parametrize(
        "script",
        [
            f"{BLOCK} | Out-Null",
            f"{BLOCK} -Protocol UDP -RemotePort 53 | Out-Null",
            f"{BLOCK} -Program (gcim Win32_Service -Filter \"Name='WindowsAzureGuestAgent'\").PathName | Out-Null",
            "Set-NetFirewallProfile -All -DefaultOutboundAction Block",
            "netsh advfirewall set allprofiles firewallpolicy blockinbound,blockoutbound",
            "Disable-NetAdapter -Name Ethernet -Confirm:$false",
            "netsh interface set interface Ethernet admin=disabled",
            "route delete 0.0.0.0",
            "ipconfig /release",
            "netsh interface ip set address Ethernet static 192.168.1.2 255.255.255.0",
            "Set-DnsClientServerAddress -InterfaceAlias Ethernet -ServerAddresses 127.0.0.1",
            "netsh interface ip set dns Ethernet static 192.0.2.53",
        ],
    )
    def test_whatever_closes_the_way_out_loses_the_result(self, azure: SimulatedAzure, script: str) -> None:
        status = azure.owner.run_command("win-vm", script, "cmd /c 'echo done>C:\\marker.txt'")
        assert (status["error"]["code"], azure.now) == (TIMED_OUT, RUN_TIME_LIMIT)
        assert windows_guest(azure).files.read("C:\\marker.txt") == b"done\r\n"

    @pytest.mark.parametrize(
        "script",
        [
            "ipconfig /release | Out-Null; ipconfig /renew",
            "netsh winhttp set proxy 10.1.1.1:8080",
            "route add 10.1.0.0 mask 255.255.0.0 10.0.0.1",
            "route add 0.0.0.0 mask 128.0.0.0 10.9.9.9",
            f"{BLOCK} -Program C:\\x.exe",
            "Set-DnsClientServerAddress -InterfaceAlias Ethernet -ServerAddresses 10.0.0.10",
            "netsh int ip reset",
            "Stop-Service Dhcp -Force",
        ],
    )
    def test_what_leaves_a_way_out_is_heard_of(self, azure: SimulatedAzure, script: str) -> None:
        assert azure.owner.messages("win-vm", f"{script} | Out-Null", "'done'")[0] == "done"

    def test_an_address_that_was_given_back_comes_again_with_the_next_boot(self, azure: SimulatedAzure) -> None:
        azure.owner.run_command("win-vm", "ipconfig /release")
        azure.owner.wait(azure.owner.post(f"{azure.owner.vm('win-vm')}/restart"))
        shown = azure.owner.messages(
            "win-vm", "(Get-NetIPAddress -InterfaceAlias Ethernet -AddressFamily IPv4).IPAddress"
        )
        assert shown == ["10.0.0.4", ""]


class TestBackground:
    """What a script starts and does not wait for."""

    @pytest.mark.parametrize("script", ["cmd /c start ping -n 601 127.0.0.1", "Start-Process ping '-n 601 127.0.0.1'"])
    def test_what_has_its_own_window_does_not_hold_the_run(self, azure: SimulatedAzure, script: str) -> None:
        assert azure.owner.messages("win-vm", script, "'done'") == ["done", ""]
        assert azure.now == 0.0

    @pytest.mark.parametrize(
        "script",
        ["cmd /c start /b ping -n 601 127.0.0.1", "Start-Process ping '-n 601 127.0.0.1' -NoNewWindow"],
    )
    def test_what_shares_the_output_holds_the_run_until_it_ends(self, azure: SimulatedAzure, script: str) -> None:
        stdout, _ = azure.owner.messages("win-vm", script, "'done'")
        assert (stdout.splitlines()[-1], azure.now) == ("    Minimum = 0ms, Maximum = 0ms, Average = 0ms", 600.0)

    def test_what_shares_the_output_for_ever_lets_the_run_time_out(self, azure: SimulatedAzure) -> None:
        status = azure.owner.run_command("win-vm", "cmd /c start /b waitfor never", "'done'")
        assert (status["error"]["code"], azure.now) == (TIMED_OUT, RUN_TIME_LIMIT)


class TestWindows:
    """A program with a window shows it where nobody looks."""

    @pytest.mark.parametrize("script", ["notepad", "Start-Process notepad", "cmd /c notepad", "cmd /c start notepad"])
    def test_it_stays_beside_the_script(self, azure: SimulatedAzure, script: str) -> None:
        assert azure.owner.messages("win-vm", script, "'done'") == ["done", ""]
        assert azure.now == 0.0

    @pytest.mark.parametrize("script", ["Start-Process notepad -Wait", "cmd /c start /wait mspaint"])
    def test_waiting_for_it_hangs_until_the_90th_minute(self, azure: SimulatedAzure, script: str) -> None:
        status = azure.owner.run_command("win-vm", script, "'done'")
        assert (status["error"]["code"], azure.now) == (TIMED_OUT, RUN_TIME_LIMIT)
        assert "program waits for somebody to close its window" in azure.events()


class TestDisk:
    """A script that fills the disk has run, and nothing can be said of it any more."""

    def test_a_disk_that_a_script_fills_fails_the_run_and_every_other_one(self, azure: SimulatedAzure) -> None:
        fill = "fsutil file createnew C:\\big.bin $((Get-PSDrive C).Free)"
        error = azure.owner.run_command("win-vm", fill, "cmd /c echo done")["error"]
        assert error["code"] == "VMExtensionHandlerNonTransientError"
        assert "There is not enough space on the disk." in error["message"]
        assert azure.owner.run_command("win-vm", "'next'")["status"] == "Failed"
        with azure.simulation.lock:
            windows_guest(azure).files.remove("C:\\big.bin")
        assert azure.owner.messages("win-vm", "'free again'") == ["free again", ""]

    def test_a_file_that_does_not_fit_is_not_made(self, azure: SimulatedAzure) -> None:
        shown = azure.owner.messages("win-vm", "fsutil file createnew C:\\big.bin 200000000000; Test-Path C:\\big.bin")
        assert shown == ["Error 112: There is not enough space on the disk.\nFalse", ""]


class TestClock:
    @pytest.mark.parametrize(
        "script", ["Set-Date '2030-01-15 08:00'", "Set-Date -Adjust 1461.0:0:0", "cmd /c date 01-15-2030"]
    )
    def test_a_clock_that_is_set_holds_for_the_next_script(self, azure: SimulatedAzure, script: str) -> None:
        azure.owner.messages("win-vm", script)
        assert azure.owner.messages("win-vm", "(Get-Date).ToString('yyyy-MM-dd')") == ["2030-01-15", ""]
        azure.owner.wait(azure.owner.post(f"{azure.owner.vm('win-vm')}/restart"))
        assert azure.owner.messages("win-vm", "(Get-Date).ToString('yyyy-MM-dd')") == ["2026-01-15", ""]


class TestTimeZoneAndName:
    """What a script changes of the machine itself."""

    @pytest.mark.parametrize(
        "script", ["Set-TimeZone -Id 'W. Europe Standard Time'", "tzutil /s 'W. Europe Standard Time'"]
    )
    def test_another_time_zone_holds_for_the_next_script(self, azure: SimulatedAzure, script: str) -> None:
        azure.owner.messages("win-vm", script)
        shown = azure.owner.messages("win-vm", "Get-Date -Format 'HH:mm'; (Get-TimeZone).Id; tzutil /g")
        assert shown == ["09:00\nW. Europe Standard Time\nW. Europe Standard Time", ""]

    @pytest.mark.parametrize(
        "script",
        [
            "Rename-Computer -NewName db-1 -Force",
            "(Get-WmiObject Win32_ComputerSystem).Rename('db-1') | Out-Null",
        ],
    )
    def test_another_name_holds_from_the_next_boot_on(self, azure: SimulatedAzure, script: str) -> None:
        azure.owner.messages("win-vm", script)
        assert azure.owner.messages("win-vm", "hostname; $env:COMPUTERNAME") == ["win-vm\nWIN-VM", ""]
        azure.owner.wait(azure.owner.post(f"{azure.owner.vm('win-vm')}/restart"))
        assert azure.owner.messages("win-vm", "hostname; $env:COMPUTERNAME") == ["db-1\nDB-1", ""]


class TestIdentityAndFolder:
    """Scripts run as System, in the extension's Downloads folder, one process a run."""

    def test_a_script_is_system(self, azure: SimulatedAzure) -> None:
        assert azure.owner.messages("win-vm", "whoami") == [r"nt authority\system", ""]

    def test_a_script_starts_in_the_downloads_folder(self, azure: SimulatedAzure) -> None:
        folder = r"C:\Packages\Plugins\Microsoft.CPlat.Core.RunCommandWindows\1.1.18\Downloads"
        assert azure.owner.messages("win-vm", "cmd /c cd") == [folder, ""]

    def test_a_variable_does_not_survive_a_run(self, azure: SimulatedAzure) -> None:
        azure.owner.messages("win-vm", "$kept = 1")
        assert azure.owner.messages("win-vm", '"kept: $kept"') == ["kept: ", ""]


class TestExtension:
    """The extension is installed on first use; removing it costs the next run the longer time."""

    def test_the_run_after_a_removal_installs_anew(self, timed_azure: SimulatedAzure) -> None:
        def duration(**members: str) -> float:
            began = timed_azure.now
            timed_azure.owner.run_command("win-vm", **members)
            return timed_azure.now - began

        first, warm = duration(), duration()
        duration(commandId="RemoveRunCommandWindowsExtension")
        again = duration()
        assert warm < min(first, again)
        assert timed_azure.events("extension").count("extension installed") == 2

    def test_a_removed_extension_is_gone_from_the_instance_view_and_its_files_from_the_machine(
        self, azure: SimulatedAzure
    ) -> None:
        azure.owner.messages("win-vm", "'first'")
        azure.owner.run_command("win-vm", commandId="RemoveRunCommandWindowsExtension")
        assert not windows_guest(azure).files.exists(
            r"C:\Packages\Plugins\Microsoft.CPlat.Core.RunCommandWindows\1.1.18"
        )

    def test_the_agent_s_log_names_each_enable(self, azure: SimulatedAzure) -> None:
        azure.owner.messages("win-vm", "'first'")
        script = (
            r"(Select-String 'Beginning enable of plugin .*RunCommandWindows\.$' C:\WindowsAzure\Logs\WaAppAgent.log)"
        )
        assert azure.owner.messages("win-vm", f"{script}.Count") == ["2", ""]

    def test_the_log_can_be_read_from_a_script(self, azure: SimulatedAzure) -> None:
        log = r"C:\WindowsAzure\Logs\Plugins\Microsoft.CPlat.Core.RunCommandWindows\1.1.18\RunCommandExtension.log"
        azure.owner.messages("win-vm", "'first'")
        assert "Command exited with code: 0" in azure.owner.messages("win-vm", f"cmd /c type {log}")[0]
