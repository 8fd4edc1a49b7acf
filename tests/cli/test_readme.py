"""What the README shows in its console blocks is what happens."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from support import real_az

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


def test_the_readme_shows_both() -> None:
    assert len(BLOCKS) == 2


@pytest.mark.parametrize("target", sorted(set(re.findall(r"\]\(([^:)]+)\)", README.read_text(encoding="utf-8")))))
def test_what_the_readme_links_to_is_there(target: str) -> None:
    assert (real_az.CHECKOUT / target).is_file()
