"""Which commands can't wait for anything. They need no thread on which they could be suspended."""

import re

from fake_agent.guest import CommandLine
from fake_agent.windows.command_processor.autorun import autorun_commands
from fake_agent.windows.machine import Machine

MOST_LINES = 100

_BATCH_FILE = re.compile(r"[\w-]+\.cmd")
_INSTANT = re.compile(r"@?(echo|exit|rem)(\s[^&|<>()%^!\"]*)?", re.IGNORECASE)


def is_instant(machine: Machine, command: CommandLine) -> bool:
    """Whether the command is a short batch file of its working folder that only says something and ends.

    Such are the extension's own, as long as nobody changes them or lets AutoRun come before them.
    """
    path = f"{command.working_folder}\\{command.line}"
    if not _BATCH_FILE.fullmatch(command.line) or not machine.files.is_file(path) or any(autorun_commands(machine)):
        return False
    lines = machine.files.read(path).decode("utf-8", "replace").splitlines()
    return len(lines) <= MOST_LINES and all(_INSTANT.fullmatch(line) for line in lines)
