r"""The file system: NTFS volumes with folders, files, attributes, timestamps and a limited size.

Paths are normalized (``/`` is ``\``, ``.`` and ``..`` are resolved, case does not count). Files of the base image that
hold nothing of interest (programs, libraries) have a size and read as zeros.
"""

import errno
import ntpath
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any

from fake_agent.powershell.host import Drive, FileAttributes, FileEntry
from fake_agent.windows.overlay import Overlay
from fake_agent.windows.security.table import SecurityTable
from fake_agent.windows.tree import Node, Tree, parent_of

MOST_ZEROS = 64 * 2**20
"""Bytes that are not kept in memory, and that may be read nevertheless."""

Clock = Callable[[], float]
"""Unix seconds of simulated time."""


@dataclass(frozen=True, slots=True)
class Item:
    """A file or folder. ``size`` counts bytes; a file whose ``data`` is shorter reads as zeros from there on."""

    data: bytes | None
    size: int
    created: float
    written: float
    accessed: float
    attributes: FileAttributes

    @property
    def is_folder(self) -> bool:
        """Folders hold no data."""
        return self.data is None


@dataclass(frozen=True, slots=True)
class Volume:
    """A mounted volume: its label, its size in bytes, and what is used by files that the image does not list.

    ``filler`` bytes are taken by something that nobody sees, until it is told to give them back.
    """

    label: str
    size: int
    base_used: int
    used: int = 0
    filler: int = 0

    @property
    def free(self) -> int:
        """Bytes that are left."""
        return self.size - self.base_used - self.used - self.filler


def folder_item(now: float, attributes: FileAttributes = FileAttributes.DIRECTORY) -> Item:
    """A new folder."""
    return Item(None, 0, now, now, now, attributes)


def file_item(data: bytes, now: float, size: int | None = None) -> Item:
    """A new file."""
    return Item(data, len(data) if size is None else size, now, now, now, FileAttributes.ARCHIVE)


def items_of(path: str, content: Any, now: float) -> Iterator[tuple[str, Item]]:
    """Files and folders as the image writes them: a mapping is a folder, text a file's content, a number its size.

    A file of which only the size is known reads as zeros; nothing is an empty folder.
    """
    match content:
        case int(size):
            yield path, file_item(b"MZ" if path.endswith(".exe") else b"", now, size)
        case str(text):
            yield path, file_item(text.replace("\n", "\r\n").encode(), now)
        case _:
            yield path, folder_item(now)
            for name, below in (content or {}).items():
                yield from items_of(f"{path}\\{name}", below, now)


@lru_cache(maxsize=4096)
def normalize(path: str) -> str:
    r"""The path in its one form: ``C:\A``, without trailing separator or ``\\?\``; a root stays ``C:``."""
    plain = ntpath.normpath(path.removeprefix("\\\\?\\"))
    names = [name.rstrip(" .") or name for name in plain.split("\\")]
    return "\\".join(names).rstrip("\\")


