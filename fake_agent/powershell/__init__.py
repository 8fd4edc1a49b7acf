"""An interpreter of Windows PowerShell 5.1 for the emulated Windows guest.

``run_file`` is ``powershell.exe -File``, ``run_command`` is ``powershell.exe -Command``; ``host`` says what a machine
must offer.
"""

from fake_agent.powershell.process import ScriptResult, run_command, run_file

__all__ = ["ScriptResult", "run_command", "run_file"]
