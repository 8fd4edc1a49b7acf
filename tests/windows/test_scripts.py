"""PowerShell scripts on the machine: what users observe of Run Command follows from what scripts do."""

import pytest
from windows.windows_workbench import DOWNLOADS, NOW, SmallWorld, Workbench

from fake_agent.guest import CommandLine
from fake_agent.windows.execution import InterpreterTiming
from fake_agent.windows.execution_policies import GROUP_POLICY_KEY
from fake_agent.windows.guest import WindowsGuest
from fake_agent.windows.machine import AGENT_SERVICE
from fake_agent.windows.programs.powershell import decode_script

SAMPLE = """param(
    [string]$arg1,
    [string]$arg2
)
Write-Host This is a sample script with parameters $arg1 and $arg2
"""


def hangs(bench: Workbench, script: str, arguments: str = "") -> bool:
    """Whether the script still runs at the 90th minute."""
    bench.guest.files.write(rf"{DOWNLOADS}\script0.ps1", script.encode())
    running = bench.start(f"powershell -ExecutionPolicy Unrestricted -File script0.ps1 {arguments}")
    bench.world.environment.run(until=bench.now + 90 * 60)
    return running.is_alive


def test_the_documentation_s_own_example(bench: Workbench) -> None:
    assert bench.powershell(SAMPLE, "-arg1 somefoo -arg2 somebar").stdout == (
        b"This is a sample script with parameters somefoo and somebar\r\n"
    )


@pytest.mark.parametrize(
    ("arguments", "printed"),
    [
        ("-arg1 a^&b -arg2 c", "a&b and c"),
        ("-arg1 a^b -arg2 c", "ab and c"),
        ('-arg1 "a^b" -arg2 "c&d"', "a^b and c&d"),
        ("-arg1 %TEMP% -arg2 c", r"C:\Windows\TEMP and c"),
        ('-arg1 "Max Mustermann" -arg2 c', "Max Mustermann and c"),
        ("-arg1 Max Mustermann -arg2 c", "Max and c"),
        ('-arg1 {"a":1} -arg2 c', "{a:1} and c"),
    ],
)
def test_parameters_arrive_as_cmd_leaves_them(bench: Workbench, arguments: str, printed: str) -> None:
    shown = bench.powershell(SAMPLE, arguments).stdout.decode()
    assert shown == f"This is a sample script with parameters {printed}\r\n"


def test_an_ampersand_in_a_value_breaks_the_command_line(bench: Workbench) -> None:
    outcome = bench.powershell(SAMPLE, "-arg1 a&b -arg2 c")
    assert outcome.stdout == b"This is a sample script with parameters a and \r\n"
    assert outcome.stderr.startswith(b"'b' is not recognized as an internal or external command,\r\n")


@pytest.mark.parametrize(
    ("argument", "printed"),
    [
        ("$x.ToString('x2')", "05"),
        ("([datetime]'2027-01-15').AddDays(1).Day", "16"),
        ("$h.a.ToUpper().Length", "1"),
        ("@(1, 2).IndexOf(2)", "1"),
        ('"abc".Substring(1)', "bc"),
    ],
)
def test_a_method_may_be_called_in_an_argument(bench: Workbench, argument: str, printed: str) -> None:
    assert bench.shown(f"$x = 5; $h = @{{a = 'q'}}; Write-Output {argument}") == f"{printed}\n"


@pytest.mark.parametrize("name", ["mkdir", "md"])
def test_mkdir_makes_a_folder(bench: Workbench, name: str) -> None:
    assert bench.shown(f"({name} C:\\new\\folder).FullName; Test-Path C:\\new\\folder") == "C:\\new\\folder\nTrue\n"


def test_whoami_and_the_working_folder(bench: Workbench) -> None:
    assert bench.shown("whoami; (Get-Location).Path") == f"nt authority\\system\n{DOWNLOADS}\n"


def test_sleeping_for_hours_costs_nothing(bench: Workbench) -> None:
    assert bench.shown("Start-Sleep 6000; Get-Date -Format HH:mm:ss") == "09:40:00\n"
    assert bench.now == 6000.0


@pytest.mark.parametrize(
    "script",
    [
        "Read-Host 'Name'",
        "$name = Read-Host",
        "Get-Credential",
        "pause",
        "cmd /c pause",
        "choice",
        "param([Parameter(Mandatory=$true)][string]$Name) $Name",
        "Unregister-ScheduledTask -TaskName ProactiveScan",
        "while ($true) {}",
        "for (;;) { $a += 1 }",
        "do { cmd /c ver | Out-Null } while ($true)",
        "Start-Sleep 6000",
    ],
)
def test_what_waits_for_somebody_or_never_ends_hangs(bench: Workbench, script: str) -> None:
    assert hangs(bench, script)


