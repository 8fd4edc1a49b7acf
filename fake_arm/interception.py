"""Who watches Azure's side and may interfere with it: the simulation's faults."""

from dataclasses import dataclass
from typing import Protocol

from fake_arm.errors import ArmError
from fake_arm.model import VirtualMachine
from fake_arm.operations import Operation
from fake_arm.request import ArmRequest
from fake_arm.treatment import ORDINARY, Treatment


@dataclass(frozen=True, slots=True)
class Refusal:
    """An error that answers a request; with ``carried_out`` the request takes effect all the same."""

    error: ArmError
    carried_out: bool = False


class Watcher(Protocol):
    """Who looks at what Azure's side does, and may interfere. Called with the lock of the simulation held."""

    def treatment(self, request: ArmRequest) -> Treatment:
        """What becomes of a request, decided as it arrives."""

    def refusal(self, request: ArmRequest, limits: str) -> Refusal | None:
        """What answers a request which has passed the gateway's checks; ``limits``: as a route's."""

    def objection(self, machine: VirtualMachine) -> str:
        """What is wrong with the tags of a VM as it shall be; empty where nothing is."""

    def machine_changed(self, machine: VirtualMachine) -> None:
        """A VM was made, or has other tags."""

    def machine_removed(self, machine: VirtualMachine) -> None:
        """A VM is being deleted."""

    def run_requested(self, machine: VirtualMachine) -> None:
        """A run command arrived for a VM; the provider has not looked at it yet."""

    def run_refused(self, machine: VirtualMachine) -> None:
        """It was refused."""

    def run_accepted(self, machine: VirtualMachine, operation: Operation) -> None:
        """It was accepted; nothing of it has happened yet."""

    def operation_ended(self, operation: Operation) -> None:
        """An operation of any kind has ended."""


class NobodyWatches:
    """Everything goes its ordinary way."""

    def treatment(self, request: ArmRequest) -> Treatment:
        """Nothing beside."""
        return ORDINARY

    def refusal(self, request: ArmRequest, limits: str) -> Refusal | None:
        """None."""
        return None

    def objection(self, machine: VirtualMachine) -> str:
        """None."""
        return ""

    def machine_changed(self, machine: VirtualMachine) -> None:
        """Nobody minds."""

    def machine_removed(self, machine: VirtualMachine) -> None:
        """Nobody minds."""

    def run_requested(self, machine: VirtualMachine) -> None:
        """Nobody minds."""

    def run_refused(self, machine: VirtualMachine) -> None:
        """Nobody minds."""

    def run_accepted(self, machine: VirtualMachine, operation: Operation) -> None:
        """Nobody minds."""

    def operation_ended(self, operation: Operation) -> None:
        """Nobody minds."""
