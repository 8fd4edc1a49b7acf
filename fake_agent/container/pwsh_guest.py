"""A Windows VM whose scripts the real PowerShell runs, where the image has it: ``pwsh`` on Linux.

It knows no registry, no services and no cmd.exe; its files are Windows paths in a folder of the container.
"""

import shlex
import shutil
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import simpy

from fake_agent.container.own_place import EXPENDABLE, ContainerFiles
from fake_agent.guest import CommandLine, GuestUnavailableError, Outcome, Running
from fake_agent.linux.host_process import HostCommand, HostProcess
from fake_agent.world import World

PROGRAM = "pwsh"

MISSING = (
    "The image of this VM's container has no pwsh, which 'guest: pwsh' in the estate asks for: give the simulator an "
    "image with PowerShell and Python 3 by --agent-image, or leave the setting out for the emulated Windows machine."
)


class DriveFiles(ContainerFiles):
    r"""Files by their Windows names: ``C:\Temp\x`` is ``drive-c/temp/x`` below ``root``, whatever the case."""

    def _place(self, path: str) -> Path:
        return self.host_path(path)

    def host_path(self, path: str) -> Path:
        """Where a file is in the container."""
        drive, _, rest = path.replace("\\", "/").partition(":")
        parts = [part for part in rest.split("/") if part not in {"", ".", ".."}]
        return self._root.joinpath(f"drive-{drive.lower()}", *(part.lower() for part in parts))


class PwshGuest:
    """Implements ``fake_agent.container.guests.ContainerGuest``. ``state`` is the folder of its files."""

    def __init__(self, world: World, name: str, state: Path) -> None:
        self._world = world
        self._name = name
        self.files = DriveFiles(state)
        self._home = state
        self._powered = False
        self._agent_enabled = True
        self.agent_starts = 0
        self._changed = world.environment.event()

    @property
    def agent_running(self) -> bool:
        """Whether the VM is up and its agent runs."""
        return self._powered and self._agent_enabled

    @property
    def outbound_open(self) -> bool:
        """Always: there is no firewall of Windows' here."""
        return True

    def changed(self) -> simpy.Event:
        """The event of the next change of ``agent_running``."""
        return self._changed

    def execute(self, command: CommandLine) -> Running:
        """Run a script by pwsh; the extension's own commands do nothing. Raises ``GuestUnavailableError``."""
        if shutil.which(PROGRAM) is None:
            raise GuestUnavailableError(MISSING)
        program, _, arguments = command.line.partition(" ")
        if program != "powershell":
            return Outcome()
        folder = self.files.host_path(command.working_folder)
        words = [PROGRAM, "-NoLogo", "-NoProfile", "-NonInteractive", *_words(arguments)]
        environment = {"HOME": str(self._home), "POWERSHELL_TELEMETRY_OPTOUT": "1", "TERM": "dumb"}
        line = f"exec {shlex.join(words)}"
        run = HostProcess(HostCommand(("/bin/sh", "-c", EXPENDABLE, line), str(folder), environment))
        try:
            outcome: Outcome = yield self._world.await_real(run.wait, f"{self._name}: {command.line}")
        finally:
            run.kill()
        return outcome

    def stop_agent(self) -> None:
        """Stop the agent."""
        self._agent_enabled = False
        self._announce()

    def start_agent(self) -> None:
        """Start the agent, where it does not run."""
        if not self._agent_enabled:
            self._agent_enabled = True
            self.agent_starts += 1
            self._announce()

    def boot(self) -> None:
        """Power on."""
        self._powered = self._agent_enabled = True
        self.agent_starts += 1
        self._announce()

    def power_off(self) -> None:
        """Power off."""
        self._powered = False
        self._announce()

    def _announce(self) -> None:
        event, self._changed = self._changed, self._world.environment.event()
        event.succeed()

    def on_restart_requested(self, callback: Callable[[float], None]) -> None:
        """Never: PowerShell on Linux restarts no machine here."""

    def on_shutdown_requested(self, callback: Callable[[float], None]) -> None:
        """Never."""

    def save(self) -> None:
        """Its files are on disk already."""

    def further_actions(self) -> Mapping[str, Callable[..., Any]]:
        """None."""
        return {}


def _words(arguments: str) -> list[str]:
    """The arguments of ``powershell`` as cmd.exe would hand them over; pwsh on Linux knows no execution policy."""
    words = shlex.split(arguments, posix=False)
    if words[:1] == ["-ExecutionPolicy"]:
        words = words[2:]
    return [word[1:-1] if word[:1] == word[-1:] == '"' and len(word) > 1 else word for word in words]
