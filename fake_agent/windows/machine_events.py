"""The events that Windows itself writes: when it starts and stops, and when a service does."""

from datetime import datetime

from fake_agent.powershell.host import Service, ServiceStatus
from fake_agent.windows.event_log import EventLog

SYSTEM_LOG, SERVICES_SOURCE = "System", "Service Control Manager"
_KERNEL = "Microsoft-Windows-Kernel-General"
_STATES = {ServiceStatus.RUNNING: "running", ServiceStatus.STOPPED: "stopped"}


def started(events: EventLog, build: str, at: datetime) -> None:
    """The machine has booted."""
    shown = f"{at:%Y-%m-%dT%H:%M:%S}.500000000Z"
    events.write(SYSTEM_LOG, _KERNEL, 12, f"The operating system started at system time {shown}.")
    events.write(SYSTEM_LOG, "EventLog", 6009, f"Microsoft (R) Windows (R) 10.00. {build}  Multiprocessor Free.")
    events.write(SYSTEM_LOG, "EventLog", 6005, "The Event log service was started.")


def stopped(events: EventLog) -> None:
    """The machine was shut down."""
    events.write(SYSTEM_LOG, "EventLog", 6006, "The Event log service was stopped.")
    events.write(SYSTEM_LOG, _KERNEL, 13, "The operating system is shutting down.")


def service_changed(events: EventLog, service: Service, status: ServiceStatus) -> None:
    """A service has started or stopped."""
    text = f"The {service.display_name} service entered the {_STATES[status]} state."
    events.write(SYSTEM_LOG, SERVICES_SOURCE, 7036, text)


def power_requested(events: EventLog, process: str, computer: str, kind: str) -> None:
    """A process has asked for a restart or a shutdown of the computer."""
    text = (
        f"The process {process} ({computer}) has initiated the {kind} of computer {computer} on behalf of user "
        "NT AUTHORITY\\SYSTEM for the following reason: No title for this reason could be found"
    )
    events.write(SYSTEM_LOG, "User32", 1074, text)
