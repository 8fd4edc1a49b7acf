"""Roles and features of the server, optional features and capabilities of Windows."""

from typing import Any

from fake_agent.powershell.cmdlets.registry import Call, cmdlet, named, switches
from fake_agent.powershell.formatting.views import RIGHT, Column, ListView, TableView, register_view
from fake_agent.powershell.values.objects import PSObject
from fake_agent.windows.cmdlets.support import fits, has_wildcard, machine_of, natives, parameter
from fake_agent.windows.features import INSTALL_SECONDS, Feature

FEATURE = "Microsoft.Windows.ServerManager.Commands.Feature"
RESULT = "Microsoft.Windows.ServerManager.Commands.FeatureOperationResult"
OPTIONAL_FEATURE = "Microsoft.Dism.Commands.AdvancedFeatureObject"
OPTIONAL_RESULT = "Microsoft.Dism.Commands.ImageObject"
CAPABILITY = "Microsoft.Dism.Commands.AdvancedCapabilityObject"
MODULE = "ServerManager"


def _tree_line(feature: PSObject) -> str:
    """A feature in Server Manager's tree, with its box ticked where it is installed."""
    indent = "    " * (int(feature.get("Depth")) - 1)
    return f"{indent}[{'X' if feature.get('Installed') else ' '}] {feature.get('DisplayName')}"


register_view(
    FEATURE,
    TableView(
        (
            Column("Display Name", 55, source=_tree_line),
            Column("Name", 26),
            Column("Install State", 13, RIGHT, "InstallState"),
        )
    ),
)
register_view(
    RESULT,
    TableView(
        (
            Column("Success", 7),
            Column("Restart Needed", 14, source="RestartNeeded"),
            Column("Exit Code", 14, source="ExitCode"),
            Column("Feature Result", source="FeatureResult"),
        )
    ),
)
register_view(OPTIONAL_RESULT, ListView((Column("Path"), Column("Online"), Column("RestartNeeded"))))
register_view(CAPABILITY, ListView((Column("Name"), Column("State"), Column("DisplayName"), Column("Description"))))
register_view(OPTIONAL_FEATURE, ListView((Column("FeatureName"), Column("DisplayName"), Column("State"))))

CAPABILITIES = (
    "OpenSSH.Client~~~~0.0.1.0",
    "OpenSSH.Server~~~~0.0.1.0",
    "Language.Basic~~~en-US~0.0.1.0",
    "NetFX3~~~~",
    "Rsat.ActiveDirectory.DS-LDS.Tools~~~~0.0.1.0",
    "Tools.DeveloperMode.Core~~~~0.0.1.0",
    "XPS.Viewer~~~~0.0.1.0",
)
INSTALLED_CAPABILITIES = frozenset({"OpenSSH.Client~~~~0.0.1.0", "Language.Basic~~~en-US~0.0.1.0"})


def feature_object(feature: Feature) -> PSObject:
    """A feature as Get-WindowsFeature gives it."""
    values: dict[str, Any] = {
        "Name": feature.name,
        "DisplayName": feature.display_name,
        "Description": feature.display_name,
        "Installed": feature.installed,
        "InstallState": "Installed" if feature.installed else "Available",
        "FeatureType": feature.kind,
        "Path": feature.display_name,
        "Depth": feature.depth,
        "DependsOn": [],
        "Parent": feature.parent or None,
        "SubFeatures": [],
    }
    return PSObject.of(values, FEATURE, text=lambda _: feature.name, native=feature)


@cmdlet(
    "Get-WindowsFeature",
    parameter("Name", "string[]", 0, by_property=True),
    *named("object", "Vhd ComputerName Credential LogPath"),
    module=MODULE,
)
def get_windows_feature(call: Call) -> None:
    """Get-WindowsFeature: an unknown name gives nothing, as in Windows."""
    for feature in machine_of(call).features.all():
        if fits(feature.name, call.strings("Name")):
            call.write(feature_object(feature))


def _named(call: Call) -> list[Feature]:
    """The features that Name or the pipeline gives; an unknown name ends the cmdlet."""
    features = machine_of(call).features
    found = [features.get(feature.name) for feature in natives(call, "Name", Feature)]
    if found:
        return found
    for name in (part for text in call.strings("Name") for part in text.split(",")):
        matches = [feature for feature in features.all() if fits(feature.name, [name.strip()])]
        if not matches and not has_wildcard(name):
            raise call.failure(
                "ArgumentNotValid: The role, role service, or feature name is not valid: "
                f"'{name}'. The name was not found.",
                "NameDoesNotExist,Microsoft.Windows.ServerManager.Commands.AddWindowsFeatureCommand",
                "InvalidArgument",
                target=name,
                exception="System.Exception",
            )
        found += matches
    return found


def _result(call: Call, changed: list[Feature]) -> None:
    results = [
        PSObject.of({"Name": feature.name, "DisplayName": feature.display_name, "Success": True}, text=_shown)
        for feature in changed
    ]
    values = {
        "Success": True,
        "RestartNeeded": "No",
        "FeatureResult": results,
        "ExitCode": "Success" if changed else "NoChangeNeeded",
    }
    call.write(PSObject.of(values, RESULT))


def _shown(result: PSObject) -> str:
    return str(result.get("DisplayName"))


_INSTALL = (
    parameter("Name", "object[]", 0, mandatory=True, by_value=True, by_property=True),
    *named("object", "Source ComputerName Credential LogPath ConfigurationFilePath Vhd"),
    *switches("IncludeAllSubFeature IncludeManagementTools Restart"),
)


