"""Get-Date and New-TimeSpan."""

from collections.abc import Callable
from datetime import datetime

from fake_agent.powershell.cmdlets.registry import UTILITY, Call, Parameter, cmdlet, named
from fake_agent.powershell.dotnet.times import add_months
from fake_agent.powershell.values.date_format import format_date
from fake_agent.powershell.values.times import TICKS_PER_DAY, TICKS_PER_SECOND, DateTime, TimeSpan

_HINTS = {"date": "Date", "time": "Time", "datetime": "DateTime"}
_PARTS = (
    ("Day", "day", TICKS_PER_DAY),
    ("Hour", "hour", 3600 * TICKS_PER_SECOND),
    ("Minute", "minute", 60 * TICKS_PER_SECOND),
    ("Second", "second", TICKS_PER_SECOND),
)
_UNIX_FORMATS = {
    "Y": "yyyy",
    "m": "MM",
    "d": "dd",
    "H": "HH",
    "M": "mm",
    "S": "ss",
    "y": "yy",
    "b": "MMM",
    "B": "MMMM",
    "a": "ddd",
    "A": "dddd",
    "I": "hh",
    "p": "tt",
    "F": "yyyy-MM-dd",
    "T": "HH:mm:ss",
    "D": "MM/dd/yy",
    "R": "HH:mm",
    "Z": "zz",
    "c": "ddd MMM dd HH:mm:ss yyyy",
    "h": "MMM",
    "r": "hh:mm:ss tt",
    "X": "HH:mm:ss",
    "x": "MM/dd/yy",
}
_UNIX_NUMBERS: dict[str, Callable[[datetime], str]] = {
    "C": lambda moment: str(moment.year // 100),
    "e": lambda moment: f"{moment.day:2}",
    "G": lambda moment: f"{moment.year:04}",
    "g": lambda moment: f"{moment.year % 100:02}",
    "j": lambda moment: str(moment.timetuple().tm_yday),
    "k": lambda moment: f"{moment.hour:2}",
    "l": lambda moment: f"{moment.hour % 12 or 12:2}",
    "n": lambda _moment: "\n",
    "t": lambda _moment: "\t",
    "U": lambda moment: str(moment.timetuple().tm_yday // 7),
    "u": lambda moment: str(moment.isoweekday()),
    "V": lambda moment: str(moment.timetuple().tm_yday // 7 + 1),
    "W": lambda moment: str(moment.timetuple().tm_yday // 7),
    "w": lambda moment: str(moment.isoweekday() % 7),
}


@cmdlet(
    "Get-Date",
    Parameter("Date", "datetime", 0, ("LastWriteTime",), by_value=True, by_property=True),
    *named("int", "Year Month Day Hour Minute Second Millisecond"),
    *named("string", "Format UFormat DisplayHint"),
    module=UTILITY,
)
def get_date(call: Call) -> None:
    """The time, or a date with some parts replaced."""
    value: DateTime = call.get("Date") or call.context.local_now()
    value = _with_parts(call, value)
    if call.has("Format"):
        pattern = call.text("Format")
        named_formats = {
            "filedate": "yyyyMMdd",
            "filedatetime": "yyyyMMddTHHmmssffff",
            "filedateuniversal": "yyyyMMddZ",
            "filedatetimeuniversal": "yyyyMMddTHHmmssffffZ",
        }
        call.write(format_date(value, named_formats.get(pattern.lower(), pattern), call.host.time_zone))
    elif call.has("UFormat"):
        call.write(_unix_format(call, value, call.text("UFormat").removeprefix("+")))
    else:
        hint = call.text("DisplayHint", "DateTime").lower()
        call.write(DateTime(value.ticks, value.kind, _HINTS.get(hint, "DateTime")))


def _with_parts(call: Call, value: DateTime) -> DateTime:
    """The date with the parts that are given, each added as a difference: the 31st of February is in March."""
    moment = value.moment
    months = (call.number("Year", moment.year) - moment.year) * 12 + call.number("Month", moment.month) - moment.month
    if months:
        value = add_months(value, months)
    moment = value.moment
    for name, part, ticks in _PARTS:
        if call.has(name):
            value = value.plus((call.number(name) - getattr(moment, part)) * ticks)
    if call.has("Millisecond"):
        value = DateTime(value.ticks - value.ticks % 10_000_000 + call.number("Millisecond") * 10_000, value.kind)
    return value


def _unix_format(call: Call, value: DateTime, pattern: str) -> str:
    pieces: list[str] = []
    index = 0
    while index < len(pattern):
        if pattern[index] == "%" and index + 1 < len(pattern):
            letter = pattern[index + 1]
            computed = _UNIX_NUMBERS.get(letter)
            if letter == "s":
                pieces.append(str((value.to_utc(call.host.time_zone).ticks - 621_355_968_000_000_000) // 10_000_000))
            elif computed is not None:
                pieces.append(computed(value.moment))
            else:
                pieces.append(
                    format_date(value, _UNIX_FORMATS[letter], call.host.time_zone)
                    if letter in _UNIX_FORMATS
                    else letter,
                )
            index += 2
        else:
            pieces.append(pattern[index])
            index += 1
    return "".join(pieces)


@cmdlet(
    "New-TimeSpan",
    Parameter("Start", "datetime", 0, by_value=True),
    Parameter("End", "datetime", 1),
    *named("double", "Days Hours Minutes Seconds"),
    module=UTILITY,
)
def new_time_span(call: Call) -> None:
    """A length of time."""
    if call.has("Start") or call.has("End"):
        now = call.context.local_now()
        call.write(TimeSpan((call.get("End") or now).ticks - (call.get("Start") or now).ticks))
        return
    seconds = (
        call.get("Days", 0) * 86400 + call.get("Hours", 0) * 3600 + call.get("Minutes", 0) * 60 + call.get("Seconds", 0)
    )
    call.write(TimeSpan.of_seconds(seconds))
