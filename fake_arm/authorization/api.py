"""Microsoft.Authorization over REST: role definitions and role assignments at any scope."""

import re
from typing import Any

from fake_arm import errors, moments
from fake_arm.answer import Answer, gateway_json
from fake_arm.authorization.roles import RoleDefinition
from fake_arm.authorization.store import RoleAssignment, covers
from fake_arm.cloud import Cloud
from fake_arm.request import ArmRequest
from fake_arm.routes import Route

_GUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)
_EQUALS = re.compile(r"(\w+)\s+eq\s+'([^']*)'", re.IGNORECASE)
_ASSIGNED_TO = re.compile(r"assignedTo\('([^']*)'\)", re.IGNORECASE)


def _filters(request: ArmRequest) -> dict[str, str]:
    """What ``$filter`` asks for: ``name eq 'value'`` and ``assignedTo('id')``, by lower-case name."""
    text = request.query.get("$filter", "")
    found = {name.lower(): value for name, value in _EQUALS.findall(text)}
    assigned = _ASSIGNED_TO.search(text)
    if assigned:
        found["principalid"] = assigned[1]
    return found


def _definition_id(scope: str, role_id: str) -> str:
    """A definition's id as it is shown below a subscription."""
    subscription = "/".join(scope.split("/")[:3]) if scope.lower().startswith("/subscriptions/") else ""
    return f"{subscription}/providers/Microsoft.Authorization/roleDefinitions/{role_id}"


def _definition_view(role: RoleDefinition, scope: str) -> dict[str, Any]:
    return {
        "properties": {
            "roleName": role.name,
            "type": "CustomRole" if role.custom else "BuiltInRole",
            "description": role.description,
            "assignableScopes": list(role.assignable_scopes),
            "permissions": [
                {
                    "actions": list(role.actions),
                    "notActions": list(role.not_actions),
                    "dataActions": list(role.data_actions),
                    "notDataActions": list(role.not_data_actions),
                }
            ],
        },
        "id": _definition_id(scope, role.id),
        "type": "Microsoft.Authorization/roleDefinitions",
        "name": role.id,
    }


def _list_definitions(cloud: Cloud, request: ArmRequest) -> Answer:
    scope, wanted = request.names["scope"], _filters(request)
    kind = wanted.get("type", "").lower()
    found = [
        _definition_view(role, scope)
        for role in cloud.roles.definitions()
        if wanted.get("rolename", role.name).lower() == role.name.lower()
        and kind in ("", "customrole" if role.custom else "builtinrole")
    ]
    return gateway_json({"value": found})


def _find_definition(cloud: Cloud, role_id: str) -> RoleDefinition:
    role = cloud.roles.definition(role_id)
    if role is None:
        raise errors.ROLE_DEFINITION_NOT_FOUND(role=role_id)
    return role


def _get_definition(cloud: Cloud, request: ArmRequest) -> Answer:
    return gateway_json(_definition_view(_find_definition(cloud, request.names["role"]), request.names["scope"]))


def _texts(value: Any, name: str) -> tuple[str, ...]:
    value = [] if value is None else value
    if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
        raise errors.INVALID_CONTENT(reason=f"'{name}' must be a list of strings")
    return tuple(value)


def _object(value: Any, name: str) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise errors.INVALID_CONTENT(reason=f"'{name}' must be an object")
    return value


def _put_definition(cloud: Cloud, request: ArmRequest) -> Answer:
    """Make or replace a custom role."""
    role_id = request.names["role"].lower()
    _check_guid(role_id, "roleDefinition")
    existing = cloud.roles.definition(role_id)
    if existing is not None and not existing.custom:
        raise errors.BUILT_IN_ROLE(role=existing.name)
    properties = _object(request.json_object().get("properties"), "properties")
    name = properties.get("roleName")
    if not isinstance(name, str) or not name:
        raise errors.INVALID_CONTENT(reason="'properties.roleName' is required")
    if any(role.name.lower() == name.lower() and role.id != role_id for role in cloud.roles.definitions()):
        raise errors.ROLE_NAME_TAKEN(name=name)
    permissions = properties.get("permissions")
    if not isinstance(permissions, list):
        raise errors.INVALID_CONTENT(reason="'properties.permissions' must be a list")
    blocks = [_object(block, "permissions") for block in permissions]

    def gather(member: str) -> tuple[str, ...]:
        return tuple(action for block in blocks for action in _texts(block.get(member), member))

    role = RoleDefinition(
        id=role_id,
        name=name,
        description=str(properties.get("description") or ""),
        actions=gather("actions"),
        not_actions=gather("notActions"),
        data_actions=gather("dataActions"),
        not_data_actions=gather("notDataActions"),
        assignable_scopes=_texts(properties.get("assignableScopes"), "assignableScopes") or (request.names["scope"],),
        custom=True,
    )
    cloud.roles.define(role)
    return gateway_json(_definition_view(role, request.names["scope"]), 201, "Created")


def _delete_definition(cloud: Cloud, request: ArmRequest) -> Answer:
    role = cloud.roles.definition(request.names["role"])
    if role is None:
        return Answer(204, reason="No Content")
    if not role.custom:
        raise errors.BUILT_IN_ROLE(role=role.name)
    if any(assignment.role_id == role.id for assignment in cloud.roles.assignments()):
        raise errors.ROLE_HAS_ASSIGNMENTS()
    cloud.roles.undefine(role.id)
    return gateway_json(_definition_view(role, request.names["scope"]))


