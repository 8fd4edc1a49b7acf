"""Text as dates and lengths of time, as .NET reads it under culture en-US."""

import re
from datetime import datetime, timedelta, timezone, tzinfo

from fake_agent.powershell.values.date_format import DAYS, MONTHS, STANDARD
from fake_agent.powershell.values.times import (
    LOCAL,
    TICKS_PER_DAY,
    TICKS_PER_SECOND,
    UNSPECIFIED,
    UTC_KIND,
    DateTime,
    TimeSpan,
)

_MONTH = "|".join(sorted({*MONTHS, *(month[:3] for month in MONTHS)}, key=len, reverse=True))
_TIME = (
    r"(?P<hour>\d{1,2}):(?P<minute>\d{1,2})(?::(?P<second>\d{1,2})(?:\.(?P<fraction>\d{1,7}))?)?"
    r"\s*(?P<half>[AaPp]\.?[Mm]\.?)?\s*(?P<zone>Z|GMT|UTC|[+-]\d{1,2}:?\d{2})?"
)
_DATES = [
    r"(?P<year>\d{4})[-/.](?P<month>\d{1,2})[-/.](?P<day>\d{1,2})",
    r"(?P<month>\d{1,2})[-/.](?P<day>\d{1,2})[-/.](?P<year>\d{4}|\d{2})",
    rf"(?P<day>\d{{1,2}})[- ](?P<named>{_MONTH})[a-z]*[-, ]+(?P<year>\d{{4}}|\d{{2}})",
    rf"(?P<named>{_MONTH})\.?\s+(?P<day>\d{{1,2}}),?\s+(?P<year>\d{{4}})",
    rf"(?P<named>{_MONTH})\s+(?P<year>\d{{4}})",
    rf"(?P<named>{_MONTH})\.?\s+(?P<day>\d{{1,2}})",
    rf"(?P<day>\d{{1,2}})\s+(?P<named>{_MONTH})",
    r"(?P<month>\d{1,2})/(?P<day>\d{1,2})",
]
_WEEKDAY = rf"(?:(?:{'|'.join(day + '|' + day[:3] for day in DAYS)}),?\s+)?"
_PATTERNS = [re.compile(rf"\s*{_WEEKDAY}{date}(?:(?:T|,?\s+){_TIME})?\s*", re.IGNORECASE) for date in _DATES]
_HOUR = r"(?P<hour>\d{1,2})\s*(?P<half>[AaPp]\.?[Mm]\.?)"
_PATTERNS += [re.compile(rf"\s*{_TIME}\s*"), re.compile(rf"\s*{_HOUR}\s*")]
_PATTERNS += [re.compile(rf"\s*{_WEEKDAY}{date},?\s+{_HOUR}\s*", re.IGNORECASE) for date in _DATES]


def _zone_of(text: str) -> timezone:
    if text in {"Z", "GMT", "UTC"}:
        return timezone(timedelta())
    digits = text[1:].replace(":", "").zfill(4)
    delta = timedelta(hours=int(digits[:-2]), minutes=int(digits[-2:]))
    return timezone(-delta if text[0] == "-" else delta)


def _year(text: str) -> int:
    year = int(text)
    if len(text) > 2:
        return year
    return 2000 + year if year < 30 else 1900 + year


def parse_date(text: str, today: DateTime, zone: tzinfo) -> DateTime:
    """A date in any of the usual notations; a time alone is of ``today``. ``ValueError`` where it is none."""
    for pattern in _PATTERNS:
        found = pattern.fullmatch(text)
        if found is not None:
            return _from_parts(found.groupdict(), today, zone)
    raise ValueError(text)


def _from_parts(parts: dict[str, str | None], today: DateTime, zone: tzinfo) -> DateTime:
    moment = today.moment
    named = parts.get("named")
    year, month, day = moment.year, moment.month, moment.day
    if "day" in parts or named:
        year = _year(parts["year"] or "") if parts.get("year") else moment.year
        day = int(parts.get("day") or 1)
        month = int(parts.get("month") or 0)
    if named:
        month = next(number for number, name in enumerate(MONTHS, 1) if name.lower().startswith(named.lower()[:3]))
    hour = int(parts.get("hour") or 0)
    half = (parts.get("half") or "").lower()
    if half:
        hour = hour % 12 + (12 if half[0] == "p" else 0)
    ticks = int((parts.get("fraction") or "0").ljust(7, "0"))
    made = datetime(year, month, day, hour, int(parts.get("minute") or 0), int(parts.get("second") or 0))  # noqa: DTZ001 - ticks carry their kind beside them
    offset = parts.get("zone")
    if offset is None:
        return DateTime.of(made).plus(ticks)
    local = made.replace(tzinfo=_zone_of(offset)).astimezone(zone)
    return DateTime(DateTime.of(local).ticks + ticks, LOCAL)


