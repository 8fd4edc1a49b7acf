"""A VM as faults see it: its machine, whatever hypervisor it runs on, and its resource on Azure's side."""

from typing import Any, Protocol

from fake_agent.guest import Guest
from fake_arm.cloud import Cloud
from fake_arm.model import VirtualMachine


class FaultyMachine(Protocol):
    """What a hypervisor's machine offers to faults."""

    @property
    def guest(self) -> Guest:
        """The machine under the agent."""

    def cut_outbound(self, *, cut: bool) -> None:
        """Cut or restore the network's way out."""


class MachineFinder(Protocol):
    """What has the machines: a hypervisor."""

    def machine(self, key: str) -> FaultyMachine:
        """The machine of a VM. Raises ``KeyError``."""


class Target:
    """One VM."""

    def __init__(self, cloud: Cloud, hypervisor: MachineFinder, key: str) -> None:
        self._cloud = cloud
        self._hypervisor = hypervisor
        self._key = key

    @property
    def resource(self) -> VirtualMachine:
        """The VM as Azure's side has it now."""
        return self._cloud.machines[self._key]

    @property
    def machine(self) -> FaultyMachine:
        """Its machine."""
        return self._hypervisor.machine(self._key)

    def change(self, **changes: Any) -> None:
        """Change the VM's resource; nothing happens where it is gone."""
        self._cloud.change_machine(self._key, **changes)
