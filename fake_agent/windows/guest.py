"""The emulated Windows machine as the agent and the extension see it: a ``fake_agent.guest.Guest``."""

from collections.abc import Callable, Generator, Mapping
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

import simpy

from fake_agent.guest import AGENT_STOPPED, CommandLine, Outcome, Running
from fake_agent.windows import roles, updates
from fake_agent.windows.command_processor.instant import is_instant
from fake_agent.windows.command_run import run_command
from fake_agent.windows.description import apply
from fake_agent.windows.execution import (
    AnswerFinder,
    Execution,
    InterpreterTiming,
    Spawn,
    StubFinder,
    no_answers,
    no_stubs,
)
from fake_agent.windows.file_system import FileSystem, normalize
from fake_agent.windows.machine import AGENT_SERVICE, Machine
from fake_agent.windows.scheduled_tasks import Task
from fake_agent.windows.suspension import Pause, PauseFunction, SuspendableWork
from fake_agent.windows.task_clock import TaskClock
from fake_agent.windows.task_runner import run_task
from fake_agent.windows.tree import parent_of
from fake_agent.world import World

STEP_BUDGET = 1_000_000
"""Interpreted steps of one command after which it counts as never ending: a turn of a loop is one, a call twenty.

That is about one second of real work, whatever the steps do (measured).
"""

MOST_AT_ONCE = 200
"""Processes that may begin at one moment: a script that starts itself again and again comes to an end."""

DelayCallback = Callable[[float], None]


class WindowsFiles:
    """The machine's files for the agent and the extension, who make the folders that they write to."""

    def __init__(self, files: FileSystem) -> None:
        self._files = files

    def read(self, path: str) -> bytes:
        """The content of the file."""
        return self._files.read(path)

    def write(self, path: str, content: bytes) -> None:
        """Write the whole file, with the folders above it."""
        if not isinstance(content, bytes):
            raise TypeError(f"a file's content must be bytes, not {type(content).__name__}: encode it")
        self._files.make_folder(parent_of(normalize(path)))
        self._files.write(path, content)

    def append(self, path: str, content: bytes) -> None:
        """Add to the end of the file, which is made if missing."""
        self._files.make_folder(parent_of(normalize(path)))
        self._files.append(path, content)

    def exists(self, path: str) -> bool:
        """Whether there is a file or folder."""
        return self._files.exists(path)

    def remove(self, path: str) -> None:
        """Remove the file or folder; nothing happens where there is none."""
        if self._files.exists(path):
            self._files.remove(path)