_EXACT = {
    "yyyy": r"(?P<year>\d{4})",
    "yy": r"(?P<year>\d{2})",
    "MMMM": rf"(?P<named>{_MONTH})",
    "MMM": rf"(?P<named>{_MONTH})",
    "MM": r"(?P<month>\d{2})",
    "M": r"(?P<month>\d{1,2})",
    "dddd": "(?:" + "|".join(DAYS) + ")",
    "ddd": "(?:" + "|".join(day[:3] for day in DAYS) + ")",
    "dd": r"(?P<day>\d{2})",
    "d": r"(?P<day>\d{1,2})",
    "HH": r"(?P<hour>\d{2})",
    "H": r"(?P<hour>\d{1,2})",
    "hh": r"(?P<hour>\d{2})",
    "h": r"(?P<hour>\d{1,2})",
    "mm": r"(?P<minute>\d{2})",
    "m": r"(?P<minute>\d{1,2})",
    "ss": r"(?P<second>\d{2})",
    "s": r"(?P<second>\d{1,2})",
    "tt": r"(?P<half>[AaPp][Mm])",
    "K": r"(?P<zone>Z|[+-]\d{2}:\d{2})?",
    "zzz": r"(?P<zone>[+-]\d{2}:\d{2})",
}


def parse_exact(text: str, pattern: str, today: DateTime, zone: tzinfo) -> DateTime:
    """A date in exactly the given format; ``ValueError`` where it is not."""
    pattern = STANDARD.get(pattern, pattern)
    expression = ""
    for token in re.findall(r"y+|M+|d+|H+|h+|m+|s+|f+|t+|z+|K|'[^']*'|\\.|%|.", pattern):
        if token in _EXACT:
            expression += _EXACT[token]
        elif token[0] == "f":
            expression += rf"(?P<fraction>\d{{{len(token)}}})"
        elif token != "%":
            expression += re.escape(token.strip("'\\"))
    found = re.fullmatch(expression, text, re.IGNORECASE)
    if found is None:
        raise ValueError(text)
    parts = found.groupdict()
    if "hour" in parts and "day" not in parts and "named" not in parts:
        parts.pop("year", None)
    value = _from_parts(parts, today, zone)
    if parts.get("zone") == "Z" and pattern.endswith("K"):
        return value.to_utc(zone)
    return value if parts.get("zone") else DateTime(value.ticks, UTC_KIND if pattern == STANDARD["u"] else UNSPECIFIED)


_SPAN = re.compile(
    r"\s*(?P<sign>-)?(?:(?P<days>\d+)(?:\.(?=\d+:\d)|:(?=\d+:\d+:\d)|$))?"
    r"(?:(?P<hours>\d{1,2}):(?P<minutes>\d{1,2})(?::(?P<seconds>\d{1,2})(?:\.(?P<fraction>\d{1,7}))?)?)?\s*",
)


def parse_span(text: str) -> TimeSpan:
    """A length of time (``1.02:03:04.5``, ``02:03``, ``6`` days); ``ValueError`` where it is none."""
    found = _SPAN.fullmatch(text)
    if found is None or not text.strip():
        raise ValueError(text)
    hours, minutes, seconds = int(found["hours"] or 0), int(found["minutes"] or 0), int(found["seconds"] or 0)
    if hours > 23 or minutes > 59 or seconds > 59:
        raise ValueError(text)
    ticks = int(found["days"] or 0) * TICKS_PER_DAY + int((found["fraction"] or "0").ljust(7, "0"))
    ticks += (hours * 3600 + minutes * 60 + seconds) * TICKS_PER_SECOND
    return TimeSpan(-ticks if found["sign"] else ticks)
