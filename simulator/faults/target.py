"""A VM as faults see it: its machine, whatever hypervisor it runs on, and its resource on Azure's side."""

from collections.abc import Mapping
from typing import Any, Protocol

from fake_agent.guest import Guest
from fake_arm.cloud import Cloud
from fake_arm.model import VirtualMachine
from simulator.machines import agent_option


class FaultyMachine(Protocol):
    """What a hypervisor's machine offers to faults."""

    @property
    def guest(self) -> Guest:
        """The machine under the agent."""

    def cut_outbound(self, *, cut: bool) -> None:
        """Cut or restore the network's way out."""

    def change(self, description: Mapping[str, Any]) -> None:
        """Change a Windows machine by a description, as in an estate file."""

    def describe(self) -> dict[str, Any]:
        """What there is to see of a Windows machine."""

    def trouble(self, **conditions: Any) -> None:
        """Change what is wrong with agent and extension: members of ``fake_agent.conditions.Conditions``."""


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

    @property
    def is_emulated_windows(self) -> bool:
        """Whether scripts meet the emulated Windows machine."""
        resource = self.resource
        return resource.os_type == "Windows" and agent_option(resource, "guest") != "pwsh"

    @property
    def next_sequence_number(self) -> int:
        """The number of the settings of its next run."""
        return self._cloud.fabric.next_sequence_number(self._key)

    def lose_statuses(self, *, lost: bool) -> None:
        """Lose the extension's last word on its way to Azure, or no longer."""
        self._cloud.fabric.lose_statuses(self._key, lost=lost)

    def change(self, **changes: Any) -> None:
        """Change the VM's resource; nothing happens where it is gone."""
        self._cloud.change_machine(self._key, **changes)
