"""Built-in commands for folders: cd, md, rd, dir, pushd, popd."""

from collections.abc import Sequence

from fake_agent.powershell.host import FileAttributes, FileEntry
from fake_agent.windows.command_processor.builtins.table import Builtin, switches_and_words
from fake_agent.windows.command_processor.patterns import has_wildcard, matching
from fake_agent.windows.command_processor.shell import Shell
from fake_agent.windows.command_processor.streams import Streams
from fake_agent.windows.errors import reason

NO_PATH = "The system cannot find the path specified."
NO_FILE = "The system cannot find the file specified."


def _change(shell: Shell, rest: str, streams: Streams) -> None:
    text = rest.strip()
    switches_drive = text[:2].casefold() == "/d"
    target = text[2:].strip() if switches_drive else text
    if not target:
        streams.stdout.write(f"{shell.folder}\r\n")
        return
    path = shell.full_path(target)
    if not shell.execution.files.is_folder(path):
        shell.fail(streams, NO_PATH)
        return
    if switches_drive or path[:1].casefold() == shell.folder[:1].casefold():
        shell.folder = _shown(shell, path)
    shell.error_level = 0


def _shown(shell: Shell, path: str) -> str:
    entry = shell.execution.files.entry(path)
    return path if entry is None else entry.path


def _push(shell: Shell, rest: str, streams: Streams) -> None:
    path = shell.full_path(rest)
    if not shell.execution.files.is_folder(path):
        shell.fail(streams, NO_PATH)
        return
    shell.pushed.append(shell.folder)
    shell.folder = _shown(shell, path)
    shell.error_level = 0


def _pop(shell: Shell, _rest: str, _streams: Streams) -> None:
    if shell.pushed:
        shell.folder = shell.pushed.pop()


def _make(shell: Shell, rest: str, streams: Streams) -> None:
    _, words = switches_and_words(rest)
    if not words:
        shell.fail(streams, "The syntax of the command is incorrect.")
        return
    shell.error_level = 0
    for word in words:
        path = shell.full_path(word)
        if shell.execution.files.exists(path):
            shell.fail(streams, f"A subdirectory or file {word} already exists.")
            continue
        try:
            shell.execution.files.make_folder(path)
        except FileNotFoundError:
            shell.fail(streams, NO_PATH)
        except OSError as error:
            shell.fail(streams, reason(error))


def _remove(shell: Shell, rest: str, streams: Streams) -> None:
    switches, words = switches_and_words(rest)
    files = shell.execution.files
    shell.error_level = 0
    for word in words:
        path = shell.full_path(word)
        if not files.is_folder(path):
            shell.fail(streams, NO_FILE, 2)
            continue
        if "/s" not in switches and files.entries(path):
            shell.fail(streams, "The directory is not empty.", 145)
            continue
        if "/s" in switches and "/q" not in switches:
            streams.stdout.write(f"{word}, Are you sure (Y/N)? ")
            if not _confirmed(shell, streams):
                continue
        _remove_folder(shell, path, streams)


def _remove_folder(shell: Shell, path: str, streams: Streams) -> None:
    """Remove the folder with what is in it, deepest first; what can't be removed stays, with the folders above it."""
    files = shell.execution.files
    for entry in sorted(files.walk(path), key=lambda found: -found.path.count("\\")):
        try:
            if not entry.is_folder or not files.entries(entry.path):
                files.remove(entry.path)
        except OSError as error:
            shell.fail(streams, f"{entry.path} - {reason(error)}" if entry.path != path else reason(error), 5)


def _confirmed(shell: Shell, streams: Streams) -> bool:
    """The answer to a question; without input nobody ever gives it."""
    if streams.stdin is None:
        shell.execution.wait_for_ever()
    return streams.stdin.strip().casefold().startswith("y")


def _list(shell: Shell, rest: str, streams: Streams) -> None:
    switches, words = switches_and_words(rest)
    files = shell.execution.files
    path = shell.full_path(words[0]) if words else shell.folder
    if files.is_folder(path):
        folder, entries = path, _readable_entries(shell, path)
    else:
        folder, entries = path.rpartition("\\")[0], matching(files, path)
    bare = "/b" in switches
    if not files.is_folder(folder) or (not entries and (has_wildcard(path) or not files.is_folder(path))):
        if not bare:
            streams.stdout.write(_heading(shell, folder))
        shell.fail(streams, "File Not Found")
        return
    shell.error_level = 0
    chosen = [entry for entry in entries if _wanted(entry, switches)]
    if bare:
        if "/s" in switches:
            chosen = [below for entry in chosen for below in files.walk(entry.path) if _wanted(below, switches)]
        names = [entry.path if "/s" in switches else entry.path.rpartition("\\")[2] for entry in chosen]
        streams.stdout.write("".join(f"{name}\r\n" for name in names))
        return
    streams.stdout.write(_heading(shell, _shown(shell, folder)))
    streams.stdout.write(_table(shell, chosen, folder[:1].upper()))


def _readable_entries(shell: Shell, folder: str) -> Sequence[FileEntry]:
    """What is in the folder; nothing where its rules keep System from looking."""
    try:
        return shell.execution.files.entries(folder)
    except PermissionError:
        return ()


def _wanted(entry: FileEntry, switches: set[str]) -> bool:
    hidden = bool(entry.attributes & (FileAttributes.HIDDEN | FileAttributes.SYSTEM))
    if hidden and not {"/a", "/ah", "/as", "/a:h"} & switches:
        return False
    if {"/ad", "/a:d"} & switches:
        return entry.is_folder
    return not (entry.is_folder and {"/a-d", "/a:-d"} & switches)


def _heading(shell: Shell, folder: str) -> str:
    letter = folder[:1].upper()
    volume = shell.execution.files.volumes.get(letter)
    return (
        f" Volume in drive {letter} is {volume.label if volume else ''}\r\n"
        " Volume Serial Number is 7A3C-91D2\r\n\r\n"
        f" Directory of {folder if chr(92) in folder else folder + chr(92)}\r\n\r\n"
    )


def _table(shell: Shell, entries: Sequence[FileEntry], letter: str) -> str:
    zone = shell.execution.machine.time_zone
    rows = []
    for entry in entries:
        kind = "<DIR>         " if entry.is_folder else f"{entry.size:>14,}"
        rows.append(
            f"{entry.written.astimezone(zone):%m/%d/%Y  %I:%M %p}    {kind} {entry.path.rpartition(chr(92))[2]}"
        )
    sizes = [entry.size for entry in entries if not entry.is_folder]
    folders = len(entries) - len(sizes)
    free = next((drive.free for drive in shell.execution.files.drives() if drive.name == letter), 0)
    rows.append(f"{len(sizes):>16} File(s) {sum(sizes):>14,} bytes")
    rows.append(f"{folders:>16} Dir(s) {free:>15,} bytes free")
    return "".join(f"{row}\r\n" for row in rows)


BUILTINS: dict[str, Builtin] = {
    "cd": _change,
    "chdir": _change,
    "md": _make,
    "mkdir": _make,
    "rd": _remove,
    "rmdir": _remove,
    "dir": _list,
    "pushd": _push,
    "popd": _pop,
}
