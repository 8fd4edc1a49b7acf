"""Paths and places: Join-Path, Split-Path, Resolve-Path, Set-Location, Push-Location ..."""

from fake_agent.powershell.cmdlets import drive_items
from fake_agent.powershell.cmdlets.items import LITERAL, PATH, expand, expand_keys, given_paths, missing, qualified
from fake_agent.powershell.cmdlets.registry import Call, Parameter, cmdlet, named, switches
from fake_agent.powershell.operators.wildcards import has_wildcard
from fake_agent.powershell.providers import paths
from fake_agent.powershell.providers.drives import location
from fake_agent.powershell.providers.machine_drives import drive_path
from fake_agent.powershell.providers.paths import missing_path
from fake_agent.powershell.providers.registry_items import registry_key
from fake_agent.powershell.values.objects import PSObject

_STACK = "location stack"


@cmdlet(
    "Join-Path",
    Parameter("Path", "string[]", 0, ("PSPath",), mandatory=True, by_value=True, by_property=True),
    Parameter("ChildPath", "string", 1, mandatory=True, allows=frozenset({"empty"})),
    *switches("Resolve"),
    *named("object", "Credential"),
)
def join_path(call: Call) -> None:
    """Two parts of a path with one separator."""
    for path in call.strings("Path"):
        joined = paths.join(path, call.text("ChildPath"))
        call.write(joined)


@cmdlet(
    "Split-Path",
    Parameter("Path", "string[]", 0, mandatory=True, by_value=True, by_property=True),
    *switches("Parent Leaf Qualifier NoQualifier IsAbsolute Resolve"),
    LITERAL,
)
def split_path(call: Call) -> None:
    """A part of a path."""
    for original in call.strings("Path") or call.strings("LiteralPath"):
        path = original.replace("/", "\\")
        drive, colon, rest = path.partition(":")
        if call.switch("Leaf"):
            call.write(paths.leaf(path))
        elif call.switch("Qualifier"):
            if not colon:
                call.error(
                    f"Cannot parse path because path '{path}' does not have a qualifier specified.",
                    "ParsePathFormatError",
                    "InvalidArgument",
                    target=path,
                    exception="System.FormatException",
                )
                continue
            call.write(f"{drive}:")
        elif call.switch("NoQualifier"):
            call.write(rest if colon else path)
        elif call.switch("IsAbsolute"):
            call.write(bool(colon) or path.startswith("\\\\"))
        else:
            call.write(paths.parent(path))


@cmdlet("Resolve-Path", PATH, LITERAL, *switches("Relative"), *named("object", "Credential"), aliases=("rvpa",))
def resolve_path(call: Call) -> None:
    """The full paths of what exists."""
    for path, literal in given_paths(call):
        found = expand(call, path, literal=literal)
        for full in found:
            if call.host.files.entry(full) is None:
                missing(call, full)
            elif call.switch("Relative"):
                call.write(".\\" + full[len(call.context.location.rstrip("\\")) + 1 :])
            else:
                call.write(
                    PSObject.of(
                        {
                            "Path": full,
                            "ProviderPath": full,
                            "Drive": full[:1],
                            "Provider": "Microsoft.PowerShell.Core\\FileSystem",
                        },
                        "System.Management.Automation.PathInfo",
                        text=lambda value: str(value.get("Path")),
                    ),
                )


@cmdlet("Convert-Path", PATH, LITERAL, aliases=("cvpa",))
def convert_path(call: Call) -> None:
    """Full paths as plain text."""
    for given, literal in given_paths(call):
        path = qualified(call, given)
        key = registry_key(path)
        if key is not None:
            for found in expand_keys(call, key, literal=literal):
                if call.host.registry.exists(found):
                    call.write(found)
                else:
                    missing(call, given)
            continue
        for full in expand(call, path, literal=literal):
            if call.host.files.entry(full) is None and not has_wildcard(path):
                missing(call, full)
            else:
                call.write(full)


@cmdlet("Get-Location", *named("string[]", "PSProvider PSDrive StackName"), *switches("Stack"), aliases=("gl", "pwd"))
def get_location(call: Call) -> None:
    """Where the session is."""
    call.write(location(call.context))


def _go(call: Call, path: str) -> None:
    key = registry_key(path)
    if key is None and registry_key(call.context.location) is not None and ":" not in path:
        path = paths.join(call.context.location, path)
        key = registry_key(path)
    if key is not None:
        if not call.host.registry.exists(key):
            raise call.failure(
                f"Cannot find path '{path}' because it does not exist.",
                "PathNotFound",
                "ObjectNotFound",
                target=path,
                exception="System.Management.Automation.ItemNotFoundException",
            )
        call.context.location = path.rstrip("\\") if not path.endswith(":\\") else path
        return
    path = drive_items.located(call, path)
    if drive_path(path) is not None:
        if not any(True for _ in drive_items.items(call, path, literal=True)):
            raise missing_path(path)
        name, _, below = path.partition(":")
        call.context.location = f"{name}:\\{below.strip(chr(92) + '/')}"
        return
    full = paths.file_path(call.context, path)
    entry = call.host.files.entry(full)
    if entry is None or not entry.is_folder:
        raise call.failure(
            f"Cannot find path '{full}' because it does not exist.",
            "PathNotFound",
            "ObjectNotFound",
            target=full,
            exception="System.Management.Automation.ItemNotFoundException",
        )
    call.context.location = entry.path


@cmdlet(
    "Set-Location",
    Parameter("Path", "string", 0, by_value=True, by_property=True),
    *named("string", "LiteralPath StackName"),
    *switches("PassThru"),
    aliases=("cd", "chdir", "sl"),
)
def set_location(call: Call) -> None:
    """Go somewhere."""
    path = call.text("Path") or call.text("LiteralPath")
    if path:
        _go(call, path)
    if call.switch("PassThru"):
        call.write(location(call.context))


@cmdlet(
    "Push-Location",
    Parameter("Path", "string", 0, by_value=True, by_property=True),
    *named("string", "LiteralPath StackName"),
    *switches("PassThru"),
    aliases=("pushd",),
)
def push_location(call: Call) -> None:
    """Go somewhere, and remember the way back."""
    call.context.services.setdefault(_STACK, []).append(call.context.location)
    path = call.text("Path") or call.text("LiteralPath")
    if path:
        _go(call, path)


@cmdlet("Pop-Location", *named("string", "StackName"), *switches("PassThru"), aliases=("popd",))
def pop_location(call: Call) -> None:
    """Go back."""
    stack = call.context.services.setdefault(_STACK, [])
    if stack:
        call.context.location = stack.pop()
