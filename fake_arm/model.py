"""The values of Azure's side: what exists, by its ARM names. All of them are frozen; stores replace them whole."""

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Literal

OsType = Literal["Windows", "Linux"]


class PowerState(StrEnum):
    """The power states that the instance view shows."""

    STARTING = "starting"
    RUNNING = "running"
    STOPPING = "stopping"
    STOPPED = "stopped"
    DEALLOCATING = "deallocating"
    DEALLOCATED = "deallocated"


@dataclass(frozen=True, slots=True)
class Subscription:
    """A subscription of the one tenant."""

    subscription_id: str
    display_name: str
    state: str = "Enabled"


@dataclass(frozen=True, slots=True)
class ResourceGroup:
    """A resource group."""

    subscription_id: str
    name: str
    location: str

    @property
    def id(self) -> str:
        """Its ARM id."""
        return f"/subscriptions/{self.subscription_id}/resourceGroups/{self.name}"


@dataclass(frozen=True, slots=True)
class ScaleSet:
    """A scale set of uniform instances; the instances are virtual machines that name it."""

    group: ResourceGroup
    name: str
    location: str
    os_type: OsType
    size: str = "Standard_D2s_v5"

    @property
    def id(self) -> str:
        """Its ARM id."""
        return f"{self.group.id}/providers/Microsoft.Compute/virtualMachineScaleSets/{self.name}"


@dataclass(frozen=True, slots=True)
class VirtualMachine:
    """A virtual machine, or an instance of a scale set (then ``scale_set`` and ``instance_id`` are given).

    ``created`` is in simulated seconds. ``extension_operations`` is ``osProfile.allowExtensionOperations`` together
    with an installed agent: without it, Compute refuses run commands. ``extension_marked_for_deletion``: a deletion of
    the Run Command extension was begun and has not ended. ``lock_lingers``: simulated seconds for which Compute takes a
    run that has succeeded for one in progress.
    """

    group: ResourceGroup
    name: str
    location: str
    os_type: OsType
    vm_id: str
    size: str = "Standard_D2s_v5"
    tags: dict[str, str] = field(default_factory=dict)
    power_state: PowerState = PowerState.RUNNING
    provisioning_state: str = "Succeeded"
    extension_operations: bool = True
    admin_username: str = "azureuser"
    created: float = 0.0
    scale_set: str = ""
    instance_id: str = ""
    options: dict[str, object] = field(default_factory=dict)
    extension_marked_for_deletion: bool = False
    lock_lingers: float = 0.0

    @property
    def id(self) -> str:
        """Its ARM id."""
        base = f"{self.group.id}/providers/Microsoft.Compute"
        if self.scale_set:
            return f"{base}/virtualMachineScaleSets/{self.scale_set}/virtualMachines/{self.instance_id}"
        return f"{base}/virtualMachines/{self.name}"

    @property
    def key(self) -> str:
        """What stores look it up by: ids are case-insensitive."""
        return self.id.lower()


@dataclass(frozen=True, slots=True)
class InstanceViewStatus:
    """One status of a run command's result."""

    code: str
    level: str
    display_status: str
    message: str

    def body(self) -> dict[str, str]:
        """The wire form, members in Azure's order."""
        return {
            "code": self.code,
            "level": self.level,
            "displayStatus": self.display_status,
            "message": self.message,
        }


@dataclass(frozen=True, slots=True)
class Principal:
    """A service principal: how it signs in (``client_id``, ``client_secret``) and who it is to RBAC (``object_id``)."""

    client_id: str
    client_secret: str
    object_id: str
    display_name: str


@dataclass(frozen=True, slots=True)
class CommandDocument:
    """A built-in run command. ``script`` is what runs when the request brings none."""

    id: str
    os_type: OsType
    label: str
    description: str
    script: tuple[str, ...]
    parameters: tuple[dict[str, object], ...] = ()
