"""``[System.IO.FileInfo]`` and ``[System.IO.DirectoryInfo]`` as scripts make them, also of what is not there."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from fake_agent.powershell.dotnet.types import define
from fake_agent.powershell.errors import NetError
from fake_agent.powershell.host import FileAttributes, FileEntry
from fake_agent.powershell.providers import paths
from fake_agent.powershell.providers.items import file_item
from fake_agent.powershell.values.objects import PSObject

_NEVER = datetime(1601, 1, 1, tzinfo=UTC)
_NOTES = ("PSPath", "PSParentPath", "PSChildName", "PSDrive", "PSProvider", "PSIsContainer")


def _maker(*, folder: bool) -> Callable[[Any, str], PSObject]:
    def make(context: Any, path: str) -> PSObject:
        if not path:
            raise NetError("System.ArgumentException", "The path is not of a legal form.")
        full = paths.file_path(context, path)
        entry = context.host.files.entry(full)
        there = entry is not None and entry.is_folder == folder
        if not there:
            attributes = FileAttributes.DIRECTORY if folder else FileAttributes.ARCHIVE
            entry = FileEntry(full, folder, 0, _NEVER, _NEVER, _NEVER, attributes)
        made = file_item(context, entry, path)
        for name in _NOTES:
            made.properties.pop(name.lower(), None)
        if not there:
            made.properties["exists"].value = False
            made.properties.pop("length", None)
        made.methods["create"] = ("Create", lambda _self: context.host.files.make_folder(full))
        return made

    return make


for _name, _folder in (("FileInfo", False), ("DirectoryInfo", True)):
    define(
        f"System.IO.{_name}",
        base="System.IO.FileSystemInfo",
        context_constructors={f"System.IO.{_name} new(string path)": _maker(folder=_folder)},
    )
