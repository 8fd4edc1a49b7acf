"""What becomes of a run when its container is cut off, paused, killed or restarted, or its agent's process is."""

import threading
import time
from typing import Any

import pytest
from support.arm_client import MakeAzure, SimulatedAzure
from support.containers import container_of, eventually, guest_of, ready
from support.sandboxed import bash, streams, until

from simulator import time_modes
from simulator.containers import channel
from simulator.containers.conversation import ANSWER_PATIENCE
from simulator.faults.orders import parse
from simulator.time_modes import ManualTime

VM = "linux-vm"
TIMED_OUT = "VMExtensionProvisioningTimeout"
SILENT = "VMAgentStatusCommunicationError"


@pytest.fixture
def no_patience(monkeypatch: pytest.MonkeyPatch) -> None:
    """``advance`` passes over scripts that run."""
    monkeypatch.setattr(time_modes, "ADVANCE_PATIENCE", 0)


def begin(azure: SimulatedAzure, *script: str) -> Any:
    """Begin a script that goes on until its container has a file /tmp/go; returns when it runs."""
    accepted = azure.owner.start_command(VM, "touch /opt/begun", "until [ -e /tmp/go ]; do sleep 0.1; done", *script)
    until(lambda: guest_of(azure).files.exists("/opt/begun"), lambda: azure.owner.poll(accepted))
    return accepted


def go(azure: SimulatedAzure) -> None:
    """Let the script go on."""
    guest_of(azure).files.write("/tmp/go", b"")  # noqa: S108 # of the container


def ended(azure: SimulatedAzure, accepted: Any) -> Any:
    """What has become of the operation."""
    return eventually(lambda: (status := azure.owner.poll(accepted).json)["status"] != "InProgress" and status)


def test_a_cut_in_the_middle_of_a_run_is_a_real_one_and_healed_later_runs_work(
    azure: SimulatedAzure, site: Any, no_patience: None
) -> None:
    accepted = begin(azure, "echo done >/opt/effect")
    azure.simulation.faults.inject(parse({"fault": "outbound-blocked", "vm": VM}))
    networks = site.engine._api.inspect_container(container_of(azure, site))["NetworkSettings"]["Networks"]
    assert [network["NetworkID"] for network in networks.values()] == [site.fabric.id]
    go(azure)
    until(lambda: "script ended" in azure.events("extension"), lambda: azure.owner.poll(accepted))
    assert guest_of(azure).files.read("/opt/effect") == b"done\n"
    assert not ready(azure)
    azure.advance(5400)
    assert azure.owner.poll(accepted).json["error"]["code"] == TIMED_OUT
    azure.simulation.faults.heal("outbound-blocked")
    assert ready(azure)
    assert streams(azure.owner, "echo back") == ("back\n", "")


def test_a_script_sees_the_cut_too(azure: SimulatedAzure, site: Any) -> None:
    host, _, port = site.public_endpoint.partition(":")
    line = f"timeout 5 bash -c 'exec 3<>/dev/tcp/{host}/{port}' 2>&1 && echo open"
    assert bash(azure.owner, line)[0] == "open\n"
    azure.simulation.faults.inject(parse({"fault": "outbound-blocked", "vm": VM, "end": 60.0}))
    accepted = azure.owner.start_command(VM, f"({line}) >/opt/seen; true")
    until(lambda: azure.events("extension").count("script ended") == 2, lambda: azure.owner.poll(accepted))
    assert b"open" not in guest_of(azure).files.read("/opt/seen")


def test_a_paused_container_is_an_agent_that_is_not_ready_and_goes_on_when_unpaused(
    azure: SimulatedAzure, site: Any
) -> None:
    container = container_of(azure, site)
    assert ready(azure)
    site.engine._api.pause(container)
    eventually(lambda: not ready(azure))
    accepted = azure.owner.start_command(VM, "echo late")
    assert azure.owner.poll(accepted).json["status"] == "InProgress"
    site.engine._api.unpause(container)
    eventually(lambda: ready(azure))
    assert ended(azure, accepted)["status"] == "Succeeded"
    assert "late\n" in azure.owner.result(accepted).json["value"][0]["message"]


def test_a_pause_for_ninety_minutes_times_the_run_out(azure: SimulatedAzure, site: Any, no_patience: None) -> None:
    accepted = begin(azure)
    site.engine._api.pause(container_of(azure, site))
    eventually(lambda: not ready(azure))
    azure.advance(5400)
    assert azure.owner.poll(accepted).json["error"]["code"] == TIMED_OUT


