"""Values as text: what interpolation, ``-join``, casts to string and ``ToString()`` give."""

from collections.abc import Callable, Iterable
from datetime import UTC
from decimal import Decimal
from typing import Any

from fake_agent.powershell.dotnet.type_model import NetType
from fake_agent.powershell.dotnet.types import type_of
from fake_agent.powershell.values import collections as nets
from fake_agent.powershell.values import numbers
from fake_agent.powershell.values.date_format import format_date, format_span
from fake_agent.powershell.values.number_format import number_text
from fake_agent.powershell.values.objects import NOTHING, EnumValue, ErrorRecord, NetException, PSObject, StreamRecord
from fake_agent.powershell.values.times import DateTime, TimeSpan

_INVARIANT_DATE = "MM/dd/yyyy HH:mm:ss"


def to_text(value: Any, separator: str = " ") -> str:
    """A value as a string, as ``"$value"`` shows it; items of a list are joined by ``separator`` ($OFS)."""
    kind = type(value)
    if kind is str:
        return str(value)
    if kind is int:
        return str(value)
    if value is None or value is NOTHING:
        return ""
    if kind is bool:
        return "True" if value else "False"
    if isinstance(value, list):
        return separator.join(_item_text(item) for item in value)
    writer = _WRITERS.get(kind)
    if writer is not None:
        return writer(value)
    items = nets.items_of(value)
    if items is not None:
        return separator.join(_item_text(item) for item in items)
    return own_text(value)


def _item_text(value: Any) -> str:
    """An item of a list in a string: lists in lists are not joined again."""
    return own_text(value) if isinstance(value, list) else to_text(value)


def own_text(value: Any) -> str:
    """What the value's own ``ToString()`` gives."""
    kind = type(value)
    writer = _WRITERS.get(kind)
    if writer is not None:
        return writer(value)
    if isinstance(value, str):
        return str(value)
    if kind is bool:
        return "True" if value else "False"
    if isinstance(value, int | float | Decimal):
        return number_text(value)
    if isinstance(value, list):
        return type_of(value).full_name
    text = getattr(value, "to_text", None)
    if text is not None:
        return str(text())
    return type_of(value).full_name


def _object_text(value: PSObject) -> str:
    if value.text is not None:
        return value.text(value)
    if value.base is not None:
        return to_text(value.base)
    if not value.is_custom:
        return value.type_names[0]
    return "@{" + "; ".join(f"{name}={_inner_text(item)}" for name, item in value.items()) + "}"


def _inner_text(value: Any) -> str:
    if isinstance(value, PSObject) and value.is_custom:
        return ""
    if isinstance(value, list):
        return type_of(value).full_name
    return to_text(value)


def _type_text(value: NetType) -> str:
    return value.full_name


def _exception_text(value: NetException) -> str:
    return f"{value.type_name}: {value.message}"


def _record_text(value: ErrorRecord) -> str:
    return value.message


_WRITERS: dict[type, Callable[[Any], str]] = {
    float: number_text,
    Decimal: number_text,
    numbers.Single: number_text,
    DateTime: lambda value: format_date(value, _INVARIANT_DATE, UTC),
    TimeSpan: format_span,
    PSObject: _object_text,
    NetType: _type_text,
    EnumValue: lambda value: value.name,
    NetException: _exception_text,
    ErrorRecord: _record_text,
    StreamRecord: lambda value: to_text(value.message),
    nets.Hashtable: lambda value: type_of(value).full_name,
    nets.DictionaryEntry: lambda value: (
        value.type_name
        if value.type_name == "System.Collections.DictionaryEntry"
        else f"[{to_text(value.key)}, {to_text(value.value)}]"
    ),
}


def truth(value: Any) -> bool:
    """A value as a condition: empty strings, zero, null, and lists of nothing or of one false item are false."""
    kind = type(value)
    if kind is bool:
        return bool(value)
    if value is None or value is NOTHING:
        return False
    if isinstance(value, numbers.Char):
        return value != "\0"
    if isinstance(value, str):
        return len(value) > 0
    if isinstance(value, int | float | Decimal):
        return value != 0
    if isinstance(value, list | nets.NetList):
        if len(value) == 0:
            return False
        if len(value) == 1:
            only = next(iter(value))
            return truth(only) if not isinstance(only, list) else len(only) > 0
        return True
    if isinstance(value, EnumValue):
        return value.number != 0
    own = getattr(value, "is_present", None)
    return bool(own) if own is not None else True


def join_text(items: Iterable[Any], separator: str) -> str:
    """Items joined, as ``-join`` does."""
    return separator.join(to_text(item) for item in items)