class WindowsGuest:
    """One emulated Windows VM. ``machine`` is its state; see ``fake_agent.guest.Guest`` for the rest."""

    def __init__(
        self,
        world: World,
        name: str,
        *,
        description: Mapping[str, Any] | None = None,
        timing: InterpreterTiming = InterpreterTiming(),  # noqa: B008  # a frozen value
        find_stub: StubFinder = no_stubs,
        find_answer: AnswerFinder = no_answers,
        metadata: Mapping[str, Any] | None = None,
    ) -> None:
        self._world = world
        self._name = name
        self._timing = timing
        self._find_stub = find_stub
        self._find_answer = find_answer
        self._random = world.randomness(f"windows/{name}")
        self._moment: float | None = None
        self.machine = Machine(name, self._clock, metadata)
        if description:
            apply(self.machine, description)
        self._files = WindowsFiles(self.machine.files)
        self._changed = world.environment.event()
        self._seen = (self.agent_running, self.outbound_open)
        self._agent_starts = 0
        self._boots = 0
        self._left_behind: list[simpy.Process] = []
        self._pending_power: simpy.Process | None = None
        self._background: list[simpy.Process] = []
        self._begun = (0.0, 0)
        self._callbacks: dict[str, list[DelayCallback]] = {"restart": [], "shutdown": []}
        self._task_clock = TaskClock(world.environment, self.machine, self._start_task)
        self._task_clock.plan()

    @property
    def files(self) -> WindowsFiles:
        """The machine's files."""
        return self._files

    @property
    def agent_running(self) -> bool:
        """Whether the machine is up and its guest agent service runs."""
        return self.machine.agent_running

    @property
    def agent_starts(self) -> int:
        """How often the agent's service was seen to start."""
        return self._agent_starts

    @property
    def outbound_open(self) -> bool:
        """Whether TCP 443 gets out."""
        return self.machine.outbound_open

    def changed(self) -> simpy.Event:
        """The event of the next change of ``agent_running`` or ``outbound_open``."""
        return self._changed

    def execute(self, command: CommandLine, *, direct: bool = False) -> Running:
        """Run the command as System, in greenlets of its own; closing the generator kills it.

        Windows ends no processes with the service that started them: a command goes on when the agent stops.
        ``direct``: it is a program that was started without a cmd.exe before it, and so without AutoRun.
        """
        instant = not direct and is_instant(self.machine, command)
        run = partial(run_command, command=command, autorun=not direct)
        return (yield from self._execute(run, instant=instant))

    def _execute(self, run: Callable[[Execution], Outcome], *, instant: bool = False) -> Running:
        boot = self._boots
        executions: list[Execution] = []
        children: list[_Child] = []

        def work(pause: PauseFunction) -> Outcome:
            execution = Execution(
                self.machine, self._random, pause, self._timing, STEP_BUDGET, self._find_stub, self._find_answer
            )
            executions.append(execution)
            return run(execution)

        script = SuspendableWork(work, instant=instant)
        environment = self._world.environment
        try:
            while True:
                pause = self._resume(script)
                for execution in executions:
                    self._settle(execution, children)
                if pause is None:
                    break
                yield from self._wait(
                    environment.event() if pause.seconds is None else environment.timeout(pause.seconds), boot
                )
        finally:
            self._kill(script, executions)
            for child in children:
                if child.spawn.bound:
                    child.end()
        assert script.result is not None  # noqa: S101  # the work has ended without an exception
        sharing = [child.process for child in children if child.process is not None and child.spawn.shares_output]
        return (yield from self._whole(script.result, sharing, boot))

    def _whole(self, outcome: Outcome, sharing: list[simpy.Process], boot: int) -> Running:
        """The outcome of a command whose output others share: it is whole when they have ended, too."""
        if any(process.is_alive for process in sharing):
            self._world.record("guest", "script's output still held open", vm=self._name, operation="")
        for process in sharing:
            yield from self._wait(process, boot)
            rest: Any = process.value
            outcome = replace(outcome, stdout=outcome.stdout + rest.stdout, stderr=outcome.stderr + rest.stderr)
        return outcome

    def _wait(self, event: simpy.Event, boot: int) -> Generator[simpy.Event, Any, None]:
        """Wait for something, whatever becomes of the agent, as long as the machine is up."""
        environment = self._world.environment
        while True:
            try:
                yield event
            except simpy.Interrupt as interrupt:
                if interrupt.cause != AGENT_STOPPED or not self.machine.running or boot != self._boots:
                    raise
                self._world.record("guest", "script goes on without its agent", vm=self._name, operation="")
                if environment.active_process is not None:
                    self._left_behind.append(environment.active_process)
            else:
                return

    def stop_agent(self) -> None:
        """Stop the agent's service."""
        self.machine.services.stop(AGENT_SERVICE, with_dependents=True)
        self.notice()

    def start_agent(self) -> None:
        """Start the agent's service."""
        self.machine.services.start(AGENT_SERVICE)
        self.notice()

    def boot(self) -> None:
        """The machine starts."""
        self._boots += 1
        roles.finish(self.machine)
        updates.finish(self.machine)
        self.machine.boot()
        self._task_clock.boot()
        self.notice()

    def power_off(self) -> None:
        """The machine stops."""
        self._cancel_power()
        for process in self._background + self._left_behind:
            if process.is_alive and process is not self._world.environment.active_process:
                process.interrupt("machine stopped")
        self._background.clear()
        self._left_behind.clear()
        self.machine.power_off()
        self.notice()

    def on_restart_requested(self, callback: DelayCallback) -> None:
        """Call back when a script's reboot is due; the delay has passed by then and is 0."""
        self._callbacks["restart"].append(callback)

    def on_shutdown_requested(self, callback: DelayCallback) -> None:
        """Call back when a script's shutdown is due; the delay has passed by then and is 0."""
        self._callbacks["shutdown"].append(callback)

    def notice(self) -> None:
        """Tell who waits for ``changed`` what has become of the machine; for whoever changed it from outside."""
        self._task_clock.plan()
        seen = (self.agent_running, self.outbound_open)
        if seen != self._seen:
            if seen[0] and not self._seen[0]:
                self._agent_starts += 1
            self._seen = seen
            event, self._changed = self._changed, self._world.environment.event()
            event.succeed()

    def _clock(self) -> float:
        return self._world.timestamp() if self._moment is None else self._moment

    def _resume(self, script: SuspendableWork[Outcome]) -> Pause | None:
        """One stretch of a script. No time passes in it, so the script's thread need not ask the world for it."""
        self._moment = self._world.timestamp()
        try:
            return script.resume()
        finally:
            self._moment = None

    def _settle(self, execution: Execution, children: list["_Child"]) -> None:
        """After a stretch of a script: what it left for the journal, for the power, for those who watch."""
        for note in execution.notes:
            self._world.record("guest", note.event, vm=self._name, operation="", **note.details)
        for request in execution.power_requests:
            self._cancel_power()
            if request.kind is not None:
                self._pending_power = self._world.environment.process(self._power(request.kind, request.delay))
        for child in children:
            if child.spawn in execution.stopped:
                child.end()
        children += [self._begin(spawn) for spawn in execution.spawned]
        for entries in (execution.notes, execution.power_requests, execution.spawned, execution.stopped):
            entries.clear()
        self.notice()

    def _kill(self, script: SuspendableWork[Outcome], executions: list[Execution]) -> None:
        """End a command where it stands, with its processes.

        A killed process runs no more code: what its ``finally`` clauses still do to the machine is taken back.
        """
        if script.alive:
            snapshot = self.machine.snapshot()
            script.kill()
            self.machine.restore(snapshot)
            for execution in executions:
                for identifier in execution.processes:
                    self.machine.processes.discard(identifier)

    def _begin(self, spawn: Spawn) -> "_Child":
        self._background = [process for process in self._background if process.is_alive]
        child = _Child(spawn)
        now = float(self._world.environment.now)
        self._begun = (now, self._begun[1] + 1 if self._begun[0] == now else 1)
        if self._begun[1] > MOST_AT_ONCE:
            self._world.record("guest", "too many processes at once, not started", vm=self._name, line=spawn.line)
            child.ended = True
        child.process = self._world.environment.process(self._spawned(child))
        self._background.append(child.process)
        return child

    def _start_task(self, task: Task) -> None:
        self._world.record("guest", "scheduled task started", vm=self._name, task=task.path)
        run_task(self.machine, task, self._begin)

    def _spawned(self, child: "_Child") -> Running:
        """A process beside the command that started it."""
        spawn, work = child.spawn, child.spawn.work
        if child.ended:
            return Outcome()
        child.begun = True
        try:
            if work is None:
                outcome = yield from self.execute(CommandLine(spawn.line, spawn.folder), direct=True)
            else:
                outcome = yield from self._execute(lambda execution: Outcome(exit_code=work(execution)))
        except simpy.Interrupt:
            return Outcome()
        spawn.finished(outcome.exit_code)
        return outcome

    def _cancel_power(self) -> None:
        pending, self._pending_power = self._pending_power, None
        if pending is not None and pending.is_alive and pending is not self._world.environment.active_process:
            pending.interrupt()

    def _power(self, kind: str, delay: float) -> Running:
        try:
            yield self._world.environment.timeout(delay)
        except simpy.Interrupt:
            return Outcome()
        for callback in self._callbacks[kind]:
            callback(0.0)
        return Outcome()


@dataclass(slots=True)
class _Child:
    """A spawned process on the schedule. One that has not begun can't be interrupted: it finds that it has ended."""

    spawn: Spawn
    process: simpy.Process | None = None
    begun: bool = False
    ended: bool = False

    def end(self) -> None:
        self.ended = True
        if self.begun and self.process is not None and self.process.is_alive:
            self.process.interrupt("ended by its parent")
