"""The book of faults: which orders are in force, and what follows from them when something happens."""

from collections import Counter
from collections.abc import Generator, Iterator
from typing import Any

import simpy

from fake_arm.cloud import Cloud
from fake_arm.interception import Refusal
from fake_arm.model import VirtualMachine
from fake_arm.operations import Operation
from fake_arm.request import ArmRequest
from fake_arm.treatment import ORDINARY, Treatment
from simulator.faults import registry
from simulator.faults.in_force import InForce
from simulator.faults.kinds import (
    ConnectionFault,
    EndpointFault,
    EndpointOrder,
    MachineFault,
    OrderError,
    RefusalFault,
)
from simulator.faults.orders import FaultOrder, check_system, from_tag
from simulator.faults.runs import RunDraws, request_for
from simulator.faults.states import MachineStates
from simulator.faults.target import MachineFinder


class FaultBook:
    """The orders in force. It watches Azure's side (``fake_arm.interception.Watcher``), with the lock held."""

    def __init__(self, cloud: Cloud, hypervisor: MachineFinder) -> None:
        self._cloud = cloud
        self._states = MachineStates(cloud, hypervisor)
        self._orders: dict[str, InForce] = {}
        self._runs = RunDraws(cloud, self._states, self._strikes, self._finish)
        self._numbers: Counter[str] = Counter()
        self._tags: dict[str, tuple[FaultOrder, ...]] = {}

    def __iter__(self) -> Iterator[InForce]:
        return iter(tuple(self._orders.values()))

    # For people

    def inject(self, order: FaultOrder, only: str = "", *, from_tag: bool = False) -> InForce:
        """Put an order in force.

        ``only`` is the key of the one VM that it is for; then an order of a fault of the endpoint is for requests to
        this VM. Raises ``ValueError`` where the order names a VM that there is not, or that the fault is none of.
        """
        fault = registry.FAULTS[order.fault]
        if only and (order.vm or order.tag):
            raise OrderError("this is for one VM already: leave 'vm' and 'tag' out")
        self._check_scope(order, only)
        entry = InForce(self._next_id(order.fault), order, self._cloud.now, only, from_tag)
        self._orders[entry.id] = entry
        if order.drawn or order.start or not isinstance(fault, MachineFault):
            self._record("ordered", entry)
        if order.start == 0:
            self._begin(entry)
        if order.start or order.end is not None:
            self._cloud.surroundings.environment.process(self._live(entry))
        return entry

    def heal(self, name: str | None = None) -> tuple[InForce, ...]:
        """End the order of this id, or all orders of the fault of this name; None ends all.

        Returns those that were ended. Raises ``KeyError`` with those that there are where there is none such.
        """
        if name is None:
            chosen = list(self._orders.values())
        elif name in self._orders:
            chosen = [self._orders[name]]
        else:
            chosen = [entry for entry in self._orders.values() if entry.order.fault == name]
            if not chosen:
                there_are = f"in force are {', '.join(self._orders)}" if self._orders else "none is in force"
                raise KeyError(f"no fault '{name}' is in force; {there_are}")
        for entry in chosen:
            self._heal(entry)
        if name is None:
            self._cloud.tokens.revive_all()  # also those that orders which are over have let expire
        return tuple(chosen)

    def heal_machine(self, machine: VirtualMachine, fault: str) -> tuple[InForce, ...]:
        """Heal one VM of a fault. Orders that are for this VM alone end; others spare it from now on."""
        chosen = []
        for entry in self:
            if entry.order.fault != fault or not entry.covers(machine):
                continue
            if entry.only or entry.order.vm.lower() == machine.name.lower():
                self._heal(entry)
            elif isinstance(entry.fault, MachineFault):
                entry.spared.add(machine.key)
                self._runs.spare(entry, machine.key)
                self._states.leave(machine.key, entry.fault, entry.id)
            else:
                continue
            chosen.append(entry)
        return tuple(chosen)

    def _heal(self, entry: InForce) -> None:
        fault, order = entry.fault, entry.at_endpoint
        self._finish(entry)
        if isinstance(fault, EndpointFault) and order is not None:
            fault.healed(order)

    # The life of an order

    def _live(self, entry: InForce) -> Generator[simpy.Event, Any, None]:
        environment = self._cloud.surroundings.environment
        order = entry.order
        if order.start:
            yield environment.timeout(order.start)
            if entry.over:
                return
            self._begin(entry)
        if order.end is not None:
            yield environment.timeout(order.end - order.start)
            self._finish(entry)

    def _begin(self, entry: InForce) -> None:
        entry.active = True
        fault = entry.fault
        if isinstance(fault, EndpointFault):
            entry.at_endpoint = EndpointOrder(self._cloud, entry.order.parameters)
            fault.begins(entry.at_endpoint)
        if entry.order.start:
            self._record("begins", entry)
        for machine in tuple(self._cloud.machines.values()):
            self._hold(entry, machine)

    def _hold(self, entry: InForce, machine: VirtualMachine) -> None:
        """Bring a VM into the state of an order that simply holds, or out of it, as its scope is."""
        fault = entry.fault
        if not isinstance(fault, MachineFault) or entry.order.drawn or not entry.active:
            return
        covered = entry.covers(machine) and machine.os_type in fault.systems
        if covered == self._states.wants(machine.key, fault.name, entry.id):
            return
        if covered:
            self._states.enter(machine.key, fault, entry.id, entry.order.parameters)
        else:
            self._states.leave(machine.key, fault, entry.id)

    def _finish(self, entry: InForce) -> None:
        """End an order, with all that it has brought about."""
        if entry.over:
            return
        entry.over, entry.active = True, False
        self._orders.pop(entry.id, None)
        self._runs.finish(entry)
        entry.at_endpoint = None
        held = self._states.keys_of(entry.id)
        if isinstance(entry.fault, MachineFault):
            for key, _ in held:
                self._states.leave(key, entry.fault, entry.id)
        if not held:
            self._record("over", entry)

    def _strikes(self, entry: InForce) -> bool:
        """Whether an order strikes on this occasion; counts it if so."""
        probability = entry.order.probability
        stream = self._cloud.surroundings.randomness(f"faults/{entry.id}")
        if probability is not None and stream.random() >= probability:
            return False
        entry.struck += 1
        return True

    # Requests

    def treatment(self, request: ArmRequest) -> Treatment:
        """What becomes of a request."""
        treatment = ORDINARY
        for entry, fault, order in self._concerned(request, ""):
            if isinstance(fault, ConnectionFault) and self._strikes(entry):
                treatment = treatment.with_other(fault.treatment(request, order))
                self._record_strike(entry, request)
        return treatment

    def refusal(self, request: ArmRequest, limits: str) -> Refusal | None:
        """What answers a request."""
        for entry, fault, order in self._concerned(request, limits):
            if isinstance(fault, RefusalFault) and self._strikes(entry):
                refusal = fault.refusal(request, limits, order)
                self._record_strike(entry, request)
                return refusal
        return None

    def _concerned(self, request: ArmRequest, limits: str) -> Iterator[tuple[InForce, EndpointFault, EndpointOrder]]:
        """The orders that a request is in the scope of."""
        for entry in self:
            fault, order = entry.fault, entry.at_endpoint
            if order is None or not isinstance(fault, EndpointFault):
                continue
            if entry.covers_path(request.method, request.path) and fault.concerns(request, limits, order):
                yield entry, fault, order

    def _record_strike(self, entry: InForce, request: ArmRequest) -> None:
        self._record("struck", entry, request=f"{request.method} {request.path}")
        if entry.used_up:
            self._finish(entry)

    # VMs

    def objection(self, machine: VirtualMachine) -> str:
        """What is wrong with the tags of a VM."""
        try:
            for order in from_tag(machine.tags):
                check_system(order, machine.name, machine.os_type)
        except OrderError as error:
            return str(error)
        return ""

    def machine_changed(self, machine: VirtualMachine) -> None:
        """A VM was made, or has other tags: it comes into scopes, or leaves them."""
        wanted = from_tag(machine.tags)
        if wanted != self._tags.get(machine.key, ()):
            for entry in [entry for entry in self if entry.from_tag and entry.only == machine.key]:
                self._heal(entry)
            self._tags[machine.key] = wanted
            for order in wanted:
                self.inject(order, machine.key, from_tag=True)
        for entry in self:
            self._hold(entry, machine)

    def machine_removed(self, machine: VirtualMachine) -> None:
        """A VM is gone, and what was for it alone."""
        self._tags.pop(machine.key, None)
        self._states.forget(machine.key)
        self._runs.forget(machine.key)
        for entry in self:
            if entry.only == machine.key:
                self._finish(entry)

    # Runs

    def run_requested(self, machine: VirtualMachine) -> None:
        """A run arrives: faults that let Compute refuse it must be there before."""
        self._runs.draw(self, machine, request_for(machine.key), refusing=True)

    def run_refused(self, machine: VirtualMachine) -> None:
        """It was refused."""
        self._runs.request_decided(machine.key)

    def run_accepted(self, machine: VirtualMachine, operation: Operation) -> None:
        """It was accepted: orders with a count or probability strike now, or don't."""
        self._runs.request_decided(machine.key)
        self._runs.draw(self, machine, operation.id, refusing=False)

    def operation_ended(self, operation: Operation) -> None:
        """What was drawn for a run is healed."""
        self._runs.operation_ended(operation)

    # Small things

    def _next_id(self, name: str) -> str:
        self._numbers[name] += 1
        return name if self._numbers[name] == 1 else f"{name}-{self._numbers[name]}"

    def _check_scope(self, order: FaultOrder, only: str) -> None:
        """Whoever names one VM means one that there is, and of a system that the fault is for."""
        machines = [self._cloud.machines[only]] if only else list(self._cloud.machines.values())
        named = [machine for machine in machines if only or order.vm.lower() == machine.name.lower()]
        if not named and order.vm and not order.is_pattern:
            known = ", ".join(machine.name for machine in machines)
            raise OrderError(f"there is no VM '{order.vm}'; there are {known}")
        for machine in named:
            check_system(order, machine.name, machine.os_type)

    def _record(self, event: str, entry: InForce, request: str = "") -> None:
        machine = self._cloud.machines.get(entry.only)
        details = {"fault": entry.order.fault, "order": entry.id, "request": request}
        if entry.id == entry.order.fault:
            del details["order"]
        if not request:
            del details["request"]
        self._cloud.surroundings.record("fault", event, vm=machine.name if machine else entry.order.vm, **details)