@pytest.mark.parametrize(
    "script",
    [
        f"Stop-Service {AGENT_SERVICE}",
        "Stop-Service RdAgent -Force",
        f"Get-Process {AGENT_SERVICE} | Stop-Process -Force",
        f"net stop {AGENT_SERVICE} | Out-Null",
        f"(Get-WmiObject Win32_Service -Filter \"Name='{AGENT_SERVICE}'\").StopService() | Out-Null",
    ],
)
def test_a_script_that_stops_the_agent_is_noticed_and_goes_on(bench: Workbench, script: str) -> None:
    changed = bench.guest.changed()
    assert bench.shown(f"{script}; 'still running'") == "still running\n"
    assert changed.triggered
    assert not bench.guest.agent_running


def test_restarting_the_agent_shows_it_stopped_in_between(bench: Workbench) -> None:
    changed = bench.guest.changed()
    bench.shown(f"Restart-Service {AGENT_SERVICE}")
    assert changed.triggered
    assert bench.guest.agent_running


@pytest.mark.parametrize(
    "script",
    [
        "New-NetFirewallRule -DisplayName x -Direction Outbound -Action Block -Protocol TCP -RemotePort 443 | Out-Null",
        "Set-NetFirewallProfile -Profile Public -DefaultOutboundAction Block",
        "Disable-NetAdapter -Name Ethernet -Confirm:$false",
        "Get-NetAdapter | Disable-NetAdapter -Confirm:$false",
        "Remove-NetRoute -DestinationPrefix 0.0.0.0/0 -Confirm:$false",
    ],
)
def test_a_script_that_shuts_the_way_out_ends_well(bench: Workbench, script: str) -> None:
    assert bench.shown(f"{script}; 'done'") == "done\n"
    assert not bench.guest.outbound_open


def test_an_autorun_that_a_script_sets_breaks_the_next_command(bench: Workbench) -> None:
    bench.shown(
        "Set-ItemProperty -Path 'HKLM:\\SOFTWARE\\Microsoft\\Command Processor' -Name AutoRun -Value 'XYZ'; 'set'"
    )
    assert bench.run("enable.cmd").stderr.startswith(b"'XYZ' is not recognized")


@pytest.mark.parametrize(
    ("script", "kind"), [("Restart-Computer -Force", "restart"), ("Stop-Computer -Force", "shutdown")]
)
def test_a_script_asks_for_a_reboot_or_shutdown(bench: Workbench, script: str, kind: str) -> None:
    asked: list[str] = []
    bench.guest.on_restart_requested(lambda _: asked.append("restart"))
    bench.guest.on_shutdown_requested(lambda _: asked.append("shutdown"))
    bench.shown(f"{script}; Start-Sleep 1")
    assert asked == [kind]


def test_group_policy_forbids_scripts(bench: Workbench) -> None:
    bench.guest.machine.registry.write(GROUP_POLICY_KEY, "EnableScripts", 0)
    outcome = bench.powershell("'hi'")
    assert outcome.stdout == b""
    stderr = outcome.stderr.replace(b"\r\n", b"")
    assert b"cannot be loaded because running scripts is disabled on this system" in stderr
    assert outcome.exit_code == 1


def test_a_script_file_that_is_not_there(bench: Workbench) -> None:
    outcome = bench.run("powershell -File nothing.ps1")
    assert outcome.stderr.startswith(b"The argument 'nothing.ps1' to the -File parameter does not exist.")
    assert outcome.exit_code == 0xFFFD0000


def test_a_script_without_a_byte_order_mark_is_read_as_windows_1252() -> None:
    assert decode_script("é".encode()) == "Ã©"
    assert decode_script("é".encode("utf-8-sig")) == "é"
    assert decode_script(b"\xff\xfe" + "é".encode("utf-16-le")) == "é"
    assert decode_script(b"\x81\x80") == "\x81€"


def test_powershell_takes_its_time_to_start_and_to_end() -> None:
    world = SmallWorld()
    guest = WindowsGuest(world, "win-vm", timing=InterpreterTiming((1.0, 2.0), (0.1, 0.1)))
    command = CommandLine('powershell -Command "1"', "C:\\")
    world.environment.run(world.environment.process(guest.execute(command)))
    assert 1.1 <= world.environment.now <= 2.1


