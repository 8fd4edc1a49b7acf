"""What scripts change through WMI: the writable properties of instances, and methods."""

from collections.abc import Callable, Mapping
from typing import Any

from fake_agent.powershell.host import RegistryKind, StartType
from fake_agent.windows.errors import MachineError
from fake_agent.windows.execution import Execution, Spawn
from fake_agent.windows.machine import Machine
from fake_agent.windows.registry import CONTROL_SET
from fake_agent.windows.wmi.sessions import RDP, TERMINAL_SERVER

Row = Mapping[str, Any]

SUCCESS = 0
ACCESS_DENIED = 2
ALREADY_RUNNING = 10
NOT_RUNNING = 5
UNKNOWN_FAILURE = 8
DISABLED = 14

_MEMORY_KEY = rf"{CONTROL_SET}\Control\Session Manager\Memory Management"


def _set_user(machine: Machine, row: Row, changes: Row) -> None:
    fields: dict[str, Callable[[Any], dict[str, object]]] = {
        "disabled": lambda value: {"enabled": not value},
        "fullname": lambda value: {"full_name": str(value)},
        "description": lambda value: {"description": str(value)},
        "passwordexpires": lambda value: {"password_expires": bool(value)},
        "passwordchangeable": lambda value: {"may_change_password": bool(value)},
    }
    for name, value in changes.items():
        if name.casefold() in fields:
            machine.accounts.change_user(str(row["Name"]), **fields[name.casefold()](value))


def _set_page_file(machine: Machine, row: Row, changes: Row) -> None:
    merged = {name.casefold(): value for name, value in {**row, **changes}.items()}
    entry = f"{merged['name']} {int(merged.get('initialsize') or 0)} {int(merged.get('maximumsize') or 0)}"
    current = machine.registry.read(_MEMORY_KEY, "PagingFiles")
    kept = tuple(
        other
        for other in (current if isinstance(current, tuple) else ())
        if other.rsplit(" ", 2)[0].casefold() != str(merged["name"]).casefold()
    )
    machine.registry.write(_MEMORY_KEY, "PagingFiles", (*kept, entry), RegistryKind.MULTI_STRING)


def _set_nothing(_machine: Machine, _row: Row, _changes: Row) -> None:
    """A property that Windows takes and that nothing here depends on."""


SETTERS: dict[str, Callable[[Machine, Row, Row], None]] = {
    "win32_useraccount": _set_user,
    "win32_pagefilesetting": _set_page_file,
    "win32_computersystem": _set_nothing,
    "win32_operatingsystem": _set_nothing,
    "win32_volume": _set_nothing,
}
"""By class: change an instance, or make one of these properties."""


def _start_service(execution: Execution, row: Row, _arguments: Row) -> int:
    name = str(row["Name"])
    if execution.services.running(name):
        return ALREADY_RUNNING
    try:
        execution.services.start(name)
    except MachineError as error:
        return DISABLED if execution.services.get(name).start_type is StartType.DISABLED else error.code
    return SUCCESS


def _stop_service(execution: Execution, row: Row, _arguments: Row) -> int:
    name = str(row["Name"])
    if not execution.services.running(name):
        return NOT_RUNNING
    try:
        execution.services.stop(name, with_dependents=False)
    except MachineError:
        return ACCESS_DENIED
    return SUCCESS


_START_MODES = {
    "boot": StartType.BOOT,
    "system": StartType.SYSTEM,
    "automatic": StartType.AUTOMATIC,
    "auto": StartType.AUTOMATIC,
    "manual": StartType.MANUAL,
    "disabled": StartType.DISABLED,
}


def _change_start_mode(execution: Execution, row: Row, arguments: Row) -> int:
    mode = _START_MODES.get(str(next(iter(arguments.values()), "")).casefold())
    if mode is None:
        return UNKNOWN_FAILURE
    execution.services.configure(str(row["Name"]), start_type=mode)
    return SUCCESS


def _delete_service(execution: Execution, row: Row, _arguments: Row) -> int:
    execution.services.delete(str(row["Name"]))
    return SUCCESS


def _create_process(execution: Execution, _row: Row, arguments: Row) -> int:
    line = str(next(iter(arguments.values()), ""))
    execution.spawn(Spawn(line, r"C:\Windows\system32", lambda _code: None))
    return SUCCESS


def _terminate(execution: Execution, row: Row, _arguments: Row) -> int:
    try:
        execution.machine.end_process(int(row["ProcessId"]))
    except MachineError:
        return ACCESS_DENIED
    return SUCCESS


def _reboot(execution: Execution, _row: Row, _arguments: Row) -> int:
    execution.request_power("restart", 0.0)
    return SUCCESS


def _shutdown(execution: Execution, _row: Row, _arguments: Row) -> int:
    execution.request_power("shutdown", 0.0)
    return SUCCESS


_RESTART_FLAG = 2


def _win32_shutdown(execution: Execution, row: Row, arguments: Row) -> int:
    flags = int(next(iter(arguments.values()), 0))
    return _reboot(execution, row, arguments) if flags & _RESTART_FLAG else _shutdown(execution, row, arguments)


def _rename(execution: Execution, _row: Row, arguments: Row) -> int:
    execution.machine.rename(str(next(iter(arguments.values()), "")))
    return SUCCESS


def _allow_connections(execution: Execution, _row: Row, arguments: Row) -> int:
    allowed, *firewall = (int(value) for value in arguments.values())
    registry = execution.machine.registry
    registry.write(TERMINAL_SERVER, "fDenyTSConnections", 0 if allowed else 1, RegistryKind.DWORD)
    if firewall and firewall[0]:
        rules = execution.machine.firewall
        rules.change([rule.name for rule in rules.in_group(_REMOTE_DESKTOP)], enabled=bool(allowed))
    return SUCCESS


_REMOTE_DESKTOP = "Remote Desktop"


def _require_authentication(execution: Execution, _row: Row, arguments: Row) -> int:
    value = int(next(iter(arguments.values()), 0))
    execution.machine.registry.write(RDP, "UserAuthentication", value, RegistryKind.DWORD)
    return SUCCESS


def _set_security_layer(execution: Execution, _row: Row, arguments: Row) -> int:
    value = int(next(iter(arguments.values()), 0))
    execution.machine.registry.write(RDP, "SecurityLayer", value, RegistryKind.DWORD)
    return SUCCESS


Method = Callable[[Execution, Row, Row], int]

METHODS: dict[str, dict[str, Method]] = {
    "win32_service": {
        "StartService": _start_service,
        "StopService": _stop_service,
        "ChangeStartMode": _change_start_mode,
        "Delete": _delete_service,
    },
    "win32_process": {"Create": _create_process, "Terminate": _terminate},
    "win32_operatingsystem": {"Reboot": _reboot, "Shutdown": _shutdown, "Win32Shutdown": _win32_shutdown},
    "win32_computersystem": {"Rename": _rename},
    "win32_terminalservicesetting": {"SetAllowTSConnections": _allow_connections},
    "win32_tsgeneralsetting": {
        "SetUserAuthenticationRequired": _require_authentication,
        "SetSecurityLayer": _set_security_layer,
    },
}
"""By class and name. The answer is the method's ReturnValue."""
