"""Arrays and the static methods of System.Array."""

from functools import cmp_to_key
from typing import Any

from fake_agent.powershell.dotnet.collections import position_of
from fake_agent.powershell.dotnet.statics import default_of
from fake_agent.powershell.dotnet.type_model import NetType
from fake_agent.powershell.dotnet.types import OBJECT, define
from fake_agent.powershell.errors import NetError
from fake_agent.powershell.operators.comparison import compare
from fake_agent.powershell.values.collections import Enumeration, MultiArray, TypedArray

_ORDER = cmp_to_key(lambda one, other: compare(one, other, case_sensitive=True))


def _fixed(*_arguments: Any) -> None:
    raise NetError("System.NotSupportedException", "Collection was of a fixed size.")


def _clear_array(array: list[Any]) -> None:
    array[:] = [default_of(array.element) if isinstance(array, TypedArray) else None] * len(array)


def _copy_to(array: list[Any], target: list[Any], start: int) -> None:
    target[start : start + len(array)] = array


def _set_value(array: Any, value: Any, *indexes: int) -> None:
    if isinstance(array, MultiArray):
        array.items[array.offset(indexes)] = value
    else:
        array[indexes[0]] = value


def _get_value(array: Any, *indexes: int) -> Any:
    return array.items[array.offset(indexes)] if isinstance(array, MultiArray) else array[indexes[0]]


def _sort_array(array: Any, *_rest: Any) -> None:
    items = array if isinstance(array, list) else array.items
    items[:] = sorted(items, key=_ORDER)


def _sizes(array: Any) -> tuple[int, ...]:
    return array.sizes if isinstance(array, MultiArray) else (len(array),)


def _total(array: Any) -> int:
    return len(array.items) if isinstance(array, MultiArray) else len(array)


def _instance(kind: NetType, length: int, *more: int) -> Any:
    if more:
        return MultiArray(kind, (length, *more), default_of(kind))
    return [None] * length if kind is OBJECT else TypedArray(kind, [default_of(kind)] * length)


define(
    "System.Array",
    interfaces=[
        "System.ICloneable",
        "System.Collections.IList",
        "System.Collections.ICollection",
        "System.Collections.IEnumerable",
        "System.Collections.IStructuralComparable",
        "System.Collections.IStructuralEquatable",
    ],
    properties={
        "Count": _total,
        "Length": _total,
        "LongLength": _total,
        "Rank": lambda array: len(_sizes(array)),
        "SyncRoot": lambda array: array,
        "IsReadOnly": lambda _array: False,
        "IsFixedSize": lambda _array: True,
        "IsSynchronized": lambda _array: False,
    },
    methods={
        "int Add(object value)": _fixed,
        "void Remove(object value)": _fixed,
        "void RemoveAt(int index)": _fixed,
        "void Insert(int index, object value)": _fixed,
        "void Clear()": _clear_array,
        "bool Contains(object value)": lambda array, value: position_of(array, value) >= 0,
        "int IndexOf(object value)": position_of,
        "object Clone()": lambda array: (
            TypedArray(array.element, array) if isinstance(array, TypedArray) else list(array)
        ),
        "void CopyTo(array array, int index)": _copy_to,
        "object GetValue(int index, [int index2], [int index3])": _get_value,
        "void SetValue(object value, int index, [int index2], [int index3])": _set_value,
        "int GetLength(int dimension)": lambda array, dimension: _sizes(array)[dimension],
        "int GetUpperBound(int dimension)": lambda array, dimension: _sizes(array)[dimension] - 1,
        "int GetLowerBound(int dimension)": lambda _array, _dimension: 0,
        "object GetEnumerator()": Enumeration,
    },
    static_methods={
        "void Reverse(array array)": lambda array: (
            array.reverse() if isinstance(array, list) else array.items.reverse()
        ),
        "void Sort(array array, [object comparer])": _sort_array,
        "int IndexOf(array array, object value)": position_of,
        "int LastIndexOf(array array, object value)": lambda array, value: next(
            (place for place in range(len(array) - 1, -1, -1) if array[place] == value),
            -1,
        ),
        "void Clear(array array, int index, int length)": lambda array, start, length: array.__setitem__(
            slice(start, start + length),
            [None] * length,
        ),
        "void Copy(array sourceArray, array destinationArray, int length)": lambda source, target, length: (
            target.__setitem__(slice(0, length), source[:length])
        ),
        "array CreateInstance(type elementType, int length, [int length2], [int length3])": _instance,
    },
)
