"""schtasks.exe: scheduled tasks from the command line."""

import re

from fake_agent.powershell.host import ProgramResult
from fake_agent.windows.command_processor.text import split_arguments
from fake_agent.windows.programs.registry import Call, failed, lines, printed, program
from fake_agent.windows.programs.system_information import short_time
from fake_agent.windows.scheduled_tasks import Action, Task, Trigger
from fake_agent.windows.task_runner import run_task

NOT_FOUND = "ERROR: The system cannot find the file specified."

_CLOCK = re.compile(r"([01]?\d|2[0-3]):([0-5]\d)(?::[0-5]\d)?")
_INTERVALS = {"minute": 60.0, "hourly": 3600.0}
_TRIGGERS = {
    "onstart": "AtStartup",
    "onlogon": "AtLogOn",
    "once": "Once",
    "daily": "Daily",
    "weekly": "Weekly",
    "monthly": "Monthly",
    "minute": "Once",
    "hourly": "Once",
    "onidle": "OnIdle",
}


@program("schtasks")
def schtasks(call: Call) -> ProgramResult:
    """``schtasks /create | /delete | /query | /run | /end | /change``."""
    if "/xml" in call.options:
        raise call.lacks()
    for option in call.options:
        if option in _ACTIONS:
            return _ACTIONS[option](call)
    return _query(call)


def _value(call: Call, option: str) -> str:
    """What follows ``/option``."""
    arguments = call.arguments
    for at, word in enumerate(arguments[:-1]):
        if word.casefold() == f"/{option}":
            return arguments[at + 1]
    return ""


def _path(name: str) -> tuple[str, str]:
    """Folder and name of a task's path."""
    folder, _, plain = ("\\" + name.lstrip("\\")).rpartition("\\")
    return folder + "\\", plain


def _task(call: Call) -> Task | None:
    return call.machine.tasks.get("".join(_path(_value(call, "tn"))))


def _create(call: Call) -> ProgramResult:
    name, command, schedule = _value(call, "tn"), _value(call, "tr"), _value(call, "sc").casefold()
    if not name or not command or schedule not in _TRIGGERS:
        return failed(
            "ERROR: Invalid syntax. Mandatory option is missing or its value is not valid.",
            'Type "SCHTASKS /CREATE /?" for usage.',
        )
    folder, plain = _path(name)
    if call.machine.tasks.get(folder + plain) is not None and "/f" not in call.options:
        if call.stdin is None:
            call.execution.wait_for_ever()
        if not call.stdin.strip().casefold().startswith("y"):
            return printed("")
    trigger = _trigger(call, schedule)
    if trigger is None:
        return failed("ERROR: Invalid starttime value.", 'Type "SCHTASKS /CREATE /?" for usage.')
    late = schedule == "once" and trigger.next_run(call.machine.clock()) is None
    execute, *rest = split_arguments(command) or [""]
    task = Task(
        folder,
        plain,
        (Action(execute, " ".join(rest)),),
        (trigger,),
        account=_value(call, "ru") or "SYSTEM",
        run_level="Highest" if _value(call, "rl").casefold() == "highest" else "Limited",
        author=f"WORKGROUP\\{call.machine.computer_name}$",
    )
    call.machine.tasks.put(task)
    warning = ["WARNING: Task may not run because /ST is earlier than current time."] if late else []
    return printed(*warning, f'SUCCESS: The scheduled task "{name}" has successfully been created.')


def _trigger(call: Call, schedule: str) -> Trigger | None:
    """The trigger of a schedule, from today's ``/st`` on or from now; ``None`` where that is no time of the day."""
    kind = _TRIGGERS[schedule]
    if kind not in {"Once", "Daily", "Weekly"}:
        return Trigger(kind)
    now, modifier = call.machine.local_time(), _value(call, "mo")
    count = int(modifier) if modifier.isdecimal() and int(modifier) else 1
    start = now.replace(second=0, microsecond=0)
    if _value(call, "st"):
        clock = _CLOCK.fullmatch(_value(call, "st"))
        if clock is None:
            return None
        start = start.replace(hour=int(clock[1]), minute=int(clock[2]))
    interval = _INTERVALS.get(schedule)
    return Trigger(kind, start.timestamp(), interval and interval * count, 1 if interval else count)


