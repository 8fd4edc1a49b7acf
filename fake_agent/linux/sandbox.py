"""bubblewrap: how a script is kept away from the machine that runs the simulator.

No network, own processes and host name, the system read-only, no capabilities. The VM's root is a folder of its own.
"""

import shutil
import subprocess
from functools import cache
from pathlib import Path

from fake_agent.guest import CommandLine

FILE_SIZE_LIMIT = 256 * 1024 * 1024
"""Bytes that one file written by a script may have; the whole output of a run is files too."""

STUBS = Path(__file__).parent / "commands"
"""systemctl, shutdown and their like: what a VM has and a sandbox lacks."""

_LINKS = {"bin": "usr/bin", "sbin": "usr/sbin", "lib": "usr/lib", "lib64": "usr/lib64"}


@cache
def why_not() -> str:
    """Why no sandbox can be had here; empty where one can."""
    program = shutil.which("bwrap")
    if program is None:
        return "bubblewrap (bwrap) is not installed: install the package bubblewrap"
    probe = [program, "--unshare-all", "--unshare-user", "--ro-bind", "/", "/", "--cap-drop", "ALL", "--", "/bin/true"]
    try:
        done = subprocess.run(probe, capture_output=True, text=True, timeout=10, check=False)  # noqa: S603 # fixed words
    except (OSError, subprocess.TimeoutExpired) as error:
        return f"bubblewrap does not start: {error}"
    if done.returncode != 0:
        return f"bubblewrap may not make user namespaces here: {done.stderr.strip()}"
    return ""


def arguments(root: Path, host_name: str, command: CommandLine) -> list[str]:
    """The command line that runs ``/bin/sh -c LINE`` as root of the VM whose files are below ``root``."""
    words = [shutil.which("bwrap") or "bwrap", "--unshare-all", "--unshare-user", "--uid", "0", "--gid", "0"]
    words += ["--hostname", host_name, "--die-with-parent", "--new-session", "--cap-drop", "ALL"]
    words += ["--bind", str(root), "/", "--ro-bind", "/usr", "/usr", "--ro-bind", str(STUBS), "/usr/local/sbin"]
    for name, target in _LINKS.items():
        place = Path("/", name)
        if place.is_symlink():
            words += ["--symlink", target, f"/{name}"]
        elif place.is_dir():
            words += ["--ro-bind", str(place), str(place)]
    words += ["--proc", "/proc", "--dev", "/dev", "--chdir", command.working_folder, "--clearenv"]
    for name, value in command.environment:
        words += ["--setenv", name, value]
    words += ["--", "/usr/bin/prlimit", f"--fsize={FILE_SIZE_LIMIT}", "/bin/sh", "-c", command.line]
    return words
