"""What was last seen of a VM in a container, which is what the simulation goes by."""

from dataclasses import replace

import simpy

from fake_agent.container.messages import Answer


class LastSeen:
    """The VM's last answer, and the event of the next one that tells something else."""

    def __init__(self, environment: simpy.Environment) -> None:
        self._environment = environment
        self._answer: Answer | None = None
        self._changed: simpy.Event | None = None

    @property
    def agent_running(self) -> bool:
        """Whether the agent was running when the container was last heard of, and can still be."""
        return self._answer is not None and self._answer.agent_running

    @property
    def agent_starts(self) -> int:
        """How often the agent's service has started in this life."""
        return self._answer.agent_starts if self._answer else 0

    @property
    def outbound(self) -> bool:
        """Whether the container was on the outbound network."""
        return self._answer is None or self._answer.outbound

    @property
    def outbound_open(self) -> bool:
        """Whether the guest let statuses out, and the container was on the outbound network."""
        return self.outbound and (self._answer is None or self._answer.guest_outbound)

    def changed(self) -> simpy.Event:
        """The event of the next change of what is seen."""
        if self._changed is None:
            self._changed = self._environment.event()
        return self._changed

    def see(self, answer: Answer) -> None:
        """There is an answer."""
        before, self._answer = self._state, answer
        if before != self._state and self._changed is not None:
            event, self._changed = self._changed, None
            event.succeed()

    @property
    def _state(self) -> tuple[object, ...]:
        seen = self._answer
        return (seen.agent_running, seen.agent_starts, seen.guest_outbound, seen.outbound) if seen else ()

    def see_silence(self) -> None:
        """There is none."""
        if self._answer is not None and self._answer.agent_running:
            self.see(replace(self._answer, agent_running=False))
