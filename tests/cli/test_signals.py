"""A signal at any moment of a start ends the program cleanly."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from support.command_line import PATIENCE

SIGNAL_AT_IMPORT = """
import os, sys
class Sender:
    def find_spec(self, name, *_):
        if name == {module!r}:
            os.kill(os.getpid(), {number})
sys.meta_path.insert(0, Sender())
sys.argv = {argv!r}
from simulator.cli.entry import main
main()
"""
"""The command line, to which a signal comes at the moment at which it reads a module."""

MODULES = ("simulator.cli.main", "click", "simulator.serving.running", "fake_arm.app")


def start(argv: list[str], module: str, number: int, folder: Path) -> tuple[int, str]:
    """Exit code and errors of a start into which a signal comes."""
    program = SIGNAL_AT_IMPORT.format(module=module, number=int(number), argv=["run-command-simulator", *argv])
    done = subprocess.run(
        (sys.executable, "-c", program),
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=False,
        env={**os.environ, "XDG_CONFIG_HOME": str(folder), "TMPDIR": str(folder)},
    )
    return done.returncode, done.stderr


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
@pytest.mark.parametrize("module", MODULES)
def test_serve_ends_with_0_and_leaves_nothing(module: str, number: int, tmp_path: Path) -> None:
    assert start(["serve"], module, number, tmp_path) == (0, "")
    assert [path.name for path in tmp_path.glob("run-command-simulator-*")] == []


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
@pytest.mark.parametrize("module", MODULES)
def test_exec_ends_as_a_shell_tells_of_a_signal(module: str, number: int, tmp_path: Path) -> None:
    assert start(["exec", "--", "true"], module, number, tmp_path) == (128 + number, "")
    assert [path.name for path in tmp_path.glob("run-command-simulator-*")] == []


@pytest.mark.parametrize("module", ["simulator.cli.main", "simulator.cli.machines", "ssl"])
def test_ctrl_c_ends_another_command_with_130(module: str, tmp_path: Path) -> None:
    assert start(["vm", "list"], module, signal.SIGINT, tmp_path) == (130, "")


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_while_the_simulator_is_made_stops_it_cleanly(number: int, tmp_path: Path) -> None:
    """By then ``serve`` has its own handlers and a folder to remove: it puts names of hosts into certificates."""
    assert start(["serve"], "encodings.idna", number, tmp_path) == (0, "")
    assert [path.name for path in tmp_path.glob("run-command-simulator-*")] == []
