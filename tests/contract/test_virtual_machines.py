"""Virtual machines and scale sets over REST: views, making and deleting, power."""

from typing import Any

import pytest
from support.arm_client import ArmClient, SimulatedAzure
from support.shapes import header_shapes, provider_error, standard_headers

from fake_agent.rules import Rule
from simulator.faults.orders import parse

NOT_RUNNING = "The operation requires the VM to be running (or set to run)."


class TestViews:
    def test_a_vm_is_shown_whole(self, owner: ArmClient) -> None:
        answer = owner.get(owner.vm())

        assert answer.status_line == "200 "
        assert answer.body.startswith(b'{\r\n  "name": "win-vm",\r\n  "id": "/subscriptions/')
        assert header_shapes(answer) == {
            **standard_headers(len(answer.body)),
            "x-ms-ratelimit-remaining-resource": (
                "Microsoft.Compute/LowCostGetSubscriptionMaximum;23999,Microsoft.Compute/LowCostGetResource;35"
            ),
            "x-ms-ratelimit-remaining-subscription-global-reads": "3749",
        }
        assert list(answer.json) == ["name", "id", "type", "location", "properties"]
        properties = answer.json["properties"]
        assert list(properties) == [
            "hardwareProfile",
            "provisioningState",
            "vmId",
            "storageProfile",
            "osProfile",
            "networkProfile",
            "timeCreated",
        ]
        assert properties["storageProfile"]["osDisk"]["osType"] == "Windows"
        assert properties["osProfile"]["allowExtensionOperations"] is True
        assert properties["networkProfile"] == {"networkInterfaces": []}

    def test_vms_are_listed_in_a_group_and_in_the_subscription(self, owner: ArmClient) -> None:
        for scope in (owner.group, owner.subscription):
            listed = owner.get(f"{scope}/providers/Microsoft.Compute/virtualMachines").json["value"]
            assert [machine["name"] for machine in listed] == ["linux-vm", "win-vm"]
            assert listed[1] == owner.get(owner.vm()).json

    def test_expand_adds_the_instance_view(self, owner: ArmClient) -> None:
        expanded = owner.get(owner.vm(), query={"$expand": "instanceView"}).json["properties"].pop("instanceView")
        assert expanded == owner.get(f"{owner.vm()}/instanceView").json

    @pytest.mark.parametrize("expand", ["INSTANCEVIEW", "userData,instanceView"])
    def test_expand_takes_any_case_and_several_values(self, owner: ArmClient, expand: str) -> None:
        assert "instanceView" in owner.get(owner.vm(), query={"$expand": expand}).json["properties"]

    @pytest.mark.parametrize("expand", ["", "userData", "resiliencyView"])
    def test_another_expand_adds_nothing(self, owner: ArmClient, expand: str) -> None:
        assert "instanceView" not in owner.get(owner.vm(), query={"$expand": expand}).json["properties"]

    @pytest.mark.parametrize("expand", ["nonsense", "instanceView,nonsense", "statuses"])
    def test_an_unknown_expand_is_refused(self, owner: ArmClient, expand: str) -> None:
        lists = (f"{owner.group}/providers/Microsoft.Compute/virtualMachines", owner.instance().rpartition("/")[0])
        for path in (owner.vm(), owner.instance(), *lists):
            answer = owner.get(path, query={"$expand": expand})
            assert (answer.status, answer.code) == (400, "InvalidParameter")
            assert answer.message == "The value of parameter $expand is invalid."
            assert answer.json["error"]["target"] == "$expand"

    def test_a_list_takes_expand_too(self, owner: ArmClient) -> None:
        path = f"{owner.group}/providers/Microsoft.Compute/virtualMachines"
        for machine in owner.get(path, query={"$expand": "instanceView"}).json["value"]:
            assert machine["properties"]["instanceView"]["statuses"]

    def test_status_only_lists_instance_views(self, owner: ArmClient) -> None:
        path = f"{owner.subscription}/providers/Microsoft.Compute/virtualMachines"
        for machine in owner.get(path, query={"statusOnly": "true"}).json["value"]:
            assert machine["properties"]["instanceView"]["statuses"]

    def test_the_instance_view_of_a_running_vm(self, owner: ArmClient) -> None:
        view = owner.get(f"{owner.vm('linux-vm')}/instanceView").json
        assert list(view) == ["computerName", "osName", "osVersion", "hyperVGeneration", "vmAgent", "statuses"]
        assert view["vmAgent"] == {
            "vmAgentVersion": "2.15.0.1",
            "statuses": [
                {
                    "code": "ProvisioningState/succeeded",
                    "level": "Info",
                    "displayStatus": "Ready",
                    "message": "Guest Agent is running",
                    "time": "2026-01-15T08:00:00+00:00",
                }
            ],
            "extensionHandlers": [],
        }
        assert [status["code"] for status in view["statuses"]] == [
            "ProvisioningState/succeeded",
            "PowerState/running",
        ]

    @pytest.mark.parametrize("fault", ["agent-stopped", "outbound-blocked"])
    def test_an_agent_that_is_not_heard_of_is_not_ready(self, azure: SimulatedAzure, fault: str) -> None:
        path = azure.owner.vm("linux-vm")
        azure.simulation.faults.inject(parse({"fault": fault, "vm": "linux-vm"}))
        shown = azure.owner.agent(path)
        assert shown["vmAgentVersion"] == "Unknown"
        assert shown["statuses"][0]["displayStatus"] == "Not Ready"
        azure.simulation.faults.heal(fault)
        assert azure.owner.agent(path)["statuses"][0]["displayStatus"] == "Ready"

    def test_during_a_run_the_extension_is_transitioning_and_then_succeeded(self, manual_azure: SimulatedAzure) -> None:
        owner = manual_azure.owner
        manual_azure.simulation.rules.add(Rule("", stdout="done\n", duration=300))
        owner.start_command("linux-vm", "sleep 300")
        manual_azure.advance(200)
        (during,) = owner.get(f"{owner.vm('linux-vm')}/instanceView").json["extensions"]
        assert during["name"] == "RunCommandLinux"
        assert during["type"] == "Microsoft.CPlat.Core.RunCommandLinux"
        assert during["statuses"][0]["code"] == "ProvisioningState/transitioning"
        assert during["statuses"][0]["displayStatus"] == "Transitioning"
        (handler,) = owner.agent(owner.vm("linux-vm"))["extensionHandlers"]
        assert handler["status"]["displayStatus"] == "Ready"

        manual_azure.advance(200)
        (after,) = owner.get(f"{owner.vm('linux-vm')}/instanceView").json["extensions"]
        assert after["statuses"][0]["code"] == "ProvisioningState/succeeded"
        assert after["statuses"][0]["message"] == "Enable succeeded: \n[stdout]\ndone\n\n[stderr]\n"


