"""A Linux VM: its power and agent, and scripts that really run, in the place that it is given."""

from collections.abc import Callable

import simpy

from fake_agent.guest import CommandLine, GuestUnavailableError, Outcome, Running
from fake_agent.linux.host_process import HostProcess
from fake_agent.linux.place import ExecutableFiles, Place
from fake_agent.world import World

REQUESTS = "/run/simulator-requests"
"""Where the stub commands leave what only the machine can do: one word a line (see ``commands/``)."""


class LinuxGuest:
    """Implements ``fake_agent.guest.Guest``. ``place`` is where its files are and its scripts run."""

    def __init__(self, world: World, name: str, place: Place) -> None:
        self._world = world
        self._name = name
        self._place = place
        self._files = place.files
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
    def files(self) -> ExecutableFiles:
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
        """Run ``/bin/sh -c LINE``. Raises ``GuestUnavailableError`` where that can't be."""
        reason = self._place.why_not()
        if reason:
            raise GuestUnavailableError(reason)
        self._files.make_executable(command.line)
        run = HostProcess(self._place.host_command(command))
        try:
            outcome: Outcome = yield self._world.await_real(run.wait, f"{self._name}: {command.line}")
            complaint = self._place.complaint(outcome)
            if complaint:
                raise GuestUnavailableError(complaint)
            if self._carry_out_requests():
                yield self._world.environment.event()  # the script does not outlive its agent: this never comes
        finally:
            run.kill()
        return outcome

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
