"""Collections: hashtables, lists, typed and multi-dimensional arrays."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

from fake_agent.powershell.values import hashing
from fake_agent.powershell.values.numbers import Char
from fake_agent.powershell.values.objects import unwrapped


def normalized(key: Any) -> Any:
    """The key that two equal hashtable keys share: strings without case, numbers by type and value."""
    if type(key) is str:
        return key.lower()
    if isinstance(key, Char):
        return ("char", str(key))
    if isinstance(key, bool | int | float):
        return (type(key), key)
    if isinstance(key, list | Hashtable):
        return ("id", id(key))
    bare = unwrapped(key)
    return key if bare is key else normalized(bare)


_HASHTABLE = "System.Collections.Hashtable"


class Hashtable:
    """System.Collections.Hashtable; ``ordered`` makes it an OrderedDictionary, ``key_type`` a generic Dictionary.

    A Hashtable enumerates its keys as .NET Framework does, by their hash codes; all others keep the order in which keys
    were added. Strings compare without case unless ``case_sensitive``. ``capacity`` is how many keys it was made for.
    """

    __slots__ = (
        "_order",
        "capacity",
        "case_sensitive",
        "changes",
        "entries",
        "hashing",
        "key_type",
        "ordered",
        "type_name",
    )

    def __init__(self, pairs: Iterable[tuple[Any, Any]] = (), *, ordered: bool = False) -> None:
        self.entries: dict[Any, tuple[Any, Any]] = {}
        self.changes = 0
        self.ordered = ordered
        self.case_sensitive = False
        self.capacity = 0
        self.hashing: hashing.Hashing = hashing.DEFAULT
        self._order: tuple[int, list[tuple[Any, Any]]] | None = None
        self.key_type: tuple[Any, Any] | None = None
        self.type_name = "System.Collections.Specialized.OrderedDictionary" if ordered else _HASHTABLE
        for key, value in pairs:
            self.entries[normalized(key)] = (key, value)

    def _key(self, key: Any) -> Any:
        return key if self.case_sensitive and type(key) is str else normalized(key)

    def __contains__(self, key: object) -> bool:
        return self._key(key) in self.entries

    def __len__(self) -> int:
        return len(self.entries)

    def __bool__(self) -> bool:
        return True

    def __hash__(self) -> int:
        return id(self)

    def __eq__(self, other: object) -> bool:
        return self is other

    def __getitem__(self, key: Any) -> Any:
        return self.entries[self._key(key)][1]

    def __setitem__(self, key: Any, value: Any) -> None:
        inner = self._key(key)
        held = self.entries.get(inner)
        self.entries[inner] = (key if held is None else held[0], value)
        self.changes += 1

    def get(self, key: Any, default: Any = None) -> Any:
        """The value for the key, or the default."""
        found = self.entries.get(self._key(key))
        return default if found is None else found[1]

    def remove(self, key: Any) -> bool:
        """Remove the key; whether it was there."""
        self.changes += 1
        return self.entries.pop(self._key(key), None) is not None

    def keys(self) -> list[Any]:
        """The keys, spelled as they were first added."""
        return [key for key, _ in self.items()]

    def values(self) -> list[Any]:
        """The values, in the order of the keys."""
        return [value for _, value in self.items()]

    def items(self) -> list[tuple[Any, Any]]:
        """Keys and values, as they are enumerated."""
        if len(self.entries) < 2 or self.type_name != _HASHTABLE:
            return list(self.entries.values())
        if self._order is None or self._order[0] != self.changes:
            self._order = (self.changes, self._by_hash_codes())
        return list(self._order[1])

    def _by_hash_codes(self) -> list[tuple[Any, Any]]:
        added = self.added()
        order = hashing.enumeration_order([key for key, _ in added], self.capacity, self.hashing)
        return added if order is None else [added[place] for place in order]

    def added(self) -> list[tuple[Any, Any]]:
        """Keys and values in the order in which they were added, as a hash literal is written."""
        return list(self.entries.values())

    def clear(self) -> None:
        """Remove everything."""
        self.changes += 1
        self.entries.clear()

    def copy(self) -> "Hashtable":
        """A shallow copy of the same kind."""
        made = Hashtable(ordered=self.ordered)
        made.case_sensitive, made.key_type, made.type_name = self.case_sensitive, self.key_type, self.type_name
        made.hashing, made.capacity = self.hashing, len(self.entries)
        for key, value in self.items():
            made.entries[made._key(key)] = (key, value)
        return made


def by_default_comparer(pairs: Sequence[tuple[Any, Any]] = ()) -> Hashtable:
    """What ``[hashtable]::new()`` makes: strings are keys as they are spelled."""
    made = Hashtable()
    made.case_sensitive, made.hashing, made.capacity = True, hashing.ordinal, len(pairs)
    for key, value in pairs:
        made[key] = value
    return made


class DictionaryEntry:
    """One key and value, as enumerating a hashtable gives them."""

    __slots__ = ("key", "type_name", "value")

    def __init__(self, key: Any, value: Any, type_name: str = "System.Collections.DictionaryEntry") -> None:
        self.key = key
        self.value = value
        self.type_name = type_name


class NetList:
    """A growing list: ArrayList, ``List[T]``, Queue, Stack, HashSet, Collection; ``type_name`` tells which."""

    __slots__ = ("element", "items", "net_type", "type_name")

    def __init__(self, type_name: str, items: Iterable[Any] = (), element: Any = None) -> None:
        self.type_name = type_name
        self.items = list(items)
        self.element = element
        self.net_type: Any = None

    def __iter__(self) -> Iterator[Any]:
        return iter(self.items)

    def __len__(self) -> int:
        return len(self.items)

    def __bool__(self) -> bool:
        return True


class TableView(NetList):
    """The keys or values of a hashtable, which must not change while they are enumerated."""

    __slots__ = ("table",)

    def __init__(self, type_name: str, items: Iterable[Any], table: Hashtable) -> None:
        super().__init__(type_name, items)
        self.table = table


def steps(value: Any) -> Iterator[Any] | list[Any] | None:
    """As ``items_of``, for a loop: ``CollectionChangedError`` when a collection changes on the way."""
    if type(value) is TableView:
        return _unchanged(value.items, lambda: value.table.changes)
    if type(value) is NetList:
        return _unchanged(value.items, lambda: len(value.items))
    return items_of(value)


def _unchanged(items: list[Any], state: Callable[[], int]) -> Iterator[Any]:
    before = state()
    for item in list(items):
        if state() != before:
            raise CollectionChangedError(CHANGED)
        yield item
    if state() != before:
        raise CollectionChangedError(CHANGED)


CHANGED = "Collection was modified; enumeration operation may not execute."


class CollectionChangedError(Exception):
    """A collection was changed by the loop that enumerates it."""


class TypedArray(list[Any]):
    """An array of another element type than Object; ``element`` is its NetType."""

    __slots__ = ("element",)

    def __init__(self, element: Any, items: Iterable[Any] = ()) -> None:
        super().__init__(items)
        self.element = element

    def __hash__(self) -> int:  # type: ignore[override]  # compared by identity
        return id(self)


class MultiArray:
    """An array of two or more dimensions, items in row order."""

    __slots__ = ("element", "items", "sizes")

    def __init__(self, element: Any, sizes: tuple[int, ...], default: Any) -> None:
        self.element = element
        self.sizes = sizes
        total = 1
        for size in sizes:
            total *= size
        self.items = [default] * total

    def offset(self, indexes: Iterable[int]) -> int:
        """The place of an item; ``IndexError`` outside."""
        place = 0
        for index, size in zip(indexes, self.sizes, strict=True):
            if not 0 <= index < size:
                raise IndexError(index)
            place = place * size + index
        return place


def items_of(value: Any) -> Iterator[Any] | list[Any] | None:
    """The items that a pipeline or foreach takes from a value, or None where the value is one item itself."""
    if isinstance(value, list):
        return value
    if isinstance(value, NetList | MultiArray):
        return list(value.items)
    if isinstance(value, Enumeration):
        return iter(value)
    return None


class Enumeration:
    """A sequence that is worked out while it is read (an enumerator, the keys of a hashtable)."""

    __slots__ = ("items", "place", "type_name")

    def __init__(self, items: Iterable[Any], type_name: str = "System.Collections.IEnumerator") -> None:
        self.items = list(items)
        self.type_name = type_name
        self.place = 0

    def advance(self) -> bool:
        """Go to the next item; whether there is one."""
        self.place += 1
        return self.place <= len(self.items)

    def rewind(self) -> None:
        """Back before the first item."""
        self.place = 0

    @property
    def current(self) -> Any:
        """The item that the last step reached; None before the first and after the last."""
        return self.items[self.place - 1] if 0 < self.place <= len(self.items) else None

    def __iter__(self) -> Iterator[Any]:
        while self.advance():
            yield self.current

    def __len__(self) -> int:
        return len(self.items)
