"""Stub commands over the control API."""

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
    ControlRoute("GET", "/stubs", "The stub commands in force, newest first", _stubs),
    ControlRoute(
        "POST",
        "/stubs",
        "Add a stub command for Windows VMs; duration is in simulated seconds, null never ends",
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
        },
        required=("name",),
    ),
    ControlRoute("DELETE", "/stubs", "Forget all stub commands; a reset brings the estate's back", _clear_stubs),
)
