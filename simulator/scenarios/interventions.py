"""What somebody else than the client does in a step: time, faults, rules, stubs, a look into the machine."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any, Self

from fake_agent.rules import Rule
from fake_agent.stubs import Stub, WebStub
from fake_agent.windows.registry import full_name
from simulator.faults.orders import FaultOrder
from simulator.faults.orders import parse as parse_order
from simulator.guest_entries import STUB_MEMBERS, WEB_STUB_MEMBERS, check_guest, parse_stub
from simulator.reader import EstateError, Reader, text_of
from simulator.scenarios.stage import Stage

UNITS = {"seconds": 1.0, "minutes": 60.0, "hours": 3600.0}


@dataclass(frozen=True, slots=True)
class Advance:
    """Simulated time passes; everything due happens."""

    seconds: float

    @classmethod
    def read(cls, value: Any, place: str) -> Self:
        """From ``{seconds, minutes, hours}``."""
        reader = Reader(value, place, tuple(UNITS))
        return cls(sum(unit * reader.amount(name) for name, unit in UNITS.items()))

    def play(self, stage: Stage) -> None:
        """Move time."""
        stage.simulator.clock.advance(self.seconds)


@dataclass(frozen=True, slots=True)
class AddRule:
    """Scripts in which an expression is found have this outcome from here on."""

    rule: Rule

    @classmethod
    def read(cls, value: Any, place: str) -> Self:
        """From the members of the control API's rules."""
        reader = Reader(value, place, ("script", "vm", "stdout", "stderr", "exitCode", "duration"))
        try:
            return cls(
                Rule(
                    script=reader.text("script"),
                    stdout=reader.free_text("stdout"),
                    stderr=reader.free_text("stderr"),
                    exit_code=reader.integer("exitCode", 0),
                    duration=reader.duration("duration"),
                    vm=reader.free_text("vm"),
                )
            )
        except re.error as error:
            raise EstateError(f"{place}: 'script' must be a regular expression: {error}") from error

    def play(self, stage: Stage) -> None:
        """Put the rule in force."""
        stage.simulator.rule(**_members(self.rule, Rule))


@dataclass(frozen=True, slots=True)
class AddStub:
    """Windows VMs have a command of the scenario's own from here on."""

    stub: Stub | WebStub

    @classmethod
    def read(cls, value: Any, place: str) -> Self:
        """From the members of the control API's stubs."""
        vm = value.get("vm", "") if isinstance(value, Mapping) else ""
        if not isinstance(vm, str):
            raise EstateError(f"{place}: 'vm' must be a text")
        Reader(
            value, place, (*(WEB_STUB_MEMBERS if isinstance(value, Mapping) and "url" in value else STUB_MEMBERS), "vm")
        )
        return cls(parse_stub(_without(value, "vm"), place, vm))

    def play(self, stage: Stage) -> None:
        """Put the stub in force."""
        stage.simulator.stub(**_members(self.stub, type(self.stub)))


def _members(value: Any, kind: type) -> dict[str, Any]:
    return {member.name: getattr(value, member.name) for member in fields(kind) if member.init}


@dataclass(frozen=True, slots=True)
class Change:
    """Somebody at a Windows VM's console changes it, by a description as in an estate file."""

    vm: str
    description: Mapping[str, Any]

    @classmethod
    def read(cls, value: Any, place: str) -> Self:
        """From ``{vm, guest}``."""
        reader = Reader(value, place, ("vm", "guest"))
        description = reader.mapping("guest")
        check_guest(description, "Windows", f"{place}: 'guest'")
        return cls(reader.text("vm"), description)

    def play(self, stage: Stage) -> None:
        """Change it."""
        stage.machine(self.vm).change(self.description)


LOOKS = ("file", "service", "registry", "log")
LOGS = ("extension", "agent")


@dataclass(frozen=True, slots=True)
class Look:
    """Look into the machine, as somebody at its console would: a file, a service, a registry value, a log."""

    vm: str
    part: str
    name: str
    value: str = ""

    @classmethod
    def read(cls, value: Any, place: str) -> Self:
        """From ``{vm, file}``, ``{vm, service}``, ``{vm, registry, value}`` or ``{vm, log: extension|agent}``."""
        reader = Reader(value, place, ("vm", *LOOKS, "value"))
        given = [part for part in LOOKS if reader.any(part) is not None]
        if len(given) != 1:
            raise EstateError(f"{place} must have one of {', '.join(LOOKS)}")
        name = reader.choice("log", LOGS) if given == ["log"] else reader.text(given[0])
        return cls(reader.text("vm"), given[0], name, reader.free_text("value"))

    def play(self, stage: Stage) -> None:
        """See what is there; nothing, where there is none."""
        machine = stage.machine(self.vm)
        if self.part == "service":
            found = machine.services.find(self.name)
            stage.looked = None if found is None else str(found.status.value)
        elif self.part == "registry":
            data = machine.registry.read(full_name(self.name), self.value)
            stage.looked = None if data is None else str(data)
        else:
            path = self.name if self.part == "file" else machine.log_path(self.name)
            stage.looked = machine.files.read(path).decode("utf-8", "replace") if machine.files.exists(path) else None


@dataclass(frozen=True, slots=True)
class Inject:
    """A fault begins, as an order says."""

    order: FaultOrder

    @classmethod
    def read(cls, value: Any, place: str) -> Self:
        """From an order of a fault."""
        return cls(read_order(value, place))

    def play(self, stage: Stage) -> None:
        """Put the order in force."""
        stage.simulator.inject(self.order.fault, **_without(self.order.view(), "fault"))


@dataclass(frozen=True, slots=True)
class Heal:
    """A fault is over: that of an id or name, or ``all``."""

    fault: str

    @classmethod
    def read(cls, value: Any, place: str) -> Self:
        """From the name or id of a fault that was injected, or ``all``."""
        return cls(text_of(value, f"{place} must be the name or id of a fault that was injected, or all"))

    def play(self, stage: Stage) -> None:
        """End the order."""
        stage.simulator.heal(None if self.fault == "all" else self.fault)


def read_order(value: Any, place: str) -> FaultOrder:
    """An order of a fault: its name, or a mapping. Raises ``EstateError``."""
    try:
        return parse_order(value)
    except ValueError as error:
        raise EstateError(f"{place}: {error}") from error


def _without(members: Mapping[str, Any], name: str) -> dict[str, Any]:
    return {known: value for known, value in members.items() if known != name}
