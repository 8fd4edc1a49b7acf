"""Jobs as scripts see them."""

from collections.abc import Callable
from typing import Any

from fake_agent.powershell.cmdlets.registry import Call
from fake_agent.powershell.dotnet.types import define_enum
from fake_agent.powershell.formatting.views import Column, TableView, register_view
from fake_agent.powershell.values.conversion import convert
from fake_agent.powershell.values.objects import ComputedProperty, EnumValue, PSObject
from fake_agent.windows.cmdlets.support import execution_of, local_time
from fake_agent.windows.jobs import FAILED, STOPPED, Job

JOB, CHILD_JOB = "System.Management.Automation.PSRemotingJob", "System.Management.Automation.PSRemotingChildJob"
_BASE = "System.Management.Automation.Job"
_STATES = define_enum(
    "System.Management.Automation.JobState",
    "NotStarted Running Completed Failed Stopped Blocked Suspended Disconnected Suspending Stopping AtBreakpoint",
)
_STREAMS = ("Output", "Error", "Progress", "Verbose", "Debug", "Warning", "Information")
_COLUMNS = {"Id": 6, "Name": 15, "PSJobTypeName": 15, "State": 13, "HasMoreData": 15, "Location": 20, "Command": 25}

for _type in (JOB, CHILD_JOB, _BASE):
    register_view(_type, TableView([Column(name, width) for name, width in _COLUMNS.items()]))


def state_of(job: Job) -> EnumValue:
    """The state as an enumeration."""
    value: EnumValue = convert(job.state, _STATES, None)
    return value


def _job_state(job: Job) -> PSObject:
    reason = job.failure.exception if job.state == FAILED and job.failure is not None else None
    return PSObject.of(
        {"State": state_of(job), "Reason": reason},
        "System.Management.Automation.JobStateInfo",
        text=lambda _: job.state,
    )


def job_object(call: Call, job: Job) -> PSObject:
    """A job: what it shows is read when it is asked for."""
    return _object(call, job, JOB, job.identifier, job.name, {"ChildJobs": lambda _: [_child(call, job)]})


def _child(call: Call, job: Job) -> PSObject:
    readers: dict[str, Callable[[Any], Any]] = {
        stream: lambda _, stream=stream: [value for name, value in job.records if name == stream]  # type: ignore[misc]  # a default binds the value of this turn
        for stream in _STREAMS
    }
    return _object(call, job, CHILD_JOB, job.child, f"Job{job.child}", {"ChildJobs": lambda _: [], **readers})


def _object(
    call: Call, job: Job, kind: str, identifier: int, name: str, more: dict[str, Callable[[Any], Any]]
) -> PSObject:
    readers: dict[str, Callable[[Any], Any]] = {
        "State": lambda _: state_of(job),
        "HasMoreData": lambda _: job.has_more_data,
        "StatusMessage": lambda _: "",
        "Location": lambda _: "localhost",
        "Command": lambda _: job.command,
        "JobStateInfo": lambda _: _job_state(job),
        "Finished": lambda _: PSObject.of({}, "System.Threading.ManualResetEvent"),
        "InstanceId": lambda _: job.instance,
        "Id": lambda _: identifier,
        "Name": lambda _: name,
        "PSBeginTime": lambda _: local_time(call, job.began),
        "PSEndTime": lambda _: local_time(call, job.ended),
        "PSJobTypeName": lambda _: "BackgroundJob" if kind == JOB else "",
        **{stream: (lambda _: []) for stream in _STREAMS},
        **more,
    }
    made = PSObject((kind, _BASE, "System.Object"))
    made.properties = {key.lower(): ComputedProperty(key, reader, None, "Property") for key, reader in readers.items()}
    made.text = lambda _: kind
    made.native = job
    made.methods = {"stopjob": ("StopJob", lambda _self: stop(call, job)), "dispose": ("Dispose", lambda _self: None)}
    return made


def stop(call: Call, job: Job) -> None:
    """End the job's process."""
    if job.ended is None and job.spawn is not None:
        execution_of(call).stop(job.spawn)
        job.finish(STOPPED)
