"""Machines as plain mappings: taken over from an estate file, and shown by the control API.

The sections are those of ``apply``; what is shown holds only what differs from the base image.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, is_dataclass, replace
from enum import Enum
from typing import Any

from fake_agent.powershell.host import FileAttributes, HostError, RegistryValue
from fake_agent.windows.description_check import DescriptionError, checked
from fake_agent.windows.machine import Machine, Snapshot
from fake_agent.windows.overlay import Absent
from fake_agent.windows.registry import LOCAL_MACHINE
from fake_agent.windows.roles import finish, install
from fake_agent.windows.time_zones import find_zone
from fake_agent.windows.tree import Node

APPLOCKER_KEY = rf"{LOCAL_MACHINE}\SOFTWARE\Policies\Microsoft\Windows\SrpV2\Script"
"""AppLocker's rules for scripts: a key each, with the rule's XML in ``Value``. The service AppIDSvc enforces them."""

_DENIES_ALL = "9428c672-5fc3-47f4-808a-a0011f36dd2c"
_DENIAL = (
    f'<FilePathRule Id="{_DENIES_ALL}" Name="All scripts" UserOrGroupSid="S-1-1-0" Action="Deny"><Conditions>'
    '<FilePathCondition Path="*"/></Conditions></FilePathRule>'
)

__all__ = ["DescriptionError", "apply", "check", "describe"]


def apply(machine: Machine, description: Mapping[str, Any], place: str = "the machine's description") -> None:
    """Take over a description, or nothing of it. Raises ``DescriptionError``, which names the member that can't be.

    Sections: ``registry`` (key -> name -> data), ``services`` (name -> members), ``files`` (path -> text), ``volumes``
    (letter -> label, size, free, full), ``users`` (name -> members), ``groups`` (name -> members to add), ``adapters``
    (name -> members), ``firewall`` (display name -> members of a rule), ``features`` (names to install),
    ``environment`` (name -> value), ``antimalware`` (texts by which a script is malicious), ``applocker`` (whether
    scripts are blocked), ``timeZone`` (Windows name). Null removes a registry key or value, service, file, user,
    firewall rule or variable.
    """
    sections = checked(description, place)
    before = machine.snapshot()
    for section, content in sections.items():
        try:
            _SECTIONS[section](machine, content)
        except (HostError, LookupError, OSError, ValueError) as error:
            machine.restore(before)
            raise DescriptionError(f"{place}: '{section}' can't be: {_reason(error)}") from error


def check(description: Mapping[str, Any], place: str) -> None:
    """Raise ``DescriptionError`` for a description that a fresh machine can't take over."""
    apply(Machine("machine", lambda: 0.0), description, place)


def _reason(error: Exception) -> str:
    if isinstance(error, OSError):
        where = f": '{error.filename}'" if error.filename else ""
        return f"{error.strerror or error}{where}"
    return f"there is no '{error.args[0]}'" if isinstance(error, LookupError) else str(error)


def _apply_time_zone(machine: Machine, name: str) -> None:
    known = find_zone(name)
    if known is None:
        raise LookupError(name)
    machine.time_zone_id = known


def _apply_features(machine: Machine, names: Sequence[str]) -> None:
    """The features, with what they bring; none of them waits for a restart."""
    install(machine, names)
    finish(machine)


def _apply_environment(machine: Machine, variables: Mapping[str, str | None]) -> None:
    for name, value in variables.items():
        machine.set_variable(name, value)


def _apply_volumes(machine: Machine, volumes: Mapping[str, Mapping[str, Any]]) -> None:
    for letter, members in volumes.items():
        volume = machine.files.volumes[letter.upper()]
        size = members.get("size", volume.size)
        used = size - members["free"] - volume.used if "free" in members else volume.base_used
        filler = 0 if {"free", "full"} & members.keys() else volume.filler
        changed = replace(volume, label=members.get("label", volume.label), size=size, base_used=used, filler=filler)
        if members.get("full"):
            changed = replace(changed, filler=max(0, changed.free))
        machine.files.volumes[letter.upper()] = changed


def _apply_antimalware(machine: Machine, members: Mapping[str, Any]) -> None:
    machine.settings["signatures"] = members.get("signatures", ())


def _apply_applocker(machine: Machine, members: Mapping[str, Any]) -> None:
    """A policy that denies everybody every script, with the service that enforces it; or none."""
    match members.get("scripts"):
        case "blocked":
            machine.registry.write(APPLOCKER_KEY, "EnforcementMode", 1)
            machine.registry.write(rf"{APPLOCKER_KEY}\{_DENIES_ALL}", "Value", _DENIAL)
            machine.services.start("AppIDSvc")
        case "allowed" if machine.registry.exists(APPLOCKER_KEY):
            machine.registry.delete(APPLOCKER_KEY)


def _present(items: Mapping[str, Any], remove: Callable[[str], object]) -> dict[str, Any]:
    """Those that have a value; the others are removed."""
    for name, value in items.items():
        if value is None:
            remove(name)
    return {name: value for name, value in items.items() if value is not None}


def _apply_firewall(machine: Machine, rules: Mapping[str, Any]) -> None:
    def remove(display_name: str) -> None:
        machine.firewall.remove([rule.name for rule in machine.firewall.shown_as(display_name)])

    machine.firewall.apply(_present(rules, remove))


def _apply_services(machine: Machine, services: Mapping[str, Any]) -> None:
    machine.services.apply(_present(services, machine.services.remove))


def _apply_users(machine: Machine, users: Mapping[str, Any]) -> None:
    machine.accounts.apply(_present(users, machine.accounts.remove_user), {})


_SECTIONS: dict[str, Callable[[Machine, Any], None]] = {
    "registry": lambda machine, keys: machine.registry.apply(keys),
    "services": _apply_services,
    "files": lambda machine, files: machine.files.apply(files),
    "volumes": _apply_volumes,
    "users": _apply_users,
    "groups": lambda machine, groups: machine.accounts.apply({}, groups),
    "adapters": lambda machine, adapters: machine.network.apply(adapters),
    "firewall": _apply_firewall,
    "features": _apply_features,
    "environment": _apply_environment,
    "antimalware": _apply_antimalware,
    "applocker": _apply_applocker,
    "timeZone": _apply_time_zone,
}


def describe(snapshot: Snapshot) -> dict[str, dict[str, Any]]:
    """What differs from the base image, as plain values: part -> key -> value, ``None`` for what was removed."""
    return {
        part: {_key(key): None if isinstance(value, Absent) else _plain(value) for key, value in changes.items()}
        for part, changes in snapshot.changes.items()
        if changes
    }


def _key(key: object) -> str:
    return "\\".join(map(str, key)) if isinstance(key, tuple) else str(key)


def _plain(value: object) -> Any:
    match value:
        case Node():
            plain: Any = _plain(value.content)
        case FileAttributes():
            plain = int(value)
        case Enum():
            plain = value.value
        case RegistryValue(name, kind, bytes(data)):
            plain = {"name": name, "kind": kind.value, "data": data.hex()}
        case bytes():
            plain = value.decode("utf-8", "replace")
        case tuple() | list():
            plain = [_plain(item) for item in value]
        case _ if is_dataclass(value) and not isinstance(value, type):
            plain = {name: _plain(content) for name, content in asdict(value).items()}
        case _:
            plain = value
    return plain
