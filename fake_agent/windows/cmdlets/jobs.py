"""Start-Job, Get-Job, Receive-Job, Wait-Job, Stop-Job, Remove-Job."""

import re
from collections.abc import Iterable
from typing import Any

from fake_agent.powershell.background import Task, passed_on, run_task
from fake_agent.powershell.cmdlets.registry import Call, cmdlet, named, switches
from fake_agent.powershell.dotnet.identifiers import new_guid
from fake_agent.powershell.errors import MissingFeature, PowerShellError
from fake_agent.powershell.values.conversion import as_list
from fake_agent.powershell.values.objects import ErrorRecord, InvocationInfo, NetException, Property, PSObject
from fake_agent.powershell.values.text import to_text
from fake_agent.windows.cmdlets.job_objects import job_object, stop
from fake_agent.windows.cmdlets.support import execution_of, fits, has_wildcard, host_of, machine_of, parameter
from fake_agent.windows.environment import Environment
from fake_agent.windows.execution import Execution, Spawn
from fake_agent.windows.host import WindowsHost
from fake_agent.windows.jobs import COMPLETED, FAILED, RUNNING, Job, Jobs

MODULE = "Microsoft.PowerShell.Core"
_USING = re.compile(r"\$\{?using:(\w+)", re.IGNORECASE)
_START_SECONDS = 1.0
"""What the process of a job needs before it runs the block (chosen; the order of a small VM)."""
_CLOSE_LOOKS = 10
"""So many tenths of a second Wait-Job looks every tenth, later every second."""


def _jobs(call: Call) -> Jobs:
    found: Jobs = call.context.services.setdefault("jobs", Jobs())
    return found


def _block_text(call: Call) -> str:
    if call.has("FilePath"):
        path = call.text("FilePath")
        block = call.context.services["load script"](call.context, path)
        return "" if block is None else to_text(block)
    return to_text(call.get("ScriptBlock"))


def _fault(execution: Execution, fault: Exception) -> ErrorRecord:
    text = f"The simulator failed while it interpreted this job ({type(fault).__name__}: {fault})."
    execution.note("fault of the simulator", text=text)
    return ErrorRecord(NetException("System.InvalidProgramException", text), "SimulatorFault", "NotSpecified")


def _begin(call: Call, job: Job, task: Task) -> Spawn:
    """The process of a job, for the guest to start."""
    environment, folder = Environment(host_of(call).environment), host_of(call).working_folder

    def work(execution: Execution) -> int:
        processes = execution.machine.processes
        process = processes.start("powershell", path=_POWERSHELL, command_line=f'"{_POWERSHELL}" -s -NoLogo -NoProfile')
        execution.processes.append(process.identifier)
        execution.wait(_START_SECONDS)
        host = WindowsHost(execution, environment, folder, process.identifier)
        try:
            job.failure = run_task(task, host, lambda stream, value: job.records.append((stream, value)))
        except MissingFeature as missing:
            job.missing = MissingFeature(missing.name, missing.kind)
            host.report_missing(missing.name, missing.extent.invocation().line if missing.extent else 1)
        except Exception as fault:  # noqa: BLE001  # a fault of ours must neither end the simulator nor pass for the script's
            job.failure = _fault(execution, fault)
        finally:
            processes.discard(process.identifier)
        if job.failure is not None:
            job.records.append(("Error", job.failure))
        job.finish(COMPLETED if job.failure is None and job.missing is None else FAILED)
        return 0

    return Spawn(_POWERSHELL, folder, lambda _code: None, work, bound=True)


_POWERSHELL = r"C:\Windows\System32\WindowsPowerShell\v1.0\powershell.exe"


@cmdlet(
    "Start-Job",
    parameter("ScriptBlock", "scriptblock", 0, aliases=("Command",)),
    parameter("InitializationScript", "scriptblock", 1),
    parameter("FilePath", "string"),
    parameter("LiteralPath", "string", aliases=("PSPath",)),
    parameter("Name", "string"),
    parameter("ArgumentList", "object[]", aliases=("Args",)),
    parameter("InputObject", "object", by_value=True),
    *named("object", "Credential Authentication PSVersion"),
    *switches("RunAs32"),
    aliases=("sajb",),
    collects=True,
    module=MODULE,
)
def start_job(call: Call) -> None:
    """Start-Job: the block runs in a process of its own from now on."""
    jobs, context = _jobs(call), call.context
    text = _block_text(call)
    identifier = jobs.next_identifier()
    job = Job(
        identifier,
        call.text("Name") or f"Job{identifier}",
        text,
        new_guid(context),
        machine_of(call).clock(),
        machine_of(call).clock,
    )
    task = Task(
        text,
        to_text(call.get("InitializationScript")) if call.has("InitializationScript") else "",
        [passed_on(context, value) for value in as_list(call.get("ArgumentList", []))],
        [passed_on(context, value) for value in call.items if value is not None],
        {name: passed_on(context, context.variable(name)) for name in set(_USING.findall(text))},
    )
    job.spawn = _begin(call, job, task)
    jobs.table[identifier] = job
    execution_of(call).spawn(job.spawn)
    call.write(job_object(call, job))


