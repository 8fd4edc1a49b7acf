"""``agent-not-ready``: the guest agent hangs."""

from functools import partial

from simulator.faults.kinds import Heal, MachineFault, Settings
from simulator.faults.target import Target


class AgentNotReady(MachineFault):
    """The service of the agent runs, but the agent hangs: it picks nothing up and tells nothing.

    As on VMs made from images that were captured with a running agent. What runs on the VM already goes on.
    """

    name = "agent-not-ready"
    observed = (
        "No refusal: the request is accepted, the operation stays InProgress, and after 25 minutes it fails with "
        "VMAgentStatusCommunicationError. The instance view shows Not Ready. Healed in time, the run begins."
    )
    source = "azure-docs #56948; Run Command article, restrictions; that it is not refused at once is inferred"
    grade = "reported"

    def inject(self, target: Target, settings: Settings) -> Heal:
        """Hang."""
        machine = target.machine
        machine.trouble(agent_hung=True)
        return partial(machine.trouble, agent_hung=False)
