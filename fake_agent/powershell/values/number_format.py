"""Numbers as text: .NET's standard and custom numeric format strings, culture en-US."""

import math
import re
from decimal import ROUND_HALF_EVEN, ROUND_HALF_UP, Decimal
from typing import Any

from fake_agent.powershell.values import numbers

_STANDARD = re.compile(r"([A-Za-z])(\d{0,2})")
_BITS: dict[type, int] = {
    numbers.Byte: 8,
    numbers.SByte: 8,
    numbers.Int16: 16,
    numbers.UInt16: 16,
    int: 32,
    numbers.UInt32: 32,
    numbers.Int64: 64,
    numbers.UInt64: 64,
}


class FormatError(ValueError):
    """A format string that .NET refuses."""


def general(value: float, digits: int = 15) -> str:
    """A double as .NET Framework shows it: 15 significant digits, exponents as ``E+20``."""
    if math.isnan(value):
        return "NaN"
    if value in {float("inf"), float("-inf")}:
        return "Infinity" if value > 0 else "-Infinity"
    text = format(float(value), f".{digits}g")
    if "e" in text:
        mantissa, exponent = text.split("e")
        text = f"{mantissa}E{exponent}"
    return "0" if text == "-0" else text


def round_trip(value: float) -> str:
    """A double with as many digits as it needs to be read back (format R)."""
    short = general(value)
    return short if float(short) == value or math.isnan(value) else general(value, 17)


def number_text(value: Any) -> str:
    """A number as ``ToString()`` gives it."""
    kind = type(value)
    if kind is float:
        return general(value)
    if kind is numbers.Single:
        return general(value, 7)
    if kind is Decimal:
        return format(value, "f")
    return str(int(value))


def _exact(value: Any) -> Decimal:
    if isinstance(value, float):
        return Decimal(general(value))
    return Decimal(value)


def _grouped(digits: str) -> str:
    return f"{int(digits):,}" if digits.isdigit() else digits


def _fixed(value: Decimal, places: int) -> tuple[bool, str, str]:
    """Sign, whole digits and fraction digits, rounded half away from zero."""
    rounded = value.copy_abs().quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP)
    whole, _, fraction = format(rounded, "f").partition(".")
    return value < 0 and rounded != 0, whole, fraction


def _with_fraction(whole: str, fraction: str) -> str:
    return f"{whole}.{fraction}" if fraction else whole


def _currency(value: Decimal, precision: int | None) -> str:
    negative, whole, fraction = _fixed(value, 2 if precision is None else precision)
    text = f"${_with_fraction(_grouped(whole), fraction)}"
    return f"({text})" if negative else text


def _decimal(value: Any, precision: int | None) -> str:
    if isinstance(value, float | Decimal):
        raise FormatError("Format specifier was invalid.")
    return ("-" if value < 0 else "") + str(abs(int(value))).zfill(precision or 0)


def _exponent(value: Decimal, precision: int | None, letter: str) -> str:
    text = format(value, f".{6 if precision is None else precision}e")
    mantissa, _, exponent = text.partition("e")
    return f"{mantissa}{letter}{exponent[0]}{exponent[1:].zfill(3)}"


def _fixed_point(value: Decimal, precision: int | None) -> str:
    negative, whole, fraction = _fixed(value, 2 if precision is None else precision)
    return ("-" if negative else "") + _with_fraction(whole, fraction)


def _number(value: Decimal, precision: int | None) -> str:
    negative, whole, fraction = _fixed(value, 2 if precision is None else precision)
    return ("-" if negative else "") + _with_fraction(_grouped(whole), fraction)


def _percent(value: Decimal, precision: int | None) -> str:
    return _number(value * 100, 2 if precision is None else precision) + " %"


def _hexadecimal(value: Any, precision: int | None, letter: str) -> str:
    if isinstance(value, float | Decimal):
        raise FormatError("Format specifier was invalid.")
    number = int(value)
    if number < 0:
        number += 1 << _BITS.get(type(value), 64)
    return format(number, letter).zfill(precision or 0)