def test_a_killed_container_is_a_crash_and_a_start_brings_the_vm_back_with_its_files(
    azure: SimulatedAzure, site: Any
) -> None:
    accepted = begin(azure, "echo never >/opt/effect")
    site.engine.kill(container_of(azure, site))
    eventually(lambda: not ready(azure))
    assert "container silent" in azure.events("guest")
    azure.advance(5400)
    assert azure.owner.poll(accepted).json["error"]["code"] == TIMED_OUT
    azure.owner.wait(azure.owner.post(f"{azure.owner.vm(VM)}/restart"))
    assert streams(azure.owner, "ls /opt") == ("begun\n", "")


def test_a_container_that_is_restarted_from_outside_is_a_reboot(azure: SimulatedAzure, site: Any) -> None:
    streams(azure.owner, "echo kept >/opt/file; echo gone >/tmp/file")
    site.engine._api.restart(container_of(azure, site), timeout=0)
    eventually(lambda: ready(azure) and azure.events("agent").count("agent started") == 2)
    assert streams(azure.owner, "cat /opt/file; ls /tmp; uptime -s >/dev/null; echo $?") == ("kept\n0\n", "")


def test_a_restarted_agent_does_not_run_a_sequence_number_twice(azure: SimulatedAzure, no_patience: None) -> None:
    accepted = begin(azure, "echo run >>/opt/runs", "pkill -9 python3; sleep 0.2; echo lives on >>/opt/runs")
    go(azure)
    eventually(lambda: ready(azure) and azure.events("agent").count("agent started") == 2)
    eventually(lambda: guest_of(azure).files.read("/opt/runs") == b"run\nlives on\n")
    assert "settings already processed, not run again" in azure.events("extension")
    azure.advance(5400)
    assert azure.owner.poll(accepted).json["error"]["code"] == TIMED_OUT
    assert streams(azure.owner, "cat /opt/runs") == ("run\nlives on\n", "")


