"""Casts: how PowerShell turns a value of one type into another."""

import math
from collections.abc import Callable
from datetime import UTC
from decimal import ROUND_HALF_EVEN, Decimal
from typing import Any

from fake_agent.powershell.dotnet import types
from fake_agent.powershell.dotnet.type_model import NetType
from fake_agent.powershell.dotnet.types import type_of
from fake_agent.powershell.errors import NetError, PowerShellError
from fake_agent.powershell.values import collections as nets
from fake_agent.powershell.values import numbers
from fake_agent.powershell.values.cast_errors import (
    cast_error,
    enum_error,
    enum_number_error,
    no_conversion,
    no_property,
)
from fake_agent.powershell.values.date_parse import parse_date, parse_span
from fake_agent.powershell.values.number_parse import parse_number
from fake_agent.powershell.values.objects import (
    NOTHING,
    EnumValue,
    ErrorRecord,
    NetException,
    Property,
    PSObject,
    Switch,
    unwrapped,
)
from fake_agent.powershell.values.text import to_text, truth
from fake_agent.powershell.values.times import DateTime, TimeSpan

_LIMITS: dict[type, tuple[int, int]] = {
    int: (numbers.INT32_MINIMUM, numbers.INT32_MAXIMUM),
    **{
        kind: (kind.minimum, kind.maximum)
        for kind in (
            numbers.Byte,
            numbers.SByte,
            numbers.Int16,
            numbers.UInt16,
            numbers.UInt32,
            numbers.Int64,
            numbers.UInt64,
        )
    },
}
_SPELLED = {
    "System.Int32": "an Int32",
    "System.Int16": "an Int16",
    "System.Int64": "an Int64",
    "System.Byte": "an unsigned byte",
    "System.SByte": "a signed byte",
    "System.UInt16": "a UInt16",
    "System.UInt32": "a UInt32",
    "System.UInt64": "a UInt64",
}
_FORMAT = "Input string was not in a correct format."


def to_number(value: Any) -> Any:
    """A value as a number for arithmetic; ``ValueError`` where it is none."""
    if isinstance(value, bool):
        return int(value)
    value = unwrapped(value)
    if isinstance(value, numbers.Char):
        return ord(value)
    if isinstance(value, int | float | Decimal):
        return value
    if value is None or value is NOTHING:
        return 0
    if isinstance(value, str):
        return parse_number(value)
    if isinstance(value, EnumValue):
        return value.number
    raise ValueError(value)


def _integer(value: Any, target: NetType, kind: type) -> Any:
    if isinstance(value, list) and len(value) == 1:
        value = value[0]
    try:
        number = to_number(value)
    except ValueError:
        if isinstance(value, str):
            raise cast_error(value, target, _FORMAT) from None
        raise no_conversion(value, target) from None
    if isinstance(number, float):
        if math.isnan(number) or number in {float("inf"), float("-inf")}:
            raise cast_error(
                value,
                target,
                f"Value was either too large or too small for {_SPELLED[target.full_name]}.",
                "System.OverflowException",
            )
        number = round(number)
    elif isinstance(number, Decimal):
        number = int(number.quantize(Decimal(1), rounding=ROUND_HALF_EVEN))
    low, high = _LIMITS[kind]
    if not low <= number <= high:
        reason = f"Value was either too large or too small for {_SPELLED[target.full_name]}."
        raise cast_error(value, target, reason, "System.OverflowException")
    return int(number) if kind is int else kind(number)


def _big(value: Any) -> numbers.BigInteger:
    text = value.strip() if isinstance(value, str) else ""
    return numbers.BigInteger(int(text) if text.lstrip("+-").isdecimal() else to_number(value))


def _floating(kind: Callable[[Any], Any]) -> Callable[[Any, NetType, Any], Any]:
    def convert_floating(value: Any, target: NetType, _context: Any) -> Any:
        try:
            number = to_number(value)
        except ValueError:
            if isinstance(value, str):
                if value.strip().lower() in {"nan", "infinity", "-infinity"}:
                    return kind(value.strip().replace("Infinity", "inf"))
                raise cast_error(value, target, _FORMAT) from None
            raise no_conversion(value, target) from None
        if kind is Decimal:
            return (
                number
                if isinstance(number, Decimal)
                else Decimal(to_text(number))
                if isinstance(number, float)
                else Decimal(int(number))
            )
        return kind(number)

    return convert_floating


