"""The estate: what exists in a simulation, read from YAML and checked, with errors that say what to write."""

import re
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from simulator.fixtures import load_yaml, read_text

OS_TYPES = ("Windows", "Linux")
ROLES = ("Owner", "Contributor", "Virtual Machine Contributor", "Reader")

EXIT_CODES = ("modern", "legacy")
"""What a script's exit code means: nothing (as in Azure today), or failure (as in 2018 and 2019)."""

MOST_INSTANCES = 1000
"""Of one scale set (documented)."""

_GUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)
_NAME = re.compile(r"[A-Za-z0-9]([A-Za-z0-9._-]{0,62}[A-Za-z0-9])?")
_GROUP_NAME = re.compile(r"[-\w.()]{0,89}[-\w()]")
_NAMESPACE = uuid.UUID("6f0c2f5e-58a4-4a35-a1f0-2f6b4f1f3c1e")


class EstateError(ValueError):
    """An estate that can't be: the text says where and what would be right."""


@dataclass(frozen=True, slots=True)
class MachineEntry:
    """A VM of the estate. ``options`` are handed to its guest and agent as they are (see docs/estate.md)."""

    name: str
    os_type: str
    size: str = "Standard_D2s_v5"
    tags: dict[str, str] = field(default_factory=dict)
    extension_operations: bool = True
    running: bool = True
    options: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ScaleSetEntry:
    """A scale set with this many instances, named 0, 1, ..."""

    name: str
    os_type: str
    instances: int = 1


@dataclass(frozen=True, slots=True)
class GroupEntry:
    """A resource group and what is in it."""

    name: str
    location: str
    machines: tuple[MachineEntry, ...] = ()
    scale_sets: tuple[ScaleSetEntry, ...] = ()


@dataclass(frozen=True, slots=True)
class PrincipalEntry:
    """A service principal with a role over the subscription (or over ``scope``)."""

    name: str
    role: str
    client_id: str
    client_secret: str
    object_id: str
    scope: str = ""


@dataclass(frozen=True, slots=True)
class Estate:
    """All of it. The first principal with the role Owner is the one that clients are given."""

    tenant_id: str
    domain: str
    subscription_id: str
    subscription_name: str
    principals: tuple[PrincipalEntry, ...]
    groups: tuple[GroupEntry, ...]
    latency: str = "azure"
    enforce_limits: bool = False

    @property
    def owner(self) -> PrincipalEntry:
        """Whom clients sign in as unless they say otherwise."""
        return next(principal for principal in self.principals if principal.role == "Owner")


class _Reader:
    """Reads members of a YAML mapping, remembering where it is for the error texts."""

    def __init__(self, value: Any, place: str, known: tuple[str, ...]) -> None:
        if not isinstance(value, Mapping):
            raise EstateError(f"{place} must be a mapping with any of {', '.join(known)}")
        unknown = [str(name) for name in value if name not in known]
        if unknown:
            raise EstateError(f"{place} has no member '{unknown[0]}'; it takes {', '.join(known)}")
        self._value = value
        self._place = place

    def text(self, name: str, default: str | None = None) -> str:
        value = self._value.get(name, default)
        if not isinstance(value, str) or not value:
            raise EstateError(f"{self._place}: '{name}' must be a text")
        return value

    def name(self, pattern: re.Pattern[str] = _NAME) -> str:
        value = self.text("name")
        if not pattern.fullmatch(value):
            raise EstateError(f"{self._place}: '{value}' is no name that Azure takes")
        return value

    def guid(self, name: str, derived_from: str) -> str:
        value = self._value.get(name, str(uuid.uuid5(_NAMESPACE, derived_from)))
        if not isinstance(value, str) or not _GUID.fullmatch(value):
            raise EstateError(f"{self._place}: '{name}' must be a GUID such as {uuid.uuid5(_NAMESPACE, name)}")
        return value

    def choice(self, name: str, choices: tuple[str, ...], default: str | None = None) -> str:
        value = self._value.get(name, default)
        if value not in choices:
            raise EstateError(f"{self._place}: '{name}' must be one of {', '.join(choices)}, not {value!r}")
        return str(value)

    def boolean(self, name: str, default: bool) -> bool:
        value = self._value.get(name, default)
        if not isinstance(value, bool):
            raise EstateError(f"{self._place}: '{name}' must be true or false")
        return value

    def count(self, name: str, default: int, most: int) -> int:
        value = self._value.get(name, default)
        if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value <= most:
            raise EstateError(f"{self._place}: '{name}' must be a whole number from 0 to {most}")
        return value

    def items(self, name: str) -> list[Any]:
        value = self._value.get(name)
        if value is None:
            return []
        if not isinstance(value, list):
            raise EstateError(f"{self._place}: '{name}' must be a list")
        return value

    def mapping(self, name: str) -> dict[str, Any]:
        value = self._value.get(name)
        if value is None:
            return {}
        if not isinstance(value, Mapping):
            raise EstateError(f"{self._place}: '{name}' must be a mapping")
        return dict(value)

    def section(self, name: str, known: tuple[str, ...]) -> "_Reader":
        value = self._value.get(name)
        return _Reader({} if value is None else value, f"{self._place}: '{name}'", known)


