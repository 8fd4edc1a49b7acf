"""The container itself as a Linux VM: its files, and scripts as its root."""

import contextlib
import os
import shutil
from pathlib import Path

from fake_agent.guest import CommandLine, Outcome
from fake_agent.linux.host_process import HostCommand

EXPENDABLE = 'echo 1000 2>/dev/null >/proc/self/oom_score_adj; exec /bin/sh -c "$0"'
"""Where memory runs short, the kernel ends a script and not the agent."""


class ContainerFiles:
    """Implements ``fake_agent.guest.GuestFiles`` over the files of this machine, below ``root``."""

    def __init__(self, root: Path = Path("/")) -> None:
        self._root = root

    def _place(self, path: str) -> Path:
        return self._root / path.lstrip("/")

    def read(self, path: str) -> bytes:
        """The content of the file."""
        return self._place(path).read_bytes()

    def write(self, path: str, content: bytes) -> None:
        """Write the whole file, with the folders above it; what stood in its place is replaced, never followed."""
        place = self._place(path)
        place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with contextlib.suppress(FileNotFoundError, IsADirectoryError):
            place.unlink()
        self._put(place, content, os.O_EXCL)

    def append(self, path: str, content: bytes) -> None:
        """Add to the end of the file."""
        place = self._place(path)
        place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._put(place, content, os.O_APPEND)

    def _put(self, place: Path, content: bytes, flags: int) -> None:
        with os.fdopen(os.open(place, os.O_WRONLY | os.O_CREAT | flags, 0o600), "wb") as file:
            file.write(content)

    def exists(self, path: str) -> bool:
        """Whether there is a file or folder."""
        return os.path.lexists(self._place(path))

    def remove(self, path: str) -> None:
        """Remove the file, or the folder with all that is in it."""
        place = self._place(path)
        if place.is_dir() and not place.is_symlink():
            shutil.rmtree(place)
        else:
            place.unlink(missing_ok=True)

    def make_executable(self, path: str) -> None:
        """Let root execute a file: mode 0500, as the extension sets it (recorded)."""
        self._place(path).chmod(0o500)


class OwnPlace:
    """Implements ``fake_agent.linux.place.Place``: nothing is between a script and the container."""

    def __init__(self) -> None:
        self.files = ContainerFiles()

    def why_not(self) -> str:
        """Nothing is missing."""
        return ""

    def host_command(self, command: CommandLine) -> HostCommand:
        """``/bin/sh -c LINE``."""
        words = ("/bin/sh", "-c", EXPENDABLE, command.line)
        return HostCommand(words, command.working_folder, dict(command.environment))

    def complaint(self, outcome: Outcome) -> str:
        """A container that fails says nothing any more."""
        return ""