def test_a_command_that_windows_has_and_the_simulator_lacks_ends_the_script_loudly(bench: Workbench) -> None:
    outcome = bench.powershell("'before'\ntry { auditpol /s plan.txt } catch { 'caught' }\n'after'")
    assert outcome.stdout == b"before\r\n"
    assert b"NotSimulated" in outcome.stderr
    assert outcome.exit_code == 1


def test_the_script_s_process_is_on_the_machine_while_it_runs(bench: Workbench) -> None:
    assert bench.shown("(Get-Process -Id $PID).ProcessName") == "powershell\n"
    assert not bench.guest.machine.processes.named("powershell")


def test_files_registry_and_services_stay_changed_after_the_script(bench: Workbench) -> None:
    bench.shown(
        "New-Item -ItemType Directory C:\\Contoso | Out-Null; Set-Content C:\\Contoso\\a.txt hello\n"
        "New-Item -Path HKLM:\\SOFTWARE\\Contoso -Force | Out-Null\n"
        "Set-ItemProperty -Path HKLM:\\SOFTWARE\\Contoso -Name Level -Value 3 -Type DWord\n"
        "Set-Service wuauserv -StartupType Disabled"
    )
    assert bench.shown("Get-Content C:\\Contoso\\a.txt") == "hello\n"
    assert bench.shown("(Get-ItemProperty HKLM:\\SOFTWARE\\Contoso).Level") == "3\n"
    assert bench.shown("(Get-Service wuauserv).StartType") == "Disabled\n"


def test_a_full_disk_refuses_a_file(bench: Workbench) -> None:
    bench.guest.machine.files.volumes["D"] = bench.guest.machine.files.volumes["D"].__class__("Full", 10, 0)
    outcome = bench.powershell("Set-Content D:\\big.txt ('x' * 1000)")
    assert b"not enough space on the disk" in outcome.stderr


def test_the_registry_s_remote_desktop_port_is_what_listens(bench: Workbench) -> None:
    script = (
        "$key = 'HKLM:\\SYSTEM\\CurrentControlSet\\Control\\Terminal Server\\WinStations\\RDP-Tcp'\n"
        "Set-ItemProperty -Path $key -Name PortNumber -Value 3390\n"
        "Restart-Service TermService -Force\n"
        "netstat -an | Select-String ':3390 ' | Measure-Object | ForEach-Object Count"
    )
    assert bench.shown(script) == "2\n"


def test_a_user_that_a_script_makes(bench: Workbench) -> None:
    script = (
        "$password = ConvertTo-SecureString 'Passw0rd!' -AsPlainText -Force\n"
        "New-LocalUser -Name tester -Password $password -FullName 'A Tester' | Out-Null\n"
        "Add-LocalGroupMember -Group Administrators -Member tester\n"
        "(Get-LocalGroupMember Administrators).Name"
    )
    assert bench.shown(script) == "WIN-VM\\azureuser\nWIN-VM\\tester\n"
    assert bench.guest.machine.accounts.user("tester").password == "Passw0rd!"


def test_the_built_in_administrator_is_enabled_through_wmi(bench: Workbench) -> None:
    bench.guest.machine.accounts.change_user("azureuser", enabled=False)
    bench.shown(
        '$admin = Get-WmiObject Win32_UserAccount -Filter "LocalAccount=True" | '
        "Where-Object { $_.SID -like 'S-1-5-21-*-500' }\n"
        "$admin.Disabled = $false\n$admin.Put() | Out-Null"
    )
    assert bench.guest.machine.accounts.user("azureuser").enabled


def test_a_raw_disk_becomes_a_drive(bench: Workbench) -> None:
    from fake_agent.windows.disks import Disk  # noqa: PLC0415  # only this test attaches one

    bench.guest.machine.disks.attach(Disk(2, "Msft Virtual Disk", 32 * 2**30))
    script = (
        "Get-Disk | Where-Object PartitionStyle -eq 'RAW' | Initialize-Disk -PartitionStyle GPT -PassThru | "
        "New-Partition -DriveLetter F -UseMaximumSize | "
        "Format-Volume -FileSystem NTFS -NewFileSystemLabel data -Confirm:$false | Out-Null\n"
        "Set-Content F:\\x.txt 1; (Get-Volume F).FileSystemLabel"
    )
    assert bench.shown(script) == "data\n"


