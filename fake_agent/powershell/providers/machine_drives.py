r"""Drives that belong to the machine rather than to the interpreter: ``Cert:``, ``WSMan:``.

The machine's side adds them to ``DRIVES``; the item cmdlets go through ``drive_path``.
"""

from collections.abc import Mapping
from typing import Any, NamedTuple, Protocol


class MachineDrive(Protocol):
    r"""A drive. Paths are below it, without its name and outer backslashes: ``LocalMachine\My``; ``""`` is the root."""

    provider: str
    """The provider as paths name it: ``Microsoft.PowerShell.Security\\Certificate``."""

    def find(self, call: Any, path: str) -> Any | None:
        """The item there, or nothing."""

    def below(self, call: Any, path: str) -> list[tuple[str, Any]]:
        """Name and item of each child of a container."""

    def put(self, call: Any, path: str, value: Any) -> None:
        """Set the item's value; the path is there."""

    def make(self, call: Any, path: str, values: Mapping[str, Any]) -> Any | None:
        """Make an item with the parameters of New-Item that the provider adds; what it answers."""

    def remove(self, call: Any, path: str) -> None:
        """Remove the item; the path is there."""


class DrivePath(NamedTuple):
    """A path on a drive of the machine."""

    name: str
    drive: MachineDrive
    path: str


DRIVES: dict[str, MachineDrive] = {}
"""The drives by name in lower case."""


def drive_path(path: str) -> DrivePath | None:
    r"""The drive and what is below it; nothing where the path is of another kind.

    Both ``Cert:\LocalMachine`` and ``Microsoft.PowerShell.Security\Certificate::LocalMachine`` will do.
    """
    head, colons, rest = path.partition("::")
    if colons:
        provider = head.lower().rpartition("\\")[2]
        for name, drive in DRIVES.items():
            if drive.provider.lower().rpartition("\\")[2] == provider:
                return DrivePath(name, drive, rest.replace("/", "\\").strip("\\"))
        return None
    name, colon, rest = path.partition(":")
    known = DRIVES.get(name.lower()) if colon else None
    return None if known is None else DrivePath(name.lower(), known, rest.replace("/", "\\").strip("\\"))