def _char(value: Any, target: NetType, _context: Any) -> numbers.Char:
    if isinstance(value, str):
        if len(value) != 1:
            raise cast_error(value, target, "String must be exactly one character long.")
        return numbers.Char(value)
    if value is None:
        return numbers.Char("\0")
    if isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= 0xFFFF:
        return numbers.Char(chr(value))
    raise cast_error(
        value,
        target,
        "Value was either too large or too small for a character.",
        "System.OverflowException",
    )


def _date(value: Any, target: NetType, context: Any) -> DateTime:
    if isinstance(value, DateTime):
        return value
    if isinstance(value, str):
        try:
            if context is None:
                return parse_date(value, DateTime(0), UTC)
            return parse_date(value, context.local_now(), context.host.time_zone)
        except (ValueError, OverflowError):
            raise cast_error(value, target, "String was not recognized as a valid DateTime.") from None
    if isinstance(value, int) and not isinstance(value, bool):
        return DateTime(int(value))
    raise no_conversion(value, target)


def _span(value: Any, target: NetType, _context: Any) -> TimeSpan:
    if isinstance(value, TimeSpan):
        return value
    if isinstance(value, str):
        try:
            return parse_span(value)
        except ValueError:
            raise cast_error(value, target, "String was not recognized as a valid TimeSpan.") from None
    if isinstance(value, int | float) and not isinstance(value, bool):
        return TimeSpan(int(value))
    raise no_conversion(value, target)


def _hashtable(value: Any, target: NetType, _context: Any) -> Any:
    if isinstance(value, nets.Hashtable):
        return (
            value if target.full_name == "System.Collections.IDictionary" else nets.by_default_comparer(value.items())
        )
    raise no_conversion(value, target)


def _custom(value: Any, _target: NetType, _context: Any) -> Any:
    if isinstance(value, nets.Hashtable):
        made = PSObject()
        for key, item in value.items():
            name = to_text(key)
            if name.lower() == "pstypename":
                made.type_names.insert(0, to_text(item))
                continue
            made.properties[name.lower()] = Property(name, item)
        return made
    return value


def _type(value: Any, target: NetType, _context: Any) -> NetType:
    if isinstance(value, NetType):
        return value
    found = types.find_type(value) if isinstance(value, str) else None
    if found is None:
        raise no_conversion(value, target)
    return found


def _exception(value: Any, target: NetType, _context: Any) -> Any:
    if isinstance(value, ErrorRecord):
        value = value.exception
    if isinstance(value, NetException) and type_of(value).is_a(target):
        return value
    if isinstance(value, str):
        return NetException(target.full_name, value)
    raise no_conversion(value, target)


_CONVERTERS: dict[str, Callable[[Any, NetType, Any], Any]] = {
    "System.Object": lambda value, _target, _context: value,
    "System.Management.Automation.PSObject": lambda value, _target, _context: value,
    "System.Management.Automation.PSCustomObject": _custom,
    "System.String": lambda value, _target, context: (
        to_text(value, context.list_separator()) if context else to_text(value)
    ),
    "System.Boolean": lambda value, _target, _context: truth(value),
    "System.Management.Automation.SwitchParameter": lambda value, _target, _context: Switch(truth(value)),
    "System.Char": _char,
    "System.Double": _floating(float),
    "System.Single": _floating(numbers.single),
    "System.Decimal": _floating(Decimal),
    "System.DateTime": _date,
    "System.TimeSpan": _span,
    "System.Collections.Hashtable": _hashtable,
    "System.Collections.IDictionary": _hashtable,
    "System.Type": _type,
    "System.Void": lambda _value, _target, _context: NOTHING,
    "System.Array": lambda value, _target, _context: as_list(value),
    "System.Numerics.BigInteger": lambda value, _target, _context: _big(value),
    "System.Exception": _exception,
}
_NUMBER_KINDS: dict[str, type] = {
    "System.Int32": int,
    "System.Int64": numbers.Int64,
    "System.Byte": numbers.Byte,
    "System.SByte": numbers.SByte,
    "System.Int16": numbers.Int16,
    "System.UInt16": numbers.UInt16,
    "System.UInt32": numbers.UInt32,
    "System.UInt64": numbers.UInt64,
}


def as_list(value: Any) -> list[Any]:
    """A value as an array: lists as they are, anything else as the one item, nothing as none."""
    if isinstance(value, list):
        return value
    if value is NOTHING:
        return []
    items = nets.items_of(value)
    return [value] if items is None else list(items)