class TestScaleSets:
    @pytest.fixture
    def scale_set(self, owner: ArmClient) -> str:
        """The scale set's path."""
        return owner.instance(0).removesuffix("/virtualMachines/0")

    def test_it_is_listed_and_shown(self, owner: ArmClient, scale_set: str) -> None:
        shown = owner.get(scale_set).json
        assert (shown["name"], shown["sku"]["capacity"]) == ("my-scale-set", 2)
        for scope in (owner.group, owner.subscription):
            path = f"{scope}/providers/Microsoft.Compute/virtualMachineScaleSets"
            assert owner.get(path).json == {"value": [shown]}

    def test_its_instances_are_listed_and_shown(self, owner: ArmClient, scale_set: str) -> None:
        listed = owner.get(f"{scale_set}/virtualMachines").json["value"]
        assert [instance["instanceId"] for instance in listed] == ["0", "1"]
        assert listed[1] == owner.get(owner.instance(1)).json
        assert owner.power_state(owner.instance(1)) == "running"

    def test_its_instances_are_no_virtual_machines_of_the_group(self, owner: ArmClient) -> None:
        assert owner.get(owner.vm("my-scale-set_0")).status == 404

    def test_a_missing_instance_is_not_found_by_compute(self, owner: ArmClient) -> None:
        for answer in (owner.get(owner.instance(7)), owner.start_command(owner.instance(7), "x")):
            assert answer.status_line == "404 "
            assert answer.body == provider_error("NotFound", "The entity was not found in this Azure location.")

    def test_a_missing_scale_set_is_not_found_by_the_gateway(self, owner: ArmClient) -> None:
        answer = owner.get(owner.instance(0, "ghost"))
        assert answer.code == "ResourceNotFound"
        assert "'Microsoft.Compute/virtualMachineScaleSets/ghost'" in answer.message

    def test_instances_can_be_stopped_and_started(self, owner: ArmClient) -> None:
        owner.wait(owner.post(f"{owner.instance(0)}/powerOff"))
        assert (owner.power_state(owner.instance(0)), owner.power_state(owner.instance(1))) == ("stopped", "running")


