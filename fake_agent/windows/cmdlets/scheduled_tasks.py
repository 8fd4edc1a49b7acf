"""Scheduled tasks: the cmdlets of the module ScheduledTasks."""

from dataclasses import replace
from datetime import datetime
from typing import Any

from fake_agent.powershell.cmdlets.registry import Call, cmdlet, named, switches
from fake_agent.powershell.formatting.views import Column, ListView, TableView, register_view
from fake_agent.powershell.values.conversion import as_list
from fake_agent.powershell.values.numbers import UInt32
from fake_agent.powershell.values.objects import PSObject
from fake_agent.powershell.values.times import LOCAL, DateTime, TimeSpan
from fake_agent.windows.cmdlets.support import (
    CIM_INSTANCE,
    ask,
    cim_object,
    execution_of,
    fits,
    local_time,
    machine_of,
    natives,
    not_found,
    parameter,
    timestamp_of,
)
from fake_agent.windows.scheduled_tasks import Action, Task, Trigger
from fake_agent.windows.task_runner import run_task

NAMESPACE = "Root/Microsoft/Windows/TaskScheduler"
TASK, TASK_INFO, ACTION, TRIGGER, PRINCIPAL, SETTINGS = (
    "MSFT_ScheduledTask",
    "MSFT_TaskDynamicInfo",
    "MSFT_TaskExecAction",
    "MSFT_TaskTrigger",
    "MSFT_TaskPrincipal2",
    "MSFT_TaskSettings3",
)
MODULE = "ScheduledTasks"

NEVER = DateTime(DateTime.of(datetime(1999, 11, 30)).ticks, LOCAL)  # noqa: DTZ001  # midnight wherever the machine is
"""When a task ran last that never ran, as Windows shows it."""

register_view(
    f"{CIM_INSTANCE}#{NAMESPACE}/{TASK}",
    TableView((Column("TaskPath", 46), Column("TaskName", 33), Column("State", 10))),
)
register_view(
    f"{CIM_INSTANCE}#{NAMESPACE}/{TASK_INFO}",
    ListView(
        tuple(
            Column(name)
            for name in (
                "LastRunTime",
                "LastTaskResult",
                "NextRunTime",
                "NumberOfMissedRuns",
                "TaskName",
                "TaskPath",
                "PSComputerName",
            )
        )
    ),
)


def _action_object(action: Action) -> PSObject:
    values = {
        "Id": None,
        "Arguments": action.arguments or None,
        "Execute": action.execute,
        "WorkingDirectory": action.working_folder or None,
    }
    return cim_object(NAMESPACE, ACTION, values, native=action)


def _principal_object(account: str, run_level: str) -> PSObject:
    values = {
        "DisplayName": None,
        "GroupId": None,
        "Id": "Author",
        "LogonType": "ServiceAccount",
        "RunLevel": run_level,
        "UserId": account,
        "ProcessTokenSidType": "Default",
        "RequiredPrivilege": None,
    }
    return cim_object(NAMESPACE, PRINCIPAL, values, native=(account, run_level))


def task_object(task: Task) -> PSObject:
    """A task as scripts see it."""
    values: dict[str, Any] = {
        "Actions": [_action_object(action) for action in task.actions],
        "Author": task.author or None,
        "Date": None,
        "Description": task.description or None,
        "Documentation": None,
        "Principal": _principal_object(task.account, task.run_level),
        "SecurityDescriptor": None,
        "Settings": cim_object(NAMESPACE, SETTINGS, {"Enabled": task.enabled}),
        "Source": None,
        "State": task.state,
        "TaskName": task.name,
        "TaskPath": task.folder,
        "Triggers": [cim_object(NAMESPACE, TRIGGER, {"Enabled": True, "Kind": found.kind}) for found in task.triggers],
        "URI": task.path,
        "Version": None,
    }
    return cim_object(NAMESPACE, TASK, values, native=task, key="TaskName")


@cmdlet(
    "New-ScheduledTaskAction",
    parameter("Execute", "string", 0, mandatory=True),
    parameter("Argument", "string", 1),
    parameter("WorkingDirectory", "string", 2),
    parameter("Id", "string"),
    module=MODULE,
)
def new_scheduled_task_action(call: Call) -> None:
    """New-ScheduledTaskAction."""
    action = Action(call.text("Execute"), call.text("Argument"), call.text("WorkingDirectory"))
    call.write(_action_object(action))


