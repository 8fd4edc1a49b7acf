"""Access rules and account names as scripts make them: types of System.Security.AccessControl and .Principal."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from fake_agent.powershell.dotnet.type_model import NetType
from fake_agent.powershell.dotnet.types import define, define_enum, named
from fake_agent.powershell.errors import NetError
from fake_agent.powershell.values.objects import EnumValue
from fake_agent.powershell.values.text import to_text
from fake_agent.windows.machine import Machine
from fake_agent.windows.security.accounts import name_of, sid_of

NAMESPACE = "System.Security.AccessControl"
SYNCHRONIZE, FULL_CONTROL = 0x100000, 0x1F01FF
NOT_MAPPED = "System.Security.Principal.IdentityNotMappedException"

# In the order of the type's declaration: which of two names for a right is shown depends on it.
FILE_RIGHTS = define_enum(
    f"{NAMESPACE}.FileSystemRights",
    {
        "ReadData": 1,
        "ListDirectory": 1,
        "WriteData": 2,
        "CreateFiles": 2,
        "AppendData": 4,
        "CreateDirectories": 4,
        "ReadExtendedAttributes": 8,
        "WriteExtendedAttributes": 16,
        "ExecuteFile": 32,
        "Traverse": 32,
        "DeleteSubdirectoriesAndFiles": 64,
        "ReadAttributes": 128,
        "WriteAttributes": 256,
        "Delete": 65536,
        "ReadPermissions": 131072,
        "ChangePermissions": 262144,
        "TakeOwnership": 524288,
        "Synchronize": SYNCHRONIZE,
        "FullControl": FULL_CONTROL,
        "Read": 131209,
        "ReadAndExecute": 131241,
        "Write": 278,
        "Modify": 197055,
    },
    flags=True,
)
KEY_RIGHTS = define_enum(
    f"{NAMESPACE}.RegistryRights",
    {
        "QueryValues": 1,
        "SetValue": 2,
        "CreateSubKey": 4,
        "EnumerateSubKeys": 8,
        "Notify": 16,
        "CreateLink": 32,
        "Delete": 65536,
        "ReadPermissions": 131072,
        "WriteKey": 131078,
        "ReadKey": 131097,
        "ExecuteKey": 131097,
        "ChangePermissions": 262144,
        "TakeOwnership": 524288,
        "FullControl": 983103,
    },
    flags=True,
)
CONTROL = define_enum(f"{NAMESPACE}.AccessControlType", "Allow Deny")
INHERITANCE = define_enum(
    f"{NAMESPACE}.InheritanceFlags", {"None": 0, "ContainerInherit": 1, "ObjectInherit": 2}, flags=True
)
PROPAGATION = define_enum(
    f"{NAMESPACE}.PropagationFlags", {"None": 0, "NoPropagateInherit": 1, "InheritOnly": 2}, flags=True
)


@dataclass(frozen=True, slots=True)
class Account:
    """System.Security.Principal.NTAccount: a name, whether or not there is such an account."""

    name: str

    def to_text(self) -> str:
        """The name."""
        return self.name


@dataclass(frozen=True, slots=True)
class Identifier:
    """System.Security.Principal.SecurityIdentifier."""

    sid: str

    def to_text(self) -> str:
        """The identifier as text."""
        return self.sid


def sid_in(machine: Machine, identity: object) -> str:
    """The identifier of whom a script names. Raises IdentityNotMappedException where there is no such account."""
    found = sid_of(machine, to_text(identity))
    if found is None:
        raise NetError(NOT_MAPPED, "Some or all identity references could not be translated.")
    return found


def identity_of(machine: Machine, sid: str, target: NetType | None = None) -> Account | Identifier:
    """An account for scripts: by its identifier where that is asked for or it has no name, else by its name."""
    name = name_of(machine, sid)
    wants_identifier = target is not None and target.full_name.endswith("SecurityIdentifier")
    return Identifier(sid) if wants_identifier or name == sid else Account(name)


def _translate(context: Any, identity: object, target: NetType) -> Account | Identifier:
    machine = context.host.machine
    return identity_of(machine, sid_in(machine, identity), target)


define("System.Security.Principal.IdentityReference")
for _type, _python, _constructors in (
    (
        "NTAccount",
        Account,
        {
            "object new(string name)": Account,
            "object new(string domainName, string accountName)": lambda domain, name: Account(f"{domain}\\{name}"),
        },
    ),
    ("SecurityIdentifier", Identifier, {"object new(string sddlForm)": lambda text: Identifier(text.upper())}),
):
    define(
        f"System.Security.Principal.{_type}",
        _python,
        base="System.Security.Principal.IdentityReference",
        properties={"Value": to_text},
        methods={"string ToString()": to_text},
        context_methods={"object Translate(object targetType)": _translate},
        constructors=_constructors,  # type: ignore[arg-type]  # the two tables hold functions of different kinds
    )


@dataclass(frozen=True, slots=True)
class FileRule:
    """FileSystemAccessRule: whom it is for, as written, and the access mask with its flags."""

    identity: Any
    rights: int
    inheritance: int = 0
    propagation: int = 0
    allow: bool = True
    inherited: bool = False


@dataclass(frozen=True, slots=True)
class KeyRule(FileRule):
    """RegistryAccessRule."""


Rule = FileRule
Maker = Callable[..., Rule]


def _identity(value: Any) -> Any:
    return Account(value) if isinstance(value, str) else value


def _file_rule(identity: Any, rights: EnumValue, *rest: EnumValue) -> FileRule:
    """Allowing anything allows to synchronize as well; denying does not deny it, save with everything (documented)."""
    control = rest[-1].number
    mask = rights.number
    if control == 0:
        mask |= SYNCHRONIZE
    elif mask != FULL_CONTROL:
        mask &= ~SYNCHRONIZE
    inheritance, propagation = [flag.number for flag in rest[:-1]] or (0, 0)
    return FileRule(_identity(identity), mask, inheritance, propagation, control == 0)


def _key_rule(identity: Any, rights: EnumValue, *rest: EnumValue) -> KeyRule:
    inheritance, propagation = [flag.number for flag in rest[:-1]] or (0, 0)
    return KeyRule(_identity(identity), rights.number, inheritance, propagation, rest[-1].number == 0)


def _signed(mask: int) -> int:
    return mask - (1 << 32) if mask >= 1 << 31 else mask


def rights_text(rule: Rule) -> str:
    """The rights by their names, or the number of the mask."""
    return EnumValue(KEY_RIGHTS if isinstance(rule, KeyRule) else FILE_RIGHTS, _signed(rule.rights)).name


def _define_rule(name: str, python: type, rights: NetType, make: Maker) -> None:
    start = f"object identity, {rights.full_name} {rights.name}"
    flags = f"{INHERITANCE.full_name} inheritanceFlags, {PROPAGATION.full_name} propagationFlags"
    control = f"{CONTROL.full_name} type"
    define(
        f"{NAMESPACE}.{name}",
        python,
        base=f"{NAMESPACE}.AccessRule",
        properties={
            rights.name: lambda rule: EnumValue(rights, _signed(rule.rights)),
            "AccessControlType": lambda rule: EnumValue(CONTROL, 0 if rule.allow else 1),
            "IdentityReference": lambda rule: rule.identity,
            "IsInherited": lambda rule: rule.inherited,
            "InheritanceFlags": lambda rule: EnumValue(INHERITANCE, rule.inheritance),
            "PropagationFlags": lambda rule: EnumValue(PROPAGATION, rule.propagation),
        },
        constructors={
            f"object new({start}, {control})": make,
            f"object new({start}, {flags}, {control})": make,
        },
    )


define(f"{NAMESPACE}.AccessRule", base=named("System.Object").full_name)
_define_rule("FileSystemAccessRule", FileRule, FILE_RIGHTS, _file_rule)
_define_rule("RegistryAccessRule", KeyRule, KEY_RIGHTS, _key_rule)
