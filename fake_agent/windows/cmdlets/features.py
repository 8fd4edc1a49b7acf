"""Roles and features of the server, by Server Manager's cmdlets."""

from typing import Any

from fake_agent.powershell.cmdlets.registry import Call, cmdlet, named, switches
from fake_agent.powershell.formatting.views import RIGHT, Column, TableView, register_view
from fake_agent.powershell.values.collections import Hashtable
from fake_agent.powershell.values.objects import PSObject
from fake_agent.windows.cmdlets.support import execution_of, fits, has_wildcard, machine_of, natives, parameter
from fake_agent.windows.features import INSTALL_SECONDS, Feature
from fake_agent.windows.roles import Change, MissingPayloadError, effect_of, install, remove

FEATURE = "Microsoft.Windows.ServerManager.Commands.Feature"
RESULT = "Microsoft.Windows.ServerManager.Commands.FeatureOperationResult"
MODULE = "ServerManager"


def _tree_line(feature: PSObject) -> str:
    """A feature in Server Manager's tree, with its box ticked where it is installed."""
    indent = "    " * (int(feature.get("Depth")) - 1)
    ticked = feature.get("InstallState") in {"Installed", "InstallPending"}
    return f"{indent}[{'X' if ticked else ' '}] {feature.get('DisplayName')}"


register_view(
    FEATURE,
    TableView(
        (
            Column("Display Name", 55, source=_tree_line),
            Column("Name", 23),
            Column("Install State", 16, RIGHT, "InstallState"),
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
            Column("Feature Result", 45, source="FeatureResult"),
        )
    ),
)


def feature_object(call: Call, feature: Feature) -> PSObject:
    """A feature as Get-WindowsFeature gives it."""
    features = machine_of(call).features
    above = [features.get(name) for name in _names_above(call, feature)]
    values: dict[str, Any] = {
        "Name": feature.name,
        "DisplayName": feature.display_name,
        "Description": feature.display_name,
        "Installed": feature.state == "Installed",
        "InstallState": feature.state,
        "FeatureType": feature.kind,
        "Path": "\\".join(one.display_name for one in (*above, feature)),
        "Depth": feature.depth,
        "DependsOn": [],
        "Parent": feature.parent or None,
        "ServerComponentDescriptor": f"ServerComponent_{feature.name.replace('-', '_')}",
        "SubFeatures": [below.name for below in features.below(feature.name)],
        "SystemService": [service.name for service in effect_of(feature.name).services.values()],
        "Notification": [],
        "BestPracticesModelId": None,
        "EventQuery": None,
        "PostConfigurationNeeded": False,
        "AdditionalInfo": Hashtable(),
    }
    return PSObject.of(values, FEATURE, text=lambda _: feature.name, native=feature)


def _names_above(call: Call, feature: Feature) -> list[str]:
    if not feature.parent:
        return []
    return [*_names_above(call, machine_of(call).features.get(feature.parent)), feature.parent]


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
            call.write(feature_object(call, feature))


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


def _result(call: Call, change: Change, process: str) -> None:
    """What the cmdlet answers, and the warning where a restart must finish the ``process``."""
    results = [
        PSObject.of(
            {
                "DisplayName": feature.display_name,
                "Id": number,
                "Message": [],
                "Name": feature.name,
                "RestartNeeded": feature.pending,
                "SkipReason": "NotSkipped",
                "Success": True,
            },
            text=_shown,
        )
        for number, feature in enumerate(change.features, 1)
    ]
    code = "Success" if change.features else "NoChangeNeeded"
    values = {
        "Success": True,
        "RestartNeeded": "Yes" if change.restart_needed else "No",
        "FeatureResult": results,
        "ExitCode": "SuccessRestartRequired" if change.restart_needed else code,
    }
    call.write(PSObject.of(values, RESULT))
    if change.restart_needed and call.switch("Restart"):
        execution_of(call).request_power("restart")
    elif change.restart_needed:
        call.say("Warning", f"You must restart this server to finish the {process} process.")


def _shown(result: PSObject) -> str:
    return str(result.get("DisplayName"))


_REQUEST = (
    parameter("Name", "object[]", 0, mandatory=True, by_value=True, by_property=True),
    *named("object", "ComputerName Credential LogPath Vhd"),
    *switches("IncludeManagementTools Restart"),
)


@cmdlet(
    "Install-WindowsFeature",
    *_REQUEST,
    *named("object", "Source ConfigurationFilePath"),
    *switches("IncludeAllSubFeature"),
    aliases=("Add-WindowsFeature",),
    module=MODULE,
)
def install_windows_feature(call: Call) -> None:
    """Install-WindowsFeature: what the features bring is on the machine afterwards, or after a restart."""
    names = []
    for feature in _named(call):
        if call.should_process(feature.display_name, "Install-WindowsFeature"):
            names += [feature.name, *(_below(call, feature.name) if call.switch("IncludeAllSubFeature") else ())]
    try:
        change = install(machine_of(call), names, with_tools=call.switch("IncludeManagementTools"))
    except MissingPayloadError:
        _payload_missing(call)
        return
    if change.features:
        call.host.sleep(INSTALL_SECONDS)
    _result(call, change, "installation")


def _payload_missing(call: Call) -> None:
    call.error(
        "The request to add or remove features on the specified server failed.\n"
        "Installation of one or more roles, role services, or features failed.\n"
        'The source files could not be found.\nUse the "Source" option to specify the location of the files that are '
        "required to restore the feature. For more information on specifying a source location, see "
        "http://go.microsoft.com/fwlink/?LinkId=243077. Error: 0x800f081f\n",
        "DISMAPI_Error__Failed_To_Enable_Updates,Microsoft.Windows.ServerManager.Commands.AddWindowsFeatureCommand",
        "InvalidOperation",
        target="@{Vhd=; Credent...Name=localhost}:PSObject",
        exception="System.Exception",
    )
    values = {"Success": False, "RestartNeeded": "No", "FeatureResult": [], "ExitCode": "Failed"}
    call.write(PSObject.of(values, RESULT))


def _below(call: Call, name: str) -> list[str]:
    found: list[str] = []
    for feature in machine_of(call).features.below(name):
        found += [feature.name, *_below(call, feature.name)]
    return found


@cmdlet("Uninstall-WindowsFeature", *_REQUEST, *switches("Remove"), aliases=("Remove-WindowsFeature",), module=MODULE)
def uninstall_windows_feature(call: Call) -> None:
    """Uninstall-WindowsFeature: takes away what the features brought, some only with a restart."""
    names = [
        feature.name
        for feature in _named(call)
        if call.should_process(feature.display_name, "Uninstall-WindowsFeature")
    ]
    change = remove(machine_of(call), names, with_tools=call.switch("IncludeManagementTools"))
    if change.features:
        call.host.sleep(INSTALL_SECONDS)
    _result(call, change, "removal")
