"""Local groups: the cmdlets of the module Microsoft.PowerShell.LocalAccounts."""

from collections.abc import Callable, Iterator

from fake_agent.powershell.cmdlets.registry import Call, cmdlet
from fake_agent.powershell.errors import PowerShellError
from fake_agent.powershell.formatting.views import Column, TableView, register_view
from fake_agent.powershell.values.objects import PSObject
from fake_agent.windows.cmdlets.support import chosen, machine_of, parameter
from fake_agent.windows.cmdlets.users import BY_NAME, MODULE, sid_object
from fake_agent.windows.errors import MachineError
from fake_agent.windows.users import Group

LOCAL_GROUP = "Microsoft.PowerShell.Commands.LocalGroup"
LOCAL_PRINCIPAL = "Microsoft.PowerShell.Commands.LocalPrincipal"

register_view(LOCAL_GROUP, TableView((Column("Name"), Column("Description")), autosize=True))
register_view(
    LOCAL_PRINCIPAL, TableView((Column("ObjectClass"), Column("Name"), Column("PrincipalSource")), autosize=True)
)

WELL_KNOWN = {
    "nt authority\\system": "S-1-5-18",
    "nt authority\\iusr": "S-1-5-17",
    "nt authority\\authenticated users": "S-1-5-11",
    "nt authority\\interactive": "S-1-5-4",
    "everyone": "S-1-1-0",
}


def group_object(group: Group) -> PSObject:
    """A local group as scripts see it."""
    values = {
        "Description": group.description,
        "Name": group.name,
        "SID": sid_object(group.sid),
        "PrincipalSource": "Local",
        "ObjectClass": "Group",
    }
    return PSObject.of(values, LOCAL_GROUP, text=lambda _: group.name, native=group)


def _no_group(call: Call, name: str) -> PowerShellError:
    return call.failure(
        f"Group {name} was not found.",
        "GroupNotFound",
        "ObjectNotFound",
        target=name,
        exception="Microsoft.PowerShell.Commands.GroupNotFoundException",
    )


def _group(call: Call, name_parameter: str = "Name") -> Group:
    """The group that Name (or Group), SID or InputObject names."""
    accounts = machine_of(call).accounts
    given = call.get("Group") or call.get("InputObject")
    if isinstance(given, PSObject) and isinstance(given.native, Group):
        return accounts.group(given.native.name)
    name = call.text(name_parameter)
    sid = call.text("SID")
    found = next((group for group in accounts.groups() if group.sid == sid), None) if sid else accounts.find_group(name)
    if found is None:
        raise _no_group(call, name or sid)
    return found


@cmdlet(
    "Get-LocalGroup",
    parameter("Name", "string[]", 0, by_value=True, by_property=True),
    parameter("SID", "string[]"),
    aliases=("glg",),
    module=MODULE,
)
def get_local_group(call: Call) -> None:
    """Get-LocalGroup."""
    if call.has("SID"):
        call.write(group_object(_group(call)))
        return
    groups = chosen(
        call.strings("Name"),
        machine_of(call).accounts.groups(),
        lambda group: group.name,
        lambda name: call.write_error(_no_group(call, name).record),
    )
    for group in groups:
        call.write(group_object(group))


@cmdlet(
    "New-LocalGroup",
    parameter("Name", "string", 0, mandatory=True),
    parameter("Description"),
    aliases=("nlg",),
    module=MODULE,
)
def new_local_group(call: Call) -> None:
    """New-LocalGroup."""
    name = call.text("Name")
    try:
        group = machine_of(call).accounts.add_group(name, call.text("Description"))
    except MachineError as error:
        raise call.failure(
            f"Group {name} already exists.",
            "GroupExists",
            "ResourceExists",
            target=name,
            exception="Microsoft.PowerShell.Commands.GroupExistsException",
        ) from error
    call.write(group_object(group))


@cmdlet("Remove-LocalGroup", *BY_NAME, aliases=("rlg",), module=MODULE)
def remove_local_group(call: Call) -> None:
    """Remove-LocalGroup."""
    group = _group(call)
    if call.should_process(group.name, "Remove local group"):
        machine_of(call).accounts.remove_group(group.name)


