"""Items of the drives: Get-Item, Get-ChildItem, Test-Path; and how paths become items."""

from collections.abc import Iterator
from typing import Any

from fake_agent.powershell.cmdlets import drive_items
from fake_agent.powershell.cmdlets.registry import Call, Parameter, cmdlet, named, switches
from fake_agent.powershell.host import FileAttributes, FileEntry
from fake_agent.powershell.operators.wildcards import has_wildcard, wildcard
from fake_agent.powershell.providers import paths
from fake_agent.powershell.providers.items import environment_item, file_item
from fake_agent.powershell.providers.machine_drives import DrivePath, drive_path
from fake_agent.powershell.providers.registry_items import key_item, registry_key
from fake_agent.powershell.values.objects import PSObject

PATH = Parameter("Path", "string[]", 0, by_value=True, by_property=True)
LITERAL = Parameter("LiteralPath", "string[]", aliases=("PSPath",), by_property=True)
FILTERS = (*named("string", "Filter"), *named("string[]", "Include Exclude"))
_NOT_FOUND = "System.Management.Automation.ItemNotFoundException"


def given_paths(call: Call, default: str = "") -> list[tuple[str, bool]]:
    """The paths of a call, and whether each is to be taken literally."""
    found = [(path, True) for path in call.strings("LiteralPath")] + [(path, False) for path in call.strings("Path")]
    return found or ([(default, False)] if default else [])


def provider_of(path: str) -> str:
    """Which provider a path belongs to."""
    if registry_key(path) is not None:
        return "registry"
    if drive_path(path) is not None:
        return "machine"
    drive, colon, _ = path.partition(":")
    lowered = drive.lower()
    return lowered if colon and lowered in {"env", "variable", "function", "alias"} else "file"


def qualified(call: Call, path: str) -> str:
    """A path that is relative to a registry location, made complete."""
    location = call.context.location
    if registry_key(location) is not None and ":" not in path and not path.startswith("\\\\"):
        return paths.join(location, path) if path not in {".", ""} else location
    return drive_items.located(call, path)


def expand(call: Call, path: str, *, literal: bool) -> list[str]:
    """The full paths of files that a path with wildcards means (one, where it has none)."""
    full = paths.file_path(call.context, path)
    if literal or not has_wildcard(path):
        return [full]
    parts = full.split("\\")
    found = [parts[0] + "\\"]
    for part in parts[1:]:
        if has_wildcard(part):
            test = wildcard(part)
            found = [
                entry.path
                for folder in found
                if is_folder_path(call, folder)
                for entry in call.host.files.entries(folder)
                if test.match(paths.leaf(entry.path))
            ]
        else:
            found = [path for folder in found if call.host.files.entry(path := paths.join(folder, part)) is not None]
    return found


def is_folder_path(call: Call, path: str) -> bool:
    """Whether there is a folder at the path."""
    entry = call.host.files.entry(path)
    return entry is not None and entry.is_folder


def missing(call: Call, path: str) -> None:
    """The error for a path that does not exist."""
    call.error(
        f"Cannot find path '{path}' because it does not exist.",
        "PathNotFound",
        "ObjectNotFound",
        target=path,
        exception=_NOT_FOUND,
    )


def expand_keys(call: Call, key: str, *, literal: bool) -> list[str]:
    """The registry keys that a path with wildcards means."""
    registry = call.host.registry
    if literal or not has_wildcard(key):
        return [key]
    parts = key.split("\\")
    found = [parts[0]]
    for part in parts[1:]:
        if has_wildcard(part):
            test = wildcard(part)
            found = [
                f"{above}\\{name}"
                for above in found
                if registry.exists(above)
                for name in registry.subkeys(above)
                if test.match(name)
            ]
        else:
            found = [f"{above}\\{part}" for above in found]
    return found


def _environment(call: Call, path: str) -> list[PSObject]:
    name = path.partition(":")[2].lstrip("\\/")
    if not name or has_wildcard(name):
        test = wildcard(name or "*")
        return [
            environment_item(one, value)
            for one, value in sorted(call.host.environment.items(), key=lambda entry: entry[0].lower())
            if test.match(one)
        ]
    value = call.host.environment.get(name)
    if value is None:
        missing(call, name)
        return []
    spelled = next(one for one in call.host.environment if one.lower() == name.lower())
    return [environment_item(spelled, value)]


