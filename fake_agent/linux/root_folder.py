"""A Linux VM's own files: a folder of the simulator's that the sandbox sees as ``/``."""

import errno
import os
import shutil
import stat
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path, PurePosixPath

_FOLDERS = (
    "etc",
    "home",
    "mnt",
    "opt",
    "root",
    "run",
    "srv",
    "tmp",
    "var/log",
    "var/lib/waagent",
    "var/tmp",
    "usr",
    "proc",
    "dev",
)

_FILES = {
    "etc/passwd": "root:x:0:0:root:/root:/bin/bash\nnobody:x:65534:65534:nobody:/nonexistent:/usr/sbin/nologin\n"
    "azureuser:x:1000:1000:Ubuntu:/home/azureuser:/bin/bash\n",
    "etc/group": "root:x:0:\nnogroup:x:65534:\nazureuser:x:1000:\n",
    "etc/hosts": "127.0.0.1 localhost\n",
    "etc/nsswitch.conf": "passwd: files\ngroup: files\nhosts: files\n",
}

_FOLDER = os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW
_FILE = os.O_NOFOLLOW | os.O_NONBLOCK | os.O_NOCTTY
"""Neither a link nor a pipe that a script has put there leads or holds up the simulator."""


class RootFolder:
    """Implements ``fake_agent.guest.GuestFiles``.

    Paths are the VM's; none leads out of the folder, not even by a link: each step is opened from the one before, and
    no link is followed (``OSError``). A script that still runs can't win a race against that. ``links`` are made at
    the root, name to target; ``owner`` is the host's user who owns everything, None for whoever runs the simulator.
    """

    def __init__(self, folder: Path, host_name: str, links: Mapping[str, str], owner: int | None = None) -> None:
        self.folder = folder
        self._owner = owner
        for name in _FOLDERS:
            (folder / name).mkdir(parents=True, exist_ok=True)
        for name, content in {**_FILES, "etc/hostname": f"{host_name}\n"}.items():
            (folder / name).write_text(content, encoding="utf-8")
        for name, target in links.items():
            (folder / name).symlink_to(target)
        (folder / "tmp").chmod(0o1777)
        if owner is not None:
            for place in (folder, *folder.rglob("*")):
                os.chown(place, owner, owner, follow_symlinks=False)

    @contextmanager
    def _parent(self, path: str, *, make: bool = False) -> Iterator[tuple[int, str]]:
        """The folder above ``path``, open, and the name in it."""
        parts = PurePosixPath("/", path).parts[1:]
        if not parts or ".." in parts:
            raise PermissionError(errno.EPERM, "Not a path within the VM", path)
        opened = os.open(self.folder, _FOLDER)
        try:
            for part in parts[:-1]:
                if make:
                    self._make_folder(part, opened)
                above, opened = opened, os.open(part, _FOLDER, dir_fd=opened)
                os.close(above)
            yield opened, parts[-1]
        finally:
            os.close(opened)

    def _make_folder(self, name: str, parent: int) -> None:
        try:
            os.mkdir(name, 0o700, dir_fd=parent)
        except FileExistsError:
            return
        if self._owner is not None:
            os.chown(name, self._owner, self._owner, dir_fd=parent, follow_symlinks=False)

    def _put(self, path: str, content: bytes, flags: int) -> None:
        """Write to a file; one that is made is for root only, as the agent's and the extension's are (recorded)."""
        with self._parent(path, make=True) as (parent, name):
            opened = os.open(name, os.O_WRONLY | os.O_CREAT | flags | _FILE, 0o600, dir_fd=parent)
            with os.fdopen(opened, "wb") as file:
                if self._owner is not None:
                    os.fchown(opened, self._owner, self._owner)
                file.write(content)

    def read(self, path: str) -> bytes:
        """The content of the file."""
        with self._parent(path) as (parent, name):
            opened = os.open(name, os.O_RDONLY | _FILE, dir_fd=parent)
            try:
                if not stat.S_ISREG(os.fstat(opened).st_mode):
                    raise FileNotFoundError(errno.ENOENT, "Not a regular file", path)
                with os.fdopen(opened, "rb", closefd=False) as file:
                    return file.read()
            finally:
                os.close(opened)

    def write(self, path: str, content: bytes) -> None:
        """Write the whole file, with the folders above it."""
        self._unlink(path)
        self._put(path, content, os.O_EXCL)

    def append(self, path: str, content: bytes) -> None:
        """Add to the end of the file."""
        self._put(path, content, os.O_APPEND)

    def exists(self, path: str) -> bool:
        """Whether there is a file or folder."""
        try:
            with self._parent(path) as (parent, name):
                os.stat(name, dir_fd=parent, follow_symlinks=False)
        except OSError:
            return False
        return True

    def remove(self, path: str) -> None:
        """Remove the file, or the folder with all that is in it."""
        try:
            with self._parent(path) as (parent, name):
                if stat.S_ISDIR(os.stat(name, dir_fd=parent, follow_symlinks=False).st_mode):
                    shutil.rmtree(name, dir_fd=parent)
                else:
                    os.unlink(name, dir_fd=parent)
        except FileNotFoundError:
            return

    def _unlink(self, path: str) -> None:
        """Remove what a script may have left in the place of a file; a folder stays, and is an error to the writer."""
        try:
            with self._parent(path) as (parent, name):
                os.unlink(name, dir_fd=parent)
        except (FileNotFoundError, IsADirectoryError):
            return

    def make_executable(self, path: str) -> None:
        """Let root execute a file: mode 0500, as the extension sets it (recorded)."""
        with self._parent(path) as (parent, name):
            opened = os.open(name, os.O_RDONLY | _FILE, dir_fd=parent)
            try:
                os.fchmod(opened, 0o500)
            finally:
                os.close(opened)
