"""Who has which role where."""

from collections.abc import Iterator
from dataclasses import dataclass

from fake_arm.authorization.roles import BUILT_IN_ROLES, RoleDefinition


@dataclass(frozen=True, slots=True)
class RoleAssignment:
    """A role given to a principal over a scope and everything below it. ``created`` is in .NET ticks."""

    name: str
    principal_id: str
    role_id: str
    scope: str
    created: int = 0

    @property
    def id(self) -> str:
        """Its ARM id."""
        scope = "" if self.scope == "/" else self.scope
        return f"{scope}/providers/Microsoft.Authorization/roleAssignments/{self.name}"


def covers(scope: str, target: str) -> bool:
    """Whether ``target`` is ``scope`` or below it. Scopes are compared without regard to case."""
    wide, narrow = scope.rstrip("/").lower(), target.rstrip("/").lower()
    return narrow == wide or narrow.startswith(f"{wide}/")


class RoleStore:
    """Role definitions and assignments."""

    def __init__(self) -> None:
        self._definitions = {role.id: role for role in BUILT_IN_ROLES}
        self._assignments: dict[str, RoleAssignment] = {}

    def allowed(self, principal_id: str, action: str, scope: str) -> bool:
        """Whether a principal may do ``action`` over ``scope``."""
        return any(
            assignment.principal_id == principal_id
            and covers(assignment.scope, scope)
            and assignment.role_id in self._definitions
            and self._definitions[assignment.role_id].allows(action)
            for assignment in self._assignments.values()
        )

    def sees(self, principal_id: str, scope: str) -> bool:
        """Whether a principal has any role over ``scope`` or below it: what a list shows."""
        return any(
            assignment.principal_id == principal_id
            and (covers(assignment.scope, scope) or covers(scope, assignment.scope))
            for assignment in self._assignments.values()
        )

    def definition(self, role_id: str) -> RoleDefinition | None:
        """The role with this id."""
        return self._definitions.get(role_id.lower())

    def definitions(self) -> Iterator[RoleDefinition]:
        """All roles, built-in ones first."""
        return iter(tuple(self._definitions.values()))

    def define(self, role: RoleDefinition) -> None:
        """Add or replace a custom role."""
        self._definitions[role.id] = role

    def undefine(self, role_id: str) -> None:
        """Remove a custom role; its assignments no longer allow anything."""
        self._definitions.pop(role_id.lower(), None)

    def assignment(self, name: str) -> RoleAssignment | None:
        """The assignment of this name."""
        return self._assignments.get(name.lower())

    def assignments(self) -> Iterator[RoleAssignment]:
        """All assignments, oldest first."""
        return iter(tuple(self._assignments.values()))

    def assign(self, assignment: RoleAssignment) -> None:
        """Add an assignment."""
        self._assignments[assignment.name.lower()] = assignment

    def unassign(self, name: str) -> None:
        """Remove an assignment."""
        self._assignments.pop(name.lower(), None)