def _assignment_view(cloud: Cloud, assignment: RoleAssignment) -> dict[str, Any]:
    created = moments.iso(assignment.created or cloud.surroundings.ticks(0.0))
    return {
        "properties": {
            "roleDefinitionId": _definition_id(assignment.scope, assignment.role_id),
            "principalId": assignment.principal_id,
            "principalType": "ServicePrincipal",
            "scope": assignment.scope,
            "condition": None,
            "conditionVersion": None,
            "createdOn": created,
            "updatedOn": created,
            "createdBy": None,
            "updatedBy": None,
            "delegatedManagedIdentityResourceId": None,
            "description": None,
        },
        "id": assignment.id,
        "type": "Microsoft.Authorization/roleAssignments",
        "name": assignment.name,
    }


def _list_assignments(cloud: Cloud, request: ArmRequest) -> Answer:
    """The assignments at, above and (unless ``atScope()`` is asked for) below the scope."""
    scope, wanted = request.names["scope"], _filters(request)
    only_at = "atscope()" in request.query.get("$filter", "").lower()
    found = [
        _assignment_view(cloud, assignment)
        for assignment in cloud.roles.assignments()
        if (covers(assignment.scope, scope) or (not only_at and covers(scope, assignment.scope)))
        and wanted.get("principalid", assignment.principal_id).lower() == assignment.principal_id.lower()
    ]
    return gateway_json({"value": found})


def _assignment_at(cloud: Cloud, request: ArmRequest) -> RoleAssignment | None:
    """The assignment of this name, if it was made at the scope that the request names."""
    found = cloud.roles.assignment(request.names["assignment"])
    return found if found is not None and found.scope.lower() == request.names["scope"].lower() else None


def _get_assignment(cloud: Cloud, request: ArmRequest) -> Answer:
    assignment = _assignment_at(cloud, request)
    if assignment is None:
        raise errors.ROLE_ASSIGNMENT_NOT_FOUND(name=request.names["assignment"])
    return gateway_json(_assignment_view(cloud, assignment))


def _check_guid(text: str, kind: str) -> None:
    if not _GUID.fullmatch(text):
        raise errors.INVALID_GUID(kind=kind, name=text)


def _put_assignment(cloud: Cloud, request: ArmRequest) -> Answer:
    """Give a principal of the directory a role over the scope."""
    name, scope = request.names["assignment"], request.names["scope"]
    _check_guid(name, "roleAssignment")
    properties = _object(request.json_object().get("properties"), "properties")
    principal_id = str(properties.get("principalId") or "")
    role = _find_definition(cloud, str(properties.get("roleDefinitionId") or "").rpartition("/")[2])
    principal = cloud.directory.by_object_id(principal_id)
    if principal is None:
        raise errors.PRINCIPAL_NOT_FOUND(principal=principal_id.replace("-", ""), tenant=cloud.directory.tenant_id)
    _check_scope_exists(cloud, scope)
    for known in cloud.roles.assignments():
        same = (known.principal_id, known.role_id, known.scope.lower()) == (principal.object_id, role.id, scope.lower())
        if known.name.lower() == name.lower() and not same:
            raise errors.ROLE_ASSIGNMENT_UPDATE()
        if same and known.name.lower() != name.lower():
            raise errors.ROLE_ASSIGNMENT_EXISTS(name=known.name.replace("-", ""))
    assignment = RoleAssignment(name, principal.object_id, role.id, scope, cloud.surroundings.ticks())
    cloud.roles.assign(assignment)
    cloud.surroundings.record(
        "authorization", "role assigned", role=role.name, principal=principal.display_name, scope=scope
    )
    return gateway_json(_assignment_view(cloud, assignment), 201, "Created")


def _check_scope_exists(cloud: Cloud, scope: str) -> None:
    """A VM's scope must exist; the gateway has checked subscription and group."""
    segments = scope.strip("/").split("/")
    if "providers" not in [segment.lower() for segment in segments]:
        return
    key = scope.lower().rstrip("/")
    if key not in cloud.machines and key not in cloud.scale_sets:
        kind, name, group = "/".join(segments[5:-1]), segments[-1], segments[3]
        raise errors.RESOURCE_NOT_FOUND(type=kind, name=name, group=group)


def _delete_assignment(cloud: Cloud, request: ArmRequest) -> Answer:
    assignment = _assignment_at(cloud, request)
    if assignment is None:
        return Answer(204, reason="No Content")
    cloud.roles.unassign(assignment.name)
    return gateway_json(_assignment_view(cloud, assignment))


_BASE = "/{*scope}/providers/Microsoft.Authorization"
_DEFINITIONS = f"{_BASE}/roleDefinitions"
_ASSIGNMENTS = f"{_BASE}/roleAssignments"
_KIND = "Microsoft.Authorization"

ROUTES = (
    Route("GET", _DEFINITIONS, _list_definitions, f"{_KIND}/roleDefinitions/read"),
    Route("GET", f"{_DEFINITIONS}/{{role}}", _get_definition, f"{_KIND}/roleDefinitions/read"),
    Route("PUT", f"{_DEFINITIONS}/{{role}}", _put_definition, f"{_KIND}/roleDefinitions/write"),
    Route("DELETE", f"{_DEFINITIONS}/{{role}}", _delete_definition, f"{_KIND}/roleDefinitions/delete"),
    Route("GET", _ASSIGNMENTS, _list_assignments, f"{_KIND}/roleAssignments/read"),
    Route("GET", f"{_ASSIGNMENTS}/{{assignment}}", _get_assignment, f"{_KIND}/roleAssignments/read"),
    Route("PUT", f"{_ASSIGNMENTS}/{{assignment}}", _put_assignment, f"{_KIND}/roleAssignments/write"),
    Route("DELETE", f"{_ASSIGNMENTS}/{{assignment}}", _delete_assignment, f"{_KIND}/roleAssignments/delete"),
)
