"""The machines themselves over the control API: their logs, and what a Windows machine holds."""

from fake_agent.assembly import HANDLERS
from fake_agent.windows.description_check import SECTIONS
from simulator.control.body import LIST, OBJECT, TEXT, BadControlRequestError, JsonObject
from simulator.control.route import Call, ControlRoute, machine_named
from simulator.machines import WindowsMachine
from simulator.simulation import Simulation

FIRST_SNAPSHOT = "default"
"""The name of a snapshot that is given none."""

_FORMS = {"features": LIST, "timeZone": TEXT}


def _windows(simulation: Simulation, call: Call) -> tuple[str, WindowsMachine]:
    """The name of a Windows VM, and its machine."""
    machine = machine_named(simulation, call.names["vm"])
    if machine.os_type != "Windows":
        raise BadControlRequestError(f"{machine.name} is a Linux machine; only Windows machines are emulated")
    return machine.name, simulation.hypervisor.windows(machine.key)


def _show(simulation: Simulation, call: Call) -> JsonObject:
    return _windows(simulation, call)[1].describe()


def _change(simulation: Simulation, call: Call) -> JsonObject:
    name, machine = _windows(simulation, call)
    try:
        machine.change(call.body, "the body")
    except ValueError as error:
        raise BadControlRequestError(str(error)) from error
    simulation.surroundings.record("control", "machine changed", vm=name, sections=", ".join(call.body))
    return _show(simulation, call)


def _snapshot(simulation: Simulation, call: Call) -> JsonObject:
    vm, machine = _windows(simulation, call)
    name = call.body.get("name", FIRST_SNAPSHOT)
    simulation.snapshots[vm, name] = machine.snapshot()
    return {"vm": vm, "name": name}


def _restore(simulation: Simulation, call: Call) -> JsonObject:
    vm, machine = _windows(simulation, call)
    name = call.body.get("name", FIRST_SNAPSHOT)
    if (vm, name) not in simulation.snapshots:
        known = [taken for owner, taken in simulation.snapshots if owner == vm]
        there_are = f"there are {', '.join(known)}" if known else "none was taken"
        raise BadControlRequestError(f"{vm} has no snapshot '{name}'; {there_are}", 404)
    machine.restore(simulation.snapshots[vm, name])
    simulation.surroundings.record("control", "machine restored", vm=vm, snapshot=name)
    return _show(simulation, call)


def _logs(simulation: Simulation, call: Call) -> JsonObject:
    machine = machine_named(simulation, call.names["vm"])
    files = simulation.hypervisor.machine(machine.key).guest.files
    layout = HANDLERS[machine.os_type].layout
    return {
        "vm": machine.name,
        "logs": [
            {"path": path, "text": files.read(path).decode("utf-8", "replace") if files.exists(path) else ""}
            for path in (layout.log, layout.agent_log)
        ],
    }


MACHINE_ROUTES = (
    ControlRoute("GET", "/vms/{vm}/logs", "The logs of the extension and of the agent", _logs),
    ControlRoute("GET", "/vms/{vm}/machine", "A Windows machine: what differs from a fresh one", _show),
    ControlRoute(
        "PATCH",
        "/vms/{vm}/machine",
        "Change a Windows machine by a description, as in an estate file",
        _change,
        {name: _FORMS.get(name, OBJECT) for name in SECTIONS},
    ),
    ControlRoute("POST", "/vms/{vm}/machine/snapshot", "Remember a Windows machine", _snapshot, {"name": TEXT}),
    ControlRoute("POST", "/vms/{vm}/machine/restore", "Bring a remembered state back", _restore, {"name": TEXT}),
)
