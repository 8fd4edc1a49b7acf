"""HashSet, Queue and Stack."""

from collections.abc import Callable
from typing import Any

from fake_agent.powershell.dotnet.collections import COUNT, fit, generic_list
from fake_agent.powershell.dotnet.type_model import NetType
from fake_agent.powershell.dotnet.types import OBJECT, define
from fake_agent.powershell.errors import NetError
from fake_agent.powershell.values.collections import Enumeration, NetList
from fake_agent.powershell.values.conversion import as_list


class NetSet(NetList):
    """A set in the order of its items' arrival; ``ignores_case`` as its comparer says."""

    __slots__ = ("ignores_case", "keys")

    def __init__(self, kind: NetType, *, ignores_case: bool = False) -> None:
        super().__init__(kind.full_name, [], kind.arguments[0] if kind.arguments[0] is not OBJECT else None)
        self.net_type = kind
        self.ignores_case = ignores_case
        self.keys: set[Any] = set()

    def key(self, value: Any) -> Any:
        """What two equal items have in common."""
        value = fit(self, value)
        return str(value).lower() if self.ignores_case and isinstance(value, str) else (type(value), value)

    def add(self, value: Any) -> bool:
        """Add the item; False where the set has it already."""
        key = self.key(value)
        if key in self.keys:
            return False
        self.keys.add(key)
        self.items.append(fit(self, value))
        return True

    def keep(self, keys: set[Any]) -> None:
        """Drop every item whose key is not among these."""
        self.items[:] = [item for item in self.items if self.key(item) in keys]
        self.keys &= keys

    def others(self, values: Any) -> set[Any]:
        """The keys that other values have in this set."""
        return {self.key(value) for value in as_list(values)}


def _made(kind: NetType, values: Any = None, comparer: Any = None) -> NetSet:
    if isinstance(values, str):
        values, comparer = None, values
    made = NetSet(kind, ignores_case="IgnoreCase" in str(comparer or ""))
    for item in as_list(values) if values is not None else []:
        made.add(item)
    return made


def _union(held: NetSet, values: Any) -> None:
    for value in as_list(values):
        held.add(value)


def _remove(held: NetSet, value: Any) -> bool:
    found = held.key(value) in held.keys
    held.keep(held.keys - {held.key(value)})
    return found


def _symmetric(held: NetSet, values: Any) -> None:
    common = held.keys & held.others(values)
    _union(held, values)
    held.keep(held.keys - common)


for _definition in ("HashSet`1", "SortedSet`1"):
    define(
        f"System.Collections.Generic.{_definition}",
        properties=COUNT,
        methods={
            "bool Add(object item)": NetSet.add,
            "bool Remove(object item)": _remove,
            "bool Contains(object item)": lambda held, value: held.key(value) in held.keys,
            "void Clear()": lambda held: held.keep(set()),
            "void UnionWith(object other)": _union,
            "void IntersectWith(object other)": lambda held, other: held.keep(held.others(other)),
            "void ExceptWith(object other)": lambda held, other: held.keep(held.keys - held.others(other)),
            "void SymmetricExceptWith(object other)": _symmetric,
            "bool IsSubsetOf(object other)": lambda held, other: held.keys <= held.others(other),
            "bool IsSupersetOf(object other)": lambda held, other: held.keys >= held.others(other),
            "bool Overlaps(object other)": lambda held, other: bool(held.keys & held.others(other)),
            "bool SetEquals(object other)": lambda held, other: held.keys == held.others(other),
            "object GetEnumerator()": lambda held: Enumeration(held.items),
            "void CopyTo(array array)": lambda held, target: target.__setitem__(slice(len(held.items)), held.items),
        },
        constructors={f"System.Collections.Generic.{_definition} new([object collection], [object comparer])": _made},
    )


def _take(held: NetList, place: int, *, keep: bool) -> Any:
    if not held.items:
        raise NetError(
            "System.InvalidOperationException",
            f"{'Queue' if 'Queue' in held.type_name else 'Stack'} empty.",
        )
    return held.items[place] if keep else held.items.pop(place)


_SHARED: dict[str, Callable[..., Any]] = {
    "object Peek()": lambda held: _take(held, 0, keep=True),
    "void Clear()": lambda held: held.items.clear(),
    "bool Contains(object item)": lambda held, value: value in held.items,
    "object ToArray()": lambda held: list(held.items),
    "object GetEnumerator()": lambda held: Enumeration(held.items),
}
_QUEUE: dict[str, Callable[..., Any]] = {
    "void Enqueue(object item)": lambda held, value: held.items.append(fit(held, value, "Enqueue")),
    "object Dequeue()": lambda held: _take(held, 0, keep=False),
    **_SHARED,
}
_STACK: dict[str, Callable[..., Any]] = {
    "void Push(object item)": lambda held, value: held.items.insert(0, fit(held, value, "Push")),
    "object Pop()": lambda held: _take(held, 0, keep=False),
    **_SHARED,
}


def _plain(name: str) -> Callable[..., NetList]:
    return lambda values=None: NetList(f"System.Collections.{name}", as_list(values) if values is not None else [])


for _name, _table in (("Queue", _QUEUE), ("Stack", _STACK)):
    define(
        f"System.Collections.{_name}",
        properties=COUNT,
        methods=_table,
        constructors={f"System.Collections.{_name} new([object col])": _plain(_name)},
    )
    define(
        f"System.Collections.Generic.{_name}`1",
        properties=COUNT,
        methods=_table,
        constructors={f"System.Collections.Generic.{_name}`1 new([object collection])": generic_list},
    )