@cmdlet(
    "New-ScheduledTaskTrigger",
    *switches("Once Daily Weekly AtStartup AtLogOn"),
    parameter("At", "datetime"),
    *named("timespan", "RepetitionInterval RepetitionDuration RandomDelay"),
    *named("int", "DaysInterval WeeksInterval"),
    *named("object", "DaysOfWeek User"),
    module=MODULE,
)
def new_scheduled_task_trigger(call: Call) -> None:
    """New-ScheduledTaskTrigger."""
    kind = next((name for name in ("Once", "Daily", "Weekly", "AtStartup", "AtLogOn") if call.switch(name)), "Once")
    at, interval = call.get("At"), call.get("RepetitionInterval")
    trigger = Trigger(
        kind,
        timestamp_of(call, at) if isinstance(at, DateTime) else None,
        interval.seconds if isinstance(interval, TimeSpan) else None,
        max(1, call.number("DaysInterval" if kind == "Daily" else "WeeksInterval", 1)),
    )
    call.write(cim_object(NAMESPACE, TRIGGER, {"Enabled": True, "Kind": kind, "StartBoundary": None}, native=trigger))


@cmdlet(
    "New-ScheduledTaskPrincipal",
    parameter("UserId", "string", 0),
    parameter("LogonType", "string", 1),
    parameter("RunLevel", "string", 2),
    *named("string", "GroupId Id ProcessTokenSidType RequiredPrivilege"),
    module=MODULE,
)
def new_scheduled_task_principal(call: Call) -> None:
    """New-ScheduledTaskPrincipal."""
    account = call.text("UserId") or call.text("GroupId")
    call.write(_principal_object(account, call.text("RunLevel", "Limited")))


@cmdlet(
    "New-ScheduledTaskSettingsSet",
    *switches(
        "AllowStartIfOnBatteries DontStopIfGoingOnBatteries DontStopOnIdleEnd Hidden RunOnlyIfIdle "
        "RunOnlyIfNetworkAvailable StartWhenAvailable WakeToRun DisallowHardTerminate Disable DisallowDemandStart"
    ),
    *named("object", "ExecutionTimeLimit RestartCount RestartInterval MultipleInstances Priority Compatibility"),
    module=MODULE,
)
def new_scheduled_task_settings_set(call: Call) -> None:
    """New-ScheduledTaskSettingsSet."""
    call.write(cim_object(NAMESPACE, SETTINGS, {"Enabled": not call.switch("Disable")}))


def _folder(text: str) -> str:
    plain = text.strip("\\")
    return f"\\{plain}\\" if plain else "\\"


def _values(call: Call, name: str, kind: type[Any]) -> tuple[Any, ...]:
    return tuple(
        item.native for item in as_list(call.get(name)) if isinstance(item, PSObject) and isinstance(item.native, kind)
    )


_PARTS = (
    parameter("Action", "object[]"),
    parameter("Trigger", "object[]"),
    parameter("Settings", "object"),
    parameter("Principal", "object"),
    *named("string", "User Password Description RunLevel"),
)


def _with_parts(call: Call, task: Task) -> Task:
    """The task with what the call gives of actions, triggers, principal, description."""
    if call.has("Action"):
        task = replace(task, actions=_values(call, "Action", Action))
    if call.has("Trigger"):
        task = replace(task, triggers=_values(call, "Trigger", Trigger))
    for account, run_level in _values(call, "Principal", tuple):
        task = replace(task, account=account, run_level=run_level)
    if call.has("User"):
        task = replace(task, account=call.text("User"))
    if call.has("RunLevel"):
        task = replace(task, run_level=call.text("RunLevel"))
    if call.has("Description"):
        task = replace(task, description=call.text("Description"))
    return task


@cmdlet("New-ScheduledTask", *_PARTS, module=MODULE)
def new_scheduled_task(call: Call) -> None:
    """New-ScheduledTask: a task that is not registered yet."""
    call.write(task_object(_with_parts(call, Task("\\", ""))))


