"""What the machine's cmdlets have in common: the way to the machine, CIM objects, times, wildcards."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from fnmatch import fnmatchcase
from typing import Any, TypeVar, cast

from fake_agent.powershell.cmdlets.registry import Call
from fake_agent.powershell.dotnet.various import SecureString
from fake_agent.powershell.errors import PowerShellError
from fake_agent.powershell.runtime.parameters import ParameterSpec
from fake_agent.powershell.values.conversion import as_list
from fake_agent.powershell.values.objects import PSObject
from fake_agent.powershell.values.text import to_text
from fake_agent.powershell.values.times import LOCAL, DateTime
from fake_agent.windows.cmdlets.generated_types import generated
from fake_agent.windows.execution import Execution
from fake_agent.windows.host import WindowsHost
from fake_agent.windows.machine import Machine

Item = TypeVar("Item")

CIM_INSTANCE = "Microsoft.Management.Infrastructure.CimInstance"


def host_of(call: Call) -> WindowsHost:
    """The host, which is a process of an emulated machine."""
    return cast("WindowsHost", call.host)


def machine_of(call: Call) -> Machine:
    """The machine that the cmdlet runs on."""
    return host_of(call).machine


def execution_of(call: Call) -> Execution:
    """The extension's command that the cmdlet is part of."""
    return host_of(call).execution


def local_time(call: Call, timestamp: float | None) -> DateTime | None:
    """Unix seconds as the machine's local time; nothing stays nothing."""
    if timestamp is None:
        return None
    return DateTime(DateTime.of(machine_of(call).moment(timestamp)).ticks, LOCAL)


def timestamp_of(call: Call, value: DateTime) -> float:
    """A local time of the machine as Unix seconds."""
    moment = value.moment.replace(tzinfo=host_of(call).time_zone)
    return moment.timestamp()


def cim_object(
    namespace: str,
    class_name: str,
    values: Mapping[str, Any],
    *,
    native: Any = None,
    key: str = "",
    methods: Mapping[str, Callable[..., Any]] | None = None,
) -> PSObject:
    """A CIM instance. ``key`` names the property that its text shows."""
    shown = f'{class_name} ({key} = "{values.get(key, "")}")' if key else class_name
    typed = {name: generated(class_name, name, value) for name, value in values.items()}
    typed.setdefault("PSComputerName", None)
    made = PSObject.of(
        typed, f"{CIM_INSTANCE}#{namespace}/{class_name}", text=lambda _: shown, native=native, methods=methods
    )
    made.type_names.insert(1, CIM_INSTANCE)
    return made


def fits(name: str, patterns: Sequence[str]) -> bool:
    """Whether the name fits one of the wildcard patterns, without case; without patterns everything fits."""
    return not patterns or any(fnmatchcase(name.casefold(), pattern.casefold()) for pattern in patterns)


def has_wildcard(pattern: str) -> bool:
    """Whether the text stands for more than itself."""
    return any(character in pattern for character in "*?[")


def chosen(
    patterns: Sequence[str],
    items: Iterable[Item],
    name: Callable[[Item], str],
    missing: Callable[[str], None],
) -> list[Item]:
    """The items whose names fit, each pattern's in turn; ``missing`` is told of a plain name that nothing fits."""
    known = list(items)
    if not patterns:
        return known
    found: list[Item] = []
    for pattern in patterns:
        matches = [item for item in known if fits(name(item), [pattern])]
        if not matches and not has_wildcard(pattern):
            missing(pattern)
        found += [item for item in matches if item not in found]
    return found


def not_found(call: Call, class_name: str, name: str, value: object) -> PowerShellError:
    """The error of a cmdlet made from a CIM class whose instances don't have the value."""
    return call.failure(
        f"No {class_name} objects found with property '{name}' equal to '{value}'.  Verify the value of the property "
        "and retry.",
        f"CmdletizationQuery_NotFound_{name},{call.name}",
        "ObjectNotFound",
        target=value,
        exception="Microsoft.PowerShell.Cmdletization.Cim.CimJobException",
    )


def ask(call: Call) -> None:
    """What Windows does not do without a question: nobody answers one, unless ``-Confirm:$false`` says not to ask."""
    preference = call.context.preference("confirmpreference", "High")
    if not call.has("Confirm") and not call.has("WhatIf") and preference != "none":
        call.host.wait_for_input("Are you sure you want to perform this action?")


def numbers(call: Call, name: str) -> list[int]:
    """The whole numbers of a parameter; none where it is missing or null."""
    return [int(item) for item in as_list(call.get(name)) if item is not None]


def secret_text(value: Any) -> str:
    """The plain text of a secure string."""
    return value.plain if isinstance(value, SecureString) else to_text(value)


def parameter(name: str, type_name: str = "string", position: int | None = None, **options: Any) -> ParameterSpec:
    """A parameter; the options are those of ``ParameterSpec``."""
    return ParameterSpec(name, type_name, position, **options)


def natives(call: Call, name: str, kind: type[Item]) -> list[Item]:
    """The machine's own values behind objects that a parameter or the pipeline gives."""
    value = call.get(name)
    objects = value if isinstance(value, list) else [value]
    return [item.native for item in objects if isinstance(item, PSObject) and isinstance(item.native, kind)]
