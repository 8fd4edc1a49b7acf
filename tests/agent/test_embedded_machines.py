"""Agents in the simulator's own process: what becomes of a run when Azure's side, or the guest, changes its machine."""

from typing import Any

import pytest
from support.agents import everywhere
from support.arm_client import ArmClient, SimulatedAzure, WholeAnswer

from fake_agent.rules import Rule
from simulator.faults.orders import parse

pytestmark = everywhere

VM = "linux-vm"
TIMED_OUT = "VMExtensionProvisioningTimeout"
SILENT = "VMAgentStatusCommunicationError"
NEW_VM = {"location": "eastus", "properties": {"storageProfile": {"osDisk": {"osType": "Linux"}}}}


@pytest.fixture
def azure(manual_azure: SimulatedAzure) -> SimulatedAzure:
    """Azure's latencies, time by hand, scripts that take 100 seconds."""
    manual_azure.simulation.rules.add(Rule("", stdout="done", duration=100.0))
    return manual_azure


@pytest.fixture
def client(azure: SimulatedAzure) -> ArmClient:
    """The Owner."""
    return azure.owner


def status(client: ArmClient, accepted: WholeAnswer) -> str:
    """The status of what an answer began, with the code of its error."""
    polled: dict[str, Any] = client.poll(accepted).json
    return f"{polled['status']} {polled['error']['code']}" if "error" in polled else str(polled["status"])


def machine(azure: SimulatedAzure, name: str = VM) -> Any:
    """The embedded machine of a VM."""
    return azure.simulation.hypervisor.machine(azure.owner.vm(name).lower())


def inject(azure: SimulatedAzure, fault: str) -> None:
    azure.simulation.faults.inject(parse({"fault": fault, "vm": VM}))


def heal(azure: SimulatedAzure, fault: str) -> None:
    azure.simulation.faults.heal(fault)


def test_a_run_succeeds_when_nothing_happens(azure: SimulatedAzure, client: ArmClient) -> None:
    accepted = client.start_command(VM, "x")
    azure.advance(300)
    assert status(client, accepted) == "Succeeded"


@pytest.mark.parametrize("action", ["powerOff", "deallocate", "restart"])
def test_a_run_is_lost_with_its_machines_power(azure: SimulatedAzure, client: ArmClient, action: str) -> None:
    accepted = client.start_command(VM, "x")
    azure.advance(60)
    assert "script started" in azure.events("extension")
    client.post(f"{client.vm(VM)}/{action}")
    azure.advance(5338)
    assert status(client, accepted) == "InProgress"
    azure.advance(2)
    assert status(client, accepted) == f"Failed {TIMED_OUT}"
    assert "script ended" not in azure.events("extension")


@pytest.mark.parametrize("action", ["powerOff", "deallocate", "restart"])
def test_after_a_lost_run_the_machine_runs_the_next_one(azure: SimulatedAzure, client: ArmClient, action: str) -> None:
    client.start_command(VM, "x")
    azure.advance(60)
    client.post(f"{client.vm(VM)}/{action}")
    azure.advance(60)
    if action != "restart":
        client.post(f"{client.vm(VM)}/start")
    azure.advance(5400)
    accepted = client.start_command(VM, "y")
    azure.advance(300)
    assert status(client, accepted) == "Succeeded"


def test_deleting_a_machine_ends_its_run(azure: SimulatedAzure, client: ArmClient) -> None:
    accepted = client.start_command(VM, "x")
    azure.advance(60)
    client.delete(client.vm(VM))
    assert status(client, accepted).startswith("Canceled")
    azure.advance(5400)
    assert client.get(client.vm(VM)).status == 404
    assert "script ended" not in azure.events("extension")


def test_a_new_machine_never_sees_what_an_old_one_of_its_name_was_to_run(
    azure: SimulatedAzure, client: ArmClient
) -> None:
    client.start_command(VM, "x")
    client.delete(client.vm(VM))
    azure.advance(60)
    assert client.put(client.vm(VM), NEW_VM).status == 201
    azure.advance(600)
    assert azure.events("extension") == []
    accepted = client.start_command(VM, "y")
    azure.advance(300)
    assert status(client, accepted) == "Succeeded"


def test_an_agent_that_never_reports_is_given_up_after_25_minutes(azure: SimulatedAzure, client: ArmClient) -> None:
    inject(azure, "agent-stopped")
    accepted = client.start_command(VM, "x")
    azure.advance(1499)
    assert status(client, accepted) == "InProgress"
    azure.advance(1)
    assert status(client, accepted) == f"Failed {SILENT}"


