"""The life of the Run Command extension on a VM.

Install, enable, run, report. What differs by system is in subclasses.
"""

from abc import ABC, abstractmethod
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import simpy

from fake_agent.conditions import ConditionSource, NothingWrong
from fake_agent.extension.files import HandlerFiles
from fake_agent.extension.layout import Layout
from fake_agent.extension.status_file import parse_status, settings_bytes, status_bytes
from fake_agent.guest import CommandLine, Guest, GuestUnavailableError, Outcome
from fake_agent.protocol import GoalState, RunCommandSettings, SettingsState, SettingsStatus
from fake_agent.rules import Rule, RuleBook
from fake_agent.timing import AgentTiming
from fake_agent.world import World

INSTALL_TIME_LIMIT = 900.0
ENABLE_TIME_LIMIT = 300.0
"""Seconds after which the agent gives up on a handler's command (read in the Linux agent's source)."""

INSTALL_FAILED = 1007
ENABLE_FAILED = 1009
"""The agent's codes."""

Steps = Generator[simpy.Event, Any, None]


class HandlerError(Exception):
    """A handler's command failed; ``code`` is the agent's, the text what the agent reports."""

    def __init__(self, code: int, text: str) -> None:
        super().__init__(text)
        self.code = code


@contextmanager
def failures_of(phase: int) -> Iterator[None]:
    """What a full disk, a broken file system or a guest that can't run does to a handler: it fails with that code.

    Linux' reasons are words, and the path follows them; Windows' are whole sentences that name none.
    """
    try:
        yield
    except GuestUnavailableError as error:
        raise HandlerError(phase, str(error)) from error
    except OSError as error:
        reason = error.strerror or str(error)
        place = f": '{error.filename}'" if error.filename and not reason.endswith(".") else ""
        raise HandlerError(phase, f"[ExtensionError] {reason}{place}") from error


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What a handler works with."""

    world: World
    vm: str
    guest: Guest
    rules: RuleBook
    timing: AgentTiming
    legacy_exit_codes: bool = False
    troubles: ConditionSource | None = None


class RunCommandHandler(ABC):
    """The extension on one VM. Its state is in the guest's files, where scripts and users find it."""

    layout: Layout

    _install_command: str
    """As the agent's errors tell it."""

    _no_space: str
    """What the system says where a disk is full."""

    def __init__(self, surroundings: Surroundings) -> None:
        self._world = surroundings.world
        self._vm = surroundings.vm
        self._guest = surroundings.guest
        self._rules = surroundings.rules
        self._timing = surroundings.timing
        self._always_legacy = surroundings.legacy_exit_codes
        self._troubles = surroundings.troubles or NothingWrong(surroundings.world.environment)
        self._abandoned: simpy.Process | None = None

    # What a system does its own way

    @abstractmethod
    def _package_files(self) -> dict[str, bytes]:
        """The files that the package brings, by path."""

    @abstractmethod
    def _command(self, operation: str) -> CommandLine | None:
        """The command of the handler's manifest for install, enable, ...; None where it has no effect to simulate."""

    @abstractmethod
    def _script_command(self, sequence_number: int, settings: RunCommandSettings) -> CommandLine:
        """Write the script into the guest and say how it is started."""

    @abstractmethod
    def _finished(self, sequence_number: int, outcome: Outcome) -> SettingsStatus:
        """The status that reports the outcome."""

    @abstractmethod
    def _log(self, text: str, sequence_number: int) -> None:
        """Write a line to the extension's log."""

    # What all systems do

    @property
    def _files(self) -> HandlerFiles:
        return HandlerFiles(self._guest.files, self._troubles, self._no_space)

    @property
    def _legacy_exit_codes(self) -> bool:
        """Whether another exit code than 0 is failure."""
        return self._always_legacy or self._troubles.conditions.legacy_exit_codes

    @property
    def installed(self) -> bool:
        """Whether the package is on the VM and its install command has succeeded."""
        return self._files.exists(self.layout.handler_state)

    def log_goal_state(self, goal: GoalState) -> None:
        """Note in the agent's own log that a goal state has come."""
        moment = self._moment()
        line = self.layout.agent_log_line.format(
            moment=moment,
            milliseconds=moment.microsecond // 1000,
            target=goal.target.value,
            incarnation=goal.incarnation,
        )
        self._files.append(self.layout.agent_log, line.encode())

    def install(self, goal: GoalState) -> Steps:
        """Download and install the package. Raises ``HandlerError`` (1007)."""
        yield self._pause(self._timing.download)
        self._record("package downloaded", goal, version=self.layout.version)
        for path, content in self._package_files().items():
            self._files.write(path, content)
        yield self._pause(self._timing.install)
        try:
            self._fail_to_install()
            yield from self._run_command("install", INSTALL_TIME_LIMIT, INSTALL_FAILED)
        except HandlerError:
            self._files.remove(self.layout.folder)
            raise
        self._files.write(self.layout.handler_state, b"Installed")
        self._record("extension installed", goal, version=self.layout.version)

    def _fail_to_install(self) -> None:
        """What is wrong with the machine may let the install command fail."""
        failure = self._troubles.conditions.install_failure
        if failure is not None:
            outcome = Outcome(stderr=failure.stderr.encode(), exit_code=failure.exit_code)
            raise _command_failed(INSTALL_FAILED, self._install_command, outcome)

    def uninstall(self, goal: GoalState) -> SettingsStatus:
        """Remove the package with its settings and statuses; the logs stay. Returns the status to report (chosen)."""
        self._files.remove(self.layout.folder)
        self._record("extension removed", goal)
        return self._finished(goal.sequence_number, Outcome())

    def enable(self, goal: GoalState) -> Steps:
        """Hand over ``N.settings`` and run the script once. Raises ``HandlerError`` (1009).

        The sequence number is remembered before the script runs. That is why a run whose agent was restarted in the
        middle is never reported: enabled again, the extension takes the settings for done.
        """
        number = goal.sequence_number
        files = self._files
        if self._abandoned is not None and not self._already_processed(number):
            _kill(self._abandoned, "a newer run takes its place")
        if self.layout.agent_enable_line:
            moment = self._moment()
            line = self.layout.agent_enable_line.format(moment=moment, milliseconds=moment.microsecond // 1000)
            files.append(self.layout.agent_log, line.encode())
        files.write(self.layout.settings_file(number), settings_bytes(goal.settings))
        yield self._pause(self._timing.enable)
        yield from self._run_command("enable", ENABLE_TIME_LIMIT, ENABLE_FAILED)
        if self._already_processed(number):
            self._record("settings already processed, not run again", goal, settings=f"{number}.settings")
            self._log("this script configuration is already processed, will not run again", number)
            return
        files.write(self.layout.file("mrseq"), str(number).encode())
        self._write_status(SettingsStatus(number, SettingsState.TRANSITIONING, "Enable in progress"))
        command = self._script_command(number, goal.settings)
        self._log("Command execution task started. Awaiting completion...", number)
        self._record("script started", goal, command=command.line)
        outcome = yield from self._run_script(goal, command)
        yield self._world.environment.timeout(0)  # what the script did to its own agent comes first
        if self._world.environment.active_process is self._abandoned:
            self._record("left-behind script has ended", goal, exit_code=outcome.exit_code)
            return
        if outcome.unheard:
            self._record("script's end unheard: the extension's process was ended", goal, exit_code=outcome.exit_code)
            return
        yield from self._wait_for_its_output(goal)
        self._record(
            "script ended",
            goal,
            exit_code=outcome.exit_code,
            stdout_bytes=len(outcome.stdout),
            stderr_bytes=len(outcome.stderr),
        )
        self._log(f"Command execution finished. Command exited with code: {outcome.exit_code}", number)
        self._write_status(self._finished(number, outcome))

    def abandon(self, enabling: simpy.Process) -> None:
        """The agent has ended, and the extension with it: if the script goes on, its outcome reaches no status file."""
        self._abandoned = enabling

    def _wait_for_its_output(self, goal: GoalState) -> Steps:
        """A program that the script left behind may hold its output open: the extension waits for the end of it."""
        if self._troubles.conditions.output_held:
            self._record("script's output still held open", goal)
        while self._troubles.conditions.output_held:
            yield self._troubles.changed()

    def status(self, sequence_number: int) -> SettingsStatus:
        """What ``N.status`` says now.

        A file that is missing, or can't be read, counts as transitioning (read in the Linux agent's source).
        """
        path = self.layout.status_file(sequence_number)
        try:
            return parse_status(self._files.read(path), sequence_number)
        except OSError:
            text = (
                "This status is being reported by the Guest Agent since no status file was reported by extension "
                f"{self.layout.handler_name}: Status file {path} does not exist"
            )
            return SettingsStatus(sequence_number, SettingsState.TRANSITIONING, text)

    def _run_script(self, goal: GoalState, command: CommandLine) -> Generator[simpy.Event, Any, Outcome]:
        rule = self._rules.find(self._vm, "\n".join(goal.settings.script))
        if rule is not None:
            self._record("rule matched", goal, rule=rule.script)
            return (yield from self._follow(rule))
        return (yield from self._guest.execute(command))

    def _follow(self, rule: Rule) -> Generator[simpy.Event, Any, Outcome]:
        """A rule stands for the script alone: what the machine runs before every script comes before it, too."""
        environment = self._world.environment
        prelude = self._prelude()
        before = Outcome() if prelude is None else (yield from self._guest.execute(prelude))
        yield environment.event() if rule.duration is None else environment.timeout(rule.duration)
        return Outcome(before.stdout + rule.stdout.encode(), before.stderr + rule.stderr.encode(), rule.exit_code)

    def _prelude(self) -> CommandLine | None:
        """What the machine runs before every script; None where that is nothing."""
        return None

    def _run_command(self, operation: str, time_limit: float, failure: int) -> Steps:
        command = self._command(operation)
        if command is None:
            return
        environment = self._world.environment
        running = environment.process(self._guest.execute(command))
        ending = running | environment.timeout(time_limit)
        try:
            yield ending
        except simpy.Interrupt:
            ending.defused = True
            _kill(running)
            raise
        if not running.triggered:
            _kill(running)
            raise HandlerError(failure, f"[ExtensionError] Timeout({time_limit:.0f}): {command.line}")
        outcome: Any = running.value
        if outcome.exit_code != 0:
            raise _command_failed(failure, command.line, outcome)

    def _already_processed(self, sequence_number: int) -> bool:
        try:
            return int(self._files.read(self.layout.file("mrseq"))) >= sequence_number
        except (OSError, ValueError):
            return False

    def _write_status(self, status: SettingsStatus) -> None:
        self._files.write(
            self.layout.status_file(status.sequence_number),
            status_bytes(status, f"{self._moment():%Y-%m-%dT%H:%M:%SZ}"),
        )

    def _moment(self) -> datetime:
        return datetime.fromtimestamp(self._world.timestamp(), UTC)

    def _pause(self, span: tuple[float, float]) -> simpy.Timeout:
        return self._world.environment.timeout(self._world.draw(f"extension/{self._vm}", span))

    def _record(self, event: str, goal: GoalState, **details: object) -> None:
        self._world.record("extension", event, vm=self._vm, operation=goal.activity_id, **details)


def _command_failed(code: int, command: str, outcome: Outcome) -> HandlerError:
    """The error of a handler's command that ended with another exit code than 0."""
    stdout, stderr = (stream.decode("utf-8", "replace") for stream in (outcome.stdout, outcome.stderr))
    text = f"[ExtensionOperationError] Non-zero exit code: {outcome.exit_code}, {command}\n"
    return HandlerError(code, f"{text}[stdout]\n{stdout}\n\n[stderr]\n{stderr}")


def _kill(process: simpy.Process, reason: str = "killed") -> None:
    if process.is_alive:
        process.defused = True
        process.interrupt(reason)
