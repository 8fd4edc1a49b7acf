"""icacls.exe and takeown.exe: access rules from the command line."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from fake_agent.powershell.host import ProgramResult
from fake_agent.windows.command_processor.patterns import matching
from fake_agent.windows.errors import TEXTS
from fake_agent.windows.file_system import normalize
from fake_agent.windows.machine import Machine
from fake_agent.windows.programs.registry import Call, failed, lines, printed, program
from fake_agent.windows.security.accounts import name_of, sid_of
from fake_agent.windows.security.descriptors import (
    CONTAINER_INHERIT,
    FULL_CONTROL,
    GENERIC_ALL,
    INHERIT_ONLY,
    NO_PROPAGATE,
    OBJECT_INHERIT,
    AccessRule,
    Descriptor,
    canonical,
)

SIMPLE_RIGHTS = {"F": FULL_CONTROL, "M": 0x1301BF, "RX": 0x1200A9, "R": 0x120089, "W": 0x100116, "D": 0x110000}
SPECIFIC_RIGHTS = {
    "DE": 0x10000,
    "RC": 0x20000,
    "WDAC": 0x40000,
    "WO": 0x80000,
    "S": 0x100000,
    "GR": 0x80000000,
    "GW": 0x40000000,
    "GE": 0x20000000,
    "GA": GENERIC_ALL,
    "RD": 0x1,
    "WD": 0x2,
    "AD": 0x4,
    "REA": 0x8,
    "WEA": 0x10,
    "X": 0x20,
    "DC": 0x40,
    "RA": 0x80,
    "WA": 0x100,
}
FLAGS = (
    ("OI", OBJECT_INHERIT, 0),
    ("CI", CONTAINER_INHERIT, 0),
    ("IO", 0, INHERIT_ONLY),
    ("NP", 0, NO_PROPAGATE),
)
NOT_MAPPED = 1332
DENIED = 5
INVALID = 87

_PERMISSION = re.compile(r"(?P<flags>(?:\((?:OI|CI|IO|NP|I)\))*)\(?(?P<rights>[A-Z,]+)\)?", re.IGNORECASE)


class _UsageError(Exception):
    """icacls refuses the command line: its text and exit code."""

    def __init__(self, text: str, exit_code: int) -> None:
        super().__init__(text)
        self.text = text
        self.exit_code = exit_code


def _full_path(call: Call, path: str) -> str:
    return normalize(path if path[1:2] == ":" else f"{call.folder}\\{path}")


@program("icacls", "cacls")
def icacls(call: Call) -> ProgramResult:
    """``icacls PATH [/grant[:r] | /deny | /remove[:g | :d] | /inheritance:e|d|r | /setowner | /reset ...] [/t]``."""
    if not call.arguments:
        return failed("Invalid parameter", exit_code=INVALID)
    given, *words = call.arguments
    machine = call.machine
    found = [entry.path for entry in matching(machine.files, _full_path(call, given))]
    if not found:
        return ProgramResult(
            lines("Successfully processed 0 files; Failed processing 1 files"),
            lines(f"{given}: The system cannot find the file specified."),
            2,
        )
    if "/t" in call.options:
        found = [entry.path for path in found for entry in machine.files.walk(path)]
    try:
        changes = list(_changes(words))
        shown: list[str] = []
        denied: list[str] = []
        for path in found:
            name = given if len(found) == 1 else path
            if changes and not machine.security.may_change_rules(normalize(path), folder=machine.files.is_folder(path)):
                denied.append(f"{name}: {TEXTS[DENIED]}")
                if "/c" in call.options:
                    continue
                break
            for verb, values in changes:
                _change(machine, path, verb, values)
            shown += [f"processed file: {name}"] if changes else _listing(machine, path, name)
    except _UsageError as error:
        summary = lines("Successfully processed 0 files; Failed processing 1 files")
        return ProgramResult(summary, lines(error.text), error.exit_code)
    quiet = changes and "/q" in call.options
    processed = sum(line.startswith("processed file: ") for line in shown) if changes else len(found)
    summary = f"Successfully processed {processed} files; Failed processing {len(denied)} files"
    return ProgramResult(lines(*([] if quiet else shown), summary), lines(*denied), DENIED if denied else 0)


def _changes(words: Sequence[str]) -> Iterator[tuple[str, list[str]]]:
    """The verbs of a command line, each with the words that follow it."""
    index = 0
    while index < len(words):
        verb = words[index].casefold()
        index += 1
        values: list[str] = []
        while index < len(words) and not words[index].startswith("/"):
            values.append(words[index])
            index += 1
        if verb in {"/t", "/c", "/q", "/l"}:
            continue
        if verb.partition(":")[0] not in {"/grant", "/deny", "/remove", "/inheritance", "/setowner", "/reset"}:
            raise _UsageError(f'Invalid parameter "{verb}"', INVALID)
        yield verb, values


def _change(machine: Machine, path: str, verb: str, values: Sequence[str]) -> None:
    kept = normalize(path)
    descriptor = machine.security.get(kept)
    folder = machine.files.is_folder(path)
    name, _, mode = verb.partition(":")
    match name:
        case "/grant" | "/deny":
            for value in values:
                rule = _rule(machine, value, allow=name == "/grant")
                descriptor = _with_rule(descriptor, rule, replaces=mode == "r")
        case "/remove":
            sids = {_sid(machine, value) for value in values}
            kinds = {"g": {True}, "d": {False}}.get(mode, {True, False})
            left = (rule for rule in descriptor.rules if rule.sid not in sids or rule.allow not in kinds)
            descriptor = replace(descriptor, rules=tuple(left))
        case "/inheritance":
            inherited = machine.security.inherited(kept, folder=folder) if not descriptor.protected else ()
            copied = (replace(rule, inherited=False) for rule in inherited) if mode == "d" else ()
            descriptor = replace(descriptor, rules=(*descriptor.rules, *copied), protected=mode != "e")
        case "/setowner":
            descriptor = replace(descriptor, owner=_sid(machine, values[0] if values else ""))
        case _:
            descriptor = replace(descriptor, rules=(), protected=False)
    machine.security.put(kept, replace(descriptor, rules=canonical(descriptor.rules)))


def _with_rule(descriptor: Descriptor, added: AccessRule, *, replaces: bool) -> Descriptor:
    rules = list(descriptor.rules)
    if replaces:
        rules = [rule for rule in rules if (rule.sid, rule.allow) != (added.sid, added.allow)]
    for index, known in enumerate(rules):
        if replace(known, rights=0) == replace(added, rights=0):
            rules[index] = replace(known, rights=known.rights | added.rights)
            return replace(descriptor, rules=tuple(rules))
    return replace(descriptor, rules=(*rules, added))


def _sid(machine: Machine, name: str) -> str:
    found = sid_of(machine, name.removeprefix("*"))
    if found is None:
        raise _UsageError(f"{name}: No mapping between account names and security IDs was done.", NOT_MAPPED)
    return found


def _rule(machine: Machine, text: str, *, allow: bool) -> AccessRule:
    name, _, permission = text.partition(":")
    found = _PERMISSION.fullmatch(permission)
    known = SIMPLE_RIGHTS | SPECIFIC_RIGHTS
    codes = found["rights"].upper().split(",") if found else []
    if found is None or not all(code in known for code in codes):
        raise _UsageError(f'Invalid parameter "{text}"', INVALID)
    flags = found["flags"].upper()
    return AccessRule(
        _sid(machine, name),
        _union(known[code] for code in codes),
        allow,
        sum(inheritance for code, inheritance, _ in FLAGS if f"({code})" in flags),
        sum(propagation for code, _, propagation in FLAGS if f"({code})" in flags),
    )


def _union(masks: Iterable[int]) -> int:
    rights = 0
    for mask in masks:
        rights |= mask
    return rights


def _rights_text(rights: int) -> str:
    if rights == GENERIC_ALL:
        return "F"
    for code, simple in SIMPLE_RIGHTS.items():
        if rights == simple:
            return code
    for reading in ("RX", "R"):
        if rights == SIMPLE_RIGHTS[reading] | SIMPLE_RIGHTS["W"]:
            return f"{reading},W"
    return ",".join(code for code, right in SPECIFIC_RIGHTS.items() if rights & right)


def _listing(machine: Machine, path: str, name: str) -> list[str]:
    rules = machine.security.rules(normalize(path), folder=machine.files.is_folder(path))
    shown = []
    for index, rule in enumerate(rules):
        flags = "".join(
            f"({code})" for code, given, passed in FLAGS if rule.inheritance & given or rule.propagation & passed
        )
        kind = ("(I)" if rule.inherited else "") + ("" if rule.allow else "(DENY)")
        start = name if index == 0 else " " * len(name)
        shown.append(f"{start} {name_of(machine, rule.sid)}:{kind}{flags}({_rights_text(rule.rights)})")
    return [*shown, ""]


@program("takeown")
def takeown(call: Call) -> ProgramResult:
    """``takeown /f PATH [/a] [/r]``: the owner is then System, with ``/a`` Administrators."""
    machine = call.machine
    path = _full_path(call, call.words[0]) if call.words else ""
    if not machine.files.exists(path):
        return failed("ERROR: The system cannot find the file specified.")
    owned = [entry.path for entry in machine.files.walk(path)] if "/r" in call.options else [path]
    by_group = "/a" in call.options
    whom = "the administrators group" if by_group else f'user "WORKGROUP\\{machine.computer_name}$"'
    shown = []
    for one in owned:
        kept = normalize(one)
        owner = "S-1-5-32-544" if by_group else "S-1-5-18"
        machine.security.put(kept, replace(machine.security.get(kept), owner=owner))
        shown += ["", f'SUCCESS: The file (or folder): "{one}" now owned by {whom}.']
    return printed(*shown)
