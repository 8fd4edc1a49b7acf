"""``outbound-blocked``: nothing leaves the VM's network on port 443."""

from simulator.embedded import EmbeddedMachine


class OutboundBlocked:
    """A network security group, say, cuts the VM off; the fabric still reaches it.

    The script runs and has its effect; its status never arrives. A client sees ``VMAgentStatusCommunicationError``
    after 25 minutes (reported), or the time-out after 90 where the agent had reported before the cut. Healed in time,
    the result arrives.
    """

    name = "outbound-blocked"

    def inject(self, machine: EmbeddedMachine) -> None:
        """Cut."""
        machine.cut_outbound(cut=True)

    def heal(self, machine: EmbeddedMachine) -> None:
        """Restore."""
        machine.cut_outbound(cut=False)
