"""Programs of administration that leave little to see: gpupdate, bcdedit, attrib, dism, sfc and their like."""

from collections.abc import Sequence

from fake_agent.powershell.host import FileAttributes, FileEntry, ProgramResult
from fake_agent.windows.command_processor.patterns import matching
from fake_agent.windows.file_system import normalize
from fake_agent.windows.programs.registry import Call, failed, printed, program

DONE = "The operation completed successfully."
_BOOT_KEY = r"HKEY_LOCAL_MACHINE\BCD00000000\Objects"


def full_path(call: Call, path: str) -> str:
    """The path from the program's folder."""
    return normalize(path if path[1:2] == ":" else f"{call.folder}\\{path}")


@program("gpupdate")
def gpupdate(call: Call) -> ProgramResult:
    """``gpupdate [/force]``."""
    call.execution.wait(5.0)
    return printed(
        "Updating policy...",
        "",
        "Computer Policy update has completed successfully.",
        "User Policy update has completed successfully.",
        "",
    )


@program("bcdedit")
def bcdedit(call: Call) -> ProgramResult:
    """``bcdedit [/enum] | /ems ID on | /emssettings ... | /set [ID] NAME VALUE | /deletevalue [ID] NAME``."""
    words = call.arguments
    verb = words[0].casefold() if words else "/enum"
    key = rf"{_BOOT_KEY}\{{current}}"
    match verb:
        case "/enum" | "/v":
            return _show_boot(call)
        case "/set" | "/deletevalue":
            plain = [word for word in words[1:] if not word.startswith("{")]
            if verb == "/set" and len(plain) > 1:
                call.machine.registry.write(key, plain[0].casefold(), plain[1])
            elif verb == "/deletevalue" and plain and call.machine.registry.read(key, plain[0]) is not None:
                call.machine.registry.delete_value(key, plain[0])
            else:
                return failed("An error has occurred setting the element data.", "Element not found.")
        case "/ems" | "/bootems":
            call.machine.registry.write(key, verb[1:], "No" if words[-1].casefold() == "off" else "Yes")
        case "/emssettings" | "/dbgsettings" | "/timeout" | "/default" | "/export" | "/import":
            call.machine.registry.write(rf"{_BOOT_KEY}\{{{verb[1:]}}}", "settings", " ".join(words[1:]))
        case _:
            return failed(
                "The set command specified is not valid.",
                'Run "bcdedit /?" for command line assistance.',
                "The parameter is incorrect.",
            )
    return printed(DONE)


def _show_boot(call: Call) -> ProgramResult:
    registry = call.machine.registry
    key = rf"{_BOOT_KEY}\{{current}}"
    own = {value.name: str(value.data) for value in registry.values(key)} if registry.exists(key) else {}
    loader = {
        "identifier": "{current}",
        "device": "partition=C:",
        "path": r"\Windows\system32\winload.exe",
        "description": "Windows Server 2022",
        "locale": "en-US",
        "recoveryenabled": "No",
        "osdevice": "partition=C:",
        "systemroot": r"\Windows",
        "nx": "OptOut",
        "ems": "Yes",
        **own,
    }
    manager = {
        "identifier": "{bootmgr}",
        "device": r"partition=\Device\HarddiskVolume1",
        "description": "Windows Boot Manager",
        "locale": "en-US",
        "default": "{current}",
        "displayorder": "{current}",
        "timeout": "30",
    }
    sections = (("Windows Boot Manager", manager), ("Windows Boot Loader", loader))
    shown = [
        line
        for title, values in sections
        for line in ("", title, "-" * len(title), *(f"{name:<24}{value}" for name, value in values.items()))
    ]
    return printed(*shown)


_LETTERS = {
    "r": FileAttributes.READ_ONLY,
    "h": FileAttributes.HIDDEN,
    "s": FileAttributes.SYSTEM,
    "a": FileAttributes.ARCHIVE,
}


@program("attrib")
def attrib(call: Call) -> ProgramResult:
    """``attrib [+r|-r] [+h|-h] [+s|-s] [+a|-a] [PATH]``."""
    files = call.files
    changes = [word for word in call.arguments if word[:1] in "+-" and word[1:].casefold() in _LETTERS]
    words = [word for word in call.arguments if word not in changes and not word.startswith("/")]
    path = full_path(call, words[0] if words else "*")
    entries = matching(files, path)
    if not entries:
        return printed(f"File not found - {path}", exit_code=1)
    if not changes:
        return printed(*(_attribute_line(entry) for entry in entries if not entry.is_folder or "*" not in path))
    for entry in entries:
        attributes = entry.attributes
        for change in changes:
            flag = _LETTERS[change[1:].casefold()]
            attributes = attributes | flag if change[0] == "+" else attributes & ~flag
        try:
            files.set_attributes(entry.path, attributes)
        except PermissionError:
            return printed(f"Access denied - {entry.path}", exit_code=1)
    return ProgramResult()


def _attribute_line(entry: FileEntry) -> str:
    order: Sequence[tuple[str, FileAttributes]] = (
        ("A", FileAttributes.ARCHIVE),
        ("S", FileAttributes.SYSTEM),
        ("H", FileAttributes.HIDDEN),
        ("R", FileAttributes.READ_ONLY),
    )
    archive, system, hidden, read_only = (letter if flag in entry.attributes else " " for letter, flag in order)
    return f"{archive}  {system}{hidden}{read_only}{'':<14}{entry.path}"


@program("sfc")
def sfc(call: Call) -> ProgramResult:
    """``sfc /scannow``."""
    call.execution.wait(180.0)
    return printed(
        "",
        "Beginning system scan.  This process will take some time.",
        "",
        "Beginning verification phase of system scan.",
        "Verification 100% complete.",
        "",
        "Windows Resource Protection did not find any integrity violations.",
    )


@program("powercfg")
def powercfg(call: Call) -> ProgramResult:
    """``powercfg /getactivescheme`` and settings that nobody can see."""
    if {"/getactivescheme", "/l", "/list"} & set(call.options):
        balanced = "Power Scheme GUID: 381b4222-f694-41f0-9685-ff5bb260df2e  (Balanced)"
        if "/getactivescheme" in call.options:
            return printed(balanced)
        return printed(
            "",
            "Existing Power Schemes (* Active)",
            "-" * 35,
            f"{balanced} *",
            "Power Scheme GUID: 8c5e7fda-e8bf-4a96-9a85-a6e23a8c635c  (High performance)",
            "Power Scheme GUID: a1841308-3541-4fab-bc81-f71556f20b4a  (Power saver)",
        )
    if not {"/change", "/x", "/setactive", "/s", "/h", "/hibernate", "/setacvalueindex", "/setdcvalueindex"} & set(
        call.options
    ):
        raise call.lacks()
    return ProgramResult()
