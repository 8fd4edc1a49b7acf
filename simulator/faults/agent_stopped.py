"""``agent-stopped``: the guest agent's service is stopped."""

from simulator.faults.kinds import Heal, MachineFault, Settings
from simulator.faults.target import Target


class AgentStopped(MachineFault):
    """The VM runs, the service of its agent does not. Healing starts it; so does a restart of the VM."""

    name = "agent-stopped"
    observed = (
        "The request is accepted and nothing more comes: after 25 minutes VMAgentStatusCommunicationError, or after 90 "
        "minutes VMExtensionProvisioningTimeout where the agent had reported that the run began. The instance view "
        "shows Not Ready. Started in time, the agent runs the script and the result arrives."
    )
    source = "OMS #1496, Run Command article; the error as recorded for a VM whose agent never spoke (azure-cli)"
    grade = "reported"

    def inject(self, target: Target, settings: Settings) -> Heal:
        """Stop the service."""
        guest = target.machine.guest
        guest.stop_agent()
        return guest.start_agent
