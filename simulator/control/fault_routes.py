"""Faults over the control API: those that there are, and the orders in force."""

from fake_arm.model import VirtualMachine
from simulator.control.body import INTEGER, TEXT, BadControlRequestError, JsonObject
from simulator.control.route import Call, ControlRoute, machine_named
from simulator.faults import registry
from simulator.faults.in_force import InForce
from simulator.faults.kinds import Fault, MachineFault, Parameter
from simulator.faults.orders import LATEST, FaultOrder, parse
from simulator.simulation import Simulation

_SECONDS: JsonObject = {"type": "number", "minimum": 0, "maximum": LATEST}

_WHEN: dict[str, JsonObject] = {
    "count": {**INTEGER, "minimum": 1},
    "start": _SECONDS,
    "end": _SECONDS,
    "probability": {"type": "number", "minimum": 0, "maximum": 1},
}
_WHERE = dict.fromkeys(("vm", "tag", "request"), TEXT)
_ORDER: dict[str, JsonObject] = {"fault": TEXT, **_WHERE, **_WHEN}


def _parameter_view(parameter: Parameter) -> JsonObject:
    limits = {"minimum": parameter.minimum, "maximum": parameter.maximum, "choices": parameter.choices or None}
    return {
        "name": parameter.name,
        "meaning": parameter.meaning,
        "kind": parameter.kind,
        "default": parameter.default,
        **{name: value for name, value in limits.items() if value is not None},
    }


def _fault_view(fault: Fault) -> JsonObject:
    return {
        "name": fault.name,
        "place": fault.place,
        **({"systems": list(fault.systems)} if isinstance(fault, MachineFault) else {}),
        "what": fault.does(),
        "observed": fault.observed,
        "source": fault.source,
        "grade": fault.grade,
        "parameters": [_parameter_view(parameter) for parameter in fault.parameters],
    }


def _list(simulation: Simulation, _call: Call) -> JsonObject:
    return {
        "faults": [_fault_view(fault) for fault in registry.FAULTS.values()],
        "injected": [entry.view() for entry in simulation.faults],
    }


def _order(body: JsonObject) -> FaultOrder:
    try:
        return parse(body)
    except ValueError as error:
        raise BadControlRequestError(str(error)) from error


def _put_in_force(simulation: Simulation, order: FaultOrder, machine: VirtualMachine | None = None) -> InForce:
    try:
        return simulation.faults.inject(order, machine.key if machine else "")
    except ValueError as error:
        raise BadControlRequestError(str(error)) from error


def _inject(simulation: Simulation, call: Call) -> JsonObject:
    return _put_in_force(simulation, _order(call.body)).view()


def _healed(entries: tuple[InForce, ...]) -> JsonObject:
    return {"healed": [entry.id for entry in entries]}


def _heal(simulation: Simulation, call: Call) -> JsonObject:
    try:
        return _healed(simulation.faults.heal(call.names["id"]))
    except KeyError as error:
        raise BadControlRequestError(str(error.args[0]), 404) from error


def _heal_all(simulation: Simulation, _call: Call) -> JsonObject:
    return _healed(simulation.faults.heal())


def _known(name: str) -> str:
    try:
        return registry.find(name).name
    except KeyError as error:
        raise BadControlRequestError(str(error.args[0]), 404) from error


def _inject_into_machine(simulation: Simulation, call: Call) -> JsonObject:
    machine = machine_named(simulation, call.names["vm"])
    fault = _known(call.names["fault"])
    taken = [member for member in ("fault", *_WHERE) if member in call.body]
    if taken:
        raise BadControlRequestError(f"the path says which fault and which VM: leave '{taken[0]}' out of the body")
    entry = _put_in_force(simulation, _order({**call.body, "fault": fault}), machine)
    return {"vm": machine.name, "fault": fault, "injected": True, **entry.view()}


def _heal_machine(simulation: Simulation, call: Call) -> JsonObject:
    machine = machine_named(simulation, call.names["vm"])
    fault = _known(call.names["fault"])
    healed = simulation.faults.heal_machine(machine, fault)
    return {"vm": machine.name, "fault": fault, "injected": False, **_healed(healed)}


FAULT_ROUTES = (
    ControlRoute("GET", "/faults", "The faults that there are, and the orders in force", _list),
    ControlRoute(
        "POST",
        "/faults",
        "Put an order of a fault in force; parameters of the fault are further members",
        _inject,
        _ORDER,
        required=("fault",),
        open=True,
    ),
    ControlRoute("DELETE", "/faults", "End all orders in force", _heal_all),
    ControlRoute("DELETE", "/faults/{id}", "End one order, by its id, or all of a fault, by its name", _heal),
    ControlRoute("PUT", "/vms/{vm}/faults/{fault}", "Inject a fault into a VM", _inject_into_machine, _WHEN, open=True),
    ControlRoute("DELETE", "/vms/{vm}/faults/{fault}", "Heal a fault of a VM", _heal_machine),
)
