"""The default estate's Windows VM: changed as somebody at its console would, and seen as clients see it."""

from typing import Any

from fake_agent.windows.description import apply
from fake_agent.windows.guest import WindowsGuest
from fake_agent.windows.machine import Machine
from support.arm_client import WINDOWS_VM, SimulatedAzure


def windows_guest(azure: SimulatedAzure) -> WindowsGuest:
    """The guest of ``win-vm``."""
    machine = next(machine for machine in azure.simulation.cloud.machines.values() if machine.name == WINDOWS_VM)
    guest = azure.simulation.hypervisor.machine(machine.key).guest
    assert isinstance(guest, WindowsGuest)
    return guest


def windows_machine(azure: SimulatedAzure) -> Machine:
    """The state of ``win-vm``."""
    return windows_guest(azure).machine


def change(azure: SimulatedAzure, **description: object) -> None:
    """Change the Windows VM by a description, as somebody at its console would."""
    with azure.simulation.lock:
        guest = windows_guest(azure)
        apply(guest.machine, description)
        guest.notice()


def instance_view(azure: SimulatedAzure) -> Any:
    """The instance view of the Windows VM."""
    return azure.owner.get(f"{azure.owner.vm('win-vm')}/instanceView").json


def agent_status(azure: SimulatedAzure) -> str:
    """What the instance view says of the agent."""
    return str(instance_view(azure)["vmAgent"]["statuses"][0]["displayStatus"])


def handler_status(azure: SimulatedAzure) -> Any:
    """What the instance view says of the extension."""
    return instance_view(azure)["extensions"][0]["statuses"][0]
