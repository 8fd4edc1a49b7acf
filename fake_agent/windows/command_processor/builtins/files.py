"""Built-in commands for files: type, copy, move, ren, del."""

import errno

from fake_agent.powershell.host import FileAttributes, FileEntry
from fake_agent.windows.command_processor.builtins.folders import NO_FILE, NO_PATH
from fake_agent.windows.command_processor.builtins.table import Builtin, switches_and_words
from fake_agent.windows.command_processor.patterns import has_wildcard, matching
from fake_agent.windows.command_processor.shell import Shell
from fake_agent.windows.command_processor.streams import Streams
from fake_agent.windows.errors import reason


def _name(entry: FileEntry) -> str:
    return entry.path.rpartition("\\")[2]


def _type(shell: Shell, rest: str, streams: Streams) -> None:
    _, words = switches_and_words(rest)
    files = shell.execution.files
    shell.error_level = 0
    for word in words:
        entries = [entry for entry in matching(files, shell.full_path(word)) if not entry.is_folder]
        if not entries:
            shell.fail(streams, NO_FILE)
        for entry in entries:
            if has_wildcard(word):
                streams.stderr.write(f"\r\n{_name(entry)}\r\n\r\n\r\n")
            try:
                streams.stdout.write(files.read(entry.path).decode("utf-8", "replace"))
            except OSError as error:
                shell.fail(streams, reason(error))


def _copy(shell: Shell, rest: str, streams: Streams) -> None:
    _, words = switches_and_words(rest)
    files = shell.execution.files
    if not words:
        shell.fail(streams, "The syntax of the command is incorrect.")
        return
    source = words[0]
    target = shell.full_path(words[1]) if len(words) > 1 else shell.folder
    entries = [entry for entry in matching(files, shell.full_path(source)) if not entry.is_folder]
    if not entries:
        shell.fail(streams, NO_FILE)
        return
    copied = 0
    for entry in entries:
        if has_wildcard(source):
            streams.stdout.write(f"{entry.path}\r\n")
        destination = f"{target}\\{_name(entry)}" if files.is_folder(target) else target
        try:
            files.copy(entry.path, destination)
        except FileNotFoundError:
            shell.fail(streams, NO_PATH)
            break
        except OSError as error:
            shell.fail(streams, reason(error))
            break
        copied += 1
    else:
        shell.error_level = 0
    streams.stdout.write(f"{copied:>9} file(s) copied.\r\n")


def _move(shell: Shell, rest: str, streams: Streams) -> None:
    switches, words = switches_and_words(rest)
    files = shell.execution.files
    entries = matching(files, shell.full_path(words[0])) if words else []
    if not entries:
        shell.fail(streams, NO_FILE)
        return
    target = shell.full_path(words[1]) if len(words) > 1 else shell.folder
    shell.error_level = 0
    moved = 0
    for entry in entries:
        destination = f"{target}\\{_name(entry)}" if files.is_folder(target) else target
        try:
            files.move(entry.path, destination, replaces=not entry.is_folder and "/-y" not in switches)
        except OSError as error:
            shell.fail(streams, NO_PATH if isinstance(error, FileNotFoundError) else reason(error))
            break
        moved += 1
    kind = "dir(s)" if entries[0].is_folder else "file(s)"
    streams.stdout.write(f"{moved:>9} {kind} moved.\r\n")


def _rename(shell: Shell, rest: str, streams: Streams) -> None:
    _, words = switches_and_words(rest)
    files = shell.execution.files
    if len(words) < 2:
        shell.fail(streams, "The syntax of the command is incorrect.")
        return
    source = shell.full_path(words[0])
    if not files.exists(source):
        shell.fail(streams, NO_FILE)
        return
    try:
        files.move(source, source.rpartition("\\")[0] + "\\" + words[1])
        shell.error_level = 0
    except PermissionError as error:
        shell.fail(streams, reason(error))
    except OSError:
        shell.fail(streams, "A duplicate file name exists, or the file\r\ncannot be found.")


def _delete(shell: Shell, rest: str, streams: Streams) -> None:
    switches, words = switches_and_words(rest)
    files = shell.execution.files
    shell.error_level = 0
    for word in words:
        path = shell.full_path(word)
        if files.is_folder(path):
            path += "\\*"
        if path.endswith(("\\*", "\\*.*")) and "/q" not in switches and _must_ask(shell, streams, path):
            continue
        entries = [entry for entry in matching(files, path, hidden=False) if not entry.is_folder]
        if "/s" in switches:
            folder, _, pattern = path.rpartition("\\")
            below = [found.path for found in files.walk(folder)] if files.is_folder(folder) else []
            entries = [
                entry
                for place in below
                if files.is_folder(place)
                for entry in matching(files, f"{place.rstrip(chr(92))}\\{pattern}", hidden=False)
                if not entry.is_folder
            ]
        if not entries and not has_wildcard(path):
            streams.stdout.write(f"Could Not Find {path}\r\n")
        for entry in entries:
            try:
                if FileAttributes.READ_ONLY in entry.attributes and "/f" not in switches:
                    raise PermissionError(errno.EACCES, entry.path)
                files.remove(entry.path)
            except OSError as error:
                streams.stdout.write(f"{entry.path}\r\n")
                streams.stderr.write(f"{reason(error)}\r\n")


def _must_ask(shell: Shell, streams: Streams, path: str) -> bool:
    """``del *`` asks first; without input nobody ever answers."""
    streams.stdout.write(f"{path}, Are you sure (Y/N)? ")
    if streams.stdin is None:
        shell.execution.wait_for_ever()
    return not streams.stdin.strip().casefold().startswith("y")


BUILTINS: dict[str, Builtin] = {
    "type": _type,
    "copy": _copy,
    "move": _move,
    "ren": _rename,
    "rename": _rename,
    "del": _delete,
    "erase": _delete,
}