def test_an_event_that_a_script_writes(bench: Workbench) -> None:
    script = (
        "New-EventLog -LogName Application -Source Contoso\n"
        "Write-EventLog -LogName Application -Source Contoso -EventId 7 -EntryType Warning -Message 'low'\n"
        "Get-WinEvent -FilterHashtable @{LogName='Application'; ProviderName='Contoso'} | "
        'ForEach-Object { "$($_.Id) $($_.LevelDisplayName) $($_.Message)" }'
    )
    assert bench.shown(script) == "7 Warning low\n"


def test_a_scheduled_task_outlives_its_script(bench: Workbench) -> None:
    bench.shown(
        "$action = New-ScheduledTaskAction -Execute cmd.exe -Argument '/c timeout /t 600 & echo x>C:\\done.txt'\n"
        "Register-ScheduledTask -TaskName Later -Action $action -User SYSTEM | Out-Null\n"
        "Start-ScheduledTask -TaskName Later"
    )
    assert bench.shown("(Get-ScheduledTask -TaskName Later).State") == "Running\n"
    bench.world.environment.run(until=1000)
    assert bench.shown("(Get-ScheduledTaskInfo -TaskName Later).LastTaskResult; Test-Path C:\\done.txt") == "0\nTrue\n"


def test_a_feature_takes_its_time_and_is_installed(bench: Workbench) -> None:
    before = bench.now
    assert bench.shown("(Install-WindowsFeature Web-Server -IncludeManagementTools).ExitCode") == "Success\n"
    assert bench.now > before
    assert bench.shown("(Get-WindowsFeature Web-Server).Installed") == "True\n"


def test_start_process_waits_for_the_program(bench: Workbench) -> None:
    script = "(Start-Process cmd.exe -ArgumentList '/c','exit 3' -Wait -PassThru).ExitCode"
    assert bench.shown(script) == "3\n"


def test_the_uptime_is_that_of_the_machine(bench: Workbench) -> None:
    assert bench.guest.machine.booted_at == NOW
    script = "Start-Sleep 3600; ((Get-Date) - (Get-CimInstance Win32_OperatingSystem).LastBootUpTime).TotalHours"
    assert bench.shown(script) == "1\n"


def test_the_metadata_service_answers_with_its_header_only(bench: Workbench) -> None:
    uri = "http://169.254.169.254/metadata/instance?api-version=2021-02-01"
    assert bench.shown(f"(Invoke-RestMethod -Headers @{{Metadata='true'}} -Uri '{uri}').compute.name") == "win-vm\n"
    outcome = bench.powershell(f"Invoke-RestMethod -Uri '{uri}'")
    assert b'{"error":"Bad request. Required metadata header not \r\nspecified"}' in outcome.stderr


def test_a_download_without_a_stub_fails_as_without_a_network(bench: Workbench) -> None:
    outcome = bench.powershell("Invoke-WebRequest https://contoso.example/setup.msi -OutFile C:\\setup.msi")
    assert b"The remote name could not be resolved: 'contoso.example'" in outcome.stderr


def test_a_connection_is_tested_against_firewall_and_services(bench: Workbench) -> None:
    test = "(Test-NetConnection management.azure.com -Port 443 -WarningAction SilentlyContinue).TcpTestSucceeded"
    assert bench.shown(test) == "True\n"
    bench.run("netsh advfirewall firewall add rule name=x dir=out action=block protocol=TCP remoteport=443")
    assert bench.shown(test) == "False\n"


def test_remoting_is_enabled_twice_but_its_rule_is_made_once(bench: Workbench) -> None:
    script = (
        "Enable-PSRemoting -Force\n"
        "New-NetFirewallRule -Name 'WinRM HTTPS' -DisplayName 'WinRM HTTPS' -Enabled True -Profile Any -Action Allow "
        "-Direction Inbound -LocalPort 5986 -Protocol TCP | Out-Null\n"
        "(New-SelfSignedCertificate -DnsName $env:COMPUTERNAME -CertStoreLocation Cert:\\LocalMachine\\My).Subject"
    )
    ready = (
        "WinRM is already set up to receive requests on this computer.\n"
        "WinRM is already set up for remote management on this computer.\n"
    )
    assert bench.shown(script) == f"{ready}CN=WIN-VM\n"
    outcome = bench.powershell(script)
    assert b"Cannot create a file when that file already exists." in outcome.stderr
    assert outcome.stdout.decode().replace("\r\n", "\n") == f"{ready}CN=WIN-VM\n"


