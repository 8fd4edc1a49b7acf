"""The VM that a container is: guest, agent and extension on its own schedule, told by the simulator what to do."""

from collections.abc import Callable
from typing import Any

import simpy

from fake_agent.assembly import start_agent
from fake_agent.conditions import Conditions
from fake_agent.container import messages
from fake_agent.container.guests import make_guest
from fake_agent.container.messages import Answer, Json, MachineStart
from fake_agent.container.network import PublicEndpoint
from fake_agent.container.world import ContainerWorld
from fake_agent.extension.handler import Surroundings
from fake_agent.protocol import GoalState, StatusReport
from fake_agent.rules import RuleBook
from fake_agent.stubs import StubBook


class ContainerLink:
    """Implements ``fake_agent.protocol.FabricLink``."""

    def __init__(self, environment: simpy.Environment, endpoint: PublicEndpoint) -> None:
        self._environment = environment
        self._endpoint = endpoint
        self._changed = environment.event()
        self._goal: GoalState | None = None
        self._upload_failed = False
        self._conditions = Conditions()

    @property
    def conditions(self) -> Conditions:
        """What is wrong with the agent and its extension, as it was told last."""
        return self._conditions

    def goal_state(self) -> GoalState | None:
        """The goal state that came last."""
        return self._goal

    def changed(self) -> simpy.Event:
        """The event of the next goal state, or of a change of the network."""
        return self._changed

    def look_again(self, goal: GoalState | None, conditions: Conditions) -> None:
        """There is a goal state, the network has changed, or something else is wrong than before."""
        self._goal = goal
        self._conditions = conditions
        self._upload_failed = False
        event, self._changed = self._changed, self._environment.event()
        event.succeed()

    @property
    def outbound_open(self) -> bool:
        """Whether the container is on the outbound network, and the last upload got through."""
        return not self._upload_failed and self._endpoint.reachable

    def upload_status(self, report: StatusReport) -> None:
        """Put the status. Raises ``ConnectionError`` where it does not arrive."""
        if not self._endpoint.upload(messages.report_to_json(report)):
            self._upload_failed = True
            raise ConnectionError("the public endpoint does not answer")


class VirtualMachine:
    """One life of the agent's process. ``now`` is the simulated moment at which it begins.

    A machine that is not ``powered`` is off: nothing runs on it, but its files are there.
    """

    def __init__(
        self,
        start: MachineStart,
        now: float,
        endpoint: PublicEndpoint,
        on_work_ended: Callable[[str, float], None],
        *,
        powered: bool,
    ) -> None:
        self._world = ContainerWorld(start.begin, now, start.seed, on_work_ended)
        self._link = ContainerLink(self._world.environment, endpoint)
        self._rules = RuleBook()
        self._stubs = StubBook()
        self._asks: list[tuple[str, float]] = []
        self._guest = guest = make_guest(start, self._world, self._stubs)
        self._files = guest.files
        guest.on_restart_requested(lambda delay: self._asks.append(("restart", delay)))
        guest.on_shutdown_requested(lambda delay: self._asks.append(("shutdown", delay)))
        surroundings = Surroundings(self._world, start.vm, guest, self._rules, start.timing, start.legacy_exit_codes)
        if powered:
            guest.boot()
            start_agent(start.os_type, surroundings, self._link)
        else:
            guest.power_off()
        self._actions: dict[str, Callable[..., Any]] = {
            "pass": lambda: None,
            "look": lambda goal, conditions: self._link.look_again(
                messages.goal_from_json(goal), Conditions.from_mapping(conditions)
            ),
            "deliver": self._world.deliver,
            "stop-agent": guest.stop_agent,
            "start-agent": guest.start_agent,
            "read": lambda path: messages.bytes_to_json(self._files.read(path)),
            "write": lambda path, content: self._files.write(path, messages.bytes_from_json(content)),
            "append": lambda path, content: self._files.append(path, messages.bytes_from_json(content)),
            "exists": guest.files.exists,
            "remove": guest.files.remove,
            **guest.further_actions(),
        }

    def do(self, request: Json) -> Answer:
        """Do what the simulator asks, at the moment that it says."""
        if "rules" in request:
            self._rules.clear()
            for rule in reversed(messages.rules_from_json(request["rules"])):
                self._rules.add(rule)
        if "stubs" in request:
            self._stubs.clear()
            for stub in reversed(messages.stubs_from_json(request["stubs"])):
                self._stubs.add(stub)
        self._world.move_to(request["now"])
        value, error = None, None
        try:
            if request["do"] not in self._actions:
                raise ValueError("this VM has no emulated Windows machine")  # noqa: TRY301 # as its actions refuse
            value = self._actions[request["do"]](**request["with"])
        except OSError as failure:
            error = {"errno": failure.errno, "text": failure.strerror or str(failure), "path": failure.filename}
        except ValueError as failure:
            error = {"text": str(failure)}
        self._world.settle()
        self._guest.save()
        return self._answer(request["number"], value, error)

    def _answer(self, number: int, value: Any, error: Json | None) -> Answer:
        asks, self._asks = tuple(self._asks), []
        return Answer(
            number=number,
            next=self._world.next_event,
            agent_running=self._guest.agent_running,
            agent_starts=self._guest.agent_starts,
            guest_outbound=self._guest.outbound_open,
            outbound=self._link.outbound_open,
            journal=self._world.take_journal(),
            work=self._world.take_begun_work(),
            asks=asks,
            value=value,
            error=error,
        )
