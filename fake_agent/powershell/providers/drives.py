r"""Drive-qualified variables (``$env:name``, ``$function:name``, ``${C:\file}``), and the current location."""

from typing import Any

from fake_agent.powershell.errors import MissingFeature
from fake_agent.powershell.providers.paths import file_path, read_text
from fake_agent.powershell.values.conversion import as_list
from fake_agent.powershell.values.objects import PSObject
from fake_agent.powershell.values.text import to_text


def drive_variable(context: Any, drive: str, name: str) -> Any:
    """The value of ``$drive:name``."""
    if drive == "env":
        return context.host.environment.get(name)
    if drive == "function":
        found = context.scope.find_function(name.lower())
        return None if found is None else found.script_block
    if drive == "alias":
        return context.scope.find_alias(name.lower())
    if len(drive) == 1:
        path = file_path(context, f"{drive}:{name}")
        if context.host.files.entry(path) is None:
            return None
        lines = read_text(context, path).splitlines()
        return lines[0] if len(lines) == 1 else lines
    return context.scope.get(name.lower())


def set_drive_variable(context: Any, drive: str, name: str, value: Any) -> None:
    """``$drive:name = value``."""
    if drive == "env":
        text = to_text(value)
        if text:
            context.host.environment[name] = text
        else:
            context.host.environment.pop(name, None)
    elif drive == "function":
        context.services["define function"](context, name, value)
    elif len(drive) == 1:
        text = "".join(f"{to_text(item)}\r\n" for item in as_list(value))
        context.host.files.write(file_path(context, f"{drive}:{name}"), text.encode("cp1252", errors="replace"))
    else:
        raise MissingFeature(f"${drive}:{name}", "construct")


def location(context: Any) -> PSObject:
    """``$PWD``."""
    path: str = context.location
    provider = (
        "Microsoft.PowerShell.Core\\Registry"
        if path.upper().startswith(("HKLM:", "HKCU:"))
        else "Microsoft.PowerShell.Core\\FileSystem"
    )
    return PSObject.of(
        {"Path": path, "ProviderPath": path, "Provider": provider, "Drive": path.partition(":")[0]},
        "System.Management.Automation.PathInfo",
        text=lambda value: str(value.get("Path")),
    )
