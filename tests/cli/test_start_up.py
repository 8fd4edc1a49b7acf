"""What a command reads before it does its work: help and the clients of a running simulator stay quick."""

import os
import subprocess
import sys

import pytest
from support.command_line import PATIENCE
from support.help_examples import every_command

from simulator.serving.running import RunningSimulator

HEAVY = ("flask", "werkzeug", "cheroot", "cryptography", "docker", "rich", "yaml", "tree_sitter", "simpy", "fake_arm")
"""What only a simulator needs, or only a terminal."""

READ = """
import sys
sys.argv = {argv!r}
from simulator.cli.entry import main
try:
    main()
finally:
    print(*sorted(set({heavy!r}) & set(sys.modules)), file=sys.stderr)
"""


def reads(*words: str) -> tuple[int, str]:
    """The exit code of a command, and which of the heavy packages it has read."""
    program = READ.format(argv=["run-command-simulator", *words], heavy=HEAVY)
    done = subprocess.run(
        (sys.executable, "-c", program), capture_output=True, text=True, timeout=PATIENCE, check=False, env=os.environ
    )
    return done.returncode, done.stderr.strip()


@pytest.mark.parametrize("words", ["", *(words for words, _ in every_command())])
def test_help_reads_nothing_of_the_simulator(words: str) -> None:
    assert reads(*words.split(), "--help") == (0, "")


@pytest.mark.usefixtures("simulator")
@pytest.mark.parametrize(
    "words", ["vm list", "clock show", "fault list", "logs win-vm", "invoke --vm win-vm --script hostname"]
)
def test_a_client_of_a_running_simulator_reads_nothing_of_it(words: str) -> None:
    assert reads(*words.split()) == (0, "")


def test_trace_reads_nothing_of_it_either(simulator: RunningSimulator) -> None:
    simulator.simulation.journal.append(1.0, "compute", "run command accepted", vm="win-vm", operation="1")
    assert reads("trace") == (0, "")
