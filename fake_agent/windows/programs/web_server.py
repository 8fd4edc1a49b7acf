"""iisreset: stops and starts the services of Internet Information Services."""

from fake_agent.powershell.host import ProgramResult
from fake_agent.windows.errors import MachineError
from fake_agent.windows.programs.registry import Call, lines, printed, program

_SERVICES = ("W3SVC", "WAS")
_STOPPING = ("", "Attempting stop...")
_STOPPED = "Internet services successfully stopped"
_STARTING = "Attempting start..."


@program("iisreset")
def iisreset(call: Call) -> ProgramResult:
    """``iisreset [/restart | /stop | /start | /status]``."""
    options = {option for option in call.options if option not in {"/noforce", "/timeout"}}
    if not options <= {"/restart", "/stop", "/start", "/status"}:
        raise call.lacks()
    services = call.execution.services
    if "/status" in options:
        return _status(call)
    shown: list[str] = []
    if "/start" not in options:
        for name in _SERVICES:
            services.stop(name, with_dependents=True)
        shown += [*_STOPPING, _STOPPED]
    if "/stop" not in options:
        shown += [_STARTING] if shown else ["", _STARTING]
        try:
            services.start("W3SVC")
        except MachineError as error:
            return ProgramResult(lines(*shown), lines(f"Restart attempt failed. {error.message}"), 1)
        shown.append("Internet services successfully " + ("started" if "/start" in options else "restarted"))
    return printed(*shown)


def _status(call: Call) -> ProgramResult:
    rows = []
    for name in ("WAS", "W3SVC"):
        service = call.machine.services.get(name)
        rows.append(f"Status for {service.display_name} ( {name} ) : {service.status.value}")
    return printed(*rows)
