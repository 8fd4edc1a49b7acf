"""xcopy and robocopy: whole folders at once."""

import ntpath

from fake_agent.powershell.host import FileEntry, ProgramResult
from fake_agent.windows.command_processor.patterns import matching
from fake_agent.windows.programs.maintenance import full_path
from fake_agent.windows.programs.registry import Call, failed, printed, program

ROBOCOPY_COPIED = 1
ROBOCOPY_FAILED = 16


def _below(call: Call, folder: str, *, deep: bool) -> list[FileEntry]:
    files = call.machine.files
    found = files.walk(folder) if deep else files.entries(folder)
    return [entry for entry in found if not entry.is_folder]


def _copy(call: Call, entry: FileEntry, source: str, target: str) -> None:
    destination = ntpath.join(target, entry.path[len(source) :].lstrip("\\"))
    call.machine.files.make_folder(ntpath.dirname(destination))
    call.machine.files.copy(entry.path, destination)


@program("xcopy")
def xcopy(call: Call) -> ProgramResult:
    """``xcopy SOURCE TARGET [/s] [/e] [/y] [/i]``."""
    if len(call.words) < 2:  # noqa: PLR2004  # a source and a target
        return failed("Invalid number of parameters", "0 File(s) copied", exit_code=4)
    source, target = (full_path(call, word) for word in call.words[:2])
    files = call.machine.files
    deep = bool({"/s", "/e"} & set(call.options))
    if files.is_folder(source):
        entries, base = _below(call, source, deep=deep), source
    else:
        entries = [entry for entry in matching(files, source) if not entry.is_folder]
        base = ntpath.dirname(source)
    if not entries:
        return failed(f"File not found - {ntpath.basename(source)}", exit_code=4)
    if files.is_file(target):
        if len(entries) > 1:
            return failed(f"Unable to create directory - {target}", "0 File(s) copied", exit_code=4)
        if entries[0].path.casefold() == target.casefold():
            return failed("File cannot be copied onto itself", "0 File(s) copied", exit_code=4)
        files.copy(entries[0].path, target)
        return printed(entries[0].path, "1 File(s) copied")
    for entry in entries:
        _copy(call, entry, base, target)
    return printed(*(entry.path for entry in entries), f"{len(entries)} File(s) copied")


@program("robocopy")
def robocopy(call: Call) -> ProgramResult:
    """``robocopy SOURCE TARGET [/e | /s | /mir] [/mov | /move]``: 1 where files were copied, else 0."""
    if len(call.words) < 2:  # noqa: PLR2004  # a source and a target
        return failed("ERROR : Invalid Parameter", exit_code=ROBOCOPY_FAILED)
    source, target = (full_path(call, word) for word in call.words[:2])
    files = call.machine.files
    if not files.is_folder(source):
        return printed(
            f"ERROR 2 (0x00000002) Accessing Source Directory {source}\\",
            "The system cannot find the file specified.",
            exit_code=ROBOCOPY_FAILED,
        )
    options = set(call.options)
    entries = _below(call, source, deep=bool({"/e", "/s", "/mir", "/move"} & options))
    for entry in entries:
        _copy(call, entry, source, target)
        if {"/mov", "/move"} & options:
            files.remove(entry.path)
    return printed(
        "",
        "-" * 79,
        "   ROBOCOPY     ::     Robust File Copy for Windows",
        "-" * 79,
        "",
        f"   Source : {source}\\",
        f"     Dest : {target}\\",
        "",
        f"   Files : {len(entries):>9} {len(entries):>9} {0:>9} {0:>9} {0:>9} {0:>9}",
        "",
        exit_code=ROBOCOPY_COPIED if entries else 0,
    )
