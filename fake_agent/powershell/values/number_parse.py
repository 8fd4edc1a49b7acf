"""Text as numbers: literals of the language, and strings that stand where a number is needed."""

import re
from decimal import Decimal, InvalidOperation
from typing import Any

from fake_agent.powershell.values import numbers

MULTIPLIERS = {"": 1, "kb": 1 << 10, "mb": 1 << 20, "gb": 1 << 30, "tb": 1 << 40, "pb": 1 << 50}
_LITERAL = re.compile(
    r"(?P<sign>[+-])?(?:0[xX](?P<hex>[0-9a-fA-F]+)|(?P<digits>(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?))"
    r"(?P<type>[uU]?[lL]|[dD])?(?P<multiplier>[kKmMgGtTpP][bB])?",
)
_KINDS: dict[str, type[numbers.Integer]] = {"l": numbers.Int64, "ul": numbers.UInt64}
"""What a suffix makes of a whole number; ``ul`` is not in 5.1's grammar, but in its documentation of arithmetic."""
_HEXADECIMAL_32, _HEXADECIMAL_64 = 8, 16


def whole(value: int) -> Any:
    """An integer as the smallest of Int32, Int64, Decimal and Double that holds it."""
    if numbers.INT32_MINIMUM <= value <= numbers.INT32_MAXIMUM:
        return value
    if numbers.Int64.minimum <= value <= numbers.Int64.maximum:
        return numbers.Int64(value)
    return Decimal(value) if abs(value) < 1 << 96 else float(value)


def parse_literal(text: str) -> Any:
    """A number as the language spells it (``0x1F``, ``1.5d``, ``10L``, ``2GB``); ``ValueError`` where it is none."""
    found = _LITERAL.fullmatch(text)
    if found is None:
        raise ValueError(text)
    sign = -1 if found["sign"] == "-" else 1
    multiplier = MULTIPLIERS[(found["multiplier"] or "").lower()]
    suffix = (found["type"] or "").lower()
    if found["hex"]:
        value = int(found["hex"], 16)
        if len(found["hex"]) == _HEXADECIMAL_32 and value >= 1 << 31 and not suffix:
            value -= 1 << 32
        elif len(found["hex"]) == _HEXADECIMAL_64 and value >= 1 << 63 and suffix != "ul":
            value -= 1 << 64
        return _typed(sign * value * multiplier, suffix)
    digits = found["digits"]
    if suffix == "d":
        return Decimal(digits) * sign * multiplier
    if digits.isdigit():
        return _typed(sign * int(digits) * multiplier, suffix)
    number = float(digits) * sign * multiplier
    if suffix:
        return _typed(round(number), suffix)
    return number


def _typed(value: int, suffix: str) -> Any:
    if suffix == "d":
        return Decimal(value)
    if not suffix:
        return whole(value)
    kind = _KINDS[suffix]
    if not kind.minimum <= value <= kind.maximum:
        raise ValueError(value)
    return kind(value)


def parse_number(text: str) -> Any:
    """A string where a number is wanted; ``ValueError`` where it is none."""
    stripped = text.strip()
    if not stripped:
        return 0
    try:
        return parse_literal(stripped)
    except (ValueError, OverflowError):
        pass
    try:
        return float(stripped.replace(",", "")) if "," in stripped else float(Decimal(stripped))
    except InvalidOperation:
        raise ValueError(text) from None
