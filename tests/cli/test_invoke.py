"""``invoke``: a run command without az."""

import io
import json
import re
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from support.command_line import PATIENCE, PROGRAM, Ended
from support.terminal import typed_on_terminal

from fake_agent.rules import Rule
from simulator.serving.running import RunningSimulator
from simulator.time_modes import ManualTime

Run = Callable[..., Ended]

IN_PROGRESS = (
    "Conflict (409): Run command extension execution is in progress. "
    "Please wait for completion before invoking a run command."
)


@pytest.fixture(autouse=True)
def _rules(simulator: RunningSimulator) -> None:
    """Scripts that need no guest."""
    for rule in (
        Rule("both", stdout="out\n", stderr="err\n"),
        Rule("loud", stdout="one\ntwo\n"),
        Rule("silent"),
        Rule("endless", duration=None),
        Rule("failing", stderr="no\n", exit_code=3),
    ):
        simulator.simulation.rules.add(rule)


@pytest.mark.parametrize("vm", ["win-vm", "linux-vm", "my-scale-set_0", "LINUX-VM"])
def test_both_streams_go_where_they_belong(cli: Run, vm: str) -> None:
    assert cli("invoke", "--vm", vm, "--script", "both") == Ended(0, "out\n", "err\n")


def test_a_script_s_exit_code_is_nowhere_to_be_seen_as_in_azure(cli: Run) -> None:
    assert cli("invoke", "--vm", "linux-vm", "--script", "failing") == Ended(0, "", "no\n")


@pytest.mark.parametrize("vm", ["win-vm", "linux-vm"])
def test_a_silent_script_prints_nothing(cli: Run, vm: str) -> None:
    assert cli("invoke", "--vm", vm, "--script", "silent") == Ended(0, "", "")


def test_a_program_gets_azure_s_result(cli: Run) -> None:
    told = cli("invoke", "--vm", "linux-vm", "--script", "loud", "--output", "json").json
    assert set(told) == {"operation", "status", "value"}
    assert told["status"] == "Succeeded"
    assert told["value"] == [
        {
            "code": "ProvisioningState/succeeded",
            "level": "Info",
            "displayStatus": "Provisioning succeeded",
            "message": "Enable succeeded: \n[stdout]\none\ntwo\n\n[stderr]\n",
        }
    ]


def test_a_built_in_command_runs_without_a_script(cli: Run) -> None:
    assert "IPv4 Address" in cli("invoke", "--vm", "win-vm", "--command-id", "IPConfig").stdout


def test_parameters_and_lines_of_a_script_reach_it(cli: Run) -> None:
    script = ("--script", "param($who, $sign)", "--script", 'Write-Output "hello $who$sign"')
    parameters = ("--parameter", "who=all=you", "--parameter", "sign=!")
    assert cli("invoke", "--vm", "win-vm", *script, *parameters).lines == ["hello all=you!"]


def test_a_script_is_read_from_a_file(cli: Run, tmp_path: Path) -> None:
    path = tmp_path / "script.ps1"
    path.write_text("# Straße\nWrite-Output 'from a file'\n", encoding="utf-8")
    assert cli("invoke", "--vm", "win-vm", "--file", path).lines == ["from a file"]


def test_a_script_is_read_from_the_input(cli: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b"Write-Output piped\n")))
    assert cli("invoke", "--vm", "win-vm", "--file", "-").lines == ["piped"]


def test_without_waiting_it_tells_the_operation(cli: Run) -> None:
    told = cli("invoke", "--vm", "win-vm", "--script", "endless", "--no-wait", "--output", "json").json
    assert told["statusUrl"].startswith("https://127.0.0.1:")
    assert f"/operations/{told['operation']}?" in told["statusUrl"]
    assert "monitor=true" in told["resultUrl"]
    listed = cli("vm", "list", "--output", "json").json
    assert [machine["running"] for machine in listed if machine["name"] == "win-vm"] == [[told["operation"]]]
    assert cli("invoke", "--vm", "win-vm", "--script", "silent").mistake == IN_PROGRESS


def test_without_waiting_people_are_told_how_to_follow_it(cli: Run) -> None:
    operation, way = cli("invoke", "--vm", "win-vm", "--script", "silent", "--no-wait").lines
    assert way == f"its way    run-command-simulator trace {operation.split()[1]}"


