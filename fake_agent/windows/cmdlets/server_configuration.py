"""Set-SConfig: the settings of the server configuration tool."""

import json

from fake_agent.powershell.cmdlets.registry import Call, cmdlet, switches
from fake_agent.windows.cmdlets.support import host_of, machine_of, parameter

SETTINGS = ("DebugOutput", "AutoLaunch", "AutoLaunchHint", "AutoUpdate")


@cmdlet(
    "Set-SConfig",
    *(parameter(name, "bool") for name in SETTINGS),
    *switches("AllUsers Interactive"),
    module="SConfig",
)
def set_sconfig(call: Call) -> None:
    """Set-SConfig: settings of the user, or of all, in a file as the tool writes it (its place is chosen)."""
    if call.switch("Interactive"):
        call.host.wait_for_input("Enter selection:")
    given = {name: bool(call.get(name)) for name in SETTINGS if call.has(name)}
    if not given:
        call.error("Invalid arguments.", "Microsoft.PowerShell.Commands.WriteErrorException,Set-SConfig")
        return
    files = machine_of(call).files
    profile = host_of(call).environment["ALLUSERSPROFILE" if call.switch("AllUsers") else "APPDATA"]
    folder = rf"{profile}\Microsoft\SConfig"
    path = rf"{folder}\settings.json"
    known = json.loads(files.read(path))["SConfig"] if files.is_file(path) else {}
    files.make_folder(folder)
    files.write(path, json.dumps({"SConfig": {**known, **given}}, indent=4).encode())
