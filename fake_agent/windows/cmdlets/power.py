"""Restart-Computer, Stop-Computer, Rename-Computer, Set-TimeZone, Get-TimeZone."""

from datetime import timedelta
from typing import Any

from fake_agent.powershell.cmdlets.registry import Call, cmdlet, named, switches
from fake_agent.powershell.formatting.views import Column, ListView, register_view
from fake_agent.powershell.values.objects import PSObject
from fake_agent.powershell.values.times import TimeSpan
from fake_agent.windows import time_zones
from fake_agent.windows.cmdlets.support import execution_of, fits, host_of, machine_of, parameter
from fake_agent.windows.machine_events import power_requested

TIME_ZONE = "System.TimeZoneInfo"
_PROPERTIES = ("Id", "DisplayName", "StandardName", "DaylightName", "BaseUtcOffset", "SupportsDaylightSavingTime")

register_view(TIME_ZONE, ListView(tuple(Column(name) for name in _PROPERTIES)))


_PROVIDER_HOST = r"C:\Windows\system32\wbem\wmiprvse.exe"
"""The process that restarts the computer for a script."""


def _power(call: Call, kind: str, action: str) -> None:
    if call.should_process(f"localhost ({host_of(call).computer_name})", action):
        power_requested(machine_of(call).events, _PROVIDER_HOST, host_of(call).computer_name, kind)
        execution_of(call).request_power(kind, 0.0)


@cmdlet(
    "Restart-Computer",
    parameter("ComputerName", "string[]", 0, aliases=("CN", "__SERVER", "Server", "IPAddress")),
    *switches("Force Wait AsJob"),
    *named("object", "Credential For Timeout Delay"),
)
def restart_computer(call: Call) -> None:
    """Restart-Computer: the script goes on until the machine goes down."""
    _power(call, "restart", "Enable the Local shutdown access rights and restart the computer.")


@cmdlet(
    "Stop-Computer",
    parameter("ComputerName", "string[]", 0, aliases=("CN", "__SERVER", "Server", "IPAddress")),
    *switches("Force AsJob"),
    *named("object", "Credential"),
)
def stop_computer(call: Call) -> None:
    """Stop-Computer."""
    _power(call, "shutdown", "Enable the Local shutdown access rights and shut down the computer.")


@cmdlet(
    "Rename-Computer",
    parameter("NewName", "string", 0, mandatory=True),
    parameter("ComputerName", "string"),
    *switches("Force PassThru Restart"),
    *named("object", "LocalCredential DomainCredential"),
)
def rename_computer(call: Call) -> None:
    """Rename-Computer: the new name is in force after the next boot."""
    machine = machine_of(call)
    new = call.text("NewName")
    if new.casefold() == machine.computer_name.casefold():
        call.error(
            f"Skip computer '{machine.computer_name}' with new name '{new}' because the new name is the same as the "
            "current name.",
            "NewNameIsOldName",
            "InvalidOperation",
            target=machine.computer_name,
        )
        return
    if not call.should_process(machine.computer_name, f"Rename-Computer to {new}"):
        return
    machine.rename(new)
    if call.switch("PassThru"):
        call.write(
            PSObject.of({"HasSucceeded": True, "OldComputerName": machine.computer_name, "NewComputerName": new})
        )
    if call.switch("Restart"):
        execution_of(call).request_power("restart", 0.0)
    else:
        text = f"The changes will take effect after you restart the computer {machine.computer_name}."
        call.say("Warning", text)


def zone_object(call: Call, name: str) -> PSObject:
    """A time zone as scripts see it."""
    zone = time_zones.time_zone(name)
    winter = host_of(call).now().replace(month=1, day=1).astimezone(zone)
    summer = winter.replace(month=7)
    offset = min(found.utcoffset() or timedelta() for found in (winter, summer))
    values: dict[str, Any] = {
        "Id": name,
        "DisplayName": time_zones.display_name(name),
        "StandardName": "Coordinated Universal Time" if name == "UTC" else name,
        "DaylightName": "Coordinated Universal Time" if name == "UTC" else name.replace("Standard", "Daylight"),
        "BaseUtcOffset": TimeSpan.of_seconds(offset.total_seconds()),
        "SupportsDaylightSavingTime": winter.utcoffset() != summer.utcoffset(),
    }
    return PSObject.of(values, TIME_ZONE, text=lambda _: time_zones.display_name(name))


def _find_zone(call: Call) -> str:
    wanted = call.text("Id") or call.text("Name")
    named_zone = time_zones.find_zone(wanted)
    if named_zone is None:
        raise call.failure(
            f"The time zone ID '{wanted}' was not found on the local computer.",
            "TimeZoneNotFound",
            "ObjectNotFound",
            target=wanted,
            exception="System.TimeZoneNotFoundException",
        )
    return named_zone


@cmdlet(
    "Get-TimeZone",
    parameter("Name", "string[]", 0),
    parameter("Id", "string[]"),
    *switches("ListAvailable"),
    aliases=("gtz",),
)
def get_time_zone(call: Call) -> None:
    """Get-TimeZone."""
    if call.switch("ListAvailable") or call.has("Name"):
        for name in time_zones.ZONES:
            if fits(name, call.strings("Name")):
                call.write(zone_object(call, name))
        return
    call.write(zone_object(call, _find_zone(call) if call.has("Id") else host_of(call).time_zone_id))


@cmdlet(
    "Set-TimeZone",
    parameter("Name", "string", 0),
    parameter("Id", "string", by_property=True),
    parameter("InputObject", "object", by_value=True),
    *switches("PassThru"),
    aliases=("stz",),
)
def set_time_zone(call: Call) -> None:
    """Set-TimeZone."""
    name = _find_zone(call)
    if call.should_process(name, "Set-TimeZone"):
        host_of(call).set_time_zone(name)
        if call.switch("PassThru"):
            call.write(zone_object(call, name))
