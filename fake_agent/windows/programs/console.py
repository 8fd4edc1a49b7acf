"""Programs for the console that nobody looks at: chcp, mode, doskey; and tree, which draws."""

import ntpath
from collections.abc import Iterator

from fake_agent.powershell.host import ProgramResult
from fake_agent.windows.programs.maintenance import full_path
from fake_agent.windows.programs.registry import Call, failed, printed, program

CODE_PAGES = {
    437,
    708,
    720,
    737,
    775,
    850,
    852,
    855,
    857,
    858,
    869,
    874,
    932,
    936,
    949,
    950,
    20127,
    28591,
    65000,
    65001,
}
CODE_PAGES |= {*range(860, 867), *range(1250, 1259)}

_LINES = ("\u2502   ", "\u251c\u2500\u2500\u2500", "\u2514\u2500\u2500\u2500")
_ASCII_LINES = ("|   ", "+---", "\\---")
"""How tree draws: what goes on, a branch, the last branch."""


@program("chcp")
def chcp(call: Call) -> ProgramResult:
    """``chcp [NUMBER]``: the console's code page, for the rest of the run."""
    if call.words:
        number = call.words[0]
        if not number.isdigit():
            return printed(f"Parameter format not correct - {number}", exit_code=1)
        if int(number) not in CODE_PAGES:
            return printed("Invalid code page", exit_code=1)
        call.execution.code_page = int(number)
    return printed(f"Active code page: {call.execution.code_page}")


@program("mode")
def mode(call: Call) -> ProgramResult:
    """``mode con [cols=N] [lines=N]``."""
    if [word.casefold().rstrip(":") for word in call.words[:1]] != ["con"]:
        raise call.lacks()
    if len(call.words) > 1:
        return ProgramResult()
    rows = {
        "Lines": 9001,
        "Columns": 80,
        "Keyboard rate": 31,
        "Keyboard delay": 1,
        "Code page": call.execution.code_page,
    }
    shown = (f"    {name + ':':<16}{value}" for name, value in rows.items())
    return printed("", "Status for device CON:", "-" * 22, *shown, "")


@program("doskey")
def doskey(call: Call) -> ProgramResult:
    """``doskey NAME=TEXT``: macros are for who types."""
    del call
    return ProgramResult()


@program("tree")
def tree(call: Call) -> ProgramResult:
    """``tree [PATH] [/f] [/a]``."""
    path = full_path(call, call.words[0] if call.words else ".")
    volume = call.files.volumes.get(path[:1].upper())
    if volume is None:
        return failed("Invalid drive specification")
    heading = [f"Folder PATH listing for volume {volume.label}", "Volume serial number is 7A3C-91D2"]
    shown = call.words[0].upper() if call.words else f"{path[:2]}."
    if not call.files.is_folder(path):
        return printed(*heading, f"Invalid path - {path[2:].upper()}", "No subfolders exist ", "", exit_code=1)
    below = list(_branches(call, path, ""))
    return printed(*heading, shown, *(below or ["No subfolders exist ", ""]))


def _branches(call: Call, folder: str, indent: str) -> Iterator[str]:
    through, branch, last_branch = _ASCII_LINES if "/a" in call.options else _LINES
    entries = call.files.entries(folder)
    folders = [entry for entry in entries if entry.is_folder]
    if "/f" in call.options:
        bar = indent + (through if folders else "    ")
        names = [ntpath.basename(entry.path) for entry in entries if not entry.is_folder]
        yield from (bar + name for name in names)
        if names:
            yield bar
    for number, entry in enumerate(folders, 1):
        last = number == len(folders)
        yield f"{indent}{last_branch if last else branch}{ntpath.basename(entry.path)}"
        yield from _branches(call, entry.path, indent + ("    " if last else through))