_WHICH = (
    parameter("Id", "int[]", by_property=True),
    parameter("Name", "string[]"),
    parameter("InstanceId", "guid[]"),
    parameter("State", "string"),
)
_JOB = parameter("Job", "object[]", 0, by_value=True)


def _chosen(call: Call) -> list[Job]:
    """The jobs that a call names; an error for each that is not there."""
    table = _jobs(call).table
    found = [
        item.native
        for item in as_list(call.get("Job", []))
        if isinstance(item, PSObject) and isinstance(item.native, Job)
    ]
    for identifier in as_list(call.get("Id", [])):
        job = next((job for job in table.values() if int(identifier) in {job.identifier, job.child}), None)
        if job is None:
            call.write_error(_missing(call, "job ID", identifier, "JobWithSpecifiedSessionIdNotFound").record)
        else:
            found.append(job)
    for pattern in call.strings("Name"):
        matches = [job for job in table.values() if fits(job.name, [pattern])]
        if not matches and not has_wildcard(pattern):
            call.write_error(_missing(call, "job name", pattern, "JobWithSpecifiedNameNotFound").record)
        found += matches
    wanted = [to_text(value) for value in as_list(call.get("InstanceId", []))]
    found += [job for job in table.values() if to_text(job.instance) in wanted]
    if call.has("State"):
        found += [job for job in table.values() if job.state.casefold() == call.text("State").casefold()]
    return found


def _missing(call: Call, what: str, value: object, error_id: str) -> PowerShellError:
    return call.failure(
        f"The command cannot find a job with the {what} {value}. Verify the value of the "
        f"{'Id' if what == 'job ID' else 'Name'} parameter and then try the command again.",
        error_id,
        "ObjectNotFound",
        target=value,
        exception="System.Management.Automation.PSArgumentException",
    )


@cmdlet(
    "Get-Job",
    parameter("Id", "int[]", 0, by_property=True),
    *(spec for spec in _WHICH if spec.name != "Id"),
    *named("int", "Newest"),
    *named("object", "HasMoreData Before After Filter Command ChildJobState"),
    *switches("IncludeChildJob"),
    aliases=("gjb",),
    module=MODULE,
)
def get_job(call: Call) -> None:
    """Get-Job."""
    named_ones = any(call.has(spec.name) for spec in _WHICH)
    found = _chosen(call) if named_ones else list(_jobs(call).table.values())
    if call.has("HasMoreData"):
        found = [job for job in found if job.has_more_data == bool(call.get("HasMoreData"))]
    for job in found[-call.number("Newest") :] if call.has("Newest") else found:
        call.write(job_object(call, job))


def _tell_missing(jobs: Iterable[Job]) -> None:
    """What a job needs and the simulator lacks ends the script that asks for the job, as if it stood there."""
    for job in jobs:
        if job.missing is not None:
            raise job.missing


def _wait(call: Call, jobs: Iterable[Job], timeout: float | None = None, *, for_any: bool = False) -> bool:
    """Let time pass until the jobs (or one) have ended; whether they have before the time is over."""
    waiting, looks, begun = list(jobs), 0, machine_of(call).clock()
    while True:
        _tell_missing(waiting)
        ended = [job.state != RUNNING for job in waiting]
        if all(ended) or (for_any and any(ended)):
            return True
        passed = machine_of(call).clock() - begun
        if timeout is not None and passed >= timeout:
            return False
        pause = 0.1 if looks < _CLOSE_LOOKS else 1.0
        call.host.sleep(pause if timeout is None else min(pause, timeout - passed))
        looks += 1


