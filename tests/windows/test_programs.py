"""What native programs print and do. Shapes are those of the real programs, facts those of the emulated machine."""

import pytest
from windows.windows_workbench import Workbench

from fake_agent.powershell.host import RegistryKind, RegistryValue, ServiceStatus, StartType

SOFTWARE = r"HKEY_LOCAL_MACHINE\SOFTWARE"


def test_ipconfig_shows_each_adapter(bench: Workbench) -> None:
    assert bench.output("ipconfig") == (
        "\nWindows IP Configuration\n\n\nEthernet adapter Ethernet:\n\n"
        "   Connection-specific DNS Suffix  . : kyqz4xv0gq2u5lxdhv1n1vfwxg.bx.internal.cloudapp.net\n"
        "   Link-local IPv6 Address . . . . . : fe80::4c1d:8a7e:3f52:b0c6%6\n"
        "   IPv4 Address. . . . . . . . . . . : 10.0.0.4\n"
        "   Subnet Mask . . . . . . . . . . . : 255.255.255.0\n"
        "   Default Gateway . . . . . . . . . : 10.0.0.1\n"
    )


def test_ipconfig_all_shows_the_host_and_the_lease(bench: Workbench) -> None:
    shown = bench.output("ipconfig /all").splitlines()
    assert "   Host Name . . . . . . . . . . . . : win-vm" in shown
    assert "   Lease Obtained. . . . . . . . . . : Friday, January 15, 2027 8:00:00 AM" in shown
    assert "   DNS Servers . . . . . . . . . . . : 168.63.129.16" in shown


def test_sc_query_shows_a_service(bench: Workbench) -> None:
    assert bench.output("sc query Spooler") == (
        "\nSERVICE_NAME: Spooler \n"
        "        TYPE               : 10  WIN32_OWN_PROCESS \n"
        "        STATE              : 4  RUNNING \n"
        "                                (STOPPABLE, NOT_PAUSABLE, ACCEPTS_SHUTDOWN)\n"
        "        WIN32_EXIT_CODE    : 0  (0x0)\n"
        "        SERVICE_EXIT_CODE  : 0  (0x0)\n"
        "        CHECKPOINT         : 0x0\n"
        "        WAIT_HINT          : 0x0\n"
    )


@pytest.mark.parametrize(
    ("line", "code", "text"),
    [
        ("sc query nope", 1060, "[SC] EnumQueryServicesStatus:OpenService FAILED 1060:"),
        ("sc start nope", 1060, "[SC] OpenService FAILED 1060:"),
        ("sc start Spooler", 1056, "[SC] StartService FAILED 1056:"),
        ("sc stop wuauserv", 1062, "[SC] ControlService FAILED 1062:"),
        ("sc stop RdAgent", 1051, "[SC] ControlService FAILED 1051:"),
        ("sc stop WinDefend", 1052, "[SC] ControlService FAILED 1052:"),
        ("sc create Spooler binPath= x.exe", 1073, "[SC] CreateService FAILED 1073:"),
    ],
)
def test_sc_names_the_error_and_ends_with_its_number(bench: Workbench, line: str, code: int, text: str) -> None:
    outcome = bench.run(line)
    assert outcome.exit_code == code
    assert outcome.stdout.decode().splitlines()[0] == text


def test_sc_makes_configures_and_deletes_services(bench: Workbench) -> None:
    services = bench.guest.machine.services
    bench.output(r'sc create Contoso binPath= "C:\app\contoso.exe -s" start= auto DisplayName= "Contoso App"')
    created = services.get("contoso")
    assert (created.display_name, created.start_type) == ("Contoso App", StartType.AUTOMATIC)
    bench.output("sc config Contoso start= disabled")
    assert services.get("contoso").start_type is StartType.DISABLED
    bench.output("sc delete Contoso")
    assert services.find("Contoso") is None


