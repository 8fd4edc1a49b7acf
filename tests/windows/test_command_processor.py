from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from windows.windows_workbench import Workbench

from fake_agent.windows.command_processor.grammar import CommandSyntaxError, IncompleteError, parse
from fake_agent.windows.registry import LOCAL_MACHINE

COMMAND_PROCESSOR = rf"{LOCAL_MACHINE}\SOFTWARE\Microsoft\Command Processor"


def unknown(name: str) -> str:
    return f"'{name}' is not recognized as an internal or external command,\noperable program or batch file.\n"


def test_an_unknown_command_says_so_and_ends_with_1(bench: Workbench) -> None:
    outcome = bench.run("XYZ")
    assert outcome.stderr == unknown("XYZ").replace("\n", "\r\n").encode()
    assert outcome.exit_code == 1


@pytest.mark.parametrize(
    ("line", "printed"),
    [
        ("whoami", "nt authority\\system\n"),
        ("echo one& echo two", "one\ntwo\n"),
        ("echo a^&b", "a&b\n"),
        ('echo "a&b^c"', '"a&b^c"\n'),
        ("echo x^^y", "x^y\n"),
        ("xyz 2>nul || echo failed", "failed\n"),
        ("ver >nul && echo worked", "worked\n"),
        ("(echo one& echo two)>both.txt& type both.txt", "one\ntwo\n"),
        ("echo one>f.txt& echo two>>f.txt& type f.txt", "one\ntwo\n"),
        ("xyz 2>err.txt& type err.txt", unknown("xyz")),
        ("xyz >all.txt 2>&1& type all.txt", unknown("xyz")),
        ("echo over 2>nul 1>&2 & echo seen", "seen\n"),
        ("set ABC=1& set AB", "ABC=1\n"),
        ("echo %TEMP%", "C:\\Windows\\TEMP\n"),
        ("echo %NOBODY%", "%NOBODY%\n"),
        ("set /a 7/2*3-10%4", "7"),
        ("set /a 0x10+010", "24"),
        ("if 1==1 (echo yes) else (echo no)", "yes\n"),
        ("if /i A==a echo same", "same\n"),
        ("if not exist nothing.txt echo none", "none\n"),
        ("if 10 GTR 9 echo more", "more\n"),
        ("if defined TEMP echo there", "there\n"),
        ("if 1==2 echo a& echo b", ""),
        ("for %i in (a b c) do @echo %i", "a\nb\nc\n"),
        ("for /l %i in (3,-1,1) do @echo %i", "3\n2\n1\n"),
        ('for /f "tokens=1,3 delims=," %a in ("x,y,z") do @echo %a-%b', "x-z\n"),
        ("for /f %a in ('whoami') do @echo %a", "nt\n"),
        ("for /f \"delims=\" %a in ('whoami') do @echo %a", "nt authority\\system\n"),
        ("cd", "C:\\Packages\\Plugins\\Microsoft.CPlat.Core.RunCommandWindows\\1.1.18\\Downloads\n"),
        ("cd C:\\windows\\system32& cd", "C:\\Windows\\System32\n"),
        ("cd /d D:\\& cd", "D:\\\n"),
        ("pushd C:\\Windows& popd& cd C:\\& cd", "C:\\\n"),
        ('md "C:\\a b\\c"& dir /b "C:\\a b"', "c\n"),
        ("echo x>a.txt& copy a.txt b.txt& type b.txt", "        1 file(s) copied.\nx\n"),
        ("echo x>a.txt& ren a.txt c.txt& dir /b", "c.txt\n"),
        ("echo x>a.txt& del a.txt& dir /b C:\\Users", "Public\n"),
        ('cmd /c "echo inner & echo both"', "inner \nboth\n"),
        ("echo.", "\n"),
        ("rem nothing & echo not printed", ""),
    ],
)
def test_a_line_does_what_cmd_does(bench: Workbench, line: str, printed: str) -> None:
    outcome = bench.run(line)
    assert outcome.stdout.decode().replace("\r\n", "\n") == printed
    assert outcome.stderr == b""


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ("exit 7", 7),
        ("exit /b 3", 3),
        ('cmd /c "exit 5"', 5),
        ("cmd /c xyz 2>nul", 1),
        ("exit 7 & echo never", 7),
        ("cd nowhere", 1),
    ],
)
def test_the_exit_code_is_that_of_the_last_command(bench: Workbench, line: str, code: int) -> None:
    assert bench.run(line).exit_code == code


def test_a_line_of_more_than_8191_characters_is_too_long(bench: Workbench) -> None:
    assert bench.error("echo " + "x" * 8187) == "The command line is too long.\n"
    assert bench.output("echo " + "x" * 8186) == "x" * 8186 + "\n"


def test_what_a_pipe_carries_arrives(bench: Workbench) -> None:
    assert bench.output("(echo b& echo a) | more") == "b\na\n"


@pytest.mark.parametrize("line", ["pause", "set /p X=name? ", "rd /s C:\\Packages", "del *", "cmd"])
def test_a_question_to_the_keyboard_is_never_answered(bench: Workbench, line: str) -> None:
    running = bench.start(line)
    bench.world.environment.run(until=90 * 60)
    assert running.is_alive


def test_a_question_takes_its_answer_from_a_pipe(bench: Workbench) -> None:
    bench.guest.machine.files.make_folder(r"C:\gone")
    bench.run(r"echo y| rd /s C:\gone")
    assert not bench.guest.files.exists(r"C:\gone")


