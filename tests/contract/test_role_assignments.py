"""Role assignments over REST, and the corner of Microsoft Graph that clients ask on the way."""

from typing import Any

import pytest
from support.arm_client import SimulatedAzure, WholeAnswer
from support.newcomer import ASSIGNMENT, CUSTOM_ROLE, OTHER_ASSIGNMENT, ROLE_IDS, Newcomer, assignments, definitions
from support.shapes import shape

REFUSED = 403


class TestAssignments:
    def test_an_assignment_is_answered_as_azure_shows_it(self, newcomer: Newcomer) -> None:
        owner = newcomer.owner
        made = newcomer.give("Reader", owner.vm())
        assert made.status_line == "201 Created"
        assert made.json == {
            "properties": {
                "roleDefinitionId": definitions(owner.subscription, ROLE_IDS["Reader"]),
                "principalId": newcomer.principal.object_id,
                "principalType": "ServicePrincipal",
                "scope": owner.vm(),
                "condition": None,
                "conditionVersion": None,
                "createdOn": "2026-01-15T08:00:00+00:00",
                "updatedOn": "2026-01-15T08:00:00+00:00",
                "createdBy": None,
                "updatedBy": None,
                "delegatedManagedIdentityResourceId": None,
                "description": None,
            },
            "id": assignments(owner.vm()),
            "type": "Microsoft.Authorization/roleAssignments",
            "name": ASSIGNMENT,
        }
        assert owner.get(assignments(owner.vm())).json == made.json
        assert "role assigned" in newcomer.azure.events("authorization")

    def test_an_assignment_belongs_to_its_scope(self, newcomer: Newcomer) -> None:
        owner = newcomer.owner
        newcomer.give("Reader", owner.vm())
        assert owner.get(assignments(owner.group)).code == "RoleAssignmentNotFound"
        assert owner.delete(assignments(owner.group)).status_line == "204 No Content"
        assert owner.get(assignments(owner.vm())).status == 200

    @pytest.mark.parametrize(
        ("scope", "asked", "found"),
        [
            ("vm", "", True),
            ("group", "", True),
            ("group", "atScope()", False),
            ("vm", "atScope()", True),
            ("group", "principalId eq '{oid}'", True),
            ("group", "assignedTo('{oid}')", True),
            ("group", "principalId eq '11111111-2222-4333-8444-555555555555'", False),
        ],
    )
    def test_lists_are_filtered(self, newcomer: Newcomer, scope: str, asked: str, *, found: bool) -> None:
        owner = newcomer.owner
        newcomer.give("Reader", owner.vm())
        path = {"vm": owner.vm(), "group": owner.group}[scope]
        answer = owner.get(
            f"{path}/providers/Microsoft.Authorization/roleAssignments",
            query={"$filter": asked.format(oid=newcomer.principal.object_id)},
        )
        assert (ASSIGNMENT in [assignment["name"] for assignment in answer.json["value"]]) is found

    def put(self, newcomer: Newcomer, name: str = ASSIGNMENT, **changes: Any) -> WholeAnswer:
        """Assign Reader over the VM, with changes."""
        properties = {
            "roleDefinitionId": definitions("", ROLE_IDS["Reader"]),
            "principalId": newcomer.principal.object_id,
            **changes,
        }
        return newcomer.owner.put(assignments(newcomer.owner.vm(), name), {"properties": properties})

    def test_the_same_again_is_the_same(self, newcomer: Newcomer) -> None:
        assert self.put(newcomer).status == 201
        assert self.put(newcomer).status == 201

    def test_the_same_under_another_name_exists_already(self, newcomer: Newcomer) -> None:
        self.put(newcomer)
        answer = self.put(newcomer, OTHER_ASSIGNMENT)
        assert (answer.status_line, answer.code) == ("409 Conflict", "RoleAssignmentExists")
        assert answer.message.endswith(ASSIGNMENT.replace("-", "") + ".")

    def test_an_assignment_can_not_be_changed(self, newcomer: Newcomer) -> None:
        self.put(newcomer)
        answer = self.put(newcomer, roleDefinitionId=definitions("", ROLE_IDS["Owner"]))
        assert (answer.status, answer.code) == (400, "RoleAssignmentUpdateNotPermitted")
        assert newcomer.run() == REFUSED

    def test_an_unknown_principal_is_the_recorded_error(self, newcomer: Newcomer) -> None:
        answer = self.put(newcomer, principalId="e92c765f-7f4f-4794-afb9-2012f91f0fa3")
        assert answer.status_line == "400 Bad Request"
        assert shape(answer.text) == (
            '{"error":{"code":"PrincipalNotFound","message":"Principal e92c765f7f4f4794afb92012f91f0fa3 does not exist '
            f"in the directory {shape(newcomer.azure.estate.tenant_id)}. Check that you have the correct principal ID. "
            "If you are creating this principal and then immediately assigning a role, this error might be related to "
            "a replication delay. In this case, set the role assignment principalType property to a value, such as "
            'ServicePrincipal, User, or Group.  See https://aka.ms/docs-principaltype"}}'
        )

    @pytest.mark.parametrize(
        ("changes", "code"),
        [
            ({"roleDefinitionId": definitions("", CUSTOM_ROLE)}, "RoleDefinitionDoesNotExist"),
            ({"roleDefinitionId": None}, "RoleDefinitionDoesNotExist"),
            ({"principalId": None}, "PrincipalNotFound"),
        ],
    )
    def test_what_makes_no_sense_is_refused(self, newcomer: Newcomer, changes: dict[str, Any], code: str) -> None:
        assert self.put(newcomer, **changes).code == code

    def test_a_scope_that_does_not_exist_is_refused(self, newcomer: Newcomer) -> None:
        body = {
            "properties": {
                "roleDefinitionId": definitions("", ROLE_IDS["Reader"]),
                "principalId": newcomer.principal.object_id,
            }
        }
        answer = newcomer.owner.put(assignments(newcomer.owner.vm("ghost")), body)
        assert (answer.status, answer.code) == (404, "ResourceNotFound")


class TestDirectory:
    """The corner of Microsoft Graph that ``az role assignment`` asks."""

    def test_a_principal_is_found_by_its_application_id(self, azure: SimulatedAzure) -> None:
        reader = azure.principal("Reader")
        asked = f"servicePrincipalNames/any(c:c eq '{reader.client_id}')"
        (found,) = azure.anonymous.get("/v1.0/servicePrincipals", query={"$filter": asked}).json["value"]
        assert (found["id"], found["displayName"]) == (reader.object_id, reader.name)

    def test_principals_are_found_by_their_object_ids(self, azure: SimulatedAzure) -> None:
        reader = azure.principal("Reader")
        answer = azure.anonymous.post("/v1.0/directoryObjects/getByIds", {"ids": [reader.object_id, "unknown"]})
        assert [found["displayName"] for found in answer.json["value"]] == [reader.name]

    @pytest.mark.parametrize("body", [{}, {"ids": None}, {"ids": 5}, {"ids": [None, 5, {}]}])
    def test_odd_ids_find_nobody(self, azure: SimulatedAzure, body: dict[str, object]) -> None:
        assert azure.anonymous.post("/v1.0/directoryObjects/getByIds", body).json == {"value": []}

    def test_there_are_no_users(self, azure: SimulatedAzure) -> None:
        assert azure.anonymous.get("/v1.0/users").json == {"value": []}
