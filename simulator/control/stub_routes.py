"""Stubs over the control API: commands, and answers of the web."""

from simulator.control.body import (
    ENDLESS_DURATION,
    INTEGER,
    LIST,
    OBJECT,
    TEXT,
    BadControlRequestError,
    JsonObject,
)
from simulator.control.route import Call, ControlRoute, machine_named
from simulator.guest_entries import parse_stub, stub_view
from simulator.reader import EstateError
from simulator.simulation import Simulation


def _stubs(simulation: Simulation, _call: Call) -> JsonObject:
    return {"stubs": [stub_view(stub) for stub in simulation.stubs]}


def _add_stub(simulation: Simulation, call: Call) -> JsonObject:
    members = dict(call.body)
    name = members.pop("vm", "")
    vm = machine_named(simulation, name).name if name else ""
    if not {"name", "url"} & members.keys():
        raise BadControlRequestError("the body needs 'name', or 'url' for an answer of the web")
    try:
        stub = parse_stub(members, "the stub", vm)
    except EstateError as error:
        raise BadControlRequestError(str(error)) from error
    simulation.stubs.add(stub)
    return stub_view(stub)


def _clear_stubs(simulation: Simulation, _call: Call) -> JsonObject:
    simulation.stubs.clear()
    return {"stubs": []}


STUB_ROUTES = (
    ControlRoute("GET", "/stubs", "The stubs in force, newest first", _stubs),
    ControlRoute(
        "POST",
        "/stubs",
        "Add a stub for Windows VMs: a command by its name, or an answer of the web by its url; duration is in "
        "simulated seconds, null never ends",
        _add_stub,
        {
            "name": TEXT,
            "arguments": TEXT,
            "vm": TEXT,
            "stdout": TEXT,
            "stderr": TEXT,
            "exitCode": INTEGER,
            "duration": ENDLESS_DURATION,
            "objects": LIST,
            "effect": OBJECT,
            "url": TEXT,
            "method": TEXT,
            "status": INTEGER,
            "headers": OBJECT,
            "body": {"type": ["string", "object", "array"]},
            "bodyBase64": TEXT,
            "archive": OBJECT,
        },
    ),
    ControlRoute("DELETE", "/stubs", "Forget all stubs; a reset brings the estate's back", _clear_stubs),
)
