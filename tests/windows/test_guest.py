"""The contract that the agent and the extension rely on."""

import gc
import re
import threading
from collections.abc import Sequence

import pytest
import simpy
from windows.windows_workbench import INSTANT, NOW, SmallWorld, Workbench

from fake_agent.guest import CommandLine, Guest, Outcome
from fake_agent.stubs import Stub
from fake_agent.windows.description import DescriptionError, apply
from fake_agent.windows.guest import WindowsGuest
from fake_agent.windows.machine import AGENT_SERVICE


def test_a_windows_guest_is_a_guest(bench: Workbench) -> None:
    guest: Guest = bench.guest
    assert guest.agent_running
    assert guest.outbound_open


def test_files_are_written_with_the_folders_above_them(bench: Workbench) -> None:
    bench.guest.files.write(r"C:\Packages\New\Status\0.status", b"[]")
    bench.guest.files.append(r"C:\WindowsAzure\Logs\New\x.log", b"one\r\n")
    bench.guest.files.append(r"C:\WindowsAzure\Logs\New\x.log", b"two\r\n")
    assert bench.guest.files.read(r"c:\packages\new\status\0.STATUS") == b"[]"
    assert bench.guest.files.read(r"C:\WindowsAzure\Logs\New\x.log") == b"one\r\ntwo\r\n"


def test_removing_what_is_not_there_does_nothing(bench: Workbench) -> None:
    bench.guest.files.remove(r"C:\nothing")
    with pytest.raises(FileNotFoundError):
        bench.guest.files.read(r"C:\nothing")


def test_nothing_has_happened_until_the_first_next(bench: Workbench) -> None:
    running = bench.guest.execute(CommandLine(r"echo x>C:\made.txt", "C:\\"))
    assert not bench.guest.files.exists(r"C:\made.txt")
    with pytest.raises(StopIteration) as ended:
        next(running)
    assert ended.value.value.exit_code == 0
    assert bench.guest.files.exists(r"C:\made.txt")


def test_waiting_takes_simulated_time_only(bench: Workbench) -> None:
    bench.output("timeout /t 5000")
    assert bench.now == 5000.0


def test_the_clock_of_the_machine_is_the_schedule(bench: Workbench) -> None:
    assert bench.output("echo %TIME%& timeout /t 61 >nul& echo %TIME%").startswith(" 8:00:00.00\n")
    assert bench.output("echo %DATE% %TIME%") == "Fri 01/15/2027  8:01:01.00\n"


def test_the_environment_of_a_command_is_added_to_the_machine_s(bench: Workbench) -> None:
    command = CommandLine("echo %ConfigSequenceNumber% %USERNAME%", "C:\\", (("ConfigSequenceNumber", "3"),))
    outcome = bench.world.environment.run(bench.world.environment.process(bench.guest.execute(command)))
    assert isinstance(outcome, Outcome)
    assert outcome.stdout == b"3 WIN-VM$\r\n"


def test_closing_kills_a_command_where_it_stands(bench: Workbench) -> None:
    running = bench.guest.execute(CommandLine(r"echo a>C:\a.txt& timeout /t 60& echo b>C:\b.txt", "C:\\"))
    next(running)
    running.close()
    bench.world.environment.run(until=120)
    assert bench.guest.files.exists(r"C:\a.txt")
    assert not bench.guest.files.exists(r"C:\b.txt")


def test_interrupting_a_command_kills_it(bench: Workbench) -> None:
    running = bench.start("pause")
    bench.world.environment.run(until=1)
    running.defused = True
    running.interrupt("the machine is gone")
    bench.world.environment.run(until=2)
    assert not running.is_alive


def test_a_forgotten_command_is_collected_without_harm(bench: Workbench) -> None:
    running = bench.guest.execute(CommandLine("pause", "C:\\"))
    next(running)
    del running
    gc.collect()
    assert bench.output("echo still here") == "still here\n"


def test_a_command_may_be_driven_by_another_thread_each_time(bench: Workbench) -> None:
    running = bench.guest.execute(CommandLine("timeout /t 1 >nul& timeout /t 1 >nul& echo done", "C:\\"))
    ended: list[Outcome] = []

    def drive() -> None:
        try:
            next(running)
        except StopIteration as stop:
            ended.append(stop.value)

    for _ in range(3):
        thread = threading.Thread(target=drive)
        thread.start()
        thread.join()
    assert next(outcome.stdout for outcome in ended if hasattr(outcome, "stdout")).endswith(b"done\r\n")


def test_two_machines_run_side_by_side() -> None:
    world = SmallWorld()
    guests = [WindowsGuest(world, name, timing=INSTANT) for name in ("one", "two")]
    running = [
        world.environment.process(guest.execute(CommandLine(f"timeout /t {seconds} >nul& hostname", "C:\\")))
        for guest, seconds in zip(guests, (20, 10), strict=True)
    ]
    world.environment.run(simpy.AllOf(world.environment, running))
    assert [process.value for process in running] == [Outcome(b"one\r\n"), Outcome(b"two\r\n")]
    assert world.environment.now == 20


