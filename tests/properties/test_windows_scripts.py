"""Whatever a script does: it is no fault of the simulator, it does not run away, and it touches nothing of the host."""

import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from support.script_grammar import junk, scripts
from windows.windows_workbench import DOWNLOADS, INSTANT, SmallWorld, Workbench

from fake_agent.guest import Outcome
from fake_agent.windows.guest import WindowsGuest

RUN_TIME_LIMIT = 90 * 60.0
FAULT = "fault of the simulator"

FORBIDDEN = ("open", "socket.", "subprocess.", "os.", "shutil.", "ctypes.", "pty.", "urllib.", "http.")
"""What Python reports of a program that reaches for the machine that it runs on (PEP 578), by how the names begin."""

_ALLOWED_ENDINGS = (".py", ".pyc", ".so")
"""Modules that Python loads late; what scripts may name are never these."""


class HostWatch:
    """Notes what the thread of the scripts asks of the host while it is on."""

    def __init__(self) -> None:
        self.on = False
        self.seen: list[str] = []

    def __call__(self, event: str, arguments: tuple[object, ...]) -> None:
        """An audit hook: called for everything that Python reports."""
        if not self.on or threading.current_thread().name != "windows-scripts" or not event.startswith(FORBIDDEN):
            return
        what = str(arguments[0]) if arguments else ""
        if not what.endswith(_ALLOWED_ENDINGS) and "zoneinfo" not in what and not Path(what).is_relative_to(sys.prefix):
            self.seen.append(f"{event} {what}")


WATCH = HostWatch()
sys.addaudithook(WATCH)


@contextmanager
def watched() -> Iterator[list[str]]:
    """What the scripts ask of the host meanwhile."""
    WATCH.seen.clear()
    WATCH.on = True
    try:
        yield WATCH.seen
    finally:
        WATCH.on = False


def run_for_90_minutes(script: str) -> tuple[Outcome | None, Workbench]:
    """The script on a fresh machine; no outcome where it has not ended by the 90th minute."""
    world = SmallWorld()
    bench = Workbench(world, WindowsGuest(world, "win-vm", timing=INSTANT))
    bench.guest.files.write(rf"{DOWNLOADS}\script0.ps1", script.encode("utf-8-sig", "replace"))
    running = bench.start("powershell -ExecutionPolicy Unrestricted -File script0.ps1")
    world.environment.run(until=RUN_TIME_LIMIT)
    outcome = running.value if running.processed else None
    assert outcome is None or isinstance(outcome, Outcome)
    if outcome is None:
        running.defused = True
        running.interrupt("the time is up")
        world.environment.run(until=RUN_TIME_LIMIT + 1)
    return outcome, bench


def faults(outcome: Outcome | None, bench: Workbench) -> list[str]:
    """What tells of a fault of the simulator."""
    noted = [str(details) for event, details in bench.world.journal if FAULT in event]
    text = outcome.stderr.decode() if outcome is not None else ""
    return [*noted, *([text] if FAULT in " ".join(text.split()) else [])]


def test_the_watch_sees_what_it_must(tmp_path: Path) -> None:
    path = tmp_path / "file"
    path.write_text("x")

    def reach() -> None:
        path.read_text()
        list(tmp_path.iterdir())

    with watched() as seen:
        thread = threading.Thread(target=reach, name="windows-scripts")
        thread.start()
        thread.join()
        assert seen == [f"open {path}", f"os.listdir {tmp_path}"]


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(scripts)
def test_a_script_of_the_grammar_is_never_a_fault_and_never_reaches_the_host(script: str) -> None:
    with watched() as seen:
        outcome, bench = run_for_90_minutes(script)
        assert seen == []
    assert faults(outcome, bench) == []


@settings(max_examples=150, deadline=None)
@given(junk)
@example("\x00")
@example("\ufeff")
@example("$" * 500)
def test_random_text_is_never_a_fault(script: str) -> None:
    with watched() as seen:
        outcome, bench = run_for_90_minutes(script)
        assert seen == []
    assert faults(outcome, bench) == []


BODIES = (
    "",
    "$x++",
    "Get-Date | Out-Null",
    "$a += 1",
    "cmd /c ver | Out-Null",
    "try { throw 1 } catch { }",
    "f",
    "'x'",
)
LOOPS = (
    "while ($true) { }",
    "for (;;) { }",
    "do { } while (1)",
    "do { } until (0)",
    ":a while (1) { while (1) { continue a } }",
    "foreach ($i in 1..2000000000) { }",
    "1..2000000000 | ForEach-Object { }",
    "1..1000000 | ForEach-Object { }",
    "1..2000000000 | Measure-Object",
    "while ($true) { Start-Sleep 0 }",
    *(f"while ($true) {{ {body} }}" for body in BODIES),
)


@pytest.mark.parametrize("loop", LOOPS)
def test_an_endless_loop_costs_bounded_work_and_has_not_ended_at_the_90th_minute(loop: str) -> None:
    outcome, bench = run_for_90_minutes(loop)
    assert outcome is None
    assert (
        "script used up its steps and counts as never ending",
        {"layer": "guest", "vm": "win-vm", "operation": ""},
    ) in (bench.world.journal)


@pytest.mark.parametrize(
    "script",
    [
        "Get-Content /etc/passwd",
        r"Get-Content C:\..\..\..\etc\passwd",
        r"Get-Content '\\?\/etc/passwd'",
        r"Get-Content '\\localhost\c$\x'",
        "[IO.File]::ReadAllText('/etc/passwd')",
        "[IO.File]::WriteAllText('/tmp/run-command-simulator-escape', 'x')",
        "[IO.Directory]::GetFiles('/')",
        "Get-ChildItem / -Recurse -ErrorAction SilentlyContinue | Select-Object -First 5",
        "'x' > /tmp/run-command-simulator-escape",
        "cmd /c type /etc/passwd",
        "cmd /c 'echo x>/tmp/run-command-simulator-escape'",
        "/bin/sh -c id",
        "Start-Process /bin/sh",
        "[Diagnostics.Process]::Start('/bin/sh')",
        "Invoke-WebRequest http://127.0.0.1:1",
        "Invoke-RestMethod http://169.254.169.254/metadata/instance -Headers @{Metadata='true'}",
        "(New-Object Net.WebClient).DownloadString('http://127.0.0.1:1')",
        "Test-NetConnection 127.0.0.1 -Port 1",
        "Resolve-DnsName localhost",
        "nslookup localhost",
        "curl.exe http://127.0.0.1:1",
        "ping 127.0.0.1",
        "Add-Type -TypeDefinition 'public class A {}'",
        "[Environment]::GetEnvironmentVariable('PATH'); $env:HOME; $env:VIRTUAL_ENV",
        "[xml]'<!DOCTYPE a [<!ENTITY b SYSTEM \"file:///etc/passwd\">]><a>&b;</a>'",
        'ConvertFrom-Json \'{"__class__": "os"}\'',
        "'{0.__class__}' -f 1",
    ],
)
def test_what_would_reach_the_host_does_not(script: str) -> None:
    with watched() as seen:
        outcome, bench = run_for_90_minutes(script)
        assert seen == []
    assert faults(outcome, bench) == []
    assert outcome is None or b"root:" not in outcome.stdout
    assert not Path("/tmp/run-command-simulator-escape").exists()  # noqa: S108 # where a script would have written to
