"""What VMs were sent, over the control API, and whether it is what a test in any language expected."""

import re

from fake_arm.compute.received import LIMIT
from simulator.control.body import INTEGER, OBJECT, TEXT, BadControlRequestError, JsonObject
from simulator.control.route import Call, ControlRoute, machine_named
from simulator.kit.received import Command, Received, ReceivedCommand, received_by
from simulator.simulation import Simulation

_EXPECTATION: dict[str, JsonObject] = {
    **dict.fromkeys(("script", "scriptMatches", "commandId", "client", "outcome"), TEXT),
    "parameters": OBJECT,
    "times": {**INTEGER, "minimum": 0, "maximum": LIMIT},
}


def _received(simulation: Simulation, call: Call) -> Received:
    vm = call.names.get("vm")
    return received_by(simulation, machine_named(simulation, vm) if vm is not None else None)


def _views(commands: Received | tuple[ReceivedCommand, ...]) -> list[JsonObject]:
    return [
        {
            "vm": command.vm,
            "time": command.time,
            "commandId": command.command_id,
            "script": command.script,
            "parameters": dict(command.parameters),
            "client": command.client,
            "status": command.status,
            "operation": command.operation,
            "outcome": command.outcome,
            "code": command.code,
            "messages": list(command.messages),
            "runs": command.runs,
        }
        for command in commands
    ]


def _show(simulation: Simulation, call: Call) -> JsonObject:
    return {"commands": _views(_received(simulation, call))}


def _expect(simulation: Simulation, call: Call) -> JsonObject:
    received, body = _received(simulation, call), dict(call.body)
    times = body.pop("times", None)
    expected = _expectation(body)
    met = received.meets(expected, times)
    return {
        "met": met,
        "matching": _views(received.matching(expected)),
        "differences": [] if met else received.explain(expected, times),
    }


def _expectation(body: JsonObject) -> Command:
    if "script" in body and "scriptMatches" in body:
        raise BadControlRequestError("'script' and 'scriptMatches' exclude each other")
    parameters = body.get("parameters")
    if parameters is not None and not all(isinstance(value, str) for value in parameters.values()):
        raise BadControlRequestError("'parameters' must have texts as values")
    try:
        pattern = re.compile(body["scriptMatches"]) if "scriptMatches" in body else None
    except re.error as error:
        raise BadControlRequestError(f"'scriptMatches' must be a regular expression: {error}") from error
    return Command(
        body.get("script", pattern), parameters, body.get("commandId"), body.get("client"), body.get("outcome")
    )


_SHOWN = "The run commands that {} sent, accepted or refused, oldest first"
_EXPECTED = "Whether {} sent such a command (or so many); if not, what differed, in lines"

RECEIVED_ROUTES = (
    ControlRoute("GET", "/received", _SHOWN.format("all VMs were"), _show),
    ControlRoute("POST", "/received/expect", _EXPECTED.format("any VM was"), _expect, _EXPECTATION),
    ControlRoute("GET", "/vms/{vm}/received", _SHOWN.format("a VM was"), _show),
    ControlRoute("POST", "/vms/{vm}/received/expect", _EXPECTED.format("a VM was"), _expect, _EXPECTATION),
)
