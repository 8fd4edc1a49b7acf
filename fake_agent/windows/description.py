"""Machines as plain mappings: taken over from an estate file, and shown by the control API.

The sections are those of ``apply``; what is shown holds only what differs from the base image.
"""

from collections.abc import Callable, Mapping
from dataclasses import asdict, is_dataclass
from enum import Enum
from typing import Any

from fake_agent.powershell.host import FileAttributes
from fake_agent.windows.machine import Machine, Snapshot
from fake_agent.windows.overlay import Absent
from fake_agent.windows.tree import Node


def apply(machine: Machine, description: Mapping[str, Any]) -> None:
    """Take over a description. ``ValueError`` for a section that there is not, and for values that don't fit.

    Sections: ``registry`` (key -> name -> data), ``services`` (name -> fields), ``files`` (path -> text), ``users``
    (name -> fields), ``groups`` (name -> members to add), ``adapters`` (name -> fields), ``firewall`` (display name ->
    fields of a rule), ``features`` (names to install), ``environment`` (name -> value), ``time_zone`` (Windows name).
    """
    unknown = sorted(set(description) - set(_SECTIONS))
    if unknown:
        raise ValueError(f"no such section of a machine: {', '.join(unknown)}; there are {', '.join(_SECTIONS)}")
    for section, content in description.items():
        try:
            _SECTIONS[section](machine, content)
        except (AttributeError, KeyError, TypeError) as error:
            raise ValueError(f"the machine's section {section!r} does not fit: {error}") from error


def _apply_time_zone(machine: Machine, name: str) -> None:
    machine.time_zone_id = name


def _apply_features(machine: Machine, names: list[str]) -> None:
    for name in names:
        machine.features.install(name)


def _apply_environment(machine: Machine, variables: Mapping[str, str]) -> None:
    for name, value in variables.items():
        machine.set_variable(name, str(value))


_SECTIONS: dict[str, Callable[[Machine, Any], None]] = {
    "registry": lambda machine, keys: machine.registry.apply(keys),
    "services": lambda machine, services: machine.services.apply(services),
    "files": lambda machine, files: machine.files.apply(files),
    "users": lambda machine, users: machine.accounts.apply(users, {}),
    "groups": lambda machine, groups: machine.accounts.apply({}, groups),
    "adapters": lambda machine, adapters: machine.network.apply(adapters),
    "firewall": lambda machine, rules: machine.firewall.apply(rules),
    "features": _apply_features,
    "environment": _apply_environment,
    "time_zone": _apply_time_zone,
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
        case bytes():
            plain = value.decode("utf-8", "replace")
        case tuple() | list():
            plain = [_plain(item) for item in value]
        case _ if is_dataclass(value) and not isinstance(value, type):
            plain = {name: _plain(content) for name, content in asdict(value).items()}
        case _:
            plain = value
    return plain