def test_a_run_that_fails_ends_it_with_the_code_and_where_to_look(cli: Run) -> None:
    done = cli("invoke", "--vm", "win-vm", "--script", "endless")
    failure, hint = done.stderr.splitlines()
    assert (done.code, done.stdout) == (1, "")
    assert failure.startswith("VMExtensionProvisioningTimeout: Provisioning of VM extension 'RunCommandWindows' has ")
    assert hint.startswith("What happened: run-command-simulator trace ")


def test_a_program_gets_the_failure(cli: Run) -> None:
    done = cli("invoke", "--vm", "win-vm", "--script", "endless", "--output", "json")
    told = json.loads(done.stdout)
    assert (done.code, done.stderr) == (1, "")
    assert (told["status"], told["error"]["code"]) == ("Failed", "VMExtensionProvisioningTimeout")


def test_what_azure_refuses_is_one_sentence(cli: Run) -> None:
    assert cli("invoke", "--vm", "win-vm", "--command-id", "RunShellScript").mistake == (
        "Conflict (409): Run command OS type 'Linux' does not match the target OS Windows."
    )
    assert cli("invoke", "--vm", "win-vm", "--command-id", "Nothing").mistake == (
        "NotFound (404): The entity was not found in this Azure location."
    )


def test_a_vm_that_is_not_there_is_one_sentence(cli: Run) -> None:
    there_are = "win-vm, linux-vm, my-scale-set_0, my-scale-set_1"
    assert cli("invoke", "--vm", "none").mistake == f"there is no VM 'none'; there are {there_are}"


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        ((), "Missing option '--vm'."),
        (("--vm", "win-vm", "--parameter", "x"), "Invalid value for '--parameter': 'x' is not of the form name=value."),
        (("--vm", "win-vm", "--parameter", "=x"), "'=x' is not of the form name=value."),
        (("--vm", "win-vm", "--file", "/missing"), "'/missing': No such file or directory"),
        (("--vm", "win-vm", "--file", __file__, "--script", "x"), "--script and --file exclude each other."),
    ],
)
def test_a_mistake_is_one_sentence(cli: Run, words: tuple[str, ...], sentence: str) -> None:
    done = cli("invoke", *words)
    assert (done.code, done.stdout, done.stderr.count("\n")) == (2, "", 1)
    assert f"{sentence} (see 'run-command-simulator invoke --help')\n" in done.stderr


def test_a_file_that_is_no_text_is_one_sentence(cli: Run, tmp_path: Path) -> None:
    path = tmp_path / "script.ps1"
    path.write_bytes(b"\xff\xfe")
    assert cli("invoke", "--vm", "win-vm", "--file", path).mistake == "the script in script.ps1 is not UTF-8 text"


def test_on_a_terminal_the_hint_is_above_the_line_that_changes(simulator: RunningSimulator) -> None:
    with simulator.simulation.lock:
        simulator.simulation.change_mode(ManualTime())
    code, text = typed_on_terminal("clock advance 5m'", "\x03", "invoke", "--vm", "win-vm", "--script", "silent")
    assert code == 130
    assert re.search(r"\rsimulated time stands still: move it with 'run-command-simulator clock advance 5m'\n", text)


def test_in_time_that_stands_still_whoever_waits_is_told_and_ctrl_c_ends_the_waiting(
    simulator: RunningSimulator,
) -> None:
    with simulator.simulation.lock:
        simulator.simulation.change_mode(ManualTime())
    process = subprocess.Popen(
        (*PROGRAM, "invoke", "--vm", "win-vm", "--script", "silent"), stdout=-1, stderr=-1, text=True
    )
    assert process.stderr is not None
    hint = "simulated time stands still: move it with 'run-command-simulator clock advance 5m'\n"
    assert process.stderr.readline() == hint
    process.send_signal(signal.SIGINT)
    stdout, stderr = process.communicate(timeout=PATIENCE)
    (operation,) = [one.id for one in simulator.simulation.cloud.operations]
    assert (process.returncode, stdout) == (130, "")
    assert stderr.strip() == f"operation {operation} runs on: it can't be cancelled, as in Azure"
