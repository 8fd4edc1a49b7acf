"""sc.exe: the service control manager's own program."""

from fake_agent.powershell.host import ProgramResult, Service, ServiceStatus, StartType
from fake_agent.windows.errors import TEXTS, MachineError
from fake_agent.windows.programs.registry import Call, printed, program
from fake_agent.windows.recovery import KINDS, FailureActions, failure_actions, set_failure_actions

STATES = {
    ServiceStatus.STOPPED: (1, "STOPPED"),
    ServiceStatus.START_PENDING: (2, "START_PENDING"),
    ServiceStatus.STOP_PENDING: (3, "STOP_PENDING"),
    ServiceStatus.RUNNING: (4, "RUNNING"),
    ServiceStatus.PAUSED: (7, "PAUSED"),
}
START_TYPES = {
    StartType.BOOT: (0, "BOOT_START"),
    StartType.SYSTEM: (1, "SYSTEM_START"),
    StartType.AUTOMATIC: (2, "AUTO_START"),
    StartType.MANUAL: (3, "DEMAND_START"),
    StartType.DISABLED: (4, "DISABLED"),
}
START_WORDS = {
    "boot": StartType.BOOT,
    "system": StartType.SYSTEM,
    "auto": StartType.AUTOMATIC,
    "delayed-auto": StartType.AUTOMATIC,
    "demand": StartType.MANUAL,
    "disabled": StartType.DISABLED,
}
_STOPPABLE = "STOPPABLE, NOT_PAUSABLE, ACCEPTS_SHUTDOWN"
_NOT_STOPPABLE = "NOT_STOPPABLE, NOT_PAUSABLE, IGNORES_SHUTDOWN"
_USAGE = (
    "DESCRIPTION:",
    "        SC is a command line program used for communicating with the",
    "        Service Control Manager and services.",
    "USAGE:",
    "        sc <server> [command] [service name] <option1> <option2>...",
)
_VERBS = {
    "start": "StartService",
    "stop": "ControlService",
    "config": "ChangeServiceConfig",
    "delete": "DeleteService",
    "query": "EnumQueryServicesStatus:OpenService",
    "queryex": "EnumQueryServicesStatus:OpenService",
}


_OTHER = """
boot control continue getkeyname interrogate lock managedaccount pause preferrednode privs qfailureflag qmanagedaccount
qpreferrednode qprivs qprotection qsidtype qtriggerinfo querylock quserservice sdset showsid triggerinfo
"""
_OTHER_VERBS = frozenset(_OTHER.split())
"""What sc knows and the simulator lacks."""


@program("sc")
def sc(call: Call) -> ProgramResult:
    r"""``sc [\\server] query | queryex | qc | start | stop | config | create | delete | description | failure``."""
    words = [word for word in call.arguments if not word.startswith("\\\\")]
    verb = (words[:1] or [""])[0].casefold()
    rest = words[1:]
    action = _ACTIONS.get(verb)
    if verb in _OTHER_VERBS:
        raise call.lacks()
    if action is None or not (rest or verb in {"query", "queryex"}):
        return printed(*_USAGE, exit_code=1639)
    try:
        return action(call, rest)
    except KeyError:
        return _refused(_VERBS[verb] if verb in {"query", "queryex"} else "OpenService", 1060)
    except MachineError as error:
        return _refused(_VERBS.get(verb, "OpenService"), error.code)


def _refused(function: str, code: int) -> ProgramResult:
    return printed(f"[SC] {function} FAILED {code}:", "", TEXTS[code], "", exit_code=code)


def _kind(service: Service) -> tuple[str, str]:
    shares = "svchost.exe" in service.executable.casefold()
    return ("30", "WIN32") if shares else ("10", "WIN32_OWN_PROCESS ")


def _status(service: Service, *, extended: bool = False, listed: bool = False) -> list[str]:
    """The block that sc prints for one service; in a list it has the display name too."""
    number, state = STATES[service.status]
    kind, kind_name = _kind(service)
    running = service.status is ServiceStatus.RUNNING
    never_started = not running and service.start_type is StartType.MANUAL
    controls = _STOPPABLE if service.can_stop else _NOT_STOPPABLE
    return [
        "",
        f"SERVICE_NAME: {service.name}" + ("" if listed else " "),
        *([f"DISPLAY_NAME: {service.display_name}"] if listed else []),
        f"        TYPE               : {kind}  {kind_name}",
        f"        STATE              : {number}  {state} ",
        *([f"                                ({controls})"] if running else []),
        f"        WIN32_EXIT_CODE    : {'1077  (0x435)' if never_started else '0  (0x0)'}",
        "        SERVICE_EXIT_CODE  : 0  (0x0)",
        "        CHECKPOINT         : 0x0",
        "        WAIT_HINT          : 0x0",
        *([f"        PID                : {service.process_id}", "        FLAGS              : "] if extended else []),
    ]