def format_number(value: Any, pattern: str) -> str:  # noqa: C901 - one case a form
    """A number by a .NET format string; ``FormatError`` where it is no such string for this type."""
    if not pattern:
        return number_text(value)
    standard = _STANDARD.fullmatch(pattern)
    if standard is None:
        return _custom(value, pattern)
    letter, precision = standard[1], int(standard[2]) if standard[2] else None
    match letter.upper():
        case "C":
            return _currency(_exact(value), precision)
        case "D":
            return _decimal(value, precision)
        case "E":
            return _exponent(_exact(value), precision, letter)
        case "F":
            return _fixed_point(_exact(value), precision)
        case "G":
            return number_text(value) if not precision else general(float(value), precision)
        case "N":
            return _number(_exact(value), precision)
        case "P":
            return _percent(_exact(value), precision)
        case "R":
            return round_trip(value) if isinstance(value, float) else number_text(value)
        case "X":
            return _hexadecimal(value, precision, letter)
    raise FormatError("Format specifier was invalid.")


_CUSTOM_TOKEN = re.compile(r"'[^']*'|\"[^\"]*\"|\\.|[0#.,%‰]|[eE][+-]?0+|[^0#.,%‰'\"\\]", re.DOTALL)


def _sections(pattern: str) -> list[list[str]]:
    sections: list[list[str]] = [[]]
    for token in _CUSTOM_TOKEN.findall(pattern):
        if token == ";":
            sections.append([])
        else:
            sections[-1].append(token)
    return sections


def _literal(token: str) -> str:
    if token[0] in "'\"":
        return token[1:-1]
    return token[1:] if token[0] == "\\" else token


def _custom(value: Any, pattern: str) -> str:
    number = _exact(value)
    sections = _sections(pattern)
    negative = number < 0
    chosen = sections[0]
    if number == 0 and len(sections) > 2 and sections[2]:
        chosen = sections[2]
    elif negative and len(sections) > 1 and sections[1]:
        chosen, negative = sections[1], False
    return _apply_custom(number.copy_abs(), chosen, negative=negative)


def _apply_custom(number: Decimal, tokens: list[str], *, negative: bool) -> str:  # noqa: C901, PLR0912 - one case a form
    """Fill one section's placeholders with the digits of the (positive) number."""
    for token in tokens:
        if token == "%":
            number *= 100
    holders = [index for index, token in enumerate(tokens) if token in {"0", "#"}]
    point = tokens.index(".") if "." in tokens else len(tokens)
    before = [index for index in holders if index < point]
    after = [index for index in holders if index > point]
    end = before[-1] if before else -1
    scaling = end + 1
    while 0 < scaling < len(tokens) and tokens[scaling] == ",":
        number /= 1000
        scaling += 1
    grouping = any(tokens[index] == "," for index in range(before[0], end)) if before else False
    rounded = number.quantize(Decimal(1).scaleb(-len(after)), rounding=ROUND_HALF_UP)
    whole, _, fraction = format(rounded, "f").partition(".")
    whole = whole.lstrip("0")
    zeros = [index for index in before if tokens[index] == "0"]
    least = len([index for index in before if zeros and index >= zeros[0]])
    whole = whole.zfill(least) if least else whole
    if grouping and whole:
        groups: list[str] = []
        while whole:
            groups.insert(0, whole[-3:])
            whole = whole[:-3]
        whole = ",".join(groups)
    kept = len(fraction)
    while kept and fraction[kept - 1] == "0" and tokens[after[kept - 1]] == "#":
        kept -= 1
    fraction = fraction[:kept]
    pieces: list[str] = []
    placed = False
    for index, token in enumerate(tokens):
        if token in {"0", "#"}:
            if index < point and not placed:
                pieces.append(whole)
                placed = True
            continue
        if token == ".":
            if not placed:
                pieces.append(whole)
                placed = True
            pieces.append(f".{fraction}" if fraction else "")
        elif token == ",":
            continue
        else:
            pieces.append(_literal(token))
    sign = "-" if negative and rounded != 0 else ""
    return sign + "".join(pieces)


def bankers(value: Decimal, places: int) -> Decimal:
    """Rounded half to even, as ``[math]::Round`` and casts to integers do."""
    return value.quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_EVEN)
