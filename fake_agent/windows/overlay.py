"""A mapping that shares an immutable base and keeps only what differs from it.

Every part of the machine's state is such mappings, so a fresh machine costs next to nothing beside the one base image
that all machines share, and a snapshot is a copy of the differences.
"""

from collections.abc import ItemsView, Iterator, Mapping, MutableMapping, ValuesView
from typing import Final, Generic, TypeVar, overload

Key = TypeVar("Key")
Value = TypeVar("Value")
Other = TypeVar("Other")


class Absent:
    """The mark of a key that the base has and this machine has not."""

    def __repr__(self) -> str:
        return "ABSENT"


ABSENT: Final = Absent()


class Overlay(MutableMapping[Key, Value], Generic[Key, Value]):
    """The base, with this machine's own changes over it.

    Values must be immutable: they are shared between machines and snapshots. Iteration goes through the base in its
    order, then through what was added, in the order of adding.
    """

    __slots__ = ("_base", "_changes")

    def __init__(self, base: Mapping[Key, Value] | None = None) -> None:
        self._base: Mapping[Key, Value] = {} if base is None else base
        self._changes: dict[Key, Value | Absent] = {}

    def __getitem__(self, key: Key) -> Value:
        if key in self._changes:
            value = self._changes[key]
            if isinstance(value, Absent):
                raise KeyError(key)
            return value
        return self._base[key]

    @overload
    def get(self, key: Key, default: None = None, /) -> Value | None: ...

    @overload
    def get(self, key: Key, default: Other, /) -> Value | Other: ...

    def get(self, key: Key, default: Other | None = None, /) -> Value | Other | None:
        """The value, or ``default``; without the exception that the inherited one makes of every missing key."""
        if key in self._changes:
            value = self._changes[key]
            return default if isinstance(value, Absent) else value
        return self._base.get(key, default)

    def __setitem__(self, key: Key, value: Value) -> None:
        self._changes[key] = value

    def __delitem__(self, key: Key) -> None:
        if key not in self:
            raise KeyError(key)
        if key in self._base:
            self._changes[key] = ABSENT
        else:
            del self._changes[key]

    def __contains__(self, key: object) -> bool:
        if key in self._changes:
            return not isinstance(self._changes[key], Absent)
        return key in self._base

    def __iter__(self) -> Iterator[Key]:
        for key in self._base:
            if key not in self._changes or not isinstance(self._changes[key], Absent):
                yield key
        for key in self._changes:
            if key not in self._base:
                yield key

    def __len__(self) -> int:
        return sum(1 for _ in self)

    def values(self) -> ValuesView[Value]:
        """The values; those of the base, at the base's speed, while nothing differs from it."""
        return super().values() if self._changes else self._base.values()

    def items(self) -> ItemsView[Key, Value]:
        """The pairs, likewise."""
        return super().items() if self._changes else self._base.items()

    @property
    def differs(self) -> bool:
        """Whether anything was changed, be it back again."""
        return bool(self._changes)

    def changes(self) -> dict[Key, Value | Absent]:
        """What differs from the base, as a mapping of its own; ``ABSENT`` stands for a removed key.

        What was changed and changed back is no difference: a stopped and started machine has the base's services.
        """
        base = self._base
        return {key: value for key, value in self._changes.items() if key not in base or base[key] != value}

    def restore(self, changes: Mapping[Key, Value | Absent]) -> None:
        """Make ``changes`` all that differs from the base; an empty mapping is the base again."""
        self._changes = dict(changes)
