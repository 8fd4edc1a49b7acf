"""Arrays, lists, dictionaries and the other collections."""

from collections.abc import Callable
from functools import cmp_to_key
from typing import Any

from fake_agent.powershell.dotnet.members import default_of
from fake_agent.powershell.dotnet.types import OBJECT, NetType, define, named
from fake_agent.powershell.errors import NetError
from fake_agent.powershell.operators.comparison import compare, equal
from fake_agent.powershell.values.collections import (
    Enumeration,
    MultiArray,
    NetList,
    TypedArray,
    items_of,
)
from fake_agent.powershell.values.conversion import as_list, convert
from fake_agent.powershell.values.text import truth

_ORDER = cmp_to_key(lambda one, other: compare(one, other, case_sensitive=True))
OUT_OF_RANGE = (
    "Index was out of range. Must be non-negative and less than the size of the collection.\nParameter name: index"
)


def _position(items: list[Any], value: Any) -> int:
    return next(
        (place for place, item in enumerate(items) if (type(item) is type(value) and item == value) or item is value),
        -1,
    )


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


def _instance(kind: NetType, length: int) -> list[Any]:
    return [None] * length if kind is OBJECT else TypedArray(kind, [default_of(kind)] * length)


define(
    "System.Array",
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
        "bool Contains(object value)": lambda array, value: _position(array, value) >= 0,
        "int IndexOf(object value)": _position,
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
        "int IndexOf(array array, object value)": _position,
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
        "object CreateInstance(type elementType, int length)": _instance,
    },
)


def _fit(held: NetList, value: Any) -> Any:
    return convert(value, held.element, None) if held.element is not None else value


def _add(held: NetList, value: Any) -> None:
    held.items.append(_fit(held, value))


def _add_counting(held: NetList, value: Any) -> int:
    held.items.append(value)
    return len(held.items) - 1


def _add_range(held: NetList, values: Any) -> None:
    items = items_of(values)
    held.items += [_fit(held, item) for item in ([values] if items is None else list(items))]


def _remove_at(held: NetList, index: int) -> None:
    if not 0 <= index < len(held.items):
        raise NetError("System.ArgumentOutOfRangeException", OUT_OF_RANGE)
    del held.items[index]


def _remove(held: NetList, value: Any) -> bool:
    place = _position(held.items, value)
    if place >= 0:
        del held.items[place]
    return place >= 0


def _insert(held: NetList, index: int, value: Any) -> None:
    if not 0 <= index <= len(held.items):
        raise NetError("System.ArgumentOutOfRangeException", OUT_OF_RANGE)
    held.items.insert(index, _fit(held, value))


def _sort(held: NetList, order: Any = None, *_rest: Any) -> None:
    call = getattr(order, "call", None)
    key = _ORDER if call is None else cmp_to_key(lambda one, other: int(call(one, other)))
    held.items.sort(key=key)


def _where(held: NetList, test: Any) -> list[Any]:
    return [item for item in held.items if truth(test.call(item))]


def _remove_all(held: NetList, test: Any) -> int:
    kept = [item for item in held.items if not truth(test.call(item))]
    removed = len(held.items) - len(kept)
    held.items[:] = kept
    return removed


def _each(held: NetList, action: Any) -> None:
    for item in list(held.items):
        action.call(item)


