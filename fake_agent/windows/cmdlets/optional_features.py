"""Optional features and capabilities of Windows: the module Dism."""

from collections.abc import Sequence
from typing import Any

from fake_agent.powershell.cmdlets.registry import Call, cmdlet, named, switches
from fake_agent.powershell.errors import PowerShellError
from fake_agent.powershell.formatting.views import Column, ListView, register_view
from fake_agent.powershell.values.objects import PSObject
from fake_agent.windows.cmdlets.support import fits, has_wildcard, machine_of, parameter
from fake_agent.windows.features import INSTALL_SECONDS, Feature
from fake_agent.windows.roles import (
    Capability,
    Change,
    MissingPayloadError,
    capabilities,
    has_capability,
    install,
    lacks_parent,
    optional_names,
    remove,
    set_capability,
)

BASIC_FEATURE = "Microsoft.Dism.Commands.BasicFeatureObject"
FEATURE = "Microsoft.Dism.Commands.AdvancedFeatureObject"
RESULT = "Microsoft.Dism.Commands.ImageObject"
BASIC_CAPABILITY = "Microsoft.Dism.Commands.BasicCapabilityObject"
CAPABILITY = "Microsoft.Dism.Commands.AdvancedCapabilityObject"

SOURCE_NOT_FOUND = (
    'The source files could not be found. \nUse the "Source" option to specify the location of the files that are '
    "required to restore the feature. For more information on specifying a source location, see "
    "http://go.microsoft.com/fwlink/?LinkId=243077."
)
PARENT_DISABLED = "One or several parent features are disabled so current feature can not be enabled."


def _list(*names: str) -> ListView:
    return ListView(tuple(Column(name) for name in names))


register_view(RESULT, _list("Path", "Online", "RestartNeeded"))
register_view(BASIC_FEATURE, _list("FeatureName", "State"))
register_view(
    FEATURE, _list("FeatureName", "DisplayName", "Description", "RestartRequired", "State", "CustomProperties")
)
register_view(BASIC_CAPABILITY, _list("Name", "State"))
register_view(CAPABILITY, _list("Name", "State", "DisplayName", "Description", "DownloadSize", "InstallSize"))

_ONLINE = (
    *switches("Online All NoRestart LimitAccess"),
    *named("object", "Path Source LogPath ScratchDirectory LogLevel"),
)
STATES = {
    "Available": "Disabled",
    "Removed": "DisabledWithPayloadRemoved",
    "Installed": "Enabled",
    "InstallPending": "EnablePending",
    "UninstallPending": "DisablePending",
}
"""The states of Server Manager's features in the words of image servicing."""


def _failure(call: Call, text: str) -> PowerShellError:
    error = call.failure(text, "", exception="System.Runtime.InteropServices.COMException")
    error.record.error_id = f"Microsoft.Dism.Commands.{call.name.replace('-', '')}Command"
    return error


def _chosen(call: Call) -> list[tuple[str, Feature]]:
    """The features that FeatureName names: name of image servicing, and the feature."""
    known = [(name, machine_of(call).features.get(feature)) for name, feature in optional_names().items()]
    found: list[tuple[str, Feature]] = []
    for wanted in call.strings("FeatureName") or ["*"]:
        matches = [pair for pair in known if fits(pair[0], [wanted])]
        if not matches and not has_wildcard(wanted):
            raise _failure(call, f"Feature name {wanted} is unknown.")
        found += matches
    return found


@cmdlet("Get-WindowsOptionalFeature", parameter("FeatureName", "string[]", 0), *_ONLINE, module="Dism")
def get_windows_optional_feature(call: Call) -> None:
    """Get-WindowsOptionalFeature: all shortly, or those that are named in full; an unknown name gives nothing."""
    names = call.strings("FeatureName")
    for name, feature in optional_names().items():
        if not fits(name, names):
            continue
        one = machine_of(call).features.get(feature)
        values = {
            "FeatureName": name,
            "DisplayName": one.display_name,
            "Description": one.display_name,
            "RestartRequired": "Possible",
            "State": STATES[one.state],
            "CustomProperties": "",
            "Path": "",
            "Online": True,
        }
        shown = values if names else {key: values[key] for key in ("FeatureName", "State", "Path", "Online")}
        call.write(PSObject.of(shown, FEATURE if names else BASIC_FEATURE, native=one))