@pytest.mark.parametrize(
    "line",
    [
        f"net stop {AGENT_SERVICE}",
        f"sc stop {AGENT_SERVICE}",
        "net stop RdAgent /y",
        "taskkill /f /im WindowsAzureGuestAgent.exe",
        "taskkill /f /im WaAppAgent.exe",
    ],
)
def test_a_command_that_stops_the_agent_is_noticed(bench: Workbench, line: str) -> None:
    changed = bench.guest.changed()
    bench.run(line)
    assert changed.triggered
    assert not bench.guest.agent_running


def test_starting_the_agent_again_is_noticed_too(bench: Workbench) -> None:
    bench.run("net stop RdAgent /y")
    changed = bench.guest.changed()
    bench.run(f"net start {AGENT_SERVICE}")
    assert changed.triggered
    assert bench.guest.agent_running


def test_restarting_the_agent_shows_it_stopped_for_a_while(bench: Workbench) -> None:
    seen: list[bool] = []

    def watch() -> simpy.events.ProcessGenerator:
        while True:
            yield bench.guest.changed()
            seen.append(bench.guest.agent_running)

    bench.world.environment.process(watch())
    bench.run(f"net stop {AGENT_SERVICE} & net start {AGENT_SERVICE}")
    assert seen == [False, True]


@pytest.mark.parametrize(
    "line",
    [
        "netsh advfirewall firewall add rule name=x dir=out action=block protocol=TCP remoteport=443",
        "netsh advfirewall firewall add rule name=x dir=out action=block",
        "netsh advfirewall set allprofiles firewallpolicy blockinbound,blockoutbound",
        'netsh interface set interface "Ethernet" admin=disabled',
        'netsh interface set interface name="Ethernet" disable',
        "route delete 0.0.0.0",
    ],
)
def test_a_command_that_closes_the_way_out_is_noticed(bench: Workbench, line: str) -> None:
    changed = bench.guest.changed()
    bench.run(line)
    assert changed.triggered
    assert not bench.guest.outbound_open
    assert bench.guest.agent_running


@pytest.mark.parametrize(
    ("closing", "opening"),
    [
        (
            "netsh advfirewall firewall add rule name=x dir=out action=block",
            "netsh advfirewall firewall delete rule name=x",
        ),
        (
            "netsh advfirewall firewall add rule name=x dir=out action=block",
            "netsh advfirewall set allprofiles state off",
        ),
        ("netsh interface set interface Ethernet disable", "netsh interface set interface Ethernet enable"),
        ("route delete 0.0.0.0", "route add 0.0.0.0 mask 0.0.0.0 10.0.0.1"),
    ],
)
def test_the_way_out_opens_again(bench: Workbench, closing: str, opening: str) -> None:
    bench.run(closing)
    assert not bench.guest.outbound_open
    bench.run(opening)
    assert bench.guest.outbound_open


@pytest.mark.parametrize(
    ("line", "kind", "due"),
    [
        ("shutdown /r /t 5", "restart", 5.0),
        ("shutdown -r -f", "restart", 30.0),
        ("shutdown /s /t 0", "shutdown", 0.0),
        ("shutdown /p", "shutdown", 0.0),
    ],
)
def test_a_reboot_or_shutdown_is_called_back_when_it_is_due(bench: Workbench, line: str, kind: str, due: float) -> None:
    calls: list[tuple[str, float, float]] = []
    bench.guest.on_restart_requested(lambda delay: calls.append(("restart", delay, bench.now)))
    bench.guest.on_shutdown_requested(lambda delay: calls.append(("shutdown", delay, bench.now)))
    bench.output(line)
    bench.world.environment.run(until=60)
    assert calls == [(kind, 0.0, due)]


def test_a_shutdown_can_be_taken_back(bench: Workbench) -> None:
    calls: list[float] = []
    bench.guest.on_shutdown_requested(calls.append)
    bench.output("shutdown /s /t 30 & shutdown /a")
    bench.world.environment.run(until=60)
    assert calls == []


def test_power_off_and_boot_bring_the_agent_back(bench: Workbench) -> None:
    bench.run("net stop RdAgent /y")
    bench.guest.power_off()
    bench.world.environment.run(until=100)
    bench.guest.boot()
    assert bench.guest.agent_running
    assert bench.guest.machine.booted_at == NOW + 100


def test_a_stub_answers_before_the_machine() -> None:
    world = SmallWorld()

    def find_stub(name: str, arguments: Sequence[object]) -> Stub | None:
        return Stub(name, f"{name} got {arguments[0]}\r\n", "", 7) if name == "auditpol" else None

    bench = Workbench(world, WindowsGuest(world, "win-vm", timing=INSTANT, find_stub=find_stub))
    outcome = bench.run("auditpol /s plan.txt", "C:\\")
    assert outcome.stdout == b"auditpol got /s plan.txt\r\n"
    assert outcome.exit_code == 7


