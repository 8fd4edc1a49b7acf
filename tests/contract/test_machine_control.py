"""The Windows machine over the control API: shown, changed, remembered, brought back; and its logs."""

import pytest
from support.arm_client import MakeAzure, SimulatedAzure
from support.control_client import ControlClient

from simulator.estate import parse_estate

MACHINE = "/vms/win-vm/machine"


@pytest.fixture
def control(azure: SimulatedAzure) -> ControlClient:
    return ControlClient(azure)


def test_a_machine_is_shown_with_what_differs_from_a_fresh_one(azure: SimulatedAzure, control: ControlClient) -> None:
    fresh = control("GET", MACHINE)
    assert {name: value for name, value in fresh.items() if name != "changes"} == {
        "vm": "win-vm",
        "computerName": "WIN-VM",
        "running": True,
        "agentRunning": True,
        "outboundOpen": True,
        "timeZone": "UTC",
        "remoteDesktopPort": 3389,
    }
    azure.owner.messages("win-vm", r"cmd /c 'echo hello>C:\marker.txt'")
    changes = control("GET", MACHINE)["changes"]
    assert changes["files"][r"c:\marker.txt"]["data"] == "hello\r\n"
    assert r"c:\marker.txt" not in fresh["changes"].get("files", {})


def test_a_machine_is_changed_by_a_description(azure: SimulatedAzure, control: ControlClient) -> None:
    shown = control("PATCH", MACHINE, {"timeZone": "W. Europe Standard Time", "environment": {"COLOUR": "blue"}})
    assert shown["timeZone"] == "W. Europe Standard Time"
    assert azure.owner.messages("win-vm", "$env:COLOUR; (Get-Date).Hour") == ["blue\n9", ""]


def test_stopping_the_agent_by_a_description_is_seen_by_clients(azure: SimulatedAzure, control: ControlClient) -> None:
    control("PATCH", MACHINE, {"services": {"WindowsAzureGuestAgent": {"status": "Stopped"}}})
    view = azure.owner.get(f"{azure.owner.vm('win-vm')}/instanceView").json
    assert view["vmAgent"]["statuses"][0]["displayStatus"] == "Not Ready"
    accepted = azure.owner.start_command("win-vm", "'heard'")
    control("PATCH", MACHINE, {"services": {"WindowsAzureGuestAgent": {"status": "Running"}}})
    assert azure.owner.wait(accepted)["status"] == "Succeeded"


@pytest.mark.parametrize(
    ("body", "sentence"),
    [
        ({"sevices": {}}, "the body has an unknown member 'sevices'; it takes registry, services, files"),
        ({"services": []}, "'services' must be an object"),
        ({"services": {"Spooler": {"status": "Off"}}}, "the body: 'services': 'Spooler': 'status' must be one of"),
        ({"features": ["No-Such"]}, "the body: 'features' can't be: there is no 'no-such'"),
        ({"files": {r"X:\a": "b"}}, "the body: 'files' can't be: Cannot find drive.: 'X:'"),
    ],
)
def test_a_description_that_does_not_fit_is_refused_and_changes_nothing(
    control: ControlClient, body: dict[str, object], sentence: str
) -> None:
    before = control("GET", MACHINE)
    status, text = control.refused("PATCH", MACHINE, body)
    assert (status, text[: len(sentence)]) == (400, sentence)
    assert control("GET", MACHINE) == before


def test_a_machine_is_remembered_and_brought_back(azure: SimulatedAzure, control: ControlClient) -> None:
    assert control("POST", f"{MACHINE}/snapshot", {"name": "before"}) == {"vm": "win-vm", "name": "before"}
    azure.owner.messages("win-vm", r"cmd /c 'echo hello>C:\marker.txt'", "sc.exe stop Spooler")
    control("POST", f"{MACHINE}/restore", {"name": "before"})
    assert azure.owner.messages("win-vm", r"Test-Path C:\marker.txt") == ["False", ""]


def test_bringing_back_a_machine_whose_agent_was_stopped_starts_it(
    azure: SimulatedAzure, control: ControlClient
) -> None:
    control("POST", f"{MACHINE}/snapshot")
    control("PATCH", MACHINE, {"services": {"RdAgent": {"status": "Stopped"}}})
    assert control("POST", f"{MACHINE}/restore")["agentRunning"]
    assert azure.owner.messages("win-vm", "'heard'") == ["heard", ""]


def test_a_snapshot_that_was_not_taken_is_named(control: ControlClient) -> None:
    assert control.refused("POST", f"{MACHINE}/restore") == (
        404,
        "win-vm has no snapshot 'default'; none was taken",
    )
    control("POST", f"{MACHINE}/snapshot", {"name": "first"})
    assert control.refused("POST", f"{MACHINE}/restore", {"name": "last"}) == (
        404,
        "win-vm has no snapshot 'last'; there are first",
    )


def test_a_reset_forgets_snapshots(control: ControlClient) -> None:
    control("POST", f"{MACHINE}/snapshot")
    control("POST", "/reset")
    assert control.refused("POST", f"{MACHINE}/restore")[0] == 404


def test_a_linux_machine_is_not_emulated(control: ControlClient) -> None:
    sentence = "linux-vm is a Linux machine; only Windows machines are emulated"
    for method, path in (("GET", ""), ("PATCH", ""), ("POST", "/snapshot"), ("POST", "/restore")):
        assert control.refused(method, f"/vms/linux-vm/machine{path}") == (400, sentence)


def test_the_logs_of_a_vm_are_those_on_its_disk(azure: SimulatedAzure, control: ControlClient) -> None:
    azure.owner.run_command("win-vm", "exit 3")
    extension, agent = control("GET", "/vms/WIN-VM/logs")["logs"]
    folder = r"C:\WindowsAzure\Logs\Plugins\Microsoft.CPlat.Core.RunCommandWindows\1.1.18"
    assert extension["path"] == rf"{folder}\RunCommandExtension.log"
    assert extension["text"].endswith("[INFO] Command execution finished. Command exited with code: 3\r\n")
    assert agent["path"] == r"C:\WindowsAzure\Logs\WaAppAgent.log"
    assert "Target state of plugin Microsoft.CPlat.Core.RunCommandWindows: enabled" in agent["text"]


def test_a_machine_of_the_estate_is_as_described(make_azure: MakeAzure) -> None:
    estate = parse_estate("""
resourceGroups:
  - name: my-resource-group
    virtualMachines:
      - name: win-vm
        osType: Windows
        guest:
          services: {Spooler: {status: Stopped, startType: Disabled}}
          files: {'C:\\app\\config.json': '{}'}
          stubs: [{name: Get-AzVM, stdout: one}]
""")
    azure = make_azure(groups=estate.groups, stubs=estate.stubs)
    script = ("cmd /c type C:\\app\\config.json", "Get-AzVM")
    assert azure.owner.messages("win-vm", *script) == ["{}\none", ""]
