"""Every example in the help of a command does what it is there for."""

import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import click
import pytest
from support import real_az
from support.command_line import PATIENCE
from support.help_examples import EXAMPLES, WIDTH, Example, every_command, help_of

from fake_agent.rules import Rule
from simulator.fixtures import read_text
from simulator.serving.ready_file import READY_FILE_VARIABLE
from simulator.serving.running import RunningSimulator

FILES = {
    "fix.ps1": "param($name)\nRestart-Service $name\n",
    "my-scenario.yaml": read_text("scenarios/one-at-a-time.yaml"),
}
"""What examples read. Where they wait for Enter, it is pressed."""

OPERATION = "54c6728e-779e-4213-ba31-fe2088943ffe"
"""An operation that examples name."""

PREPARATIONS = {"zsh": "autoload -U compinit && compinit -u -D; ", "fish": "", "bash": ""}
"""What a shell's start file does before."""


def shell_line(example: Example) -> tuple[list[str], dict[str, str]]:
    """The example for its shell, and the environment that it needs: our command and az on the path."""
    az = real_az.find_az()
    folders = [str(Path(sys.executable).parent), *([str(az.parent)] if az else []), os.environ["PATH"]]
    shell = next((shell for shell in PREPARATIONS if shell in example.line), "bash")
    if shutil.which(shell) is None:
        pytest.skip(f"{shell} is not installed")
    return [shell, "-c", f"{PREPARATIONS[shell]}{example.line}"], {**os.environ, "PATH": os.pathsep.join(folders)}


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with what the examples read, as the home of whoever runs them."""
    for name, content in FILES.items():
        (tmp_path / name).write_text(content, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    return tmp_path


@pytest.mark.parametrize("command", sorted({one.command for one in EXAMPLES} - {"serve", "exec"}))
def test_the_examples_of_a_command_end_well_one_after_the_other(
    command: str, simulator: RunningSimulator, place: Path
) -> None:
    with simulator.simulation.lock:
        simulator.simulation.journal.append(1.0, "compute", "run command accepted", vm="win-vm", operation=OPERATION)
        simulator.simulation.rules.add(Rule("hostname", stdout="WIN-VM\n"))
    for example in EXAMPLES:
        if example.command == command:
            words, environment = shell_line(example)
            done = subprocess.run(
                words,
                capture_output=True,
                text=True,
                timeout=PATIENCE,
                env=environment,
                check=False,
                input="\n" * 50,
            )
            assert (example.line, done.returncode, done.stderr) == (example.line, 0, "")


@pytest.mark.parametrize("example", [one for one in EXAMPLES if one.command == "serve"], ids=str)
def test_an_example_of_serve_listens_until_it_is_stopped(example: Example, place: Path) -> None:
    words, environment = shell_line(example)
    process = subprocess.Popen(
        [*words[:-1], f"exec {words[-1]}"], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environment
    )
    assert process.stdout is not None
    assert process.stdout.readline().startswith("Run Command simulator: listening on https://127.0.0.1:")
    process.send_signal(signal.SIGTERM)
    _, stderr = process.communicate(timeout=PATIENCE)
    assert (process.returncode, stderr) == (0, "")


@pytest.mark.clients
@pytest.mark.parametrize("example", [one for one in EXAMPLES if one.command == "exec"], ids=str)
def test_an_example_of_exec_ends_well(example: Example, place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    if real_az.find_az() is None:
        assert not real_az.MANDATORY
        pytest.skip("az is not installed: run `make test-clients`")
    monkeypatch.delenv(READY_FILE_VARIABLE, raising=False)
    words, environment = shell_line(example)
    done = subprocess.run(words, capture_output=True, text=True, timeout=4 * PATIENCE, env=environment, check=False)
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.parametrize("words", [words for words, _ in every_command()])
def test_every_command_has_an_example_of_itself(words: str) -> None:
    assert any(f"run-command-simulator {words}" in one.line for one in EXAMPLES if one.command == words)


@pytest.mark.parametrize(
    ("words", "command"), list(every_command()), ids=lambda value: value if isinstance(value, str) else ""
)
def test_help_fits_a_terminal(words: str, command: click.Command) -> None:
    shown = help_of(words, command)
    assert [line for line in shown.splitlines() if len(line) > WIDTH] == []


@pytest.mark.parametrize(
    ("words", "group"), [(words, command) for words, command in every_command() if isinstance(command, click.Group)]
)
def test_what_commands_do_is_told_whole_in_the_list(words: str, group: click.Group) -> None:
    assert "..." not in help_of(words, group).partition("Commands:")[2]
