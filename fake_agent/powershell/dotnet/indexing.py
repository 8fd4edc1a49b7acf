"""Reading and writing by index: arrays, lists, strings, dictionaries."""

from typing import Any

from fake_agent.powershell.dotnet import members
from fake_agent.powershell.dotnet.types import INT, type_of
from fake_agent.powershell.errors import PowerShellError, failure
from fake_agent.powershell.values import collections as nets
from fake_agent.powershell.values import numbers
from fake_agent.powershell.values.conversion import convert
from fake_agent.powershell.values.objects import NOTHING, PSObject
from fake_agent.powershell.values.text import to_text


def get_item(context: Any, value: Any, index: Any) -> Any:  # noqa: C901, PLR0912 - one case a form
    """``value[index]``; a list of indexes gives a list."""
    kind = type(value)
    if type(index) is int and kind is list and -len(value) <= index < len(value):
        return value[index]
    if value is None or value is NOTHING:
        raise failure("Cannot index into a null array.", "NullArray")
    if index is None or index is NOTHING:
        raise failure("Index operation failed; the array index evaluated to null.", "NullArrayIndex")
    if isinstance(value, nets.Hashtable):
        return _from_table(context, value, index)
    if isinstance(value, nets.MultiArray):
        return _from_multi(context, value, index)
    own = getattr(value, "get_item", None)
    if own is not None:
        return own(index)
    if isinstance(value, list | nets.NetList | nets.Enumeration) and not isinstance(value, nets.TableView):
        items = value if isinstance(value, list) else value.items
        if isinstance(index, list):
            return [items[place] for one in index if -len(items) <= (place := position(context, one)) < len(items)]
        if isinstance(index, str) and not index.lstrip("-").isdigit() and not context.strict:
            return None
        place = position(context, index)
        if context.strict_version > 2 and not -len(items) <= place < len(items):
            raise _outside()
        return items[place] if -len(items) <= place < len(items) else None
    if isinstance(value, str):
        if isinstance(index, list):
            return [
                numbers.Char(value[place])
                for one in index
                if -len(value) <= (place := position(context, one)) < len(value)
            ]
        place = position(context, index)
        return numbers.Char(value[place]) if -len(value) <= place < len(value) else None
    if isinstance(value, PSObject) and value.base is not None:
        return get_item(context, value.base, index)
    if members.has_method(value, "get_Item"):
        return members.invoke(context, value, "get_Item", [index])
    if not isinstance(index, list) and (index in (0, -1) or to_text(index) in {"0", "-1"}):
        return value
    if not context.strict:
        return NOTHING
    raise failure(f"Unable to index into an object of type {type_of(value).full_name}.", "CannotIndex")


def position(context: Any, index: Any) -> int:
    """An index as a number; an error where it is none."""
    if type(index) is int:
        return index
    try:
        return int(convert(index, INT, context))
    except PowerShellError as error:
        raise failure(error.record.message, error.record.error_id, "InvalidArgument") from None


def _from_table(context: Any, table: nets.Hashtable, index: Any) -> Any:
    if isinstance(index, list):
        return [_from_table(context, table, one) for one in index]
    if table.ordered and isinstance(index, int) and not isinstance(index, bool):
        values = table.values()
        return values[index] if -len(values) <= index < len(values) else None
    if table.key_type is not None:
        index = convert(index, table.key_type[0], context)
        if index not in table:
            raise failure(
                'Exception getting "Item": "The given key was not present in the dictionary."',
                "GetValueInvocationException",
                "NotSpecified",
                exception="System.Management.Automation.GetValueInvocationException",
            )
    return table.get(index)


def _from_multi(context: Any, array: nets.MultiArray, index: Any) -> Any:
    indexes = [position(context, one) for one in (index if isinstance(index, list) else [index])]
    if len(indexes) != len(array.sizes):
        raise failure(
            "Array index expression evaluates to a non-array value or has the wrong number of dimensions: "
            f"{len(indexes)}.",
            "NeedMultidimensionalIndex",
        )
    try:
        return array.items[array.offset(indexes)]
    except IndexError:
        raise _outside() from None


def _outside() -> PowerShellError:
    message = "Index was outside the bounds of the array."
    return failure(
        message,
        "System.IndexOutOfRangeException",
        "OperationStopped",
        exception="System.IndexOutOfRangeException",
    )


def set_item(context: Any, value: Any, index: Any, new: Any) -> None:
    """``value[index] = new``."""
    if new is NOTHING:
        new = None
    if isinstance(value, nets.Hashtable):
        _into_table(context, value, index, new)
    elif isinstance(value, list):
        place = position(context, index)
        if not -len(value) <= place < len(value):
            raise _outside()
        value[place] = convert(new, value.element, context) if isinstance(value, nets.TypedArray) else new
    elif isinstance(value, nets.NetList):
        _into_list(context, value, position(context, index), new)
    elif isinstance(value, nets.MultiArray):
        indexes = [position(context, one) for one in (index if isinstance(index, list) else [index])]
        try:
            value.items[value.offset(indexes)] = convert(new, value.element, context)
        except (IndexError, ValueError):
            raise _outside() from None
    elif value is None:
        raise failure("Cannot index into a null array.", "NullArray")
    elif members.has_method(value, "set_Item"):
        members.invoke(context, value, "set_Item", [index, new])
    else:
        raise failure(f"Unable to index into an object of type {type_of(value).full_name}.", "CannotIndex")


def _into_table(context: Any, table: nets.Hashtable, index: Any, new: Any) -> None:
    if isinstance(index, nets.NetList | list) and len(index) == 1:
        index = next(iter(index))
    if index is None:
        raise failure("Index operation failed; the array index evaluated to null.", "NullArrayIndex")
    if table.key_type is not None:
        index, new = convert(index, table.key_type[0], context), convert(new, table.key_type[1], context)
    elif table.ordered and isinstance(index, int) and not isinstance(index, bool) and 0 <= index < len(table):
        index = table.keys()[index]
    table[index] = new


def _into_list(context: Any, held: nets.NetList, place: int, new: Any) -> None:
    if not -len(held) <= place < len(held):
        message = "Index was out of range. Must be non-negative and less than the size of the "
        "collection.\nParameter name: index"
        raise failure(
            message,
            "System.ArgumentOutOfRangeException",
            "OperationStopped",
            exception="System.ArgumentOutOfRangeException",
        )
    held.items[place] = convert(new, held.element, context) if held.element is not None else new
