"""Whatever a command line says, the simulator itself never fails at it."""

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from windows.windows_workbench import DOWNLOADS, INSTANT, SmallWorld, Workbench

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
