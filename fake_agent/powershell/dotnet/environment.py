"""System.Environment and System.OperatingSystem."""

import re
from dataclasses import dataclass
from typing import Any

from fake_agent.powershell.dotnet.identifiers import Version
from fake_agent.powershell.dotnet.types import define
from fake_agent.powershell.errors import ExitJump
from fake_agent.powershell.values import numbers
from fake_agent.powershell.values.collections import Hashtable, by_default_comparer
from fake_agent.powershell.values.text import to_text


def _variables(context: Any) -> Hashtable:
    return by_default_comparer(list(context.host.environment.items()))


def _set_variable(context: Any, name: str, value: str | None, _target: Any = None) -> None:
    if value:
        context.host.environment[name] = value
    else:
        context.host.environment.pop(name, None)


_FOLDERS = {
    "commonapplicationdata": "C:\\ProgramData",
    "programfiles": "C:\\Program Files",
    "programfilesx86": "C:\\Program Files (x86)",
    "system": "C:\\Windows\\system32",
    "windows": "C:\\Windows",
    "desktop": "C:\\Windows\\system32\\config\\systemprofile\\Desktop",
    "userprofile": "C:\\Windows\\system32\\config\\systemprofile",
    "mydocuments": "C:\\Windows\\system32\\config\\systemprofile\\Documents",
    "applicationdata": "C:\\Windows\\system32\\config\\systemprofile\\AppData\\Roaming",
    "localapplicationdata": "C:\\Windows\\system32\\config\\systemprofile\\AppData\\Local",
    "commonstartmenu": "C:\\ProgramData\\Microsoft\\Windows\\Start Menu",
    "commonstartup": "C:\\ProgramData\\Microsoft\\Windows\\Start Menu\\Programs\\StartUp",
    "commondesktopdirectory": "C:\\Users\\Public\\Desktop",
    "fonts": "C:\\Windows\\Fonts",
}


@dataclass(frozen=True, slots=True)
class OperatingSystem:
    """System.OperatingSystem."""

    version: Version

    def to_text(self) -> str:
        """As ``VersionString`` has it."""
        return f"Microsoft Windows NT {self.version.to_text()}"


define(
    "System.OperatingSystem",
    OperatingSystem,
    properties={
        "Platform": lambda _system: "Win32NT",
        "ServicePack": lambda _system: "",
        "Version": lambda system: system.version,
        "VersionString": lambda system: system.to_text(),
    },
)


_SYSTEM = OperatingSystem(Version(10, 0, 20348, 0))


def _leave(_context: Any, code: int = 0) -> None:
    raise ExitJump(code)


def _tick_count(context: Any) -> int:
    return context.local_now().ticks // 10_000 % 0x7FFFFFFF  # type: ignore[no-any-return]  # values of scripts are Any


def expand_variables(context: Any, text: str) -> str:
    """``%NAME%`` replaced by the environment's values; unknown names stay."""
    return re.sub(r"%([^%]+)%", lambda found: context.host.environment.get(found[1], found[0]), text)


define(
    "System.Environment",
    static_properties={
        "MachineName": lambda context: context.host.computer_name,
        "UserName": lambda context: context.host.environment.get("USERNAME", "SYSTEM"),
        "UserDomainName": lambda context: context.host.environment.get("USERDOMAIN", "WORKGROUP"),
        "NewLine": lambda _context: "\r\n",
        "CurrentDirectory": lambda context: context.location,
        "OSVersion": lambda _context: _SYSTEM,
        "ProcessorCount": lambda context: int(context.host.environment.get("NUMBER_OF_PROCESSORS", "2")),
        "Is64BitOperatingSystem": lambda _context: True,
        "Is64BitProcess": lambda _context: True,
        "SystemDirectory": lambda _context: "C:\\Windows\\system32",
        "Version": lambda _context: Version(4, 0, 30319, 42000),
        "TickCount": _tick_count,
        "UserInteractive": lambda _context: False,
        "CommandLine": lambda context: context.host.command_line,
        "ExitCode": lambda _context: 0,
        "HasShutdownStarted": lambda _context: False,
        "SystemPageSize": lambda _context: 4096,
        "CurrentManagedThreadId": lambda _context: 1,
        "StackTrace": lambda _context: "",
        "WorkingSet": lambda _context: numbers.Int64(83_886_080),
    },
    static_context_methods={
        "string GetEnvironmentVariable(string variable, [object target])": lambda context, name, _target=None: (
            context.host.environment.get(name)
        ),
        "void SetEnvironmentVariable(string variable, string value, [object target])": _set_variable,
        "object GetEnvironmentVariables([object target])": lambda context, _target=None: _variables(context),
        "string ExpandEnvironmentVariables(string name)": expand_variables,
        "string GetFolderPath(object folder)": lambda _context, folder: _FOLDERS.get(to_text(folder).lower(), ""),
        "void Exit([int exitCode])": _leave,
        "string[] GetCommandLineArgs()": lambda context: context.host.command_line.replace('"', "").split(),
        "string[] GetLogicalDrives()": lambda context: [f"{drive.name}:\\" for drive in context.host.files.drives()],
    },
)
