"""The base image: the one immutable Windows Server 2022 that every machine starts from.

It is read from the YAML files beside this module when the first machine is made, and then shared. Every part of the
machine's state is one mapping of it, by name.
"""

from collections.abc import Callable, Mapping
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import Any

import yaml

from fake_agent.powershell.host import FileAttributes, Service, ServiceStatus, StartType
from fake_agent.windows.certificates import Certificate
from fake_agent.windows.disks import Disk, Partition
from fake_agent.windows.event_log import Event
from fake_agent.windows.features import Feature
from fake_agent.windows.file_system import Item, Volume, file_item, folder_item, items_of
from fake_agent.windows.firewall import ANY, PROFILES, Profile, Rule
from fake_agent.windows.network import Adapter, Route
from fake_agent.windows.overlay import Overlay
from fake_agent.windows.processes import Process
from fake_agent.windows.registry import CONTROL_SET, LINKS, Values, value_from
from fake_agent.windows.scheduled_tasks import Action, Task
from fake_agent.windows.security.definition_language import parse
from fake_agent.windows.security.descriptors import Descriptor
from fake_agent.windows.services import START_NUMBERS
from fake_agent.windows.tree import Node, Tree
from fake_agent.windows.users import Group, User

Image = Mapping[str, Mapping[Any, Any]]

INSTALLED = 1_730_851_200.0
"""When the image was made, in Unix seconds: 6 November 2024. Its files, events and accounts are of that time."""

SYSTEM32 = r"C:\Windows\System32"
SVCHOST = rf"{SYSTEM32}\svchost.exe"
PROGRAM_SIZE = 98_304
"""Bytes of a program of the image whose size nobody looks at."""

ACCOUNTS = {
    "S": "NT AUTHORITY\\SYSTEM",
    "L": "NT AUTHORITY\\LOCAL SERVICE",
    "N": "NT AUTHORITY\\NETWORK SERVICE",
}

ROOTS = ("HKEY_LOCAL_MACHINE", "HKEY_USERS")


def load(name: str) -> Any:
    """The data of a part of the image."""
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # the same, in C where it was built in
    return yaml.load(files(__name__).joinpath(f"{name}.yaml").read_bytes(), Loader=loader)  # noqa: S506  # both are safe


@cache
def base_image() -> Image:
    """The image. Its mappings can't be changed; machines lay their own changes over them."""
    machine = load("machine")
    services = services_of(load("services"))
    image: dict[str, Mapping[Any, Any]] = {
        "settings": machine["settings"],
        "counters": machine["counters"],
        "services": services,
        "registry": _registry(load("registry"), services),
        "files": _files(load("files")),
        "processes": _processes(load("processes"), services),
        **_accounts(load("accounts")),
        "firewall_rules": rules_of(load("firewall")["rules"]),
        "firewall_profiles": {name: Profile(name) for name in PROFILES},
        "features": _features(load("features")),
        "security": _security(load("security")),
        **{part: build(machine[part]) for part, build in _BUILDERS.items()},
    }
    image["triggered"] = _triggered(services)
    image["sources"] = {event.source: event.log for event in image["events"].values()}
    image["capabilities"] = {}
    return MappingProxyType({part: MappingProxyType(content) for part, content in image.items()})


def services_of(rows: Mapping[str, list[Any]]) -> dict[str, Service]:
    """Services by their names in lower case, from rows as in services.yaml."""
    services = {}
    for name, (display_name, start, status, runner, *depends_on) in rows.items():
        executable = runner if "\\" in runner else f"{SVCHOST} -k {runner} -p"
        services[name.casefold()] = Service(
            name,
            display_name,
            ServiceStatus(status),
            StartType.AUTOMATIC if start == "Delayed" else StartType(start),
            delayed=start == "Delayed",
            depends_on=tuple(depends_on[0]) if depends_on else (),
            executable=executable,
            account=_account_of(runner),
            can_stop=name not in UNSTOPPABLE,
        )
    return services