def _query(call: Call, rest: list[str], *, extended: bool = False) -> ProgramResult:
    names = [word for word in rest if not word.endswith("=")]
    if names and names[0].casefold() not in {"service", "all", "inactive", "driver"}:
        return printed(*_status(call.execution.services.get(names[0]), extended=extended))
    folded = [name.casefold() for name in names]
    wanted = [
        service
        for service in call.execution.services.all()
        if "all" in folded or (service.status is ServiceStatus.RUNNING) != ("inactive" in folded)
    ]
    blocks = [line for service in wanted for line in _status(service, extended=extended, listed=True)]
    return printed(*blocks)


def _query_extended(call: Call, rest: list[str]) -> ProgramResult:
    return _query(call, rest, extended=True)


def _query_configuration(call: Call, rest: list[str]) -> ProgramResult:
    service = call.execution.services.get(rest[0])
    number, start = START_TYPES[service.start_type]
    kind, kind_name = _kind(service)
    first, *others = service.depends_on or ("",)
    return printed(
        "[SC] QueryServiceConfig SUCCESS",
        "",
        f"SERVICE_NAME: {service.name}",
        f"        TYPE               : {kind}  {kind_name}",
        f"        START_TYPE         : {number}   {start}" + ("  (DELAYED)" if service.delayed else ""),
        "        ERROR_CONTROL      : 1   NORMAL",
        f"        BINARY_PATH_NAME   : {service.executable}",
        "        LOAD_ORDER_GROUP   : ",
        "        TAG                : 0",
        f"        DISPLAY_NAME       : {service.display_name}",
        f"        DEPENDENCIES       : {first}",
        *(f"                           : {name}" for name in others),
        f"        SERVICE_START_NAME : {service.account}",
    )


def _start(call: Call, rest: list[str]) -> ProgramResult:
    service = call.execution.services.get(rest[0])
    if service.status is ServiceStatus.RUNNING:
        raise MachineError(1056)
    call.execution.services.start(service.name)
    block = _status(call.execution.services.get(service.name), extended=True)
    return printed(*(line.replace("4  RUNNING", "2  START_PENDING") for line in block))


def _stop(call: Call, rest: list[str]) -> ProgramResult:
    service = call.execution.services.get(rest[0])
    if service.status is not ServiceStatus.RUNNING:
        raise MachineError(1062)
    call.execution.services.stop(service.name, with_dependents=False)
    block = _status(call.execution.services.get(service.name))
    return printed(*(line.replace("1  STOPPED", "3  STOP_PENDING") for line in block))


def _settings(words: list[str]) -> dict[str, str]:
    """``name= value`` pairs; the blank behind the equal sign is part of sc's grammar."""
    settings = {}
    index = 0
    while index < len(words):
        name, equals, value = words[index].partition("=")
        index += 1
        if equals and not value and index < len(words):
            value = words[index]
            index += 1
        settings[name.casefold()] = value
    return settings


def _configure(call: Call, rest: list[str]) -> ProgramResult:
    services = call.execution.services
    service = services.get(rest[0])
    settings = _settings(rest[1:])
    start = settings.get("start", "").casefold()
    if start and start not in START_WORDS:
        return _refused("ChangeServiceConfig", 87)
    services.configure(
        service.name,
        start_type=START_WORDS.get(start),
        delayed=start == "delayed-auto" if start else None,
        display_name=settings.get("displayname"),
    )
    return printed("[SC] ChangeServiceConfig SUCCESS")


def _create(call: Call, rest: list[str]) -> ProgramResult:
    settings = _settings(rest[1:])
    if "binpath" not in settings:
        return printed(
            "DESCRIPTION:", "        Creates a service entry in the registry and Service Database.", exit_code=1639
        )
    start = settings.get("start", "demand").casefold()
    service = Service(
        rest[0],
        settings.get("displayname", rest[0]),
        ServiceStatus.STOPPED,
        START_WORDS.get(start, StartType.MANUAL),
        delayed=start == "delayed-auto",
        depends_on=tuple(filter(None, settings.get("depend", "").split("/"))),
        executable=settings["binpath"],
        account=settings.get("obj", "LocalSystem"),
    )
    try:
        call.execution.services.create(service)
    except MachineError as error:
        return _refused("CreateService", error.code)
    return printed("[SC] CreateService SUCCESS")


