"""What the control API can do: one function a route, each over the simulation with its lock held."""

from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from typing import Any

from fake_agent.rules import Rule
from fake_arm.model import VirtualMachine
from simulator.faults import registry
from simulator.simulation import Simulation

JsonObject = dict[str, Any]


class BadControlRequestError(ValueError):
    """What was asked makes no sense; the text says what would. ``status`` is the HTTP status."""

    def __init__(self, text: str, status: int = 400) -> None:
        super().__init__(text)
        self.status = status


@dataclass(frozen=True, slots=True)
class Call:
    """One call: the names in the path, the query, the body."""

    names: dict[str, str]
    query: dict[str, str]
    body: JsonObject


@dataclass(frozen=True, slots=True)
class ControlRoute:
    """One route. ``members`` are those of the body, with their JSON schemas."""

    method: str
    path: str
    summary: str
    handle: Callable[[Simulation, Call], JsonObject]
    members: JsonObject = field(default_factory=dict)


def _time(simulation: Simulation, _call: Call) -> JsonObject:
    schedule = simulation.schedule
    return {
        "mode": simulation.mode.name,
        "seconds": schedule.now,
        "utc": schedule.moment().isoformat(),
        "waitingForRealWork": schedule.busy,
    }


def _advance(simulation: Simulation, call: Call) -> JsonObject:
    amounts = {"seconds": 1.0, "minutes": 60.0, "hours": 3600.0}
    unknown = set(call.body) - set(amounts)
    given = {name: call.body[name] for name in amounts if name in call.body}
    if unknown or not given:
        raise BadControlRequestError("give how far to advance, as seconds, minutes or hours")
    for name, value in given.items():
        if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value < float("inf"):
            raise BadControlRequestError(f"{name} must be a number, 0 or more: time can't go backwards")
    simulation.advance(sum(amounts[name] * value for name, value in given.items()))
    return _time(simulation, call)


def _journal(simulation: Simulation, call: Call) -> JsonObject:
    operation = call.query.get("operation")
    entries = simulation.journal.of_operation(operation) if operation else tuple(simulation.journal)
    return {"start": simulation.schedule.start.isoformat(), "entries": [asdict(entry) for entry in entries]}


def _estate(simulation: Simulation, _call: Call) -> JsonObject:
    cloud = simulation.cloud
    return {
        "tenantId": cloud.directory.tenant_id,
        "subscriptionIds": [subscription.subscription_id for subscription in cloud.subscriptions.values()],
        "resourceGroups": [group.name for group in cloud.groups.values()],
        "virtualMachines": [
            {
                "id": machine.id,
                "name": machine.name,
                "osType": machine.os_type,
                "powerState": str(machine.power_state),
                "agentReady": cloud.fabric.agent_ready(machine.key),
                "running": [operation.id for operation in cloud.operations.running_on(machine.key)],
            }
            for machine in cloud.machines.values()
        ],
    }


def _rules(simulation: Simulation, _call: Call) -> JsonObject:
    return {"rules": [_rule_view(rule) for rule in simulation.rules]}


def _rule_view(rule: Rule) -> JsonObject:
    return {
        "script": rule.script,
        "vm": rule.vm,
        "stdout": rule.stdout,
        "stderr": rule.stderr,
        "exitCode": rule.exit_code,
        "duration": rule.duration,
    }


_RULE_TYPES: dict[str, tuple[type, ...]] = {
    "script": (str,),
    "vm": (str,),
    "stdout": (str,),
    "stderr": (str,),
    "exitCode": (int,),
    "duration": (int, float, type(None)),
}


def _add_rule(simulation: Simulation, call: Call) -> JsonObject:
    for name, value in call.body.items():
        if name not in _RULE_TYPES:
            raise BadControlRequestError(f"a rule has no member '{name}'; it takes {', '.join(_RULE_TYPES)}")
        if not isinstance(value, _RULE_TYPES[name]) or isinstance(value, bool):
            raise BadControlRequestError(f"'{name}' has a value of the wrong type")
    if "script" not in call.body:
        raise BadControlRequestError("a rule needs 'script', a regular expression that is searched in the script")
    values = {"exit_code" if name == "exitCode" else name: value for name, value in call.body.items()}
    try:
        rule = Rule(**values)
    except ValueError as error:
        raise BadControlRequestError(str(error)) from error
    simulation.rules.add(rule)
    return _rule_view(rule)


def _clear_rules(simulation: Simulation, _call: Call) -> JsonObject:
    simulation.rules.clear()
    return {"rules": []}


def _reset(simulation: Simulation, call: Call) -> JsonObject:
    simulation.reset()
    return _time(simulation, call)


def _machine(simulation: Simulation, name: str) -> VirtualMachine:
    found = [machine for machine in simulation.cloud.machines.values() if machine.name.lower() == name.lower()]
    if not found:
        known = ", ".join(machine.name for machine in simulation.cloud.machines.values())
        raise BadControlRequestError(f"there is no VM '{name}'; there are {known}", 404)
    return found[0]


def _switch_fault(simulation: Simulation, call: Call, *, inject: bool) -> JsonObject:
    machine = _machine(simulation, call.names["vm"])
    try:
        fault = registry.find(call.names["fault"])
    except KeyError as error:
        raise BadControlRequestError(str(error.args[0]), 404) from error
    embedded = simulation.hypervisor.machine(machine.key)
    (fault.inject if inject else fault.heal)(embedded)
    simulation.surroundings.record("fault", "injected" if inject else "healed", vm=machine.name, fault=fault.name)
    return {"vm": machine.name, "fault": fault.name, "injected": inject}


def _inject(simulation: Simulation, call: Call) -> JsonObject:
    return _switch_fault(simulation, call, inject=True)


def _heal(simulation: Simulation, call: Call) -> JsonObject:
    return _switch_fault(simulation, call, inject=False)


def _faults(_simulation: Simulation, _call: Call) -> JsonObject:
    return {
        "faults": [
            {"name": name, "what": (type(fault).__doc__ or "").strip()} for name, fault in registry.FAULTS.items()
        ]
    }


_NUMBER = {"type": "number", "minimum": 0}
_TEXT = {"type": "string"}

ROUTES = (
    ControlRoute("GET", "/time", "The simulated time and how it moves", _time),
    ControlRoute(
        "POST",
        "/time/advance",
        "Move time forward",
        _advance,
        {"seconds": _NUMBER, "minutes": _NUMBER, "hours": _NUMBER},
    ),
    ControlRoute("GET", "/journal", "What happened, all of it or of ?operation=ID", _journal),
    ControlRoute("GET", "/estate", "What exists and how it is", _estate),
    ControlRoute("GET", "/rules", "The scripted outcomes in force, newest first", _rules),
    ControlRoute(
        "POST",
        "/rules",
        "Add a scripted outcome; duration is in simulated seconds, null never ends",
        _add_rule,
        {
            "script": _TEXT,
            "vm": _TEXT,
            "stdout": _TEXT,
            "stderr": _TEXT,
            "exitCode": {"type": "integer"},
            "duration": {"type": ["number", "null"], "minimum": 0},
        },
    ),
    ControlRoute("DELETE", "/rules", "Forget all scripted outcomes", _clear_rules),
    ControlRoute("GET", "/faults", "The faults that there are", _faults),
    ControlRoute("PUT", "/vms/{vm}/faults/{fault}", "Inject a fault into a VM", _inject),
    ControlRoute("DELETE", "/vms/{vm}/faults/{fault}", "Heal a fault of a VM", _heal),
    ControlRoute("POST", "/reset", "Start over: same estate, same seed, time at its start", _reset),
)
