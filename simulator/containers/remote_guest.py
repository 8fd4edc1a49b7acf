"""A VM in a container as the simulation sees it: a ``fake_agent.guest.Guest`` that is somewhere else.

The container's schedule keeps step with the simulator's: it tells when its next event is due, and is asked to let it
happen when that moment has come. So the same things happen at the same simulated moments as to an embedded agent.
"""

import errno
import threading
from collections import deque
from collections.abc import Callable, Generator
from concurrent.futures import Future
from dataclasses import asdict, dataclass, replace
from typing import Any

import simpy

from fake_agent.conditions import Conditions
from fake_agent.container.messages import (
    Answer,
    Json,
    MachineStart,
    bytes_from_json,
    bytes_to_json,
    goal_to_json,
    plain,
)
from fake_agent.guest import CommandLine, Running
from fake_agent.protocol import GoalState, StatusReport
from fake_agent.rules import Rule, RuleBook
from fake_agent.stubs import Stub, StubBook
from fake_agent.world import World
from simulator.containers.channel import Channel
from simulator.containers.errors import AgentSilentError
from simulator.schedule import Schedule

START_PATIENCE = 60.0
"""Seconds of the wall clock for a container to start and its agent to call."""

ANSWER_PATIENCE = 60.0
"""Seconds of the wall clock for an answer: a long stretch of a PowerShell script, at worst."""

MOST_FAILURES = 3
"""How often the agent's process may break down at its beginning before the container is left alone."""

Power = Callable[[bool], None]


@dataclass(frozen=True, slots=True)
class Circumstances:
    """What a VM in a container works with. ``switch`` starts (True) or kills (False) the container."""

    world: World
    schedule: Schedule
    rules: RuleBook
    stubs: StubBook
    goal_state: Callable[[], GoalState | None]
    conditions: Callable[[], Conditions]
    upload: Callable[[StatusReport], None]
    state: Callable[[], str]
    log: Callable[[], str]
    switch: Power


class RemoteFiles:
    """Implements ``fake_agent.guest.GuestFiles``."""

    def __init__(self, call: Callable[..., Any]) -> None:
        self._call = call

    def read(self, path: str) -> bytes:
        """The content of the file."""
        return bytes_from_json(self._call("read", path=path))

    def write(self, path: str, content: bytes) -> None:
        """Write the whole file."""
        self._call("write", path=path, content=bytes_to_json(content))

    def append(self, path: str, content: bytes) -> None:
        """Add to the end of the file."""
        self._call("append", path=path, content=bytes_to_json(content))

    def exists(self, path: str) -> bool:
        """Whether there is a file or folder."""
        return bool(self._call("exists", path=path))

    def remove(self, path: str) -> None:
        """Remove the file or folder."""
        self._call("remove", path=path)


