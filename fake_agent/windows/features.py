"""Roles and features of Windows Server, optional features and capabilities: what is installed."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from fake_agent.windows.overlay import Overlay

INSTALL_SECONDS = 45.0
"""How long a feature takes to install (chosen; the order of a small role on a small VM)."""


@dataclass(frozen=True, slots=True)
class Feature:
    """A role, role service or feature of Server Manager. ``depth`` is how far it is indented in the tree."""

    name: str
    display_name: str
    kind: str
    parent: str = ""
    depth: int = 1
    installed: bool = False
    restart_needed: bool = False


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

    def install(self, name: str) -> Sequence[Feature]:
        """Install a feature with what is above it, and answer what was not installed before."""
        added: list[Feature] = []
        feature = self.get(name)
        if feature.parent:
            added.extend(self.install(feature.parent))
        if not feature.installed:
            feature = replace(feature, installed=True)
            self._table[name.casefold()] = feature
            added.append(feature)
        return added

    def remove(self, name: str) -> Sequence[Feature]:
        """Remove a feature with what is below it, and answer what was installed before."""
        removed: list[Feature] = []
        for child in self.below(name):
            removed.extend(self.remove(child.name))
        feature = self.get(name)
        if feature.installed:
            feature = replace(feature, installed=False)
            self._table[name.casefold()] = feature
            removed.append(feature)
        return removed
