"""The state of Azure's side, all of it.

Who may sign in, what exists, what runs. Handlers read and change it with the lock held.
"""

from dataclasses import dataclass, field, replace
from typing import Any

from fake_arm.authorization.store import RoleStore
from fake_arm.compute.received import ReceivedRequests
from fake_arm.fabric import Fabric
from fake_arm.interception import NobodyWatches, Watcher
from fake_arm.limits import Buckets
from fake_arm.model import (
    CommandDocument,
    Principal,
    ResourceGroup,
    ScaleSet,
    Subscription,
    VirtualMachine,
)
from fake_arm.operations import Operation, Operations
from fake_arm.ports import Clock, Hypervisor, Surroundings
from fake_arm.sign_in.tokens import TokenAuthority
from fake_arm.timing import ProviderTiming


@dataclass(frozen=True, slots=True)
class Directory:
    """The tenant and who is in it."""

    tenant_id: str
    domain: str
    principals: tuple[Principal, ...]

    def knows(self, tenant: str) -> bool:
        """Whether a tenant named by id or domain is this one."""
        return tenant.lower() in (self.tenant_id.lower(), self.domain.lower())

    def by_client_id(self, client_id: str) -> Principal | None:
        """The principal with this application id."""
        return next((known for known in self.principals if known.client_id.lower() == client_id.lower()), None)

    def by_object_id(self, object_id: str) -> Principal | None:
        """The principal with this object id."""
        return next((known for known in self.principals if known.object_id.lower() == object_id.lower()), None)


@dataclass(slots=True)
class Cloud:
    """Everything on Azure's side of one simulation."""

    surroundings: Surroundings
    clock: Clock
    hypervisor: Hypervisor
    directory: Directory
    documents: dict[str, CommandDocument]
    timing: ProviderTiming
    tokens: TokenAuthority
    fabric: Fabric
    locations: tuple[dict[str, Any], ...]
    enforce_limits: bool = False
    subscriptions: dict[str, Subscription] = field(default_factory=dict)
    groups: dict[str, ResourceGroup] = field(default_factory=dict)
    machines: dict[str, VirtualMachine] = field(default_factory=dict)
    scale_sets: dict[str, ScaleSet] = field(default_factory=dict)
    roles: RoleStore = field(default_factory=RoleStore)
    operations: Operations = field(init=False)
    device_codes: dict[str, int] = field(default_factory=dict)
    buckets: Buckets = field(default_factory=Buckets)
    received: ReceivedRequests = field(default_factory=ReceivedRequests)
    watcher: Watcher = field(default_factory=NobodyWatches)

    def __post_init__(self) -> None:
        self.operations = Operations(self._operation_ended)

    def _operation_ended(self, operation: Operation) -> None:
        self.watcher.operation_ended(operation)

    @property
    def now(self) -> float:
        """Simulated seconds."""
        return float(self.surroundings.environment.now)

    def subscription(self, subscription_id: str) -> Subscription | None:
        """The subscription of this id."""
        return self.subscriptions.get(subscription_id.lower())

    def group(self, subscription_id: str, name: str) -> ResourceGroup | None:
        """The resource group of this name."""
        return self.groups.get(f"/subscriptions/{subscription_id}/resourceGroups/{name}".lower())

    def document(self, command_id: str) -> CommandDocument | None:
        """The built-in command of this id, in any case."""
        return self.documents.get(command_id.lower())

    def change_machine(self, key: str, **changes: Any) -> VirtualMachine | None:
        """Replace a VM by one with changes; None where it is gone."""
        machine = self.machines.get(key)
        if machine is None:
            return None
        self.machines[key] = changed = replace(machine, **changes)
        return changed
