"""The guest's files as agent and extension write them: not at all where the disk is full."""

import errno

from fake_agent.conditions import ConditionSource
from fake_agent.guest import GuestFiles


class HandlerFiles:
    """Implements ``fake_agent.guest.GuestFiles`` over a guest's own. Writing raises ``OSError`` (ENOSPC) then.

    ``no_space`` is what the system says of it.
    """

    def __init__(self, files: GuestFiles, troubles: ConditionSource, no_space: str) -> None:
        self._files = files
        self._troubles = troubles
        self._no_space = no_space

    def read(self, path: str) -> bytes:
        """The content of the file."""
        return self._files.read(path)

    def write(self, path: str, content: bytes) -> None:
        """Write the whole file."""
        self._check(path)
        self._files.write(path, content)

    def append(self, path: str, content: bytes) -> None:
        """Add to the end of the file."""
        self._check(path)
        self._files.append(path, content)

    def exists(self, path: str) -> bool:
        """Whether there is a file or folder."""
        return self._files.exists(path)

    def remove(self, path: str) -> None:
        """Remove the file or folder."""
        self._files.remove(path)

    def _check(self, path: str) -> None:
        if self._troubles.conditions.disk_full:
            raise OSError(errno.ENOSPC, self._no_space, path)