def test_net_start_and_stop_name_the_service_as_it_is_shown(bench: Workbench) -> None:
    assert bench.output('net stop "Print Spooler"') == (
        "The Print Spooler service is stopping.\nThe Print Spooler service was stopped successfully.\n\n"
    )
    assert bench.guest.machine.services.get("Spooler").status is ServiceStatus.STOPPED
    assert bench.error("net stop Spooler") == (
        "The Print Spooler service is not started.\n\nMore help is available by typing NET HELPMSG 3521.\n\n"
    )


def test_net_user_makes_an_account_in_users(bench: Workbench) -> None:
    bench.output("net user tester Passw0rd /add /comment:Tests")
    accounts = bench.guest.machine.accounts
    assert accounts.user("TESTER").description == "Tests"
    assert [group.name for group in accounts.groups_of("tester")] == ["Users"]
    bench.output("net localgroup Administrators tester /add")
    assert bench.error("net localgroup Administrators tester /add").startswith("System error 1378 has occurred.\n")
    bench.output("net user tester /active:no")
    assert not accounts.user("tester").enabled
    bench.output("net user tester /delete")
    assert accounts.find_user("tester") is None
    assert accounts.group("Administrators").members == ("azureuser",)


def test_net_user_refuses_a_simple_password(bench: Workbench) -> None:
    assert bench.error("net user tester simple /add").startswith("The password does not meet the password policy")
    assert bench.guest.machine.accounts.find_user("tester") is None


def test_net_user_asks_about_a_long_password_and_nobody_answers(bench: Workbench) -> None:
    running = bench.start("net user tester Long-Passw0rd-Here /add")
    bench.world.environment.run(until=5400)
    assert running.is_alive


def test_netsh_adds_shows_and_deletes_a_rule(bench: Workbench) -> None:
    add = 'netsh advfirewall firewall add rule name="Open 8080" dir=in action=allow protocol=TCP localport=8080'
    assert bench.output(add) == "Ok.\n\n"
    shown = bench.output('netsh advfirewall firewall show rule name="Open 8080"').splitlines()
    assert "LocalPort:                            8080" in shown
    assert "Action:                               Allow" in shown
    assert bench.output('netsh advfirewall firewall delete rule name="Open 8080"') == "\nDeleted 1 rule(s).\nOk.\n\n"
    assert bench.run('netsh advfirewall firewall show rule name="Open 8080"').exit_code == 1


def test_netsh_enables_a_group_of_rules(bench: Workbench) -> None:
    line = 'netsh advfirewall firewall set rule group="remote desktop" new Enable=Yes'
    assert bench.output(line) == "\nUpdated 3 rule(s).\nOk.\n\n"


def test_reg_adds_queries_and_deletes(bench: Workbench) -> None:
    done = "The operation completed successfully.\n"
    assert bench.output(r"reg add HKLM\SOFTWARE\Contoso /v Level /t REG_DWORD /d 0x10 /f") == done
    assert bench.output(r'reg add HKLM\SOFTWARE\Contoso /v Names /t REG_MULTI_SZ /d "a\0b" /f') == done
    assert bench.output(r"reg query HKLM\Software\contoso").splitlines() == [
        "",
        r"HKEY_LOCAL_MACHINE\SOFTWARE\Contoso",
        "    Level    REG_DWORD    0x10",
        r"    Names    REG_MULTI_SZ    a\0b",
        "",
    ]
    assert bench.output(r"reg delete HKLM\SOFTWARE\Contoso /v Level /f") == done
    missing = "ERROR: The system was unable to find the specified registry key or value.\n"
    assert bench.error(r"reg query HKLM\SOFTWARE\Contoso /v Level") == missing