@cmdlet(
    "Register-ScheduledTask",
    parameter("TaskName", "string", 0),
    parameter("TaskPath", "string", 1),
    parameter("InputObject", "object", by_value=True),
    parameter("Xml", "string"),
    *_PARTS,
    *switches("Force"),
    module=MODULE,
)
def register_scheduled_task(call: Call) -> None:
    """Register-ScheduledTask."""
    machine = machine_of(call)
    given = call.get("InputObject")
    base = given.native if isinstance(given, PSObject) and isinstance(given.native, Task) else Task("\\", "")
    task = _with_parts(
        call, replace(base, folder=_folder(call.text("TaskPath")), name=call.text("TaskName", base.name))
    )
    if machine.tasks.get(task.path) is not None and not call.switch("Force"):
        raise call.failure(
            "Cannot create a file when that file already exists.",
            "HRESULT 0x800700b7",
            "ResourceExists",
            target=f"PS_ScheduledTask : {task.path}",
            exception="Microsoft.Management.Infrastructure.CimException",
        )
    call.write(task_object(machine.tasks.put(task)))


_NAMED = (
    parameter("TaskName", "string[]", 0, by_property=True),
    parameter("TaskPath", "string[]", 1, by_property=True),
    parameter("InputObject", "object[]", by_value=True),
)


def _tasks(call: Call) -> list[Task]:
    """The tasks that the call names; a plain name that there is not is an error."""
    tasks = machine_of(call).tasks
    given = natives(call, "InputObject", Task)
    if given:
        return [current for task in given if (current := tasks.get(task.path))]
    folders = [_folder(text) if "*" not in text else text for text in call.strings("TaskPath")]
    known = [task for task in tasks.all() if fits(task.folder, folders)]
    if not call.has("TaskName"):
        return known
    found: list[Task] = []
    for name in call.strings("TaskName"):
        matches = [task for task in known if fits(task.name, [name.rpartition("\\")[2]])]
        if not matches and "*" not in name:
            call.write_error(not_found(call, TASK, "TaskName", name).record)
        found += matches
    return found


@cmdlet("Get-ScheduledTask", *_NAMED, module=MODULE)
def get_scheduled_task(call: Call) -> None:
    """Get-ScheduledTask."""
    for task in _tasks(call):
        call.write(task_object(task))


@cmdlet("Get-ScheduledTaskInfo", *_NAMED, module=MODULE)
def get_scheduled_task_info(call: Call) -> None:
    """Get-ScheduledTaskInfo."""
    for task in _tasks(call):
        values = {
            "LastRunTime": NEVER if task.last_run is None else local_time(call, task.last_run),
            "LastTaskResult": UInt32(task.last_result & 0xFFFFFFFF),
            "NextRunTime": local_time(call, task.next_run(machine_of(call).clock())),
            "NumberOfMissedRuns": UInt32(0),
            "TaskName": task.name,
            "TaskPath": task.folder,
            "PSComputerName": None,
        }
        call.write(cim_object(NAMESPACE, TASK_INFO, values, native=task))


@cmdlet("Start-ScheduledTask", *_NAMED, module=MODULE)
def start_scheduled_task(call: Call) -> None:
    """Start-ScheduledTask: it runs beside the script."""
    for task in _tasks(call):
        run_task(machine_of(call), task, execution_of(call).spawn)


@cmdlet("Stop-ScheduledTask", *_NAMED, module=MODULE)
def stop_scheduled_task(call: Call) -> None:
    """Stop-ScheduledTask."""
    for task in _tasks(call):
        machine_of(call).tasks.change(task, running=False)


@cmdlet("Enable-ScheduledTask", *_NAMED, module=MODULE)
def enable_scheduled_task(call: Call) -> None:
    """Enable-ScheduledTask."""
    for task in _tasks(call):
        call.write(task_object(machine_of(call).tasks.change(task, enabled=True)))


@cmdlet("Disable-ScheduledTask", *_NAMED, module=MODULE)
def disable_scheduled_task(call: Call) -> None:
    """Disable-ScheduledTask."""
    for task in _tasks(call):
        call.write(task_object(machine_of(call).tasks.change(task, enabled=False)))


@cmdlet("Unregister-ScheduledTask", *_NAMED, module=MODULE)
def unregister_scheduled_task(call: Call) -> None:
    """Unregister-ScheduledTask: asks first, unless ``-Confirm:$false``."""
    ask(call)
    for task in _tasks(call):
        if call.should_process(task.path, "Delete"):
            machine_of(call).tasks.remove(task)


@cmdlet("Set-ScheduledTask", *_NAMED, *_PARTS, module=MODULE)
def set_scheduled_task(call: Call) -> None:
    """Set-ScheduledTask."""
    for task in _tasks(call):
        call.write(task_object(machine_of(call).tasks.put(_with_parts(call, task))))
