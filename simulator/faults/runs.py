"""Orders with a count or a probability on VMs: each run command is an occasion, and is drawn for."""

from collections.abc import Callable, Generator, Iterable
from typing import Any

import simpy

from fake_arm.cloud import Cloud
from fake_arm.model import VirtualMachine
from fake_arm.operations import Operation
from simulator.faults.in_force import InForce
from simulator.faults.kinds import MachineFault
from simulator.faults.states import MachineStates

RUN = "runCommand"
"""The kind of the operations that are occasions."""


class RunDraws:
    """Which orders were drawn for which run. A VM is brought into the state for the run, and out of it at its end."""

    def __init__(
        self,
        cloud: Cloud,
        states: MachineStates,
        strikes: Callable[[InForce], bool],
        finish: Callable[[InForce], None],
    ) -> None:
        self._cloud = cloud
        self._states = states
        self._strikes = strikes
        self._finish = finish
        self._drawn: list[tuple[InForce, MachineFault, str, str]] = []
        """Order, its fault, key of the VM, and the run: the id of its operation, or that of the request for it."""

    def draw(self, orders: Iterable[InForce], machine: VirtualMachine, run: str, *, refusing: bool) -> None:
        """Draw for a run that was accepted, or (``refusing``) for a request that Compute has not looked at yet."""
        for entry in orders:
            fault = entry.fault
            if not isinstance(fault, MachineFault) or fault.refuses is not refusing or not entry.order.drawn:
                continue
            covered = entry.active and entry.covers(machine) and machine.os_type in fault.systems
            if covered and not entry.used_up and self._strikes(entry):
                self._drawn.append((entry, fault, machine.key, run))
                self._states.enter(machine.key, fault, f"{entry.id}/{run}", entry.order.parameters)

    def request_decided(self, key: str) -> None:
        """Compute has refused or accepted the request."""
        self._end(key, request_for(key))

    def operation_ended(self, operation: Operation) -> None:
        """What was drawn for the run is healed, some of it later."""
        if operation.kind != RUN:
            return
        for entry, fault, key, run in tuple(self._drawn):
            if run == operation.id and (seconds := fault.lasts_after_run(entry.order.parameters)):
                self._cloud.surroundings.environment.process(self._leave_later(entry, key, run, seconds))
            elif run == operation.id:
                self._leave(entry, key, run)

    def finish(self, entry: InForce) -> None:
        """The order is over: VMs leave the states of the runs that it was drawn for."""
        for drawn, _, key, run in tuple(self._drawn):
            if drawn is entry:
                self._leave(entry, key, run)

    def spare(self, entry: InForce, key: str) -> None:
        """The order is no longer for this VM."""
        for drawn, _, place, run in tuple(self._drawn):
            if drawn is entry and place == key:
                self._leave(entry, key, run)

    def forget(self, key: str) -> None:
        """The VM is gone."""
        self._drawn = [drawn for drawn in self._drawn if drawn[2] != key]

    def _leave_later(self, entry: InForce, key: str, run: str, seconds: float) -> Generator[simpy.Event, Any, None]:
        yield self._cloud.surroundings.environment.timeout(seconds)
        self._leave(entry, key, run)

    def _end(self, key: str, run: str) -> None:
        for entry, _, place, drawn_for in tuple(self._drawn):
            if (place, drawn_for) == (key, run):
                self._leave(entry, key, run)

    def _leave(self, entry: InForce, key: str, run: str) -> None:
        for drawn in tuple(self._drawn):
            if drawn[0] is entry and drawn[2:] == (key, run):
                self._drawn.remove(drawn)
                self._states.leave(key, drawn[1], f"{entry.id}/{run}")
        if entry.used_up and not any(other[0] is entry for other in self._drawn):
            self._finish(entry)


def request_for(key: str) -> str:
    """What stands for the run before it has an operation."""
    return f"request/{key}"
