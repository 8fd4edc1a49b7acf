"""Whatever a command line says, the simulator itself never fails at it."""

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from windows.windows_workbench import DOWNLOADS, INSTANT, SmallWorld, Workbench

from fake_agent.guest import Outcome
from fake_agent.powershell.cmdlets.registry import Cmdlet
from fake_agent.windows.cmdlets import catalogue as cmdlets
from fake_agent.windows.command_processor.builtins import BUILTINS
from fake_agent.windows.guest import WindowsGuest
from fake_agent.windows.programs import catalogue

NAMES = sorted((set(catalogue.load()) | set(BUILTINS)) - {"powershell"})
VOCABULARY = r"""
/? /all /add /delete /f /s /q /v /t /d /r /y /c /fi /im /pid /svc /sc /tn /tr /query /create /run /enum /set 1 0 -1
name=x dir=out action=block protocol=tcp remoteport=443 new enable=yes start= auto binpath= x.exe Spooler nobody user
localgroup start stop query config add delete export import HKLM\SOFTWARE HKLM\Nothing C:\ C:\Windows\win.ini *.txt Q:\x
%TEMP% > < >> | & && || ( ) ^ nul a.txt where get list os service 127.0.0.1 10.0.0.1 nowhere.example firewall
advfirewall rule interface set show Ethernet static dhcp print 0.0.0.0 mask do in if for %i == exist not else
"""
WORDS = VOCABULARY.split()


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.sampled_from(NAMES), st.lists(st.sampled_from(WORDS) | st.text(max_size=6), max_size=6))
def test_no_command_line_is_a_fault_of_the_simulator(name: str, words: list[str]) -> None:
    world = SmallWorld()
    bench = Workbench(world, WindowsGuest(world, "win-vm", timing=INSTANT))
    bench.guest.machine.files.make_folder(DOWNLOADS)
    bench.start(" ".join((name, *words)))
    world.environment.run(until=90 * 60)
    assert [details for event, details in world.journal if event == "fault of the simulator"] == []


CMDLETS = sorted(
    (
        found
        for found in cmdlets.load().values()
        if getattr(found.function, "__module__", "").startswith("fake_agent.windows")
    ),
    key=lambda found: found.name,
)
VALUES = ("1", "0", "-1", "'x'", "Spooler", "*", "$null", "@()", "@{a=1}", "(Get-Date)", "443", "Ethernet", "$true")
arguments = st.lists(st.tuples(st.integers(0, 20), st.sampled_from(VALUES)), max_size=4)


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.sampled_from(CMDLETS), arguments, st.booleans())
def test_no_call_of_a_machine_s_cmdlet_is_a_fault_of_the_simulator(
    cmdlet: Cmdlet, chosen: list[tuple[int, str]], confirmed: bool
) -> None:
    words = [cmdlet.name]
    for index, value in chosen:
        if index < len(cmdlet.parameters):
            parameter = cmdlet.parameters[index]
            words.append(f"-{parameter.name}" if parameter.is_switch else f"-{parameter.name} {value}")
    if confirmed:
        words.append("-Confirm:$false")
    world = SmallWorld()
    bench = Workbench(world, WindowsGuest(world, "win-vm", timing=INSTANT))
    bench.guest.files.write(rf"{DOWNLOADS}\script0.ps1", " ".join(words).encode())
    running = bench.start("powershell -File script0.ps1")
    world.environment.run(until=90 * 60)
    assert running.is_alive or (isinstance(running.value, Outcome) and b"SimulatorFault" not in running.value.stderr)
