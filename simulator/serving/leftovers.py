"""Folders of simulators on disk: each goes with its simulator; one that a killed simulator left goes at the next start.

Whether an owner lives is told by a lock that the kernel lets go of with the process, however that ends. A number of a
process would not do: numbers are used again.
"""

import fcntl
import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

PREFIX = "run-command-simulator-"
OWNER = "owner"
"""The file in a folder that its owner keeps locked. It has the number of the owner's process, for people."""


class OwnFolder:
    """A folder of this process, from its making until ``remove``. ``mode`` is its access rights."""

    def __init__(self, mode: int = 0o700) -> None:
        self._folder = tempfile.TemporaryDirectory(prefix=PREFIX, ignore_cleanup_errors=True)
        self.path = Path(self._folder.name)
        draft = self.path / f"{OWNER}.new"
        self._lock = draft.open("w", encoding="ascii")
        self._lock.write(f"{os.getpid()}\n")
        self._lock.flush()
        fcntl.flock(self._lock, fcntl.LOCK_EX)
        draft.rename(self.path / OWNER)  # whoever sees it finds it locked
        self.path.chmod(mode)

    def remove(self) -> None:
        """Remove it with all that is in it."""
        self._folder.cleanup()
        self._lock.close()


def leftovers() -> list[Path]:
    """The folders of this user's simulators that do not run any more."""
    return sorted(folder for folder in _own_folders() if _abandoned(folder))


def remove_leftovers() -> list[Path]:
    """Remove them, and return those that were removed."""
    removed = []
    for folder in leftovers():
        _open_up(folder)
        shutil.rmtree(folder, ignore_errors=True)
        if not folder.exists():
            removed.append(folder)
    return removed


def _own_folders() -> Iterator[Path]:
    """Those of the present user. What is a link, or somebody else's, is left alone."""
    user = os.geteuid()
    with os.scandir(tempfile.gettempdir()) as entries:
        for entry in entries:
            if not entry.name.startswith(PREFIX):
                continue
            try:
                own = entry.is_dir(follow_symlinks=False) and entry.stat(follow_symlinks=False).st_uid == user
            except OSError:
                continue  # it went meanwhile
            if own:
                yield Path(entry.path)


def _abandoned(folder: Path) -> bool:
    try:
        with (folder / OWNER).open("r+", encoding="ascii") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False  # it is locked, still in the making, or gone
    return True


def _open_up(folder: Path) -> None:
    """Scripts on a VM may have closed folders to their owner, too."""
    for place, names, _ in os.walk(folder):
        for name in names:
            path = Path(place) / name
            if not path.is_symlink():
                path.chmod(0o700)