@cmdlet(
    "Wait-Job",
    _JOB,
    *_WHICH,
    *named("int", "Timeout"),
    *named("object", "Filter"),
    *switches("Any Force"),
    aliases=("wjb",),
    collects=True,
    module=MODULE,
)
def wait_job(call: Call) -> None:
    """Wait-Job: the jobs that have ended; none of those that still run when the time is over."""
    jobs = _given(call)
    _wait(call, jobs, float(call.number("Timeout")) if call.has("Timeout") else None, for_any=call.switch("Any"))
    ended = [job for job in jobs if job.state != RUNNING]
    for job in ended[:1] if call.switch("Any") else ended:
        call.write(job_object(call, job))


def _given(call: Call) -> list[Job]:
    """The jobs of the pipeline, or those that parameters name."""
    items = [item.native for item in call.items if isinstance(item, PSObject) and isinstance(item.native, Job)]
    return items or _chosen(call)


@cmdlet(
    "Receive-Job",
    _JOB,
    *(spec for spec in _WHICH if spec.name != "State"),
    *named("string[]", "ComputerName Location"),
    *named("object", "Session"),
    *switches("Keep NoRecurse Force Wait AutoRemoveJob WriteEvents WriteJobInResults"),
    aliases=("rcjb",),
    collects=True,
    module=MODULE,
)
def receive_job(call: Call) -> None:
    """Receive-Job: what the jobs have said since the last time, each on its own stream."""
    if call.switch("AutoRemoveJob") and not call.switch("Wait"):
        raise call.failure(
            "The AutoRemoveJob parameter cannot be used without the Wait parameter.",
            "AutoRemoveCannotBeUsedWithoutWait",
            "InvalidOperation",
            exception="System.InvalidOperationException",
        )
    for job in _given(call):
        if call.switch("WriteJobInResults"):
            call.write(job_object(call, job))
        if call.switch("Wait"):
            _wait(call, [job])
        _tell_missing([job])
        for stream, value in job.take(keep=call.switch("Keep")):
            _hand_out(call, job, stream, value)
        if call.switch("AutoRemoveJob"):
            _jobs(call).table.pop(job.identifier, None)


def _hand_out(call: Call, job: Job, stream: str, value: Any) -> None:
    match stream:
        case "Output":
            call.write(_marked(job, value))
        case "Error":
            call.write_error(_remote(value))
        case "Host":
            call.context.sinks.host(value)
        case _:
            call.say(stream, value)


def _marked(job: Job, value: Any) -> Any:
    """An object with the notes that say where it comes from; values have none to show."""
    if isinstance(value, PSObject) and "runspaceid" not in value.properties:
        for name, note in (
            ("PSComputerName", "localhost"),
            ("RunspaceId", job.instance),
            ("PSShowComputerName", False),
        ):
            value.properties[name.lower()] = Property(name, note)
    return value


def _remote(record: ErrorRecord) -> ErrorRecord:
    """An error that comes from another process: it has no place in this script."""
    return ErrorRecord(
        record.exception,
        record.error_id,
        record.category,
        record.target,
        record.activity,
        record.reason,
        record.target_name,
        record.target_type,
        record.details,
        InvocationInfo(),
        extra={**record.extra, "PSComputerName": "localhost"},
    )


@cmdlet(
    "Stop-Job",
    _JOB,
    *_WHICH,
    *named("object", "Filter"),
    *switches("PassThru"),
    aliases=("spjb",),
    collects=True,
    module=MODULE,
)
def stop_job(call: Call) -> None:
    """Stop-Job: ends the jobs' processes."""
    for job in _given(call):
        stop(call, job)
        if call.switch("PassThru"):
            call.write(job_object(call, job))


@cmdlet(
    "Remove-Job",
    _JOB,
    *_WHICH,
    *named("string[]", "Command"),
    *named("object", "Filter"),
    *switches("Force"),
    aliases=("rjb",),
    collects=True,
    module=MODULE,
)
def remove_job(call: Call) -> None:
    """Remove-Job: one that still runs only with ``-Force``, which ends it."""
    for job in _given(call):
        if job.state == RUNNING and not call.switch("Force"):
            call.error(
                "The command cannot remove the job with the job ID "
                f"{job.identifier} because the job is not finished. To remove the job, first stop the job, or use the "
                "Force parameter.",
                "JobObjectNotFinishedCannotBeRemoved",
                "InvalidOperation",
                target=job_object(call, job),
                exception="System.ArgumentException",
            )
            continue
        stop(call, job)
        _jobs(call).table.pop(job.identifier, None)
