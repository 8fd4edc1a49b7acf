"""AutoRun: what the registry lets every cmd.exe run before anything else."""

from collections.abc import Iterator

from fake_agent.powershell.host import RegistryKind
from fake_agent.windows.machine import Machine

_KEYS = (
    r"HKEY_LOCAL_MACHINE\SOFTWARE\Microsoft\Command Processor",
    r"HKEY_CURRENT_USER\Software\Microsoft\Command Processor",
)
_TEXT = (RegistryKind.STRING, RegistryKind.EXPAND_STRING)
"""The kinds of values that cmd.exe takes for a command."""


def autorun_commands(machine: Machine) -> Iterator[str]:
    """The commands in force, the machine's before the user's."""
    for key in _KEYS:
        value = machine.registry.value(key, "AutoRun")
        if value is not None and value.kind in _TEXT and str(value.data).strip():
            yield str(value.data)
