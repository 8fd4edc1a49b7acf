"""Which commands are done at once, in the thread of whoever drives them."""

import pytest
from windows.windows_workbench import Workbench

from fake_agent.guest import CommandLine
from fake_agent.windows import suspension
from fake_agent.windows.command_processor.instant import MOST_LINES, is_instant

FOLDER = r"C:\Packages"
COMMAND = CommandLine("enable.cmd", FOLDER)
AUTORUN = r"HKEY_LOCAL_MACHINE\SOFTWARE\Microsoft\Command Processor"


def write(bench: Workbench, content: str) -> None:
    bench.guest.files.write(rf"{FOLDER}\enable.cmd", content.encode())


@pytest.mark.parametrize("content", ["", "@echo off\r\nexit /b 0\r\n", "echo hello\nREM a remark\n", "EXIT"])
def test_a_batch_file_that_only_says_something_and_ends_is_instant(bench: Workbench, content: str) -> None:
    write(bench, content)
    assert is_instant(bench.guest.machine, COMMAND)


@pytest.mark.parametrize(
    "content",
    [
        "timeout /t 5",
        "pause",
        "echo y| choice",
        "echo %PATH%",
        "echo on & pause",
        "echo x > file",
        "exit.cmd",
        "call echo",
        "echo x\r\n" * (MOST_LINES + 1),
    ],
)
def test_what_may_do_anything_else_is_not(bench: Workbench, content: str) -> None:
    write(bench, content)
    assert not is_instant(bench.guest.machine, COMMAND)


@pytest.mark.parametrize("line", ["other.cmd", "enable", "enable.cmd now", "cd & enable.cmd", "hostname"])
def test_nor_is_another_line_than_the_file_s_name(bench: Workbench, line: str) -> None:
    write(bench, "exit")
    assert not is_instant(bench.guest.machine, CommandLine(line, FOLDER))


def test_nor_is_anything_behind_autorun(bench: Workbench) -> None:
    write(bench, "exit")
    bench.guest.machine.registry.write(AUTORUN, "AutoRun", "timeout /t 5")
    assert not is_instant(bench.guest.machine, COMMAND)
    bench.output("enable.cmd", folder=FOLDER)
    assert bench.now == 5.0


def test_an_instant_command_needs_no_other_thread(bench: Workbench, monkeypatch: pytest.MonkeyPatch) -> None:
    write(bench, "@echo off\r\necho ready\r\nexit /b 3\r\n")
    monkeypatch.setattr(suspension, "_SCRIPTS", None)
    outcome = bench.run("enable.cmd", folder=FOLDER)
    assert (outcome.stdout, outcome.exit_code) == (b"ready\r\n", 3)
