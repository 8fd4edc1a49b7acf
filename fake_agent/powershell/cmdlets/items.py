"""The item cmdlets over files, registry keys and environment variables: Get-Item, Get-ChildItem, New-Item, Remove-Item ..."""  # noqa: E501 - one row, one line

from collections.abc import Iterator

from fake_agent.powershell.cmdlets.registry import Call, Parameter, cmdlet, named, switches
from fake_agent.powershell.host import FileAttributes, FileEntry
from fake_agent.powershell.operators.patterns import has_wildcard, wildcard
from fake_agent.powershell.providers import paths
from fake_agent.powershell.providers.items import environment_item, file_item, key_item, registry_key
from fake_agent.powershell.values.conversion import as_list
from fake_agent.powershell.values.objects import PSObject
from fake_agent.powershell.values.text import to_text

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
    drive, colon, _ = path.partition(":")
    lowered = drive.lower()
    return lowered if colon and lowered in {"env", "variable", "function", "alias", "cert", "wsman"} else "file"


def qualified(call: Call, path: str) -> str:
    """A path that is relative to a registry location, made complete."""
    location = call.context.location
    if registry_key(location) is not None and ":" not in path and not path.startswith("\\\\"):
        return paths.join(location, path) if path not in {".", ""} else location
    return path


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
                if _is_folder(call, folder)
                for entry in call.host.files.entries(folder)
                if test.match(paths.leaf(entry.path))
            ]
        else:
            found = [path for folder in found if call.host.files.entry(path := paths.join(folder, part)) is not None]
    return found


def _is_folder(call: Call, path: str) -> bool:
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
    else:
        for full in expand(call, path, literal=literal):
            entry = call.host.files.entry(full)
            if entry is None:
                missing(call, full)
            else:
                yield file_item(call.context, entry)


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
    *switches("Force Name File Directory Hidden ReadOnly System FollowSymlink"),
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
    if not _is_folder(call, folder):
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
    return _included(call, name)


def _included(call: Call, name: str) -> bool:
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
            bool(path) and _exists(call, qualified(call, path), call.text("PathType", "Any").lower(), literal=literal)
        )


def _exists(call: Call, path: str, kind: str, *, literal: bool) -> bool:  # noqa: PLR0911 - one case a type
    provider = provider_of(path)
    if provider == "registry":
        return kind != "leaf" and any(
            call.host.registry.exists(key) for key in expand_keys(call, registry_key(path) or "", literal=literal)
        )
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
            and _included(call, paths.leaf(full))
        ):
            return True
    return False


@cmdlet(
    "New-Item",
    Parameter("Path", "string[]", 0, by_property=True),
    *named("string", "Name"),
    Parameter("ItemType", "string", aliases=("Type",), by_property=True),
    Parameter("Value", "object", aliases=("Target",), by_value=True),
    *switches("Force"),
    *named("object", "Credential"),
    aliases=("ni",),
)
def new_item(call: Call) -> None:
    """Make a file, a folder, a key or a variable."""
    name = call.text("Name")
    for base in call.strings("Path") or ["."]:
        path = qualified(call, paths.join(base, name) if name else base)
        provider = provider_of(path)
        if provider == "registry":
            _new_key(call, registry_key(path) or "", path)
        elif provider == "env":
            variable = path.partition(":")[2].lstrip("\\/")
            call.host.environment[variable] = call.text("Value")
            call.write(environment_item(variable, call.text("Value")))
        elif provider == "file":
            _new_file(call, paths.file_path(call.context, path))
        else:
            call.context.services["new session item"](call, provider, path.partition(":")[2].lstrip("\\/"))


def _new_key(call: Call, key: str, path: str) -> None:
    registry = call.host.registry
    if not call.should_process(f"Key: {key}", "New Item"):
        return
    if registry.exists(key):
        if not call.switch("Force"):
            call.error(
                "A key in this path already exists.",
                "System.IO.IOException",
                "ResourceExists",
                target=path,
                exception="System.IO.IOException",
            )
            return
        registry.delete(key)
    elif not registry.exists(key.rpartition("\\")[0]) and not call.switch("Force"):
        call.error(
            "The registry key at the specified path does not exist.",
            "System.ArgumentException",
            "InvalidArgument",
            target=key,
            exception="System.ArgumentException",
        )
        return
    registry.create(key)
    call.write(key_item(call.context, key))