def items_at(call: Call, path: str, *, literal: bool) -> Iterator[PSObject]:
    """The items that a path means; an error record where there is none."""
    path = qualified(call, path)
    provider = provider_of(path)
    if provider == "env":
        yield from _environment(call, path)
    elif provider == "registry":
        for key in expand_keys(call, registry_key(path) or "", literal=literal):
            if call.host.registry.exists(key):
                yield key_item(call.context, key)
            else:
                missing(call, path)
    elif provider in {"variable", "function", "alias"}:
        yield from call.context.services["session items"](call, provider, path.partition(":")[2].lstrip("\\/"))
    elif provider == "machine":
        yield from (item for _, item in machine_items(call, path, literal=literal))
    else:
        for full in expand(call, path, literal=literal):
            entry = call.host.files.entry(full)
            if entry is None:
                missing(call, full)
            else:
                yield file_item(call.context, entry, entry.path)


def machine_items(call: Call, path: str, *, literal: bool) -> Iterator[tuple[DrivePath, Any]]:
    """The items on a drive of the machine that a path means; an error record where there is none."""
    found = list(drive_items.items(call, path, literal=literal))
    if not found and (literal or not has_wildcard(path)):
        missing(call, path)
    yield from found


@cmdlet("Get-Item", PATH, LITERAL, *FILTERS, *switches("Force"), *named("string[]", "Stream"), aliases=("gi",))
def get_item(call: Call) -> None:
    """Items by path."""
    for path, literal in given_paths(call):
        for item in items_at(call, path, literal=literal):
            call.write(item)


@cmdlet(
    "Get-ChildItem",
    PATH,
    Parameter("Filter", "string", 1),
    LITERAL,
    *named("string[]", "Include Exclude"),
    Parameter("Recurse", "switch", aliases=("s",)),
    *switches("Force Name File Directory Hidden ReadOnly System"),
    *named("int", "Depth"),
    *named("string", "Attributes"),
    aliases=("gci", "dir", "ls"),
)
def get_child_item(call: Call) -> None:
    """What is in folders, keys or drives."""
    for path, literal in given_paths(call, "."):
        full = qualified(call, path)
        provider = provider_of(full)
        if provider == "registry":
            _children_of_key(call, full, literal=literal)
        elif provider == "file":
            _children_of_folder(call, full, literal=literal)
        elif provider == "machine":
            for place, item in machine_items(call, full, literal=literal):
                for child in drive_items.children(call, place, item, recurse=call.switch("Recurse")):
                    call.write(child)
        else:
            for item in items_at(call, full, literal=literal):
                call.write(item)


def _children_of_key(call: Call, path: str, *, literal: bool) -> None:
    for key in expand_keys(call, registry_key(path) or "", literal=literal):
        if not call.host.registry.exists(key):
            missing(call, path)
            continue
        below = call.host.registry.subkeys(key) if not has_wildcard(path) or literal else []
        if has_wildcard(path) and not literal:
            call.write(key_item(call.context, key))
        for name in below:
            _write_key(call, f"{key}\\{name}")


def _write_key(call: Call, key: str) -> None:
    call.write(key.rpartition("\\")[2] if call.switch("Name") else key_item(call.context, key))
    if call.switch("Recurse"):
        for name in call.host.registry.subkeys(key):
            _write_key(call, f"{key}\\{name}")


def _children_of_folder(call: Call, path: str, *, literal: bool) -> None:
    depth = call.number("Depth", 1 << 30) if call.has("Depth") or call.switch("Recurse") else 0
    for full in expand(call, path, literal=literal):
        entry = call.host.files.entry(full)
        if entry is None:
            if call.switch("Recurse") and not literal and _recurse_by_name(call, full):
                continue
            missing(call, full)
        elif entry.is_folder and not (
            has_wildcard(path) and not literal and not call.switch("Recurse") and not call.has("Include")
        ):
            _walk(call, full, full, depth)
        elif _wanted(call, entry):
            _write_file(call, entry, paths.parent(full))


