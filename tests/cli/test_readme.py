"""What the README shows in its console blocks is what happens."""

import os
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from support import real_az
from support.command_line import Ended

from simulator.serving.running import RunningSimulator

Run = Callable[..., Ended]

README = real_az.CHECKOUT / "README.md"
BLOCKS = re.findall(r"^```console\n\$ (.+?)^```", README.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL)


def split(block: str) -> tuple[str, str]:
    """The command, with the lines that it goes on in, and what it prints."""
    lines = block.splitlines(keepends=True)
    end = next(number for number, line in enumerate(lines, 1) if not line.endswith("\\\n"))
    return "".join(lines[:end]), "".join(lines[end:])


def check(block: str, *folders: Path) -> None:
    command, printed = split(block)
    path = os.pathsep.join((*map(str, (Path(sys.executable).parent, *folders)), os.environ["PATH"]))
    done = subprocess.run(
        ["sh", "-c", command],
        capture_output=True,
        text=True,
        timeout=120,
        cwd=real_az.CHECKOUT,
        env={**os.environ, "PATH": path},
        check=False,
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, printed, "")


@pytest.mark.parametrize("block", [block for block in BLOCKS if " az " not in block])
@pytest.mark.usefixtures("simulator")
def test_what_the_readme_shows_happens(block: str) -> None:
    check(block)


@pytest.mark.clients
@pytest.mark.parametrize("block", [block for block in BLOCKS if " az " in block])
def test_what_the_readme_shows_of_az_happens(block: str) -> None:
    az = real_az.find_az()
    if az is None:
        assert not real_az.MANDATORY
        pytest.skip("az is not installed: run `make test-clients`")
    check(block, az.parent)


def test_the_readme_shows_a_simulator_that_runs_az_and_python() -> None:
    assert [split(block)[0].split()[:4] for block in BLOCKS] == [
        ["run-command-simulator", "invoke", "--vm", "win-vm"],
        ["run-command-simulator", "exec", "--", "az"],
        ["run-command-simulator", "exec", "--", "python"],
    ]


def test_a_script_of_6000_seconds_fails_in_its_90th_minute(simulator: RunningSimulator, cli: Run) -> None:
    done = cli("invoke", "--vm", "win-vm", "--script", "Start-Sleep 6000")
    assert (done.code, done.stdout) == (1, "")
    assert done.stderr.startswith("VMExtensionProvisioningTimeout: ")
    assert 5400 <= simulator.simulation.schedule.now < 5460


@pytest.mark.parametrize("target", sorted(set(re.findall(r"\]\(([^:)]+)\)", README.read_text(encoding="utf-8")))))
def test_what_the_readme_links_to_is_there(target: str) -> None:
    assert (real_az.CHECKOUT / target).is_file()
