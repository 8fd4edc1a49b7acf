"""What the control API can do: one function a route, each over the simulation with its lock held.

Faults, stub commands and Windows machines have modules of their own.
"""

import re
from dataclasses import asdict

from fake_agent.rules import Rule
from simulator.control.body import DURATION, ENDLESS_DURATION, INTEGER, TEXT, BadControlRequestError, JsonObject
from simulator.control.fault_routes import FAULT_ROUTES
from simulator.control.machine_routes import MACHINE_ROUTES
from simulator.control.received_routes import RECEIVED_ROUTES
from simulator.control.route import Call, ControlRoute
from simulator.control.stub_routes import STUB_ROUTES
from simulator.simulation import Simulation
from simulator.time_modes import parse_time_mode


def _time(simulation: Simulation, _call: Call) -> JsonObject:
    schedule = simulation.schedule
    return {
        "mode": simulation.mode.name,
        "seconds": schedule.now,
        "utc": schedule.moment().isoformat(),
        "waitingForRealWork": schedule.busy,
    }


_UNITS = {"seconds": 1.0, "minutes": 60.0, "hours": 3600.0}


def _advance(simulation: Simulation, call: Call) -> JsonObject:
    if not call.body:
        raise BadControlRequestError(f"the body must say how far to advance, in {', '.join(_UNITS)}")
    try:
        simulation.advance(sum(_UNITS[name] * value for name, value in call.body.items()))
    except ValueError as error:
        raise BadControlRequestError(f"that is too far: {error}") from error
    return _time(simulation, call)


def _change_mode(simulation: Simulation, call: Call) -> JsonObject:
    try:
        mode = parse_time_mode(call.body["mode"])
    except ValueError as error:
        raise BadControlRequestError(f"'mode': {error}") from error
    before = simulation.change_mode(mode)
    simulation.surroundings.record("control", "time moves otherwise", mode=mode.name, before=before.name)
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


def _add_rule(simulation: Simulation, call: Call) -> JsonObject:
    values = {"exit_code" if name == "exitCode" else name: value for name, value in call.body.items()}
    try:
        rule = Rule(**values)
    except re.error as error:
        raise BadControlRequestError(f"'script' must be a regular expression: {error}") from error
    simulation.rules.add(rule)
    return _rule_view(rule)


def _clear_rules(simulation: Simulation, _call: Call) -> JsonObject:
    simulation.rules.clear()
    return {"rules": []}


def _reset(simulation: Simulation, call: Call) -> JsonObject:
    simulation.reset()
    return _time(simulation, call)


ROUTES = (
    ControlRoute("GET", "/time", "The simulated time and how it moves", _time),
    ControlRoute(
        "POST",
        "/time/advance",
        "Move time forward",
        _advance,
        dict.fromkeys(_UNITS, DURATION),
    ),
    ControlRoute(
        "PUT",
        "/time/mode",
        "Let time move otherwise, from where it is",
        _change_mode,
        {"mode": TEXT},
        required=("mode",),
    ),
    ControlRoute(
        "GET",
        "/journal",
        "What happened, oldest first",
        _journal,
        query={"operation": "only of the operation of this id"},
    ),
    ControlRoute("GET", "/estate", "What exists and how it is", _estate),
    ControlRoute("GET", "/rules", "The scripted outcomes in force, newest first", _rules),
    ControlRoute(
        "POST",
        "/rules",
        "Add a scripted outcome; duration is in simulated seconds, null never ends",
        _add_rule,
        {
            "script": TEXT,
            "vm": TEXT,
            "stdout": TEXT,
            "stderr": TEXT,
            "exitCode": INTEGER,
            "duration": ENDLESS_DURATION,
        },
        required=("script",),
    ),
    ControlRoute("DELETE", "/rules", "Forget all scripted outcomes", _clear_rules),
    *STUB_ROUTES,
    *FAULT_ROUTES,
    *RECEIVED_ROUTES,
    *MACHINE_ROUTES,
    ControlRoute("POST", "/reset", "Start over: same estate, same seed, time at its start", _reset),
)
