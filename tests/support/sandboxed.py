"""What the tests of the Linux guest share."""

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from fake_agent.linux import sandbox
from support.arm_client import ArmClient, SimulatedAzure

needs_sandbox = pytest.mark.skipif(bool(sandbox.why_not()), reason=f"no sandbox here: {sandbox.why_not()}")
"""For tests that run real scripts; they are skipped where bubblewrap is missing or may not work."""

LINUX_VM = "linux-vm"


def streams(client: ArmClient, *script: str, target: str = LINUX_VM, **members: Any) -> tuple[str, str]:
    """Run a script and return what it left on standard output and standard error."""
    (message,) = client.messages(target, *script, **members)
    head, _, rest = message.partition("\n[stdout]\n")
    stdout, _, stderr = rest.partition("\n[stderr]\n")
    assert head == "Enable succeeded: "
    return stdout, stderr


def bash(client: ArmClient, *script: str, **members: Any) -> tuple[str, str]:
    """The same for bash, whatever ``/bin/sh`` is."""
    return streams(client, "#!/bin/bash", *script, **members)


def folder(azure: SimulatedAzure) -> Path:
    """Where the simulation keeps its VMs' files on the host."""
    return azure.simulation._state.path


def processes_of(place: Path) -> list[int]:
    """The host's processes that name a folder on their command line."""
    found = []
    for entry in Path("/proc").iterdir():
        try:
            if entry.name.isdigit() and os.fsencode(place) in (entry / "cmdline").read_bytes():
                found.append(int(entry.name))
        except OSError:
            continue  # it has ended
    return found


def until(condition: Callable[[], Any], action: Callable[[], Any]) -> None:
    """Do something again and again until a condition holds; real processes take their time."""
    for _ in range(200):
        if condition():
            return
        action()
    raise AssertionError("it never came about")
