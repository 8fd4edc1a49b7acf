"""What Compute refuses before anything runs: each with its exact text, and nothing changed."""

from dataclasses import replace

import pytest
from support.arm_client import ArmClient, MakeAzure, SimulatedAzure, WholeAnswer
from support.shapes import header_shapes, provider_error, standard_headers

from fake_agent.rules import Rule

IN_PROGRESS = (
    "Run command extension execution is in progress. Please wait for completion before invoking a run command."
)
NOT_RUNNING = "The operation requires the VM to be running (or set to run)."
DISALLOWED = (
    "This operation cannot be performed when extension operations are disallowed. To allow, please ensure VM Agent is "
    "installed on the VM and the osProfile.allowExtensionOperations property is true."
)
NOT_FOUND = "The entity was not found in this Azure location."


def assert_refused(answer: WholeAnswer, status: int, code: str, message: str) -> None:
    """The answer is Compute's refusal: pretty, without a reason phrase, and no gateway's mark on it."""
    assert answer.status_line == f"{status} "
    assert answer.body == provider_error(code, message)
    assert answer.header("x-ms-failure-cause") == ""
    assert answer.header("x-ms-ratelimit-remaining-resource")


class TestOneAtATime:
    @pytest.fixture
    def busy(self, azure: SimulatedAzure) -> SimulatedAzure:
        """An estate on whose Windows VM a script runs for ever."""
        azure.simulation.rules.add(Rule("never ends", duration=None))
        azure.simulation.rules.add(Rule("quick"))
        assert azure.owner.start_command("win-vm", "never ends").status == 202
        return azure

    def test_a_second_run_is_the_whole_recorded_conflict(self, busy: SimulatedAzure) -> None:
        answer = busy.owner.start_command("win-vm", "quick")

        assert_refused(answer, 409, "Conflict", IN_PROGRESS)
        assert header_shapes(answer) == {
            **standard_headers(len(answer.body)),
            "x-ms-ratelimit-remaining-resource": (
                "Microsoft.Compute/UpdateVMSubscriptionMaximum;1498,Microsoft.Compute/UpdateVMResource;10"
            ),
            "x-ms-ratelimit-remaining-subscription-writes": "198",
            "x-ms-ratelimit-remaining-subscription-global-writes": "2998",
        }

    def test_the_conflict_ids_differ_from_each_other_unlike_the_gateways(self, busy: SimulatedAzure) -> None:
        headers = busy.owner.start_command("win-vm", "quick").headers
        assert headers["x-ms-request-id"] != headers["x-ms-correlation-request-id"]

    def test_the_refused_run_changes_nothing_and_is_not_queued(self, busy: SimulatedAzure) -> None:
        before = len(list(busy.simulation.cloud.operations))
        busy.owner.start_command("win-vm", "quick")
        assert len(list(busy.simulation.cloud.operations)) == before

    def test_another_vm_is_free(self, busy: SimulatedAzure) -> None:
        assert busy.owner.run_command("linux-vm", "quick")["status"] == "Succeeded"

    def test_the_vm_is_free_again_after_success(self, scripted: SimulatedAzure) -> None:
        for _ in range(3):
            assert scripted.owner.run_command("win-vm", "x")["status"] == "Succeeded"

    def test_the_vm_is_free_again_after_the_timeout(self, busy: SimulatedAzure) -> None:
        busy.advance(90 * 60 - 1)
        assert busy.owner.start_command("win-vm", "quick").status == 409
        busy.advance(1)
        assert busy.owner.run_command("win-vm", "quick")["status"] == "Succeeded"

    def test_whoever_repeats_it_without_polling_comes_to_the_turn(self, busy: SimulatedAzure) -> None:
        refused = busy.owner.start_command("win-vm", "quick")
        assert (refused.status, busy.now) == (409, 0)
        assert busy.owner.start_command("win-vm", "quick").status == 202
        assert busy.now == 90 * 60

    def test_others_who_are_refused_move_nothing(self, busy: SimulatedAzure) -> None:
        assert [busy.owner.start_command("win-vm", script).status for script in ("a", "b", "c")] == [409] * 3
        assert busy.now == 0

    @pytest.mark.parametrize(
        ("command_id", "refusal"), [("RunNothing", (404, "NotFound")), ("RunShellScript", (409, "Conflict"))]
    )
    def test_what_is_refused_for_another_reason_moves_nothing_when_repeated(
        self, busy: SimulatedAzure, command_id: str, refusal: tuple[int, str]
    ) -> None:
        body = {"commandId": command_id, "script": ["quick"]}
        path = f"{busy.owner.vm('win-vm')}/runCommand"
        refused = [busy.owner.post(path, body) for _ in range(3)]
        assert [(answer.status, answer.json["error"]["code"]) for answer in refused] == [refusal] * 3
        assert busy.now == 0

    def test_the_repetition_meets_the_vm_as_it_is_by_then(self, busy: SimulatedAzure) -> None:
        owner = busy.owner
        assert owner.start_command("win-vm", "quick").status == 409
        owner.post(f"{owner.vm('win-vm')}/powerOff")
        assert_refused(owner.start_command("win-vm", "quick"), 409, "OperationNotAllowed", NOT_RUNNING)

    def test_by_hand_repeating_moves_nothing(self, manual_azure: SimulatedAzure) -> None:
        manual_azure.simulation.rules.add(Rule("slow", duration=60))
        statuses = [manual_azure.owner.start_command("win-vm", "slow").status for _ in range(4)]
        assert (statuses, manual_azure.now) == ([202, 409, 409, 409], 0)

    def test_each_instance_of_a_scale_set_counts_for_itself(self, busy: SimulatedAzure) -> None:
        owner = busy.owner
        assert owner.start_command(owner.instance(0), "never ends").status == 202
        assert_refused(owner.start_command(owner.instance(0), "quick"), 409, "Conflict", IN_PROGRESS)
        assert owner.run_command(owner.instance(1), "quick")["status"] == "Succeeded"

    def test_there_is_no_way_to_cancel(self, busy: SimulatedAzure) -> None:
        owner = busy.owner
        (operation,) = list(busy.simulation.cloud.operations)
        path = f"{owner.location()}/operations/{operation.id}"
        assert owner.delete(path).status_line == "405 Method Not Allowed"
        assert owner.post(f"{path}/cancel").status == 404
        assert owner.get(path).json["status"] == "InProgress"