_LIST: dict[str, Callable[..., Any]] = {
    "void AddRange(object collection)": _add_range,
    "void Clear()": lambda held: held.items.clear(),
    "bool Contains(object item)": lambda held, value: any(
        (type(item) is type(value) and item == value) or item is value for item in held.items
    ),
    "int IndexOf(object item, [int start])": lambda held, value, _start=0: _position(held.items, value),
    "int LastIndexOf(object item)": lambda held, value: next(
        (place for place in range(len(held.items) - 1, -1, -1) if held.items[place] == value),
        -1,
    ),
    "void Insert(int index, object item)": _insert,
    "void InsertRange(int index, object collection)": lambda held, index, values: held.items.__setitem__(
        slice(index, index),
        as_list(values),
    ),
    "void RemoveAt(int index)": _remove_at,
    "void RemoveRange(int index, int count)": lambda held, index, count: held.items.__delitem__(
        slice(index, index + count),
    ),
    "void Reverse()": lambda held: held.items.reverse(),
    "void Sort([object comparer])": _sort,
    "object ToArray([type type])": lambda held, _kind=None: (
        TypedArray(held.element, held.items) if held.element is not None else list(held.items)
    ),
    "object GetEnumerator()": lambda held: Enumeration(held.items),
    "void CopyTo(array array, [int index])": lambda held, target, start=0: target.__setitem__(
        slice(start, start + len(held.items)),
        held.items,
    ),
    "object GetRange(int index, int count)": lambda held, index, count: NetList(
        held.type_name,
        held.items[index : index + count],
        held.element,
    ),
    "object Clone()": lambda held: NetList(held.type_name, held.items, held.element),
    "object Item(int index)": lambda held, index: held.items[index],
    "void TrimToSize()": lambda _held: None,
    "void TrimExcess()": lambda _held: None,
}
_COUNT: dict[str, Callable[[Any], Any]] = {
    "Count": lambda held: len(held.items),
    "Capacity": lambda held: max(4, len(held.items)),
    "IsReadOnly": lambda _held: False,
    "IsFixedSize": lambda _held: False,
}


def _array_list(values: Any = None) -> NetList:
    return NetList("System.Collections.ArrayList", [] if values is None or isinstance(values, int) else as_list(values))


define(
    "System.Collections.ArrayList",
    properties=_COUNT,
    methods={
        **_LIST,
        "int Add(object value)": _add_counting,
        "void Remove(object obj)": lambda held, value: (_remove(held, value), None)[1],
    },
    constructors={"System.Collections.ArrayList new([object c])": _array_list},
    interfaces=("System.Collections.IList", "System.Collections.IEnumerable"),
)


def _generic_list(kind: NetType, values: Any = None) -> NetList:
    element = kind.arguments[0] if kind.arguments[0] is not OBJECT else None
    made = NetList(kind.full_name, [], element)
    if values is not None and not (isinstance(values, int) and not isinstance(values, bool)):
        _add_range(made, values)
    return made


_GENERIC_LIST = {
    **_LIST,
    "void Add(object item)": _add,
    "bool Remove(object item)": _remove,
    "object Find(object match)": lambda held, test: next(iter(_where(held, test)), None),
    "object FindAll(object match)": lambda held, test: NetList(held.type_name, _where(held, test), held.element),
    "int FindIndex(object match)": lambda held, test: next(
        (place for place, item in enumerate(held.items) if truth(test.call(item))),
        -1,
    ),
    "bool Exists(object match)": lambda held, test: bool(_where(held, test)),
    "int RemoveAll(object match)": _remove_all,
    "void ForEach(object action)": _each,
}
for _definition in ("List`1", "LinkedList`1"):
    define(
        f"System.Collections.Generic.{_definition}",
        properties=_COUNT,
        methods=_GENERIC_LIST,
        constructors={f"System.Collections.Generic.{_definition} new([object collection])": _generic_list},
        interfaces=("System.Collections.IList",),
    )
define(
    "System.Collections.ObjectModel.Collection`1",
    properties=_COUNT,
    methods=_GENERIC_LIST,
    constructors={"object new([object list])": _generic_list},
)
define(
    "System.Collections.ObjectModel.Collection`1[System.Management.Automation.PSObject]",
    properties=_COUNT,
    methods=_GENERIC_LIST,
)
define("System.Collections.ObjectModel.Collection`1[System.String]", properties=_COUNT, methods=_GENERIC_LIST)
define("System.Management.Automation.PSMemberInfoIntegratingCollection`1")


def _set_add(held: NetList, value: Any) -> bool:
    value = _fit(held, value)
    if any(equal(item, value, case_sensitive=True) for item in held.items):
        return False
    held.items.append(value)
    return True


def _hash_set(kind: NetType, values: Any = None, _comparer: Any = None) -> NetList:
    made = NetList(kind.full_name, [], kind.arguments[0] if kind.arguments[0] is not OBJECT else None)
    for item in as_list(values) if values is not None and not isinstance(values, str) else []:
        _set_add(made, item)
    return made


def _in(held: NetList, value: Any) -> bool:
    return any(equal(item, value, case_sensitive=True) for item in held.items)


