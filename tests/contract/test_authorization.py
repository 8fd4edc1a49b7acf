"""Role-based access control: what each role may do where, and roles and assignments over REST."""

from typing import Any

import pytest
from support.arm_client import ArmClient, MakeAzure, SimulatedAzure, WholeAnswer
from support.shapes import gateway_error, header_shapes, shape, standard_headers

from fake_agent.rules import Rule
from simulator.estate import PrincipalEntry

ASSIGNMENT = "0c0c0c0c-1111-4222-8333-444444444401"
OTHER_ASSIGNMENT = "0c0c0c0c-1111-4222-8333-444444444402"
CUSTOM_ROLE = "0d0d0d0d-1111-4222-8333-444444444401"
RUN = "Microsoft.Compute/virtualMachines/runCommand/action"
RUN_AS_DOCUMENTED = "Microsoft.Compute/virtualMachines/runCommands/action"
READ_DOCUMENTS = "Microsoft.Compute/locations/runCommands/read"
ROLE_IDS = {
    "Owner": "8e3af657-a8ff-443c-a75c-2fe8c4bcb635",
    "Contributor": "b24988ac-6180-42a0-ab88-20f7382dd24c",
    "Virtual Machine Contributor": "9980e02c-c2be-4d73-94e8-173b1dc7cf3c",
    "Reader": "acdd72a7-3385-48ef-bd42-f606fba81ae7",
}


def assignments(scope: str, name: str = ASSIGNMENT) -> str:
    """The path of a role assignment."""
    return f"{scope}/providers/Microsoft.Authorization/roleAssignments/{name}"


def definitions(scope: str, name: str = CUSTOM_ROLE) -> str:
    """The path of a role definition."""
    return f"{scope}/providers/Microsoft.Authorization/roleDefinitions/{name}"


class Newcomer:
    """Somebody with no role but what the Owner gives."""

    def __init__(self, make_azure: MakeAzure) -> None:
        default = make_azure().estate.principals
        self.principal = PrincipalEntry(
            "newcomer",
            "Reader",
            "0e0e0e0e-1111-4222-8333-444444444401",
            "newcomer-secret",
            "0e0e0e0e-1111-4222-8333-444444444402",
            "/subscriptions/5a6f2f0c-5c0e-4e0e-8f5f-3a1d2c4b6e01/resourceGroups/elsewhere",
        )
        self.azure: SimulatedAzure = make_azure(principals=(*default, self.principal))
        self.owner = self.azure.owner
        self.client = self.azure.sign_in(self.principal)

    def give(self, role: str, scope: str, name: str = ASSIGNMENT) -> WholeAnswer:
        """Let the Owner assign a role, by its name or id."""
        role_id = ROLE_IDS.get(role, role)
        properties = {
            "roleDefinitionId": definitions(self.owner.subscription, role_id),
            "principalId": self.principal.object_id,
            "principalType": "ServicePrincipal",
        }
        answer = self.owner.put(assignments(scope, name), {"properties": properties})
        assert answer.status == 201, answer
        return answer

    def give_custom(self, scope: str, actions: list[str], not_actions: tuple[str, ...] = ()) -> None:
        """Let the Owner make a custom role and assign it."""
        permissions = [{"actions": actions, "notActions": list(not_actions)}]
        properties = {"roleName": "Runner", "permissions": permissions, "assignableScopes": [scope]}
        answer = self.owner.put(definitions(self.owner.subscription), {"properties": properties})
        assert answer.status == 201, answer
        self.give(CUSTOM_ROLE, scope)

    def run(self, vm: str = "win-vm") -> int:
        """The status of an attempt to run a command."""
        return self.client.post(f"{self.client.vm(vm)}/runCommand", {"commandId": "RunNothing"}).status


ALLOWED, REFUSED = 404, 403
"""An allowed attempt to run an unknown command ends in 404."""