UNSTOPPABLE = frozenset(
    {
        "BFE",
        "BrokerInfrastructure",
        "DcomLaunch",
        "gpsvc",
        "LSM",
        "mpssvc",
        "PlugPlay",
        "Power",
        "RpcEptMapper",
        "RpcSs",
    }
    | {"SamSs", "Schedule", "SystemEventsBroker", "WinDefend"}
)
"""Services that accept no stop."""


def _account_of(runner: str) -> str:
    folded = runner.casefold()
    if folded.startswith("localservice"):
        return "NT AUTHORITY\\LocalService"
    if folded.startswith(("networkservice", "rpcss", "termsvcs")):
        return "NT AUTHORITY\\NetworkService"
    return "LocalSystem"


def _triggered(services: Mapping[str, Service]) -> dict[str, bool]:
    """The services whose state after boot does not follow from their start type: whether they run."""
    triggered = {}
    for key, service in services.items():
        runs = service.status is ServiceStatus.RUNNING
        if runs != (service.start_type is StartType.AUTOMATIC):
            triggered[key] = runs
    return triggered


def _registry(rows: Mapping[str, Mapping[str, Any]], services: Mapping[str, Service]) -> dict[str, Node[Values]]:
    tree: Tree[Values] = Tree(Overlay())
    for root in ROOTS:
        tree.put(root, ())
    for key, values in rows.items():
        _grow(tree, key, tuple(value_from(name, data) for name, data in values.items()), ())
    target = LINKS[CONTROL_SET.casefold()]
    for service in services.values():
        values = {
            "DisplayName": service.display_name,
            "ErrorControl": 1,
            "ImagePath": {"expand": service.executable},
            "ObjectName": service.account,
            "Start": START_NUMBERS[service.start_type],
            "Type": 32 if service.executable.startswith(SVCHOST) else 16,
        }
        if service.depends_on:
            values["DependOnService"] = list(service.depends_on)
        if service.delayed:
            values["DelayedAutostart"] = 1
        key = rf"{target}\Services\{service.name}"
        _grow(tree, key, tuple(value_from(name, data) for name, data in values.items()), ())
    return dict(tree.nodes)


def _grow(tree: Tree[Any], path: str, content: Any, between: Any) -> None:
    """Put content into a tree, with what lies above it."""
    names = path.split("\\")
    for end in range(1, len(names)):
        above = "\\".join(names[:end])
        if tree.get(above) is None:
            tree.put(above, between)
    tree.put(path, content)


def _files(rows: Mapping[str, Any]) -> dict[str, Node[Item]]:
    tree: Tree[Item] = Tree(Overlay())

    for drive, content in rows.items():
        if drive != "hidden":
            for path, item in items_of(drive, content, INSTALLED):
                tree.put(path, item)
    for path in rows["hidden"]:
        tree.put(path, folder_item(INSTALLED, FileAttributes.DIRECTORY | FileAttributes.HIDDEN))
    for program in load("programs"):
        tree.put(_program_path(program), file_item(b"MZ", INSTALLED, PROGRAM_SIZE))
    return dict(tree.nodes)


def _program_path(name: str) -> str:
    return f"{SYSTEM32}\\{name}{'' if '.' in name else '.exe'}"


def _security(rows: Mapping[str, str]) -> dict[str, Descriptor]:
    """What the rows say; each program of Windows is TrustedInstaller's, as cmd.exe is."""
    table = {path.casefold(): parse(text) for path, text in rows.items()}
    system = table[_program_path("cmd").casefold()]
    return {**{_program_path(name).casefold(): system for name in load("programs")}, **table}


def _processes(rows: Mapping[str, Any], services: Mapping[str, Service]) -> dict[int, Process]:
    running = [service for service in services.values() if service.status is ServiceStatus.RUNNING]
    table = {}
    for identifier, parent, name, session, path, *figures in rows["processes"]:
        executable = path.replace("%System32%", SYSTEM32)
        hosted = tuple(
            service.name
            for service in running
            if name.casefold() == service.executable.rpartition("\\")[2].partition(".")[0].casefold()
        )
        table[identifier] = _process(identifier, parent, name, session, executable, executable, hosted, figures)
    service_manager = 692
    for group, (identifier, *figures) in rows["service_hosts"].items():
        command_line = f"{SVCHOST} -k {group} -p"
        hosted = tuple(service.name for service in running if service.executable.casefold() == command_line.casefold())
        table[identifier] = _process(identifier, service_manager, "svchost", 0, SVCHOST, command_line, hosted, figures)
    return table


