"""New-Guid, New-Object, Get-Random, Select-String."""

import random
from collections.abc import Callable
from typing import Any

from fake_agent.powershell.cmdlets.encodings import SEARCH, named_encoding
from fake_agent.powershell.cmdlets.registry import UTILITY, Call, Parameter, cmdlet, named, switches
from fake_agent.powershell.cmdlets.searching import search
from fake_agent.powershell.dotnet import members
from fake_agent.powershell.dotnet.identifiers import Guid, new_guid
from fake_agent.powershell.dotnet.times import TimeZone
from fake_agent.powershell.dotnet.various import Culture
from fake_agent.powershell.errors import MissingFeature, PowerShellError
from fake_agent.powershell.values import collections as nets
from fake_agent.powershell.values.conversion import to_number
from fake_agent.powershell.values.objects import Property, PSObject
from fake_agent.powershell.values.text import to_text


@cmdlet("New-Guid", module=UTILITY)
def make_guid(call: Call) -> None:
    """A random Guid."""
    guid: Guid = new_guid(call.context)
    call.write(guid)


@cmdlet("Get-TimeZone", Parameter("Name", "string[]", 0), *named("string", "Id"), *switches("ListAvailable"))
def get_time_zone(call: Call) -> None:
    """The machine's time zone."""
    call.write(TimeZone(call.host.time_zone_id))


@cmdlet("Get-Culture", module=UTILITY)
def get_culture(call: Call) -> None:
    """The culture."""
    call.write(Culture("en-US"))


@cmdlet("Get-Host", module=UTILITY)
def get_host(call: Call) -> None:
    """The host program."""
    call.write(call.context.variable("host"))


COM_CLASSES: dict[str, Callable[[Any], Any]] = {}
"""The classes of COM that scripts can make, by their names in lower case; a function makes one in a context."""


@cmdlet(
    "New-Object",
    Parameter("TypeName", "string", 0, sets=("Net",), mandatory=True),
    Parameter("ArgumentList", "object[]", 1, ("Args",), sets=("Net",)),
    Parameter("ComObject", "string", sets=("Com",), mandatory=True),
    Parameter("Property", "object"),
    *switches("Strict"),
    default_set="Net",
    module=UTILITY,
)
def new_object(call: Call) -> None:
    """A new object of a .NET type."""
    if call.has("ComObject"):
        make = COM_CLASSES.get(call.text("ComObject").lower())
        if make is None:
            raise MissingFeature(f"New-Object -ComObject {call.text('ComObject')}", "construct")
        call.emit(make(call.context))
        return
    name = call.text("TypeName")
    target = call.context.find_type(name)
    if target is None:
        problem = call.context.services["type not found"](name)
        if isinstance(problem, MissingFeature):
            raise problem
        raise call.failure(
            f"Cannot find type [{name}]: verify that the assembly containing this type is loaded.",
            "TypeNotFound",
            "InvalidType",
            exception="System.Management.Automation.PSArgumentException",
        )
    given = call.get("ArgumentList")
    arguments = list(given) if given is not None else []
    try:
        made = call.context.construct(target, arguments)
    except PowerShellError as error:
        error.record.error_id = "ConstructorInvokedThrowException,Microsoft.PowerShell.Commands.NewObjectCommand"
        error.record.category = "InvalidOperation"
        raise
    settings = call.get("Property")
    if isinstance(settings, nets.Hashtable):
        for key, value in settings.items():
            if isinstance(made, PSObject):
                made.properties[to_text(key).lower()] = Property(to_text(key), value)
            else:
                members.set_member(call.context, made, to_text(key), value)
    call.emit(made)


# --- members -------------------------------------------------------------------------------------------------------


# --- chance, expressions -------------------------------------------------------------------------------------------


def _bound(call: Call, name: str, otherwise: int) -> Any:
    value = call.get(name, otherwise)
    try:
        return to_number(value)
    except ValueError:
        raise call.failure(
            f'Cannot convert value "{to_text(value)}" to type "System.Double". '
            'Error: "Input string was not in a correct format."',
            "InvalidCastFromStringToDoubleOrSingle",
            "InvalidArgument",
            exception="System.Management.Automation.PSInvalidCastException",
        ) from None


@cmdlet(
    "Get-Random",
    Parameter("Maximum", "object", 0),
    *named("object", "Minimum"),
    Parameter("InputObject", "object[]", by_value=True),
    *named("int", "Count SetSeed"),
    collects=True,
    module=UTILITY,
)
def get_random(call: Call) -> None:
    """A random number, or random ones of the objects."""
    source = call.host.random
    if call.has("SetSeed"):
        source = random.Random(call.number("SetSeed"))
        call.host.random.seed(call.number("SetSeed"))
    if call.items:
        chosen = source.sample(call.items, min(call.number("Count", 1), len(call.items)))
        call.write_all(chosen)
        return
    low = _bound(call, "Minimum", 0)
    high = _bound(call, "Maximum", 0x7FFFFFFF)
    if isinstance(low, float) or isinstance(high, float):
        call.write(source.uniform(low, high))
        return
    if low >= high:
        raise call.failure(
            f"The Minimum value ({low}) cannot be greater than or equal to the Maximum value ({high}).",
            "MinGreaterThanOrEqualMax",
            "InvalidArgument",
            exception="System.ArgumentException",
        )
    call.write(source.randrange(int(low), int(high)))


@cmdlet(
    "Select-String",
    Parameter("Pattern", "string[]", 0, mandatory=True),
    Parameter("Path", "string[]", 1, by_property=True),
    Parameter("InputObject", "object", by_value=True),
    *named("string[]", "LiteralPath Include Exclude"),
    *named("int[]", "Context"),
    named_encoding(SEARCH),
    *switches("SimpleMatch CaseSensitive Quiet List NotMatch AllMatches"),
    aliases=("sls",),
    collects=True,
    module=UTILITY,
)
def select_string(call: Call) -> None:
    """Lines that match."""
    search(call)
