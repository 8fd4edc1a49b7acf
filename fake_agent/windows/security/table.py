"""The security descriptors of one machine's files and registry keys, by path."""

from collections.abc import Sequence

from fake_agent.windows.overlay import Overlay
from fake_agent.windows.security.descriptors import (
    INHERIT_ONLY,
    OF_NEW_THINGS,
    AccessRule,
    Descriptor,
    effective,
    mapped,
)

TOKEN = frozenset(("S-1-5-18", "S-1-5-32-544", "S-1-1-0", "S-1-5-11"))
"""Whose rules hold for System: its own, Administrators', Everyone's, Authenticated Users'."""

CHANGE_RULES = 0x40000
"""The right to change the rules of a thing (WRITE_DAC, documented). Its owner has it always."""

VOLUME = "volume"
"""The entry for the root of every volume."""


class SecurityTable:
    """What was set, and what Windows comes with; all else has no rules of its own.

    A path is a file's in its one form or a registry key's full name, through no link.
    """

    def __init__(self, table: Overlay[str, Descriptor]) -> None:
        self._table = table

    def get(self, path: str) -> Descriptor:
        """The descriptor of a path."""
        found = self._table.get(path.casefold())
        if found is None and path.endswith(":"):
            return self._table[VOLUME]
        return OF_NEW_THINGS if found is None else found

    def put(self, path: str, descriptor: Descriptor) -> None:
        """Replace the descriptor of a path."""
        self._table[path.casefold()] = descriptor

    def rules(self, path: str, *, folder: bool) -> Sequence[AccessRule]:
        """All rules of a path, those that it inherits too; registry keys count as folders."""
        names = path.split("\\")
        chain = [self.get("\\".join(names[:end])) for end in range(1, len(names) + 1)]
        return effective(chain, folder=folder)

    def has_own(self, path: str) -> bool:
        """Whether the path has a descriptor of its own."""
        return path.casefold() in self._table

    def allows(self, path: str, right: int, *, folder: bool) -> bool:
        """Whether a process of System has the right: the first rule that speaks of it and of System says so."""
        if not self._table.differs and not self.has_own(path):
            return True  # on a fresh machine, what only inherits is System's
        for rule in self.rules(path, folder=folder):
            if rule.sid in TOKEN and not rule.propagation & INHERIT_ONLY and mapped(rule.rights) & right:
                return rule.allow
        return False

    def may_change_rules(self, path: str, *, folder: bool) -> bool:
        """Whether a process of System may change the rules of a path."""
        return self.get(path).owner in TOKEN or self.allows(path, CHANGE_RULES, folder=folder)

    def inherited(self, path: str, *, folder: bool) -> Sequence[AccessRule]:
        """What the path inherits, or would if it were not protected."""
        names = path.split("\\")
        chain = [self.get("\\".join(names[:end])) for end in range(1, len(names))]
        return [rule for rule in effective((*chain, Descriptor()), folder=folder) if rule.inherited]

    def forget(self, path: str) -> None:
        """What was at the path, and below it, is gone."""
        for key in self._under(path):
            del self._table[key]

    def move(self, old: str, new: str) -> None:
        """What was at the path, and below it, is now at another."""
        for key in self._under(old):
            self._table[new.casefold() + key[len(old) :]] = self._table[key]
            del self._table[key]

    def _under(self, path: str) -> list[str]:
        start = path.casefold()
        return [key for key in self._table if key == start or key.startswith(f"{start}\\")]
