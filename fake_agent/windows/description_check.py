"""What the description of a machine may say: every member with its form, checked before anything is changed."""

from collections.abc import Callable, Mapping
from typing import Any

Check = Callable[[Any, str], Any]
"""Answers the value in the machine's own form; ``DescriptionError`` names the place where it does not fit."""

START_TYPES = ("Boot", "System", "Automatic", "Manual", "Disabled")
STATUSES = ("Stopped", "Running", "Paused")


class DescriptionError(ValueError):
    """A description of a machine that can't be; the text says where and what would fit."""


def text(value: Any, place: str) -> str:
    """A text."""
    if not isinstance(value, str):
        raise DescriptionError(f"{place} must be a text")
    return value


def truth(value: Any, place: str) -> bool:
    """True or false."""
    if not isinstance(value, bool):
        raise DescriptionError(f"{place} must be true or false")
    return value


def number(value: Any, place: str) -> int:
    """A whole number, not negative."""
    if isinstance(value, bool) or not isinstance(value, int) or value < 0:
        raise DescriptionError(f"{place} must be a whole number from 0")
    return value


def texts(value: Any, place: str) -> tuple[str, ...]:
    """A list of texts."""
    if not isinstance(value, list | tuple):
        raise DescriptionError(f"{place} must be a list of texts")
    return tuple(text(item, f"{place}: item {index}") for index, item in enumerate(value))


def ports(value: Any, place: str) -> tuple[str, ...]:
    """A port, a range as a text, or a list of them."""
    items = value if isinstance(value, list | tuple) else [value]
    if not all(isinstance(item, int | str) and not isinstance(item, bool) for item in items):
        raise DescriptionError(f"{place} must be a port, a range such as 5000-5010, or a list of them")
    return tuple(map(str, items))


def choice(*choices: str) -> Check:
    """One of these texts."""

    def check(value: Any, place: str) -> str:
        if value not in choices:
            raise DescriptionError(f"{place} must be one of {', '.join(choices)}, not {value!r}")
        return str(value)

    return check


def mapping(check: Check, *, removable: bool = False) -> Check:
    """Names with values of one form; where they are ``removable``, null takes one away."""

    def check_all(value: Any, place: str) -> dict[str, Any]:
        if not isinstance(value, Mapping):
            raise DescriptionError(f"{place} must be a mapping")
        return {
            text(name, f"{place}: the name {name!r}"): None
            if removable and item is None
            else check(item, f"{place}: '{name}'")
            for name, item in value.items()
        }

    return check_all


def record(**members: tuple[str, Check]) -> Check:
    """Named members, each with the machine's own name for it and its form."""

    def check(value: Any, place: str) -> dict[str, Any]:
        if not isinstance(value, Mapping):
            raise DescriptionError(f"{place} must be a mapping with any of {', '.join(members)}")
        unknown = [name for name in value if name not in members]
        if unknown:
            raise DescriptionError(f"{place} has no member '{unknown[0]}'; it takes {', '.join(members)}")
        return {members[name][0]: members[name][1](item, f"{place}: '{name}'") for name, item in value.items()}

    return check


def registry_data(value: Any, place: str) -> Any:
    """Text, a number (DWORD), a list (multi string), or one of the forms of ``registry.value_from``."""
    match value:
        case str() | int() | {"expand": str()} | {"qword": int()}:
            fits = not isinstance(value, Mapping) or len(value) == 1
        case list():
            fits = all(isinstance(item, str) for item in value)
        case {"binary": str(digits)} | {"none": str(digits)}:
            fits = len(value) == 1 and _is_hexadecimal(digits)
        case _:
            fits = False
    if not fits:
        raise DescriptionError(
            f"{place} must be a text, a number, a list of texts, {{expand: text}}, {{qword: number}} or "
            "{binary: hexadecimal digits} (or none:)"
        )
    return value


def _is_hexadecimal(digits: str) -> bool:
    try:
        bytes.fromhex(digits)
    except ValueError:
        return False
    return True


_SERVICE = record(
    displayName=("display_name", text),
    description=("description", text),
    status=("status", choice(*STATUSES)),
    startType=("start_type", choice(*START_TYPES)),
)

_USER = record(
    fullName=("full_name", text),
    description=("description", text),
    password=("password", text),
    enabled=("enabled", truth),
    passwordRequired=("password_required", truth),
    passwordExpires=("password_expires", truth),
    mayChangePassword=("may_change_password", truth),
)

_ADAPTER = record(
    enabled=("enabled", truth),
    address=("address", text),
    prefixLength=("prefix_length", number),
    gateway=("gateway", text),
    macAddress=("mac_address", text),
    nameServers=("name_servers", texts),
    dnsSuffix=("dns_suffix", text),
    usesDhcp=("uses_dhcp", truth),
)

_FIREWALL_RULE = record(
    name=("name", text),
    direction=("direction", choice("Inbound", "Outbound")),
    action=("action", choice("Allow", "Block")),
    enabled=("enabled", truth),
    protocol=("protocol", text),
    localPorts=("local_ports", ports),
    remotePorts=("remote_ports", ports),
    localAddresses=("local_addresses", texts),
    remoteAddresses=("remote_addresses", texts),
    program=("program", text),
    service=("service", text),
    profiles=("profiles", texts),
    group=("group", text),
    description=("description", text),
)

_VOLUME = record(label=("label", text), size=("size", number), free=("free", number), full=("full", truth))

_APPLOCKER = record(scripts=("scripts", choice("blocked", "allowed")))

_ANTIMALWARE = record(signatures=("signatures", texts))

SECTIONS: dict[str, Check] = {
    "registry": mapping(mapping(registry_data, removable=True), removable=True),
    "services": mapping(_SERVICE, removable=True),
    "files": mapping(text, removable=True),
    "volumes": mapping(_VOLUME),
    "users": mapping(_USER, removable=True),
    "groups": mapping(texts),
    "adapters": mapping(_ADAPTER),
    "firewall": mapping(_FIREWALL_RULE, removable=True),
    "features": texts,
    "environment": mapping(text, removable=True),
    "antimalware": _ANTIMALWARE,
    "applocker": _APPLOCKER,
    "timeZone": text,
}
"""The sections of a description. Where null is allowed it takes away what there is."""

_CHECK = record(**{name: (name, check) for name, check in SECTIONS.items()})


def checked(description: Any, place: str) -> dict[str, Any]:
    """The description in the machine's own terms: the fields of its dataclasses. Raises ``DescriptionError``."""
    sections: dict[str, Any] = _CHECK(description, place)
    return sections