def test_an_agent_that_stops_during_a_run_costs_90_minutes(azure: SimulatedAzure, client: ArmClient) -> None:
    accepted = client.start_command(VM, "x")
    azure.advance(60)
    inject(azure, "agent-stopped")
    azure.advance(5339)
    assert status(client, accepted) == "InProgress"
    azure.advance(1)
    assert status(client, accepted) == f"Failed {TIMED_OUT}"


def test_a_stopped_agent_that_is_healed_in_time_runs_the_script(azure: SimulatedAzure, client: ArmClient) -> None:
    inject(azure, "agent-stopped")
    accepted = client.start_command(VM, "x")
    azure.advance(1000)
    heal(azure, "agent-stopped")
    azure.advance(300)
    assert status(client, accepted) == "Succeeded"


def test_a_cut_hides_a_run_that_took_place(azure: SimulatedAzure, client: ArmClient) -> None:
    inject(azure, "outbound-blocked")
    accepted = client.start_command(VM, "x")
    azure.advance(1500)
    assert "script ended" in azure.events("extension")
    assert status(client, accepted) == f"Failed {SILENT}"


def test_a_cut_that_is_healed_in_time_brings_the_result(azure: SimulatedAzure, client: ArmClient) -> None:
    accepted = client.start_command(VM, "x")
    azure.advance(60)
    inject(azure, "outbound-blocked")
    azure.advance(3000)
    assert status(client, accepted) == "InProgress"
    heal(azure, "outbound-blocked")
    azure.advance(60)
    assert status(client, accepted) == "Succeeded"
    assert client.result(accepted).json["value"][0]["message"] == "Enable succeeded: \n[stdout]\ndone\n[stderr]\n"


def test_a_late_result_changes_no_operation_that_has_ended(azure: SimulatedAzure, client: ArmClient) -> None:
    accepted = client.start_command(VM, "x")
    azure.advance(60)
    inject(azure, "outbound-blocked")
    azure.advance(5400)
    before = client.poll(accepted).body
    heal(azure, "outbound-blocked")
    azure.advance(600)
    assert client.poll(accepted).body == before


def test_a_guest_that_restarts_itself_is_back_after_its_boot(azure: SimulatedAzure, client: ArmClient) -> None:
    vm = machine(azure)
    assert vm.ready
    vm._restart(10.0)
    azure.advance(10)
    assert not vm.ready
    azure.advance(40)
    assert vm.ready


def test_a_machine_that_is_turned_off_while_it_restarts_itself_stays_off(
    azure: SimulatedAzure, client: ArmClient
) -> None:
    vm = machine(azure)
    vm._restart(0.0)
    azure.advance(1)
    client.post(f"{client.vm(VM)}/powerOff")
    azure.advance(600)
    assert not vm.ready
    assert azure.events("guest") == ["restarting"]


def test_a_restart_that_a_stop_forestalls_does_not_happen(azure: SimulatedAzure, client: ArmClient) -> None:
    vm = machine(azure)
    vm._restart(30.0)
    vm._shut_down(40.0)
    client.post(f"{client.vm(VM)}/powerOff")
    azure.advance(600)
    assert azure.events("guest") == []


def test_a_guest_that_shuts_itself_down_leaves_its_vm_stopped(azure: SimulatedAzure, client: ArmClient) -> None:
    machine(azure)._shut_down(5.0)
    azure.advance(5)
    view = client.get(f"{client.vm(VM)}/instanceView").json
    assert view["statuses"][-1]["code"] == "PowerState/stopped"


def test_the_extension_operations_of_two_machines_run_side_by_side(azure: SimulatedAzure, client: ArmClient) -> None:
    both = [client.start_command(VM, "x"), client.start_command(client.instance(0), "x")]
    azure.advance(80)
    assert azure.events("extension").count("script started") == 2
    azure.advance(200)
    assert [status(client, accepted) for accepted in both] == ["Succeeded", "Succeeded"]


def test_removing_the_extension_makes_the_next_run_take_longer(azure: SimulatedAzure, client: ArmClient) -> None:
    azure.simulation.rules.clear()
    azure.simulation.rules.add(Rule("", duration=0.0))
    durations = []
    run, removal = "RunShellScript", "RemoveRunCommandLinuxExtension"
    for command in (run, run, removal, run):
        began = azure.now
        accepted = client.start_command(VM, commandId=command)
        while status(client, accepted) == "InProgress":
            azure.advance(1)
        assert status(client, accepted) == "Succeeded"
        durations.append(azure.now - began)
        azure.advance(100)
    cold, warm, _, again = durations
    assert 18 <= warm < min(cold, again)
    assert azure.events("extension").count("extension installed") == 2
