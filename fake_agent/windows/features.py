"""Roles and features of Windows Server, and capabilities: what is installed. What they bring is told in roles.py."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from fake_agent.windows.overlay import Overlay

INSTALL_SECONDS = 45.0
"""How long a feature takes to install (chosen; the order of a small role on a small VM)."""


@dataclass(frozen=True, slots=True)
class Feature:
    """A role, role service or feature of Server Manager. ``depth`` is how far it is indented in the tree.

    ``pending``: the next start of the machine turns ``installed`` over. ``removed``: its files are not on the disk.
    """

    name: str
    display_name: str
    kind: str
    parent: str = ""
    depth: int = 1
    installed: bool = False
    pending: bool = False
    removed: bool = False

    @property
    def state(self) -> str:
        """As Get-WindowsFeature names it."""
        if self.pending:
            return "UninstallPending" if self.installed else "InstallPending"
        if self.installed:
            return "Installed"
        return "Removed" if self.removed else "Available"

    @property
    def stays(self) -> bool:
        """Whether it is installed once nothing is pending."""
        return self.installed != self.pending


class Features:
    """The features of one machine, in Server Manager's order. Unknown names raise ``KeyError``."""

    def __init__(self, table: Overlay[str, Feature], capabilities: Overlay[str, bool]) -> None:
        self._table = table
        self.capabilities = capabilities

    def all(self) -> Sequence[Feature]:
        """Every feature, each after its parent."""
        return list(self._table.values())

    def get(self, name: str) -> Feature:
        """The feature of that name."""
        return self._table[name.casefold()]

    def below(self, name: str) -> Sequence[Feature]:
        """The features directly below."""
        return [feature for feature in self._table.values() if feature.parent.casefold() == name.casefold()]

    def put(self, feature: Feature, *, installed: bool, pending: bool = False) -> Feature:
        """Note another state of a feature, and answer it."""
        changed = replace(feature, installed=installed, pending=pending, removed=feature.removed and not installed)
        self._table[feature.name.casefold()] = changed
        return changed
