"""Dates as text and back: .NET's date and time format strings, culture en-US."""

import re
from datetime import tzinfo

from fake_agent.powershell.values.number_format import FormatError
from fake_agent.powershell.values.times import LOCAL, TICKS_PER_DAY, TICKS_PER_SECOND, UTC_KIND, DateTime, TimeSpan

MONTHS = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
]
DAYS = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]

STANDARD = {
    "d": "M/d/yyyy",
    "D": "dddd, MMMM d, yyyy",
    "f": "dddd, MMMM d, yyyy h:mm tt",
    "F": "dddd, MMMM d, yyyy h:mm:ss tt",
    "g": "M/d/yyyy h:mm tt",
    "G": "M/d/yyyy h:mm:ss tt",
    "m": "MMMM d",
    "M": "MMMM d",
    "o": "yyyy'-'MM'-'dd'T'HH':'mm':'ss'.'fffffffK",
    "O": "yyyy'-'MM'-'dd'T'HH':'mm':'ss'.'fffffffK",
    "r": "ddd, dd MMM yyyy HH':'mm':'ss 'GMT'",
    "R": "ddd, dd MMM yyyy HH':'mm':'ss 'GMT'",
    "s": "yyyy'-'MM'-'dd'T'HH':'mm':'ss",
    "t": "h:mm tt",
    "T": "h:mm:ss tt",
    "u": "yyyy'-'MM'-'dd HH':'mm':'ss'Z'",
    "U": "dddd, MMMM d, yyyy h:mm:ss tt",
    "y": "MMMM yyyy",
    "Y": "MMMM yyyy",
}
_TOKEN = re.compile(r"y+|M+|d+|H+|h+|m+|s+|f+|F+|t+|z+|K|g+|'[^']*'|\"[^\"]*\"|\\.|%|.", re.DOTALL)


def _offset(value: DateTime, zone: tzinfo) -> int:
    """Minutes ahead of UTC."""
    if value.kind == UTC_KIND:
        return 0
    delta = value.moment.replace(tzinfo=zone).utcoffset()
    return int(delta.total_seconds()) // 60 if delta else 0


def _offset_text(minutes: int, width: int) -> str:
    sign = "-" if minutes < 0 else "+"
    hours, rest = divmod(abs(minutes), 60)
    if width == 1:
        return f"{sign}{hours}"
    return f"{sign}{hours:02}" if width == 2 else f"{sign}{hours:02}:{rest:02}"


def _component(value: DateTime, token: str, zone: tzinfo) -> str:  # noqa: C901, PLR0912 - one case a form
    moment = value.moment
    width = len(token)
    match token[0]:
        case "y":
            if width <= 2:
                return str(moment.year % 100).zfill(width)
            return str(moment.year).zfill(width)
        case "M":
            if width >= 3:
                name = MONTHS[moment.month - 1]
                return name[:3] if width == 3 else name
            return str(moment.month).zfill(width)
        case "d":
            if width >= 3:
                name = DAYS[moment.weekday()]
                return name[:3] if width == 3 else name
            return str(moment.day).zfill(width)
        case "H":
            return str(moment.hour).zfill(min(width, 2))
        case "h":
            return str(moment.hour % 12 or 12).zfill(min(width, 2))
        case "m":
            return str(moment.minute).zfill(min(width, 2))
        case "s":
            return str(moment.second).zfill(min(width, 2))
        case "f":
            return f"{value.ticks % TICKS_PER_SECOND:07}"[:width]
        case "F":
            return f"{value.ticks % TICKS_PER_SECOND:07}"[:width].rstrip("0")
        case "t":
            name = "AM" if moment.hour < 12 else "PM"
            return name[:1] if width == 1 else name
        case "z":
            return _offset_text(_offset(value, zone), width)
        case "K":
            if value.kind == UTC_KIND:
                return "Z"
            return _offset_text(_offset(value, zone), 3) if value.kind == LOCAL else ""
        case "g":
            return "A.D."
    return token


def format_date(value: DateTime, pattern: str, zone: tzinfo) -> str:  # noqa: C901 - one case a form
    """A date by a .NET format string; ``FormatError`` for an unknown single letter."""
    if not pattern:
        pattern = "G"
    if len(pattern) == 1:
        if pattern not in STANDARD:
            raise FormatError("Input string was not in a correct format.")
        if pattern == "U":
            value = value.to_utc(zone)
        pattern = STANDARD[pattern]
    pieces: list[str] = []
    for token in _TOKEN.findall(pattern):
        if token[0] in "'\"":
            pieces.append(token[1:-1])
        elif token[0] == "\\":
            pieces.append(token[1:])
        elif token == "%":
            continue
        elif token[0] in "yMdHhmsfFtzKg":
            text = _component(value, token, zone)
            if token[0] == "F" and not text and pieces and pieces[-1] == ".":
                pieces.pop()
            pieces.append(text)
        else:
            pieces.append(token)
    return "".join(pieces)


def format_span(value: TimeSpan, pattern: str = "c") -> str:
    """A length of time by a .NET format string (``c``, ``g``, ``G`` or a custom one)."""
    ticks = abs(value.ticks)
    days, hours = ticks // TICKS_PER_DAY, ticks // (3600 * TICKS_PER_SECOND) % 24
    minutes, seconds = ticks // (60 * TICKS_PER_SECOND) % 60, ticks // TICKS_PER_SECOND % 60
    fraction = ticks % TICKS_PER_SECOND
    sign = "-" if value.ticks < 0 else ""
    if pattern in {"", "c", "t", "T"}:
        return (
            sign
            + (f"{days}." if days else "")
            + f"{hours:02}:{minutes:02}:{seconds:02}"
            + (f".{fraction:07}" if fraction else "")
        )
    if pattern == "g":
        tail = f".{fraction:07}".rstrip("0") if fraction else ""
        return f"{sign}{f'{days}:' if days else ''}{hours}:{minutes:02}:{seconds:02}{tail}"
    if pattern == "G":
        return f"{sign}{days}:{hours:02}:{minutes:02}:{seconds:02}.{fraction:07}"
    parts = {"d": days, "h": hours, "m": minutes, "s": seconds}
    pieces: list[str] = []
    for token in re.findall(r"d+|h+|m+|s+|f+|F+|'[^']*'|\\.|%|.", pattern):
        if token[0] in parts:
            pieces.append(str(parts[token[0]]).zfill(len(token)))
        elif token[0] in "fF":
            digits = f"{fraction:07}"[: len(token)]
            pieces.append(digits if token[0] == "f" else digits.rstrip("0"))
        elif token[0] == "'":
            pieces.append(token[1:-1])
        elif token[0] == "\\":
            pieces.append(token[1:])
        elif token != "%":
            raise FormatError("Input string was not in a correct format.")
    return "".join(pieces)