def _delete(call: Call, rest: list[str]) -> ProgramResult:
    service = call.execution.services.get(rest[0])
    call.execution.services.delete(service.name)
    return printed("[SC] DeleteService SUCCESS")


def _describe(call: Call, rest: list[str]) -> ProgramResult:
    call.execution.services.configure(rest[0], description=" ".join(rest[1:]))
    return printed("[SC] ChangeServiceConfig2 SUCCESS")


def _query_description(call: Call, rest: list[str]) -> ProgramResult:
    service = call.execution.services.get(rest[0])
    return printed(
        "[SC] QueryServiceConfig2 SUCCESS", "", f"SERVICE_NAME: {service.name}", f"DESCRIPTION:  {service.description}"
    )


def _accept(call: Call, rest: list[str]) -> ProgramResult:
    """A setting that nobody can see here."""
    call.execution.services.get(rest[0])
    return printed("[SC] ChangeServiceConfig2 SUCCESS")


def _fail(call: Call, rest: list[str]) -> ProgramResult:
    """``sc failure NAME [reset= SECONDS] [actions= KIND/MILLISECONDS/...]``."""
    service = call.execution.services.get(rest[0])
    given = _settings(rest[1:])
    known = failure_actions(call.machine.registry, service.name)
    parts = given.get("actions", "").split("/")
    if "actions" in given and not all(part in KINDS for part in parts[::2]):
        return printed(*_USAGE, exit_code=1639)
    delays = [int(part) if part.isdigit() else 0 for part in parts[1::2]]
    actions = tuple((KINDS[kind], delay) for kind, delay in zip(parts[::2], delays, strict=False))
    reset = int(given["reset"]) if given.get("reset", "").isdigit() else known.reset_period
    wanted = FailureActions(reset, actions if "actions" in given else known.actions)
    set_failure_actions(call.machine.registry, service.name, wanted)
    return printed("[SC] ChangeServiceConfig2 SUCCESS")


_ACTION_NAMES = {1: "RESTART", 2: "REBOOT", 3: "RUN PROCESS"}


def _query_failure(call: Call, rest: list[str]) -> ProgramResult:
    service = call.execution.services.get(rest[0])
    found = failure_actions(call.machine.registry, service.name)
    shown = [
        f"{_ACTION_NAMES[kind]} -- Delay = {delay} milliseconds."
        for kind, delay in found.actions
        if kind in _ACTION_NAMES
    ]
    first, *others = shown or [""]
    actions = [f"        FAILURE_ACTIONS              : {first}", *(" " * 39 + other for other in others)]
    return printed(
        "[SC] QueryServiceConfig2 SUCCESS",
        "",
        f"SERVICE_NAME: {service.name}",
        f"        RESET_PERIOD (in seconds)    : {found.reset_period}",
        "        REBOOT_MESSAGE               : ",
        "        COMMAND_LINE                 : ",
        *(actions if shown else []),
    )


def _show_security(call: Call, rest: list[str]) -> ProgramResult:
    call.execution.services.get(rest[0])
    return printed("", _SECURITY)


_SECURITY = (
    "D:(A;;CCLCSWRPWPDTLOCRRC;;;SY)(A;;CCDCLCSWRPWPDTLOCRSDRCWDWO;;;BA)(A;;CCLCSWLOCRRC;;;IU)(A;;CCLCSWLOCRRC;;;SU)"
)


def _dependents(call: Call, rest: list[str]) -> ProgramResult:
    service = call.execution.services.get(rest[0])
    found = [call.execution.services.get(name) for name in service.dependents]
    count = f"[SC] EnumDependentServices: entriesread = {len(found)}"
    return printed(count, *(line for one in found for line in _status(one, listed=True)))


def _display_name(call: Call, rest: list[str]) -> ProgramResult:
    service = call.execution.services.get(rest[0])
    return printed("[SC] GetServiceDisplayName SUCCESS", f"Name = {service.display_name}")


_ACTIONS = {
    "query": _query,
    "queryex": _query_extended,
    "qc": _query_configuration,
    "start": _start,
    "stop": _stop,
    "config": _configure,
    "create": _create,
    "delete": _delete,
    "description": _describe,
    "qdescription": _query_description,
    "failure": _fail,
    "qfailure": _query_failure,
    "sdshow": _show_security,
    "enumdepend": _dependents,
    "getdisplayname": _display_name,
    "failureflag": _accept,
    "sidtype": _accept,
}
