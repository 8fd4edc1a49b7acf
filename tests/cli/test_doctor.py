"""``doctor``: what of this machine the simulator can use."""

import re
import socket
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from support.agents import docker, require_engine
from support.command_line import Ended
from support.terminal import on_terminal

from fake_agent.linux import sandbox
from simulator.cli import checks
from simulator.containers.engine import Engine
from simulator.containers.errors import ContainersError
from simulator.serving.running import RunningSimulator

Run = Callable[..., Ended]

PARTS = [
    "Python",
    "free ports",
    "own folder",
    "bubblewrap",
    "Docker engine",
    "az",
    "pwsh",
    "node",
    "a simulator",
]


def no_engine() -> Engine:
    """In the place of reaching one."""
    raise ContainersError("no container engine answers")


@pytest.fixture
def programs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, no_simulator: Path) -> Path:
    """An empty folder, where all programs are looked for; bubblewrap does not work."""
    folder = tmp_path / "bin"
    folder.mkdir()
    monkeypatch.setenv("PATH", str(folder))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    monkeypatch.setattr(Engine, "connect", no_engine)
    monkeypatch.setattr(sandbox, "why_not", lambda: "bubblewrap is not here")
    return folder


def put(folder: Path, name: str, script: str) -> None:
    """A program that is a shell script."""
    path = folder / name
    path.write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
    path.chmod(0o755)


def parts(cli: Run) -> dict[str, dict[str, str]]:
    """What a program is told, by part."""
    return {part["part"]: part for part in cli("doctor", "--output", "json").json["parts"]}


def test_on_a_bare_machine_each_missing_part_has_its_advice(cli: Run, programs: Path) -> None:
    lines = cli("doctor").lines
    assert [line[:15].rstrip() for line in lines[1:10]] == PARTS
    assert lines[11:] == [
        "bubblewrap: bubblewrap is not here",
        "Docker engine: no container engine answers",
        "az: install azure-cli",
        "pwsh: install PowerShell and Az",
        "node: install Node.js",
        "a simulator: none is running here: start one with 'run-command-simulator serve'",
    ]


def test_programs_tell_their_versions(cli: Run, programs: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sandbox, "why_not", lambda: "")
    put(programs, "bwrap", "echo bubblewrap 0.8.0")
    put(programs, "az", """echo '{"azure-cli": "2.91.0", "azure-cli-core": "2.91.0"}'""")
    put(programs, "pwsh", "echo PowerShell 7.4.6")
    put(programs, "node", "echo odd")
    found = {name: part["found"] for name, part in parts(cli).items()}
    assert found["bubblewrap"] == "0.8.0"
    assert found["az"] == "2.91.0"
    assert found["pwsh"] == "7.4.6"
    assert found["node"] == str(programs / "node")
    assert found["Python"] == ".".join(map(str, sys.version_info[:3]))


def test_a_program_that_does_not_work_is_told_with_its_words(cli: Run, programs: Path) -> None:
    put(programs, "node", "echo cannot allocate memory >&2; exit 1")
    part = parts(cli)["node"]
    assert (part["found"], part["advice"]) == ("", "node is there and does not work: cannot allocate memory")


@docker
def test_the_container_engine_tells_its_version(cli: Run, no_simulator: Path) -> None:
    require_engine()
    assert re.match(r"\d+\.", parts(cli)["Docker engine"]["found"])


def test_what_nothing_works_without_decides_the_exit_code(
    cli: Run, programs: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert cli("doctor", "--output", "json").json["ok"] is True

    def refuse(*_: object, **__: object) -> socket.socket:
        raise PermissionError(1, "Operation not permitted")

    monkeypatch.setattr(socket, "create_server", refuse)
    monkeypatch.setattr(checks, "OLDEST_PYTHON", (99, 1))
    done = cli("doctor")
    assert done.code == 1
    assert "Python         MISSING" in done.stdout
    assert "free ports: nothing can listen on 127.0.0.1: Operation not permitted\n" in done.stdout
    assert "is too old: install 99.1 or newer\n" in done.stdout


def test_a_folder_that_can_t_be_written_is_told(cli: Run, programs: Path, tmp_path: Path) -> None:
    (tmp_path / "config").write_text("a file where a folder should be", encoding="utf-8")
    folder = tmp_path / "config" / "run-command-simulator"
    assert parts(cli)["own folder"]["advice"] == (
        f"{folder} can't be written (Not a directory): give serve and the others --ready-file"
    )


def test_the_simulator_that_runs_is_told(cli: Run, simulator: RunningSimulator) -> None:
    assert parts(cli)["a simulator"]["found"] == simulator.connection.resource_manager


@pytest.mark.parametrize("columns", [80, 120])
def test_it_fits_a_terminal(columns: int, tmp_path: Path) -> None:
    code, lines = on_terminal(columns, "doctor", environment={"XDG_CONFIG_HOME": str(tmp_path / ("x" * 40))})
    assert code == 0
    assert max(map(len, lines)) <= columns
