"""An order in force: what it has been given besides what it says, and how often it has struck."""

from dataclasses import dataclass, field
from typing import Any

from fake_arm.model import VirtualMachine
from simulator.faults import registry
from simulator.faults.kinds import EndpointOrder, Fault
from simulator.faults.orders import FaultOrder


@dataclass(slots=True, eq=False)
class InForce:
    """One order in force.

    ``injected``: when (simulated seconds). ``only``: the key of the one VM that it is for, where it was given to a VM
    and not to a pattern. ``struck``: occasions so far. ``active``: whether its time has come. ``over``: whether it has
    ended. ``spared``: keys of VMs that were healed of it. ``at_endpoint``: the order as a fault of the endpoint sees
    it, while it is active.
    """

    id: str
    order: FaultOrder
    injected: float
    only: str = ""
    from_tag: bool = False
    struck: int = 0
    active: bool = False
    over: bool = False
    spared: set[str] = field(default_factory=set)
    at_endpoint: EndpointOrder | None = None

    @property
    def fault(self) -> Fault:
        """The kind of fault."""
        return registry.FAULTS[self.order.fault]

    @property
    def used_up(self) -> bool:
        """Whether it has had all its occasions."""
        return self.order.count is not None and self.struck >= self.order.count

    def covers(self, machine: VirtualMachine) -> bool:
        """Whether a VM is in its scope."""
        if machine.key in self.spared or (self.only and machine.key != self.only):
            return False
        if machine.provisioning_state == "Deleting":
            return False
        return self.order.covers_machine(machine.name, machine.tags)

    def covers_path(self, method: str, path: str) -> bool:
        """Whether a request is in its scope."""
        if self.only and not f"{path.lower()}/".startswith(f"{self.only}/"):
            return False
        return self.order.covers_request(method, path)

    def view(self) -> dict[str, Any]:
        """What the control API shows of it."""
        return {
            "id": self.id,
            **self.order.view(),
            **({"onlyVm": self.only} if self.only else {}),
            "injectedAt": self.injected,
            "active": self.active,
            "struck": self.struck,
        }
