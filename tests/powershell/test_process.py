import json
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from fake_host import FakeHost, Hung, Runaway  # type: ignore[import-not-found]  # values of scripts are Any
from hypothesis import given, settings
from hypothesis import strategies as st

from fake_agent.powershell import ScriptResult, run_command, run_file
from fake_agent.powershell.host import Stub  # type: ignore[attr-defined]  # marked by `constant`

PATH = "C:\\Scripts\\script0.ps1"
FRAGMENTS = [
    "$x", "=", "1", "'a'", '"b $x"', "(", ")", "{", "}", "[int]", "|", ";", "\n", "-eq", "foreach", "if", "while", "function", "f", ",", "@(", "@{",
    "$(", "Write-Output", "Get-Item", "-Path", ".Length", "::new()", "[0]", "+", "*", "..", "switch", "try", "catch", "throw", "return", "param", "&", ">",
    "2>&1", "$_", "%", "ForEach-Object", "Where-Object", "break", "class", "enum", "-join", "-split", "`", "#", "@'", "'@", "--%", "@x", "exit",
]  # fmt: skip


def test_write_error_names_the_script_and_the_category(run: Callable[..., ScriptResult]) -> None:
    assert run("Write-Error 'first problem'").stderr == (
        "C:\\Scripts\\script0.ps1 : first problem\n"
        "    + CategoryInfo          : NotSpecified: (:) [Write-Error], WriteErrorException\n"
        "    + FullyQualifiedErrorId : Microsoft.PowerShell.Commands.WriteErrorException,script0.ps1\n"
        " \n"
    )


def test_error_records_are_wrapped_at_the_width_of_the_console() -> None:
    result = run_file("Get-Nonsense", PATH, [], FakeHost(width=80))
    assert all(len(line) < 80 for line in result.stderr.splitlines())


def test_reading_from_the_keyboard_never_ends(run: Callable[..., ScriptResult]) -> None:
    with pytest.raises(Hung):
        run("Read-Host 'Your name'")


def test_a_missing_mandatory_parameter_asks_and_so_never_ends(run: Callable[..., ScriptResult]) -> None:
    with pytest.raises(Hung):
        run("param([Parameter(Mandatory)]$Name) $Name")


def test_an_endless_loop_is_stopped_by_the_host(run: Callable[..., ScriptResult], host: FakeHost) -> None:
    host.budget = 20_000
    with pytest.raises(Runaway):
        run("while ($true) { }")


def test_a_command_that_only_real_windows_has_is_said_to_be_missing(run: Callable[..., ScriptResult]) -> None:
    result = run("'before'\ntry { Get-ADUser x } catch { 'hidden' }\n'after'")
    assert (result.stdout, result.exit_code) == ("before\n", 1)
    assert "Real Windows has the command 'Get-ADUser', but this simulator does not." in result.stderr.replace("\n", "")
    assert "script0.ps1:2 char:7" in result.stderr


def test_the_host_hears_of_what_is_missing(run: Callable[..., ScriptResult], host: FakeHost) -> None:
    run("\n\nGet-ADUser x")
    assert host.missing == [("Get-ADUser", 3)]


def test_a_command_that_nobody_has_is_not_recognized(run: Callable[..., ScriptResult]) -> None:
    result = run("Get-Nonsense")
    assert result.stderr.startswith("Get-Nonsense : The term 'Get-Nonsense' is not recognized as the name of a cmdlet,")


def test_a_stub_comes_before_every_other_command(run: Callable[..., ScriptResult], host: FakeHost) -> None:
    host.stubs["get-aduser"] = Stub("Get-ADUser", objects=({"Name": "Ada"},))
    assert run("(Get-ADUser -Filter *).Name").stdout == "Ada\n"


def test_a_syntax_error_runs_nothing(run: Callable[..., ScriptResult]) -> None:
    result = run("'never'\nif ($true) {")
    assert (result.stdout, result.exit_code) == ("", 1)
    assert "Missing closing '}' in statement block or type definition." in result.stderr


def test_a_failed_command_text_has_exit_code_one() -> None:
    assert run_command("Get-Item nope", FakeHost()).exit_code == 1
    assert run_command("'fine'", FakeHost()).exit_code == 0


@settings(max_examples=150, deadline=None)
@given(st.lists(st.sampled_from(FRAGMENTS), max_size=12).map(" ".join))
def test_no_script_text_makes_the_interpreter_itself_fail(script: str) -> None:
    try:
        result = run_file(script, PATH, [], FakeHost(budget=20_000), interactive=False)
    except (Runaway, Hung):
        return
    assert "fault of the simulator" not in result.stderr.replace("\n", "")


def test_the_baseline_is_plausible() -> None:
    baseline = json.loads((Path(__file__).parent / "baseline.json").read_text())
    assert baseline["passed"] >= 0.9 * baseline["total"]
    assert sum(baseline["categories"].values()) == baseline["passed"]


def test_python_nests_as_before_once_a_script_has_ended_or_hangs(run: Callable[..., ScriptResult]) -> None:
    before = sys.getrecursionlimit()
    run("function f { f } f")
    with pytest.raises(Hung):
        run("Read-Host")
    assert sys.getrecursionlimit() == before