def test_what_reg_exports_it_imports_again(bench: Workbench) -> None:
    registry = bench.guest.machine.registry
    values = (
        RegistryValue("", RegistryKind.STRING, "default"),
        RegistryValue("Text", RegistryKind.STRING, r'a "quoted" C:\path'),
        RegistryValue("Number", RegistryKind.DWORD, 7),
        RegistryValue("Big", RegistryKind.QWORD, 2**40),
        RegistryValue("Path", RegistryKind.EXPAND_STRING, r"%SystemRoot%\x"),
        RegistryValue("Many", RegistryKind.MULTI_STRING, ("a", "b")),
        RegistryValue("Raw", RegistryKind.BINARY, b"\x01\x02"),
    )
    registry.create(rf"{SOFTWARE}\Contoso")
    for value in values:
        registry.set_value(rf"{SOFTWARE}\Contoso", value)
    bench.output(r"reg export HKLM\SOFTWARE\Contoso C:\contoso.reg /y")
    registry.delete(rf"{SOFTWARE}\Contoso")
    outcome = bench.run(r"reg import C:\contoso.reg")
    assert outcome.stderr == b"The operation completed successfully.\r\n"
    assert registry.values(rf"{SOFTWARE}\Contoso") == values


def test_reg_add_without_force_asks_before_it_overwrites(bench: Workbench) -> None:
    bench.output(r"reg add HKLM\SOFTWARE\Contoso /v A /d 1 /f")
    running = bench.start(r"reg add HKLM\SOFTWARE\Contoso /v A /d 2")
    bench.world.environment.run(until=5400)
    assert running.is_alive


def test_tasklist_filters_and_aligns(bench: Workbench) -> None:
    assert bench.output('tasklist /fi "imagename eq lsass.exe"') == (
        "\nImage Name                     PID Session Name        Session#    Mem Usage\n"
        "========================= ======== ================ =========== ============\n"
        "lsass.exe                      712 Services                   0     17,304 K\n"
    )


def test_taskkill_ends_a_process_and_the_service_in_it(bench: Workbench) -> None:
    printed = bench.output("taskkill /f /im spoolsv.exe")
    assert printed == 'SUCCESS: The process "spoolsv.exe" with PID 2612 has been terminated.\n'
    assert not bench.guest.machine.services.running("Spooler")
    assert bench.run("taskkill /im spoolsv.exe").exit_code == 128


def test_taskkill_may_not_end_what_windows_protects(bench: Workbench) -> None:
    assert bench.error("taskkill /f /im csrss.exe").endswith("Reason: Access is denied.\n")


def test_ping_reaches_the_own_network_and_nothing_outside(bench: Workbench) -> None:
    assert "Reply from 10.0.0.1: bytes=32 time<1ms TTL=128\n" in bench.output("ping -n 1 10.0.0.1")
    outcome = bench.run("ping -n 2 8.8.8.8")
    assert outcome.exit_code == 1
    assert b"    Packets: Sent = 2, Received = 0, Lost = 2 (100% loss),\r\n" in outcome.stdout


def test_a_scheduled_task_runs_beside_the_command_that_starts_it(bench: Workbench) -> None:
    bench.output(r'schtasks /create /tn Later /tr "cmd /c timeout /t 60 & echo x>C:\done.txt" /sc once /st 00:00')
    bench.output("schtasks /run /tn Later")
    task = bench.guest.machine.tasks.get("Later")
    assert task is not None
    assert task.state == "Running"
    bench.world.environment.run(until=120)
    task = bench.guest.machine.tasks.get("Later")
    assert task is not None
    assert (task.state, task.last_result) == ("Ready", 0)
    assert bench.guest.files.exists(r"C:\done.txt")


def test_a_background_process_ends_when_the_machine_stops(bench: Workbench) -> None:
    bench.output(r'schtasks /create /tn Later /tr "cmd /c timeout /t 60 & echo x>C:\done.txt" /sc once /st 00:00')
    bench.output("schtasks /run /tn Later")
    bench.world.environment.run(until=30)
    bench.guest.power_off()
    bench.world.environment.run(until=120)
    assert not bench.guest.files.exists(r"C:\done.txt")