def test_a_description_changes_the_fresh_machine() -> None:
    world = SmallWorld()
    description = {
        "services": {"Spooler": {"status": "Stopped", "startType": "Disabled"}, "sshd": {"status": "Running"}},
        "registry": {r"HKLM\SOFTWARE\Contoso": {"Version": "1.0", "Level": 3}},
        "files": {r"C:\app\config.json": "{}", "C:\\empty\\": ""},
        "users": {"tester": {"fullName": "A Tester"}},
        "groups": {"Administrators": ["tester"]},
        "firewall": {"Block out": {"direction": "Outbound", "action": "Block", "remotePorts": ["443"]}},
        "features": ["Web-Server"],
        "environment": {"CONTOSO": "yes"},
        "timeZone": "W. Europe Standard Time",
    }
    machine = WindowsGuest(world, "win-vm", description=description).machine
    assert not machine.services.running("Spooler")
    assert machine.services.running("sshd")
    assert machine.registry.read(r"HKEY_LOCAL_MACHINE\SOFTWARE\Contoso", "Level") == 3
    assert machine.files.read(r"C:\app\config.json") == b"{}"
    assert "tester" in machine.accounts.group("Administrators").members
    assert not machine.outbound_open
    assert machine.features.get("Web-Server").installed
    assert machine.environment()["CONTOSO"] == "yes"
    assert machine.local_time().hour == 9


@pytest.mark.parametrize(
    ("description", "sentence"),
    [
        ({"sevices": {}}, "has no member 'sevices'; it takes registry, services, files"),
        ({"users": {"x": {"colour": "red"}}}, "'users': 'x' has no member 'colour'; it takes fullName"),
        ({"users": {"x": None}}, "'users' can't be: The user name could not be found."),
        ({"users": {"x": {"enabled": "yes"}}}, "'users': 'x': 'enabled' must be true or false"),
        ({"features": ["No-Such"]}, "'features' can't be: there is no 'no-such'"),
        ({"features": "Web-Server"}, "'features' must be a list of texts"),
        (
            {"services": {"Spooler": {"status": "Sleeping"}}},
            "'Spooler': 'status' must be one of Stopped, Running, Paused",
        ),
        ({"services": []}, "'services' must be a mapping"),
        ({"registry": {r"HKLM\X": {"Value": 1.5}}}, "'Value' must be a text, a number, a list of texts"),
        ({"registry": {r"HKLM\X": {"Value": {"binary": "xyz"}}}}, "'Value' must be a text, a number"),
        ({"adapters": {"Ethernet 9": {"enabled": False}}}, "'adapters' can't be: there is no 'Ethernet 9'"),
        ({"adapters": {"Ethernet": {"prefixLength": -1}}}, "'prefixLength' must be a whole number from 0"),
        ({"firewall": {"Web": {"localPorts": True}}}, "'localPorts' must be a port, a range such as 5000-5010"),
        ({"volumes": {"X": {"free": 0}}}, "'volumes' can't be: there is no 'X'"),
        ({"files": {r"Q:\x.txt": ""}}, "'files' can't be: Cannot find drive.: 'Q:'"),
        ({"timeZone": "Mars"}, "'timeZone' can't be: there is no 'Mars'"),
    ],
)
def test_a_description_that_does_not_fit_is_refused_with_the_member(
    description: dict[str, object], sentence: str
) -> None:
    with pytest.raises(ValueError, match=re.escape(sentence)):
        WindowsGuest(SmallWorld(), "win-vm", description=description)


def test_nothing_of_a_description_that_does_not_fit_is_taken_over(bench: Workbench) -> None:
    machine = bench.guest.machine
    before = machine.snapshot()
    with pytest.raises(DescriptionError):
        apply(machine, {"environment": {"COLOUR": "blue"}, "features": ["No-Such"]})
    assert machine.snapshot() == before


def test_null_in_a_description_removes_what_there_is(bench: Workbench) -> None:
    machine = bench.guest.machine
    machine.set_variable("COLOUR", "blue")
    apply(machine, {"services": {"Spooler": None}, "environment": {"COLOUR": None}})
    assert machine.services.find("Spooler") is None
    assert "COLOUR" not in machine.environment()


def test_a_description_may_leave_a_volume_little_room(bench: Workbench) -> None:
    apply(bench.guest.machine, {"volumes": {"C": {"free": 10}}})
    bench.guest.files.write(r"C:\small.txt", b"0123456789")
    with pytest.raises(OSError, match="There is not enough space on the disk"):
        bench.guest.files.append(r"C:\small.txt", b"x")
