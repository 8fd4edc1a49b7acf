"""Programs with a window: on the desktop of services nobody ever sees or closes it."""

from fake_agent.powershell.host import ProgramResult
from fake_agent.windows.programs.launch import WINDOWED, wait_for_window
from fake_agent.windows.programs.registry import Call, program


@program(*WINDOWED)
def windowed(call: Call) -> ProgramResult:
    """It stays. Shells go on beside it; ``-Wait`` and ``start /wait`` wait for it."""
    wait_for_window(call.execution, call.path)