@pytest.fixture
def newcomer(make_azure: MakeAzure) -> Newcomer:
    """Somebody without a role."""
    return Newcomer(make_azure)


class TestBuiltInRoles:
    @pytest.mark.parametrize(
        ("role", "runs", "lists", "starts", "assigns"),
        [
            ("Owner", True, True, True, True),
            ("Contributor", True, True, True, False),
            ("Virtual Machine Contributor", True, True, True, False),
            ("Reader", False, True, False, False),
        ],
    )
    def test_each_allows_what_azures_does(
        self, newcomer: Newcomer, *, role: str, runs: bool, lists: bool, starts: bool, assigns: bool
    ) -> None:
        newcomer.give(role, newcomer.owner.subscription)
        client = newcomer.client
        assert (newcomer.run() != REFUSED) is runs
        assert (client.get(f"{client.location()}/runCommands").status == 200) is lists
        assert (client.post(f"{client.vm()}/start").status == 202) is starts
        attempt = client.put(assignments(client.subscription, OTHER_ASSIGNMENT), {"properties": {}})
        assert (attempt.status != REFUSED) is assigns
        assert client.get(client.vm()).status == 200

    def test_they_are_listed_with_azures_ids(self, owner: ArmClient) -> None:
        listed = owner.get(f"{owner.subscription}/providers/Microsoft.Authorization/roleDefinitions").json["value"]
        assert {role["properties"]["roleName"]: role["name"] for role in listed} == ROLE_IDS
        assert {role["properties"]["type"] for role in listed} == {"BuiltInRole"}

    @pytest.mark.parametrize("role", ROLE_IDS)
    def test_one_is_found_by_its_name(self, owner: ArmClient, role: str) -> None:
        path = f"{owner.vm()}/providers/Microsoft.Authorization/roleDefinitions"
        (found,) = owner.get(path, query={"$filter": f"roleName eq '{role}'"}).json["value"]
        assert found["name"] == ROLE_IDS[role]

    def test_they_can_be_neither_changed_nor_deleted(self, owner: ArmClient) -> None:
        path = definitions(owner.subscription, ROLE_IDS["Reader"])
        body = {"properties": {"roleName": "Reader", "permissions": [{"actions": ["*"]}]}}
        assert owner.put(path, body).code == "RoleDefinitionUpdateNotAllowed"
        assert owner.delete(path).code == "RoleDefinitionUpdateNotAllowed"


class TestRefusal:
    def test_the_whole_answer_names_client_action_and_scope(self, azure: SimulatedAzure) -> None:
        reader, principal = azure.client("Reader"), azure.principal("Reader")
        answer = reader.start_command("win-vm", "whoami")

        message = (
            f"The client '{principal.client_id}' with object id '{principal.object_id}' does not have authorization to "
            f"perform action '{RUN}' over scope '{reader.vm()}' or the scope is invalid. If access was recently "
            "granted, please refresh your credentials."
        )
        assert answer.status_line == "403 Forbidden"
        assert answer.body == gateway_error("AuthorizationFailed", message)
        assert header_shapes(answer) == {
            **standard_headers(len(answer.body)),
            "Connection": "close",
            "x-ms-failure-cause": "gateway",
        }

    def test_the_scope_is_the_instance_for_a_scale_set(self, azure: SimulatedAzure) -> None:
        reader = azure.client("Reader")
        message = reader.start_command(reader.instance(1), "whoami").message
        assert f"over scope '{reader.instance(1)}'" in message
        assert "'Microsoft.Compute/virtualMachineScaleSets/virtualMachines/runCommand/action'" in message

    def test_nothing_runs(self, azure: SimulatedAzure) -> None:
        azure.client("Reader").start_command("win-vm", "whoami")
        assert list(azure.simulation.cloud.operations) == []

    def test_who_may_not_see_a_group_is_not_told_that_it_is_missing(self, newcomer: Newcomer) -> None:
        newcomer.give("Contributor", newcomer.owner.group)
        missing = newcomer.client.vm().replace("my-resource-group", "nowhere")
        assert newcomer.client.get(missing).code == "AuthorizationFailed"
        assert newcomer.owner.get(missing).code == "ResourceGroupNotFound"


