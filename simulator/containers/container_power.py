"""Turns the container of one VM on and off."""

from fake_agent.protocol import GoalState
from simulator.containers.channel import Channel
from simulator.containers.conversation import Circumstances
from simulator.containers.errors import AgentSilentError, ContainersError

START_PATIENCE = 60.0
"""Seconds of the wall clock for a container to start and its agent to call."""


class ContainerPower:
    """The container's switch, which knows what its channel is to say meanwhile.

    ``old_goal``: the goal state of the VM when its container was made anew, after somebody had removed it: a machine
    with an empty disk does not know that it was told to run this before, and must not be told again.
    """

    def __init__(self, vm: str, circumstances: Circumstances, channel: Channel) -> None:
        self._vm = vm
        self._with = circumstances
        self._channel = channel
        self.old_goal: GoalState | None = None

    def turn_on(self) -> str:
        """Start it. Returns the session of its agent's process.

        Raises ``ContainersError`` where it does not start, and ``AgentSilentError`` where no agent calls.
        """
        self._channel.silence("it starts", forget=True)
        if self._with.hull.start():
            self._with.world.record("guest", "container made anew", vm=self._vm)
            self.old_goal = self._with.goal_state()
        try:
            return self._channel.await_session(START_PATIENCE)
        except AgentSilentError as error:
            raise AgentSilentError(
                f"the container of {self._vm} runs, but {error}; it must reach this machine: --fabric-address "
                "HOST[:PORT] says where, and a firewall may be in the way"
            ) from error

    def turn_off(self, reason: str) -> None:
        """Kill it; where that can't be done, it is noted."""
        self._channel.silence(reason, forget=True)
        try:
            self._with.hull.kill()
        except ContainersError as error:
            self._with.world.record("guest", "container does not stop", vm=self._vm, reason=str(error))

    @property
    def state(self) -> str:
        """What it does; see ``Engine.state``."""
        return self._with.hull.state

    @property
    def log(self) -> str:
        """What it printed last, or why that can't be read."""
        try:
            return self._with.hull.log
        except ContainersError as error:
            return str(error)