def _end(call: Call, change: Change | None, *, changes: bool) -> None:
    """Let the servicing's time pass and answer; where a restart must finish it, Windows asks for it."""
    if changes:
        call.host.sleep(INSTALL_SECONDS)
    waits = change is not None and change.restart_needed
    if waits and not call.switch("NoRestart"):
        call.host.wait_for_input("Do you want to restart the computer to complete this operation now?")
    if waits:
        call.say("Warning", "Restart is suppressed because NoRestart is specified.")
    call.write(PSObject.of({"Path": "", "Online": True, "RestartNeeded": waits}, RESULT))


@cmdlet(
    "Enable-WindowsOptionalFeature",
    parameter("FeatureName", "string[]", 0, mandatory=True, by_property=True),
    *_ONLINE,
    module="Dism",
)
def enable_windows_optional_feature(call: Call) -> None:
    """Enable-WindowsOptionalFeature: a feature below a disabled one needs ``-All``."""
    machine = machine_of(call)
    names = [feature.name for _, feature in _chosen(call)]
    if lacks_parent(machine, names) and not call.switch("All"):
        raise _failure(call, PARENT_DISABLED)
    try:
        change = install(machine, names)
    except MissingPayloadError:
        raise _failure(call, SOURCE_NOT_FOUND) from None
    _end(call, change, changes=bool(change.features))


@cmdlet(
    "Disable-WindowsOptionalFeature",
    parameter("FeatureName", "string[]", 0, mandatory=True, by_property=True),
    *_ONLINE,
    *switches("Remove"),
    module="Dism",
)
def disable_windows_optional_feature(call: Call) -> None:
    """Disable-WindowsOptionalFeature."""
    change = remove(machine_of(call), [feature.name for _, feature in _chosen(call)])
    _end(call, change, changes=bool(change.features))


@cmdlet("Get-WindowsCapability", parameter("Name", "string", 0), *_ONLINE, module="Dism")
def get_windows_capability(call: Call) -> None:
    """Get-WindowsCapability: all shortly, or those that are named in full."""
    for capability in _capabilities(call):
        values: dict[str, Any] = {
            "Name": capability.name,
            "State": "Installed" if has_capability(machine_of(call), capability) else "NotPresent",
        }
        if call.has("Name"):
            values |= {
                "DisplayName": capability.display_name,
                "Description": capability.description,
                "DownloadSize": 1_320_000,
                "InstallSize": 4_960_000,
            }
        call.write(PSObject.of(values, CAPABILITY if call.has("Name") else BASIC_CAPABILITY))


def _capabilities(call: Call) -> Sequence[Capability]:
    """Those that Name fits; a name without its version names the capability too."""
    wanted = call.strings("Name")
    return [one for name, one in capabilities().items() if fits(name, wanted) or fits(name.partition("~")[0], wanted)]


def _set(call: Call, *, installed: bool) -> None:
    machine = machine_of(call)
    chosen = _capabilities(call)
    if not chosen:
        raise _failure(call, "The specified capability name is not valid.")
    changes = any(has_capability(machine, one) != installed for one in chosen)
    try:
        for one in chosen:
            set_capability(machine, one, installed=installed)
    except MissingPayloadError:
        raise _failure(call, f"{call.name} failed. Error code = 0x800f0950") from None
    _end(call, None, changes=changes)


@cmdlet(
    "Add-WindowsCapability", parameter("Name", "string", 0, mandatory=True, by_property=True), *_ONLINE, module="Dism"
)
def add_windows_capability(call: Call) -> None:
    """Add-WindowsCapability: the OpenSSH server brings its service and firewall rule. Windows Update has the files."""
    _set(call, installed=True)


@cmdlet(
    "Remove-WindowsCapability",
    parameter("Name", "string", 0, mandatory=True, by_property=True),
    *_ONLINE,
    module="Dism",
)
def remove_windows_capability(call: Call) -> None:
    """Remove-WindowsCapability."""
    _set(call, installed=False)