class TestCommandIds:
    def test_an_unknown_id_is_not_found(self, owner: ArmClient) -> None:
        answer = owner.start_command("win-vm", commandId="RunNothing")
        assert_refused(answer, 404, "NotFound", NOT_FOUND)
        assert len(answer.body) == 115

    def test_an_unknown_id_comes_before_the_power_state(self, owner: ArmClient) -> None:
        owner.wait(owner.post(f"{owner.vm()}/powerOff"))
        assert owner.start_command("win-vm", commandId="RunNothing").code == "NotFound"

    @pytest.mark.parametrize(
        ("vm", "command", "message"),
        [
            ("linux-vm", "RunPowerShellScript", "Run command OS type 'Windows' does not match the target OS Linux."),
            ("win-vm", "RunShellScript", "Run command OS type 'Linux' does not match the target OS Windows."),
            ("win-vm", "ifconfig", "Run command OS type 'Linux' does not match the target OS Windows."),
        ],
    )
    def test_a_command_of_the_other_system_conflicts(
        self, owner: ArmClient, vm: str, command: str, message: str
    ) -> None:
        assert_refused(owner.start_command(vm, commandId=command), 409, "Conflict", message)

    def test_the_system_of_a_scale_sets_instance_counts_too(self, owner: ArmClient) -> None:
        answer = owner.start_command(owner.instance(0), commandId="RunPowerShellScript")
        assert_refused(answer, 409, "Conflict", "Run command OS type 'Windows' does not match the target OS Linux.")


class TestPowerAndExtensions:
    @pytest.mark.parametrize("action", ["powerOff", "deallocate"])
    def test_a_vm_that_is_not_running_is_refused(self, scripted: SimulatedAzure, action: str) -> None:
        owner = scripted.owner
        owner.wait(owner.post(f"{owner.vm()}/{action}"))
        assert_refused(owner.start_command("win-vm", "x"), 409, "OperationNotAllowed", NOT_RUNNING)

        owner.wait(owner.post(f"{owner.vm()}/start"))
        assert owner.run_command("win-vm", "x")["status"] == "Succeeded"

    def test_a_vm_on_its_way_down_is_refused(self, manual_azure: SimulatedAzure) -> None:
        owner = manual_azure.owner
        owner.post(f"{owner.vm()}/powerOff")
        assert_refused(owner.start_command("win-vm", "x"), 409, "OperationNotAllowed", NOT_RUNNING)

    def test_an_estate_may_have_a_vm_that_does_not_run(self, make_azure: MakeAzure) -> None:
        default = make_azure().estate.groups[0]
        stopped = replace(default, machines=(replace(default.machines[0], running=False),))
        owner = make_azure(groups=(stopped,)).owner
        assert_refused(owner.start_command("win-vm", "x"), 409, "OperationNotAllowed", NOT_RUNNING)

    def test_disallowed_extension_operations_are_refused(self, make_azure: MakeAzure) -> None:
        default = make_azure().estate.groups[0]
        locked = replace(default, machines=(replace(default.machines[0], extension_operations=False),))
        owner = make_azure(groups=(locked,)).owner
        assert_refused(owner.start_command("win-vm", "x"), 409, "OperationNotAllowed", DISALLOWED)

    def test_an_agent_that_is_not_ready_is_not_refused_it_hangs(self, azure: SimulatedAzure) -> None:
        machine = azure.simulation.hypervisor.machine(azure.owner.vm("linux-vm").lower())
        machine.guest.stop_agent()
        accepted = azure.owner.start_command("linux-vm", "x")
        assert accepted.status == 202
        assert azure.owner.wait(accepted)["error"]["code"] == "VMAgentStatusCommunicationError"
