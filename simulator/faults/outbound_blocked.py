"""``outbound-blocked``: nothing leaves the VM's network on port 443."""

from functools import partial

from simulator.faults.kinds import Heal, MachineFault, Settings
from simulator.faults.target import Target


class OutboundBlocked(MachineFault):
    """A network security group, say, cuts the VM off on its way out; the fabric still reaches it."""

    name = "outbound-blocked"
    observed = (
        "The script runs and has its effect, its status never arrives: after 25 minutes "
        "VMAgentStatusCommunicationError, or after 90 minutes VMExtensionProvisioningTimeout where the agent had "
        "reported before the cut. Healed in time, the result arrives."
    )
    source = "azure-docs #11596, #10415; azure-powershell #5741; Run Command article"
    grade = "reported"

    def inject(self, target: Target, settings: Settings) -> Heal:
        """Cut."""
        machine = target.machine
        machine.cut_outbound(cut=True)
        return partial(machine.cut_outbound, cut=False)
