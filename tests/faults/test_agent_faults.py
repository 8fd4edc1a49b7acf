"""Faults of a VM's agent: it hangs, is stopped, is slow, is cut off, or is not believed."""

from typing import Protocol

import pytest
from support.http_client import Served


class Serve(Protocol):
    """The fixture ``serve``."""

    def __call__(self, *, time: str = "auto", estate: str | None = None, seed: int = 1) -> Served: ...


SILENT = "VMAgentStatusCommunicationError"
TIMED_OUT = "VMExtensionProvisioningTimeout"
VMS = pytest.mark.parametrize("vm", ["win-vm", "linux-vm"])


def agent(served: Served, vm: str) -> str:
    """What the instance view says of the agent."""
    return str(served.client.agent(served.client.vm(vm))["statuses"][0]["displayStatus"])


@VMS
@pytest.mark.parametrize("fault", ["agent-not-ready", "agent-stopped", "outbound-blocked"])
def test_the_request_is_taken_and_fails_after_twenty_five_minutes(served: Served, fault: str, vm: str) -> None:
    served.script()
    served.simulator.vm(vm).inject(fault)
    assert agent(served, vm) == "Not Ready"
    status = served.client.run_command(vm, "x")
    assert (status["status"], status["error"]["code"], served.now) == ("Failed", SILENT, 1500.0)
    assert status["error"]["message"].startswith(f"VM '{vm}' has not reported status for VM agent or extensions.")


@VMS
@pytest.mark.parametrize("fault", ["agent-not-ready", "agent-stopped", "outbound-blocked", "status-lost"])
def test_healed_in_time_the_result_arrives(by_hand: Served, fault: str, vm: str) -> None:
    by_hand.script()
    order = by_hand.simulator.inject(fault, vm=vm)
    accepted = by_hand.client.start_command(vm, "x")
    by_hand.simulator.clock.advance(minutes=20)
    assert by_hand.client.poll(accepted).json["status"] == "InProgress"
    by_hand.simulator.heal(order.id)
    by_hand.simulator.clock.advance(minutes=2)
    assert by_hand.client.poll(accepted).json["status"] == "Succeeded"
    assert agent(by_hand, vm) == "Ready"


def test_an_agent_that_hangs_starts_no_script(by_hand: Served) -> None:
    by_hand.script()
    by_hand.simulator.inject("agent-not-ready")
    by_hand.client.start_command("linux-vm", "x")
    by_hand.simulator.clock.advance(minutes=24)
    assert [event for _, event, _ in by_hand.events("agent")] == ["agent started"]
    assert by_hand.events("extension") == []


def test_an_agent_that_hangs_in_the_middle_does_not_report_the_end(by_hand: Served) -> None:
    by_hand.script(duration=300)
    accepted = by_hand.client.start_command("linux-vm", "x")
    by_hand.simulator.clock.advance(minutes=2)
    by_hand.simulator.inject("agent-not-ready")
    by_hand.simulator.clock.advance(minutes=88)
    assert by_hand.client.poll(accepted).json["error"]["code"] == TIMED_OUT
    assert "script ended" in [event for _, event, _ in by_hand.events("extension")]


@VMS
def test_a_lost_status_leaves_the_extension_transitioning_to_the_ninetieth_minute(served: Served, vm: str) -> None:
    served.script()
    served.simulator.inject("status-lost", vm=vm)
    accepted = served.client.start_command(vm, "x")
    served.simulator.clock.advance(minutes=5)
    assert agent(served, vm) == "Ready"
    (extension,) = served.client.get(f"{served.client.vm(vm)}/instanceView").json["extensions"]
    assert extension["statuses"][0]["displayStatus"] == "Transitioning"
    assert extension["statuses"][0]["message"] == "Enable in progress"
    status = served.client.wait(accepted)
    assert (status["error"]["code"], served.now) == (TIMED_OUT, 5400.0)
    assert "script ended" in [event for _, event, _ in served.events("extension")]


@VMS
def test_a_slow_agent_delays_the_script_and_the_news_of_its_end(serve: Serve, vm: str) -> None:
    def times(by: float) -> tuple[float, float]:
        served = serve()
        served.script()
        served.simulator.inject("slow-agent", by=by)
        assert served.client.run_command(vm, "x")["status"] == "Succeeded"
        (started,) = [at for at, event, _ in served.events("extension") if event == "script started"]
        return started, served.now

    usual, slow = times(0), times(120)
    assert 114 <= slow[0] - usual[0] <= 126, "until a look that is on the grid of its polls"
    assert 228 <= slow[1] - usual[1] <= 252


def test_a_restart_brings_a_stopped_agent_back(served: Served) -> None:
    served.script()
    served.simulator.inject("agent-stopped", vm="linux-vm")
    served.client.wait(served.client.post(f"{served.client.vm('linux-vm')}/restart"))
    served.simulator.clock.advance(minutes=5)
    assert agent(served, "linux-vm") == "Ready"
    assert served.client.run_command("linux-vm", "x")["status"] == "Succeeded"
