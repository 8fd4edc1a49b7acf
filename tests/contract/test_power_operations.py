"""start, powerOff, deallocate, restart: states on the way, and what becomes of a run."""

import pytest
from support.agents import everywhere
from support.arm_client import ArmClient, SimulatedAzure, WholeAnswer
from support.shapes import provider_error

from fake_agent.rules import Rule

pytestmark = everywhere

NOT_RUNNING = "The operation requires the VM to be running (or set to run)."


def act(client: ArmClient, action: str) -> WholeAnswer:
    """POST a power operation on the Windows VM."""
    return client.post(f"{client.vm()}/{action}")


@pytest.mark.parametrize(
    ("action", "during", "after"),
    [
        ("powerOff", "stopping", "stopped"),
        ("deallocate", "deallocating", "deallocated"),
        ("restart", "running", "running"),
    ],
)
def test_an_operation_passes_through_its_states(
    timed_azure: SimulatedAzure, action: str, during: str, after: str
) -> None:
    owner = timed_azure.owner
    accepted = act(owner, action)
    assert accepted.status_line == "202 "
    assert owner.power_state() == during
    assert owner.wait(accepted)["status"] == "Succeeded"
    assert owner.power_state() == after
    assert 15 <= timed_azure.now <= 40


def test_a_stopped_vm_starts(timed_azure: SimulatedAzure) -> None:
    owner = timed_azure.owner
    owner.wait(act(owner, "deallocate"))
    accepted = act(owner, "start")
    assert owner.power_state() == "starting"
    owner.wait(accepted)
    assert owner.power_state() == "running"
    assert owner.agent()["statuses"][0]["displayStatus"] == "Ready"


def test_the_result_of_a_power_operation_is_200_and_empty(owner: ArmClient) -> None:
    accepted = act(owner, "powerOff")
    owner.wait(accepted)
    answer = owner.result(accepted)
    assert (answer.status_line, answer.body) == ("200 ", b"")


def test_its_status_has_no_output(owner: ArmClient) -> None:
    status = owner.wait(act(owner, "powerOff"))
    assert list(status) == ["startTime", "endTime", "status", "name"]


def test_a_deallocated_vm_has_no_agent_to_show(owner: ArmClient) -> None:
    owner.wait(act(owner, "deallocate"))
    view = owner.get(f"{owner.vm()}/instanceView").json
    assert list(view) == ["statuses"]


def test_a_stopped_vms_agent_is_not_ready(owner: ArmClient) -> None:
    owner.wait(act(owner, "powerOff"))
    assert owner.agent()["statuses"][0]["displayStatus"] == "Not Ready"


def test_only_a_running_vm_restarts(owner: ArmClient) -> None:
    owner.wait(act(owner, "powerOff"))
    answer = act(owner, "restart")
    assert answer.status_line == "409 "
    assert answer.body == provider_error("OperationNotAllowed", NOT_RUNNING)


@pytest.mark.parametrize("action", ["start", "powerOff", "deallocate", "restart"])
def test_a_missing_vm_is_not_found(owner: ArmClient, action: str) -> None:
    assert owner.post(f"{owner.vm('ghost')}/{action}").code == "ResourceNotFound"


def test_starting_what_runs_does_no_harm_to_a_run(timed_azure: SimulatedAzure) -> None:
    owner = timed_azure.owner
    timed_azure.simulation.rules.add(Rule("", stdout="fine\n", duration=200))
    accepted = owner.start_command("win-vm", "x")
    owner.wait(act(owner, "start"))
    assert owner.wait(accepted)["status"] == "Succeeded"


def test_a_newer_power_operation_takes_the_place_of_an_older(manual_azure: SimulatedAzure) -> None:
    owner = manual_azure.owner
    first = act(owner, "powerOff")
    manual_azure.advance(1)
    second = act(owner, "start")
    manual_azure.advance(100)
    assert owner.poll(first).json["status"] == "Canceled"
    assert owner.poll(second).json["status"] == "Succeeded"
    assert owner.power_state() == "running"


def test_a_run_does_not_survive_power_off(timed_azure: SimulatedAzure) -> None:
    owner = timed_azure.owner
    timed_azure.simulation.rules.add(Rule("", duration=600))
    accepted = owner.start_command("win-vm", "x")
    timed_azure.advance(120)
    owner.wait(act(owner, "powerOff"))
    status = owner.wait(accepted)
    assert status["error"]["code"] == "VMExtensionProvisioningTimeout"
    assert (status["startTime"], status["endTime"]) == ("2026-01-15T08:00:00+00:00", "2026-01-15T09:30:00+00:00")


def test_after_a_restart_the_vm_still_counts_as_busy(timed_azure: SimulatedAzure) -> None:
    owner = timed_azure.owner
    timed_azure.simulation.rules.add(Rule("", duration=600))
    owner.start_command("win-vm", "x")
    timed_azure.advance(120)
    owner.wait(act(owner, "restart"))
    assert owner.start_command("win-vm", "y").code == "Conflict"
