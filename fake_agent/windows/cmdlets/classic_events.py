"""The classic event logs: Get-EventLog, Write-EventLog, New-EventLog, Clear-EventLog."""

from typing import Any

from fake_agent.powershell.cmdlets.registry import Call, cmdlet, named, switches
from fake_agent.powershell.formatting.views import RIGHT, Column, ListView, TableView, register_view
from fake_agent.powershell.values.numbers import Int64
from fake_agent.powershell.values.objects import PSObject
from fake_agent.powershell.values.times import DateTime
from fake_agent.windows.cmdlets.support import fits, local_time, machine_of, parameter, timestamp_of
from fake_agent.windows.event_log import Event

LOG_ENTRY = "System.Diagnostics.EventLogEntry"
LOG = "System.Diagnostics.EventLog"
ENTRY_TYPES = {1: "Error", 2: "Error", 3: "Warning", 4: "Information", 0: "SuccessAudit", 5: "Information"}
ENTRY_LEVELS = {"error": 2, "warning": 3, "information": 4, "successaudit": 0, "failureaudit": 0}

register_view(
    LOG_ENTRY,
    TableView(
        (
            Column("Index", 8, RIGHT),
            Column("Time", 13, source=lambda entry: f"{entry.get('TimeGenerated').moment:%b %d %H:%M}"),
            Column("EntryType", 11),
            Column("Source", 20),
            Column("InstanceID", 12, RIGHT),
            Column("Message"),
        )
    ),
)
_ENTRY = (
    "Index",
    "EntryType",
    "InstanceId",
    "Message",
    "Category",
    "CategoryNumber",
    "ReplacementStrings",
    "Source",
    "TimeGenerated",
    "TimeWritten",
    "UserName",
)
register_view(LOG_ENTRY, ListView([Column(name) for name in _ENTRY]))
register_view(
    LOG,
    TableView(
        (
            Column("Max(K)", 8, RIGHT, lambda log: f"{int(log.get('MaximumKilobytes')):,}"),
            Column("Retain", 6, RIGHT, "MinimumRetentionDays"),
            Column("OverflowAction", 18),
            Column("Entries", 10, RIGHT, lambda log: f"{len(log.get('Entries')):,}"),
            Column("Log"),
        )
    ),
)


def log_entry(call: Call, event: Event) -> PSObject:
    """An event as Get-EventLog gives it."""
    values: dict[str, Any] = {
        "EventID": event.identifier,
        "MachineName": machine_of(call).host_name,
        "Data": [],
        "Index": event.record,
        "Category": "(0)",
        "CategoryNumber": 0,
        "EntryType": ENTRY_TYPES.get(event.level, "Information"),
        "Message": event.message,
        "Source": event.source,
        "ReplacementStrings": [],
        "InstanceId": Int64(event.identifier),
        "TimeGenerated": local_time(call, event.at),
        "TimeWritten": local_time(call, event.at),
        "UserName": None,
    }
    return PSObject.of(values, LOG_ENTRY, text=lambda _: LOG_ENTRY, native=event)


@cmdlet(
    "Get-EventLog",
    parameter("LogName", "string", 0, aliases=("LN",)),
    parameter("InstanceId", "int64[]", 1),
    parameter("Newest", "int"),
    *named("string[]", "EntryType Source UserName ComputerName"),
    *named("object", "After Before Index"),
    parameter("Message", "string", aliases=("MSG",)),
    *switches("List AsBaseObject AsString"),
)
def get_event_log(call: Call) -> None:
    """Get-EventLog."""
    machine = machine_of(call)
    if call.switch("List") or not call.has("LogName"):
        _list_classic_logs(call)
        return
    name = machine.events.log_name(call.text("LogName"))
    if name is None:
        raise call.failure(
            f"The event log '{call.text('LogName')}' on computer '.' does not exist.",
            "System.InvalidOperationException",
            "InvalidOperation",
        )
    events = [event for event in machine.events.events(name) if _fits_entry(call, event)]
    if call.has("Newest"):
        events = events[: call.number("Newest")]
    if not events:
        call.error(
            "No matches found", "GetEventLogNoEntriesFound", "ObjectNotFound", exception="System.ArgumentException"
        )
    for event in events:
        call.write(log_entry(call, event))


def _list_classic_logs(call: Call) -> None:
    events = machine_of(call).events
    for name in events.logs():
        if "/" not in name:
            values = {
                "MaximumKilobytes": Int64(20_480),
                "MinimumRetentionDays": 0,
                "OverflowAction": "OverwriteAsNeeded",
                "Entries": [log_entry(call, event) for event in reversed(events.events(name))],
                "Log": name,
                "LogDisplayName": name,
            }
            call.write(PSObject.of(values, LOG))


def _fits_entry(call: Call, event: Event) -> bool:
    instances = {int(number) for number in call.get("InstanceId") or ()}
    after, before = call.get("After"), call.get("Before")
    return (
        (not instances or event.identifier in instances)
        and fits(event.source, call.strings("Source"))
        and fits(ENTRY_TYPES.get(event.level, ""), call.strings("EntryType"))
        and (not call.has("Message") or fits(event.message, [call.text("Message")]))
        and (not isinstance(after, DateTime) or event.at > timestamp_of(call, after))
        and (not isinstance(before, DateTime) or event.at < timestamp_of(call, before))
    )


@cmdlet(
    "New-EventLog",
    parameter("LogName", "string", 0, mandatory=True, aliases=("LN",)),
    parameter("Source", "string[]", 1, mandatory=True, aliases=("SRC",)),
    *named("string", "MessageResourceFile CategoryResourceFile ParameterResourceFile"),
)
def new_event_log(call: Call) -> None:
    """New-EventLog."""
    events = machine_of(call).events
    for source in call.strings("Source"):
        if source in events.sources():
            call.error(
                f'The "{source}" source is already registered on the "localhost" computer.',
                "NewEventLogSourceExists",
                "InvalidOperation",
            )
        else:
            events.register(source, call.text("LogName"))


@cmdlet(
    "Write-EventLog",
    parameter("LogName", "string", 0, mandatory=True, aliases=("LN",)),
    parameter("Source", "string", 1, mandatory=True, aliases=("SRC",)),
    parameter("EventId", "int", 2, mandatory=True, aliases=("ID", "EID")),
    parameter("EntryType", "string", 3, aliases=("ET",)),
    parameter("Message", "string", 4, mandatory=True, aliases=("MSG",)),
    *named("object", "Category RawData ComputerName"),
)
def write_event_log(call: Call) -> None:
    """Write-EventLog: the source must be registered."""
    events = machine_of(call).events
    source = call.text("Source")
    if source not in events.sources():
        raise call.failure(
            f'The source name "{source}" does not exist on computer "localhost".',
            "Microsoft.PowerShell.Commands.WriteEventLogCommand",
            "InvalidOperation",
        )
    level = ENTRY_LEVELS.get(call.text("EntryType", "Information").casefold(), 4)
    events.write(call.text("LogName"), source, call.number("EventId"), call.text("Message"), level)


@cmdlet(
    "Clear-EventLog",
    parameter("LogName", "string[]", 0, mandatory=True, aliases=("LN",)),
    parameter("ComputerName", "string[]"),
)
def clear_event_log(call: Call) -> None:
    """Clear-EventLog."""
    for name in call.strings("LogName"):
        if call.should_process(name, "Clear-EventLog"):
            machine_of(call).events.clear(name)
