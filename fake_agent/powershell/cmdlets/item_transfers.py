"""Items that go elsewhere: Copy-Item, Move-Item, Rename-Item."""

from collections.abc import Iterator

from fake_agent.powershell.cmdlets.items import (
    FILTERS,
    LITERAL,
    PATH,
    expand,
    given_paths,
    included,
    is_folder_path,
    missing,
)
from fake_agent.powershell.cmdlets.registry import Call, Parameter, cmdlet, named, switches
from fake_agent.powershell.host import FileEntry
from fake_agent.powershell.providers import paths
from fake_agent.powershell.providers.items import file_item
from fake_agent.powershell.values.conversion import as_list
from fake_agent.powershell.values.text import to_text


@cmdlet(
    "Copy-Item",
    PATH,
    Parameter("Destination", "string", 1, by_property=True),
    LITERAL,
    *FILTERS,
    *switches("Recurse Force PassThru Container"),
    *named("object", "Credential ToSession FromSession"),
    aliases=("copy", "cp", "cpi"),
)
def copy_item(call: Call) -> None:
    """Copy items."""
    for full, entry in _given_files(call):
        if not included(call, paths.leaf(full)):
            continue
        target = _target(call, full)
        if call.should_process(
            f"Item: {full} Destination: {target}", "Copy Directory" if entry.is_folder else "Copy File"
        ):
            _copy(call, entry, target)


def _given_files(call: Call) -> Iterator[tuple[str, FileEntry]]:
    """The files and folders that the paths given mean; an error record for each that is not there."""
    for path, literal in given_paths(call):
        for full in expand(call, path, literal=literal):
            entry = call.host.files.entry(full)
            if entry is None:
                missing(call, full)
            else:
                yield full, entry


def _target(call: Call, full: str) -> str:
    target = paths.file_path(call.context, call.text("Destination") or ".")
    return paths.join(target, paths.leaf(full)) if is_folder_path(call, target) else target


def _copy(call: Call, entry: FileEntry, target: str) -> None:
    files = call.host.files
    if entry.is_folder:
        files.make_folder(target)
        if call.switch("Recurse"):
            for child in files.entries(entry.path):
                _copy(call, child, paths.join(target, paths.leaf(child.path)))
    else:
        if files.entry(paths.parent(target)) is None:
            call.error(
                f"Could not find a part of the path '{target}'.",
                "CopyDirectoryInfoItemIOError",
                "NotSpecified",
                target=target,
                exception="System.IO.DirectoryNotFoundException",
            )
            return
        files.copy(entry.path, target)
    made = files.entry(target)
    if call.switch("PassThru") and made is not None:
        call.write(file_item(call.context, made))


@cmdlet(
    "Move-Item",
    PATH,
    Parameter("Destination", "string", 1, by_property=True),
    LITERAL,
    *FILTERS,
    *switches("Force PassThru"),
    aliases=("move", "mv", "mi"),
)
def move_item(call: Call) -> None:
    """Move items."""
    for full, _ in _given_files(call):
        _move(call, full, _target(call, full))


def _move(call: Call, full: str, target: str) -> None:
    files = call.host.files
    if files.entry(target) is not None and target.lower() != full.lower():
        if not call.switch("Force"):
            call.error(
                "Cannot create a file when that file already exists.",
                "MoveFileInfoItemIOError",
                "WriteError",
                target=full,
                exception="System.IO.IOException",
            )
            return
        files.remove(target)
    if call.should_process(f"Item: {full} Destination: {target}", "Move File"):
        files.move(full, target)
        made = files.entry(target)
        if call.switch("PassThru") and made is not None:
            call.write(file_item(call.context, made))


@cmdlet(
    "Rename-Item",
    Parameter("Path", "string", 0, by_value=True, by_property=True),
    Parameter("NewName", "string", 1, mandatory=True, by_property=True),
    LITERAL,
    *switches("Force PassThru"),
    aliases=("ren", "rni"),
)
def rename_item(call: Call) -> None:
    """Rename an item."""
    path = call.text("Path") or to_text(as_list(call.get("LiteralPath", [""]))[0])
    full = paths.file_path(call.context, path)
    if call.host.files.entry(full) is None:
        missing(call, full)
        return
    _move(call, full, paths.join(paths.parent(full), paths.leaf(call.text("NewName"))))