@pytest.mark.parametrize("script", ["Enable-PSRemoting -Force", "winrm quickconfig -q"])
def test_remoting_starts_a_service_that_was_disabled(bench: Workbench, script: str) -> None:
    bench.shown("Set-Service WinRM -StartupType Disabled; Stop-Service WinRM -Force")
    shown = bench.shown(script).splitlines()
    assert "WinRM service type changed successfully." in shown
    assert "WinRM service started." in shown
    assert bench.shown("(Get-Service WinRM).Status; (Get-Service WinRM).StartType") == "Running\nAutomatic\n"


@pytest.mark.parametrize(
    ("script", "sentence", "identifier", "category"),
    [
        (
            "Start-Service TermService",
            "cannot be started due to the following error: Cannot start service TermService on computer '.'.",
            "CouldNotStartService,Microsoft.PowerShell.Commands.StartServiceCommand",
            "OpenError",
        ),
        (
            "Restart-Service TermService -Force",
            "cannot be started due to the following error: Cannot start service TermService on computer '.'.",
            "CouldNotStartService,Microsoft.PowerShell.Commands.RestartServiceCommand",
            "OpenError",
        ),
        (
            "Stop-Service mpssvc -Force",
            "cannot be stopped due to the following error: Cannot stop mpssvc service on computer '.'.",
            "CouldNotStopService,Microsoft.PowerShell.Commands.StopServiceCommand",
            "CloseError",
        ),
    ],
)
def test_a_service_that_refuses_is_told_without_a_reason(
    bench: Workbench, script: str, sentence: str, identifier: str, category: str
) -> None:
    bench.shown("Set-Service TermService -StartupType Disabled; Stop-Service TermService -Force")
    caught = "$_.Exception.Message; $_.FullyQualifiedErrorId; $_.CategoryInfo"
    told = f"try {{ {script} -ErrorAction Stop }} catch {{ {caught} }}"
    message, shown_id, shown_category = bench.shown(f'& {{ {told} }} | ForEach-Object {{ "$_" }}').splitlines()
    assert (sentence in message, shown_id) == (True, identifier)
    assert shown_category.startswith(f"{category}: (System.ServiceProcess.ServiceController:ServiceController)")


def test_an_archive_survives_the_way_through_the_machine_s_files(bench: Workbench) -> None:
    script = (
        "New-Item -ItemType Directory C:\\in\\deep | Out-Null\nSet-Content C:\\in\\deep\\a.txt hello\n"
        "Compress-Archive -Path C:\\in -DestinationPath C:\\in.zip\n"
        "Expand-Archive C:\\in.zip -DestinationPath C:\\out -Force\nGet-Content C:\\out\\in\\deep\\a.txt"
    )
    assert bench.shown(script) == "hello\n"


def test_a_module_needs_the_gallery(bench: Workbench) -> None:
    assert bench.shown("Install-Module Az -Force -AllowClobber; 'done'") == "done\n"
    bench.guest.machine.network.change(6, enabled=False)
    assert b"No match was found" in bench.powershell("Install-Module Az -Force").stderr


def test_a_killed_script_runs_nothing_more_not_even_its_finally(bench: Workbench) -> None:
    script = (
        b"try { Start-Sleep 60 } catch { Set-Content C:\\caught.txt 1 } "
        b"finally { Set-Content C:\\finally.txt 1; Start-Sleep 60 }\nSet-Content C:\\after.txt 1\n"
    )
    bench.guest.files.write(rf"{DOWNLOADS}\script0.ps1", script)
    running = bench.guest.execute(CommandLine("powershell -File script0.ps1", DOWNLOADS))
    next(running)
    assert bench.guest.machine.processes.named("powershell")
    running.close()
    bench.world.environment.run(until=300)
    assert not any(bench.guest.files.exists(rf"C:\{name}.txt") for name in ("caught", "finally", "after"))
    assert not bench.guest.machine.processes.named("powershell")


def test_the_drives_of_a_session_are_its_volumes_and_more(bench: Workbench) -> None:
    assert bench.shown("(Get-PSDrive -PSProvider FileSystem).Name -join ','") == "C,D\n"
    assert bench.shown("[math]::Round((Get-PSDrive C).Free / 1GB)") == "105\n"
    assert b"A drive with the name 'Q' does not exist." in bench.powershell("Get-PSDrive Q").stderr