def _recurse_by_name(call: Call, full: str) -> bool:
    """``Get-ChildItem folder\\name -Recurse`` looks for the name below the folder."""
    folder = paths.parent(full)
    if not is_folder_path(call, folder):
        return False
    test = wildcard(paths.leaf(full))
    found = False
    for entry in all_below(call, folder):
        if test.match(paths.leaf(entry.path)):
            found = True
            _write_file(call, entry, folder)
    return found


def all_below(call: Call, folder: str) -> Iterator[FileEntry]:
    """Everything below a folder."""
    for entry in call.host.files.entries(folder):
        yield entry
        if entry.is_folder:
            yield from all_below(call, entry.path)


def _walk(call: Call, folder: str, root: str, depth: int) -> None:
    entries = list(call.host.files.entries(folder))
    for entry in sorted(entries, key=lambda one: (not one.is_folder, one.path.lower())):
        if _wanted(call, entry):
            _write_file(call, entry, root)
    if depth > 0:
        for entry in entries:
            if entry.is_folder and (call.switch("Force") or not entry.attributes & FileAttributes.HIDDEN):
                _walk(call, entry.path, root, depth - 1)


def _wanted(call: Call, entry: FileEntry) -> bool:
    if (call.switch("File") and entry.is_folder) or (call.switch("Directory") and not entry.is_folder):
        return False
    hidden = bool(entry.attributes & FileAttributes.HIDDEN)
    if call.switch("Hidden") != hidden and not (call.switch("Force") and not call.switch("Hidden")):
        return False
    name = paths.leaf(entry.path)
    filter_text = call.text("Filter")
    if filter_text and not wildcard(filter_text).match(name):
        return False
    return included(call, name)


def included(call: Call, name: str) -> bool:
    """Whether -Include and -Exclude let the name through."""
    include, exclude = call.strings("Include"), call.strings("Exclude")
    if include and not any(wildcard(pattern).match(name) for pattern in include):
        return False
    return not any(wildcard(pattern).match(name) for pattern in exclude)


def _write_file(call: Call, entry: FileEntry, root: str) -> None:
    call.write(entry.path[len(root.rstrip("\\")) + 1 :] if call.switch("Name") else file_item(call.context, entry))


@cmdlet(
    "Test-Path",
    PATH,
    LITERAL,
    *FILTERS,
    Parameter("PathType", "string", aliases=("Type",)),
    *switches("IsValid"),
    *named("object", "OlderThan NewerThan"),
)
def test_path(call: Call) -> None:
    """Whether paths exist."""
    listed = given_paths(call)
    if not listed:
        raise call.failure(
            "Cannot bind argument to parameter 'Path' because it is null.",
            "ParameterArgumentValidationErrorNullNotAllowed",
            "InvalidData",
            exception="System.Management.Automation.ParameterBindingValidationException",
        )
    for path, literal in listed:
        call.write(
            bool(path) and _exists(call, qualified(call, path), call.text("PathType", "Any").lower(), literal=literal),
        )


def _exists(call: Call, path: str, kind: str, *, literal: bool) -> bool:
    provider = provider_of(path)
    if provider == "registry":
        return kind != "leaf" and any(
            call.host.registry.exists(key) for key in expand_keys(call, registry_key(path) or "", literal=literal)
        )
    if provider == "machine":
        return any(True for _ in drive_items.items(call, path, literal=literal))
    name = path.partition(":")[2].lstrip("\\/")
    if provider == "env":
        return not name or any(wildcard(name).match(one) for one in call.host.environment)
    if provider == "variable":
        return call.context.scope.find(name.lower()) is not None
    if provider == "function":
        return call.context.scope.find_function(name.lower()) is not None
    if provider == "alias":
        return call.context.services["alias"](call.context, name) is not None
    for full in expand(call, path, literal=literal):
        entry = call.host.files.entry(full)
        if (
            entry is not None
            and (kind == "any" or (kind == "container") == entry.is_folder)
            and included(call, paths.leaf(full))
        ):
            return True
    return False
