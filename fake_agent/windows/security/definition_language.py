"""SDDL: security descriptors as text, ``O:BAG:SYD:PAI(A;OICI;FA;;;SY)`` for example."""

import re
from collections.abc import Iterable

from fake_agent.windows.security.descriptors import (
    CONTAINER_INHERIT,
    FULL_CONTROL,
    INHERIT_ONLY,
    NO_PROPAGATE,
    OBJECT_INHERIT,
    AccessRule,
    Descriptor,
)

ACCOUNTS = {
    "AC": "S-1-15-2-1",
    "AU": "S-1-5-11",
    "BA": "S-1-5-32-544",
    "BG": "S-1-5-32-546",
    "BU": "S-1-5-32-545",
    "CO": "S-1-3-0",
    "IU": "S-1-5-4",
    "LS": "S-1-5-19",
    "NS": "S-1-5-20",
    "NU": "S-1-5-2",
    "RD": "S-1-5-32-555",
    "SU": "S-1-5-6",
    "SY": "S-1-5-18",
    "WD": "S-1-1-0",
}
"""The two-letter names of accounts."""

WHOLE_RIGHTS = {
    "FA": FULL_CONTROL,
    "FR": 0x120089,
    "FW": 0x120116,
    "FX": 0x1200A0,
    "KA": 0xF003F,
    "KR": 0x20019,
}
SINGLE_RIGHTS = {
    "GA": 0x10000000,
    "GX": 0x20000000,
    "GW": 0x40000000,
    "GR": 0x80000000,
    "CC": 0x1,
    "DC": 0x2,
    "LC": 0x4,
    "SW": 0x8,
    "RP": 0x10,
    "WP": 0x20,
    "DT": 0x40,
    "LO": 0x80,
    "CR": 0x100,
    "SD": 0x10000,
    "RC": 0x20000,
    "WD": 0x40000,
    "WO": 0x80000,
}
_FLAGS = (("OI", OBJECT_INHERIT, 0), ("CI", CONTAINER_INHERIT, 0), ("NP", 0, NO_PROPAGATE), ("IO", 0, INHERIT_ONLY))
_INHERITED = "ID"
_ENTRY = re.compile(r"\(([^()]*)\)")
_WHOLE = re.compile(
    r"(?:O:(?P<owner>[^:()]+?))?(?:G:(?P<group>[^:()]+?))?(?:D:(?P<flags>[A-Z]*)(?P<rules>(?:\([^()]*\))*))?"
)
_CODES = {sid: code for code, sid in ACCOUNTS.items()}


def _rights(text: str) -> int:
    if text.lower().startswith("0x"):
        return int(text, 16)
    if text in WHOLE_RIGHTS:
        return WHOLE_RIGHTS[text]
    return sum(SINGLE_RIGHTS[text[at : at + 2]] for at in range(0, len(text), 2))


def _rule(text: str) -> AccessRule:
    kind, flags, rights, _, _, account = text.split(";")
    codes = [flags[at : at + 2] for at in range(0, len(flags), 2)]
    return AccessRule(
        ACCOUNTS.get(account, account),
        _rights(rights),
        kind == "A",
        sum(inheritance for code, inheritance, _ in _FLAGS if code in codes),
        sum(propagation for code, _, propagation in _FLAGS if code in codes),
        _INHERITED in codes,
    )


def parse(text: str) -> Descriptor:
    """Read a descriptor; inherited rules of the text are left out. ``ValueError`` where it is none."""
    found = _WHOLE.fullmatch(text.strip())
    if found is None:
        raise ValueError(text)
    try:
        rules = [_rule(entry) for entry in _ENTRY.findall(found["rules"] or "")]
    except (KeyError, ValueError) as error:
        raise ValueError(text) from error
    default = Descriptor()
    owner, group = found["owner"] or default.owner, found["group"] or default.group
    own = tuple(rule for rule in rules if not rule.inherited)
    return Descriptor(ACCOUNTS.get(owner, owner), ACCOUNTS.get(group, group), own, "P" in (found["flags"] or ""))


def _rights_text(rights: int) -> str:
    for code, whole in WHOLE_RIGHTS.items():
        if rights == whole:
            return code
    codes = [(code, right) for code, right in SINGLE_RIGHTS.items() if rights & right]
    exact = sum(right for _, right in codes) == rights
    return "".join(code for code, _ in codes) if exact and len(codes) <= 2 else f"0x{rights:x}"


def _rule_text(rule: AccessRule) -> str:
    codes = [
        code
        for code, inheritance, propagation in _FLAGS
        if rule.inheritance & inheritance or rule.propagation & propagation
    ]
    flags = "".join((*codes, *((_INHERITED,) if rule.inherited else ())))
    account = _CODES.get(rule.sid, rule.sid)
    return f"({'A' if rule.allow else 'D'};{flags};{_rights_text(rule.rights)};;;{account})"


def shown(descriptor: Descriptor, rules: Iterable[AccessRule]) -> str:
    """A descriptor with all its rules, inherited ones too, as Windows writes it."""
    flags = "PAI" if descriptor.protected else "AI"
    owner, group = (_CODES.get(sid, sid) for sid in (descriptor.owner, descriptor.group))
    return f"O:{owner}G:{group}D:{flags}{''.join(map(_rule_text, rules))}"
