"""The contract of a guest: the machine under an agent.

A guest is a Windows machine (emulated), a Linux machine (bash in a sandbox), or whatever a container holds.
The agent and the extension see nothing else of it than this module.
"""

from collections.abc import Callable, Generator
from dataclasses import dataclass
from typing import Any, Protocol

import simpy

Running = Generator[simpy.Event, Any, "Outcome"]
"""A command while it runs: yields SimPy events as simulated time passes, returns the outcome.

It may yield an event that never comes (a prompt that nobody answers). Closing it kills the command.
"""


AGENT_STOPPED = "agent stopped"
"""Why a command is interrupted when the agent's service stops. A guest whose processes outlive the agent that started
them lets the command go on; any other interrupt ends it."""


class GuestUnavailableError(Exception):
    """The guest can't run anything here; the text says why and what to do."""


@dataclass(frozen=True, slots=True)
class CommandLine:
    """One command as the extension starts it.

    ``line`` is what the guest's own command processor parses: ``cmd.exe /c LINE`` on Windows, ``/bin/sh -c LINE``
    on Linux. ``environment`` is added to the guest's own variables. ``launcher`` is the path of the program that starts
    it, where a guest shows that one as a process.
    """

    line: str
    working_folder: str
    environment: tuple[tuple[str, str], ...] = ()
    launcher: str = ""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a finished command left: both streams whole, in bytes, and its exit code.

    ``unheard``: the program that started it has been ended meanwhile.
    """

    stdout: bytes = b""
    stderr: bytes = b""
    exit_code: int = 0
    unheard: bool = False


class GuestFiles(Protocol):
    """The guest's own files, by its own notation: Windows or POSIX paths."""

    def read(self, path: str) -> bytes:
        """The content of the file; ``FileNotFoundError`` where there is none."""

    def write(self, path: str, content: bytes) -> None:
        """Write the whole file, with the folders above it; ``OSError`` (ENOSPC) where the disk is full."""

    def append(self, path: str, content: bytes) -> None:
        """Add to the end of the file, which is made if missing."""

    def exists(self, path: str) -> bool:
        """Whether there is a file or folder."""

    def remove(self, path: str) -> None:
        """Remove the file, or the folder with all that is in it; nothing happens where there is none."""


class Guest(Protocol):
    """A machine that runs commands. Its state outlives every command."""

    @property
    def files(self) -> GuestFiles:
        """The guest's file system."""

    @property
    def agent_running(self) -> bool:
        """Whether the machine is up and its guest agent service runs."""

    @property
    def agent_starts(self) -> int:
        """How often the agent service has started: a restart in one instant shows here only."""

    @property
    def outbound_open(self) -> bool:
        """Whether the guest lets TCP 443 out: its own firewall, adapters and routes."""

    def changed(self) -> simpy.Event:
        """The event of the next change of ``agent_running``, ``agent_starts`` or ``outbound_open``."""

    def execute(self, command: CommandLine) -> Running:
        """Run the command as System or root. Nothing has happened until the first ``next``."""

    def stop_agent(self) -> None:
        """Stop the agent's service, as a script or an administrator may."""

    def start_agent(self) -> None:
        """Start the agent's service; nothing happens where it runs."""

    def boot(self) -> None:
        """The machine starts: services of automatic start run."""

    def power_off(self) -> None:
        """The machine stops; running commands are killed by whoever runs them."""

    def on_restart_requested(self, callback: Callable[[float], None]) -> None:
        """Call back with the delay in seconds when a script asks for a reboot."""

    def on_shutdown_requested(self, callback: Callable[[float], None]) -> None:
        """Call back with the delay in seconds when a script asks for a shutdown."""