def _new_file(call: Call, full: str) -> None:
    files = call.host.files
    kind = call.text("ItemType", "file").lower()
    entry = files.entry(full)
    if kind in {"directory", "container", "d", "dir"}:
        if entry is not None and not call.switch("Force"):
            call.error(
                f"An item with the specified name {full} already exists.",
                "DirectoryExist",
                "ResourceExists",
                target=full,
                exception="System.IO.IOException",
            )
            return
        if call.should_process(f"Destination: {full}", "Create Directory"):
            files.make_folder(full)
            made = files.entry(full)
            if made is not None:
                call.write(file_item(call.context, made))
        return
    if entry is not None and not call.switch("Force"):
        call.error(
            f"The file '{full}' already exists.",
            "NewItemIOError",
            "WriteError",
            target=full,
            exception="System.IO.IOException",
        )
        return
    folder = paths.parent(full)
    if files.entry(folder) is None:
        if not call.switch("Force"):
            call.error(
                f"Could not find a part of the path '{full}'.",
                "NewItemIOError",
                "WriteError",
                target=full,
                exception="System.IO.DirectoryNotFoundException",
            )
            return
        files.make_folder(folder)
    if call.should_process(f"Destination: {full}", "Create File"):
        files.write(full, call.text("Value").encode("utf-8"))
        written = files.entry(full)
        if written is not None:
            call.write(file_item(call.context, written))


@cmdlet(
    "Remove-Item",
    PATH,
    LITERAL,
    *FILTERS,
    *switches("Recurse Force"),
    *named("object", "Credential"),
    *named("string[]", "Stream"),
    aliases=("ri", "rm", "rmdir", "del", "erase", "rd"),
)
def remove_item(call: Call) -> None:
    """Remove items."""
    for path, literal in given_paths(call):
        full = qualified(call, path)
        provider = provider_of(full)
        if provider == "registry":
            for key in expand_keys(call, registry_key(full) or "", literal=literal):
                _remove_key(call, key, full)
        elif provider == "env":
            name = full.partition(":")[2].lstrip("\\/")
            if call.host.environment.pop(name, None) is None:
                missing(call, name)
        elif provider == "file":
            for one in expand(call, full, literal=literal):
                _remove_file(call, one, wild=has_wildcard(full) and not literal)
        else:
            call.context.services["remove session item"](call, provider, full.partition(":")[2].lstrip("\\/"))


def _remove_key(call: Call, key: str, path: str) -> None:
    registry = call.host.registry
    if not registry.exists(key):
        missing(call, path)
    elif call.should_process(f"Item: {key}", "Remove Key"):
        if registry.subkeys(key) and not call.switch("Recurse"):
            _confirm_recursion(call, path)
        registry.delete(key)


def _confirm_recursion(call: Call, path: str) -> None:
    if call.context.interactive:
        call.host.wait_for_input(f"The item at {path} has children and the Recurse parameter was not specified.")
    raise call.failure(
        "Windows PowerShell is in NonInteractive mode. Read and Prompt functionality is not available.",
        "InvalidOperation",
        "InvalidOperation",
        exception="System.Management.Automation.PSInvalidOperationException",
    )


def _remove_file(call: Call, full: str, *, wild: bool) -> None:
    files = call.host.files
    entry = files.entry(full)
    if entry is None:
        missing(call, full)
        return
    if wild and not _included(call, paths.leaf(full)):
        return
    if entry.is_folder and not call.switch("Recurse") and files.entries(full):
        _confirm_recursion(call, full)
    if entry.attributes & FileAttributes.READ_ONLY and not call.switch("Force"):
        call.error(
            f"Cannot remove item {full}: You do not have sufficient access rights to perform this operation.",
            "RemoveFileSystemItemUnAuthorizedAccess",
            "PermissionDenied",
            target=full,
            exception="System.IO.IOException",
        )
        return
    if call.should_process(full, "Remove Directory" if entry.is_folder else "Remove File"):
        files.remove(full)


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
    for path, literal in given_paths(call):
        for full in expand(call, path, literal=literal):
            entry = call.host.files.entry(full)
            if entry is None:
                missing(call, full)
                continue
            if not _included(call, paths.leaf(full)):
                continue
            target = _target(call, full)
            if call.should_process(
                f"Item: {full} Destination: {target}", "Copy Directory" if entry.is_folder else "Copy File"
            ):
                _copy(call, entry, target)


def _target(call: Call, full: str) -> str:
    target = paths.file_path(call.context, call.text("Destination") or ".")
    return paths.join(target, paths.leaf(full)) if _is_folder(call, target) else target


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
    for path, literal in given_paths(call):
        for full in expand(call, path, literal=literal):
            if call.host.files.entry(full) is None:
                missing(call, full)
                continue
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


@cmdlet("Clear-Item", PATH, LITERAL, *FILTERS, *switches("Force"), aliases=("cli",))
def clear_item(call: Call) -> None:
    """Empty an item's value."""
    for path, _ in given_paths(call):
        if provider_of(path) == "env":
            call.host.environment.pop(path.partition(":")[2], None)


@cmdlet(
    "Set-Item",
    PATH,
    Parameter("Value", "object", 1, by_value=True),
    LITERAL,
    *FILTERS,
    *switches("Force PassThru"),
    aliases=("si",),
)
def set_item(call: Call) -> None:
    """Set an item's value."""
    for path, _ in given_paths(call):
        provider, name = provider_of(path), path.partition(":")[2].lstrip("\\/")
        if provider == "env":
            call.host.environment[name] = call.text("Value")
        elif provider in {"variable", "function", "alias"}:
            call.context.services["new session item"](call, provider, name)
