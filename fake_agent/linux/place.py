"""Where a Linux VM's scripts run and its files are: a sandbox on the host, or the agent's own container."""

import shutil
from pathlib import Path
from typing import Protocol

from fake_agent.guest import CommandLine, GuestFiles, Outcome
from fake_agent.linux import sandbox
from fake_agent.linux.host_process import HostCommand
from fake_agent.linux.root_folder import RootFolder

COMMANDS = Path(__file__).parent / "commands"
"""systemctl, shutdown and their like: what a VM has and a sandbox or container lacks."""

_SANDBOX_FAILURE = b"bwrap: "


class ExecutableFiles(GuestFiles, Protocol):
    """Files that can be made programs."""

    def make_executable(self, path: str) -> None:
        """Let root execute a file."""


class Place(Protocol):
    """A place for one VM."""

    @property
    def files(self) -> ExecutableFiles:
        """The VM's files."""

    def why_not(self) -> str:
        """Why no script can run there, and what to do about it; empty where one can."""

    def host_command(self, command: CommandLine) -> HostCommand:
        """What to start so that ``/bin/sh -c LINE`` runs there."""

    def complaint(self, outcome: Outcome) -> str:
        """What the place itself failed at; empty where the script ran."""


class SandboxPlace:
    """A folder of the host's, seen from within bubblewrap as the VM's root.

    ``unconfined`` runs scripts on the bare host: a flag of the user's says so.
    """

    def __init__(self, name: str, folder: Path, *, unconfined: bool = False) -> None:
        self._name = name
        self._unconfined = unconfined
        self._user = None if unconfined else sandbox.user()
        self._commands = folder / "commands"
        shutil.copytree(COMMANDS, self._commands)
        self.files = RootFolder(folder / "root", name, sandbox.links(), self._user)
        folder.chmod(0o700)
        if self._user is not None:
            shutil.chown(folder, self._user)

    def why_not(self) -> str:
        """Why there is no sandbox here."""
        reason = "" if self._unconfined else sandbox.why_not()
        if not reason:
            return ""
        return (
            f"The simulator can't run Linux scripts on this machine: {reason}. Or give a rule with the script's "
            "outcome, or use --agents docker."
        )

    def host_command(self, command: CommandLine) -> HostCommand:
        """Bubblewrap's command line, or the bare one."""
        root = self.files.folder
        if not self._unconfined:
            return HostCommand(sandbox.arguments(root, self._commands, self._name, command), user=self._user)
        line, folder = f"{root}{command.line}", f"{root}{command.working_folder}"
        return HostCommand(("/bin/sh", "-c", line), folder, dict(command.environment))

    def complaint(self, outcome: Outcome) -> str:
        """What bubblewrap said where it could not start the script."""
        if self._unconfined or outcome.exit_code == 0 or not outcome.stderr.startswith(_SANDBOX_FAILURE):
            return ""
        return f"The sandbox failed: {outcome.stderr.decode('utf-8', 'replace').strip()}"
