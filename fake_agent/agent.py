"""The guest agent: polls for goal states, drives the extension, uploads the status. One SimPy process a VM."""

from collections.abc import Generator
from dataclasses import dataclass
from typing import Any

import simpy

from fake_agent.extension.handler import (
    ENABLE_FAILED,
    INSTALL_FAILED,
    HandlerError,
    RunCommandHandler,
    Surroundings,
    failures_of,
)
from fake_agent.guest import AGENT_STOPPED, Guest
from fake_agent.protocol import FabricLink, GoalState, HandlerStatus, HandlerTarget, SettingsStatus, StatusReport

AGENT_VERSIONS = {"Windows": "2.7.41491.1176", "Linux": "2.15.0.1"}
"""What the agents of today call themselves; seen in the instance view."""

Steps = Generator[simpy.Event, Any, None]


@dataclass(frozen=True, slots=True)
class AgentParts:
    """What an agent is made of."""

    surroundings: Surroundings
    link: FabricLink
    handler: RunCommandHandler
    version: str

    def record(self, event: str, operation: str = "", **details: object) -> None:
        """Note what the agent did."""
        self.surroundings.world.record("agent", event, vm=self.surroundings.vm, operation=operation, **details)


def run_agent(parts: AgentParts) -> Steps:
    """The process of one VM's agent: a session for each life of its service. It never ends.

    The agent sleeps until something changes and then acts at its next poll, so an idle VM costs nothing; what can be
    seen of it is the same as if it polled all the time.
    """
    guest = parts.surroundings.guest
    environment = parts.surroundings.world.environment
    while True:
        while not guest.agent_running:
            yield guest.changed()
        parts.record("agent started")
        life = guest.agent_starts
        session = environment.process(_Session(parts).run())
        while _alive(guest, life):
            yield guest.changed()
        parts.record("agent stopped")
        session.interrupt(AGENT_STOPPED)


def _alive(guest: Guest, life: int) -> bool:
    return guest.agent_running and guest.agent_starts == life


class _Session:
    """One life of the agent service. It ends by ``simpy.Interrupt`` only, and takes the running extension with it."""

    def __init__(self, parts: AgentParts) -> None:
        self._parts = parts
        self._link = parts.link
        self._handler = parts.handler
        self._guest = parts.surroundings.guest
        self._environment = parts.surroundings.world.environment
        self._interval = parts.surroundings.timing.poll_interval
        world = parts.surroundings.world
        self._first_poll = self._environment.now + world.draw(f"agent/{parts.surroundings.vm}", (0.0, self._interval))
        self._goal: GoalState | None = None
        self._enabling: simpy.Process | None = None
        self._failure: HandlerError | None = None
        self._removed: SettingsStatus | None = None
        self._report_due = False

    def run(self) -> Steps:
        try:
            while True:
                yield from self._wait_for_something_to_do()
                yield from self._wait_for_its_next_look()
                if self._new_goal_state():
                    yield from self._take_goal_state()
                if self._report_due:
                    self._upload_status()
        except simpy.Interrupt as interrupt:
            if self._enabling is not None:
                self._handler.abandon(self._enabling)
            self._kill_script(interrupt.cause)

    def _new_goal_state(self) -> bool:
        goal = self._link.goal_state()
        return goal is not None and (self._goal is None or goal.incarnation != self._goal.incarnation)

    def _outbound_open(self) -> bool:
        return self._guest.outbound_open and self._link.outbound_open

    def _wait_for_something_to_do(self) -> Steps:
        while not self._new_goal_state() and not (self._report_due and self._outbound_open()):
            changes = [self._link.changed(), self._guest.changed()]
            if self._enabling is not None:
                changes.append(self._enabling)
            yield self._environment.any_of(changes)
            if self._enabling is not None and not self._enabling.is_alive:
                self._enabling = None
                self._report_due = True
                if not self._outbound_open():
                    self._note_failed_upload()

    def _wait_for_its_next_look(self) -> Steps:
        """Until the next poll; an agent that hangs has none, and a slow one looks later."""
        while True:
            yield self._environment.timeout(self._until_next_poll() + self._link.conditions.slow_by)
            if not self._link.conditions.agent_hung:
                return
            while self._link.conditions.agent_hung:
                yield self._link.changed()

    def _until_next_poll(self) -> float:
        since_first = self._environment.now - self._first_poll
        if since_first < 0:
            return -since_first
        return (-since_first) % self._interval if self._interval > 0 else 0.0

    def _take_goal_state(self) -> Steps:
        goal = self._goal = self._link.goal_state()
        if goal is None:
            return
        self._parts.record(
            "goal state picked up",
            goal.activity_id,
            incarnation=goal.incarnation,
            settings=f"{goal.sequence_number}.settings",
        )
        self._kill_script("a newer run takes its place")
        self._failure = self._removed = None
        self._report_due = True
        try:
            with failures_of(INSTALL_FAILED):
                self._handler.log_goal_state(goal)
                if goal.target is HandlerTarget.UNINSTALL:
                    self._removed = self._handler.uninstall(goal)
                    return
                if not self._handler.installed:
                    yield from self._handler.install(goal)
        except HandlerError as error:
            self._fail(goal, error)
            return
        self._enabling = self._environment.process(self._enable(goal))

    def _enable(self, goal: GoalState) -> Steps:
        try:
            with failures_of(ENABLE_FAILED):
                yield from self._handler.enable(goal)
        except HandlerError as error:
            self._fail(goal, error)
        except simpy.Interrupt as interrupt:
            self._parts.record("script killed", goal.activity_id, reason=interrupt.cause)

    def _kill_script(self, reason: object) -> None:
        """End the run under way: never are there two on a VM (chosen; the managed handler's source does so)."""
        if self._enabling is not None and self._enabling.is_alive:
            self._enabling.interrupt(reason)
        self._enabling = None

    def _fail(self, goal: GoalState, error: HandlerError) -> None:
        self._failure = error
        self._parts.record("extension failed", goal.activity_id, code=error.code, message=str(error))

    def _upload_status(self) -> None:
        if not self._outbound_open():
            self._note_failed_upload()
            return
        operation = self._goal.activity_id if self._goal else ""
        report = StatusReport(self._environment.now, self._parts.version, self._handler_statuses())
        try:
            self._link.upload_status(report)
        except ConnectionError:
            self._note_failed_upload()
            return
        self._report_due = False
        for handler in report.handlers:
            state = handler.settings_status.state.value if handler.settings_status else f"code {handler.code}"
            self._parts.record("status uploaded", operation, status=state)

    def _note_failed_upload(self) -> None:
        operation = self._goal.activity_id if self._goal else ""
        self._parts.record("status upload failed", operation, reason="no outbound connection on port 443")

    def _handler_statuses(self) -> tuple[HandlerStatus, ...]:
        if self._goal is None:
            return ()
        name, version, number = self._goal.handler_name, self._goal.handler_version, self._goal.sequence_number
        if self._failure is not None:
            code, message = self._failure.code, str(self._failure)
            return (HandlerStatus(name, version, number, ready=False, code=code, message=message),)
        status = self._removed or self._handler.status(number)
        return (HandlerStatus(name, version, number, ready=True, message="Plugin enabled", settings_status=status),)
