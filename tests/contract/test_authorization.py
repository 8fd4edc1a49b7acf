"""Role-based access control: what each role may do where, and roles and assignments over REST."""

from typing import Any

import pytest
from support.arm_client import ArmClient, SimulatedAzure
from support.newcomer import (
    CUSTOM_ROLE,
    OTHER_ASSIGNMENT,
    READ_DOCUMENTS,
    ROLE_IDS,
    RUN,
    RUN_AS_DOCUMENTED,
    Newcomer,
    assignments,
    definitions,
)
from support.shapes import gateway_error, header_shapes, standard_headers

from fake_agent.rules import Rule

ALLOWED, REFUSED = 404, 403
"""An allowed attempt to run an unknown command ends in 404."""


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