for _definition in ("HashSet`1", "SortedSet`1"):
    define(
        f"System.Collections.Generic.{_definition}",
        properties=_COUNT,
        methods={
            "bool Add(object item)": _set_add,
            "bool Remove(object item)": _remove,
            "bool Contains(object item)": _in,
            "void Clear()": lambda held: held.items.clear(),
            "void UnionWith(object other)": lambda held, other: [_set_add(held, item) for item in as_list(other)],
            "void IntersectWith(object other)": lambda held, other: held.items.__setitem__(
                slice(None),
                [item for item in held.items if item in list(as_list(other))],
            ),
            "void ExceptWith(object other)": lambda held, other: held.items.__setitem__(
                slice(None),
                [item for item in held.items if item not in list(as_list(other))],
            ),
            "bool IsSubsetOf(object other)": lambda held, other: all(
                item in list(as_list(other)) for item in held.items
            ),
            "bool SetEquals(object other)": lambda held, other: set(held.items) == set(as_list(other)),
            "object GetEnumerator()": lambda held: Enumeration(held.items),
        },
        constructors={
            f"System.Collections.Generic.{_definition} new([object collection], [object comparer])": _hash_set,
        },
    )


def _take(held: NetList, place: int, *, keep: bool) -> Any:
    if not held.items:
        raise NetError(
            "System.InvalidOperationException",
            f"{'Queue' if 'Queue' in held.type_name else 'Stack'} empty.",
        )
    return held.items[place] if keep else held.items.pop(place)


_QUEUE = {
    "void Enqueue(object item)": _add,
    "object Dequeue()": lambda held: _take(held, 0, keep=False),
    "object Peek()": lambda held: _take(held, 0, keep=True),
    "void Clear()": lambda held: held.items.clear(),
    "bool Contains(object item)": _in,
    "object ToArray()": lambda held: list(held.items),
    "object GetEnumerator()": lambda held: Enumeration(held.items),
}
_STACK = {
    "void Push(object item)": lambda held, value: held.items.insert(0, _fit(held, value)),
    "object Pop()": lambda held: _take(held, 0, keep=False),
    "object Peek()": lambda held: _take(held, 0, keep=True),
    "void Clear()": lambda held: held.items.clear(),
    "bool Contains(object item)": _in,
    "object ToArray()": lambda held: list(held.items),
    "object GetEnumerator()": lambda held: Enumeration(held.items),
}
for _name, _table in (("Queue", _QUEUE), ("Stack", _STACK)):
    define(
        f"System.Collections.{_name}",
        properties=_COUNT,
        methods=_table,  # type: ignore[arg-type]  # constants need no context
        constructors={
            f"System.Collections.{_name} new([object col])": lambda values=None, name=_name: NetList(
                f"System.Collections.{name}",
                as_list(values) if values is not None else [],
            ),
        },
    )
    define(
        f"System.Collections.Generic.{_name}`1",
        properties=_COUNT,
        methods=_table,  # type: ignore[arg-type]  # constants need no context
        constructors={f"System.Collections.Generic.{_name}`1 new([object collection])": _generic_list},
    )


for _name in ("KeyCollection", "ValueCollection"):
    define(
        f"System.Collections.Hashtable+{_name}",
        properties=_COUNT,
        methods={
            "void CopyTo(array array, int index)": lambda held, target, start: target.__setitem__(
                slice(start, start + len(held.items)),
                held.items,
            ),
        },
    )
define(
    "System.Collections.IEnumerator",
    Enumeration,
    properties={"Count": len, "Current": lambda held: held.current},
    methods={"bool MoveNext()": lambda held: held.advance(), "void Reset()": lambda held: held.rewind()},
)
named("System.Collections.Hashtable+HashtableEnumerator").base = named("System.Collections.IEnumerator")
define(
    "System.StringComparer",
    static_properties={
        name: lambda _, name=name: name  # type: ignore[misc]  # a default binds the value of this turn
        for name in (
            "OrdinalIgnoreCase",
            "Ordinal",
            "CurrentCultureIgnoreCase",
            "InvariantCultureIgnoreCase",
            "CurrentCulture",
            "InvariantCulture",
        )
    },
)
