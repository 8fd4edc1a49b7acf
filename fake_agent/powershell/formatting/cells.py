"""A value in a cell of a table or a line of a list."""

from typing import Any

from fake_agent.powershell.dotnet import members
from fake_agent.powershell.dotnet.types import type_of
from fake_agent.powershell.errors import PowerShellError
from fake_agent.powershell.formatting.views import RIGHT, Column
from fake_agent.powershell.values import collections as nets
from fake_agent.powershell.values.composite import format_value
from fake_agent.powershell.values.date_format import format_date
from fake_agent.powershell.values.objects import NOTHING, EnumValue, PSObject
from fake_agent.powershell.values.text import to_text
from fake_agent.powershell.values.times import DateTime

_SCALARS = frozenset(
    [
        "System.String",
        "System.SByte",
        "System.Byte",
        "System.Int16",
        "System.UInt16",
        "System.Int32",
        "System.UInt32",
        "System.Int64",
        "System.UInt64",
        "System.Char",
        "System.Single",
        "System.Double",
        "System.Boolean",
        "System.Decimal",
        "System.IntPtr",
        "System.Security.SecureString",
        "System.Numerics.BigInteger",
    ],
)
_ELLIPSIS = "..."


def is_scalar(value: Any) -> bool:
    """Whether a value is shown as a line of text by itself."""
    return isinstance(value, EnumValue) or (not isinstance(value, PSObject) and type_of(value).full_name in _SCALARS)


def aligned_right(value: Any) -> bool:
    """Whether a column that starts with this value is aligned to the right."""
    return (
        value is not None
        and not (isinstance(value, str) and type_of(value).full_name == "System.String")
        and is_scalar(value)
    )


def cell_text(context: Any, value: Any) -> str:
    """The value as one piece of text: lists in braces, dates in the general format."""
    if value is None or value is NOTHING:
        return ""
    if isinstance(value, str):
        return str(value)
    if isinstance(value, DateTime):
        return format_date(value, "G", context.host.time_zone)
    if isinstance(value, nets.Hashtable):
        return _braced(context, [_entry(context, key) for key, _ in value.items()])
    items = nets.items_of(value)
    if items is not None:
        return _braced(context, [_entry(context, item) for item in items])
    return to_text(value)


def _entry(context: Any, value: Any) -> str:
    if value is None or value is NOTHING:
        return "$null"
    items = nets.items_of(value)
    if items is not None or isinstance(value, nets.Hashtable):
        return (
            type_of(value).full_name
            if isinstance(value, nets.Hashtable)
            else "System.Object[]"
            if type(value) is list
            else type_of(value).full_name
        )
    return cell_text(context, value)


def _braced(context: Any, texts: list[str]) -> str:
    limit = context.scope.get("formatenumerationlimit")
    limit = limit if isinstance(limit, int) else 4
    more = 0 <= limit < len(texts)
    return "{" + ", ".join(texts[:limit] if more else texts) + (_ELLIPSIS if more else "") + "}"


def read(context: Any, value: Any, column: Column) -> Any:
    """The column's value of an object; None where it has none or reading fails (a view may need the living object)."""
    getter = column.getter
    try:
        if isinstance(getter, str):
            found = members.find_property(context, value, getter)
            return None if members.is_missing(found) else found
        return getter(value)
    except (PowerShellError, AttributeError, KeyError, TypeError, ValueError):
        return None


def formatted(context: Any, value: Any, pattern: str) -> str:
    """A value by a format string (``FormatString`` of a calculated property)."""
    return format_value(
        value,
        pattern.removeprefix("{0:").removesuffix("}") if pattern.startswith("{0:") else pattern,
        context,
    )


def fit(text: str, width: int, align: str) -> str:
    """Text padded or cut to a width, after its first line too; three dots stand for what is cut."""
    first, broken, _ = text.partition("\n")
    text = first.rstrip("\r") + _ELLIPSIS if broken else text
    if len(text) > width:
        if align == RIGHT and width > len(_ELLIPSIS):
            return _ELLIPSIS + text[len(text) - width + len(_ELLIPSIS) :]
        return text[: width - len(_ELLIPSIS)] + _ELLIPSIS if width > len(_ELLIPSIS) else text[:width]
    if align == RIGHT:
        return text.rjust(width)
    return text.center(width) if align == "center" else text.ljust(width)
