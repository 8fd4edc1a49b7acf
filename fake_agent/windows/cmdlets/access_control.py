"""Get-Acl and Set-Acl over the machine's security descriptors."""

from collections.abc import Iterator
from dataclasses import dataclass

from fake_agent.powershell.cmdlets.items import LITERAL, PATH, expand, given_paths, qualified
from fake_agent.powershell.cmdlets.registry import Call, cmdlet, named, switches
from fake_agent.powershell.providers.registry_items import registry_key
from fake_agent.windows.cmdlets.security_objects import DirectorySecurity, FileSecurity, RegistrySecurity, Security
from fake_agent.windows.cmdlets.support import machine_of, parameter
from fake_agent.windows.file_system import normalize

MODULE = "Microsoft.PowerShell.Security"


@dataclass(frozen=True, slots=True)
class _Place:
    """A file, folder or key: how it is shown, the path its descriptor is kept under, and its kind."""

    shown: str
    path: str
    kind: type[Security]


def _places(call: Call, error_id: str) -> Iterator[_Place]:
    """What the call's paths mean; a path that means nothing is an error."""
    machine = machine_of(call)
    for given, literal in given_paths(call, "."):
        path = qualified(call, given)
        key = registry_key(path)
        found = False
        if key is not None and machine.registry.exists(key):
            found = True
            yield _Place(machine.registry.spelling(key), machine.registry.location(key), RegistrySecurity)
        for full in () if key is not None else expand(call, path, literal=literal):
            entry = machine.files.entry(full)
            if entry is not None:
                found = True
                kind = DirectorySecurity if entry.is_folder else FileSecurity
                yield _Place(entry.path, normalize(entry.path), kind)
        if not found:
            shown = path if key is not None else expand(call, path, literal=True)[0]
            call.error(
                f"Cannot find path '{shown}' because it does not exist.",
                error_id,
                "ObjectNotFound",
                exception="System.Management.Automation.ItemNotFoundException",
            )


@cmdlet(
    "Get-Acl",
    PATH,
    LITERAL,
    *named("string", "Filter"),
    *named("string[]", "Include Exclude"),
    *switches("Audit AllCentralAccessPolicies"),
    module=MODULE,
)
def get_acl(call: Call) -> None:
    """Get-Acl."""
    table = machine_of(call).security
    for place in _places(call, "GetAcl_PathNotFound_Exception"):
        descriptor = table.get(place.path)
        folder = place.kind is not FileSecurity
        inherited = () if descriptor.protected else tuple(table.inherited(place.path, folder=folder))
        call.write(place.kind(machine_of(call), place.shown, descriptor, inherited))


@cmdlet(
    "Set-Acl",
    PATH,
    parameter("AclObject", "object", 1, mandatory=True, by_value=True),
    LITERAL,
    *named("string", "Filter"),
    *named("string[]", "Include Exclude"),
    *switches("ClearCentralAccessPolicy Passthru"),
    module=MODULE,
)
def set_acl(call: Call) -> None:
    """Set-Acl: the rules that are not inherited, the owner, and whether the item inherits."""
    given = call.get("AclObject")
    if not isinstance(given, Security):
        raise call.failure(
            "AclObject", "SetAcl_AclObject", "InvalidArgument", exception="System.ArgumentException", target=given
        )
    for place in _places(call, "ItemNotFoundException"):
        table = machine_of(call).security
        if not table.may_change_rules(place.path, folder=place.kind is not FileSecurity):
            call.error(
                "Attempted to perform an unauthorized operation.",
                "System.UnauthorizedAccessException",
                "PermissionDenied",
                exception="System.UnauthorizedAccessException",
                target=place.shown,
            )
        elif call.should_process(place.shown, "Set-Acl"):
            table.put(place.path, given.descriptor)
            if call.switch("Passthru"):
                call.write(given)
