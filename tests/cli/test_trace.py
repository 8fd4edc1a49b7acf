"""``trace``: the way of one run command as a timeline."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from support.arm_client import SimulatedAzure
from support.terminal import on_terminal

from fake_agent.rules import Rule
from simulator.cli import trace_command
from simulator.serving.ready_file import READY_FILE_VARIABLE
from simulator.serving.running import RunningSimulator, ServingOptions

FIRST = "11111111-0000-4000-8000-000000000000"
SECOND = "12222222-0000-4000-8000-000000000000"


@pytest.fixture
def simulator(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[RunningSimulator]:
    """A simulator that the command finds."""
    path = tmp_path / "ready.json"
    monkeypatch.setenv(READY_FILE_VARIABLE, str(path))
    with RunningSimulator(ServingOptions()) as simulator:
        simulator.connection.write_ready_file(path)
        yield simulator


@pytest.fixture
def two_operations(simulator: RunningSimulator) -> None:
    """A journal with two short operations."""
    journal = simulator.simulation.journal
    journal.append(10.0, "compute", "run command accepted", vm="win-vm", operation=FIRST, command="IPConfig")
    journal.append(11.0, "gateway", "polled", vm="linux-vm", operation=SECOND)
    journal.append(31.5, "extension", "script ended", vm="win-vm", operation=FIRST, exit_code=1)


def trace(*words: str) -> tuple[int, str]:
    """Exit code and output (or the sentence that ends it)."""
    done = CliRunner().invoke(trace_command.command, words)
    return done.exit_code, done.output


def lines_of(output: str) -> list[str]:
    return [line.rstrip() for line in output.splitlines()]


@pytest.mark.usefixtures("two_operations")
def test_an_operation_is_named_by_the_beginning_of_its_id(simulator: RunningSimulator) -> None:
    start = simulator.simulation.schedule
    code, output = trace("11")
    assert code == 0
    assert lines_of(output) == [
        f"operation {FIRST} on win-vm, {start.moment(10.0):%Y-%m-%d}",
        "UTC        after  layer      what happened",
        f"{start.moment(10.0):%H:%M:%S}   0.0 s  compute    run command accepted (command: IPConfig)",
        f"{start.moment(31.5):%H:%M:%S}  21.5 s  extension  script ended (exit code: 1)",
    ]


@pytest.mark.usefixtures("two_operations")
def test_without_an_id_the_latest_operation_is_shown() -> None:
    assert f"operation {SECOND}" in trace()[1]


@pytest.mark.usefixtures("two_operations")
def test_an_id_that_is_not_unique_is_told() -> None:
    assert trace("1") == (1, f"Error: 1 is not unique: {FIRST}, {SECOND}\n")


@pytest.mark.usefixtures("two_operations")
def test_an_unknown_id_is_told() -> None:
    assert trace("99") == (1, "Error: no operation 99; the journal has 3 lines\n")


@pytest.mark.usefixtures("two_operations")
def test_a_program_gets_json(simulator: RunningSimulator) -> None:
    told: dict[str, Any] = json.loads(trace("11", "--output", "json")[1])
    assert told["operation"] == FIRST
    assert told["start"] == simulator.simulation.schedule.start.isoformat()
    assert [entry["event"] for entry in told["entries"]] == ["run command accepted", "script ended"]


@pytest.mark.parametrize("columns", [80, 120])
def test_on_a_terminal_a_real_run_fits_into_its_columns(simulator: RunningSimulator, columns: int) -> None:
    with simulator.simulation.lock:
        simulator.simulation.rules.add(Rule("", stdout="hello\n", duration=3))
    SimulatedAzure(simulator.simulation).owner.messages("linux-vm", "echo hello")
    code, shown = on_terminal(columns, "trace")
    assert code == 0
    assert all(len(line) <= columns for line in shown)
    happened = [line.split(maxsplit=4)[4] for line in shown[2:] if line[:1].isdigit()]
    assert happened[0].startswith("run command accepted")
    assert any(line.startswith("script ended") for line in happened)


def test_without_a_simulator_it_says_how_to_start_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "ready.json"
    monkeypatch.setenv(READY_FILE_VARIABLE, str(path))
    why = f"{path}: No such file or directory"
    what_to_do = "start one with 'run-command-simulator serve', or name its --ready-file"
    assert trace() == (1, f"Error: no simulator is running here ({why}): {what_to_do}\n")


def test_a_simulator_that_is_gone_is_told(simulator: RunningSimulator) -> None:
    simulator.stop()
    code, output = trace()
    assert code == 1
    assert "if that simulator has ended, start another" in output


def test_a_ready_file_that_is_none_is_told(tmp_path: Path) -> None:
    path = tmp_path / "ready.json"
    for content in ("{", "[]", '{"control": "x"}'):
        path.write_text(content, encoding="utf-8")
        assert trace("--ready-file", str(path)) == (
            1,
            f"Error: {path} is not a ready file: name the one that 'serve' has written\n",
        )
