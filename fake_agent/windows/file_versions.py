"""The version resources of programs, by where they are."""

import ntpath
from functools import cache
from typing import Any

from fake_agent.powershell.host import FileVersion
from fake_agent.windows.image import load

_PROGRAMS = (".exe", ".dll", ".sys", ".cpl")


@cache
def _table() -> dict[str, Any]:
    loaded = load("versions")
    return {
        "folders": {folder.casefold(): row for folder, row in loaded["folders"].items()},
        "descriptions": {name.casefold(): text for name, text in loaded["descriptions"].items()},
    }


def file_version(path: str) -> FileVersion | None:
    """The version resource of a program at the path; None of what is no program, or came later."""
    folded = path.casefold()
    if not folded.endswith(_PROGRAMS):
        return None
    table = _table()
    folder = max((folder for folder in table["folders"] if folded.startswith(folder)), key=len, default=None)
    if folder is None:
        return None
    number, text, product = table["folders"][folder]
    name = ntpath.basename(path)
    return FileVersion(number, text, product, table["descriptions"].get(name.casefold(), ntpath.splitext(name)[0]))