def _next_run(call: Call, task: Task) -> str:
    moment = task.next_run(call.machine.clock())
    return "N/A" if moment is None else short_time(call.machine.moment(moment)).replace(",", "")


def _delete(call: Call) -> ProgramResult:
    task = _task(call)
    if task is None:
        return failed(NOT_FOUND)
    if "/f" not in call.options and call.stdin is None:
        call.execution.wait_for_ever()
    call.machine.tasks.remove(task)
    return printed(f'SUCCESS: The scheduled task "{_value(call, "tn")}" was successfully deleted.')


def _run(call: Call) -> ProgramResult:
    task = _task(call)
    if task is None:
        return failed(NOT_FOUND)
    run_task(call.machine, task, call.execution.spawn)
    return printed(f'SUCCESS: Attempted to run the scheduled task "{_value(call, "tn")}".')


def _end(call: Call) -> ProgramResult:
    task = _task(call)
    if task is None:
        return failed(NOT_FOUND)
    call.machine.tasks.change(task, running=False)
    return printed(f'SUCCESS: The scheduled task "{_value(call, "tn")}" has been terminated successfully.')


def _change(call: Call) -> ProgramResult:
    task = _task(call)
    if task is None:
        return failed(NOT_FOUND)
    if {"/enable", "/disable"} & set(call.options):
        call.machine.tasks.change(task, enabled="/enable" in call.options)
    return printed(f'SUCCESS: The parameters of scheduled task "{_value(call, "tn")}" have been changed.')


def _query(call: Call) -> ProgramResult:
    if _value(call, "tn"):
        task = _task(call)
        if task is None:
            return failed(NOT_FOUND)
        tasks = [task]
    else:
        tasks = list(call.machine.tasks.all())
    layout = (_value(call, "fo") or "table").casefold()
    machine = call.machine
    fields = []
    for task in tasks:
        last = "N/A" if task.last_run is None else short_time(machine.moment(task.last_run)).replace(",", "")
        fields.append(
            {
                "HostName": machine.computer_name,
                "TaskName": task.path,
                "Next Run Time": _next_run(call, task),
                "Status": task.state,
                "Logon Mode": "Interactive/Background",
                "Last Run Time": last,
                "Last Result": str(task.last_result),
                "Author": task.author or "N/A",
                "Task To Run": " ".join(f"{action.execute} {action.arguments}".strip() for action in task.actions),
                "Run As User": task.account,
            }
        )
    short = ("HostName", "TaskName", "Next Run Time", "Status", "Logon Mode")
    shown = [{name: value for name, value in row.items() if "/v" in call.options or name in short} for row in fields]
    if layout == "list":
        width = 38 if "/v" in call.options else 15
        return printed(
            *(line for row in shown for line in ("", *(f"{name + ':':<{width}}{value}" for name, value in row.items())))
        )
    if layout == "csv":
        heads = [] if "/nh" in call.options or not shown else [",".join(f'"{name}"' for name in shown[0])]
        return printed(*heads, *(",".join(f'"{value}"' for value in row.values()) for row in shown))
    return ProgramResult(_table(call, tasks))


def _table(call: Call, tasks: list[Task]) -> str:
    shown: list[str] = []
    folder = ""
    for task in sorted(tasks, key=lambda found: (found.folder.casefold(), found.name.casefold())):
        if task.folder != folder:
            folder = task.folder
            shown += [
                "",
                f"Folder: {folder if folder == chr(92) else folder.rstrip(chr(92))}",
                f"{'TaskName':<40} {'Next Run Time':<22} {'Status':<15}",
                f"{'=' * 40} {'=' * 22} {'=' * 15}",
            ]
        shown.append(f"{task.name[:40]:<40} {_next_run(call, task):<22} {task.state:<15}")
    return lines(*shown)


_ACTIONS = {
    "/create": _create,
    "/delete": _delete,
    "/run": _run,
    "/end": _end,
    "/change": _change,
    "/query": _query,
}