class TestScopes:
    @pytest.mark.parametrize("scope", ["subscription", "group", "vm"])
    def test_a_role_holds_at_its_scope_and_below(self, newcomer: Newcomer, scope: str) -> None:
        owner = newcomer.owner
        assert newcomer.run() == REFUSED
        path = {"subscription": owner.subscription, "group": owner.group, "vm": owner.vm()}[scope]
        newcomer.give("Virtual Machine Contributor", path)
        assert newcomer.run() == ALLOWED
        assert newcomer.run("linux-vm") == (REFUSED if scope == "vm" else ALLOWED)

    def test_scopes_are_compared_without_regard_to_case(self, newcomer: Newcomer) -> None:
        newcomer.give("Virtual Machine Contributor", newcomer.owner.vm().upper())
        assert newcomer.run() == ALLOWED

    def test_a_scope_does_not_cover_another_that_begins_alike(self, newcomer: Newcomer) -> None:
        owner = newcomer.owner
        owner.wait(owner.put(owner.vm("win-vm2"), {"location": "eastus"}))
        newcomer.give("Virtual Machine Contributor", owner.vm())
        assert newcomer.run("win-vm2") == REFUSED

    def test_deleting_an_assignment_takes_effect_at_once(self, newcomer: Newcomer) -> None:
        newcomer.give("Owner", newcomer.owner.vm())
        assert newcomer.run() == ALLOWED
        assert newcomer.owner.delete(assignments(newcomer.owner.vm())).status == 200
        assert newcomer.run() == REFUSED

    @pytest.mark.parametrize("path", ["runCommands", "runCommands/RunShellScript"])
    def test_documents_need_their_action_at_the_subscription(self, newcomer: Newcomer, path: str) -> None:
        client, owner = newcomer.client, newcomer.owner
        newcomer.give("Owner", owner.group)
        refused = client.get(f"{client.location()}/{path}")
        assert refused.code == "AuthorizationFailed"
        assert f"action '{READ_DOCUMENTS}' over scope '{client.subscription}'" in refused.message
        newcomer.give("Reader", owner.subscription, OTHER_ASSIGNMENT)
        assert client.get(f"{client.location()}/{path}").status == 200

    def test_lists_show_what_the_caller_may_see(self, newcomer: Newcomer) -> None:
        client, owner = newcomer.client, newcomer.owner
        assert client.get(f"{client.subscription}/resourceGroups").json == {"value": []}
        newcomer.give("Reader", owner.vm())
        groups = client.get(f"{client.subscription}/resourceGroups").json["value"]
        assert [group["name"] for group in groups] == ["my-resource-group"]
        assert client.get("/subscriptions").json["value"][0]["subscriptionId"] == owner.estate.subscription_id


