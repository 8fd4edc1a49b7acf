"""The event logs: Get-WinEvent, Get-EventLog, Write-EventLog, New-EventLog, Clear-EventLog."""

from collections.abc import Iterable, Sequence
from typing import Any

from fake_agent.powershell.cmdlets.registry import Call, cmdlet, named, switches
from fake_agent.powershell.formatting.views import RIGHT, Column, ListView, TableView, register_view
from fake_agent.powershell.values.collections import Hashtable
from fake_agent.powershell.values.conversion import as_list
from fake_agent.powershell.values.numbers import Int64
from fake_agent.powershell.values.objects import PSObject
from fake_agent.powershell.values.text import to_text
from fake_agent.powershell.values.times import DateTime
from fake_agent.windows.cmdlets.support import fits, local_time, machine_of, parameter, timestamp_of
from fake_agent.windows.event_log import LEVELS, Event

EVENT_RECORD = "System.Diagnostics.Eventing.Reader.EventLogRecord"
LOG_ENTRY = "System.Diagnostics.EventLogEntry"
LOG = "System.Diagnostics.EventLog"
LOG_CONFIGURATION = "System.Diagnostics.Eventing.Reader.EventLogConfiguration"

ENTRY_TYPES = {1: "Error", 2: "Error", 3: "Warning", 4: "Information", 0: "SuccessAudit", 5: "Information"}
ENTRY_LEVELS = {"error": 2, "warning": 3, "information": 4, "successaudit": 0, "failureaudit": 0}

register_view(
    EVENT_RECORD,
    TableView(
        (
            Column("TimeCreated", 26),
            Column("Id", 8, RIGHT),
            Column("LevelDisplayName", 16),
            Column("Message"),
        ),
        group_by=Column("ProviderName"),
    ),
)
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
register_view(EVENT_RECORD, ListView([Column(name) for name in ("TimeCreated", "ProviderName", "Id", "Message")]))
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
            Column("Max(K)", 8, RIGHT, "MaximumKilobytes"),
            Column("Retain", 6, RIGHT, "MinimumRetentionDays"),
            Column("OverflowAction", 18),
            Column("Entries", 10, RIGHT, "EntryCount"),
            Column("Log"),
        )
    ),
)
register_view(
    LOG_CONFIGURATION,
    TableView(
        (
            Column("LogMode", 9),
            Column("MaximumSizeInBytes", 18, RIGHT),
            Column("RecordCount", 11, RIGHT),
            Column("LogName"),
        )
    ),
)


def event_record(call: Call, event: Event) -> PSObject:
    """An event as Get-WinEvent gives it."""
    values: dict[str, Any] = {
        "Message": event.message,
        "Id": event.identifier,
        "Version": 0,
        "Qualifiers": 0,
        "Level": event.level,
        "Task": 0,
        "Opcode": 0,
        "RecordId": Int64(event.record),
        "ProviderName": event.source,
        "LogName": event.log,
        "ProcessId": None,
        "ThreadId": None,
        "MachineName": machine_of(call).host_name,
        "UserId": None,
        "TimeCreated": local_time(call, event.at),
        "LevelDisplayName": LEVELS.get(event.level, "Information"),
        "KeywordsDisplayNames": [],
        "Properties": [],
    }
    return PSObject.of(values, EVENT_RECORD, text=lambda _: EVENT_RECORD, native=event)


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


def _nothing_found(call: Call) -> None:
    call.error(
        "No events were found that match the specified selection criteria.",
        "NoMatchingEventsFound",
        "ObjectNotFound",
        exception="System.Exception",
    )


def _no_log(call: Call, name: str) -> None:
    call.error(
        f'There is not an event log on the {machine_of(call).host_name} computer that matches "{name}".',
        "NoMatchingLogsFound",
        "ObjectNotFound",
        target=name,
        exception="System.Exception",
    )


def _events(call: Call, logs: Iterable[str]) -> list[Event]:
    """The events of the logs that the patterns fit, the newest first."""
    machine = machine_of(call)
    found: list[Event] = []
    for pattern in logs:
        names = [name for name in machine.events.logs() if fits(name, [pattern])]
        if not names:
            _no_log(call, pattern)
        for name in names:
            found += machine.events.events(name)
    return sorted(found, key=lambda event: (-event.at, -event.record))


@cmdlet(
    "Get-WinEvent",
    parameter("LogName", "string[]", 0, by_value=True, sets=("GetLogSet",)),
    parameter("ListLog", "string[]", sets=("ListLogSet",)),
    parameter("ListProvider", "string[]", sets=("ListProviderSet",)),
    parameter("ProviderName", "string[]", sets=("GetProviderSet",)),
    parameter("FilterHashtable", "object[]", sets=("HashQuerySet",)),
    parameter("MaxEvents", "int64"),
    *named("string", "FilterXPath ComputerName"),
    *named("object", "Path FilterXml Credential"),
    *switches("Force Oldest"),
    default_set="GetLogSet",
    module="Microsoft.PowerShell.Diagnostics",
)
def get_win_event(call: Call) -> None:
    """Get-WinEvent."""
    machine = machine_of(call)
    if call.has("ListLog"):
        _list_logs(call)
        return
    if call.has("FilterHashtable"):
        events = [event for table in call.get("FilterHashtable") for event in _filtered(call, table)]
    elif call.has("ProviderName"):
        events = [
            event for event in _events(call, machine.events.logs()) if fits(event.source, call.strings("ProviderName"))
        ]
    else:
        events = _events(call, call.strings("LogName") or machine.events.logs())
    if call.switch("Oldest"):
        events.reverse()
    if call.has("MaxEvents"):
        events = events[: call.number("MaxEvents")]
    if not events:
        _nothing_found(call)
    for event in events:
        call.write(event_record(call, event))


def _list_logs(call: Call) -> None:
    events = machine_of(call).events
    for name in events.logs():
        if fits(name, call.strings("ListLog")):
            values = {
                "LogMode": "Circular",
                "MaximumSizeInBytes": Int64(20_971_520),
                "RecordCount": Int64(len(events.events(name))),
                "LogName": name,
                "IsEnabled": True,
                "LogType": "Administrative",
                "FileSize": Int64(2_166_784),
            }
            call.write(PSObject.of(values, LOG_CONFIGURATION))


def _filtered(call: Call, table: Any) -> list[Event]:
    """The events that fit a FilterHashtable."""
    given = {to_text(name).casefold(): value for name, value in table.items()} if isinstance(table, Hashtable) else {}
    logs = (
        [to_text(name) for name in as_list(given.get("logname"))]
        if "logname" in given
        else machine_of(call).events.logs()
    )
    events: Sequence[Event] = _events(call, logs)
    if "id" in given:
        wanted = {int(number) for number in as_list(given["id"])}
        events = [event for event in events if event.identifier in wanted]
    if "level" in given:
        levels = {int(number) for number in as_list(given["level"])}
        events = [event for event in events if event.level in levels]
    if "providername" in given:
        names = [to_text(name) for name in as_list(given["providername"])]
        events = [event for event in events if fits(event.source, names)]
    start, end = given.get("starttime"), given.get("endtime")
    if isinstance(start, DateTime):
        events = [event for event in events if event.at >= timestamp_of(call, start)]
    if isinstance(end, DateTime):
        events = [event for event in events if event.at <= timestamp_of(call, end)]
    return list(events)


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
                "EntryCount": f"{len(events.events(name)):,}",
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