@cmdlet("Install-WindowsFeature", *_INSTALL, aliases=("Add-WindowsFeature",), collects=False, module=MODULE)
def install_windows_feature(call: Call) -> None:
    """Install-WindowsFeature: takes its time; management tools come along where there are any."""
    features = machine_of(call).features
    changed: list[Feature] = []
    for feature in _named(call):
        if call.should_process(feature.display_name, "Install-WindowsFeature"):
            names = [feature.name]
            if call.switch("IncludeAllSubFeature"):
                names += _below(call, feature.name)
            if call.switch("IncludeManagementTools") and feature.name == "Web-Server":
                names += ["Web-Mgmt-Tools", "Web-Mgmt-Console"]
            for name in names:
                changed += features.install(name)
    if changed:
        call.host.sleep(INSTALL_SECONDS)
    _result(call, changed)


def _below(call: Call, name: str) -> list[str]:
    found: list[str] = []
    for feature in machine_of(call).features.below(name):
        found += [feature.name, *_below(call, feature.name)]
    return found


@cmdlet("Uninstall-WindowsFeature", *_INSTALL, *switches("Remove"), aliases=("Remove-WindowsFeature",), module=MODULE)
def uninstall_windows_feature(call: Call) -> None:
    """Uninstall-WindowsFeature."""
    changed: list[Feature] = []
    for feature in _named(call):
        if call.should_process(feature.display_name, "Uninstall-WindowsFeature"):
            changed += machine_of(call).features.remove(feature.name)
    if changed:
        call.host.sleep(INSTALL_SECONDS)
    _result(call, changed)


_ONLINE = (
    *switches("Online All NoRestart LimitAccess"),
    *named("object", "Path Source LogPath ScratchDirectory LogLevel"),
)


def _optional(call: Call) -> list[Feature]:
    features = machine_of(call).features
    names = call.strings("FeatureName")
    found = [feature for feature in features.all() if fits(feature.name, names)]
    if names and not found:
        raise call.failure(
            f"Feature name {names[0]} is unknown.",
            "Microsoft.Dism.Commands.EnableWindowsOptionalFeatureCommand",
            "NotSpecified",
            exception="System.Runtime.InteropServices.COMException",
        )
    return found


@cmdlet("Get-WindowsOptionalFeature", parameter("FeatureName", "string[]"), *_ONLINE, module="Dism")
def get_windows_optional_feature(call: Call) -> None:
    """Get-WindowsOptionalFeature: by the names of Server Manager."""
    for feature in _optional(call):
        values = {
            "FeatureName": feature.name,
            "DisplayName": feature.display_name,
            "State": "Enabled" if feature.installed else "Disabled",
            "Online": True,
        }
        call.write(PSObject.of(values, OPTIONAL_FEATURE, native=feature))


def _optional_result(call: Call) -> None:
    call.write(PSObject.of({"Path": "", "Online": True, "RestartNeeded": False}, OPTIONAL_RESULT))


@cmdlet("Enable-WindowsOptionalFeature", parameter("FeatureName", "string[]", mandatory=True), *_ONLINE, module="Dism")
def enable_windows_optional_feature(call: Call) -> None:
    """Enable-WindowsOptionalFeature."""
    for feature in _optional(call):
        machine_of(call).features.install(feature.name)
    call.host.sleep(INSTALL_SECONDS)
    _optional_result(call)


@cmdlet(
    "Disable-WindowsOptionalFeature",
    parameter("FeatureName", "string[]", mandatory=True),
    *_ONLINE,
    *switches("Remove"),
    module="Dism",
)
def disable_windows_optional_feature(call: Call) -> None:
    """Disable-WindowsOptionalFeature."""
    for feature in _optional(call):
        machine_of(call).features.remove(feature.name)
    call.host.sleep(INSTALL_SECONDS)
    _optional_result(call)


def _has_capability(call: Call, name: str) -> bool:
    return bool(machine_of(call).features.capabilities.get(name, name in INSTALLED_CAPABILITIES))


@cmdlet("Get-WindowsCapability", parameter("Name", "string"), *_ONLINE, module="Dism")
def get_windows_capability(call: Call) -> None:
    """Get-WindowsCapability."""
    for name in CAPABILITIES:
        if fits(name, call.strings("Name")):
            state = "Installed" if _has_capability(call, name) else "NotPresent"
            call.write(
                PSObject.of(
                    {"Name": name, "State": state, "DisplayName": name.partition("~")[0], "Description": ""}, CAPABILITY
                )
            )


def _set_capability(call: Call, *, installed: bool) -> None:
    names = [name for name in CAPABILITIES if fits(name, call.strings("Name"))]
    if not names:
        raise call.failure(
            "The parameter is incorrect.",
            "Microsoft.Dism.Commands.AddWindowsCapabilityCommand",
            "NotSpecified",
            exception="System.Runtime.InteropServices.COMException",
        )
    call.host.sleep(INSTALL_SECONDS)
    for name in names:
        machine_of(call).features.capabilities[name] = installed
    if installed and names[0].startswith("OpenSSH.Server"):
        machine_of(call).add_secure_shell()
    _optional_result(call)


@cmdlet("Add-WindowsCapability", parameter("Name", "string", mandatory=True, by_property=True), *_ONLINE, module="Dism")
def add_windows_capability(call: Call) -> None:
    """Add-WindowsCapability: the OpenSSH server brings its service and firewall rule."""
    _set_capability(call, installed=True)


@cmdlet(
    "Remove-WindowsCapability", parameter("Name", "string", mandatory=True, by_property=True), *_ONLINE, module="Dism"
)
def remove_windows_capability(call: Call) -> None:
    """Remove-WindowsCapability."""
    _set_capability(call, installed=False)
