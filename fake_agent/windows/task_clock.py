"""The task scheduler's clock: starts tasks in simulated time, when their triggers say so."""

from collections.abc import Callable

import simpy

from fake_agent.guest import Outcome, Running
from fake_agent.windows.machine import Machine
from fake_agent.windows.scheduled_tasks import Task

StartTask = Callable[[Task], None]


class TaskClock:
    """Waits for the next task of one machine; ``plan`` is to be called whenever tasks may have changed."""

    def __init__(self, environment: simpy.Environment, machine: Machine, start: StartTask) -> None:
        self._environment = environment
        self._machine = machine
        self._start = start
        self._times: dict[str, float] = {}
        self._passed = 0.0
        self._due: float | None = None
        self._timer: simpy.Process | None = None

    def plan(self) -> None:
        """Wait for the task that is due next, while the machine and its service Schedule run."""
        machine = self._machine
        at_work = machine.running and machine.services.running("Schedule")
        now = max(machine.clock(), self._passed)
        times = {task.path: task.next_run(now) for task in machine.tasks.all() if task.triggers} if at_work else {}
        self._times = {path: moment for path, moment in times.items() if moment is not None}
        due = min(self._times.values(), default=None)
        if due == self._due:
            return
        if self._timer is not None and self._timer.is_alive:
            self._timer.interrupt()
        self._due = due
        self._timer = None if due is None else self._environment.process(self._wait(due))

    def boot(self) -> None:
        """Start the tasks that run at startup."""
        for task in self._machine.tasks.all():
            if task.enabled and any(trigger.kind == "AtStartup" for trigger in task.triggers):
                self._start(task)

    def _wait(self, due: float) -> Running:
        try:
            yield self._environment.timeout(max(0.0, due - self._machine.clock()))
        except simpy.Interrupt:
            return Outcome()
        self._passed, self._due, self._timer = due, None, None
        for path, moment in self._times.items():
            task = self._machine.tasks.get(path)
            if task is not None and moment == due:
                self._start(task)
        self.plan()
        return Outcome()
