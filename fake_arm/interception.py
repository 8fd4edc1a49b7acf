"""What may go wrong around the handling of a request. Who decides it is the simulation's; here it is carried out."""

from dataclasses import dataclass
from enum import Enum
from typing import Protocol

from fake_arm.errors import ArmError
from fake_arm.model import VirtualMachine
from fake_arm.operations import Operation
from fake_arm.request import ArmRequest


class Ending(Enum):
    """How a connection ends instead of carrying an answer whole."""

    RESET = "reset"
    """TCP RST, with nothing of the answer."""
    CLOSED = "closed"
    """Closed in order, with nothing of the answer."""
    TRUNCATED = "truncated"
    """The headers announce the whole body, and the connection closes before all of it has come."""


@dataclass(frozen=True, slots=True)
class Treatment:
    """What becomes of one request beside its ordinary handling. The default is nothing.

    ``handled``: whether a handler sees it at all. ``ending``: how the connection ends. ``kept``: bytes of the body
    that a truncated answer brings. ``wait``: seconds of the wall clock before it is looked at. ``clock_skew``: seconds
    by which ARM's clock is ahead while it is handled. ``token_expired``: its token counts as expired.
    """

    handled: bool = True
    ending: Ending | None = None
    kept: int = 0
    wait: float = 0.0
    clock_skew: float = 0.0
    token_expired: bool = False

    def with_other(self, other: "Treatment") -> "Treatment":
        """Both at once; of two endings the first counts."""
        first = self if self.ending else other
        return Treatment(
            handled=self.handled and other.handled,
            ending=first.ending,
            kept=first.kept,
            wait=self.wait + other.wait,
            clock_skew=self.clock_skew + other.clock_skew,
            token_expired=self.token_expired or other.token_expired,
        )


ORDINARY = Treatment()


class Watcher(Protocol):
    """Who looks at what Azure's side does, and may interfere. Called with the lock of the simulation held."""

    def treatment(self, request: ArmRequest) -> Treatment:
        """What becomes of a request, decided as it arrives."""

    def refusal(self, request: ArmRequest, limits: str) -> ArmError | None:
        """The error that answers a request which has passed the gateway's checks; ``limits``: as a route's."""

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

    def refusal(self, request: ArmRequest, limits: str) -> ArmError | None:
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
