"""The estate: what exists in a simulation, read from YAML and checked, with errors that say what to write."""

import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from fake_agent.stubs import Stub, WebStub
from simulator.fault_entries import check_tags, parse_faults
from simulator.faults.orders import FaultOrder
from simulator.fixtures import load_yaml, read_text
from simulator.guest_entries import check_guest, parse_stubs
from simulator.reader import EstateError, Reader

OS_TYPES = ("Windows", "Linux")
ROLES = ("Owner", "Contributor", "Virtual Machine Contributor", "Reader")

EXIT_CODES = ("modern", "legacy")
"""What a script's exit code means: nothing (as in Azure today), or failure (as in 2018 and 2019)."""

GUESTS = ("emulated", "pwsh")
"""What a Windows VM's scripts meet: the emulated machine, or the real PowerShell of its container's image."""

MOST_INSTANCES = 1000
"""Of one scale set (documented)."""

_GROUP_NAME = re.compile(r"[-\w.()]{0,89}[-\w()]")


@dataclass(frozen=True, slots=True)
class MachineEntry:
    """A VM of the estate.

    ``options`` are handed to its guest and agent as they are (see docs/estate.md); ``stubs`` are its own commands.
    """

    name: str
    os_type: str
    size: str = "Standard_D2s_v5"
    tags: dict[str, str] = field(default_factory=dict)
    extension_operations: bool = True
    running: bool = True
    options: dict[str, Any] = field(default_factory=dict)
    stubs: tuple[Stub | WebStub, ...] = ()


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
    stubs: tuple[Stub | WebStub, ...] = ()
    faults: tuple[FaultOrder, ...] = ()

    @property
    def owner(self) -> PrincipalEntry:
        """Whom clients sign in as unless they say otherwise."""
        return next(principal for principal in self.principals if principal.role == "Owner")


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
    return estate_of(value, name)


def estate_of(value: Any, name: str = "estate") -> Estate:
    """The estate that a mapping describes, as YAML gives it. Raises ``EstateError`` that begins with ``name``."""
    try:
        return _estate(value)
    except EstateError as error:
        raise EstateError(f"{name}: {error}") from error


def _estate(value: Any) -> Estate:
    top = Reader(
        value,
        "the estate",
        ("tenant", "subscription", "principals", "resourceGroups", "latency", "enforceLimits", "stubs", "faults"),
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
    own = tuple(stub for group in groups for machine in group.machines for stub in machine.stubs)
    return Estate(
        tenant_id=tenant.guid("id", "tenant"),
        domain=tenant.text("domain", "simulator.onmicrosoft.com"),
        subscription_id=subscription.guid("id", "subscription"),
        subscription_name=subscription.text("name", "Run Command simulator"),
        principals=principals,
        groups=groups,
        latency=top.choice("latency", ("azure", "instant"), "azure"),
        enforce_limits=top.boolean("enforceLimits", False),
        stubs=(*parse_stubs(top.items("stubs"), "stubs"), *own),
        faults=_faults(top, groups),
    )


def _faults(top: Reader, groups: tuple[GroupEntry, ...]) -> tuple[FaultOrder, ...]:
    machines = [machine for group in groups for machine in group.machines]
    systems = {machine.name: machine.os_type for machine in machines}
    for scale_set in (entry for group in groups for entry in group.scale_sets):
        systems |= {f"{scale_set.name}_{number}": scale_set.os_type for number in range(scale_set.instances)}
    check_tags({machine.name: machine.tags for machine in machines}, systems)
    return parse_faults(top.items("faults"), "faults", systems)


def _principal(item: Any, number: int) -> PrincipalEntry:
    place = f"principals[{number}]"
    reader = Reader(item, place, ("name", "role", "clientId", "clientSecret", "objectId", "scope"))
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
    reader = Reader(item, place, ("name", "location", "virtualMachines", "scaleSets"))
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
    reader = Reader(
        item, place, ("name", "osType", "size", "tags", "allowExtensionOperations", "running", "agent", "guest")
    )
    agent, guest = reader.section("agent", ("exitCodes", "guest")), reader.mapping("guest")
    name, os_type = reader.name(), reader.choice("osType", OS_TYPES)
    kind = agent.choice("guest", GUESTS, GUESTS[0])
    if kind == "pwsh" and os_type != "Windows":
        raise EstateError(f"{place}: 'agent': 'guest': pwsh is for Windows VMs; {name} is a Linux one")
    stubs = parse_stubs(guest.pop("stubs", ()), f"{place}: 'guest': 'stubs'", name)
    check_guest(guest, os_type, f"{place}: 'guest'")
    tags = reader.mapping("tags")
    if not all(isinstance(tag, str) for tag in tags.values()):
        raise EstateError(f"{place}: 'tags' must have texts as values")
    return MachineEntry(
        name=name,
        os_type=os_type,
        size=reader.text("size", "Standard_D2s_v5"),
        tags=tags,
        extension_operations=reader.boolean("allowExtensionOperations", True),
        running=reader.boolean("running", True),
        options={
            "agent": {"exitCodes": agent.choice("exitCodes", EXIT_CODES, "modern"), "guest": kind},
            "guest": guest,
        },
        stubs=stubs,
    )


def _scale_set(item: Any, place: str) -> ScaleSetEntry:
    reader = Reader(item, place, ("name", "osType", "instances"))
    instances = reader.count("instances", 1, MOST_INSTANCES)
    return ScaleSetEntry(reader.name(), reader.choice("osType", OS_TYPES), instances)


def _unique(names: list[str], place: str) -> None:
    seen: set[str] = set()
    for name in names:
        if name.lower() in seen:
            raise EstateError(f"{place} '{name}' occurs twice; names are compared without case")
        seen.add(name.lower())
