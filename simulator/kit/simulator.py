"""``Simulator``: the whole simulator as one Python object."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from fake_agent.rules import Rule
from fake_arm.operations import Operation
from simulator.estate import Estate, load_estate, parse_estate
from simulator.faults.in_force import InForce
from simulator.faults.orders import from_keywords, parse
from simulator.journal import JournalEntry
from simulator.kit.azure_sdk import SignedIn, compute_client
from simulator.kit.clock import ClockHandle
from simulator.kit.handles import MachineHandle, add_stub, make_stub
from simulator.kit.received import Received, received_by
from simulator.kit.report import is_own_fault, timeline_lines
from simulator.machine_names import machine_named
from simulator.serving.connection import Connection
from simulator.serving.running import RunningSimulator, ServingOptions
from simulator.simulation import Simulation, SimulationOptions
from simulator.time_modes import parse_time_mode

FaultGiven = str | Mapping[str, Any] | tuple[str, str | Mapping[str, Any]]
"""A fault as a marker gives it: its name, an order, or a pair of a VM's name and one of these."""


Kinds = Mapping[str, tuple[tuple[type, ...], str]]
"""What a member may be: its types, and those in words."""

OPTION_KINDS: Kinds = {
    "estate": ((str, Path, Estate), "the path of an estate file, or YAML text"),
    "time": ((str,), "a time mode: auto, manual, real or xN"),
    "seed": ((int,), "a whole number"),
    "start": ((datetime,), "a datetime"),
}


def check_kind(name: str, value: object, kinds: Kinds) -> None:
    """Raise ``ValueError`` with one sentence where a value is not what it may be."""
    types, wanted = kinds[name]
    if not isinstance(value, types) or (isinstance(value, bool) and bool not in types):
        raise ValueError(f"'{name}' must be {wanted}, not {value!r}")


@cache
def _default_estate() -> Estate:
    return load_estate()


def simulation_options(
    estate: str | Path | Estate | None = None, time: str = "auto", seed: int = 0, start: datetime | None = None
) -> SimulationOptions:
    """The options of a simulation.

    ``estate``: a file's path, YAML text, or an estate; ``time``: as ``--time``; ``start``: UTC, unless it has a zone.
    Raises ``ValueError`` (``EstateError`` is one) with a text that says what is wrong.
    """
    for name, value in (("estate", estate), ("time", time), ("seed", seed), ("start", start)):
        if value is not None:
            check_kind(name, value, OPTION_KINDS)
    parse_time_mode(time)
    if start is not None and start.tzinfo is None:
        start = start.replace(tzinfo=UTC)
    if isinstance(estate, str):
        found = parse_estate(estate) if "\n" in estate or ":" in estate else load_estate(Path(estate))
    elif isinstance(estate, Path):
        found = load_estate(estate)
    else:
        found = estate or _default_estate()
    return SimulationOptions(estate=found, make_mode=lambda: parse_time_mode(time), seed=seed, start=start)


