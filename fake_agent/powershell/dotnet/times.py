"""System.DateTime, System.TimeSpan, System.TimeZoneInfo, System.DateTimeOffset."""

import calendar
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from fake_agent.powershell.dotnet.types import define, named
from fake_agent.powershell.errors import NetError
from fake_agent.powershell.values.date_format import MONTHS, format_date, format_span
from fake_agent.powershell.values.date_parse import parse_date, parse_exact, parse_span
from fake_agent.powershell.values.number_format import FormatError
from fake_agent.powershell.values.numbers import Int64
from fake_agent.powershell.values.objects import EnumValue
from fake_agent.powershell.values.text import to_text
from fake_agent.powershell.values.times import (
    LOCAL,
    TICKS_PER_DAY,
    TICKS_PER_SECOND,
    UNSPECIFIED,
    UTC_KIND,
    DateTime,
    TimeSpan,
)

_MILLISECOND = 10_000
_SIZES = {
    "Days": TICKS_PER_DAY,
    "Hours": 3600 * TICKS_PER_SECOND,
    "Minutes": 60 * TICKS_PER_SECOND,
    "Seconds": TICKS_PER_SECOND,
    "Milliseconds": _MILLISECOND,
}
_UNIX = DateTime.of(datetime(1970, 1, 1, tzinfo=UTC)).ticks
_FILE_TIME = DateTime.of(datetime(1601, 1, 1, tzinfo=UTC)).ticks
_BAD_DATE = "String was not recognized as a valid DateTime."


