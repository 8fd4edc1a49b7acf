"""How a scheduled task runs: its actions as processes of their own, beside the script that started them."""

from collections.abc import Callable

from fake_agent.windows.execution import Execution, Spawn
from fake_agent.windows.scheduled_tasks import Task

SYSTEM32 = r"C:\Windows\system32"


def run_task(execution: Execution, task: Task) -> None:
    """Start the task's actions. They run on their own; when one ends, the task has its exit code."""
    tasks = execution.machine.tasks
    started = tasks.change(task, running=True, last_run=execution.machine.clock())
    for action in started.actions:
        program = f'"{action.execute}"' if " " in action.execute else action.execute
        line = f"{program} {action.arguments}".strip()
        execution.spawn(Spawn(line, action.working_folder or SYSTEM32, _finish(execution, task.path)))


def _finish(execution: Execution, path: str) -> Callable[[int], None]:
    def finished(code: int) -> None:
        task = execution.machine.tasks.get(path)
        if task is not None:
            execution.machine.tasks.change(task, running=False, last_result=code)

    return finished