class Simulator:
    """A simulator that serves on a free port of this machine, from ``with`` to its end.

    >>> with Simulator(time="manual") as simulator:  # doctest: +SKIP
    ...     simulator.vm("win-vm").rule("Get-Service", stdout="running", duration=30)
    ...     simulator.clock.advance(minutes=2)
    """

    def __init__(
        self,
        options: SimulationOptions | None = None,
        *,
        estate: str | Path | Estate | None = None,
        time: str = "auto",
        seed: int = 0,
        start: datetime | None = None,
    ) -> None:
        self._options = ServingOptions(options or simulation_options(estate, time, seed, start))
        self._serving: RunningSimulator | None = None
        self._errors_read: set[int] = set()

    @property
    def _running(self) -> RunningSimulator:
        if self._serving is None:
            raise RuntimeError("the simulator is not running: use it in a 'with' statement")
        return self._serving

    @property
    def _simulation(self) -> Simulation:
        return self._running.simulation

    def __enter__(self) -> Self:
        if self._serving is not None:
            raise RuntimeError("this simulator runs already: make another one")
        self._serving = RunningSimulator(self._options)
        self._serving.start()
        return self

    def __exit__(
        self, _type: type[BaseException] | None, _value: BaseException | None, _traceback: TracebackType | None
    ) -> None:
        self._running.stop()
        self._serving = None

    @property
    def connection(self) -> Connection:
        """How clients reach it: URLs, the authority's file, credentials."""
        return replace(self._running.connection, estate=self._simulation.options.estate)

    @property
    def clock(self) -> ClockHandle:
        """Simulated time."""
        return ClockHandle(self._simulation)

    def vm(self, name: str) -> MachineHandle:
        """The VM of this name or id.

        Raises ``KeyError`` with the names that there are, and ``ValueError`` with the ids where several have the name.
        """
        with self._simulation.lock:
            found = machine_named(self._simulation.cloud.machines.values(), name)
        return MachineHandle(self._simulation, found)

    def rule(
        self,
        script: str = "",
        *,
        stdout: str = "",
        stderr: str = "",
        exit_code: int = 0,
        duration: float | None = 0.0,
        vm: str = "",
    ) -> None:
        """Give scripts in which the regular expression ``script`` is found an outcome, on every VM or on one.

        ``duration`` is in simulated seconds, None never ends.
        """
        with self._simulation.lock:
            self._simulation.rules.add(Rule(script, stdout, stderr, exit_code, duration, vm))

    def stub(self, name: str = "", *, vm: str = "", **outcome: Any) -> None:
        """Give every Windows VM, or one, a command of the test's own or an answer of the web, as its ``stub`` does."""
        add_stub(self._simulation, make_stub(name, vm, outcome))

    def inject(self, fault: str, **members: Any) -> InForce:
        """Put an order of a fault in force; returns it, with its ``id``.

        ``members``: ``vm``, ``tag``, ``request``, ``count``, ``start``, ``end``, ``probability`` and the fault's own
        parameters (docs/faults.md). Raises ``ValueError`` with one sentence on what is wrong.
        """
        with self._simulation.lock:
            return self._simulation.faults.inject(from_keywords(fault, members))

    def heal(self, id_or_name: str | None = None) -> None:
        """End the order of this id, or all orders of the fault of this name; None ends all.

        Raises ``KeyError`` where there is none such.
        """
        with self._simulation.lock:
            self._simulation.faults.heal(id_or_name)

    @property
    def faults(self) -> tuple[InForce, ...]:
        """The orders of faults in force."""
        with self._simulation.lock:
            return tuple(self._simulation.faults)

    def reset(self, options: SimulationOptions | None = None, faults: Iterable[FaultGiven] = ()) -> None:
        """Start over, with other options where some are given; then inject ``faults``.

        Each is the name of a fault, a mapping (an order), or a pair of a VM's name and one of these. Raises
        ``ValueError`` for an order that makes no sense, and ``KeyError`` for a VM that there is not.
        """
        if isinstance(faults, str):
            raise TypeError(f"'faults' must be a list, such as [{faults!r}]")
        with self._simulation.lock:
            self._simulation.reset(options)
            for given in faults:
                vm, order = given if isinstance(given, tuple) else ("", given)
                key = self.vm(vm).key if vm else ""
                self._simulation.faults.inject(parse(order), key)
        self._running.keep_pace()

    def unfinished(self) -> tuple[str, ...]:
        """The ids of operations that have not ended."""
        return tuple(operation.id for operation in self.unfinished_operations())

    def unfinished_operations(self) -> tuple[Operation, ...]:
        """The operations that have not ended, oldest first."""
        with self._simulation.lock:
            self._simulation.catch_up()
            return tuple(operation for operation in self._simulation.cloud.operations if operation.ended is None)

    @property
    def received(self) -> Received:
        """The run commands that all VMs were sent, accepted or refused, oldest first."""
        with self._simulation.lock:
            self._simulation.catch_up()
            return received_by(self._simulation)

    @property
    def journal(self) -> tuple[JournalEntry, ...]:
        """What happened since the last reset, oldest first."""
        return tuple(self._simulation.journal)

    @property
    def server_errors(self) -> tuple[JournalEntry, ...]:
        """Faults of the simulator itself since the last reset; reading them makes them known (see the plugin)."""
        found = self.unread_server_errors()
        self._errors_read |= {entry.number for entry in found}
        return tuple(entry for entry in self.journal if is_own_fault(entry))

    def unread_server_errors(self) -> tuple[JournalEntry, ...]:
        """Those that nobody has read in ``server_errors``."""
        return tuple(entry for entry in self.journal if is_own_fault(entry) and entry.number not in self._errors_read)

    def timeline(self) -> str:
        """The journal as people read it, whole."""
        return "\n".join(timeline_lines(self.journal))

    def credential(self, role: str = "Owner") -> SignedIn:
        """A credential for clients of the Azure SDK, of a principal with this role, signed in already.

        Raises ``ValueError`` for a role that nobody has.
        """
        connection = self.connection
        principals = {known.role: known for known in reversed(connection.estate.principals)}
        if role not in principals:
            raise ValueError(f"nobody has the role '{role}'; there are {', '.join(sorted(principals))}")
        return SignedIn(self._simulation, principals[role], connection.resource_manager)

    def compute_client(self, role: str = "Owner", sleep: Callable[[float], None] | None = None) -> Any:
        """A ``ComputeManagementClient`` of azure-mgmt-compute, signed in with a role.

        ``sleep`` is what the SDK does where it would wait: with ``clock.sleep`` its pauses take simulated time.
        Raises ``ValueError`` for a role that nobody has.
        """
        return compute_client(self.connection, self.credential(role), sleep)
