"""The unmodified Python SDK (azure-mgmt-compute, azure-identity), over TLS."""

import json
import sys
import time
from collections.abc import Iterator
from typing import Any

import pytest
from azure.core.exceptions import (
    ClientAuthenticationError,
    HttpResponseError,
    ResourceExistsError,
    ResourceNotFoundError,
)
from azure.identity import ClientSecretCredential
from azure.mgmt.compute import ComputeManagementClient
from azure.mgmt.compute.models import RunCommandInput, RunCommandInputParameter
from support import command_line

from fake_agent.rules import Rule
from simulator.serving.running import RunningSimulator, ServingOptions

GROUP = "my-resource-group"


@pytest.fixture(scope="module")
def running() -> Iterator[RunningSimulator]:
    with RunningSimulator(ServingOptions()) as simulator:
        yield simulator


@pytest.fixture
def simulator(running: RunningSimulator) -> RunningSimulator:
    """A simulator at its beginning, where every script says hello."""
    with running.simulation.lock:
        running.simulation.reset()
        running.simulation.rules.add(Rule("", stdout="hello\n", duration=2))
        running.simulation.rules.add(Rule("Read-Host", duration=None))
    return running


def client_of(simulator: RunningSimulator, role: str = "Owner", secret: str = "") -> ComputeManagementClient:
    """A client as the SDK's documentation makes one for another cloud."""
    base, estate = simulator.connection.resource_manager, simulator.connection.estate
    principal = next(principal for principal in estate.principals if principal.role == role)
    authority_file = str(simulator.connection.authority_file)
    credential = ClientSecretCredential(
        estate.tenant_id,
        principal.client_id,
        secret or principal.client_secret,
        authority=base,
        disable_instance_discovery=True,
        connection_verify=authority_file,
    )
    return ComputeManagementClient(
        credential,
        estate.subscription_id,
        base_url=base,
        credential_scopes=[f"{base}/.default"],
        connection_verify=authority_file,
    )


@pytest.fixture
def client(simulator: RunningSimulator) -> Iterator[ComputeManagementClient]:
    with client_of(simulator) as client:
        yield client


def windows_input(*script: str, **parameters: str) -> RunCommandInput:
    given = [RunCommandInputParameter(name=name, value=value) for name, value in parameters.items()]
    return RunCommandInput(command_id="RunPowerShellScript", script=list(script) or ["hello"], parameters=given)


def messages(result: Any) -> list[tuple[str, str]]:
    return [(status.code, status.message) for status in result.value]


def test_a_script_runs_with_the_sdk_s_own_polling_at_once(client: ComputeManagementClient) -> None:
    began = time.monotonic()
    result = client.virtual_machines.begin_run_command(GROUP, "win-vm", windows_input()).result()
    assert messages(result) == [
        ("ComponentStatus/StdOut/succeeded", "hello"),
        ("ComponentStatus/StdErr/succeeded", ""),
    ]
    assert time.monotonic() - began < 10, "the SDK would wait 30 seconds between polls"


def test_parameters_travel(client: ComputeManagementClient, simulator: RunningSimulator) -> None:
    with simulator.simulation.lock:
        simulator.simulation.rules.clear()
    given = windows_input("param($a)", 'Write-Output "a is $a"', a="one")
    result = client.virtual_machines.begin_run_command(GROUP, "win-vm", given).result()
    assert messages(result)[0] == ("ComponentStatus/StdOut/succeeded", "a is one")


def test_an_instance_of_a_scale_set_runs_a_script(client: ComputeManagementClient) -> None:
    given = RunCommandInput(command_id="RunShellScript", script=["hello"])
    result = client.virtual_machine_scale_set_vms.begin_run_command(GROUP, "my-scale-set", "0", given).result()
    assert messages(result) == [("ProvisioningState/succeeded", "Enable succeeded: \n[stdout]\nhello\n\n[stderr]\n")]


