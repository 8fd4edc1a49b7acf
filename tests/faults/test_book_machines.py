"""What faults leave on machines: several of one kind, what heals them, and machines that can't be reached."""

from typing import Any

import pytest
from support.http_client import Served

from simulator.faults.outbound_blocked import OutboundBlocked


class TestMachines:
    def test_of_two_orders_of_one_fault_the_newest_settings_count_and_then_the_others(self, served: Served) -> None:
        served.simulator.inject("autorun-registry", vm="win-vm", command="one")
        newest = served.simulator.inject("autorun-registry", vm="win-vm", command="two")
        assert autorun(served) == "two"
        served.simulator.heal(newest.id)
        assert autorun(served) == "one"
        served.simulator.heal()
        assert autorun(served) is None

    def test_a_deleted_vm_takes_what_was_drawn_for_its_run_along(self, served: Served) -> None:
        served.script(duration=600)
        served.simulator.inject("outbound-blocked", vm="linux-vm", count=1)
        served.client.start_command("linux-vm", "x")
        served.client.wait(served.client.delete(served.client.vm("linux-vm")))
        served.simulator.heal()
        assert served.simulator.faults == ()

    def test_a_machine_that_can_not_be_reached_stays_as_it_is_until_it_is_heard_of_again(
        self, by_hand: Served, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        with monkeypatch.context() as broken:
            broken.setattr(OutboundBlocked, "inject", unreachable)
            by_hand.simulator.inject("outbound-blocked", vm="linux-vm")
        assert by_hand.agent() == "Ready"
        restart_agent(by_hand)
        assert by_hand.agent() == "Not Ready"
        by_hand.simulator.heal()
        assert by_hand.agent() == "Ready"
        assert [event for _, event, _ in by_hand.events("fault")] == ["not possible yet", "injected", "healed"]

    def test_healed_before_it_can_be_reached_nothing_happens_to_it(
        self, by_hand: Served, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        with monkeypatch.context() as broken:
            broken.setattr(OutboundBlocked, "inject", unreachable)
            by_hand.simulator.inject("outbound-blocked", vm="linux-vm")
        by_hand.simulator.heal()
        restart_agent(by_hand)
        assert by_hand.agent() == "Ready"

    def test_what_makes_no_sense_on_a_machine_is_noted(self, served: Served, monkeypatch: pytest.MonkeyPatch) -> None:
        def refuse(*_arguments: Any) -> Any:
            raise ValueError("not on this machine")

        monkeypatch.setattr(OutboundBlocked, "inject", refuse)
        served.simulator.inject("outbound-blocked", vm="linux-vm")
        served.simulator.heal()
        assert [event for _, event, _ in served.events("fault")] == ["not possible", "injected", "healed"]


def unreachable(*_arguments: Any) -> Any:
    raise OSError(112, "the container is paused")


def restart_agent(served: Served) -> None:
    """Let the agent of the Linux VM be heard of again."""
    guest = served.simulator.vm("linux-vm").guest
    guest.stop_agent()
    served.simulator.clock.advance(1)
    guest.start_agent()
    served.simulator.clock.advance(1)


def autorun(served: Served) -> Any:
    """The value of the registry that cmd.exe runs."""
    key = r"HKEY_LOCAL_MACHINE\SOFTWARE\Microsoft\Command Processor"
    return served.simulator.vm("win-vm").registry.read(key, "AutoRun")
