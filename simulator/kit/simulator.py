"""``Simulator``: the whole simulator as one Python object."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from fake_agent.rules import Rule
from fake_agent.stubs import Stub
from simulator.estate import Estate, load_estate, parse_estate
from simulator.faults.in_force import InForce
from simulator.faults.orders import from_keywords, parse
from simulator.journal import JournalEntry
from simulator.kit.handles import ClockHandle, MachineHandle, add_stub
from simulator.serving.connection import Connection
from simulator.serving.running import RunningSimulator, ServingOptions
from simulator.simulation import Simulation, SimulationOptions
from simulator.time_modes import parse_time_mode
from simulator.timeline import lines_of_journal

FaultGiven = str | Mapping[str, Any] | tuple[str, str | Mapping[str, Any]]
"""A fault as a marker gives it: its name, an order, or a pair of a VM's name and one of these."""


def simulation_options(
    estate: str | Path | Estate | None = None, time: str = "auto", seed: int = 0, start: datetime | None = None
) -> SimulationOptions:
    """The options of a simulation. ``estate``: a file's path, YAML text, or an estate; ``time``: as ``--time``.

    Raises ``ValueError`` (``EstateError`` is one) with a text that says what is wrong.
    """
    parse_time_mode(time)
    if isinstance(estate, str):
        found = parse_estate(estate) if "\n" in estate or ":" in estate else load_estate(Path(estate))
    elif isinstance(estate, Path) or estate is None:
        found = load_estate(estate)
    else:
        found = estate
    return SimulationOptions(estate=found, make_mode=lambda: parse_time_mode(time), seed=seed, start=start)


class Simulator:
    """A simulator that serves on a free port of this machine, from ``with`` to its end.

    >>> with Simulator(time="manual") as simulator:  # doctest: +SKIP
    ...     simulator.vm("win-vm").rule("Get-Service", stdout="running", duration=30)
    ...     simulator.clock.advance(minutes=2)
    """

    def __init__(self, options: SimulationOptions | None = None, **given: Any) -> None:
        self._options = ServingOptions(options or simulation_options(**given))
        self._serving: RunningSimulator | None = None

    @property
    def _running(self) -> RunningSimulator:
        if self._serving is None:
            raise RuntimeError("the simulator is not running: use it in a 'with' statement")
        return self._serving

    @property
    def _simulation(self) -> Simulation:
        return self._running.simulation

    def __enter__(self) -> Self:
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
        """The VM of this name. Raises ``KeyError`` with the names that there are."""
        with self._simulation.lock:
            machines = {machine.name.lower(): machine for machine in self._simulation.cloud.machines.values()}
        if name.lower() not in machines:
            raise KeyError(f"there is no VM '{name}'; there are {', '.join(sorted(machines))}")
        return MachineHandle(self._simulation, machines[name.lower()])

    def rule(self, script: str = "", **outcome: Any) -> None:
        """Give scripts that match the regular expression ``script`` an outcome, on every VM."""
        with self._simulation.lock:
            self._simulation.rules.add(Rule(script=script, **outcome))

    def stub(self, name: str, **outcome: Any) -> None:
        """Give every Windows VM a command of the test's own; ``outcome`` as for a VM's ``stub``."""
        add_stub(self._simulation, Stub(name, **outcome))

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
        with self._simulation.lock:
            self._simulation.reset(options)
            for given in faults:
                vm, order = given if isinstance(given, tuple) else ("", given)
                key = self.vm(vm).key if vm else ""
                self._simulation.faults.inject(parse(order), key)

    def unfinished(self) -> tuple[str, ...]:
        """The ids of operations that have not ended."""
        with self._simulation.lock:
            return tuple(operation.id for operation in self._simulation.cloud.operations if operation.ended is None)

    @property
    def journal(self) -> tuple[JournalEntry, ...]:
        """What happened, oldest first."""
        return tuple(self._simulation.journal)

    def timeline(self) -> str:
        """The journal as people read it."""
        return "\n".join(
            f"{line.time:10.1f} s  {line.layer:<10} {line.vm:<16} {line.text}"
            for line in lines_of_journal(tuple(self._simulation.journal))
        )

    def compute_client(self, role: str = "Owner") -> Any:
        """A ``ComputeManagementClient`` of azure-mgmt-compute, signed in with a role. Needs azure-identity too."""
        from azure.identity import ClientSecretCredential  # noqa: PLC0415 # the user's library, not ours
        from azure.mgmt.compute import ComputeManagementClient  # noqa: PLC0415

        connection = self.connection
        principal = next(known for known in connection.estate.principals if known.role == role)
        credential = ClientSecretCredential(
            connection.estate.tenant_id,
            principal.client_id,
            principal.client_secret,
            authority=connection.resource_manager,
            disable_instance_discovery=True,
            connection_verify=str(connection.authority_file),
        )
        return ComputeManagementClient(
            credential,
            connection.estate.subscription_id,
            base_url=connection.resource_manager,
            credential_scopes=[f"{connection.resource_manager}/.default"],
            connection_verify=str(connection.authority_file),
        )
