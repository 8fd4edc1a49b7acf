"""Local users: the cmdlets of the module Microsoft.PowerShell.LocalAccounts."""

from collections.abc import Callable
from typing import Any

from fake_agent.powershell.cmdlets.registry import Call, cmdlet, named, switches
from fake_agent.powershell.errors import PowerShellError
from fake_agent.powershell.formatting.views import Column, TableView, register_view
from fake_agent.powershell.runtime.parameters import ParameterSpec
from fake_agent.powershell.values.objects import PSObject
from fake_agent.powershell.values.text import to_text
from fake_agent.windows.cmdlets.support import chosen, local_time, machine_of, parameter, secret_text
from fake_agent.windows.errors import MachineError
from fake_agent.windows.users import User

MODULE = "Microsoft.PowerShell.LocalAccounts"
LOCAL_USER = "Microsoft.PowerShell.Commands.LocalUser"

register_view(LOCAL_USER, TableView((Column("Name"), Column("Enabled"), Column("Description")), autosize=True))

_MONTH_AND_A_HALF = 42 * 86_400.0


def sid_object(sid: str) -> PSObject:
    """A security identifier as scripts see it."""
    return PSObject.of(
        {"BinaryLength": 28, "AccountDomainSid": sid.rpartition("-")[0], "Value": sid},
        "System.Security.Principal.SecurityIdentifier",
        text=lambda _: sid,
    )


def user_object(call: Call, user: User) -> PSObject:
    """A local user as scripts see it."""
    expires = user.password_set + _MONTH_AND_A_HALF if user.password_expires and user.password_set is not None else None
    values: dict[str, Any] = {
        "AccountExpires": local_time(call, user.account_expires),
        "Description": user.description,
        "Enabled": user.enabled,
        "FullName": user.full_name,
        "PasswordChangeableDate": local_time(call, user.password_set),
        "PasswordExpires": local_time(call, expires),
        "UserMayChangePassword": user.may_change_password,
        "PasswordRequired": user.password_required,
        "PasswordLastSet": local_time(call, user.password_set),
        "LastLogon": local_time(call, user.last_logon),
        "Name": user.name,
        "SID": sid_object(machine_of(call).accounts.sid(user)),
        "PrincipalSource": "Local",
        "ObjectClass": "User",
    }
    return PSObject.of(values, LOCAL_USER, text=lambda _: user.name, native=user)


def _no_user(call: Call, name: str) -> PowerShellError:
    return call.failure(
        f"User {name} was not found.",
        "UserNotFound",
        "ObjectNotFound",
        target=name,
        exception="Microsoft.PowerShell.Commands.UserNotFoundException",
    )


def _user(call: Call) -> User:
    """The user that Name, SID or InputObject names."""
    accounts = machine_of(call).accounts
    given = call.get("InputObject")
    if isinstance(given, PSObject) and isinstance(given.native, User):
        return accounts.user(given.native.name)
    if call.has("SID"):
        sid = call.text("SID")
        found = next((user for user in accounts.users() if accounts.sid(user) == sid), None)
    else:
        found = accounts.find_user(call.text("Name"))
    if found is None:
        raise _no_user(call, call.text("Name") or call.text("SID"))
    return found


@cmdlet(
    "Get-LocalUser",
    parameter("Name", "string[]", 0, by_value=True, by_property=True),
    parameter("SID", "string[]"),
    aliases=("glu",),
    module=MODULE,
)
def get_local_user(call: Call) -> None:
    """Get-LocalUser."""
    accounts = machine_of(call).accounts
    if call.has("SID"):
        call.write(user_object(call, _user(call)))
        return
    users = chosen(
        call.strings("Name"),
        accounts.users(),
        lambda user: user.name,
        lambda name: call.write_error(_no_user(call, name).record),
    )
    for user in users:
        call.write(user_object(call, user))


_ACCOUNT_PARAMETERS: tuple[ParameterSpec, ...] = (
    *named("string", "Description FullName"),
    *named("object", "AccountExpires Password"),
    *switches("AccountNeverExpires"),
)


