"""What a fault is: a name, what it does and shows, where that is known from, and the parameters that it takes."""

from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from inspect import getdoc
from math import isfinite
from typing import Any, ClassVar, Literal

from fake_arm.cloud import Cloud
from fake_arm.interception import Refusal
from fake_arm.request import ArmRequest
from fake_arm.treatment import Treatment
from simulator.faults.target import Target

Grade = Literal["recorded", "documented", "reported", "chosen"]
Settings = Mapping[str, Any]
"""The values of all parameters of a fault, by name."""

Heal = Callable[[], None]
"""Brings a VM out of the state again. It is called once, and may find that somebody else has done so already."""

_KINDS: dict[str, tuple[str, tuple[type, ...]]] = {
    "number": ("a number", (int, float)),
    "integer": ("a whole number", (int,)),
    "text": ("a text", (str,)),
    "boolean": ("true or false", (bool,)),
}


class OrderError(ValueError):
    """An order of a fault that makes no sense: the text says in one sentence what would."""


@dataclass(frozen=True, slots=True)
class Parameter:
    """One parameter: what it means (with its unit), of which kind it is, and what counts where it is not given."""

    name: str
    meaning: str
    default: Any
    kind: Literal["number", "integer", "text", "boolean"] = "number"
    minimum: float | None = None
    maximum: float | None = None
    choices: tuple[Any, ...] = ()

    def check(self, value: Any) -> Any:
        """The value as it is used. Raises ``ValueError`` with what would be right."""
        _, types = _KINDS[self.kind]
        fits = isinstance(value, types) and (isinstance(value, bool) == (self.kind == "boolean"))
        if fits and not isinstance(value, str | bool):
            fits = isfinite(value) and not (
                (self.minimum is not None and value < self.minimum)
                or (self.maximum is not None and value > self.maximum)
            )
        if not fits or (self.choices and value not in self.choices):
            raise OrderError(f"'{self.name}' must be {self.wanted}")
        return float(value) if self.kind == "number" else value

    @property
    def wanted(self) -> str:
        """What a value must be, in words."""
        if self.choices:
            return f"one of {', '.join(str(choice) for choice in self.choices)}"
        text = _KINDS[self.kind][0]
        if self.minimum is not None:
            text += f" from {self.minimum:g}"
        if self.maximum is not None:
            text += f"{'' if self.minimum is not None else ' up'} to {self.maximum:g}"
        return text


class Fault(ABC):
    """One kind of fault. The docstring of its class says what it does on the machine or on the wire.

    ``observed``: what a client then sees; ``source`` and ``grade``: where that is known from, as in docs/parity.md.
    """

    name: ClassVar[str]
    place: ClassVar[Literal["vm", "endpoint"]]
    observed: ClassVar[str]
    source: ClassVar[str]
    grade: ClassVar[Grade]
    parameters: ClassVar[tuple[Parameter, ...]] = ()

    @classmethod
    def does(cls) -> str:
        """What it does, on one line."""
        return " ".join((getdoc(cls) or "").replace("``", "`").split())

    @classmethod
    def settings(cls, given: Mapping[str, Any]) -> dict[str, Any]:
        """The values of all parameters. Raises ``ValueError`` for one that there is not, or that can't be."""
        known = {parameter.name: parameter for parameter in cls.parameters}
        for name in given:
            if name not in known:
                takes = f"it takes {', '.join(known)}" if known else "it takes none"
                raise OrderError(f"'{cls.name}' has no parameter '{name}'; {takes}")
        return {name: parameter.check(given.get(name, parameter.default)) for name, parameter in known.items()}


class MachineFault(Fault):
    """A fault of a VM: it puts the VM into a state from which the failure follows."""

    place = "vm"
    systems: ClassVar[tuple[str, ...]] = ("Windows", "Linux")
    """The systems that it exists on; VMs of the other are out of its scope."""

    refuses: ClassVar[bool] = False
    """Whether it lets Compute refuse the request itself, so that it must be there before there is a run."""

    @abstractmethod
    def inject(self, target: Target, settings: Settings) -> Heal:
        """Bring the VM into the state; returns what brings it out again."""

    def lasts_after_run(self, settings: Settings) -> float:
        """Simulated seconds for which the state stays after the end of the run that it was drawn for."""
        return 0.0


@dataclass(frozen=True, slots=True)
class EndpointOrder:
    """An order in force of a fault of the endpoint: Azure's side, the settings, and what the fault remembers of it."""

    cloud: Cloud
    settings: Settings
    memory: dict[str, Any] = field(default_factory=dict)


class EndpointFault(Fault):
    """A fault of the endpoint. A request that it concerns is an occasion."""

    place = "endpoint"

    def begins(self, order: EndpointOrder) -> None:
        """The order's time has come."""

    def healed(self, order: EndpointOrder) -> None:
        """Somebody has healed it, before it was over by itself."""

    def concerns(self, request: ArmRequest, limits: str, order: EndpointOrder) -> bool:
        """Whether the fault has to do with such a request.

        ``limits`` is the group of Compute's limits that the request counts against. It is empty where that is none,
        and while the gateway has not looked at the request yet.
        """
        return True


class RefusalFault(EndpointFault):
    """A fault that answers a request once the gateway's checks are passed, as the gateway or as Compute."""

    @abstractmethod
    def refusal(self, request: ArmRequest, limits: str, order: EndpointOrder) -> Refusal:
        """The error answer, and whether the request takes effect all the same."""


class ConnectionFault(EndpointFault):
    """A fault around the handling of a request: its time, its token, the way of its answer."""

    @abstractmethod
    def treatment(self, request: ArmRequest, order: EndpointOrder) -> Treatment:
        """What becomes of the request."""
