"""The event logs as Get-WinEvent shows them."""

from collections.abc import Iterable, Sequence
from typing import Any

from fake_agent.powershell.cmdlets.registry import Call, cmdlet, named, switches
from fake_agent.powershell.errors import MissingFeature
from fake_agent.powershell.formatting.views import RIGHT, Column, ListView, TableView, register_view
from fake_agent.powershell.values.collections import Hashtable
from fake_agent.powershell.values.conversion import as_list
from fake_agent.powershell.values.numbers import Int64
from fake_agent.powershell.values.objects import PSObject
from fake_agent.powershell.values.text import to_text
from fake_agent.powershell.values.times import DateTime
from fake_agent.windows.cmdlets.support import fits, has_wildcard, local_time, machine_of, parameter, timestamp_of
from fake_agent.windows.event_log import LEVELS, Event
from fake_agent.windows.event_queries import Test, parse
from fake_agent.windows.machine_events import SERVICES_SOURCE

EVENT_RECORD = "System.Diagnostics.Eventing.Reader.EventLogRecord"
BOOKMARK = "System.Diagnostics.Eventing.Reader.EventBookmark"
PROVIDER = "System.Diagnostics.Eventing.Reader.ProviderMetadata"
LOG_CONFIGURATION = "System.Diagnostics.Eventing.Reader.EventLogConfiguration"

_CLASSIC = -9_187_343_239_835_811_840  # 0x8080000000000000, the keyword of events that older programs write

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
register_view(EVENT_RECORD, ListView([Column(name) for name in ("TimeCreated", "ProviderName", "Id", "Message")]))
register_view(PROVIDER, ListView([Column(name) for name in ("Name", "LogLinks", "Opcodes", "Tasks")]))
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
        "Qualifiers": 16_384 if event.source == SERVICES_SOURCE else None,
        "Level": event.level,
        "Task": 0,
        "Opcode": 0,
        "Keywords": Int64(_CLASSIC),
        "RecordId": Int64(event.record),
        "ProviderName": event.source,
        "ProviderId": None,
        "LogName": event.log,
        "ProcessId": 712,
        "ThreadId": 4196,
        "MachineName": machine_of(call).host_name,
        "UserId": None,
        "TimeCreated": local_time(call, event.at),
        "ActivityId": None,
        "RelatedActivityId": None,
        "ContainerLog": event.log,
        "MatchedQueryIds": [],
        "Bookmark": PSObject.of({}, BOOKMARK, text=lambda _: BOOKMARK),
        "LevelDisplayName": LEVELS.get(event.level, "Information"),
        "OpcodeDisplayName": "Info",
        "TaskDisplayName": None,
        "KeywordsDisplayNames": [] if event.source == SERVICES_SOURCE else ["Classic"],
        "Properties": [],
    }
    return PSObject.of(values, EVENT_RECORD, text=lambda _: EVENT_RECORD, native=event)


def _nothing_found(call: Call) -> None:
    call.error(
        "No events were found that match the specified selection criteria.",
        "NoMatchingEventsFound",
        "ObjectNotFound",
        exception="System.Exception",
    )


def _no_log(call: Call, name: str) -> None:
    call.error(
        f'There is not an event log on the localhost computer that matches "{name}".',
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
    for name in ("Path", "FilterXml"):
        if call.has(name):
            raise MissingFeature(f"Get-WinEvent -{name}", "construct")
    if call.has("ListLog"):
        _list_logs(call)
    elif call.has("ListProvider"):
        _list_providers(call)
    elif (events := _asked(call)) is not None:
        _write(call, events)


def _asked(call: Call) -> list[Event] | None:
    """The events of what is asked for, the newest first; nothing where there are no such logs."""
    logs = machine_of(call).events.logs()
    if call.has("FilterHashtable"):
        return [event for table in call.get("FilterHashtable") for event in _filtered(call, table)]
    if call.has("ProviderName"):
        return [event for event in _events(call, logs) if fits(event.source, call.strings("ProviderName"))]
    wanted = call.strings("LogName") or logs
    events = _events(call, wanted)
    return events if any(fits(log, wanted) for log in logs) else None


def _write(call: Call, events: list[Event]) -> None:
    if call.has("FilterXPath"):
        test, now = _query(call), machine_of(call).clock()
        events = [event for event in events if test(event, now)]
    if call.switch("Oldest"):
        events.reverse()
    if call.has("MaxEvents"):
        events = events[: call.number("MaxEvents")]
    if not events:
        _nothing_found(call)
    for event in events:
        call.write(event_record(call, event))


def _query(call: Call) -> Test:
    """The test of an XPath query; those that the simulator can't read are said to be."""
    try:
        return parse(call.text("FilterXPath"))
    except ValueError:
        raise MissingFeature(f"Get-WinEvent -FilterXPath {call.text('FilterXPath')}", "construct") from None


def _list_providers(call: Call) -> None:
    events = machine_of(call).events
    found = {source: log for source, log in events.sources().items() if fits(source, call.strings("ListProvider"))}
    for source, log in sorted(found.items(), key=lambda pair: pair[0].casefold()):
        values = {"Name": source, "LogLinks": [log], "Opcodes": [], "Tasks": [], "Events": [], "Levels": []}
        call.write(PSObject.of(values, PROVIDER, text=lambda _, source=source: source))  # type: ignore[misc]  # a default binds the value of this turn
    for name in call.strings("ListProvider"):
        if not has_wildcard(name) and name.casefold() not in map(str.casefold, found):
            call.error(
                f'There is not an event provider on the localhost computer that matches "{name}".',
                "NoMatchingProvidersFound",
                "ObjectNotFound",
                target=name,
                exception="System.Exception",
            )


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
