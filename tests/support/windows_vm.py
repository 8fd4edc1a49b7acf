"""The default estate's Windows VM: changed as somebody at its console would, and seen as clients see it."""

from typing import Any

from fake_agent.guest import Guest
from fake_agent.windows.guest import WindowsGuest
from fake_agent.windows.machine import Machine
from support.arm_client import WINDOWS_VM, SimulatedAzure


def _key(azure: SimulatedAzure) -> str:
    return next(machine.key for machine in azure.simulation.cloud.machines.values() if machine.name == WINDOWS_VM)


def windows_guest(azure: SimulatedAzure) -> Guest:
    """The guest of ``win-vm``, wherever it is."""
    guest: Guest = azure.simulation.hypervisor.machine(_key(azure)).guest
    return guest


def windows_machine(azure: SimulatedAzure) -> Machine:
    """The state of ``win-vm``, in this process."""
    guest = windows_guest(azure)
    assert isinstance(guest, WindowsGuest)
    return guest.machine


def change(azure: SimulatedAzure, **description: object) -> None:
    """Change the Windows VM by a description, as somebody at its console would."""
    with azure.simulation.lock:
        azure.simulation.hypervisor.windows(_key(azure)).change(description)


def instance_view(azure: SimulatedAzure) -> Any:
    """The instance view of the Windows VM."""
    return azure.owner.get(f"{azure.owner.vm('win-vm')}/instanceView").json


def agent_status(azure: SimulatedAzure) -> str:
    """What the instance view says of the agent."""
    return str(instance_view(azure)["vmAgent"]["statuses"][0]["displayStatus"])


def handler_status(azure: SimulatedAzure) -> Any:
    """What the instance view says of the extension."""
    return instance_view(azure)["extensions"][0]["statuses"][0]
