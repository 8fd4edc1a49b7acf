"""File names with ``*`` and ``?``."""

from collections.abc import Sequence
from fnmatch import fnmatchcase

from fake_agent.powershell.host import FileAttributes, FileEntry
from fake_agent.windows.file_system import FileSystem


def has_wildcard(path: str) -> bool:
    """Whether the path names more than one file."""
    return "*" in path or "?" in path


def matching(files: FileSystem, path: str, *, hidden: bool = True) -> Sequence[FileEntry]:
    """What a full path names: itself, or with a wildcard in its last name what fits; nothing where there is nothing."""
    if not has_wildcard(path):
        entry = files.entry(path)
        return [] if entry is None else [entry]
    folder, _, pattern = path.rpartition("\\")
    if not files.is_folder(folder):
        return []
    folded = "*" if pattern == "*.*" else pattern.casefold().replace("[", "[[]")
    return [
        entry
        for entry in files.entries(folder)
        if fnmatchcase(entry.path.rpartition("\\")[2].casefold(), folded)
        and (hidden or FileAttributes.HIDDEN not in entry.attributes)
    ]
