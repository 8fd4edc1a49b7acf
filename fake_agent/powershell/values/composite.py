"""Composite formatting: ``"{0,-10:N2}" -f $value``, and ``ToString(format)`` of any value."""

import re
from datetime import UTC
from decimal import Decimal
from typing import Any

from fake_agent.powershell.values import numbers
from fake_agent.powershell.values.date_format import format_date, format_span
from fake_agent.powershell.values.number_format import FormatError, format_number, number_text
from fake_agent.powershell.values.objects import NOTHING, EnumValue, unwrapped
from fake_agent.powershell.values.text import own_text
from fake_agent.powershell.values.times import DateTime, TimeSpan

_PART = re.compile(
    r"\{\{|\}\}|\{\s*(?P<index>\d+)\s*(?:,\s*(?P<width>-?\d+)\s*)?(?::(?P<format>(?:[^{}]|\{\{|\}\})*))?\}|[{}]",
)


def format_value(value: Any, pattern: str, context: Any) -> str:
    """A value by a .NET format string; types that know no formats ignore it."""
    if value is None or value is NOTHING:
        return ""
    if isinstance(value, bool | numbers.Char):
        return own_text(value)
    if isinstance(value, int | float | Decimal):
        return format_number(value, pattern) if pattern else number_text(value)
    if isinstance(value, DateTime):
        return format_date(value, pattern, context.host.time_zone if context else UTC)
    if isinstance(value, TimeSpan):
        return format_span(value, pattern)
    if isinstance(value, EnumValue):
        return format_enum(value, pattern)
    own = getattr(value, "format", None)
    if own is not None and pattern:
        return str(own(pattern))
    return own_text(value)


def net_text(context: Any, value: Any) -> str:
    """What the value's own ``ToString()`` gives where the current culture counts (dates)."""
    if isinstance(value, DateTime):
        return format_date(value, "G", context.host.time_zone if context else UTC)
    return own_text(value)


def format_enum(value: EnumValue, pattern: str) -> str:
    """An enumeration's member by ``G``, ``D``, ``X`` or ``F``."""
    match pattern.upper():
        case "D":
            return str(value.number)
        case "X":
            return f"{value.number & 0xFFFFFFFF:08X}"
        case "F":
            flags = value.enum.flags
            value.enum.flags = True
            try:
                return str(value.enum.enum_name(value.number))
            finally:
                value.enum.flags = flags
    return value.name


def composite_format(template: str, arguments: list[Any], context: Any) -> str:
    """Fill the template; ``FormatError`` where it is malformed or an index has no argument."""

    def part(found: "re.Match[str]") -> str:
        whole = found[0]
        if whole in {"{{", "}}"}:
            return whole[0]
        if whole in {"{", "}"}:
            raise FormatError("Input string was not in a correct format.")
        index = int(found["index"])
        if index >= len(arguments):
            raise FormatError(
                "Index (zero based) must be greater than or equal to zero and less than the size of the argument list.",
            )
        text = format_value(unwrapped(arguments[index]), found["format"] or "", context)
        width = int(found["width"] or 0)
        return text.ljust(-width) if width < 0 else text.rjust(width)

    return _PART.sub(part, template)
