"""xcopy: files and whole folders."""

import errno
import ntpath

from fake_agent.powershell.host import FileEntry, ProgramResult
from fake_agent.windows.command_processor.patterns import matching
from fake_agent.windows.programs.maintenance import full_path
from fake_agent.windows.programs.registry import Call, failed, lines, printed, program

NOT_COPIED = 4
"""The exit code where a file could not be opened, or did not fit (documented)."""


def _below(call: Call, folder: str, *, deep: bool) -> list[FileEntry]:
    found = call.files.walk(folder) if deep else call.files.entries(folder)
    return [entry for entry in found if not entry.is_folder]


@program("xcopy")
def xcopy(call: Call) -> ProgramResult:
    """``xcopy SOURCE TARGET [/s] [/e] [/y] [/i]``."""
    if len(call.words) < 2:
        return failed("Invalid number of parameters", "0 File(s) copied", exit_code=NOT_COPIED)
    source, target = (full_path(call, word) for word in call.words[:2])
    files = call.files
    deep = bool({"/s", "/e"} & set(call.options))
    if files.is_folder(source):
        entries, base = _below(call, source, deep=deep), source
    else:
        entries = [entry for entry in matching(files, source) if not entry.is_folder]
        base = ntpath.dirname(source)
    if not entries:
        return failed(f"File not found - {ntpath.basename(source)}", exit_code=NOT_COPIED)
    if files.is_file(target):
        if len(entries) > 1:
            return failed(f"Unable to create directory - {target}", "0 File(s) copied", exit_code=NOT_COPIED)
        if entries[0].path.casefold() == target.casefold():
            return failed("File cannot be copied onto itself", "0 File(s) copied", exit_code=NOT_COPIED)
        return _copied(call, {entries[0].path: target})
    return _copied(call, {entry.path: ntpath.join(target, entry.path[len(base) :].lstrip("\\")) for entry in entries})


def _copied(call: Call, destinations: dict[str, str]) -> ProgramResult:
    """Copy each file; the first that can't be copied ends it."""
    shown: list[str] = []
    for source, destination in destinations.items():
        shown.append(source)
        try:
            call.files.make_folder(ntpath.dirname(destination))
            call.files.copy(source, destination)
        except OSError as error:
            text = "Insufficient disk space" if error.errno == errno.ENOSPC else "Access denied"
            return ProgramResult(lines(*shown), lines(text), NOT_COPIED)
    return printed(*shown, f"{len(shown)} File(s) copied")
