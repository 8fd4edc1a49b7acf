"""shutdown.exe: restart, shut down, and take it back."""

from fake_agent.powershell.host import ProgramResult
from fake_agent.windows.machine_events import power_requested
from fake_agent.windows.programs.registry import Call, failed, program

DEFAULT_DELAY = 30.0
"""Seconds that shutdown waits without ``/t`` (documented)."""


_PENDING = "shutdown_pending"


def _abort(call: Call) -> ProgramResult:
    if not call.machine.settings.get(_PENDING):
        text = "Unable to abort the system shutdown because no shutdown was in progress.(1116)"
        return failed(text, exit_code=1116)
    call.machine.settings[_PENDING] = False
    call.execution.request_power(None)
    return ProgramResult()


@program("shutdown")
def shutdown(call: Call) -> ProgramResult:
    """``shutdown [/r | /s | /g | /sg | /p | /h | /a | /l] [/f] [/t SECONDS] [/c TEXT] [/d REASON]``."""
    options = call.options
    settings = call.machine.settings
    if "/a" in options:
        return _abort(call)
    if "/l" in options:
        return ProgramResult()
    kind = "restart" if {"/r", "/g"} & set(options) else "shutdown"
    if kind == "shutdown" and not {"/s", "/sg", "/p", "/h"} & set(options):
        return failed(
            "Usage: shutdown [/i | /l | /s | /sg | /r | /g | /a | /p | /h | /e | /o] [/hybrid] [/soft] [/fw] [/f]"
        )
    delay = 0.0 if {"/p", "/h"} & set(options) else DEFAULT_DELAY
    if "/t" in options:
        at = [argument.casefold().replace("-", "/") for argument in call.arguments].index("/t") + 1
        if at >= len(call.arguments) or not call.arguments[at].isdigit():
            return failed("Invalid value specified for a parameter.(87)", exit_code=87)
        delay = float(call.arguments[at])
    if settings.get(_PENDING):
        return failed("A system shutdown has already been scheduled.(1190)", exit_code=1190)
    settings[_PENDING] = True
    power_requested(call.machine.events, call.path, call.machine.computer_name, kind)
    call.execution.request_power(kind, delay)
    return ProgramResult()
