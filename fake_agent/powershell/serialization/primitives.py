"""The values that CLIXML writes as one element: the element's name, and the text both ways."""

import base64
import re
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from fake_agent.powershell.dotnet.bytes import byte_array, raw_bytes
from fake_agent.powershell.dotnet.identifiers import Guid, Version, parse_guid, parse_version
from fake_agent.powershell.dotnet.types import type_of
from fake_agent.powershell.dotnet.various import SecureString
from fake_agent.powershell.runtime.blocks import ScriptBlock
from fake_agent.powershell.values.collections import TypedArray
from fake_agent.powershell.values.numbers import (
    Byte,
    Char,
    Int16,
    Int64,
    SByte,
    Single,
    UInt16,
    UInt32,
    UInt64,
)
from fake_agent.powershell.values.text import to_text
from fake_agent.powershell.values.times import TICKS_PER_SECOND, DateTime, TimeSpan


@dataclass(frozen=True, slots=True)
class Primitive:
    """How a type is written, and read."""

    tag: str
    write: Callable[[Any], str]
    read: Callable[[str], Any]


_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
_SPECIAL = re.compile(r"[\x00-\x1f\x7f-\x9f\ud800-\udfff]|_(?=x[0-9A-Fa-f]{4}_)")


def escaped(text: str) -> str:
    """Text with control characters as ``_x000A_``."""
    return _SPECIAL.sub(lambda match: f"_x{ord(match.group()):04X}_", text)


def unescaped(text: str) -> str:
    """The text that ``escaped`` was given."""
    return _ESCAPED.sub(lambda match: chr(int(match.group(1), 16)), text)


def duration_text(span: TimeSpan) -> str:
    """A time span as XML writes durations: ``P1DT2H3M4.5S``."""
    ticks = abs(span.ticks)
    days, rest = divmod(ticks, 86_400 * TICKS_PER_SECOND)
    hours, rest = divmod(rest, 3600 * TICKS_PER_SECOND)
    minutes, rest = divmod(rest, 60 * TICKS_PER_SECOND)
    seconds = f"{rest / TICKS_PER_SECOND:.7f}".rstrip("0").rstrip(".")
    date = f"{days}D" if days else ""
    time = "".join(f"{count}{unit}" for count, unit in ((hours, "H"), (minutes, "M")) if count)
    time += f"{seconds}S" if rest or not (days or hours or minutes) else ""
    return f"{'-' if span.ticks < 0 else ''}P{date}{'T' if time else ''}{time}"


_DURATION = re.compile(r"(-)?P(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:([\d.]+)S)?)?")


def duration_of(text: str) -> TimeSpan:
    """The time span of such a text; ``ValueError`` where it is none."""
    match = _DURATION.fullmatch(text)
    if match is None:
        raise ValueError(text)
    minus, days, hours, minutes, seconds = match.groups()
    whole = (int(days or 0) * 24 + int(hours or 0)) * 60 + int(minutes or 0)
    ticks = whole * 60 * TICKS_PER_SECOND + int(Decimal(seconds or 0) * TICKS_PER_SECOND)
    return TimeSpan(-ticks if minus else ticks)


def _number(kind: Callable[[str], Any], tag: str) -> Primitive:
    return Primitive(tag, to_text, kind)


DATE = "DT"
"""Dates need the zone of the machine: who writes and reads them does that itself."""
PRIMITIVES = {
    "System.String": Primitive("S", lambda value: escaped(str(value)), unescaped),
    "System.Char": Primitive("C", lambda value: str(ord(value)), lambda text: Char(chr(int(text)))),
    "System.Boolean": Primitive("B", lambda value: "true" if value else "false", lambda text: text == "true"),
    "System.DateTime": Primitive(DATE, to_text, str),
    "System.TimeSpan": Primitive("TS", duration_text, duration_of),
    "System.Byte": _number(lambda text: Byte(int(text)), "By"),
    "System.SByte": _number(lambda text: SByte(int(text)), "SB"),
    "System.Int16": _number(lambda text: Int16(int(text)), "I16"),
    "System.UInt16": _number(lambda text: UInt16(int(text)), "U16"),
    "System.Int32": _number(int, "I32"),
    "System.UInt32": _number(lambda text: UInt32(int(text)), "U32"),
    "System.Int64": _number(lambda text: Int64(int(text)), "I64"),
    "System.UInt64": _number(lambda text: UInt64(int(text)), "U64"),
    "System.Single": _number(lambda text: Single(float(text)), "Sg"),
    "System.Double": _number(float, "Db"),
    "System.Decimal": _number(Decimal, "D"),
    "System.Guid": Primitive("G", to_text, parse_guid),
    "System.Version": Primitive("Version", to_text, parse_version),
    "System.Byte[]": Primitive(
        "BA",
        lambda value: base64.b64encode(raw_bytes(value)).decode(),
        lambda text: byte_array(base64.b64decode(text)),
    ),
    "System.Security.SecureString": Primitive(
        "SS",
        lambda value: value.plain.encode("utf-16-le").hex(),
        lambda text: SecureString(bytes.fromhex(text).decode("utf-16-le")),
    ),
    "System.Management.Automation.ScriptBlock": Primitive("SBK", lambda value: escaped(value.to_text()), unescaped),
}
"""By the names of the types."""
BY_TAG = {primitive.tag: primitive for primitive in PRIMITIVES.values()}
_EXACT = (str, bool, int, float, Decimal, DateTime, TimeSpan, Guid, Version, SecureString, ScriptBlock)


def primitive_of(value: Any) -> Primitive | None:
    """How a value is written; None where it takes more than one element."""
    if not isinstance(value, _EXACT) and type(value) is not TypedArray:
        return None
    return PRIMITIVES.get(type_of(value).full_name)


def is_primitive(value: Any) -> bool:
    """Whether a value is written as one element."""
    return primitive_of(value) is not None
