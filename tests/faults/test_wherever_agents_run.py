"""The faults of VMs, with agents in this process and in containers: the same is seen of both."""

from collections.abc import Callable
from typing import Any

import pytest
from support.agents import everywhere
from support.arm_client import SimulatedAzure

from fake_agent.rules import Rule
from simulator.faults.orders import parse

pytestmark = everywhere

Outcome = tuple[str, str]
SILENT = ("Failed", "VMAgentStatusCommunicationError")
TIMED_OUT = ("Failed", "VMExtensionProvisioningTimeout")
BROKEN = ("Failed", "VMExtensionHandlerNonTransientError")
REFUSED = ("409", "OperationNotAllowed")
SUCCEEDED = ("Succeeded", "")


@pytest.fixture
def run(manual_azure: SimulatedAzure) -> Callable[..., Outcome]:
    """Runs a scripted command on a VM to its end and says how it ended."""
    manual_azure.simulation.rules.add(Rule("fails", exit_code=3))
    manual_azure.simulation.rules.add(Rule("x", stdout="hello\n"))

    def run(vm: str, *script: str) -> Outcome:
        accepted = manual_azure.owner.start_command(vm, *(script or ("x",)))
        if accepted.status != 202:
            return str(accepted.status), accepted.code
        manual_azure.advance(5400)
        status: dict[str, Any] = manual_azure.owner.poll(accepted).json
        return status["status"], status.get("error", {}).get("code", "")

    return run


@pytest.mark.parametrize(
    ("fault", "outcome"),
    [
        ("agent-not-ready", SILENT),
        ("agent-stopped", SILENT),
        ("outbound-blocked", SILENT),
        ("status-lost", TIMED_OUT),
        ("never-ends", TIMED_OUT),
        ("extension-install-fails", BROKEN),
        ("disk-full", BROKEN),
        ("extension-operations-disallowed", REFUSED),
        ("extension-marked-for-deletion", REFUSED),
        ("slow-agent", SUCCEEDED),
        ("stale-output", SUCCEEDED),
        ("conflict-after-success", SUCCEEDED),
    ],
)
@pytest.mark.parametrize("vm", ["win-vm", "linux-vm"])
def test_a_vm_fails_as_it_is_told_and_healed_it_works(
    manual_azure: SimulatedAzure, run: Callable[..., Outcome], vm: str, fault: str, outcome: Outcome
) -> None:
    manual_azure.simulation.faults.inject(parse({"fault": fault, "vm": vm}))
    assert run(vm) == outcome
    manual_azure.simulation.faults.heal()
    assert run(vm) == SUCCEEDED


@pytest.mark.parametrize(("fault", "outcome"), [("autorun-registry", BROKEN), ("interactive-prompt", TIMED_OUT)])
def test_a_windows_machine_fails_and_healed_it_works(
    manual_azure: SimulatedAzure, run: Callable[..., Outcome], fault: str, outcome: Outcome
) -> None:
    manual_azure.simulation.faults.inject(parse({"fault": fault, "vm": "win-vm"}))
    assert run("win-vm", "hostname") == outcome
    manual_azure.simulation.faults.heal()
    assert run("win-vm", "hostname") == SUCCEEDED


@pytest.mark.parametrize("vm", ["win-vm", "linux-vm"])
def test_an_exit_code_fails_the_run(manual_azure: SimulatedAzure, run: Callable[..., Outcome], vm: str) -> None:
    assert run(vm, "fails") == SUCCEEDED
    manual_azure.simulation.faults.inject(parse({"fault": "legacy-exit-codes", "vm": vm}))
    assert run(vm, "fails") == ("Failed", "VMExtensionProvisioningError")


@pytest.mark.parametrize(
    ("vm", "fault", "outcome", "healed"),
    [
        ("win-vm", "autorun-registry", BROKEN, "on"),
        ("win-vm", "autorun-registry", BROKEN, "off"),
        ("win-vm", "interactive-prompt", TIMED_OUT, "on"),
        ("win-vm", "disk-full", BROKEN, "off"),
        ("win-vm", "extension-install-fails", BROKEN, "on"),
        ("linux-vm", "disk-full", BROKEN, "on"),
        ("linux-vm", "extension-install-fails", BROKEN, "off"),
    ],
)
def test_a_machine_that_is_off_is_brought_into_the_state_all_the_same(
    manual_azure: SimulatedAzure, run: Callable[..., Outcome], vm: str, fault: str, outcome: Outcome, healed: str
) -> None:
    def switch(action: str) -> None:
        manual_azure.owner.post(f"{manual_azure.owner.vm(vm)}/{action}")
        manual_azure.advance(300)

    switch("deallocate")
    manual_azure.simulation.faults.inject(parse({"fault": fault, "vm": vm}))
    switch("start")
    assert run(vm, "hostname" if vm == "win-vm" else "x") == outcome
    if healed == "off":
        switch("powerOff")
    manual_azure.simulation.faults.heal()
    switch("start")
    assert run(vm) == SUCCEEDED


@pytest.mark.parametrize("vm", ["win-vm", "linux-vm"])
def test_the_files_of_a_machine_that_is_off_are_there(manual_azure: SimulatedAzure, vm: str) -> None:
    folder = {"win-vm": "C:\\", "linux-vm": "/opt/"}[vm]
    guest = manual_azure.simulation.hypervisor.machine(manual_azure.owner.vm(vm).lower()).guest
    guest.files.write(f"{folder}before", b"1")
    manual_azure.owner.post(f"{manual_azure.owner.vm(vm)}/deallocate")
    manual_azure.advance(300)
    assert guest.files.read(f"{folder}before") == b"1"
    guest.files.write(f"{folder}meanwhile", b"2")
    assert not guest.agent_running
    manual_azure.owner.post(f"{manual_azure.owner.vm(vm)}/start")
    manual_azure.advance(300)
    assert guest.agent_running
    assert guest.files.read(f"{folder}meanwhile") == b"2"
