"""How a scheduled task runs: its actions as processes of their own, beside whatever started them."""

from collections.abc import Callable

from fake_agent.windows.execution import Spawn
from fake_agent.windows.machine import Machine
from fake_agent.windows.scheduled_tasks import Task

SYSTEM32 = r"C:\Windows\system32"


def run_task(machine: Machine, task: Task, spawn: Callable[[Spawn], object]) -> None:
    """Start the task's actions. They run on their own; when one ends, the task has its exit code."""
    started = machine.tasks.change(task, running=True, last_run=machine.clock())
    for action in started.actions:
        program = f'"{action.execute}"' if " " in action.execute else action.execute
        line = f"{program} {action.arguments}".strip()
        spawn(Spawn(line, action.working_folder or SYSTEM32, _finish(machine, task.path)))


def _finish(machine: Machine, path: str) -> Callable[[int], None]:
    def finished(code: int) -> None:
        task = machine.tasks.get(path)
        if task is not None:
            machine.tasks.change(task, running=False, last_result=code)

    return finished