def load_estate(path: Path | None = None) -> Estate:
    """The estate in a file, or the default one. Raises ``EstateError`` for what can't be read or can't be."""
    if path is None:
        return parse_estate(read_text("estates/default.yaml"), "the default estate")
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is not UTF-8"
        raise EstateError(f"estate file {path}: can't be read: {reason}") from error
    return parse_estate(text, f"estate file {path}")


def parse_estate(text: str, name: str = "estate") -> Estate:
    """The estate that a YAML text describes."""
    try:
        value = load_yaml(text)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        place = f", line {mark.line + 1}" if mark else ""
        problem = getattr(error, "problem", None) or str(error).partition("\n")[0]
        raise EstateError(f"{name}{place}: not valid YAML: {problem}") from error
    try:
        return _estate(value)
    except EstateError as error:
        raise EstateError(f"{name}: {error}") from error


def _estate(value: Any) -> Estate:
    top = _Reader(
        value, "the estate", ("tenant", "subscription", "principals", "resourceGroups", "latency", "enforceLimits")
    )
    tenant = top.section("tenant", ("id", "domain"))
    subscription = top.section("subscription", ("id", "name"))
    principals = tuple(_principal(item, number) for number, item in enumerate(top.items("principals")))
    principals = principals or parse_estate(read_text("estates/default.yaml")).principals
    if not any(principal.role == "Owner" for principal in principals):
        raise EstateError("principals: one of them must have the role Owner")
    _unique([principal.client_id for principal in principals], "principals: clientId")
    groups = tuple(_group(item, number) for number, item in enumerate(top.items("resourceGroups")))
    _unique([group.name for group in groups], "resourceGroups: name")
    return Estate(
        tenant_id=tenant.guid("id", "tenant"),
        domain=tenant.text("domain", "simulator.onmicrosoft.com"),
        subscription_id=subscription.guid("id", "subscription"),
        subscription_name=subscription.text("name", "Run Command simulator"),
        principals=principals,
        groups=groups,
        latency=top.choice("latency", ("azure", "instant"), "azure"),
        enforce_limits=top.boolean("enforceLimits", False),
    )


def _principal(item: Any, number: int) -> PrincipalEntry:
    place = f"principals[{number}]"
    reader = _Reader(item, place, ("name", "role", "clientId", "clientSecret", "objectId", "scope"))
    name = reader.text("name")
    return PrincipalEntry(
        name=name,
        role=reader.choice("role", ROLES),
        client_id=reader.guid("clientId", f"client/{name}"),
        client_secret=reader.text("clientSecret", f"{name}-secret"),
        object_id=reader.guid("objectId", f"object/{name}"),
        scope=reader.text("scope", "/").rstrip("/"),
    )


def _group(item: Any, number: int) -> GroupEntry:
    place = f"resourceGroups[{number}]"
    reader = _Reader(item, place, ("name", "location", "virtualMachines", "scaleSets"))
    machines = tuple(
        _machine(entry, f"{place}.virtualMachines[{n}]") for n, entry in enumerate(reader.items("virtualMachines"))
    )
    scale_sets = tuple(
        _scale_set(entry, f"{place}.scaleSets[{n}]") for n, entry in enumerate(reader.items("scaleSets"))
    )
    _unique([machine.name for machine in machines], f"{place}.virtualMachines: name")
    _unique([scale_set.name for scale_set in scale_sets], f"{place}.scaleSets: name")
    location = reader.choice("location", _locations(), "eastus")
    return GroupEntry(reader.name(_GROUP_NAME), location, machines, scale_sets)


def _locations() -> tuple[str, ...]:
    return tuple(location["name"] for location in load_yaml(read_text("locations.yaml")))


def _machine(item: Any, place: str) -> MachineEntry:
    reader = _Reader(
        item, place, ("name", "osType", "size", "tags", "allowExtensionOperations", "running", "agent", "guest")
    )
    agent, guest = reader.section("agent", ("exitCodes",)), reader.mapping("guest")
    tags = reader.mapping("tags")
    if not all(isinstance(tag, str) for tag in tags.values()):
        raise EstateError(f"{place}: 'tags' must have texts as values")
    return MachineEntry(
        name=reader.name(),
        os_type=reader.choice("osType", OS_TYPES),
        size=reader.text("size", "Standard_D2s_v5"),
        tags=tags,
        extension_operations=reader.boolean("allowExtensionOperations", True),
        running=reader.boolean("running", True),
        options={"agent": {"exitCodes": agent.choice("exitCodes", EXIT_CODES, "modern")}, "guest": guest},
    )


def _scale_set(item: Any, place: str) -> ScaleSetEntry:
    reader = _Reader(item, place, ("name", "osType", "instances"))
    instances = reader.count("instances", 1, MOST_INSTANCES)
    return ScaleSetEntry(reader.name(), reader.choice("osType", OS_TYPES), instances)


def _unique(names: list[str], place: str) -> None:
    seen: set[str] = set()
    for name in names:
        if name.lower() in seen:
            raise EstateError(f"{place} '{name}' occurs twice; names are compared without case")
        seen.add(name.lower())