def test_an_agent_that_a_script_stops_is_silent_until_it_goes_on_and_then_tells_all(
    azure: SimulatedAzure, site: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(channel, "POLL_PATIENCE", 4.0)
    monkeypatch.setitem(ANSWER_PATIENCE, "Linux", 2.0)
    accepted = begin(azure, "pkill -STOP python3; sleep 8; pkill -CONT python3; echo told")
    go(azure)
    eventually(lambda: unanswered(azure))
    assert not ready(azure)
    eventually(lambda: ready(azure))
    assert ended(azure, accepted)["status"] == "Succeeded"
    assert "told\n" in azure.owner.result(accepted).json["value"][0]["message"]


def unanswered(azure: SimulatedAzure) -> bool:
    """Whether the agent does not answer when it is asked for a file."""
    try:
        guest_of(azure).files.exists("/opt")
    except OSError as error:
        return "can't be asked: it does not answer" in str(error)
    return False


def test_a_container_that_was_removed_is_a_crash_and_a_start_gives_the_vm_an_empty_disk(
    azure: SimulatedAzure, site: Any
) -> None:
    streams(azure.owner, "touch /opt/file")
    site.engine.remove(container_of(azure, site))
    eventually(lambda: not ready(azure))
    azure.owner.wait(azure.owner.post(f"{azure.owner.vm(VM)}/restart"))
    assert streams(azure.owner, "ls /opt; echo back") == ("back\n", "")


@pytest.mark.parametrize("end", ["kill", "remove"])
def test_a_gateway_that_ends_is_brought_back_and_runs_are_not_lost(azure: SimulatedAzure, site: Any, end: str) -> None:
    accepted = begin(azure, "echo through")
    gateway = site._gateway
    getattr(site.engine, end)(gateway)
    eventually(lambda: site.engine.state(site._gateway) == "running")
    eventually(lambda: guest_of(azure).files.exists("/opt/begun"))
    go(azure)
    assert ended(azure, accepted)["status"] == "Succeeded"
    assert streams(azure.owner, "echo back") == ("back\n", "")


def test_a_vm_that_is_taken_off_its_network_by_hand_is_cut_off_at_once(azure: SimulatedAzure, site: Any) -> None:
    container = container_of(azure, site)
    assert ready(azure)
    site.engine.disconnect_network(site.outbound.id, container)
    eventually(lambda: not ready(azure))
    azure.simulation.faults.inject(parse({"fault": "outbound-blocked", "vm": VM}))  # it has happened already
    azure.simulation.faults.heal()
    eventually(lambda: ready(azure))
    site.engine.disconnect_network(site.outbound.id, container)
    eventually(lambda: not ready(azure))
    site.engine.connect_network(site.outbound.id, container)
    eventually(lambda: ready(azure))


def test_a_fault_of_a_paused_vm_comes_about_when_it_goes_on(azure: SimulatedAzure, site: Any) -> None:
    container = container_of(azure, site)
    streams(azure.owner, "true")
    site.engine._api.pause(container)
    eventually(lambda: not ready(azure))
    azure.simulation.faults.inject(parse({"fault": "stale-output", "vm": VM}))
    assert azure.events("fault") == ["not possible yet", "injected"]
    site.engine._api.unpause(container)
    eventually(lambda: ready(azure))
    assert streams(azure.owner, "echo new") == ("output of an earlier run\n", "")


def test_a_windows_machine_outlives_its_agents_process(azure: SimulatedAzure, site: Any) -> None:
    azure.owner.messages("win-vm", "Set-Content C:\\kept.txt kept; New-Item HKLM:\\SOFTWARE\\Mine | Out-Null")
    container = container_of(azure, site, "win-vm")
    site.engine._api.restart(container, timeout=0)
    eventually(lambda: ready(azure, "win-vm") and azure.events("agent").count("agent started") == 2)
    stdout, _ = azure.owner.messages("win-vm", "Get-Content C:\\kept.txt; Test-Path HKLM:\\SOFTWARE\\Mine")
    assert stdout == "kept\nTrue"


def test_a_script_longer_than_ninety_minutes_times_out_and_its_process_lives_on(
    azure: SimulatedAzure, site: Any, no_patience: None
) -> None:
    accepted = begin(azure, "echo end >/opt/end")
    azure.advance(5400)
    assert azure.owner.poll(accepted).json["error"]["code"] == TIMED_OUT
    processes = site.engine._api.top(container_of(azure, site))["Processes"]
    assert any("script.sh" in " ".join(process) for process in processes)
    go(azure)
    eventually(lambda: guest_of(azure).files.exists("/opt/end"))


def test_in_auto_a_running_script_is_awaited_at_wall_clock_pace_in_whole_seconds(azure: SimulatedAzure) -> None:
    assert streams(azure.owner, "sleep 1.2; echo slow") == ("slow\n", "")
    assert azure.now == 2.0


def test_simulated_delays_cost_no_wall_time(timed_azure: SimulatedAzure, make_azure: MakeAzure) -> None:
    assert azure_time(timed_azure) == azure_time(make_azure(latency="azure"))
    assert timed_azure.now > 20


def azure_time(azure: SimulatedAzure) -> float:
    """Simulated seconds that a first run takes."""
    assert azure.owner.run_command("win-vm", "Start-Sleep 3000; 'x'")["status"] == "Succeeded"
    return azure.now


def test_manual_time_holds_a_script_in_its_time(make_azure: MakeAzure) -> None:
    azure = make_azure(mode=ManualTime)
    accepted = azure.owner.start_command("win-vm", "Start-Sleep 100; 'done'")
    azure.advance(99)
    assert azure.owner.poll(accepted).json["status"] == "InProgress"
    azure.advance(1)
    assert azure.owner.poll(accepted).json["status"] == "Succeeded"


@pytest.mark.parametrize("seconds", [9, 15])
def test_a_vm_that_was_idle_is_still_reached_at_once(azure: SimulatedAzure, seconds: int) -> None:
    streams(azure.owner, "true")
    time.sleep(seconds)  # of the wall clock: what is forgotten is in the kernel, after 8 seconds and after more
    began = time.monotonic()
    assert streams(azure.owner, "echo back") == ("back\n", "")
    assert time.monotonic() - began < 3


def test_a_broken_fabric_is_dialled_again(azure: SimulatedAzure, site: Any) -> None:
    streams(azure.owner, "true")
    container = container_of(azure, site)
    site.engine.disconnect_network(site.fabric.id, container)
    healing = threading.Timer(1.0, site.engine.connect_network, (site.fabric.id, container))
    healing.start()
    assert streams(azure.owner, "echo back") == ("back\n", "")
    healing.join()
