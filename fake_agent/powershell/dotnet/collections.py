"""Arrays, lists, dictionaries and the other collections."""

from collections.abc import Callable
from functools import cmp_to_key
from typing import Any

from fake_agent.powershell.dotnet.overloads import argument_failure
from fake_agent.powershell.dotnet.type_model import NetType
from fake_agent.powershell.dotnet.types import OBJECT, define, generic, named
from fake_agent.powershell.errors import NetError, PowerShellError
from fake_agent.powershell.operators.comparison import compare
from fake_agent.powershell.values.collections import (
    Enumeration,
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


def position_of(items: list[Any], value: Any) -> int:
    """Where the list has the value; -1 where it has not."""
    return next(
        (place for place, item in enumerate(items) if (type(item) is type(value) and item == value) or item is value),
        -1,
    )


def fit(held: NetList, value: Any, method: str = "Add") -> Any:
    """The value as the list's items must be, for the method that takes it."""
    if held.element is None:
        return value
    try:
        return convert(value, held.element, None)
    except PowerShellError as error:
        raise argument_failure("item", value, method, held.element, error) from None


def _add(held: NetList, value: Any) -> None:
    held.items.append(fit(held, value))


def _add_counting(held: NetList, value: Any) -> int:
    held.items.append(value)
    return len(held.items) - 1


def _add_range(held: NetList, values: Any) -> None:
    items = items_of(values)
    held.items += [fit(held, item) for item in ([values] if items is None else list(items))]


def _remove_at(held: NetList, index: int) -> None:
    if not 0 <= index < len(held.items):
        raise NetError("System.ArgumentOutOfRangeException", OUT_OF_RANGE)
    del held.items[index]


def _remove(held: NetList, value: Any) -> bool:
    place = position_of(held.items, value)
    if place >= 0:
        del held.items[place]
    return place >= 0


def _insert(held: NetList, index: int, value: Any) -> None:
    if not 0 <= index <= len(held.items):
        raise NetError("System.ArgumentOutOfRangeException", OUT_OF_RANGE)
    held.items.insert(index, fit(held, value, "Insert"))


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
    "int IndexOf(object item, [int start])": lambda held, value, _start=0: position_of(held.items, value),
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
COUNT: dict[str, Callable[[Any], Any]] = {
    "Count": lambda held: len(held.items),
    "Capacity": lambda held: max(4, len(held.items)),
    "IsReadOnly": lambda _held: False,
    "IsFixedSize": lambda _held: False,
}


def _array_list(values: Any = None) -> NetList:
    return NetList("System.Collections.ArrayList", [] if values is None or isinstance(values, int) else as_list(values))


define(
    "System.Collections.ArrayList",
    properties=COUNT,
    methods={
        **_LIST,
        "int Add(object value)": _add_counting,
        "void Remove(object obj)": lambda held, value: (_remove(held, value), None)[1],
    },
    constructors={"System.Collections.ArrayList new([object c])": _array_list},
    interfaces=("System.Collections.IList", "System.Collections.IEnumerable"),
)


def generic_list(kind: NetType, values: Any = None) -> NetList:
    """A new generic list with these items."""
    element = kind.arguments[0] if kind.arguments[0] is not OBJECT else None
    made = NetList(kind.full_name, [], element)
    if values is not None and not (isinstance(values, int) and not isinstance(values, bool)):
        _add_range(made, values)
    return made


def _convert_all(held: NetList, converter: Any) -> NetList:
    kind = generic("System.Collections.Generic.List`1", (getattr(converter, "result", None) or OBJECT,))
    return generic_list(kind, [converter.call(item) for item in held.items])


_GENERIC_LIST: dict[str, Callable[..., Any]] = {
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
    "bool TrueForAll(object match)": lambda held, test: len(_where(held, test)) == len(held.items),
    "object FindLast(object match)": lambda held, test: next(iter(reversed(_where(held, test))), None),
    "object ConvertAll(object converter)": _convert_all,
    "object AsReadOnly()": lambda held: list(held.items),
}
for _definition in ("List`1", "LinkedList`1"):
    define(
        f"System.Collections.Generic.{_definition}",
        properties=COUNT,
        methods=_GENERIC_LIST,
        constructors={f"System.Collections.Generic.{_definition} new([object collection])": generic_list},
        interfaces=("System.Collections.IList",),
    )
define(
    "System.Collections.ObjectModel.Collection`1",
    properties=COUNT,
    methods=_GENERIC_LIST,
    constructors={"object new([object list])": generic_list},
)
define(
    "System.Collections.ObjectModel.Collection`1[System.Management.Automation.PSObject]",
    properties=COUNT,
    methods=_GENERIC_LIST,
)
define("System.Collections.ObjectModel.Collection`1[System.String]", properties=COUNT, methods=_GENERIC_LIST)
define("System.Management.Automation.PSMemberInfoIntegratingCollection`1")


for _name in ("KeyCollection", "ValueCollection"):
    define(
        f"System.Collections.Hashtable+{_name}",
        properties=COUNT,
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
