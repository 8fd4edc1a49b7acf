"""Get-ItemProperty, Set-ItemProperty and the other property cmdlets, over the registry and files."""

from collections.abc import Iterator
from typing import Any

from fake_agent.powershell.cmdlets.items import LITERAL, PATH, expand, expand_keys, given_paths, missing, qualified
from fake_agent.powershell.cmdlets.registry import Call, Parameter, cmdlet, named, switches
from fake_agent.powershell.dotnet import members
from fake_agent.powershell.errors import PowerShellError
from fake_agent.powershell.host import RegistryKind, RegistryValue
from fake_agent.powershell.operators.wildcards import has_wildcard, wildcard
from fake_agent.powershell.providers.items import file_item
from fake_agent.powershell.providers.registry_items import key_properties, registry_key
from fake_agent.powershell.providers.registry_values import fitting_kind, registry_data, registry_value
from fake_agent.powershell.values.objects import PSObject

KINDS = {
    "string": RegistryKind.STRING,
    "expandstring": RegistryKind.EXPAND_STRING,
    "binary": RegistryKind.BINARY,
    "dword": RegistryKind.DWORD,
    "multistring": RegistryKind.MULTI_STRING,
    "qword": RegistryKind.QWORD,
    "unknown": RegistryKind.STRING,
    "none": RegistryKind.NONE,
}
_TYPE = Parameter("PropertyType", "string", aliases=("Type",))
_NAMED = (
    Parameter("Name", "string", 1, ("PSProperty",), by_property=True),
    Parameter("Value", "object", 2, by_property=True),
    LITERAL,
    *switches("Force PassThru"),
    *named("string", "Filter"),
    *named("string[]", "Include Exclude"),
)


def keys_of(call: Call) -> list[tuple[str, str]]:
    """The registry keys of a call that exist, with the path as given; an error record for each that does not."""
    found: list[tuple[str, str]] = []
    for path, literal in given_paths(call):
        full = qualified(call, path)
        key = registry_key(full)
        if key is None:
            continue
        for one in expand_keys(call, key, literal=literal):
            if call.host.registry.exists(one):
                found.append((one, full))
            else:
                missing(call, full)
    return found


def no_property(call: Call, name: str, path: str) -> None:
    """The error for a value that is not there."""
    call.error(
        f"Property {name} does not exist at path {path}.",
        "System.Management.Automation.PSArgumentException",
        "InvalidArgument",
        target=name,
        exception="System.Management.Automation.PSArgumentException",
    )


@cmdlet(
    "Get-ItemProperty",
    PATH,
    Parameter("Name", "string[]", 1, ("PSProperty",)),
    LITERAL,
    *named("string", "Filter"),
    *named("string[]", "Include Exclude"),
    aliases=("gp",),
)
def get_item_property(call: Call) -> None:
    """The values of keys, or the properties of files."""
    _files(call)
    wanted = call.strings("Name") or None
    for key, _ in keys_of(call):
        patterns = wanted
        if wanted is not None and any(has_wildcard(name) for name in wanted):
            names = [value.name or "(default)" for value in call.host.registry.values(key)]
            patterns = [name for name in names if any(wildcard(pattern).match(name) for pattern in wanted)]
        found = key_properties(call.context, key, patterns)
        if found is None:
            for name in wanted or []:
                no_property(call, name, key)
        elif found.properties:
            call.write(found)


def _files(call: Call) -> None:
    for path, literal in given_paths(call):
        if registry_key(qualified(call, path)) is not None:
            continue
        for full in expand(call, path, literal=literal):
            entry = call.host.files.entry(full)
            if entry is None:
                missing(call, full)
                continue
            item = file_item(call.context, entry)
            names = call.strings("Name")
            call.write(PSObject.of({name: item.get(name) for name in names}) if names else item)


@cmdlet(
    "Get-ItemPropertyValue",
    PATH,
    Parameter("Name", "string[]", 1, ("PSProperty",), mandatory=True),
    LITERAL,
    aliases=("gpv",),
)
def get_item_property_value(call: Call) -> None:
    """The bare values."""
    for path, literal in given_paths(call):
        if registry_key(qualified(call, path)) is None:
            for full in expand(call, path, literal=literal):
                entry = call.host.files.entry(full)
                if entry is None:
                    missing(call, full)
                else:
                    for name in call.strings("Name"):
                        call.write(file_item(call.context, entry).get(name))
    for _, found in _named_values(call):
        call.write_all(registry_data(call.context, found))


def _value(call: Call, key: str, name: str) -> RegistryValue | None:
    plain = "" if name.lower() == "(default)" else name.lower()
    return next((value for value in call.host.registry.values(key) if value.name.lower() == plain), None)


