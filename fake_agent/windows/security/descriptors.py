"""Access rules and security descriptors as values, and how a child inherits from the folder above it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

CONTAINER_INHERIT, OBJECT_INHERIT = 1, 2
"""The inheritance flags: folders (or keys) below inherit the rule, files below inherit it."""

NO_PROPAGATE, INHERIT_ONLY = 1, 2
"""The propagation flags: only direct children inherit it; it does not hold for the folder itself."""

FULL_CONTROL = 0x1F01FF
GENERIC_ALL, GENERIC_EXECUTE, GENERIC_READ, GENERIC_WRITE = 0x10000000, 0x20000000, 0x80000000, 0x40000000
FILE_RIGHTS = {GENERIC_ALL: FULL_CONTROL, GENERIC_EXECUTE: 0x1200A0, GENERIC_READ: 0x120089, GENERIC_WRITE: 0x120116}
"""What the generic rights mean of a file or folder (documented)."""

CREATOR_OWNER = "S-1-3-0"


@dataclass(frozen=True, slots=True)
class AccessRule:
    """One entry of an access control list: an account's SID, an access mask, and how it is passed on."""

    sid: str
    rights: int
    allow: bool = True
    inheritance: int = 0
    propagation: int = 0
    inherited: bool = False


@dataclass(frozen=True, slots=True)
class Descriptor:
    """An owner, a primary group, and the rules set on the very thing; a protected one inherits none."""

    owner: str = "S-1-5-32-544"
    group: str = "S-1-5-18"
    rules: tuple[AccessRule, ...] = ()
    protected: bool = False


OF_NEW_THINGS = Descriptor()
"""What System makes belongs to Administrators, its primary group is System (recorded); it has no rules of its own."""


def mapped(rights: int) -> int:
    """The access mask with generic rights replaced by what they mean of a file."""
    for generic, meaning in FILE_RIGHTS.items():
        if rights & generic:
            rights = (rights & ~generic) | meaning
    return rights


def inherited_by(rules: Iterable[AccessRule], *, folder: bool) -> tuple[AccessRule, ...]:
    """The rules that something directly below a folder of these rules inherits.

    CREATOR OWNER stands for whoever makes the child, who is Administrators here and has a rule already.
    """
    found: list[AccessRule] = []
    for rule in rules:
        passes_on = folder and rule.inheritance and not rule.propagation & NO_PROPAGATE
        kept = replace(rule, inherited=True, propagation=INHERIT_ONLY)
        holds = rule.inheritance & (CONTAINER_INHERIT if folder else OBJECT_INHERIT) and rule.sid != CREATOR_OWNER
        split = rule.rights != mapped(rule.rights)
        if holds:
            flags = rule.inheritance if passes_on and not split else 0
            found.append(replace(kept, rights=mapped(rule.rights), inheritance=flags, propagation=0))
        if passes_on and (split or not holds):
            found.append(kept)
    return tuple(found)


def canonical(rules: Iterable[AccessRule]) -> tuple[AccessRule, ...]:
    """The rules in the order that Windows keeps them in: denied before allowed, own before inherited."""
    return tuple(sorted(rules, key=lambda rule: (rule.inherited, rule.allow)))


def effective(chain: Sequence[Descriptor], *, folder: bool) -> tuple[AccessRule, ...]:
    """All rules of the last of a chain, which goes from the root of the volume or hive down to the thing itself."""
    rules: tuple[AccessRule, ...] = ()
    for index, descriptor in enumerate(chain):
        above = () if descriptor.protected else inherited_by(rules, folder=folder or index < len(chain) - 1)
        rules = canonical((*descriptor.rules, *above))
    return rules
