"""Scheduled tasks: what is registered, and what a run of one does."""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

from fake_agent.windows.overlay import Overlay

NEVER_RUN = 0x41303
"""The result of a task that has not run yet (SCHED_S_TASK_HAS_NOT_RUN)."""


PERIODS = {"Daily": 86_400.0, "Weekly": 7 * 86_400.0}
"""Seconds between two runs."""


@dataclass(frozen=True, slots=True)
class Action:
    """A program that a task starts."""

    execute: str
    arguments: str = ""
    working_folder: str = ""


@dataclass(frozen=True, slots=True)
class Trigger:
    """When a task runs: ``kind`` is AtStartup, AtLogOn, Once, Daily or Weekly; ``at`` is Unix seconds.

    ``every`` counts the days of Daily or weeks of Weekly; ``interval`` is that of a repetition, in seconds.
    """

    kind: str
    at: float | None = None
    interval: float | None = None
    every: int = 1

    def next_run(self, now: float) -> float | None:
        """The first moment after ``now``, in Unix seconds; ``None`` where no time but an event starts the task."""
        if self.at is None or self.at > now:
            return self.at
        period = self.interval or PERIODS.get(self.kind, 0.0) * self.every
        return self.at + (math.floor((now - self.at) / period) + 1) * period if period > 0 else None


@dataclass(frozen=True, slots=True)
class Task:
    """A registered task. ``folder`` begins and ends with a backslash; times are Unix seconds."""

    folder: str
    name: str
    actions: tuple[Action, ...] = ()
    triggers: tuple[Trigger, ...] = ()
    account: str = "SYSTEM"
    run_level: str = "Limited"
    description: str = ""
    author: str = ""
    enabled: bool = True
    running: bool = False
    last_run: float | None = None
    last_result: int = NEVER_RUN

    @property
    def path(self) -> str:
        """Folder and name."""
        return self.folder + self.name

    def next_run(self, now: float) -> float | None:
        """When the task runs next, in Unix seconds, if it is to."""
        moments = [trigger.next_run(now) for trigger in self.triggers] if self.enabled else []
        return min((moment for moment in moments if moment is not None), default=None)

    @property
    def state(self) -> str:
        """Running, Ready or Disabled."""
        if self.running:
            return "Running"
        return "Ready" if self.enabled else "Disabled"


class ScheduledTasks:
    """The task scheduler of one machine."""

    def __init__(self, tasks: Overlay[str, Task]) -> None:
        self._tasks = tasks

    def all(self) -> Sequence[Task]:
        """Every task, by folder and name."""
        return sorted(self._tasks.values(), key=lambda task: (task.folder.casefold(), task.name.casefold()))

    def get(self, path: str) -> Task | None:
        """The task at a path; without a folder, in the root."""
        return self._tasks.get(path.casefold() if path.startswith("\\") else "\\" + path.casefold())

    def put(self, task: Task) -> Task:
        """Register a task, over one of the same path."""
        self._tasks[task.path.casefold()] = task
        return task

    def change(self, task: Task, **fields: object) -> Task:
        """Change what is given of a task."""
        return self.put(replace(task, **fields))  # type: ignore[arg-type]  # names and types are the dataclass's

    def end_all(self) -> None:
        """No task runs any more, since the machine was off."""
        for task in self.all():
            if task.running:
                self.change(task, running=False)

    def remove(self, task: Task) -> None:
        """Unregister a task."""
        del self._tasks[task.path.casefold()]