def _named_values(call: Call) -> Iterator[tuple[str, RegistryValue]]:
    """The values of ``-Name`` of the keys given, each with its key; an error record for each that is not there."""
    for key, _ in keys_of(call):
        for name in call.strings("Name"):
            found = _value(call, key, name)
            if found is None:
                no_property(call, name, key)
            else:
                yield key, found


def _made_value(call: Call, name: str, value: Any, kind: RegistryKind | None) -> RegistryValue:
    """A value for the registry: of the kind asked for, or the one that fits the type."""
    try:
        return registry_value(name, value, kind or fitting_kind(value))
    except ValueError:
        raise call.failure(
            "The type of the value object did not match the specified RegistryValueKind or the object could not "
            "be properly converted.",
            "System.ArgumentException",
            "WriteError",
            exception="System.ArgumentException",
        ) from None


def _kind(call: Call) -> RegistryKind | None:
    text = call.text("PropertyType") or call.text("Type")
    if not text:
        return None
    kind = KINDS.get(text.lower())
    if kind is None:
        raise call.failure(
            f"Cannot bind parameter 'Type'. Cannot convert value \"{text}\" to type "
            '"Microsoft.Win32.RegistryValueKind".',
            "CannotConvertArgumentNoMessage",
            "InvalidArgument",
            exception="System.Management.Automation.ParameterBindingException",
        )
    return kind


@cmdlet("Set-ItemProperty", PATH, *_NAMED, _TYPE, Parameter("InputObject", "object", by_value=False), aliases=("sp",))
def set_item_property(call: Call) -> None:
    """Set values of keys, or properties of files."""
    name = call.text("Name")
    for key, _ in keys_of(call):
        if not call.should_process(f"Item: {key} Property: {name}", "Set Property"):
            continue
        held = _value(call, key, name)
        kind = _kind(call) or (held.kind if held is not None else None)
        try:
            made = _made_value(call, held.name if held is not None else name, call.get("Value"), kind)
        except PowerShellError as error:
            call.write_error(error.record)
            continue
        call.host.registry.set_value(key, made)
        if call.switch("PassThru"):
            call.write(key_properties(call.context, key, [name]))
    for path, literal in given_paths(call):
        if registry_key(qualified(call, path)) is None:
            for full in expand(call, path, literal=literal):
                entry = call.host.files.entry(full)
                if entry is None:
                    missing(call, full)
                else:
                    members.set_member(call.context, file_item(call.context, entry), name, call.get("Value"))


@cmdlet("New-ItemProperty", PATH, *_NAMED, _TYPE)
def new_item_property(call: Call) -> None:
    """Make a value of a key."""
    name = call.text("Name")
    for key, _ in keys_of(call):
        if _value(call, key, name) is not None and not call.switch("Force"):
            call.error(
                "The property already exists.",
                "System.IO.IOException",
                "WriteError",
                target=key,
                exception="System.IO.IOException",
            )
            continue
        if call.should_process(f"Item: {key} Property: {name}", "New Property"):
            call.host.registry.set_value(key, _made_value(call, name, call.get("Value"), _kind(call)))
            call.write(key_properties(call.context, key, [name]))


@cmdlet(
    "Remove-ItemProperty",
    PATH,
    Parameter("Name", "string[]", 1, ("PSProperty",), mandatory=True),
    LITERAL,
    *switches("Force"),
    aliases=("rp",),
)
def remove_item_property(call: Call) -> None:
    """Remove values of keys."""
    for key, found in _named_values(call):
        if call.should_process(f"Item: {key} Property: {found.name}", "Remove Property"):
            call.host.registry.delete_value(key, found.name)


@cmdlet(
    "Clear-ItemProperty",
    PATH,
    Parameter("Name", "string", 1, ("PSProperty",), mandatory=True),
    LITERAL,
    *switches("Force"),
    aliases=("clp",),
)
def clear_item_property(call: Call) -> None:
    """Empty values of keys."""
    for key, found in _named_values(call):
        call.host.registry.set_value(key, RegistryValue(found.name, found.kind, type(found.data)()))


@cmdlet(
    "Rename-ItemProperty",
    Parameter("Path", "string[]", 0, by_property=True),
    Parameter("Name", "string", 1, mandatory=True),
    Parameter("NewName", "string", 2, mandatory=True),
    LITERAL,
    *switches("Force PassThru"),
    aliases=("rnp",),
)
def rename_item_property(call: Call) -> None:
    """Give a value another name."""
    for key, found in _named_values(call):
        call.host.registry.delete_value(key, found.name)
        call.host.registry.set_value(key, RegistryValue(call.text("NewName"), found.kind, found.data))
