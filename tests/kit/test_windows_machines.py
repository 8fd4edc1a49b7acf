"""Windows machines and stub commands in the hands of Python tests, with machines in this process and in containers."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from support.agents import docker

from fake_agent.powershell.host import RegistryKind, Service, ServiceStatus, StartType
from fake_agent.windows.errors import MachineError
from simulator import Simulator
from simulator.kit.handles import MachineHandle
from simulator.kit.simulator import simulation_options


@pytest.fixture(scope="module", params=["embedded", pytest.param("docker", marks=docker)])
def serving(request: pytest.FixtureRequest) -> Iterator[Simulator]:
    options = simulation_options()
    if request.param == "docker":
        options = replace(options, containers=lambda: request.getfixturevalue("site"))
    with Simulator(options) as simulator:
        yield simulator


@pytest.fixture
def vm(simulator: Simulator) -> MachineHandle:
    return simulator.vm("win-vm")


def run(simulator: Simulator, *script: str) -> Any:
    """The messages of a run command through the SDK."""
    with simulator.compute_client() as client:
        command = {"commandId": "RunPowerShellScript", "script": list(script)}
        poller = client.virtual_machines.begin_run_command("my-resource-group", "win-vm", command)
        return [status.message for status in poller.result().value]


def test_the_registry_can_be_read_and_changed(simulator: Simulator, vm: MachineHandle) -> None:
    vm.registry.write(r"HKEY_LOCAL_MACHINE\SOFTWARE\Contoso", "Version", "1.0")
    assert vm.registry.read(r"HKEY_LOCAL_MACHINE\SOFTWARE\Contoso", "version") == "1.0"
    assert "Version    REG_SZ    1.0" in run(simulator, r"reg query HKLM\SOFTWARE\Contoso")[0]


def test_services_can_be_stopped_and_started_and_the_agent_sees_it(vm: MachineHandle) -> None:
    starts = vm.guest.agent_starts
    vm.services.stop("WindowsAzureGuestAgent", with_dependents=True)
    vm.services.start("WindowsAzureGuestAgent")
    assert vm.guest.agent_starts == starts + 1


def test_parts_of_the_machine_are_reached_through_it(vm: MachineHandle) -> None:
    vm.machine.time_zone_id = "W. Europe Standard Time"
    vm.machine.accounts.change_user("azureuser", enabled=False)
    assert vm.machine.time_zone_id == "W. Europe Standard Time"
    assert not vm.machine.accounts.user("azureuser").enabled
    assert vm.machine.outbound_open


def test_values_of_every_kind_are_given_and_taken(vm: MachineHandle) -> None:
    key = r"HKEY_LOCAL_MACHINE\SOFTWARE\Contoso"
    vm.registry.write(key, "Raw", b"\x00\xff", RegistryKind.BINARY)
    vm.registry.write(key, "Several", ("one", "two"))
    assert [(value.name, value.kind, value.data) for value in vm.registry.values(key)] == [
        ("Raw", RegistryKind.BINARY, b"\x00\xff"),
        ("Several", RegistryKind.MULTI_STRING, ("one", "two")),
    ]
    vm.services.create(Service("Mine", "My service", ServiceStatus.STOPPED, StartType.MANUAL))
    vm.services.configure("mine", start_type=StartType.DISABLED)
    assert vm.services.get("Mine").start_type is StartType.DISABLED
    assert vm.services.find("no such") is None
    assert vm.machine.local_time().year >= 2026


def test_what_the_machine_refuses_is_raised(vm: MachineHandle) -> None:
    with pytest.raises(MachineError, match="dependent on") as refused:
        vm.services.stop("RdAgent", with_dependents=False)
    assert refused.value.code == 1051
    with pytest.raises(PermissionError):
        vm.registry.delete("HKEY_LOCAL_MACHINE")
    with pytest.raises(KeyError):
        vm.services.get("no such")
    with pytest.raises(AttributeError):
        _ = vm.machine.no_such_part  # type: ignore[attr-defined] # that is what is tried out
    with pytest.raises(TypeError):
        vm.registry.read()  # type: ignore[call-arg] # that is what is tried out


def test_the_web_answers_as_the_test_says(simulator: Simulator, vm: MachineHandle) -> None:
    vm.stub(url="https://contoso.com/state", body={"ready": True})
    simulator.stub(url="https://contoso.com/bytes", body=b"\x00\x01", status=200)
    script = "(irm https://contoso.com/state).ready; (iwr https://contoso.com/bytes -UseBasicParsing).RawContentLength"
    with simulator.compute_client() as client:
        command = {"commandId": "RunPowerShellScript", "script": [script]}
        result = client.virtual_machines.begin_run_command("my-resource-group", "win-vm", command).result()
    assert result.value[0].message == "True\n2"
    with pytest.raises(ValueError, match="not of both"):
        vm.stub("setup.exe", url="https://contoso.com")


def test_a_machine_is_brought_back_after_a_restart_too(simulator: Simulator, vm: MachineHandle) -> None:
    before = vm.snapshot()
    vm.files.write(r"C:\new.txt", b"new")
    with simulator.compute_client() as client:
        client.virtual_machines.begin_restart("my-resource-group", "win-vm").result()
    assert vm.files.exists(r"C:\new.txt")
    vm.restore(before)
    assert not vm.files.exists(r"C:\new.txt")


def test_a_machine_that_is_off_can_be_looked_at_and_changed(simulator: Simulator, vm: MachineHandle) -> None:
    with simulator.compute_client() as client:
        client.virtual_machines.begin_deallocate("my-resource-group", "win-vm").result()
        vm.registry.write(r"HKEY_LOCAL_MACHINE\SOFTWARE\Contoso", "Version", "1.0")
        assert not vm.machine.running
        client.virtual_machines.begin_start("my-resource-group", "win-vm").result()
    assert vm.machine.running
    assert vm.registry.read(r"HKEY_LOCAL_MACHINE\SOFTWARE\Contoso", "Version") == "1.0"


def test_a_machine_is_changed_by_a_description_and_brought_back(vm: MachineHandle) -> None:
    before = vm.snapshot()
    vm.change({"firewall": {"No way out": {"direction": "Outbound", "action": "Block", "remotePorts": 443}}})
    assert not vm.guest.outbound_open
    vm.restore(before)
    assert vm.guest.outbound_open


def test_a_description_that_does_not_fit_names_the_member(vm: MachineHandle) -> None:
    with pytest.raises(ValueError, match="'users': 'x' has no member 'colour'"):
        vm.change({"users": {"x": {"colour": "red"}}})


def test_stubs_are_for_one_vm_or_for_all(simulator: Simulator, vm: MachineHandle) -> None:
    simulator.stub("Get-AzVM", objects=[{"Name": "everywhere"}])
    assert run(simulator, "(Get-AzVM).Name") == ["everywhere", ""]
    vm.stub("Get-AzVM", objects=[{"Name": "here"}], arguments="-Status", effect={"environment": {"ASKED": "yes"}})
    assert run(simulator, "(Get-AzVM -Status).Name", "(Get-AzVM).Name") == ["here\neverywhere", ""]
    assert vm.machine.environment()["ASKED"] == "yes"


@pytest.mark.parametrize(
    ("outcome", "sentence"),
    [
        ({"effect": {"features": "x"}}, "the stub a: 'effect': 'features' must be a list of texts"),
        ({"duration": -1.0}, "a stub's duration is in seconds and can't be negative: -1.0"),
    ],
)
def test_a_stub_that_can_not_be_is_refused(vm: MachineHandle, outcome: dict[str, Any], sentence: str) -> None:
    with pytest.raises(ValueError, match=sentence):
        vm.stub("a", **outcome)


def test_a_linux_machine_has_no_registry(simulator: Simulator) -> None:
    with pytest.raises(TypeError, match="linux-vm is a Linux machine; only Windows machines are emulated"):
        _ = simulator.vm("linux-vm").registry
