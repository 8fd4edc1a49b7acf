"""The faults that there are, by name."""

from simulator.faults.agent_stopped import AgentStopped
from simulator.faults.clock_skew import ClockSkew
from simulator.faults.connection_reset import ConnectionReset
from simulator.faults.expired_token import ExpiredToken
from simulator.faults.kinds import Fault
from simulator.faults.latency import Latency
from simulator.faults.lost_post_response import LostPostResponse
from simulator.faults.outbound_blocked import OutboundBlocked
from simulator.faults.server_error import ServerError
from simulator.faults.throttled import Throttled
from simulator.faults.truncated_body import TruncatedBody

FAULTS: dict[str, Fault] = {
    fault.name: fault
    for fault in (
        # of a VM
        AgentStopped(),
        OutboundBlocked(),
        # of the endpoint
        Throttled(),
        ServerError(),
        Latency(),
        ConnectionReset(),
        TruncatedBody(),
        LostPostResponse(),
        ExpiredToken(),
        ClockSkew(),
    )
}


def find(name: str) -> Fault:
    """The fault of this name. Raises ``KeyError`` with a text that lists them."""
    if name not in FAULTS:
        raise KeyError(f"there is no fault '{name}'; there are {', '.join(sorted(FAULTS))}")
    return FAULTS[name]
