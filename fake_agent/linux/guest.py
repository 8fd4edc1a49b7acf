"""A Linux VM: its files, its power and agent, and scripts that really run."""

import shutil
from collections.abc import Callable
from pathlib import Path

import simpy

from fake_agent.guest import CommandLine, GuestUnavailableError, Outcome, Running
from fake_agent.linux import sandbox
from fake_agent.linux.host_process import HostCommand, HostProcess
from fake_agent.linux.root_folder import RootFolder
from fake_agent.world import World

REQUESTS = "/run/simulator-requests"
"""Where the stub commands leave what only the machine can do: one word a line (see ``commands/``)."""

COMMANDS = Path(__file__).parent / "commands"
"""systemctl, shutdown and their like: what a VM has and a sandbox lacks."""

_SANDBOX_FAILURE = b"bwrap: "


class LinuxGuest:
    """Implements ``fake_agent.guest.Guest``.

    ``folder`` is the VM's own on the host. ``unconfined`` runs scripts on the bare host: a flag of the user's says so.
    """

    def __init__(self, world: World, name: str, folder: Path, *, unconfined: bool = False) -> None:
        self._world = world
        self._name = name
        self._unconfined = unconfined
        self._user = None if unconfined else sandbox.user()
        self._commands = folder / "commands"
        shutil.copytree(COMMANDS, self._commands)
        self._files = RootFolder(folder / "root", name, sandbox.links(), self._user)
        folder.chmod(0o700)
        if self._user is not None:
            shutil.chown(folder, self._user)
        self._powered = False
        self._agent_enabled = True
        self._agent_starts = 0
        self._changed: simpy.Event | None = None
        self._on_restart: Callable[[float], None] = _ignore
        self._on_shutdown: Callable[[float], None] = _ignore
        self._requests: dict[str, Callable[[], None]] = {
            "reboot": lambda: self._on_restart(0.0),
            "poweroff": lambda: self._on_shutdown(0.0),
            "agent-stop": self.stop_agent,
            "agent-start": self.start_agent,
            "agent-restart": self._restart_agent,
        }

    @property
    def files(self) -> RootFolder:
        """The VM's files."""
        return self._files

    @property
    def agent_running(self) -> bool:
        """Whether the VM is up and walinuxagent runs."""
        return self._powered and self._agent_enabled

    @property
    def agent_starts(self) -> int:
        """How often walinuxagent has started."""
        return self._agent_starts

    @property
    def outbound_open(self) -> bool:
        """Always: the sandbox has no network of its own; faults close the way outside of it."""
        return True

    def changed(self) -> simpy.Event:
        """The event of the next change of ``agent_running``."""
        if self._changed is None:
            self._changed = self._world.environment.event()
        return self._changed

    def _announce(self) -> None:
        if self._changed is not None:
            self._changed.succeed()
            self._changed = None

    def stop_agent(self) -> None:
        """Stop walinuxagent."""
        self._agent_enabled = False
        self._announce()

    def start_agent(self) -> None:
        """Start walinuxagent, where it does not run."""
        if not self._agent_enabled:
            self._restart_agent()

    def _restart_agent(self) -> None:
        self._agent_enabled = True
        self._agent_starts += 1
        self._announce()

    def boot(self) -> None:
        """Power on; the agent starts with the machine."""
        self._powered = self._agent_enabled = True
        self._agent_starts += 1
        self._announce()

    def power_off(self) -> None:
        """Power off."""
        self._powered = False
        self._announce()

    def on_restart_requested(self, callback: Callable[[float], None]) -> None:
        """Call back when a script says ``reboot``."""
        self._on_restart = callback

    def on_shutdown_requested(self, callback: Callable[[float], None]) -> None:
        """Call back when a script says ``shutdown``."""
        self._on_shutdown = callback

    def execute(self, command: CommandLine) -> Running:
        """Run ``/bin/sh -c LINE`` in the sandbox. Raises ``GuestUnavailableError`` where there is none."""
        reason = "" if self._unconfined else sandbox.why_not()
        if reason:
            raise GuestUnavailableError(
                f"The simulator can't run Linux scripts on this machine: {reason}. Or give a rule with the script's "
                f"outcome, "
                "or use --agents docker."
            )
        self._files.make_executable(command.line)
        run = HostProcess(self._command(command))
        try:
            outcome: Outcome = yield self._world.await_real(run.wait, f"{self._name}: {command.line}")
            if not self._unconfined and outcome.exit_code != 0 and outcome.stderr.startswith(_SANDBOX_FAILURE):
                raise GuestUnavailableError(f"The sandbox failed: {outcome.stderr.decode('utf-8', 'replace').strip()}")
            if self._carry_out_requests():
                yield self._world.environment.event()  # the script does not outlive its agent: this never comes
        finally:
            run.kill()
        return outcome

    def _command(self, command: CommandLine) -> HostCommand:
        root = self._files.folder
        if not self._unconfined:
            words = sandbox.arguments(root, self._commands, self._name, command)
            return HostCommand(words, user=self._user)
        line, folder = f"{root}{command.line}", f"{root}{command.working_folder}"
        return HostCommand(("/bin/sh", "-c", line), folder, dict(command.environment))

    def _carry_out_requests(self) -> bool:
        """Do what the stub commands asked of the machine. Returns whether that ends the agent's life."""
        try:
            requests = self._files.read(REQUESTS).decode("utf-8", "replace").split()
            self._files.remove(REQUESTS)
        except OSError:
            return False
        life_ends = False
        for request in requests:
            if request not in self._requests:
                continue
            self._world.record("guest", "asked of the machine", vm=self._name, request=request)
            self._requests[request]()
            life_ends = life_ends or request != "agent-start"
        return life_ends


def _ignore(_delay: float) -> None:
    """Nobody listens yet."""
