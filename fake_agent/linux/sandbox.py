"""bubblewrap: how a script is kept away from the machine that runs the simulator.

No network, own processes and host name, the system read-only, no capabilities, and bounds on what it may use. The VM's
root is a folder of its own. Where root runs the simulator, scripts are the host's user ``nobody``: the kernel lets its
own root write below ``/proc/sys`` without any capability.
"""

import os
import shutil
import subprocess
from functools import cache
from pathlib import Path

from fake_agent.guest import CommandLine

FILE_SIZE_LIMIT = 64 * 1024 * 1024
"""Bytes that one file written by a script may have; each stream of its output is such a file."""

DATA_LIMIT = 2 * 1024 * 1024 * 1024
"""Bytes of memory of its own that one process may have."""

PROCESS_LIMIT = 256
"""Processes of one run. They are counted for the sandbox alone (Linux 5.14 or newer; before, for the whole user)."""

_BOUNDS = (
    "nice",
    "choom",
    "--adjust=1000",
    "--",
    "prlimit",
    f"--fsize={FILE_SIZE_LIMIT}",
    f"--data={DATA_LIMIT}",
    f"--nproc={PROCESS_LIMIT}",
    "--core=0",
    "--",
)
"""Where memory runs short, the kernel ends a script before anything else."""

_ISOLATION = (
    *("bwrap", "--unshare-all", "--unshare-user", "--disable-userns", "--uid", "0", "--gid", "0"),
    *("--die-with-parent", "--new-session", "--cap-drop", "ALL", "--clearenv"),
)

_NOBODY = 65534

_LINKS = {"bin": "usr/bin", "sbin": "usr/sbin", "lib": "usr/lib", "lib64": "usr/lib64"}


def user() -> int | None:
    """The host's user that scripts are; None: whoever runs the simulator."""
    return _NOBODY if os.geteuid() == 0 else None


@cache
def why_not() -> str:
    """Why no sandbox can be had here; empty where one can."""
    if shutil.which("bwrap") is None:
        return "bubblewrap (bwrap) is not installed: install the package bubblewrap"
    probe = [*_BOUNDS, *_ISOLATION, "--ro-bind", "/", "/", "--", "/bin/true"]
    identity = user()
    try:
        done = subprocess.run(  # noqa: S603 # fixed words
            probe,
            capture_output=True,
            text=True,
            timeout=10,
            check=False,
            cwd="/",
            user=identity,
            group=identity,
            extra_groups=None if identity is None else [],
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        return f"bubblewrap does not start: {error}"
    if done.returncode != 0:
        return f"bubblewrap may not make user namespaces here: {done.stderr.strip()}"
    return ""


def links() -> dict[str, str]:
    """The links at the VM's root into ``/usr``, as the host has them: name to target."""
    return {name: target for name, target in _LINKS.items() if Path("/", name).is_symlink()}


def arguments(root: Path, commands: Path, host_name: str, command: CommandLine) -> tuple[str, ...]:
    """The words that run ``/bin/sh -c LINE`` as root of the VM whose files are below ``root``.

    ``commands`` is a folder of programs that come before the system's.
    """
    words = [*_BOUNDS, *_ISOLATION, "--hostname", host_name]
    words += ["--bind", str(root), "/", "--ro-bind", "/usr", "/usr", "--ro-bind", str(commands), "/usr/local/sbin"]
    for name in _LINKS:
        place = Path("/", name)
        if place.is_dir() and not place.is_symlink():
            words += ["--ro-bind", str(place), str(place)]
    words += ["--proc", "/proc", "--ro-bind", "/proc/sys", "/proc/sys", "--dev", "/dev", "--remount-ro", "/dev"]
    words += ["--size", str(FILE_SIZE_LIMIT), "--tmpfs", "/dev/shm", "--chdir", command.working_folder]  # noqa: S108 # VM's
    for name, value in command.environment:
        words += ["--setenv", name, value]
    return (*words, "--", "/bin/sh", "-c", command.line)
