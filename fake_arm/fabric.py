"""The fabric: where goal states wait for agents and status reports arrive from them (168.63.129.16, in Azure)."""

from dataclasses import dataclass, replace
from typing import Protocol

import simpy

from fake_agent.protocol import (
    GoalState,
    HandlerStatus,
    HandlerTarget,
    RunCommandSettings,
    SettingsState,
    SettingsStatus,
    StatusReport,
)

HANDLERS = {
    "Windows": ("Microsoft.CPlat.Core.RunCommandWindows", "1.1.18"),
    "Linux": ("Microsoft.CPlat.Core.RunCommandLinux", "1.0.5"),
}
"""Name and version of the Run Command extension by system; the versions are among those seen."""


IN_PROGRESS = "Enable in progress"
"""What an extension reports while its script runs (read in the source of its ancestor)."""


@dataclass(slots=True)
class _Slot:
    """What the fabric holds for one VM."""

    goal: GoalState | None = None
    next_sequence_number: int = 0
    report: StatusReport | None = None
    loses_statuses: bool = False
    lost: StatusReport | None = None


class Heartbeat(Protocol):
    """What the fabric can tell of an agent between its reports."""

    @property
    def ready(self) -> bool:
        """Whether the agent runs and its heartbeats arrive."""

    @property
    def version(self) -> str:
        """What the agent calls itself."""


class Fabric:
    """Goal states out, reports in."""

    def __init__(self, environment: simpy.Environment) -> None:
        self._environment = environment
        self._slots: dict[str, _Slot] = {}
        self._goal_changed: dict[str, simpy.Event] = {}
        self._report_arrived: dict[str, simpy.Event] = {}
        self._heartbeats: dict[str, Heartbeat] = {}

    def _slot(self, machine: str) -> _Slot:
        return self._slots.setdefault(machine, _Slot())

    # For the compute provider

    def publish(
        self, machine: str, os_type: str, activity_id: str, settings: RunCommandSettings, target: HandlerTarget
    ) -> GoalState:
        """Give a VM a new goal state, with the next sequence number."""
        slot = self._slot(machine)
        name, version = HANDLERS[os_type]
        incarnation = slot.goal.incarnation + 1 if slot.goal else 1
        slot.goal = GoalState(incarnation, activity_id, name, version, slot.next_sequence_number, settings, target)
        slot.next_sequence_number += 1
        _trigger(self._goal_changed, machine)
        return slot.goal

    def final_status(self, machine: str, goal: GoalState) -> HandlerStatus | None:
        """The handler's last word on a goal state; None while there is none. Reports of other settings are ignored."""
        report = self._slot(machine).report
        for handler in report.handlers if report else ():
            if handler.sequence_number != goal.sequence_number:
                continue
            status = handler.settings_status
            if status is None or status.state is not SettingsState.TRANSITIONING:
                return handler
        return None

    def report_arrived(self, machine: str) -> simpy.Event:
        """The event of the VM's next report."""
        return _event(self._report_arrived, machine, self._environment)

    def report(self, machine: str) -> StatusReport | None:
        """The VM's latest report."""
        return self._slot(machine).report

    def next_sequence_number(self, machine: str) -> int:
        """The number of the settings that the VM's next goal state has."""
        return self._slot(machine).next_sequence_number

    def lose_statuses(self, machine: str, *, lost: bool) -> None:
        """Lose the extension's last word in every report of a VM, or no longer: then the agent says it again."""
        slot = self._slot(machine)
        slot.loses_statuses = lost
        if not lost and slot.lost is not None:
            self.upload_status(machine, slot.lost)

    def agent_ready(self, machine: str) -> bool:
        """Whether the VM's agent is heard of."""
        heartbeat = self._heartbeats.get(machine)
        return heartbeat is not None and heartbeat.ready

    def agent_version(self, machine: str) -> str:
        """What the VM's agent calls itself; empty before it was ever there."""
        heartbeat = self._heartbeats.get(machine)
        return heartbeat.version if heartbeat else ""

    def forget(self, machine: str) -> None:
        """The VM is gone."""
        self._slots.pop(machine, None)
        self._heartbeats.pop(machine, None)

    # For agents

    def connect(self, machine: str, heartbeat: Heartbeat) -> None:
        """An agent's VM comes into being."""
        self._heartbeats[machine] = heartbeat

    def goal_state(self, machine: str) -> GoalState | None:
        """The present goal state of a VM."""
        return self._slot(machine).goal

    def goal_state_changed(self, machine: str) -> simpy.Event:
        """The event of the VM's next goal state."""
        return _event(self._goal_changed, machine, self._environment)

    def wake(self, machine: str) -> None:
        """Let the VM's agent look again: its network has changed."""
        _trigger(self._goal_changed, machine)

    def upload_status(self, machine: str, report: StatusReport) -> None:
        """Take the report of a VM."""
        slot = self._slot(machine)
        slot.lost = report if slot.loses_statuses else None
        arrived = _without_last_words(report) if slot.loses_statuses else report
        slot.report = replace(arrived, time=self._environment.now)
        _trigger(self._report_arrived, machine)


def _without_last_words(report: StatusReport) -> StatusReport:
    """The report as it was before its handlers had done anything."""
    handlers = tuple(
        replace(
            handler,
            ready=True,
            code=0,
            message="Plugin enabled",
            settings_status=SettingsStatus(handler.sequence_number, SettingsState.TRANSITIONING, IN_PROGRESS),
        )
        for handler in report.handlers
    )
    return replace(report, handlers=handlers)


def _event(events: dict[str, simpy.Event], machine: str, environment: simpy.Environment) -> simpy.Event:
    if machine not in events:
        events[machine] = environment.event()
    return events[machine]


def _trigger(events: dict[str, simpy.Event], machine: str) -> None:
    waiting = events.pop(machine, None)
    if waiting is not None:
        waiting.succeed()