def _process(
    identifier: int,
    parent: int,
    name: str,
    session: int,
    path: str,
    command_line: str,
    hosted: tuple[str, ...],
    figures: list[Any],
) -> Process:
    working_set, private, seconds, handles, threads, account = figures
    return Process(
        identifier,
        name,
        parent,
        path,
        command_line,
        session,
        ACCOUNTS[account],
        hosted,
        working_set,
        private,
        nonpaged_memory=max(1, handles // 24),
        paged_memory=max(8, handles // 4),
        processor_seconds=seconds,
        handles=handles,
        threads=threads,
    )


def _accounts(rows: Mapping[str, Any]) -> dict[str, Mapping[str, Any]]:
    users = {row["name"].casefold(): User(**row) for row in rows["users"]}
    groups = {}
    for name, (sid, description, *members) in rows["groups"].items():
        groups[name.casefold()] = Group(name, sid, description, tuple(members[0]) if members else ())
    return {"users": users, "groups": groups}


def rules_of(rows: list[list[Any]]) -> dict[str, Rule]:
    """Firewall rules by their names in lower case, from rows as in firewall.yaml."""
    rules = {}
    for name, display_name, group, direction, enabled, protocol, ports, *program in rows:
        rules[name.casefold()] = Rule(
            name,
            display_name,
            direction,
            enabled=enabled,
            protocol=protocol,
            local_ports=tuple(ports),
            program=program[0] if program else ANY,
            group=group,
        )
    return rules


def _features(rows: Mapping[str, list[Any]]) -> dict[str, Feature]:
    features: dict[str, Feature] = {}
    for name, (display_name, kind, *rest) in rows.items():
        parent, state = (*rest, "", "")[0], (*rest, "", "")[1]
        depth = features[parent.casefold()].depth + 1 if parent else 1
        features[name.casefold()] = Feature(
            name, display_name, kind, parent, depth, installed=state == "installed", removed=state == "removed"
        )
    return features


def _adapters(rows: list[dict[str, Any]]) -> dict[int, Adapter]:
    return {row["index"]: Adapter(**{**row, "name_servers": tuple(row["name_servers"])}) for row in rows}


def _events(rows: list[list[Any]]) -> dict[int, Event]:
    return {
        record: Event(log, record, source, identifier, level, INSTALLED + 60.0 * minutes, text)
        for record, (log, source, identifier, level, minutes, text) in enumerate(rows, 1)
    }


def _tasks(rows: list[list[str]]) -> dict[str, Task]:
    return {
        (folder + name).casefold(): Task(
            folder, name, (Action(program),), account=account, author="Microsoft Corporation"
        )
        for folder, name, program, account in rows
    }


def _certificates(rows: list[list[str]]) -> dict[tuple[str, str], Certificate]:
    year = 365 * 86_400.0
    return {
        (store.casefold(), thumbprint): Certificate(
            store, thumbprint, subject, issuer, serial, INSTALLED - year, INSTALLED + 10 * year
        )
        for store, thumbprint, subject, issuer, serial in rows
    }


_BUILDERS: dict[str, Callable[[Any], Mapping[Any, Any]]] = {
    "volumes": lambda rows: {letter: Volume(**fields) for letter, fields in rows.items()},
    "disks": lambda rows: {row["number"]: Disk(**row) for row in rows},
    "partitions": lambda rows: {(row["disk"], row["number"]): Partition(**row) for row in rows},
    "adapters": _adapters,
    "routes": lambda rows: {(row["destination"], row["next_hop"]): Route(**row) for row in rows},
    "logs": lambda rows: {name.casefold(): name for name in rows},
    "events": _events,
    "tasks": _tasks,
    "certificates": _certificates,
}
