"""Files and registry as a script of System meets them: what access rules don't allow is denied.

Nearly everything is allowed to System. What is not: what a rule denies, and what only TrustedInstaller may change.
Rules can be changed by whoever owns a thing, which takeown makes Administrators or System.
"""

import errno
from collections.abc import Callable, Sequence
from datetime import datetime

from fake_agent.powershell.host import FileAttributes, FileEntry, RegistryValue
from fake_agent.windows.file_system import FileSystem, normalize
from fake_agent.windows.registry import Registry
from fake_agent.windows.security.table import SecurityTable
from fake_agent.windows.tree import parent_of

READ, WRITE, APPEND, DELETE_CHILD, WRITE_ATTRIBUTES, DELETE = 0x1, 0x2, 0x4, 0x40, 0x100, 0x10000
"""Rights to a file's or folder's content (documented)."""

QUERY_VALUE, SET_VALUE, CREATE_SUB_KEY, ENUMERATE_SUB_KEYS = 0x1, 0x2, 0x4, 0x8
"""Rights to a registry key (documented)."""

DENIED = "Access to the path is denied."
REGISTRY_DENIED = "Requested registry access is not allowed."


Busy = Callable[[str], OSError | None]
"""What keeps a file or folder from being removed or replaced while somebody uses it; nothing where nobody does."""


class GuardedFiles(FileSystem):
    """The files of a machine, by their access rules and by who uses them."""

    def __init__(self, files: FileSystem, security: SecurityTable, busy: Busy) -> None:
        vars(self).update(vars(files))
        self._rules = security
        self._busy = busy

    def entries(self, folder: str) -> Sequence[FileEntry]:
        """What is directly in the folder."""
        self._need(folder, READ)
        return super().entries(folder)

    def read(self, path: str) -> bytes:
        """The whole content."""
        self._need(path, READ)
        return super().read(path)

    def write(self, path: str, content: bytes) -> None:
        """Replace or make the file."""
        self._need(*((path, WRITE) if self.exists(path) else (parent_of(normalize(path)), WRITE)))
        self._need_free(path)
        super().write(path, content)

    def make_folder(self, path: str) -> None:
        """Make the folder, and those above it."""
        if not self.exists(path):
            self._need(parent_of(normalize(path)), APPEND)
        super().make_folder(path)

    def remove(self, path: str) -> None:
        """Remove the file, or the folder with all that is in it: by a right to it, or by one to the folder above.

        Of a folder as much is removed as can be; then the first error is raised, if there was one.
        """
        problems: list[OSError] = []
        for entry in sorted(self.walk(path), key=lambda found: -found.path.count("\\")):
            if entry.is_folder and FileSystem.entries(self, entry.path):
                continue
            try:
                self._need_deletion(entry.path)
                super().remove(entry.path)
            except OSError as error:
                problems.append(error)
        if problems:
            raise problems[0]
        if self.exists(path):
            super().remove(path)

    def copy(self, source: str, destination: str) -> None:
        """Copy one file."""
        self._need(source, READ)
        super().copy(source, destination)

    def move(self, source: str, destination: str, *, replaces: bool = False) -> None:
        """Move or rename: by the right to delete the one and to make the other."""
        folder = self.is_folder(source)
        self._need_deletion(source)
        self._need(parent_of(normalize(destination)), APPEND if folder else WRITE)
        if replaces and self.exists(destination):
            self._need_deletion(destination)
        FileSystem.move(self._unguarded(), source, destination, replaces=replaces)

    def _unguarded(self) -> FileSystem:
        """The same files without guards, for what moves as a whole."""
        files = object.__new__(FileSystem)
        vars(files).update(vars(self))
        return files

    def set_attributes(self, path: str, attributes: FileAttributes) -> None:
        """Replace the attributes."""
        self._need(path, WRITE_ATTRIBUTES)
        super().set_attributes(path, attributes)

    def set_times(self, path: str, created: datetime, written: datetime, accessed: datetime) -> None:
        """Replace the three timestamps."""
        self._need(path, WRITE)
        super().set_times(path, created, written, accessed)

    def _allows(self, path: str, right: int) -> bool:
        plain = normalize(path)
        return not self.exists(plain) or self._rules.allows(plain, right, folder=self.is_folder(plain))

    def _need_deletion(self, path: str) -> None:
        if not self._allows(parent_of(normalize(path)), DELETE_CHILD):
            self._need(path, DELETE)
        self._need_free(path)

    def _need_free(self, path: str) -> None:
        busy = self._busy(normalize(path))
        if busy is not None:
            raise busy

    def _need(self, path: str, right: int) -> None:
        if not self._allows(path, right):
            raise PermissionError(errno.EACCES, DENIED, path)


class GuardedRegistry(Registry):
    """The registry of a machine, by its access rules."""

    def __init__(self, registry: Registry, security: SecurityTable) -> None:
        vars(self).update(vars(registry))
        self._rules = security

    def create(self, key: str) -> None:
        """Make the key and those above it."""
        if not self.exists(key):
            above = key.rpartition("\\")[0]
            while above and not self.exists(above):
                above = above.rpartition("\\")[0]
            self._need(above, CREATE_SUB_KEY)
        super().create(key)

    def delete(self, key: str) -> None:
        """Delete the key with all below it."""
        self._need(key, DELETE)
        super().delete(key)

    def copy(self, source: str, destination: str) -> None:
        """Copy the key with all below it."""
        self._need(source, QUERY_VALUE)
        super().copy(source, destination)

    def subkeys(self, key: str) -> Sequence[str]:
        """The names of the keys directly below."""
        self._need(key, ENUMERATE_SUB_KEYS)
        return super().subkeys(key)

    def values(self, key: str) -> Sequence[RegistryValue]:
        """The values of the key."""
        self._need(key, QUERY_VALUE)
        return super().values(key)

    def set_value(self, key: str, value: RegistryValue) -> None:
        """Add or replace a value."""
        self._need(key, SET_VALUE)
        super().set_value(key, value)

    def delete_value(self, key: str, name: str) -> None:
        """Delete a value."""
        self._need(key, SET_VALUE)
        super().delete_value(key, name)

    def _need(self, key: str, right: int) -> None:
        if key and self.exists(key) and not self._rules.allows(self.location(key), right, folder=True):
            raise PermissionError(errno.EACCES, REGISTRY_DENIED, key)