class FileSystem:
    """The volumes of one machine; see ``fake_agent.powershell.host.Files`` for the errors."""

    def __init__(
        self, items: Overlay[str, Node[Item]], volumes: Overlay[str, Volume], security: SecurityTable, clock: Clock
    ) -> None:
        self._tree = Tree(items)
        self.volumes = volumes
        self._security = security
        self._clock = clock

    def entry(self, path: str) -> FileEntry | None:
        """The file or folder at ``path``, or None."""
        plain = normalize(path)
        node = self._tree.get(plain)
        return None if node is None else _entry(self._tree.shown(plain), node.content)

    def exists(self, path: str) -> bool:
        """Whether there is a file or folder."""
        return self._tree.get(normalize(path)) is not None

    def is_folder(self, path: str) -> bool:
        """Whether there is a folder."""
        node = self._tree.get(normalize(path))
        return node is not None and node.content.is_folder

    def is_file(self, path: str) -> bool:
        """Whether there is a file."""
        node = self._tree.get(normalize(path))
        return node is not None and not node.content.is_folder

    def entries(self, folder: str) -> Sequence[FileEntry]:
        """What is directly in the folder, sorted by name without case."""
        plain = normalize(folder)
        if not self._item(plain).is_folder:
            raise NotADirectoryError(errno.ENOTDIR, "The directory name is invalid.", folder)
        shown = self._tree.shown(plain)
        return [_entry(path, node.content) for path, node in self._tree.children(shown)]

    def walk(self, path: str) -> Iterator[FileEntry]:
        """The file or folder itself and all below it."""
        for found, node in self._tree.walk(self._tree.shown(normalize(path))):
            yield _entry(found, node.content)

    def read(self, path: str) -> bytes:
        """The whole content."""
        item = self._item(normalize(path))
        if item.data is None:
            raise IsADirectoryError(errno.EISDIR, "Access to the path is denied.", path)
        if item.size - len(item.data) > MOST_ZEROS:
            raise OSError(errno.ENOMEM, f"run-command-simulator: a file of {item.size} bytes can't be read here.", path)
        return item.data.ljust(item.size, b"\0")

    def write(self, path: str, content: bytes) -> None:
        """Replace or make the file; its folder must exist."""
        plain = normalize(path)
        node = self._tree.get(plain)
        now = self._clock()
        if node is None:
            self._need_folder(parent_of(plain))
            self._take(plain, len(content))
            self._tree.put(plain, file_item(content, now))
            return
        if node.content.is_folder:
            raise IsADirectoryError(errno.EISDIR, "Access to the path is denied.", path)
        if FileAttributes.READ_ONLY in node.content.attributes:
            raise PermissionError(errno.EACCES, "Access to the path is denied.", path)
        self._take(plain, len(content) - node.content.size)
        item = node.content
        self._tree.put(plain, Item(content, len(content), item.created, now, now, item.attributes))

    def write_zeros(self, path: str, size: int) -> None:
        """Make a file of zeros, however large; its folder must exist, the file must not."""
        self.write(path, b"")
        plain = normalize(path)
        try:
            self._take(plain, size)
        except OSError:
            FileSystem.remove(self, plain)
            raise
        self._tree.put(plain, replace(self._item(plain), size=size))

    def append(self, path: str, content: bytes) -> None:
        """Add to the end of the file, which is made if missing; its folder must exist."""
        self.write(path, (self.read(path) if self.exists(path) else b"") + content)

    def make_folder(self, path: str) -> None:
        """Make the folder, and those above it; nothing happens where it exists."""
        plain = normalize(path)
        node = self._tree.get(plain)
        if node is not None:
            if not node.content.is_folder:
                raise FileExistsError(errno.EEXIST, "A file with that name already exists.", path)
            return
        if "\\" not in plain:
            raise FileNotFoundError(errno.ENOENT, "Cannot find drive.", path)
        self.make_folder(parent_of(plain))
        self._tree.put(plain, folder_item(self._clock()))

    def remove(self, path: str) -> None:
        """Remove the file, or the folder with all that is in it."""
        plain = normalize(path)
        self._item(plain)
        if "\\" not in plain:
            raise PermissionError(errno.EACCES, "A root cannot be removed.", path)
        self._take(plain, -self._size_below(plain))
        self._tree.remove(plain)
        self._security.forget(plain)

    def move(self, source: str, destination: str, *, replaces: bool = False) -> None:
        """Move or rename a file or folder; ``destination`` is the new full path.

        It must be free; with ``replaces`` it may be a file, which is lost. Where the move fails, nothing has changed.
        """
        old, new = normalize(source), normalize(destination)
        self._item(old)
        taken = self._tree.get(new) if old.casefold() != new.casefold() else None
        if taken is not None and (not replaces or taken.content.is_folder):
            raise FileExistsError(errno.EEXIST, "Cannot create a file when that file already exists.", destination)
        if new.casefold().startswith(f"{old}\\".casefold()):
            raise PermissionError(errno.EACCES, "The process cannot access the file.", destination)
        self._need_folder(parent_of(new))
        moved = [(found[len(old) :], node.content) for found, node in self._tree.walk(self._tree.shown(old))]
        size = self._size_below(old)
        if old[:1].casefold() != new[:1].casefold():
            self._need_space(new, size - (taken.content.size if taken else 0))
        if taken is not None:
            self.remove(new)
        self._security.move(old, new)
        self.remove(old)
        self._count(new, size)
        for suffix, item in moved:
            self._tree.put(new + suffix, item)

    def copy(self, source: str, destination: str) -> None:
        """Copy one file over ``destination``, the new full path; the copy keeps the time of writing."""
        item = self._item(normalize(source))
        if item.data is None:
            raise IsADirectoryError(errno.EISDIR, "Access to the path is denied.", source)
        self.write(destination, item.data)
        plain = normalize(destination)
        now = self._clock()
        self._take(plain, item.size - len(item.data))
        self._tree.put(plain, replace(item, created=now, accessed=now))

    def set_attributes(self, path: str, attributes: FileAttributes) -> None:
        """Replace the attributes; whether it is a folder stays."""
        plain = normalize(path)
        item = self._item(plain)
        kept = item.attributes & FileAttributes.DIRECTORY
        self._tree.put(plain, replace(item, attributes=(attributes & ~FileAttributes.DIRECTORY) | kept))

    def set_times(self, path: str, created: datetime, written: datetime, accessed: datetime) -> None:
        """Replace the three timestamps."""
        plain = normalize(path)
        item = replace(
            self._item(plain),
            created=created.timestamp(),
            written=written.timestamp(),
            accessed=accessed.timestamp(),
        )
        self._tree.put(plain, item)

    def drives(self) -> Sequence[Drive]:
        """The mounted volumes, by letter."""
        return [
            Drive(letter, volume.label, volume.size, volume.free) for letter, volume in sorted(self.volumes.items())
        ]

    def mount(self, letter: str, volume: Volume) -> None:
        """Add an empty volume under a drive letter."""
        self.volumes[letter.upper()] = volume
        self._tree.put(f"{letter.upper()}:", folder_item(self._clock()))

    def unmount(self, letter: str) -> None:
        """Take a volume away with all that is on it."""
        del self.volumes[letter.upper()]
        self._tree.remove(f"{letter.upper()}:")
        self._security.forget(f"{letter}:")

    def change_volume(self, letter: str, **fields: Any) -> None:
        """Change what is given of a volume: ``label``, ``size``."""
        self.volumes[letter.upper()] = replace(self.volumes[letter.upper()], **fields)

    def change_letter(self, old: str, new: str) -> None:
        """Mount a volume under another letter."""
        self.volumes[new] = self.volumes[old]
        self._tree.graft(f"{old}:", f"{new}:")
        self._tree.remove(f"{old}:")
        self._security.move(f"{old}:", f"{new}:")
        del self.volumes[old]

    def place(self, path: str, content: Any) -> None:
        """Put files of Windows' own there, as ``items_of`` reads them; what is there already stays."""
        self.make_folder(parent_of(normalize(path)))
        for place, item in items_of(normalize(path), content, self._clock()):
            if self._tree.get(place) is None:
                self._count(place, item.size)
                self._tree.put(place, item)

    def apply(self, description: Mapping[str, str | None]) -> None:
        """Take over files from a description: path -> text; a path that ends in a backslash is a folder.

        ``None`` removes what is there.
        """
        for path, text in description.items():
            if text is None:
                self.remove(path)
            elif path.endswith("\\"):
                self.make_folder(path)
            else:
                self.make_folder(parent_of(normalize(path)))
                self.write(path, text.encode())

    def _item(self, plain: str) -> Item:
        node = self._tree.get(plain)
        if node is None:
            raise FileNotFoundError(errno.ENOENT, "The system cannot find the file specified.", plain)
        return node.content

    def _need_folder(self, plain: str) -> None:
        node = self._tree.get(plain)
        if node is None:
            raise FileNotFoundError(errno.ENOENT, "Could not find a part of the path.", plain)
        if not node.content.is_folder:
            raise NotADirectoryError(errno.ENOTDIR, "The directory name is invalid.", plain)

    def _size_below(self, plain: str) -> int:
        return sum(node.content.size for _, node in self._tree.walk(self._tree.shown(plain)))

    def _need_space(self, plain: str, size: int) -> None:
        if size > max(0, self.volumes[plain[:1].upper()].free):
            raise OSError(errno.ENOSPC, "There is not enough space on the disk.", plain)

    def _take(self, plain: str, size: int) -> None:
        """Note that the volume holds so many bytes more; ``OSError`` (ENOSPC) where they do not fit."""
        self._need_space(plain, size)
        self._count(plain, size)

    def _count(self, plain: str, size: int) -> None:
        letter = plain[:1].upper()
        volume = self.volumes[letter]
        self.volumes[letter] = replace(volume, used=volume.used + size)


def _entry(path: str, item: Item) -> FileEntry:
    created, written, accessed = (
        datetime.fromtimestamp(moment, UTC) for moment in (item.created, item.written, item.accessed)
    )
    shown = path if "\\" in path else path + "\\"
    return FileEntry(shown, item.is_folder, item.size, created, written, accessed, item.attributes)
