"""Shell completion: the scripts, and what they are told."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from support.arm_client import SimulatedAzure
from support.command_line import PATIENCE, PROGRAM, Ended, run

from simulator.cli.naming import COMPLETION_VARIABLE
from simulator.serving.running import RunningSimulator

BASH = """
eval "$(run-command-simulator completion bash)"
COMP_WORDS=(run-command-simulator {words})
COMP_CWORD=$((${{#COMP_WORDS[@]}} - 1))
_run_command_simulator_completion run-command-simulator
printf '%s\\n' "${{COMPREPLY[@]}}"
"""


def complete(words: str) -> list[str]:
    """What bash offers after ``run-command-simulator WORDS``."""
    path = os.pathsep.join((str(Path(sys.executable).parent), os.environ["PATH"]))
    done = subprocess.run(
        [shutil.which("bash") or "bash", "-c", BASH.format(words=words)],
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        env={**os.environ, "PATH": path},
        check=True,
    )
    return done.stdout.split()


@pytest.mark.usefixtures("simulator")
def test_bash_completes_commands_options_and_the_names_of_vms() -> None:
    assert complete("vm sta") == ["start"]
    assert complete("clock ''") == ["advance", "mode", "show"]
    assert complete("invoke --com") == ["--command-id"]
    assert complete("vm show my") == ["my-scale-set_0", "my-scale-set_1"]
    assert complete("invoke --vm WIN") == ["win-vm"]
    assert complete("fault inject thr") == ["throttled"]
    subprocess.run([*PROGRAM, "fault", "inject", "outbound-blocked"], check=True, stdout=subprocess.DEVNULL)
    assert complete("fault heal ''") == ["outbound-blocked"]
    assert complete("clock mode ''") == ["auto", "manual", "real", "x60"]
    assert complete("serve --time m") == ["manual"]
    assert complete("learn one") == ["one-at-a-time"]


def test_bash_completes_the_ids_of_operations(simulator: RunningSimulator) -> None:
    SimulatedAzure(simulator.simulation).owner.start_command("win-vm", "hostname")
    (operation,) = simulator.simulation.cloud.operations
    assert complete(f"trace {operation.id[:3]}") == [operation.id]


@pytest.mark.usefixtures("no_simulator")
def test_without_a_simulator_no_names_are_offered_and_nothing_is_said() -> None:
    for words in ("r vm show ", "r fault inject ", "r fault heal ", "r trace "):
        done = run(environment={COMPLETION_VARIABLE: "bash_complete", "COMP_WORDS": words, "COMP_CWORD": "3"})
        assert Ended(done.returncode, done.stdout.strip(), done.stderr) == Ended(0, "", "")


@pytest.mark.parametrize(
    ("shell", "line"),
    [
        ("bash", "complete -o nosort -F _run_command_simulator_completion run-command-simulator"),
        ("zsh", "#compdef run-command-simulator"),
        ("fish", "complete --no-files --command run-command-simulator "),
    ],
)
def test_there_is_a_script_for_each_shell(shell: str, line: str) -> None:
    done = run("completion", shell)
    assert (done.returncode, done.stderr) == (0, "")
    assert line in done.stdout
    assert f"{COMPLETION_VARIABLE}={shell}_complete" in done.stdout