def _add(size: int) -> Callable[[DateTime, float], DateTime]:
    return lambda value, amount: value.plus(round(amount * (size // _MILLISECOND)) * _MILLISECOND)


def add_months(value: DateTime, months: int) -> DateTime:
    """Later by so many months; the day is the month's last where it has no such day."""
    moment = value.moment
    total = moment.year * 12 + moment.month - 1 + months
    year, month = divmod(total, 12)
    day = min(moment.day, calendar.monthrange(year, month + 1)[1])
    return DateTime(
        DateTime.of(moment.replace(year=year, month=month + 1, day=day)).ticks + value.ticks % 10,
        value.kind,
    )


def _subtract(value: DateTime, other: Any) -> Any:
    return TimeSpan(value.ticks - other.ticks) if isinstance(other, DateTime) else value.plus(-other.ticks)


def _format(context: Any, value: DateTime, pattern: Any = "", _provider: Any = None) -> str:
    try:
        return format_date(value, to_text(pattern) if isinstance(pattern, str) else "", context.host.time_zone)
    except FormatError as error:
        raise NetError("System.FormatException", str(error)) from None


def _made(*parts: Any) -> DateTime:
    if len(parts) == 1:
        return DateTime(int(parts[0]))
    kind = UNSPECIFIED
    values = [int(part) for part in parts if isinstance(part, int)]
    if not isinstance(parts[-1], int):
        kind = to_text(parts[-1])
        kind = {"utc": UTC_KIND, "local": LOCAL}.get(kind.lower(), UNSPECIFIED)
    try:
        if len(values) == 2:
            return DateTime(values[0], kind)
        base = datetime(*values[:6])  # type: ignore[arg-type]  # noqa: DTZ001 - ticks carry their kind beside them
    except (ValueError, TypeError):
        raise NetError(
            "System.ArgumentOutOfRangeException",
            "Year, Month, and Day parameters describe an un-representable DateTime.",
        ) from None
    milliseconds = values[6] if len(values) > 6 else 0
    return DateTime(DateTime.of(base).ticks + milliseconds * _MILLISECOND, kind)


def _parse(context: Any, text: str, *_rest: Any) -> DateTime:
    try:
        return parse_date(text, context.local_now(), context.host.time_zone)
    except (ValueError, OverflowError):
        raise NetError("System.FormatException", _BAD_DATE) from None


def _parse_exact(context: Any, text: str, pattern: Any, *_rest: Any) -> DateTime:
    for one in pattern if isinstance(pattern, list) else [pattern]:
        try:
            return parse_exact(text, to_text(one), context.local_now(), context.host.time_zone)
        except (ValueError, OverflowError):
            continue
    raise NetError("System.FormatException", _BAD_DATE)


def _try(parse: Callable[..., Any]) -> Callable[..., bool]:
    def attempt(context: Any, *arguments: Any) -> bool:
        try:
            arguments[-1].set(parse(context, *arguments[:-1]))
        except NetError:
            arguments[-1].set(DateTime(0))
            return False
        return True

    return attempt


def _kind(value: DateTime) -> EnumValue:
    enum = named("System.DateTimeKind")
    return EnumValue(enum, (enum.numbers or {})[value.kind])


def _specified(value: DateTime, kind: Any) -> DateTime:
    return DateTime(value.ticks, {"utc": UTC_KIND, "local": LOCAL}.get(to_text(kind).lower(), UNSPECIFIED))


def _now(context: Any) -> DateTime:
    return context.local_now()  # type: ignore[no-any-return]  # a context's clock


define(
    "System.DateTime",
    properties={
        "Date": lambda value: DateTime(value.ticks - value.time_of_day, value.kind),
        "Day": lambda value: value.moment.day,
        "DayOfWeek": lambda value: EnumValue(named("System.DayOfWeek"), (value.moment.weekday() + 1) % 7),
        "DayOfYear": lambda value: value.moment.timetuple().tm_yday,
        "Hour": lambda value: value.moment.hour,
        "Kind": _kind,
        "Millisecond": lambda value: value.ticks // _MILLISECOND % 1000,
        "Minute": lambda value: value.moment.minute,
        "Month": lambda value: value.moment.month,
        "Second": lambda value: value.moment.second,
        "Ticks": lambda value: Int64(value.ticks),
        "TimeOfDay": lambda value: TimeSpan(value.time_of_day),
        "Year": lambda value: value.moment.year,
        "DateTime": lambda value: format_date(value, "F", UTC),
    },
    methods={
        **{f"datetime Add{name}(double value)": _add(size) for name, size in _SIZES.items()},
        "datetime AddTicks(long value)": lambda value, ticks: value.plus(int(ticks)),
        "datetime AddMonths(int months)": add_months,
        "datetime AddYears(int value)": lambda value, years: add_months(value, years * 12),
        "datetime Add(timespan value)": lambda value, length: value.plus(length.ticks),
        "object Subtract(object value)": _subtract,
        "int CompareTo(datetime value)": lambda value, other: (value > other) - (value < other),
        "bool Equals(object value)": lambda value, other: value == other,
        "string ToShortDateString()": lambda value: format_date(value, "d", UTC),
        "string ToLongDateString()": lambda value: format_date(value, "D", UTC),
        "string ToShortTimeString()": lambda value: format_date(value, "t", UTC),
        "string ToLongTimeString()": lambda value: format_date(value, "T", UTC),
        "long ToFileTime()": lambda value: Int64(value.ticks - _FILE_TIME),
        "long ToFileTimeUtc()": lambda value: Int64(value.ticks - _FILE_TIME),
        "long ToBinary()": lambda value: Int64(value.ticks),
        "double ToOADate()": lambda value: (
            (value.ticks - DateTime.of(datetime(1899, 12, 30, tzinfo=UTC)).ticks) / TICKS_PER_DAY
        ),
        "bool IsDaylightSavingTime()": lambda _value: False,
    },
    context_methods={
        "string ToString([string format], [object provider])": _format,
        "datetime ToUniversalTime()": lambda context, value: value.to_utc(context.host.time_zone),
        "datetime ToLocalTime()": lambda context, value: value.to_zone(context.host.time_zone),
    },
    static_properties={
        "Now": _now,
        "UtcNow": lambda context: DateTime.of(context.host.now(), UTC_KIND),
        "Today": lambda context: DateTime(_now(context).ticks // TICKS_PER_DAY * TICKS_PER_DAY, LOCAL),
        "MinValue": lambda _: DateTime(0),
        "MaxValue": lambda _: DateTime(3155378975999999999),
        "UnixEpoch": lambda _: DateTime(_UNIX, UTC_KIND),
    },
    static_methods={
        "int DaysInMonth(int year, int month)": lambda year, month: calendar.monthrange(year, month)[1],
        "bool IsLeapYear(int year)": calendar.isleap,
        "int Compare(datetime t1, datetime t2)": lambda one, other: (one > other) - (one < other),
        "datetime SpecifyKind(datetime value, object kind)": _specified,
        "datetime FromFileTimeUtc(long fileTime)": lambda ticks: DateTime(int(ticks) + _FILE_TIME, UTC_KIND),
        "datetime FromBinary(long dateData)": lambda ticks: DateTime(int(ticks)),
    },
    static_context_methods={
        "datetime Parse(string s, [object provider], [object styles])": _parse,
        "datetime ParseExact(string s, object format, [object provider], [object style])": _parse_exact,
        "bool TryParse(string s, object result)": _try(_parse),
        "bool TryParseExact(string s, object format, object provider, object style, object result)": _try(_parse_exact),
        "datetime FromFileTime(long fileTime)": lambda context, ticks: DateTime(int(ticks) + _FILE_TIME).to_zone(
            context.host.time_zone,
        ),
    },
    constructors={
        "datetime new(long ticks)": _made,
        "datetime new(long ticks, object kind)": _made,
        "datetime new(int year, int month, int day)": _made,
        (
            "datetime new(int year, int month, int day, int hour, int minute, int second, [object millisecond], "
            "[object kind])"
        ): _made,
    },
)


def _span(*parts: int) -> TimeSpan:
    values = [int(part) for part in parts]
    if len(values) == 1:
        return TimeSpan(values[0])
    if len(values) == 3:
        values = [0, *values]
    values += [0] * (5 - len(values))
    return TimeSpan(sum(amount * size for amount, size in zip(values, _SIZES.values(), strict=True)))


def _parsed_span(text: str, *_rest: Any) -> TimeSpan:
    try:
        return parse_span(text)
    except ValueError:
        raise NetError("System.FormatException", "String was not recognized as a valid TimeSpan.") from None


def _try_span(text: str, result: Any) -> bool:
    try:
        result.set(parse_span(text))
    except ValueError:
        return False
    return True


def _from(size: int) -> Callable[[float], TimeSpan]:
    return lambda amount: TimeSpan(round(amount * (size // _MILLISECOND)) * _MILLISECOND)


_LIMITS = {"Days": 1 << 62, "Hours": 24, "Minutes": 60, "Seconds": 60, "Milliseconds": 1000}
define(
    "System.TimeSpan",
    properties={
        **{
            name: lambda value, size=size, limit=_LIMITS[name]: value.part(size, limit)  # type: ignore[misc]  # a default binds the value of this turn
            for name, size in _SIZES.items()
        },
        "Ticks": lambda value: Int64(value.ticks),
        **{f"Total{name}": lambda value, size=size: value.ticks / size for name, size in _SIZES.items()},  # type: ignore[misc]  # a default binds the value of this turn
    },
    methods={
        "string ToString([string format], [object provider])": lambda value, pattern="c", _provider=None: format_span(
            value,
            pattern,
        ),
        "timespan Add(timespan ts)": lambda value, other: TimeSpan(value.ticks + other.ticks),
        "timespan Subtract(timespan ts)": lambda value, other: TimeSpan(value.ticks - other.ticks),
        "timespan Negate()": lambda value: TimeSpan(-value.ticks),
        "timespan Duration()": lambda value: TimeSpan(abs(value.ticks)),
        "int CompareTo(timespan value)": lambda value, other: (value > other) - (value < other),
        "bool Equals(object value)": lambda value, other: value == other,
    },
    static_properties={
        "Zero": lambda _: TimeSpan(0),
        "MaxValue": lambda _: TimeSpan((1 << 63) - 1),
        "MinValue": lambda _: TimeSpan(-(1 << 63)),
        "TicksPerSecond": lambda _: Int64(TICKS_PER_SECOND),
        "TicksPerDay": lambda _: Int64(TICKS_PER_DAY),
    },
    static_methods={
        **{f"timespan From{name}(double value)": _from(size) for name, size in _SIZES.items()},
        "timespan FromTicks(long value)": lambda ticks: TimeSpan(int(ticks)),
        "timespan Parse(string s, [object provider])": _parsed_span,
        "bool TryParse(string s, object result)": _try_span,
    },
    constructors={
        "timespan new(long ticks)": _span,
        "timespan new(int hours, int minutes, int seconds)": _span,
        "timespan new(int days, int hours, int minutes, int seconds, [int milliseconds])": _span,
    },
)


class TimeZone:
    """System.TimeZoneInfo of the machine."""

    __slots__ = ("identifier",)

    def __init__(self, identifier: str) -> None:
        self.identifier = identifier

    def to_text(self) -> str:
        """The display name."""
        if self.identifier == "UTC":
            return "(UTC) Coordinated Universal Time"
        return f"(UTC+00:00) {self.identifier}"


define(
    "System.TimeZoneInfo",
    TimeZone,
    properties={
        "Id": lambda zone: zone.identifier,
        "DisplayName": lambda zone: zone.to_text(),
        "StandardName": lambda zone: "Coordinated Universal Time" if zone.identifier == "UTC" else zone.identifier,
        "DaylightName": lambda zone: (
            "Coordinated Universal Time"
            if zone.identifier == "UTC"
            else zone.identifier.replace("Standard", "Daylight")
        ),
        "BaseUtcOffset": lambda _zone: TimeSpan(0),
        "SupportsDaylightSavingTime": lambda zone: zone.identifier != "UTC",
    },
    static_properties={"Local": lambda context: TimeZone(context.host.time_zone_id), "Utc": lambda _: TimeZone("UTC")},
    static_context_methods={
        "datetime ConvertTimeToUtc(datetime value, [object zone])": lambda context, value, _zone=None: value.to_utc(
            context.host.time_zone,
        ),
    },
)


class DateTimeOffset:
    """System.DateTimeOffset, always in UTC here."""

    __slots__ = ("moment",)

    def __init__(self, moment: DateTime) -> None:
        self.moment = moment

    def to_text(self) -> str:
        """General notation with the offset."""
        return f"{format_date(self.moment, 'G', UTC)} +00:00"

    def format(self, pattern: str) -> str:
        """By a date format string."""
        return format_date(DateTime(self.moment.ticks, LOCAL), pattern, UTC)


define(
    "System.DateTimeOffset",
    DateTimeOffset,
    properties={
        "DateTime": lambda value: DateTime(value.moment.ticks),
        "UtcDateTime": lambda value: DateTime(value.moment.ticks, UTC_KIND),
        "LocalDateTime": lambda value: DateTime(value.moment.ticks, LOCAL),
        "Year": lambda value: value.moment.moment.year,
        "Offset": lambda _value: TimeSpan(0),
        "Ticks": lambda value: Int64(value.moment.ticks),
    },
    methods={
        "long ToUnixTimeSeconds()": lambda value: Int64((value.moment.ticks - _UNIX) // TICKS_PER_SECOND),
        "long ToUnixTimeMilliseconds()": lambda value: Int64((value.moment.ticks - _UNIX) // _MILLISECOND),
        "string ToString([string format])": lambda value, pattern="": (
            value.format(pattern) if pattern else value.to_text()
        ),
    },
    static_properties={
        "Now": lambda context: DateTimeOffset(DateTime.of(context.host.now())),
        "UtcNow": lambda context: DateTimeOffset(DateTime.of(context.host.now())),
    },
    static_methods={
        "System.DateTimeOffset FromUnixTimeSeconds(long seconds)": lambda seconds: DateTimeOffset(
            DateTime(_UNIX + int(seconds) * TICKS_PER_SECOND),
        ),
        "System.DateTimeOffset FromUnixTimeMilliseconds(long milliseconds)": lambda amount: DateTimeOffset(
            DateTime(_UNIX + int(amount) * _MILLISECOND),
        ),
    },
    static_context_methods={
        "System.DateTimeOffset Parse(string input)": lambda context, text: DateTimeOffset(
            _parse(context, text).to_utc(context.host.time_zone),
        ),
    },
    constructors={"System.DateTimeOffset new(datetime dateTime)": DateTimeOffset},
)
define(
    "System.Globalization.DateTimeFormatInfo",
    static_properties={"CurrentInfo": lambda _: None, "InvariantInfo": lambda _: None},
    static_methods={"string GetMonthName(int month)": lambda month: MONTHS[month - 1]},
)