class TestCustomRoles:
    @pytest.mark.parametrize(
        ("actions", "not_actions", "status"),
        [
            ([RUN], (), ALLOWED),
            ([RUN.upper()], (), ALLOWED),
            ([RUN_AS_DOCUMENTED], (), ALLOWED),
            (["Microsoft.Compute/virtualMachines/*"], (), ALLOWED),
            (["Microsoft.Compute/virtualMachines/*/action"], (), ALLOWED),
            (["*"], (RUN,), REFUSED),
            (["*"], (RUN_AS_DOCUMENTED,), REFUSED),
            (["*"], ("Microsoft.Compute/*/action",), REFUSED),
            (["Microsoft.Compute/virtualMachines/runCommands/write"], (), REFUSED),
            (["Microsoft.Compute/virtualMachines/runCommand"], (), REFUSED),
            (["Microsoft.Compute/virtualMachines/read"], (), REFUSED),
            ([], (), REFUSED),
        ],
    )
    def test_running_needs_the_action(
        self, newcomer: Newcomer, actions: list[str], not_actions: tuple[str, ...], status: int
    ) -> None:
        newcomer.give_custom(newcomer.owner.subscription, actions, not_actions)
        assert newcomer.run() == status

    def test_who_may_only_run_can_follow_the_run_to_its_result(self, newcomer: Newcomer) -> None:
        newcomer.azure.simulation.rules.add(Rule(""))
        newcomer.give_custom(newcomer.owner.vm(), [RUN])
        assert newcomer.client.run_command("win-vm", "whoami")["status"] == "Succeeded"

    def test_a_role_is_answered_as_it_was_made(self, owner: ArmClient) -> None:
        permissions = {"actions": [RUN], "notActions": [], "dataActions": [], "notDataActions": []}
        properties = {
            "roleName": "Runner",
            "description": "Runs commands",
            "assignableScopes": [owner.subscription],
            "permissions": [permissions],
        }
        made = owner.put(definitions(owner.subscription), {"properties": properties})
        assert made.status_line == "201 Created"
        assert made.json == {
            "properties": {**properties, "type": "CustomRole"},
            "id": definitions(owner.subscription),
            "type": "Microsoft.Authorization/roleDefinitions",
            "name": CUSTOM_ROLE,
        }
        assert owner.get(definitions(owner.subscription)).json == made.json

    def test_a_changed_role_takes_effect_at_once(self, newcomer: Newcomer) -> None:
        newcomer.give_custom(newcomer.owner.subscription, [RUN])
        assert newcomer.run() == ALLOWED
        properties = {"roleName": "Runner", "permissions": [{"actions": []}]}
        newcomer.owner.put(definitions(newcomer.owner.subscription), {"properties": properties})
        assert newcomer.run() == REFUSED

    def test_a_role_in_use_can_not_be_deleted(self, newcomer: Newcomer) -> None:
        owner = newcomer.owner
        newcomer.give_custom(owner.subscription, [RUN])
        assert owner.delete(definitions(owner.subscription)).code == "RoleDefinitionHasAssignments"
        owner.delete(assignments(owner.subscription))
        assert owner.delete(definitions(owner.subscription)).status == 200
        assert owner.delete(definitions(owner.subscription)).status == 204
        assert owner.get(definitions(owner.subscription)).code == "RoleDefinitionDoesNotExist"

    def test_a_name_is_taken_once(self, owner: ArmClient) -> None:
        body = {"properties": {"roleName": "reader", "permissions": []}}
        assert owner.put(definitions(owner.subscription), body).code == "RoleDefinitionWithSameNameExists"

    @pytest.mark.parametrize(
        "body",
        [
            {},
            {"properties": None},
            {"properties": {"permissions": []}},
            {"properties": {"roleName": 5, "permissions": []}},
            {"properties": {"roleName": "x"}},
            {"properties": {"roleName": "x", "permissions": [5]}},
            {"properties": {"roleName": "x", "permissions": [{"actions": "all"}]}},
            {"properties": {"roleName": "x", "permissions": [{"actions": [5]}]}},
            {"properties": {"roleName": "x", "permissions": [], "assignableScopes": [5]}},
        ],
    )
    def test_a_role_that_makes_no_sense_is_refused_and_changes_nothing(self, owner: ArmClient, body: Any) -> None:
        answer = owner.put(definitions(owner.subscription), body)
        assert (answer.status, answer.code) == (400, "InvalidRequestContent")
        assert owner.get(definitions(owner.subscription)).status == 404

    def test_a_name_that_is_no_guid_is_refused(self, owner: ArmClient) -> None:
        body = {"properties": {"roleName": "x", "permissions": []}}
        assert owner.put(definitions(owner.subscription, "runner"), body).code == "InvalidRequestContent"


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
