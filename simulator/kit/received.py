"""What a VM was sent, as values, and what a test expected of it, with the differences in words."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from difflib import ndiff
from typing import overload

from fake_arm.compute.received import ReceivedRequest
from fake_arm.model import VirtualMachine
from simulator.simulation import Simulation

SHOWN = 10
"""Commands in the text of a failed expectation; the newest are shown."""


@dataclass(frozen=True, slots=True)
class ReceivedCommand:
    """One run command that Compute was asked for, and what has become of it when the value was read.

    ``time`` is in simulated seconds. ``script`` is what the client sent (its lines joined by a newline; empty where it
    sent none), ``client`` the name of the principal. ``status`` is the HTTP status of the answer, ``operation`` the
    operation's id (empty where the request was refused). ``outcome`` is ``Refused``, ``InProgress``, ``Succeeded``,
    ``Failed`` or ``Canceled``, ``code`` the error's code, ``messages`` what the result's statuses (or the
    operation's error) say. ``runs``
    counts how often the script was started on the VM.
    """

    vm: str
    time: float
    command_id: str
    script: str
    parameters: Mapping[str, str]
    client: str
    status: int
    operation: str
    outcome: str
    code: str
    messages: tuple[str, ...]
    runs: int


@dataclass(frozen=True, slots=True)
class Command:
    """What is expected of a run command; what is left out may be anything.

    ``script`` is the whole script (a text, or its lines), or a compiled regular expression that is searched in it.
    ``parameters`` are all of them; a value may be a compiled regular expression too.
    """

    script: str | Sequence[str] | re.Pattern[str] | None = None
    parameters: Mapping[str, str | re.Pattern[str]] | None = None
    command_id: str | None = None
    client: str | None = None
    outcome: str | None = None

    def differences(self, command: ReceivedCommand) -> list[str]:
        """How a command differs from this, in lines; empty where it does not."""
        return [line for name, differ in _COMPARED.items() for line in _compare(self, command, name, differ)]

    def agreements(self, command: ReceivedCommand) -> list[str]:
        """The names of what was expected and is so."""
        return [
            name.replace("_", " ")
            for name, differ in _COMPARED.items()
            if getattr(self, name) is not None and not _compare(self, command, name, differ)
        ]

    def __str__(self) -> str:
        """The expectation in one line: what follows "a run command"."""
        given = [
            f"{name.replace('_', ' ')} {_shown(getattr(self, name))}"
            for name in _COMPARED
            if getattr(self, name) is not None
        ]
        return f" with {', '.join(given)}" if given else ""


def _shown(value: object) -> str:
    return f"matching {value.pattern!r}" if isinstance(value, re.Pattern) else repr(value)


def _compare(
    expected: Command, received: ReceivedCommand, name: str, differ: Callable[[object, object, str], list[str]]
) -> list[str]:
    wanted = getattr(expected, name)
    return [] if wanted is None else differ(wanted, getattr(received, name), name.replace("_", " "))


def _text_differences(wanted: object, found: object, name: str) -> list[str]:
    return [] if wanted == found else [f"{name}: expected {wanted!r}, received {found!r}"]


def _name_differences(wanted: object, found: object, name: str) -> list[str]:
    return [] if str(wanted).lower() == str(found).lower() else _text_differences(wanted, found, name)


def _script_differences(wanted: object, found: object, name: str) -> list[str]:
    script = str(found)
    if isinstance(wanted, re.Pattern):
        return [] if wanted.search(script) else [f"{name}: {wanted.pattern!r} is not found in {script!r}"]
    whole = wanted if isinstance(wanted, str) else "\n".join(wanted) if isinstance(wanted, Sequence) else ""
    if whole == script:
        return []
    compared = ndiff(whole.splitlines() or [""], script.splitlines() or [""])
    return [f"{name} differs (- expected, + received):", *(f"  {line}" for line in compared if line[0] != "?")]


def _parameter_differences(wanted: object, found: object, _name: str) -> list[str]:
    if not (isinstance(wanted, Mapping) and isinstance(found, Mapping)):
        return []
    lines = [f"parameter {name} is missing" for name in wanted if name not in found]
    lines += [f"parameter {name} = {found[name]!r} was not expected" for name in found if name not in wanted]
    for name in wanted.keys() & found.keys():
        value = wanted[name]
        if isinstance(value, re.Pattern):
            lines += _script_differences(value, found[name], f"parameter {name}")
        else:
            lines += _text_differences(value, found[name], f"parameter {name}")
    return sorted(lines)


_COMPARED: dict[str, Callable[[object, object, str], list[str]]] = {
    "command_id": _name_differences,
    "script": _script_differences,
    "parameters": _parameter_differences,
    "client": _text_differences,
    "outcome": _text_differences,
}


@dataclass(frozen=True, slots=True)
class Received:
    """The run commands that one VM (or, with an empty ``vm``, all of them) was sent, oldest first.

    It is read like a tuple; ``Command(...) in received`` is whether one of them is as expected.
    """

    vm: str
    commands: tuple[ReceivedCommand, ...] = field(default=())

    @overload
    def __getitem__(self, index: int) -> ReceivedCommand: ...
    @overload
    def __getitem__(self, index: slice) -> tuple[ReceivedCommand, ...]: ...
    def __getitem__(self, index: int | slice) -> ReceivedCommand | tuple[ReceivedCommand, ...]:
        return self.commands[index]

    def __len__(self) -> int:
        return len(self.commands)

    def __iter__(self) -> Iterator[ReceivedCommand]:
        return iter(self.commands)

    def __contains__(self, expected: object) -> bool:
        if isinstance(expected, Command):
            return self.meets(expected)
        return expected in self.commands

    def expect(
        self,
        script: str | Sequence[str] | re.Pattern[str] | None = None,
        *,
        parameters: Mapping[str, str | re.Pattern[str]] | None = None,
        command_id: str | None = None,
        client: str | None = None,
        outcome: str | None = None,
        times: int | None = None,
    ) -> tuple[ReceivedCommand, ...]:
        """The commands that are as expected: at least one, or exactly ``times``.

        Raises ``AssertionError`` whose text shows, for each command, what agreed and what differed.
        """
        expected = Command(script, parameters, command_id, client, outcome)
        if self.meets(expected, times):
            return self.matching(expected)
        raise AssertionError("\n".join(self.explain(expected, times)))

    def explain(self, expected: Command, times: int | None = None) -> list[str]:
        """Why an expectation fails, in lines."""
        count = len(self.matching(expected))
        wanted = "no" if times is None else f"{count}, not {times},"
        lines = [f"{self.vm or 'the VMs'} received {wanted} run command{'s' * (times is not None)}{expected}"]
        hidden = len(self.commands) - SHOWN
        if hidden > 0:
            lines.append(f"  ({hidden} earlier commands are not shown)")
        for number, command in list(enumerate(self.commands, 1))[-SHOWN:]:
            lines.append(f"  {number}. {_headline(command)}")
            agreed = expected.agreements(command)
            lines += [f"       as expected: {', '.join(agreed)}"] if agreed else []
            lines += [f"       {line}" for line in expected.differences(command)]
        return lines if self.commands else [*lines, "  none at all was received"]

    def matching(self, expected: Command) -> tuple[ReceivedCommand, ...]:
        """Those that are as expected."""
        return tuple(command for command in self.commands if not expected.differences(command))

    def meets(self, expected: Command, times: int | None = None) -> bool:
        """Whether at least one is as expected, or exactly ``times``."""
        count = len(self.matching(expected))
        return count == times if times is not None else count > 0


def _headline(command: ReceivedCommand) -> str:
    code = f" ({command.code})" if command.code else ""
    return f"{command.vm} at {command.time:.1f} s, by {command.client}: {command.command_id}, {command.outcome}{code}"


def received_by(simulation: Simulation, machine: VirtualMachine | None = None) -> Received:
    """What a VM was sent, or all of them were. Called with the lock held."""
    cloud = simulation.cloud
    requests = [request for request in cloud.received if machine is None or request.machine == machine.key]
    started: dict[str, int] = {}
    for entry in simulation.journal if requests else ():
        if entry.event == "script started":
            started[entry.operation] = started.get(entry.operation, 0) + 1
    return Received(
        machine.name if machine else "",
        tuple(_command(simulation, request, started.get(request.operation, 0)) for request in requests),
    )


def _command(simulation: Simulation, request: ReceivedRequest, runs: int) -> ReceivedCommand:
    operation = simulation.cloud.operations.get(request.operation) if request.operation else None
    machine = simulation.cloud.machines.get(request.machine)
    failure = operation.failure if operation else None
    wanted = request.wanted
    statuses = operation.output or () if operation else ()
    return ReceivedCommand(
        vm=machine.name if machine else request.machine.rpartition("/")[2],
        time=request.time,
        command_id=wanted.command_id,
        script="\n".join(wanted.script or ()),
        parameters=dict(wanted.parameters),
        client=request.client,
        status=request.status,
        operation=request.operation,
        outcome=operation.status if operation else "Refused",
        code=failure.code if failure else request.code,
        messages=(failure.message,) if failure else tuple(status.message for status in statuses),
        runs=runs,
    )
