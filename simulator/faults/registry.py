"""The faults that there are, by name."""

from simulator.faults.agent_not_ready import AgentNotReady
from simulator.faults.agent_stopped import AgentStopped
from simulator.faults.autorun_registry import AutorunRegistry
from simulator.faults.clock_skew import ClockSkew
from simulator.faults.conflict_after_success import ConflictAfterSuccess
from simulator.faults.connection_reset import ConnectionReset
from simulator.faults.disk_full import DiskFull
from simulator.faults.expired_token import ExpiredToken
from simulator.faults.extension_install_fails import ExtensionInstallFails
from simulator.faults.extension_marked_for_deletion import ExtensionMarkedForDeletion
from simulator.faults.extension_operations_disallowed import ExtensionOperationsDisallowed
from simulator.faults.interactive_prompt import InteractivePrompt
from simulator.faults.kinds import Fault
from simulator.faults.latency import Latency
from simulator.faults.legacy_exit_codes import LegacyExitCodes
from simulator.faults.lost_post_response import LostPostResponse
from simulator.faults.never_ends import NeverEnds
from simulator.faults.outbound_blocked import OutboundBlocked
from simulator.faults.server_error import ServerError
from simulator.faults.slow_agent import SlowAgent
from simulator.faults.stale_output import StaleOutput
from simulator.faults.status_lost import StatusLost
from simulator.faults.throttled import Throttled
from simulator.faults.truncated_body import TruncatedBody

FAULTS: dict[str, Fault] = {
    fault.name: fault
    for fault in (
        # of a VM
        AgentNotReady(),
        AgentStopped(),
        OutboundBlocked(),
        AutorunRegistry(),
        InteractivePrompt(),
        ExtensionInstallFails(),
        ExtensionMarkedForDeletion(),
        ExtensionOperationsDisallowed(),
        StaleOutput(),
        StatusLost(),
        ConflictAfterSuccess(),
        NeverEnds(),
        SlowAgent(),
        DiskFull(),
        LegacyExitCodes(),
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
