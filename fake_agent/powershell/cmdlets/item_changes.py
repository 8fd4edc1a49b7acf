"""Items that come and go: New-Item, Remove-Item, Set-Item, Clear-Item."""

from fake_agent.powershell.cmdlets.items import (
    FILTERS,
    LITERAL,
    PATH,
    expand,
    expand_keys,
    given_paths,
    included,
    machine_items,
    missing,
    provider_of,
    qualified,
)
from fake_agent.powershell.cmdlets.registry import Call, Parameter, cmdlet, named, switches
from fake_agent.powershell.errors import MissingFeature
from fake_agent.powershell.host import FileAttributes, FileEntry, RegistryKind, RegistryValue
from fake_agent.powershell.operators.wildcards import has_wildcard
from fake_agent.powershell.providers import paths
from fake_agent.powershell.providers.items import environment_item, file_item
from fake_agent.powershell.providers.machine_drives import drive_path
from fake_agent.powershell.providers.registry_items import key_item, registry_key

SEPARATOR = "\\"
_KINDS = {
    "directory": "directory",
    "container": "directory",
    "file": "file",
    "symboliclink": "link",
    "junction": "link",
    "hardlink": "link",
}
PROVIDER_PARAMETERS = ("Transport", "Address", "CertificateThumbPrint", "Port", "HostName", "URLPrefix")
"""What the provider of ``WSMan:`` adds to New-Item."""


@cmdlet(
    "New-Item",
    Parameter("Path", "string[]", 0, by_property=True),
    *named("string", "Name"),
    Parameter("ItemType", "string", aliases=("Type",), by_property=True),
    Parameter("Value", "object", aliases=("Target",), by_value=True),
    *switches("Force"),
    *named("object", "Credential"),
    *named("object", " ".join(PROVIDER_PARAMETERS)),
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
        elif provider == "machine":
            _new_machine_item(call, path)
        elif provider == "file":
            _new_file(call, paths.file_path(call.context, path))
        else:
            call.context.services["new session item"](call, provider, path.partition(":")[2].lstrip("\\/"))


@cmdlet(
    "mkdir",
    Parameter("Path", "string[]", 0, by_property=True),
    *named("string", "Name"),
    Parameter("Value", "object", by_value=True),
    *switches("Force"),
    *named("object", "Credential"),
    class_name="mkdir",
    aliases=("md",),
)
def make_directory(call: Call) -> None:
    """Windows PowerShell's function around New-Item that makes folders."""
    call.values = {**call.values, "itemtype": "Directory"}
    new_item(call)


def _new_machine_item(call: Call, path: str) -> None:
    place = drive_path(path)
    if place is not None:
        given = {name: call.get(name) for name in PROVIDER_PARAMETERS if call.has(name)}
        made = place.drive.make(call, place.path, given)
        if made is not None:
            call.write(made)


def _set_key(call: Call, key: str, path: str) -> None:
    """The default value of a key; -Force makes the key."""
    if not call.host.registry.exists(key):
        if not call.switch("Force"):
            missing(call, path)
            return
        call.host.registry.create(key)
    call.host.registry.set_value(key, RegistryValue("", RegistryKind.STRING, call.text("Value")))


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


def _kind(call: Call) -> str:
    """What is to be made: the first kind that begins as the text does; links are not simulated."""
    given = call.text("ItemType", "file")
    for name, kind in _KINDS.items():
        if name.startswith(given.lower()):
            if kind == "link":
                raise MissingFeature(f"New-Item -ItemType {given}", "construct")
            return kind
    raise call.failure(
        'The type is not a known type for the file system. Only "file","directory" or "symboliclink" can be specified.',
        "Argument",
        "InvalidArgument",
        exception="System.Management.Automation.PSArgumentException",
    )


def _new_file(call: Call, full: str) -> None:
    files = call.host.files
    kind = _kind(call)
    entry = files.entry(full)
    if kind == "directory":
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
                call.write(file_item(call.context, made, made.path))
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
        elif provider == "machine":
            _remove_machine_items(call, full, literal=literal)
        elif provider == "file":
            for one in expand(call, full, literal=literal):
                _remove_file(call, one, wild=has_wildcard(full) and not literal)
        else:
            call.context.services["remove session item"](call, provider, full.partition(":")[2].lstrip("\\/"))


def _remove_machine_items(call: Call, path: str, *, literal: bool) -> None:
    for place, _ in list(machine_items(call, path, literal=literal)):
        if call.should_process(f"Item: {path}", "Remove Item"):
            place.drive.remove(call, place.path)


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
    if wild and not included(call, paths.leaf(full)):
        return
    if f"{call.context.location}\\".casefold().startswith(f"{full.rstrip(SEPARATOR)}\\".casefold()):
        call.error(
            f"Cannot remove the item at '{full}' because it is in use.",
            "Argument",
            "InvalidArgument",
            exception="System.Management.Automation.PSArgumentException",
        )
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
        _remove_tree(call, entry)


def _remove_tree(call: Call, entry: FileEntry) -> None:
    """Remove what is in a folder first; what can't be removed is told and stays, and with it the folders above."""
    files = call.host.files
    for child in files.entries(entry.path) if entry.is_folder else ():
        _remove_tree(call, child)
    reason = "The directory is not empty." if entry.is_folder and files.entries(entry.path) else ""
    try:
        if not reason:
            files.remove(entry.path)
    except PermissionError as error:
        call.write_error(call.refusal(error, target=entry.path).record)
    except OSError as error:
        reason = error.strerror or ""
    if reason:
        call.error(
            f"Cannot remove item {entry.path}: {reason}",
            "RemoveFileSystemItemIOError",
            "WriteError",
            target=entry.path,
            exception="System.IO.IOException",
        )


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
    for given, _ in given_paths(call):
        path = qualified(call, given)
        provider, name = provider_of(path), path.partition(":")[2].lstrip("\\/")
        if provider == "env":
            call.host.environment[name] = call.text("Value")
        elif provider == "machine":
            for place, _ in machine_items(call, path, literal=True):
                place.drive.put(call, place.path, call.get("Value"))
        elif provider == "registry":
            _set_key(call, registry_key(path) or "", path)
        elif provider in {"variable", "function", "alias"}:
            call.context.services["new session item"](call, provider, name)