def member_object(call: Call, member: str) -> PSObject:
    """A member of a group as scripts see it."""
    machine = machine_of(call)
    user, group = machine.accounts.find_user(member), machine.accounts.find_group(member)
    local = user is not None or group is not None
    sid = machine.accounts.sid(user) if user else group.sid if group else WELL_KNOWN.get(member.casefold(), "S-1-5-21")
    name = member if "\\" in member or not local else f"{machine.computer_name}\\{member}"
    values = {
        "Name": name,
        "SID": sid_object(sid),
        "PrincipalSource": "Local" if local else "Unknown",
        "ObjectClass": "User" if user or not local else "Group",
    }
    return PSObject.of(values, LOCAL_PRINCIPAL, text=lambda _: name)


_GROUP = parameter("Group", "object", 0, aliases=("Name",))
_GROUP_SID = parameter("SID", "string")


@cmdlet("Get-LocalGroupMember", _GROUP, _GROUP_SID, parameter("Member", "string", 1), aliases=("glgm",), module=MODULE)
def get_local_group_member(call: Call) -> None:
    """Get-LocalGroupMember."""
    group = _group(call, "Group")
    wanted = call.text("Member").casefold()
    for member in sorted(group.members, key=str.casefold):
        made = member_object(call, member)
        if wanted in ("", member.casefold(), made.get("Name").casefold()):
            call.write(made)


def _known_member(call: Call, given: str) -> str:
    """How the group keeps a member: local accounts by bare name, others as entered."""
    machine = machine_of(call)
    domain, _, plain = given.rpartition("\\")
    if domain.casefold() in {"", ".", machine.computer_name.casefold()}:
        user, group = machine.accounts.find_user(plain), machine.accounts.find_group(plain)
        if user is not None or group is not None:
            return user.name if user is not None else plain
    elif given.casefold() in WELL_KNOWN or domain.casefold() == "azuread" or given.startswith("S-1-"):
        return given
    if given.casefold() in WELL_KNOWN or given.startswith("S-1-"):
        return given
    raise call.failure(
        f"Principal {given} was not found.",
        "PrincipalNotFound",
        "ObjectNotFound",
        target=given,
        exception="Microsoft.PowerShell.Commands.PrincipalNotFoundException",
    )


def _refused_members(call: Call, change: Callable[[str, str], None]) -> Iterator[tuple[str, str]]:
    """Change the group by each member given; yields its name with each member that the machine refuses."""
    group = _group(call, "Group").name
    for given in call.strings("Member"):
        try:
            change(group, _known_member(call, given))
        except PowerShellError as error:
            call.write_error(error.record)
        except MachineError:
            yield group, given


@cmdlet(
    "Add-LocalGroupMember",
    _GROUP,
    _GROUP_SID,
    parameter("Member", "object[]", 1, mandatory=True, by_value=True),
    aliases=("algm",),
    module=MODULE,
)
def add_local_group_member(call: Call) -> None:
    """Add-LocalGroupMember."""
    for group, given in _refused_members(call, machine_of(call).accounts.add_member):
        shown = member_object(call, given.rpartition("\\")[2]).get("Name")
        call.error(
            f"{shown} is already a member of group {group}.",
            "MemberExists",
            "ResourceExists",
            target=group,
            exception="Microsoft.PowerShell.Commands.MemberExistsException",
        )


@cmdlet(
    "Remove-LocalGroupMember",
    _GROUP,
    _GROUP_SID,
    parameter("Member", "object[]", 1, mandatory=True, by_value=True),
    aliases=("rlgm",),
    module=MODULE,
)
def remove_local_group_member(call: Call) -> None:
    """Remove-LocalGroupMember."""
    for group, given in _refused_members(call, machine_of(call).accounts.remove_member):
        call.error(
            f"Member {given} was not found in group {group}.",
            "MemberNotFound",
            "ObjectNotFound",
            target=group,
            exception="Microsoft.PowerShell.Commands.MemberNotFoundException",
        )
