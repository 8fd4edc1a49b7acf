"""``agent-stopped``: the guest agent's service is stopped."""

from simulator.embedded import EmbeddedMachine


class AgentStopped:
    """The VM runs, its agent does not.

    A client sees the request accepted and nothing more: after 25 minutes ``VMAgentStatusCommunicationError``
    (recorded), or after 90 minutes ``VMExtensionProvisioningTimeout`` where the agent had reported that it began. The
    instance view shows Not Ready.
    """

    name = "agent-stopped"

    def inject(self, machine: EmbeddedMachine) -> None:
        """Stop the service."""
        machine.guest.stop_agent()

    def heal(self, machine: EmbeddedMachine) -> None:
        """Start the service."""
        machine.guest.start_agent()
