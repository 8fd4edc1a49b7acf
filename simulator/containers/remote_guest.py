"""A VM in a container as the simulation sees it: a ``fake_agent.guest.Guest`` that is somewhere else.

The container's schedule keeps step with the simulator's: it tells when its next event is due, and is asked to let it
happen when that moment has come. So the same things happen at the same simulated moments as to an embedded agent.
"""

import errno
from collections.abc import Callable, Generator
from dataclasses import asdict
from typing import Any

import simpy

from fake_agent.container.messages import Answer, MachineStart, goal_to_json
from fake_agent.guest import CommandLine, Running
from simulator.containers.channel import Channel
from simulator.containers.container_power import ContainerPower
from simulator.containers.conversation import Circumstances, Conversation
from simulator.containers.engine import Happening
from simulator.containers.errors import AgentSilentError, ContainersError, MachineSilentError
from simulator.containers.last_seen import LastSeen
from simulator.containers.remote_files import RemoteFiles
from simulator.containers.remote_work import RemoteWork
from simulator.containers.uploads import Uploads

MOST_FAILURES = 3
"""How often the agent's process may break down at its beginning before the container is left alone."""


class RemoteGuest:
    """One VM.

    Everything but ``on_happening`` and what the endpoint calls is called with the simulation's lock held.
    ``trouble``: why its container did not start when it was turned on last; empty where it did.
    """

    def __init__(self, start: MachineStart, circumstances: Circumstances) -> None:
        self._start = start
        self._with = circumstances
        self._environment = circumstances.world.environment
        self._work = RemoteWork()
        self.channel = Channel(self._agent_called, self._work.ended)
        self._conversation = Conversation(self.channel, circumstances, start.os_type)
        self._power = ContainerPower(start.vm, circumstances, self.channel)
        self.uploads = Uploads(circumstances)
        self.files = RemoteFiles(self.call)
        self.trouble = ""
        self._powered = False
        self._session = ""
        self._begun = False
        self._opened = ""
        self._seen = LastSeen(self._environment)
        self._plans = 0
        self._failures = 0
        self._paused = False
        self._names = 0
        self._heard = self._environment.event()
        self._callbacks: dict[str, list[Callable[[float], None]]] = {"restart": [], "shutdown": []}

    # fake_agent.guest.Guest

    @property
    def agent_running(self) -> bool:
        """Whether the agent was running when the container was last heard of, and can still be."""
        return self._seen.agent_running

    @property
    def agent_starts(self) -> int:
        """How often the agent's service has started in this life."""
        return self._seen.agent_starts

    @property
    def outbound_open(self) -> bool:
        """Whether the guest lets statuses out, and the container is on the outbound network."""
        return self._seen.outbound_open

    def changed(self) -> simpy.Event:
        """The event of the next change."""
        return self._seen.changed()

    def execute(self, command: CommandLine) -> Running:
        """Only the agent in the container runs commands."""
        raise NotImplementedError(f"{command.line}: a container's agent runs its commands itself")

    def stop_agent(self) -> None:
        """Stop the agent's service; a machine that is off has none. Raises ``MachineSilentError``."""
        self._tell_agent("stop-agent")

    def start_agent(self) -> None:
        """Start the agent's service; a machine that is off has none. Raises ``MachineSilentError``."""
        self._tell_agent("start-agent")

    def _tell_agent(self, action: str) -> None:
        if self._powered and not self.tell(action):
            raise self._silent(self.channel.silent)

    def boot(self) -> None:
        """Start the container, and wait until its agent has called; ``trouble`` says why it has not."""
        if self._powered and self._session:
            return
        self._close_again()
        self._powered = True
        self.trouble = ""
        try:
            session = self._power.turn_on()
        except (ContainersError, AgentSilentError) as error:
            self.trouble = str(error)
            self._record("container does not start", reason=self.trouble)
            return
        self._begin(session)

    def power_off(self) -> None:
        """Kill the container."""
        if not self._powered:
            return
        self._powered = False
        self._power.turn_off("it is turned off")
        self._lost()

    def discard(self) -> None:
        """The VM goes: nobody is asked any more."""
        self._powered = False
        self.channel.close()
        self._lost()

    @property
    def lock(self) -> Any:
        """The simulation's."""
        return self._with.schedule.lock

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
        """Let the container do something with its machine, be that on or off, and return what comes of it.

        Raises ``OSError`` as its files do, ``MachineSilentError`` where the container is silent, and ``ValueError``.
        """
        try:
            if not self._session:
                self._open()
            answer = self._conversation.ask(action, arguments)
        except (AgentSilentError, ContainersError) as error:
            self._seen.see_silence()
            raise self._silent(error) from error
        self._take(answer)
        if answer.error is not None:
            if "errno" not in answer.error:
                raise ValueError(answer.error["text"])
            raise OSError(answer.error["errno"], answer.error["text"], answer.error["path"])
        return answer.value

    def _silent(self, reason: object) -> MachineSilentError:
        return MachineSilentError(errno.EHOSTDOWN, f"the container of {self._start.vm} can't be asked: {reason}")

    def _open(self) -> None:
        """Start the container of a machine that is off or has crashed, for what is on its disk alone."""
        if self._paused or self.channel.closed or (self._opened and not self.channel.silent):
            return
        self._opened = self._power.turn_on()
        self.channel.hear(self._opened)
        self._conversation.begin_anew()
        self._take(self._conversation.ask("begin", {"start": self._start.to_json(), "powered": False}))

    def _close_again(self) -> None:
        """Before a boot: what was only opened is turned off, so that the boot is one."""
        if self._opened:
            self._opened = ""
            self._power.turn_off("it starts")

    def tell(self, action: str, **arguments: Any) -> bool:
        """Let the container do something, where it can hear it. Returns whether it could."""
        try:
            answer = self._conversation.ask(action, arguments)
        except AgentSilentError:
            self._seen.see_silence()
            return False
        self._take(answer)
        return True

    def look(self) -> bool:
        """Tell the container its goal state and conditions, and let it look at its network.

        Returns whether it could hear it.
        """
        goal = self._with.goal_state()
        goal = None if goal == self._power.old_goal else goal
        return self.tell("look", goal=goal_to_json(goal), conditions=asdict(self._with.conditions()))

    def _take(self, answer: Answer) -> None:
        """What has happened in the container happens here."""
        self.uploads.take()
        for layer, event, operation, details in answer.journal:
            self._record(event, layer, operation, **details)
        for identifier, description in answer.work:
            self._environment.process(self._deliver(self._session, identifier, description))
        self._seen.see(answer)
        for kind, delay in answer.asks:
            for callback in self._callbacks[kind]:
                callback(delay)
        self._plans += 1
        if answer.next is not None:
            self._environment.process(self._let_pass(self._plans, max(answer.next, self._environment.now)))

    def _record(self, event: str, layer: str = "guest", operation: str = "", **details: object) -> None:
        self._with.world.record(layer, event, vm=self._start.vm, operation=operation, **details)

    def _let_pass(self, plan: int, moment: float) -> Generator[simpy.Event, Any, None]:
        """Let the container's next event happen when it is due, unless another one has come in between."""
        yield self._environment.timeout(moment - self._environment.now)
        if plan == self._plans:
            self.tell("pass")

    def _deliver(self, session: str, identifier: str, description: str) -> Generator[simpy.Event, Any, None]:
        """Await a real process in the container, and let its end happen there."""
        try:
            yield self._with.schedule.await_ended(self._work.ending(session, identifier), description)
        except AgentSilentError:
            return
        finally:
            self._work.forget(session, identifier)
        while session == self._session and not self.tell("deliver", identifier=identifier):
            yield self._heard  # it is paused

    # Lives of the agent's process, and of the container

    def _agent_called(self, session: str, is_new: bool) -> None:
        """A new process of the agent's has dialled, or one is heard of again. In the endpoint's thread."""
        self._with.schedule.post(lambda: self._agent_is_there(session) if is_new else self._agent_is_back(session))

    def _agent_is_there(self, session: str) -> None:
        if self._powered and session not in {self._session, self._opened}:
            self._lost()
            self._begin(session)

    def _agent_is_back(self, session: str) -> None:
        if session == self._session and self._begun:
            self._heard_again()
        elif session == self._session:
            self._begin(session)

    def _begin(self, session: str) -> None:
        """Make a VM of the agent's process."""
        if self._failures == MOST_FAILURES or not self.channel.hear(session):
            return
        self._session = session
        self._conversation.begin_anew()
        self._begun = self.tell("begin", start=self._start.to_json(), powered=True)
        if self._begun:
            self._failures = 0
            self.look()
            return
        self._failures += 1
        self._record("agent broke down", log=self._power.log)

    def _lost(self) -> None:
        """The agent's process is no more, and what it had begun never comes."""
        self._session, self._begun = "", False
        self._plans += 1
        self._work.lose()
        self._seen.see_silence()

    def on_happening(self, happening: Happening) -> None:
        """Something has happened to the container. In the thread that follows the engine's events."""
        if happening.network:
            self._with.schedule.post(lambda: self._reconnected(is_connected=happening.action == "connect"))
            return
        state = self._power.state
        was_paused, self._paused = self._paused, state == "paused"
        if state == "running":
            if was_paused:
                self._with.schedule.post(self._heard_again)
            return
        self.channel.silence(f"it is {state}", forget=state != "paused")
        self._with.schedule.post(lambda: self._fell_silent(state))

    def _reconnected(self, *, is_connected: bool) -> None:
        """Somebody else than the simulator may have switched its outbound network: its agent shall see it at once."""
        if self._session and self._seen.outbound != is_connected:
            self.look()

    def _fell_silent(self, state: str) -> None:
        if not self._powered or self._power.state == "running":
            return
        self._record("container silent", state=state)
        if state == "paused":
            self._seen.see_silence()
        else:
            self._lost()

    def _heard_again(self) -> None:
        """It runs: where it was silent for a while, it goes on."""
        if not (self._powered and self._session and self.channel.hear(self._session)):
            return
        late = self.channel.take_late()
        if late is not None:
            self._take(late)
        if self.look():
            event, self._heard = self._heard, self._environment.event()
            event.succeed()