def _array(value: Any, target: NetType, context: Any) -> Any:
    if value is None:
        return None
    if type_of(value) is target:
        return value
    element = target.element
    if element is None or element.full_name == "System.Object":
        return list(as_list(value))
    source = [value] if isinstance(value, str | nets.Hashtable) else as_list(value)
    if element.full_name == "System.Char" and isinstance(value, str):
        source = [numbers.Char(character) for character in value]
    return nets.TypedArray(element, [convert(item, element, context) for item in source])


def _enum(value: Any, target: NetType) -> EnumValue:
    if isinstance(value, EnumValue) and value.enum is target:
        return value
    members = target.numbers or {}
    if isinstance(value, str):
        total = 0
        lowered = {name.lower(): number for name, number in members.items()}
        for part in value.split(","):
            word = part.strip()
            if word.lower() in lowered:
                total |= lowered[word.lower()]
            elif word.lstrip("-").isdigit():
                total |= int(word)
            else:
                matches = [name for name in lowered if name.startswith(word.lower())] if word else []
                if len(matches) != 1:
                    raise enum_error(value, target)
                total |= lowered[matches[0]]
        return EnumValue(target, total)
    if isinstance(value, int | float | EnumValue) and not isinstance(value, bool):
        number = value.number if isinstance(value, EnumValue) else round(value)
        if number not in members.values() and not target.flags:
            raise enum_number_error(value, target)
        return EnumValue(target, number)
    if isinstance(value, list):
        return _enum(",".join(to_text(item) for item in value), target)
    raise no_conversion(value, target)


def register_conversion(full_name: str, converter: Callable[[Any, NetType, Any], Any]) -> None:
    """Say how values become objects of a type that another module defines."""
    _CONVERTERS[full_name] = converter


def convert(value: Any, target: NetType, context: Any) -> Any:  # noqa: C901 - one case a form
    """The value as the target type; ``ParameterConversionError`` where PowerShell knows no way."""
    if value is NOTHING and target.full_name != "System.Void":
        value = None
    kind = _NUMBER_KINDS.get(target.full_name)
    if kind is not None:
        return value if type(value) is kind else _integer(value, target, kind)
    converter = _CONVERTERS.get(target.full_name)
    if converter is not None:
        return converter(value, target, context)
    if target.base is not None and target.base.full_name == "System.Nullable`1":
        return None if value is None else convert(value, target.arguments[0], context)
    if target.element is not None:
        return _array(value, target, context)
    if target.is_enum:
        return _enum(value, target)
    if value is None:
        if target.base is types.VALUE_TYPE:
            raise no_conversion(None, target)
        return None
    if type_of(value).is_a(target) or (isinstance(value, PSObject) and target.full_name in value.type_names):
        return value
    if isinstance(value, nets.Hashtable) and (target.user_class is not None or _is_made_of_nothing(target)):
        return _filled(value, target, context)
    if any(kind.full_name == "System.Exception" for kind in target.lineage()):
        return _exception(value, target, context)
    if isinstance(value, PSObject) and value.base is not None:
        return convert(value.base, target, context)
    return _constructed(value, target, context)


def _is_made_of_nothing(target: NetType) -> bool:
    """Whether objects of a type are made without arguments, and then given properties."""
    made = target.constructors
    return made is not None and any(not one.required for one in made.signatures)


def _filled(value: nets.Hashtable, target: NetType, context: Any) -> Any:
    made = context.construct(target, [])
    for key, item in value.items():
        if target.find("properties", to_text(key).lower()) is None:
            raise no_property(to_text(key), target)
        context.set_member(made, to_text(key), item)
    return made


def _is_bag(value: Any) -> bool:
    """Whether a value is properties only: casts take those one by one, and never as the argument of a constructor."""
    return isinstance(value, nets.Hashtable) or (isinstance(value, PSObject) and value.is_custom)


def _constructed(value: Any, target: NetType, context: Any) -> Any:
    constructors = target.constructors or (
        target.base.constructors if target.arguments and target.base is not None else None
    )
    if constructors is None or _is_bag(value):
        raise no_conversion(value, target)
    try:
        return context.construct(target, [value])
    except PowerShellError as error:
        inner = error.record.exception.inner or error.record.exception
        if error.record.error_id == "MethodCountCouldNotFindBest":
            raise no_conversion(value, target) from None
        raise cast_error(value, target, inner.message, inner.type_name) from None
    except NetError as error:
        raise cast_error(value, target, error.exception.message, error.exception.type_name) from None