def test_find_and_findstr_pick_lines(bench: Workbench) -> None:
    bench.guest.files.write(r"C:\log.txt", b"one error\r\ntwo fine\r\nthree ERROR\r\n")
    assert bench.output(r'type C:\log.txt | find /i "error"') == "one error\nthree ERROR\n"
    assert bench.output(r'find /c "error" C:\log.txt') == "\n---------- C:\\LOG.TXT: 1\n"
    assert bench.output(r"findstr /n /r ^t.*e$ C:\log.txt") == "2:two fine\n"
    assert bench.run(r"findstr nothing C:\log.txt").exit_code == 1


def test_whoami_and_where_and_hostname(bench: Workbench) -> None:
    assert bench.output("whoami") == "nt authority\\system\n"
    assert bench.output("hostname") == "win-vm\n"
    assert bench.output("where ping") == "C:\\Windows\\System32\\PING.exe\n"


def test_a_time_zone_set_by_tzutil_is_the_machine_s(bench: Workbench) -> None:
    bench.output('tzutil /s "Pacific Standard Time"')
    assert bench.output("tzutil /g") == "Pacific Standard Time"
    assert bench.output("time /t") == "12:00 AM\n"


def test_systeminfo_names_the_machine_and_its_windows(bench: Workbench) -> None:
    shown = bench.output("systeminfo").splitlines()
    assert shown[1] == "Host Name:                 WIN-VM"
    assert shown[2] == "OS Name:                   Microsoft Windows Server 2022 Datacenter"


def test_bcdedit_remembers_what_was_set(bench: Workbench) -> None:
    assert bench.output("bcdedit /ems {current} on") == "The operation completed successfully.\n"
    bench.output("bcdedit /set {current} bootstatuspolicy ignoreallfailures")
    assert "bootstatuspolicy        ignoreallfailures\n" in bench.output("bcdedit")


@pytest.mark.parametrize("line", ["choice", "nslookup", "waitfor Go", r"msiexec /i C:\no.msi", "ping -t 10.0.0.1"])
def test_programs_that_wait_for_somebody_wait_for_ever(bench: Workbench, line: str) -> None:
    running = bench.start(line)
    bench.world.environment.run(until=5400)
    assert running.is_alive


def test_winrm_makes_one_listener_a_transport(bench: Workbench) -> None:
    line = 'winrm create winrm/config/Listener?Address=*+Transport=HTTPS @{Hostname="win-vm"}'
    assert bench.output(line).startswith("ResourceCreated\n")
    assert bench.error(line).startswith("WSManFault\n")


def test_attrib_sets_and_shows(bench: Workbench) -> None:
    bench.guest.files.write(r"C:\x.txt", b"")
    bench.output(r"attrib +r +h C:\x.txt")
    assert bench.output(r"attrib C:\x.txt") == "A   HR              C:\\x.txt\n"


def test_wmic_asks_the_classes_of_wmi(bench: Workbench) -> None:
    assert bench.output("wmic os get Caption /value") == "\n\nCaption=Microsoft Windows Server 2022 Datacenter\n\n\n"
    shown = bench.output("wmic service where \"name='Spooler'\" get name,state").splitlines()
    assert shown == ["Name     State    ", "Spooler  Running  ", ""]


def test_xcopy_and_robocopy_copy_folders(bench: Workbench) -> None:
    bench.guest.files.write(r"C:\in\deep\a.txt", b"x")
    bench.output(r"xcopy C:\in C:\out /s /i /y")
    assert bench.guest.files.read(r"C:\out\deep\a.txt") == b"x"
    assert bench.run(r"robocopy C:\in C:\mirror /e").exit_code == 1
    assert bench.guest.files.read(r"C:\mirror\deep\a.txt") == b"x"


def test_sysprep_takes_minutes_and_shuts_down(bench: Workbench) -> None:
    asked: list[float] = []
    bench.guest.on_shutdown_requested(asked.append)
    bench.output(r"C:\Windows\System32\Sysprep\sysprep.exe /generalize /oobe /shutdown")
    bench.world.environment.run(until=bench.now + 1)
    assert bench.now > 180
    assert asked == [0.0]
