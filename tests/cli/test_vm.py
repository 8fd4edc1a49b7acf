"""``vm``: the VMs of the running simulator."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from support.command_line import Ended

from simulator.cli import https
from simulator.cli.arm_client import ArmClient
from simulator.serving.running import RunningSimulator

Run = Callable[..., Ended]

pytestmark = pytest.mark.usefixtures("simulator")

GROUP = "/subscriptions/5a6f2f0c-5c0e-4e0e-8f5f-3a1d2c4b6e01/resourceGroups/my-resource-group"
WINDOWS_VM = f"{GROUP}/providers/Microsoft.Compute/virtualMachines/win-vm"


def test_the_list_shows_agents_and_what_runs(cli: Run) -> None:
    assert cli("vm", "list").lines == [
        "VM              system   power    agent  what runs",
        "win-vm          Windows  running  Ready  -",
        "linux-vm        Linux    running  Ready  -",
        "my-scale-set_0  Linux    running  Ready  -",
        "my-scale-set_1  Linux    running  Ready  -",
    ]


def test_a_program_gets_the_list(cli: Run) -> None:
    assert cli("vm", "list", "--output", "json").json[0] == {
        "name": "win-vm",
        "osType": "Windows",
        "powerState": "running",
        "agentReady": True,
        "running": [],
        "id": WINDOWS_VM,
    }


def test_one_vm_is_shown_by_name_or_id(cli: Run) -> None:
    shown = cli("vm", "show", "linux-vm").lines
    assert shown[:5] == [
        "VM         linux-vm",
        "system     Linux",
        "power      running",
        "agent      Ready",
        "what runs  -",
    ]
    assert cli("vm", "show", WINDOWS_VM.upper(), "--output", "json").json["name"] == "win-vm"


def test_a_windows_machine_s_difference_from_a_fresh_one_is_shown(cli: Run) -> None:
    before = cli("vm", "show", "win-vm", "--output", "json").json["changes"]
    assert "services" not in before
    cli("invoke", "--vm", "win-vm", "--script", "Set-Service Spooler -StartupType Disabled")
    after = cli("vm", "show", "win-vm", "--output", "json").json["changes"]
    assert list(after["services"]) == ["spooler"]
    assert after["services"]["spooler"]["start_type"] == "Disabled"
    assert "services  spooler" in cli("vm", "show", "win-vm").lines


def test_a_linux_machine_has_no_such_difference(cli: Run) -> None:
    assert "changes" not in cli("vm", "show", "linux-vm", "--output", "json").json


def test_it_is_stopped_started_and_restarted(cli: Run) -> None:
    assert cli("vm", "stop", "win-vm").lines == ["win-vm is stopped"]
    assert cli("vm", "list").lines[1] == "win-vm          Windows  stopped  Not Ready  -"
    assert cli("vm", "start", "win-vm").lines == ["win-vm is running"]
    assert cli("vm", "restart", "win-vm", "--output", "json").json["powerState"] == "running"
    assert cli("vm", "stop", "my-scale-set_0", "--deallocate").lines == ["my-scale-set_0 is deallocated"]


def test_it_need_not_be_waited_for(cli: Run) -> None:
    assert cli("vm", "stop", "win-vm", "--no-wait").lines == ["win-vm is stopping"]


def test_a_vm_that_is_not_there_is_told(cli: Run) -> None:
    assert cli("vm", "show", "nobody").mistake.startswith("there is no VM 'nobody'; there are win-vm, ")


def test_two_vms_of_one_name_are_told_apart_by_id(cli: Run, simulator: RunningSimulator) -> None:
    cloud = simulator.simulation.cloud
    with simulator.simulation.lock:
        cloud.machines["other"] = cloud.machines[WINDOWS_VM.lower()]
    assert cli("vm", "show", "win-vm").mistake == (
        f"several VMs are named 'win-vm'; give one's id: {WINDOWS_VM}, {WINDOWS_VM}"
    )


def test_an_id_names_a_vm_whatever_others_are_called(cli: Run) -> None:
    shown = cli("vm", "show", WINDOWS_VM, "--output", "json").json
    assert (shown["id"], "settings" in shown["changes"]) == (WINDOWS_VM, True)
    assert cli("logs", WINDOWS_VM.upper(), "--output", "json").json["vm"] == "win-vm"


def test_a_power_operation_that_fails_is_told_with_its_code(cli: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    error = {"code": "OperationPreempted", "message": "A newer one took its place."}
    for status, told in (
        ({"status": "Canceled", "error": error}, "OperationPreempted: A newer one took its place."),
        ({"status": "Canceled"}, "Canceled: "),
    ):
        monkeypatch.setattr(ArmClient, "wait", lambda *_, status=status: status)
        assert cli("vm", "restart", "win-vm").mistake == told


def test_an_answer_that_breaks_off_is_told(cli: Run, simulator: RunningSimulator) -> None:
    cli("fault", "inject", "truncated-body")
    told = cli("vm", "stop", "win-vm").mistake
    assert told.startswith(f"the simulator at {simulator.connection.resource_manager} does not answer (IncompleteRead(")


def test_an_answer_of_somebody_else_is_told(cli: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(https, "_exchange", lambda *_: (502, {}, b"<html>"))
    assert cli("vm", "list").mistake.startswith("GET /_simulator/estate was answered with 502 and no JSON: ")


def test_a_sign_in_that_is_refused_is_told(cli: Run, simulator: RunningSimulator, tmp_path: Path) -> None:
    path = tmp_path / "ready.json"
    path.write_text(json.dumps({**simulator.connection.ready_file(), "clientSecret": "wrong"}), encoding="utf-8")
    told = cli("vm", "stop", "win-vm", "--ready-file", path).mistake
    assert told.startswith("invalid_client (401): AADSTS7000215: ")