class RemoteGuest:
    """One VM. Everything but ``on_event`` and what the channel calls is called with the simulation's lock held."""

    def __init__(self, start: MachineStart, circumstances: Circumstances) -> None:
        self._start = start
        self._with = circumstances
        self._environment = circumstances.world.environment
        self.channel = Channel(self._agent_called, self._work_ended)
        self.files = RemoteFiles(self.call)
        self._powered = False
        self._session = ""
        self._seen: Answer | None = None
        self._changed: simpy.Event | None = None
        self._plans = 0
        self._failures = 0
        self._paused = False
        self._names = 0
        self._told: dict[str, Any] = {}
        self._works: dict[tuple[str, str], Future[tuple[Any, float]]] = {}
        self._works_lock = threading.Lock()
        self._heard = self._environment.event()
        self._uploads: deque[StatusReport] = deque()
        self._callbacks: dict[str, list[Callable[[float], None]]] = {"restart": [], "shutdown": []}

    # fake_agent.guest.Guest

    @property
    def agent_running(self) -> bool:
        """Whether the agent was running when the container was last heard of, and can still be."""
        return self._seen is not None and self._seen.agent_running

    @property
    def agent_starts(self) -> int:
        """How often the agent's service has started in this life."""
        return self._seen.agent_starts if self._seen else 0

    @property
    def outbound_open(self) -> bool:
        """Whether the guest lets statuses out, and the container is on the outbound network."""
        return self._seen is None or (self._seen.guest_outbound and self._seen.outbound)

    def changed(self) -> simpy.Event:
        """The event of the next change."""
        if self._changed is None:
            self._changed = self._environment.event()
        return self._changed

    def execute(self, command: CommandLine) -> Running:
        """Only the agent in the container runs commands."""
        raise NotImplementedError(f"{command.line}: a container's agent runs its commands itself")

    def stop_agent(self) -> None:
        """Stop the agent's service."""
        self.tell("stop-agent")

    def start_agent(self) -> None:
        """Start the agent's service."""
        self.tell("start-agent")

    def boot(self) -> None:
        """Start the container, and wait until its agent has called."""
        if self._powered and self._session:
            return
        self._powered = True
        self.channel.silence("it starts", forget=True)
        self._with.switch(True)
        self._begin(self.channel.await_session(START_PATIENCE))

    def power_off(self) -> None:
        """Kill the container."""
        if not self._powered:
            return
        self._powered = False
        self.channel.silence("it is turned off", forget=True)
        self._with.switch(False)
        self._lost()

    def discard(self) -> None:
        """The VM goes: nobody is asked any more."""
        self._powered = False
        self.channel.close()
        self._lost()

    def new_name(self) -> str:
        """A name that was not given before, for what the container shall keep."""
        self._names += 1
        return str(self._names)

    def on_restart_requested(self, callback: Callable[[float], None]) -> None:
        """Call back when a script asks for a reboot."""
        self._callbacks["restart"].append(callback)

    def on_shutdown_requested(self, callback: Callable[[float], None]) -> None:
        """Call back when a script asks for a shutdown."""
        self._callbacks["shutdown"].append(callback)

    # What the container is asked

    def call(self, action: str, **arguments: Any) -> Any:
        """Let the container do something and return what comes of it.

        Raises ``OSError`` as its files do, also where the container is silent, and ``ValueError``.
        """
        try:
            answer = self._ask(action, arguments)
        except AgentSilentError as error:
            raise OSError(errno.EHOSTDOWN, f"the container of {self._start.vm} can't be asked: {error}") from error
        if answer.error is not None:
            if "errno" not in answer.error:
                raise ValueError(answer.error["text"])
            raise OSError(answer.error["errno"], answer.error["text"], answer.error["path"])
        return answer.value

    def tell(self, action: str, **arguments: Any) -> bool:
        """Let the container do something, where it can hear it. Returns whether it could."""
        try:
            self._ask(action, arguments)
        except AgentSilentError:
            self._take_silence()
            return False
        return True

    def look(self) -> bool:
        """Tell the container its goal state and conditions, and let it look at its network.

        Returns whether it could hear it.
        """
        goal, conditions = goal_to_json(self._with.goal_state()), asdict(self._with.conditions())
        return self.tell("look", goal=goal, conditions=conditions)

    def _ask(self, action: str, arguments: Json) -> Answer:
        request: Json = {"now": self._environment.now, "do": action, "with": arguments}
        books: dict[str, tuple[Rule | Stub, ...]] = {
            "rules": tuple(self._with.rules),
            "stubs": tuple(self._with.stubs),
        }
        news = {name: book for name, book in books.items() if self._told.get(name) != book}
        request.update({name: [plain(item) for item in book] for name, book in news.items()})
        answer = self.channel.ask(request, ANSWER_PATIENCE)
        self._told.update(news)
        self._take(answer)
        return answer

    def _take(self, answer: Answer) -> None:
        """What has happened in the container happens here."""
        self._take_uploads()
        for layer, event, operation, details in answer.journal:
            self._with.world.record(layer, event, vm=self._start.vm, operation=operation, **details)
        for identifier, description in answer.work:
            self._environment.process(self._deliver(self._session, identifier, description))
        self._see(answer)
        for kind, delay in answer.asks:
            for callback in self._callbacks[kind]:
                callback(delay)
        self._plans += 1
        if answer.next is not None:
            self._environment.process(self._let_pass(self._plans, max(answer.next, self._environment.now)))

    def upload(self, report: StatusReport) -> None:
        """A status has come in over the public endpoint. In the endpoint's thread."""
        self._uploads.append(report)
        self._with.schedule.post(self._take_uploads)

    def _take_uploads(self) -> None:
        while self._uploads:
            self._with.upload(self._uploads.popleft())

    def _see(self, answer: Answer) -> None:
        def state(seen: Answer | None) -> tuple[object, ...]:
            return (seen.agent_running, seen.agent_starts, seen.guest_outbound, seen.outbound) if seen else ()

        before, self._seen = self._seen, answer
        if state(before) != state(answer) and self._changed is not None:
            event, self._changed = self._changed, None
            event.succeed()

    def _let_pass(self, plan: int, moment: float) -> Generator[simpy.Event, Any, None]:
        """Let the container's next event happen when it is due, unless another one has come in between."""
        yield self._environment.timeout(moment - self._environment.now)
        if plan == self._plans:
            self.tell("pass")

    # Real work in the container

    def _work(self, session: str, identifier: str) -> Future[tuple[Any, float]]:
        with self._works_lock:
            return self._works.setdefault((session, identifier), Future())

    def _work_ended(self, session: str, identifier: str, seconds: float) -> None:
        """In the endpoint's thread."""
        work = self._work(session, identifier)
        if not work.done():
            work.set_result((None, seconds))

    def _deliver(self, session: str, identifier: str, description: str) -> Generator[simpy.Event, Any, None]:
        try:
            yield self._with.schedule.await_ended(self._work(session, identifier), description)
        except AgentSilentError:
            return
        finally:
            with self._works_lock:
                self._works.pop((session, identifier), None)
        while session == self._session and not self.tell("deliver", identifier=identifier):
            yield self._heard  # it is paused

    # Lives of the agent's process, and of the container

    def _agent_called(self, session: str) -> None:
        """A new process of the agent's has dialled. In the endpoint's thread."""
        self._with.schedule.post(lambda: self._agent_is_back(session))

    def _agent_is_back(self, session: str) -> None:
        if self._powered and session != self._session:
            self._lost()
            self._begin(session)

    def _begin(self, session: str) -> None:
        """Make a VM of the agent's process."""
        if self._failures == MOST_FAILURES or not self.channel.hear(session):
            return
        self._session = session
        self._told = {}
        if self.tell("begin", start=self._start.to_json()):
            self._failures = 0
            self.look()
            return
        self._failures += 1
        self._with.world.record("guest", "agent broke down", vm=self._start.vm, log=self._with.log())

    def _lost(self) -> None:
        """The agent's process is no more, and what it had begun never comes."""
        self._session = ""
        self._plans += 1
        with self._works_lock:
            works = tuple(self._works.values())
        for work in works:
            if not work.done():
                work.set_exception(AgentSilentError("the agent's process has ended"))
        self._take_silence()

    def _take_silence(self) -> None:
        if self._seen is not None and self._seen.agent_running:
            self._see(replace(self._seen, agent_running=False))

    def on_event(self, _action: str) -> None:
        """Something has happened to the container. In the thread that follows the engine's events."""
        state = self._with.state()
        was_paused, self._paused = self._paused, state == "paused"
        if state == "running":
            if was_paused:
                self._with.schedule.post(self._heard_again)
            return
        self.channel.silence(f"it is {state}", forget=state != "paused")
        self._with.schedule.post(lambda: self._fell_silent(state))

    def _fell_silent(self, state: str) -> None:
        if not self._powered or self._with.state() == "running":
            return
        self._with.world.record("guest", "container silent", vm=self._start.vm, state=state)
        if state == "paused":
            self._take_silence()
        else:
            self._lost()

    def _heard_again(self) -> None:
        """It runs: where it was paused, it goes on."""
        if self._powered and self._session and self.channel.hear(self._session) and self.look():
            event, self._heard = self._heard, self._environment.event()
            event.succeed()