def test_a_failing_autorun_is_the_failure_of_every_command(bench: Workbench) -> None:
    bench.guest.machine.registry.write(COMMAND_PROCESSOR, "AutoRun", "XYZ")
    bench.guest.files.write(r"C:\ext\install.cmd", b"@echo off\r\necho installed\r\nexit /b 0\r\n")
    outcome = bench.run("install.cmd", r"C:\ext")
    assert outcome.stderr.decode().replace("\r\n", "\n") == unknown("XYZ")
    assert outcome.stdout == b""
    assert outcome.exit_code == 1


def test_an_autorun_that_works_is_harmless(bench: Workbench) -> None:
    bench.guest.machine.registry.write(COMMAND_PROCESSOR, "AutoRun", "set SEEN=yes")
    assert bench.output("echo %SEEN%") == "yes\n"


def test_cmd_with_slash_d_ignores_autorun(bench: Workbench) -> None:
    bench.guest.machine.registry.write(COMMAND_PROCESSOR, "AutoRun", "echo auto")
    assert bench.output("cmd /d /c echo inner") == "auto\ninner\n"


def test_a_batch_file_runs_its_lines(bench: Workbench) -> None:
    script = b"""@echo off\r
setlocal enabledelayedexpansion\r
set COUNT=0\r
for %%i in (a b c) do (\r
  set /a COUNT+=1\r
  echo %%i !COUNT!\r
)\r
call :greet world\r
goto end\r
echo skipped\r
:greet\r
echo hello %1\r
exit /b 0\r
:end\r
if "%~2"=="second" echo %0 %2\r
exit /b 4\r
"""
    bench.guest.files.write(r"C:\ext\run.cmd", script)
    outcome = bench.run("run.cmd first second", r"C:\ext")
    assert outcome.stdout.decode().split("\r\n") == [
        "a 1",
        "b 2",
        "c 3",
        "hello world",
        r"C:\ext\run.cmd second",
        "",
    ]
    assert outcome.exit_code == 4


def test_a_batch_file_shows_its_commands_unless_told_not_to(bench: Workbench) -> None:
    bench.guest.files.write(r"C:\ext\run.cmd", b"echo one\r\n@echo two\r\n")
    assert bench.output("run.cmd", r"C:\ext") == "\nC:\\ext>echo one \none\ntwo\n"


def test_a_batch_file_called_without_call_never_returns(bench: Workbench) -> None:
    bench.guest.files.write(r"C:\ext\inner.cmd", b"@echo inner\r\n")
    bench.guest.files.write(r"C:\ext\outer.cmd", b"@inner.cmd\r\n@echo back\r\n")
    bench.guest.files.write(r"C:\ext\calling.cmd", b"@call inner.cmd\r\n@echo back\r\n")
    assert bench.output("outer.cmd", r"C:\ext") == "inner\n"
    assert bench.output("calling.cmd", r"C:\ext") == "inner\nback\n"


def test_what_windows_has_and_the_simulator_lacks_says_so_loudly(bench: Workbench) -> None:
    message = bench.error("auditpol /s x.txt")
    assert message.startswith(
        r"run-command-simulator: Windows runs C:\Windows\System32\auditpol.exe; the simulator does not."
    )
    assert bench.world.journal[-1][0] == "program is not simulated"


@pytest.mark.parametrize(
    ("lines", "printed", "error", "code"),
    [
        ("goto\r\necho lost", "", "No batch label specified to GOTO command.\r\n", 1),
        ("goto :\r\n:\r\necho lost", "", "No batch label specified to GOTO command.\r\n", 1),
        ("goto nowhere\r\necho lost", "", "The system cannot find the batch label specified - nowhere\r\n", 1),
        ("call :\r\necho next", "next\r\n", "The system cannot find the batch label specified - \r\n", 1),
        ("for %%i in (1 2) do (echo %%i& goto end)\r\necho lost\r\n:end\r\necho end", "1\r\nend\r\n", "", 0),
        ("goto x | more\r\necho next\r\n:x", "next\r\n", "", 0),
        ("exit 99999999999", "", "", 2147483647),
    ],
)
def test_a_jump_that_leads_nowhere_ends_as_cmd_ends_it(
    bench: Workbench, lines: str, printed: str, error: str, code: int
) -> None:
    bench.guest.files.write(r"C:\ext\run.cmd", f"@echo off\r\n{lines}\r\n".encode())
    outcome = bench.run("run.cmd", r"C:\ext")
    assert (outcome.stdout.decode(), outcome.stderr.decode(), outcome.exit_code) == (printed, error, code)


@pytest.mark.parametrize("line", ["goto", "goto x", "call :", "call :x", "goto x | more", "call goto", "cmd /c goto"])
def test_no_jump_outside_of_a_batch_file_is_a_fault_of_the_simulator(bench: Workbench, line: str) -> None:
    bench.run(line)
    assert [event for event, _ in bench.world.journal if event == "fault of the simulator"] == []


def test_an_endless_loop_costs_bounded_work_and_never_ends(bench: Workbench) -> None:
    bench.guest.files.write(r"C:\ext\run.cmd", b"@echo off\r\n:again\r\ngoto again\r\n")
    running = bench.start("run.cmd", r"C:\ext")
    bench.world.environment.run(until=90 * 60)
    assert running.is_alive


@settings(max_examples=200)
@given(st.text(st.sampled_from('ab &|<>^"%()!=/\\\n,;@:1'), max_size=40))
def test_every_text_parses_or_is_refused(text: str) -> None:
    with suppress(CommandSyntaxError, IncompleteError):
        parse(text)
