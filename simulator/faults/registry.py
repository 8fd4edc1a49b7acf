"""The faults that there are, by name."""

from simulator.faults.agent_stopped import AgentStopped
from simulator.faults.kinds import Fault
from simulator.faults.outbound_blocked import OutboundBlocked
from simulator.faults.throttled import Throttled

FAULTS: dict[str, Fault] = {
    fault.name: fault
    for fault in (
        # of a VM
        AgentStopped(),
        OutboundBlocked(),
        # of the endpoint
        Throttled(),
    )
}


def find(name: str) -> Fault:
    """The fault of this name. Raises ``KeyError`` with a text that lists them."""
    if name not in FAULTS:
        raise KeyError(f"there is no fault '{name}'; there are {', '.join(sorted(FAULTS))}")
    return FAULTS[name]