class TestMaking:
    def test_the_minimal_form_is_a_location(self, scripted: SimulatedAzure) -> None:
        owner = scripted.owner
        made = owner.put(owner.vm("new-vm"), {"location": "westus"})
        assert made.status_line == "201 "
        assert made.json["properties"]["provisioningState"] == "Creating"
        assert made.json["location"] == "westus"
        assert "/locations/westus/operations/" in made.headers["Azure-AsyncOperation"]
        assert made.header("Location") == ""
        assert owner.wait(made)["status"] == "Succeeded"
        assert owner.get(owner.vm("new-vm")).json["properties"]["provisioningState"] == "Succeeded"
        accepted = owner.post(f"{owner.vm('new-vm')}/runCommand", {"commandId": "RunShellScript", "script": ["x"]})
        assert owner.wait(accepted)["status"] == "Succeeded"

    @pytest.mark.parametrize(
        ("properties", "system"),
        [
            ({}, "Linux"),
            ({"storageProfile": {"osDisk": {"osType": "Windows"}}}, "Windows"),
            ({"storageProfile": {"imageReference": {"publisher": "MicrosoftWindowsServer"}}}, "Windows"),
            ({"storageProfile": {"imageReference": {"publisher": "Canonical"}}}, "Linux"),
            ({"osProfile": {"windowsConfiguration": {}}}, "Windows"),
            ({"osProfile": {"linuxConfiguration": {}}}, "Linux"),
        ],
    )
    def test_the_system_is_told_by_disk_configuration_or_image(
        self, owner: ArmClient, properties: dict[str, Any], system: str
    ) -> None:
        made = owner.put(owner.vm("new-vm"), {"location": "East US", "properties": properties})
        assert made.json["properties"]["storageProfile"]["osDisk"]["osType"] == system

    def test_what_is_given_is_kept(self, owner: ArmClient) -> None:
        body = {
            "location": "eastus",
            "tags": {"team": "simulators"},
            "properties": {
                "hardwareProfile": {"vmSize": "Standard_B1s"},
                "osProfile": {"adminUsername": "root2", "allowExtensionOperations": False},
            },
        }
        owner.wait(owner.put(owner.vm("new-vm"), body))
        shown = owner.get(owner.vm("new-vm")).json
        assert shown["tags"] == {"team": "simulators"}
        assert shown["properties"]["hardwareProfile"] == {"vmSize": "Standard_B1s"}
        assert shown["properties"]["osProfile"]["adminUsername"] == "root2"
        assert shown["properties"]["osProfile"]["allowExtensionOperations"] is False

    def test_a_second_put_changes_tags_size_and_extension_operations(self, owner: ArmClient) -> None:
        body = {
            "location": "eastus",
            "tags": {"a": "b"},
            "properties": {"osProfile": {"allowExtensionOperations": False}},
        }
        changed = owner.put(owner.vm(), body)
        assert changed.status_line == "200 "
        assert changed.json["properties"]["provisioningState"] == "Updating"
        owner.wait(changed)
        shown = owner.get(owner.vm()).json
        assert shown["tags"] == {"a": "b"}
        assert owner.start_command("win-vm", "x").code == "OperationNotAllowed"
        owner.wait(owner.put(owner.vm(), {"location": "eastus"}))
        assert owner.get(owner.vm()).json == shown

    def test_a_patch_changes_what_it_names_and_keeps_the_rest(self, owner: ArmClient) -> None:
        before = owner.get(owner.vm()).json
        changed = owner.send("PATCH", owner.vm(), b'{"tags": {"a": "b"}}')
        assert changed.status_line == "200 "
        assert changed.json["properties"]["provisioningState"] == "Updating"
        assert "/locations/eastus/operations/" in changed.headers["Azure-AsyncOperation"]
        owner.wait(changed)
        assert owner.get(owner.vm()).json == {**before, "tags": {"a": "b"}}

    def test_a_patch_of_a_vm_that_there_is_not_is_404(self, owner: ArmClient) -> None:
        assert owner.send("PATCH", owner.vm("nobody"), b"{}").code == "ResourceNotFound"

    @pytest.mark.parametrize(
        ("name", "body", "code"),
        [
            ("new-vm", {}, "LocationRequired"),
            ("new-vm", {"location": 5}, "LocationRequired"),
            ("new-vm", {"location": "atlantis"}, "LocationNotAvailableForResourceType"),
            ("new-vm", {"location": "eastus", "tags": {"a": 1}}, "InvalidParameter"),
            ("new-vm", {"location": "eastus", "tags": ["a"]}, "InvalidParameter"),
            (
                "new-vm",
                {"location": "eastus", "properties": {"storageProfile": {"osDisk": {"osType": "Plan9"}}}},
                "InvalidParameter",
            ),
            ("-vm", {"location": "eastus"}, "InvalidParameter"),
            ("vm.", {"location": "eastus"}, "InvalidParameter"),
            ("x" * 65, {"location": "eastus"}, "InvalidParameter"),
            ("v%20m", {"location": "eastus"}, "InvalidParameter"),
            ("win-vm", {"location": "westus"}, "PropertyChangeNotAllowed"),
        ],
    )
    def test_what_makes_no_sense_is_refused_and_changes_nothing(
        self, azure: SimulatedAzure, name: str, body: dict[str, Any], code: str
    ) -> None:
        before = dict(azure.simulation.cloud.machines)
        answer = azure.owner.put(azure.owner.vm(name), body)
        assert 400 <= answer.status < 500
        assert answer.code == code
        assert azure.simulation.cloud.machines == before

    @pytest.mark.parametrize("properties", [5, "x", [], {"osProfile": 5}, {"storageProfile": {"osDisk": []}}])
    def test_odd_properties_are_taken_as_missing(self, owner: ArmClient, properties: Any) -> None:
        assert owner.put(owner.vm("new-vm"), {"location": "eastus", "properties": properties}).status == 201


