"""The faults by name, and which are in force."""

from typing import Protocol

from simulator.embedded import EmbeddedMachine
from simulator.faults.agent_stopped import AgentStopped
from simulator.faults.outbound_blocked import OutboundBlocked


class Fault(Protocol):
    """One kind of fault. Both methods may be called when there is nothing to do."""

    name: str

    def inject(self, machine: EmbeddedMachine) -> None:
        """Bring the VM into the state."""

    def heal(self, machine: EmbeddedMachine) -> None:
        """Bring it out again."""


FAULTS: dict[str, Fault] = {fault.name: fault for fault in (AgentStopped(), OutboundBlocked())}


def find(name: str) -> Fault:
    """The fault of this name. Raises ``KeyError`` with a text that lists them."""
    if name not in FAULTS:
        raise KeyError(f"there is no fault '{name}'; there are {', '.join(sorted(FAULTS))}")
    return FAULTS[name]
