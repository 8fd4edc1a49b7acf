"""The machines themselves over the control API: their logs, and what a Windows machine holds."""

from typing import TYPE_CHECKING, cast

from fake_agent.assembly import HANDLERS
from fake_agent.windows.description_check import SECTIONS
from simulator.control.body import LIST, OBJECT, TEXT, BadControlRequestError, JsonObject
from simulator.control.route import Call, ControlRoute, machine_named
from simulator.simulation import Simulation

if TYPE_CHECKING:
    from fake_agent.windows.guest import WindowsGuest

FIRST_SNAPSHOT = "default"
"""The name of a snapshot that is given none."""

_FORMS = {"features": LIST, "timeZone": TEXT}


def _windows_guest(simulation: Simulation, call: Call) -> "WindowsGuest":
    machine = machine_named(simulation, call.names["vm"])
    if machine.os_type != "Windows":
        raise BadControlRequestError(f"{machine.name} is a Linux machine; only Windows machines are emulated")
    return cast("WindowsGuest", simulation.hypervisor.machine(machine.key).guest)


def _show(simulation: Simulation, call: Call) -> JsonObject:
    from fake_agent.windows.description import describe  # noqa: PLC0415 # loaded with the first Windows guest

    guest = _windows_guest(simulation, call)
    machine = guest.machine
    return {
        "vm": machine.name,
        "computerName": machine.computer_name,
        "running": machine.running,
        "agentRunning": guest.agent_running,
        "outboundOpen": guest.outbound_open,
        "timeZone": machine.time_zone_id,
        "remoteDesktopPort": machine.remote_desktop_port,
        "changes": describe(machine.snapshot()),
    }


def _change(simulation: Simulation, call: Call) -> JsonObject:
    from fake_agent.windows.description import DescriptionError, apply  # noqa: PLC0415 # as above

    guest = _windows_guest(simulation, call)
    try:
        apply(guest.machine, call.body, "the body")
    except DescriptionError as error:
        raise BadControlRequestError(str(error)) from error
    guest.notice()
    simulation.surroundings.record("control", "machine changed", vm=guest.machine.name, sections=", ".join(call.body))
    return _show(simulation, call)


def _snapshot(simulation: Simulation, call: Call) -> JsonObject:
    machine = _windows_guest(simulation, call).machine
    name = call.body.get("name", FIRST_SNAPSHOT)
    simulation.snapshots[machine.name, name] = machine.snapshot()
    return {"vm": machine.name, "name": name}


def _restore(simulation: Simulation, call: Call) -> JsonObject:
    guest = _windows_guest(simulation, call)
    machine = guest.machine
    name = call.body.get("name", FIRST_SNAPSHOT)
    if (machine.name, name) not in simulation.snapshots:
        known = [taken for vm, taken in simulation.snapshots if vm == machine.name]
        there_are = f"there are {', '.join(known)}" if known else "none was taken"
        raise BadControlRequestError(f"{machine.name} has no snapshot '{name}'; {there_are}", 404)
    machine.restore(simulation.snapshots[machine.name, name])
    guest.notice()
    simulation.surroundings.record("control", "machine restored", vm=machine.name, snapshot=name)
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
