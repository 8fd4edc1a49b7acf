"""Local users and groups: the account database of the machine."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from fake_agent.windows.errors import MachineError
from fake_agent.windows.overlay import Overlay

ADMINISTRATOR_RID = 500
_PASSWORD_KINDS_NEEDED = 3


@dataclass(frozen=True, slots=True)
class User:
    """A local account. ``rid`` is the last part of its SID; times are Unix seconds, ``None`` for never."""

    name: str
    rid: int
    full_name: str = ""
    description: str = ""
    enabled: bool = True
    password: str = ""
    password_required: bool = True
    password_expires: bool = True
    may_change_password: bool = True
    account_expires: float | None = None
    password_set: float | None = None
    last_logon: float | None = None


@dataclass(frozen=True, slots=True)
class Group:
    r"""A local group. ``members`` are account names, as entered: local names alone, others as ``DOMAIN\\name``."""

    name: str
    sid: str
    description: str = ""
    members: tuple[str, ...] = ()


class Accounts:
    """The users and groups of one machine. Unknown names raise ``MachineError`` (2221, 2220), taken ones 2224, 2223."""

    def __init__(
        self,
        users: Overlay[str, User],
        groups: Overlay[str, Group],
        counters: Overlay[str, int],
        machine_sid: str,
    ) -> None:
        self._users = users
        self._groups = groups
        self._counters = counters
        self.machine_sid = machine_sid

    def users(self) -> Sequence[User]:
        """Every local user, by name."""
        return [self._users[key] for key in sorted(self._users)]

    def groups(self) -> Sequence[Group]:
        """Every local group, by name."""
        return [self._groups[key] for key in sorted(self._groups)]

    def find_user(self, name: str) -> User | None:
        r"""The user of that name, with or without ``.\\`` or the computer's name before it."""
        return self._users.get(name.rpartition("\\")[2].casefold())

    def find_group(self, name: str) -> Group | None:
        """The group of that name."""
        return self._groups.get(name.casefold())

    def user(self, name: str) -> User:
        """The user of that name."""
        user = self.find_user(name)
        if user is None:
            raise MachineError(2221)
        return user

    def group(self, name: str) -> Group:
        """The group of that name."""
        group = self.find_group(name)
        if group is None:
            raise MachineError(2220)
        return group

    def sid(self, user: User) -> str:
        """The security identifier of a local user."""
        return f"{self.machine_sid}-{user.rid}"

    def add_user(self, user: User) -> User:
        """Add a user; its ``rid`` is the next free one."""
        key = user.name.casefold()
        if key in self._users or key in self._groups:
            raise MachineError(2224)
        rid = self._counters["rid"] + 1
        self._counters["rid"] = rid
        added = replace(user, rid=rid)
        self._users[key] = added
        return added

    def change_user(self, name: str, **fields: object) -> User:
        """Change what is given of a user."""
        changed = replace(self.user(name), **fields)  # type: ignore[arg-type]  # names and types are the dataclass's
        self._users[changed.name.casefold()] = changed
        return changed

    def provisioned(self, when: float) -> None:
        """The administrator got a password when the machine was made."""
        for user in self.users():
            if user.rid == ADMINISTRATOR_RID:
                self.change_user(user.name, password_set=when)

    def rename_user(self, name: str, new_name: str) -> None:
        """Give a user another name; memberships follow."""
        user = self.user(name)
        if new_name.casefold() in self._users:
            raise MachineError(2224)
        del self._users[user.name.casefold()]
        self._users[new_name.casefold()] = replace(user, name=new_name)
        for group in self.groups():
            if _is_member(group, user.name):
                members = tuple(new_name if _same(member, user.name) else member for member in group.members)
                self._groups[group.name.casefold()] = replace(group, members=members)

    def remove_user(self, name: str) -> None:
        """Remove a user, and from the groups."""
        user = self.user(name)
        del self._users[user.name.casefold()]
        for group in self.groups():
            if _is_member(group, user.name):
                self.remove_member(group.name, user.name)

    def add_group(self, name: str, description: str = "") -> Group:
        """Add an empty group."""
        if name.casefold() in self._groups:
            raise MachineError(1379)
        rid = self._counters["rid"] + 1
        self._counters["rid"] = rid
        group = Group(name, f"{self.machine_sid}-{rid}", description)
        self._groups[name.casefold()] = group
        return group

    def remove_group(self, name: str) -> None:
        """Remove a group."""
        del self._groups[self.group(name).name.casefold()]

    def add_member(self, group_name: str, member: str) -> None:
        """Add an account to a group; ``MachineError`` 1378 where it is in it already."""
        group = self.group(group_name)
        if _is_member(group, member):
            raise MachineError(1378)
        self._groups[group.name.casefold()] = replace(group, members=(*group.members, member))

    def remove_member(self, group_name: str, member: str) -> None:
        """Take an account out of a group; ``MachineError`` 1377 where it is not in it."""
        group = self.group(group_name)
        if not _is_member(group, member):
            raise MachineError(1377)
        members = tuple(kept for kept in group.members if not _same(kept, member))
        self._groups[group.name.casefold()] = replace(group, members=members)

    def groups_of(self, name: str) -> Sequence[Group]:
        """The local groups that the account is in."""
        return [group for group in self.groups() if _is_member(group, name)]

    def check_password(self, name: str, password: str) -> None:
        """Raise ``MachineError`` 2245 where the password breaks the default policy of complexity."""
        kinds = (str.islower, str.isupper, str.isdigit, lambda character: not character.isalnum())
        used = sum(any(map(kind, password)) for kind in kinds)
        if used < _PASSWORD_KINDS_NEEDED or (len(name) > 2 and name.casefold() in password.casefold()):
            raise MachineError(2245)

    def apply(self, users: Mapping[str, Mapping[str, object]], groups: Mapping[str, Sequence[str]]) -> None:
        """Take over users (name -> fields of ``User``) and memberships (group -> members to add) from a description."""
        for name, fields in users.items():
            if self.find_user(name) is None:
                self.add_user(User(name, 0))
            self.change_user(name, **fields)
        for name, members in groups.items():
            group = self.find_group(name) or self.add_group(name)
            for member in members:
                if not _is_member(group, member):
                    self.add_member(group.name, member)


def _same(one: str, other: str) -> bool:
    return one.casefold() == other.casefold()


def _is_member(group: Group, name: str) -> bool:
    return any(_same(member, name) for member in group.members)