def test_an_unknown_command_raises_not_found(client: ComputeManagementClient) -> None:
    with pytest.raises(ResourceNotFoundError, match="The entity was not found in this Azure location") as caught:
        client.virtual_machines.begin_run_command(GROUP, "win-vm", RunCommandInput(command_id="RunNothing"))
    assert caught.value.error is not None
    assert caught.value.error.code == "NotFound"


def test_an_unknown_vm_raises_not_found(client: ComputeManagementClient) -> None:
    with pytest.raises(ResourceNotFoundError, match="was not found") as caught:
        client.virtual_machines.get(GROUP, "nobody")
    assert caught.value.status_code == 404


def test_a_second_script_at_the_same_time_raises_a_conflict(client: ComputeManagementClient) -> None:
    client.virtual_machines.begin_run_command(GROUP, "win-vm", windows_input("Read-Host"), polling=False)
    with pytest.raises(ResourceExistsError, match="Run command extension execution is in progress") as caught:
        client.virtual_machines.begin_run_command(GROUP, "win-vm", windows_input())
    assert caught.value.status_code == 409


def test_ninety_minutes_pass_in_no_time(client: ComputeManagementClient, simulator: RunningSimulator) -> None:
    poller = client.virtual_machines.begin_run_command(GROUP, "win-vm", windows_input("Read-Host"))
    with pytest.raises(HttpResponseError) as caught:
        poller.result()
    assert caught.value.error is not None
    assert caught.value.error.code == "VMExtensionProvisioningTimeout"
    assert simulator.simulation.schedule.now >= 5400


def test_a_reader_is_refused(simulator: RunningSimulator) -> None:
    with client_of(simulator, "Reader") as client, pytest.raises(HttpResponseError) as caught:
        client.virtual_machines.begin_run_command(GROUP, "win-vm", windows_input())
    assert caught.value.status_code == 403
    assert caught.value.error is not None
    assert caught.value.error.code == "AuthorizationFailed"


def test_a_wrong_secret_is_refused(simulator: RunningSimulator) -> None:
    with (
        client_of(simulator, secret="wrong") as client,
        pytest.raises(ClientAuthenticationError, match="AADSTS7000215"),
    ):
        client.virtual_machines.get(GROUP, "win-vm")


def test_the_built_in_commands_are_listed_and_shown(client: ComputeManagementClient) -> None:
    listed = list(client.virtual_machine_run_commands.list("eastus"))
    assert len(listed) == 15
    shown = client.virtual_machine_run_commands.get("eastus", "RunShellScript")
    assert (shown.id, shown.os_type) == ("RunShellScript", "Linux")


def test_vms_are_stopped_and_started(client: ComputeManagementClient) -> None:
    def state() -> str | None:
        view = client.virtual_machines.instance_view(GROUP, "win-vm")
        return next(status.code for status in view.statuses or [] if (status.code or "").startswith("PowerState/"))

    client.virtual_machines.begin_deallocate(GROUP, "win-vm").result()
    assert state() == "PowerState/deallocated"
    client.virtual_machines.begin_start(GROUP, "win-vm").result()
    assert state() == "PowerState/running"


UNCHANGED = """
import json, os
from azure.identity import EnvironmentCredential
from azure.mgmt.compute import ComputeManagementClient

client = ComputeManagementClient(EnvironmentCredential(), os.environ["AZURE_SUBSCRIPTION_ID"])
poller = client.virtual_machines.begin_run_command(
    "my-resource-group", "win-vm", {"commandId": "RunPowerShellScript", "script": ["Write-Output hello"]}
)
print(json.dumps([status.message for status in poller.result().value]))
"""


def test_code_that_knows_nothing_of_the_simulator_runs_through_exec() -> None:
    done = command_line.run("exec", "--", sys.executable, "-c", UNCHANGED)
    assert (done.returncode, done.stderr) == (0, "")
    assert json.loads(done.stdout) == ["hello", ""]