class TestDeleting:
    def test_a_vm_is_gone_when_the_operation_ends(self, timed_azure: SimulatedAzure) -> None:
        owner = timed_azure.owner
        deleted = owner.delete(owner.vm())
        assert deleted.status_line == "202 "
        assert deleted.headers["x-ms-ratelimit-remaining-subscription-deletes"] == "199"
        assert deleted.headers["x-ms-ratelimit-remaining-resource"] == (
            "Microsoft.Compute/DeleteVMSubscriptionMaximum;1499,Microsoft.Compute/DeleteVMResource;11"
        )
        assert owner.get(owner.vm()).json["properties"]["provisioningState"] == "Deleting"
        assert owner.wait(deleted)["status"] == "Succeeded"
        assert owner.get(owner.vm()).code == "ResourceNotFound"
        assert owner.result(deleted).status == 200

    def test_deleting_what_is_not_there_is_no_content(self, owner: ArmClient) -> None:
        assert owner.delete(owner.vm("ghost")).status_line == "204 "

    def test_deleting_again_meanwhile_is_the_same_operation(self, manual_azure: SimulatedAzure) -> None:
        owner = manual_azure.owner
        first, second = owner.delete(owner.vm()), owner.delete(owner.vm())
        assert second.status == 202
        assert first.headers["x-ms-request-id"] == second.headers["x-ms-request-id"]

    @pytest.mark.parametrize("action", ["start", "powerOff", "deallocate"])
    def test_meanwhile_the_vm_is_marked(self, manual_azure: SimulatedAzure, action: str) -> None:
        owner = manual_azure.owner
        owner.delete(owner.vm())
        answer = owner.post(f"{owner.vm()}/{action}")
        message = (
            f"Operation '{action}' is not allowed on VM 'win-vm' since the VM is marked for deletion. You can only "
            "retry the Delete operation (or wait for an ongoing one to complete)."
        )
        assert answer.status_line == "409 "
        assert answer.body == provider_error("OperationNotAllowed", message)

    def test_meanwhile_the_vm_can_be_neither_changed_nor_used(self, manual_azure: SimulatedAzure) -> None:
        owner = manual_azure.owner
        owner.delete(owner.vm())
        assert owner.put(owner.vm(), {"location": "eastus"}).code == "OperationNotAllowed"
        assert owner.start_command("win-vm", "x").message == NOT_RUNNING

    @pytest.mark.parametrize("when", [0, 3, 60])
    def test_a_run_ends_as_preempted(self, manual_azure: SimulatedAzure, when: float) -> None:
        owner = manual_azure.owner
        manual_azure.simulation.rules.add(Rule("", duration=None))
        accepted = owner.start_command("win-vm", "x")
        manual_azure.advance(when)
        owner.delete(owner.vm())
        status = owner.poll(accepted).json
        assert status["status"] == "Canceled"
        assert status["error"] == {
            "code": "OperationPreempted",
            "message": "The operation has been preempted by a more recent operation.",
        }
        manual_azure.advance(3 * 3600)
        assert owner.poll(accepted).json == status

    def test_a_vm_of_the_same_name_starts_afresh(self, timed_azure: SimulatedAzure) -> None:
        owner = timed_azure.owner
        timed_azure.simulation.rules.add(Rule("never", duration=None))
        timed_azure.simulation.rules.add(Rule("quick", stdout="fresh\n"))
        owner.start_command("linux-vm", "never")
        owner.wait(owner.delete(owner.vm("linux-vm")))
        owner.wait(owner.put(owner.vm("linux-vm"), {"location": "eastus"}))
        assert owner.messages("linux-vm", "quick") == ["Enable succeeded: \n[stdout]\nfresh\n\n[stderr]\n"]