@cmdlet(
    "New-LocalUser",
    parameter("Name", "string", 0, mandatory=True, by_property=True),
    *_ACCOUNT_PARAMETERS,
    *switches("Disabled NoPassword PasswordNeverExpires UserMayNotChangePassword"),
    aliases=("nlu",),
    module=MODULE,
)
def new_local_user(call: Call) -> None:
    """New-LocalUser: in no group yet, as documented."""
    accounts = machine_of(call).accounts
    name = call.text("Name")
    if accounts.find_user(name) is not None:
        raise call.failure(
            f"User {name} already exists.",
            "UserExists",
            "ResourceExists",
            target=name,
            exception="Microsoft.PowerShell.Commands.UserExistsException",
        )
    if not call.has("Password") and not call.switch("NoPassword"):
        call.host.wait_for_input("Password: ")
    password = secret_text(call.get("Password")) if call.has("Password") else ""
    if not call.switch("NoPassword"):
        _check(call, name, password)
    if not call.should_process(name, "Create new local user"):
        return
    user = accounts.add_user(
        User(
            name,
            0,
            call.text("FullName"),
            call.text("Description"),
            enabled=not call.switch("Disabled"),
            password=password,
            password_expires=not call.switch("PasswordNeverExpires"),
            may_change_password=not call.switch("UserMayNotChangePassword"),
            password_set=machine_of(call).clock(),
        )
    )
    call.write(user_object(call, user))


def _check(call: Call, name: str, password: str) -> None:
    try:
        machine_of(call).accounts.check_password(name, password)
    except MachineError as error:
        raise call.failure(
            "Unable to update the password. The value provided for the new password does not meet the length, "
            "complexity, or history requirements of the domain.",
            "InvalidPassword",
            "InvalidArgument",
            exception="Microsoft.PowerShell.Commands.InvalidPasswordException",
        ) from error


@cmdlet(
    "Set-LocalUser",
    parameter("Name", "string", 0, by_property=True),
    parameter("InputObject", "object", by_value=True),
    parameter("SID", "string"),
    *_ACCOUNT_PARAMETERS,
    *named("bool", "PasswordNeverExpires UserMayChangePassword"),
    aliases=("slu",),
    module=MODULE,
)
def set_local_user(call: Call) -> None:
    """Set-LocalUser."""
    user = _user(call)
    readers: dict[str, Callable[[Any], dict[str, object]]] = {
        "Description": lambda value: {"description": to_text(value)},
        "FullName": lambda value: {"full_name": to_text(value)},
        "PasswordNeverExpires": lambda value: {"password_expires": not value},
        "UserMayChangePassword": lambda value: {"may_change_password": bool(value)},
        "AccountNeverExpires": lambda _: {"account_expires": None},
        "Password": lambda value: {"password": secret_text(value), "password_set": machine_of(call).clock()},
    }
    if call.has("Password"):
        _check(call, user.name, secret_text(call.get("Password")))
    if call.should_process(user.name, "Modify local user"):
        for name, reader in readers.items():
            if call.has(name):
                machine_of(call).accounts.change_user(user.name, **reader(call.get(name)))


BY_NAME = (
    parameter("Name", "string", 0, by_property=True),
    parameter("InputObject", "object", by_value=True),
    parameter("SID", "string"),
)


@cmdlet("Enable-LocalUser", *BY_NAME, aliases=("elu",), module=MODULE)
def enable_local_user(call: Call) -> None:
    """Enable-LocalUser."""
    user = _user(call)
    if call.should_process(user.name, "Enable local user"):
        machine_of(call).accounts.change_user(user.name, enabled=True)


@cmdlet("Disable-LocalUser", *BY_NAME, aliases=("dlu",), module=MODULE)
def disable_local_user(call: Call) -> None:
    """Disable-LocalUser."""
    user = _user(call)
    if call.should_process(user.name, "Disable local user"):
        machine_of(call).accounts.change_user(user.name, enabled=False)


@cmdlet("Remove-LocalUser", *BY_NAME, aliases=("rlu",), module=MODULE)
def remove_local_user(call: Call) -> None:
    """Remove-LocalUser."""
    user = _user(call)
    if call.should_process(user.name, "Remove local user"):
        machine_of(call).accounts.remove_user(user.name)


@cmdlet(
    "Rename-LocalUser",
    *BY_NAME,
    parameter("NewName", "string", 1, mandatory=True),
    aliases=("rnlu",),
    module=MODULE,
)
def rename_local_user(call: Call) -> None:
    """Rename-LocalUser."""
    user = _user(call)
    if call.should_process(user.name, "Rename local user"):
        machine_of(call).accounts.rename_user(user.name, call.text("NewName"))
