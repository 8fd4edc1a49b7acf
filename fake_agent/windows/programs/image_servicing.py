"""dism.exe: optional features and capabilities of the running Windows, and the health of its component store."""

from collections.abc import Callable, Sequence

from fake_agent.powershell.host import ProgramResult
from fake_agent.windows.features import Feature
from fake_agent.windows.programs.registry import Call, printed, program
from fake_agent.windows.roles import (
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

DONE = "The operation completed successfully."
PROGRESS = "[==========================100.0%==========================] "
STATES = {
    "Available": "Disabled",
    "Removed": "Disabled with Payload Removed",
    "Installed": "Enabled",
    "InstallPending": "Enable Pending",
    "UninstallPending": "Disable Pending",
}
RESTART_REQUIRED = 3010
UNKNOWN_NAME, SOURCE_NOT_FOUND, NOT_SUPPORTED = 0x800F080C, 0x800F081F, 50

BANNER = (
    "",
    "Deployment Image Servicing and Management tool",
    "Version: 10.0.20348.2849",
    "",
    "Image Version: 10.0.20348.2849",
    "",
)
LOG = ("", "The DISM log file can be found at C:\\Windows\\Logs\\DISM\\dism.log")


def _values(call: Call, name: str) -> list[str]:
    """The values of an option that is written ``/name:value``."""
    start = f"/{name}:"
    return [word[len(start) :] for word in call.arguments if word.casefold().startswith(start)]


def _refused(code: int, *lines: str) -> ProgramResult:
    shown = f"0x{code:08x}" if code > NOT_SUPPORTED else str(code)
    return printed(*BANNER, "", f"Error: {shown}", "", *lines, *LOG, exit_code=code)


def _unknown(name: str) -> ProgramResult:
    return _refused(
        UNKNOWN_NAME,
        f"Feature name {name} is unknown.",
        "A Windows feature name was not recognized.",
        "Use the /Get-Features option to find the name of the feature in the image and try the command again.",
    )


def _changed(call: Call, line: str, change: Change) -> ProgramResult:
    """The end of a change; where a restart must finish it, Windows asks for it, or begins it where it must be quiet."""
    call.execution.wait(20.0)
    if not change.restart_needed:
        return printed(*BANNER, line, PROGRESS, DONE)
    if "/norestart" not in call.options:
        if "/quiet" not in call.options:
            call.execution.wait_for_ever()
        call.execution.request_power("restart")
    return printed(*BANNER, line, PROGRESS, DONE, exit_code=RESTART_REQUIRED)


def _features(call: Call) -> tuple[list[Feature], str]:
    """The features that are named, and the first name that is none."""
    names = {name.casefold(): feature for name, feature in optional_names().items()}
    wanted = _values(call, "featurename")
    unknown = next((name for name in wanted if name.casefold() not in names), "")
    return [call.machine.features.get(names[name.casefold()]) for name in wanted if not unknown], unknown


def _enable(call: Call) -> ProgramResult:
    chosen, unknown = _features(call)
    if unknown:
        return _unknown(unknown)
    names = [feature.name for feature in chosen]
    if lacks_parent(call.machine, names) and "/all" not in call.options:
        return _refused(
            NOT_SUPPORTED, "One or several parent features are disabled so current feature can not be enabled."
        )
    try:
        change = install(call.machine, names)
    except MissingPayloadError:
        return _refused(
            SOURCE_NOT_FOUND,
            "The source files could not be found. ",
            'Use the "Source" option to specify the location of the files that are required to restore the feature. '
            "For more information on specifying a source location, see http://go.microsoft.com/fwlink/?LinkId=243077.",
        )
    return _changed(call, "Enabling feature(s)", change)


def _disable(call: Call) -> ProgramResult:
    chosen, unknown = _features(call)
    if unknown:
        return _unknown(unknown)
    return _changed(call, "Disabling feature(s)", remove(call.machine, [feature.name for feature in chosen]))


def _list_features(call: Call) -> ProgramResult:
    head = "Features listing for package : Microsoft-Windows-Foundation-Package~31bf3856ad364e35~amd64~~10.0.20348.1"
    lines = [
        line
        for name, feature in optional_names().items()
        for line in (f"Feature Name : {name}", f"State : {STATES[call.machine.features.get(feature).state]}", "")
    ]
    return printed(*BANNER, head, "", *lines, DONE)


def _feature_information(call: Call) -> ProgramResult:
    chosen, unknown = _features(call)
    if unknown:
        return _unknown(unknown)
    return printed(
        *BANNER,
        "Feature Information:",
        "",
        f"Feature Name : {_values(call, 'featurename')[0]}",
        f"Display Name : {chosen[0].display_name}",
        f"Description : {chosen[0].display_name}",
        "Restart Required : Possible",
        f"State : {STATES[chosen[0].state]}",
        "",
        "Custom Properties:",
        "",
        "(No custom properties found)",
        "",
        DONE,
    )


def _set_capability(call: Call, *, installed: bool) -> ProgramResult:
    known = {name.casefold(): one for name, one in capabilities().items()}
    chosen = [known.get(name.casefold()) for name in _values(call, "capabilityname")]
    try:
        for one in chosen:
            if one is None:
                return _refused(0x800F080C, "A Windows capability name was not recognized.")
            set_capability(call.machine, one, installed=installed)
    except MissingPayloadError:
        return _refused(0x800F0950, "DISM failed. No operation was performed.")
    return _changed(call, "" if installed else "Removing capability", Change())


def _list_capabilities(call: Call) -> ProgramResult:
    lines = [
        line
        for name, one in capabilities().items()
        for line in (
            f"Capability Identity : {name}",
            f"State : {'Installed' if has_capability(call.machine, one) else 'Not Present'}",
            "",
        )
    ]
    return printed(*BANNER, "Capability listing:", "", *lines, DONE)


def _clean(call: Call) -> ProgramResult:
    known = {
        "/checkhealth": ("No component store corruption detected.",),
        "/scanhealth": (PROGRESS, "No component store corruption detected."),
        "/restorehealth": (PROGRESS, "The restore operation completed successfully."),
        "/startcomponentcleanup": (PROGRESS,),
    }
    chosen = next((known[option] for option in call.options if option in known), None)
    if chosen is None:
        raise call.lacks()
    call.execution.wait(20.0)
    return printed(*BANNER, *chosen, DONE)


_ORDERS: dict[str, Callable[[Call], ProgramResult]] = {
    "/enable-feature": _enable,
    "/disable-feature": _disable,
    "/get-features": _list_features,
    "/get-featureinfo": _feature_information,
    "/add-capability": lambda call: _set_capability(call, installed=True),
    "/remove-capability": lambda call: _set_capability(call, installed=False),
    "/get-capabilities": _list_capabilities,
    "/cleanup-image": _clean,
}


@program("dism")
def dism(call: Call) -> ProgramResult:
    """``dism /online /enable-feature /featurename:NAME [/all] [/norestart] | /get-features | /cleanup-image ...``."""
    options: Sequence[str] = [option.partition(":")[0] for option in call.options]
    order = next((_ORDERS[option] for option in options if option in _ORDERS), None)
    if order is None or "/online" not in options:
        raise call.lacks()
    return order(call)
