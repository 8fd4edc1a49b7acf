"""The fabric between Compute and the agents."""

import simpy

from fake_agent.protocol import (
    HandlerStatus,
    HandlerTarget,
    RunCommandSettings,
    SettingsState,
    SettingsStatus,
    StatusReport,
)
from fake_arm.fabric import Fabric

SETTINGS = RunCommandSettings("RunShellScript", ("true",))


def report(number: int, state: SettingsState) -> StatusReport:
    """What an agent says of one sequence number."""
    status = HandlerStatus("h", "1", number, ready=True, settings_status=SettingsStatus(number, state, ""))
    return StatusReport(0.0, "agent", (status,))


def test_sequence_numbers_and_incarnations_count_up_by_machine() -> None:
    fabric = Fabric(simpy.Environment())
    goals = [fabric.publish("a", "Linux", str(n), SETTINGS, HandlerTarget.ENABLED) for n in range(3)]
    assert [(goal.incarnation, goal.sequence_number) for goal in goals] == [(1, 0), (2, 1), (3, 2)]
    assert fabric.publish("b", "Windows", "x", SETTINGS, HandlerTarget.ENABLED).sequence_number == 0
    assert fabric.goal_state("a") == goals[-1]


def test_a_new_goal_state_wakes_who_waits_for_it_once() -> None:
    environment = simpy.Environment()
    fabric = Fabric(environment)
    changed = fabric.goal_state_changed("a")
    fabric.publish("a", "Linux", "x", SETTINGS, HandlerTarget.ENABLED)
    assert changed.triggered
    assert fabric.goal_state_changed("a") is not changed


def test_only_a_final_status_of_the_wanted_settings_counts() -> None:
    fabric = Fabric(simpy.Environment())
    fabric.publish("a", "Linux", "first", SETTINGS, HandlerTarget.ENABLED)
    goal = fabric.publish("a", "Linux", "second", SETTINGS, HandlerTarget.ENABLED)
    assert fabric.final_status("a", goal) is None
    for number, state in ((0, SettingsState.SUCCESS), (1, SettingsState.TRANSITIONING)):
        fabric.upload_status("a", report(number, state))
        assert fabric.final_status("a", goal) is None
    fabric.upload_status("a", report(1, SettingsState.ERROR))
    assert fabric.final_status("a", goal) is not None


def test_a_report_carries_the_time_of_its_arrival() -> None:
    environment = simpy.Environment(initial_time=42)
    fabric = Fabric(environment)
    arrived = fabric.report_arrived("a")
    fabric.upload_status("a", report(0, SettingsState.SUCCESS))
    received = fabric.report("a")
    assert received is not None
    assert received.time == 42
    assert arrived.triggered


def test_a_forgotten_machine_begins_again() -> None:
    fabric = Fabric(simpy.Environment())
    fabric.publish("a", "Linux", "x", SETTINGS, HandlerTarget.ENABLED)
    fabric.forget("a")
    assert fabric.goal_state("a") is None
    assert fabric.agent_ready("a") is False
    assert fabric.agent_version("a") == ""
    assert fabric.publish("a", "Linux", "y", SETTINGS, HandlerTarget.ENABLED).sequence_number == 0
