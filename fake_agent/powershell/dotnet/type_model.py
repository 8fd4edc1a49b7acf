"""What a .NET type is to the interpreter: names, members with their overloads, and the values of an enumeration."""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Signature:
    """One overload: the types of its parameters by name, how many are needed, and the Python function behind it."""

    text: str
    result: str
    parameters: tuple[tuple[str, str], ...]
    required: int
    variadic: bool
    function: Callable[..., Any]


_SIGNATURE = re.compile(r"(?P<result>\S+) (?P<name>[\w.]+)\((?P<parameters>.*)\)")


def signature(text: str, function: Callable[..., Any]) -> Signature:
    """Read ``string Substring(int startIndex, [int length])``: brackets mark what may be left out."""
    found = _SIGNATURE.fullmatch(text)
    if found is None:
        raise ValueError(text)
    parameters = []
    required = 0
    variadic = False
    for part in filter(None, (part.strip() for part in re.split(r",(?![^\[\]<]*[\]>](?!\]))", found["parameters"]))):
        optional = part.startswith("[")
        words = part.strip("[]").split() if optional else part.split()
        if words[0] == "params":
            variadic = True
            words = words[1:]
        elif not optional:
            required += 1
        parameters.append((words[0], words[-1]))
    clean = re.sub(r"\[(\w+(?:\[\])? \w+)\]", r"\1", text)
    return Signature(clean, found["result"], tuple(parameters), required, variadic, function)


class Method:
    """A method with its overloads, read when first needed."""

    __slots__ = ("_signatures", "_sources", "contextual", "hidden", "name")

    def __init__(self, name: str, contextual: bool, *, hidden: bool = False) -> None:
        self.name = name
        self.contextual = contextual
        self.hidden = hidden
        self._sources: list[tuple[str, Callable[..., Any]]] = []
        self._signatures: list[Signature] | None = None

    def add(self, text: str, function: Callable[..., Any]) -> None:
        """One more overload."""
        self._sources.append((text, function))

    def inherit(self, other: "Method") -> None:
        """Take the overloads of a base class's method that this one does not override."""
        own = {tuple(kind.lower() for kind, _ in one.parameters) for one in self.signatures}
        for one in other.signatures:
            if tuple(kind.lower() for kind, _ in one.parameters) not in own:
                self.signatures.append(one)

    @property
    def texts(self) -> list[str]:
        """The overloads as .NET would list them: one for each number of arguments."""
        made: list[str] = []
        for one in self.signatures:
            head = one.text.partition("(")[0]
            first = len(one.parameters) if one.variadic else one.required
            for count in range(first, len(one.parameters) + 1):
                listed = ", ".join(f"{kind} {name}" for kind, name in one.parameters[:count])
                made.append(f"{head}({listed})" if count < len(one.parameters) else one.text)
        return made

    @property
    def signatures(self) -> list[Signature]:
        """The overloads."""
        if self._signatures is None:
            self._signatures = [signature(text, function) for text, function in self._sources]
        return self._signatures


@dataclass(frozen=True, slots=True)
class NetProperty:
    """A property of a .NET type: its name, how to read it, and how to write it where that is allowed."""

    name: str
    get: Callable[..., Any]
    set: Callable[..., None] | None = None
    hidden: bool = False
    type_name: str = ""


class NetType:
    """A .NET type. ``element`` is set for arrays, ``numbers`` (name to value) for enumerations."""

    def __init__(self, full_name: str, base: "NetType | None" = None) -> None:
        self.full_name = full_name
        self.base = base
        self.interfaces: tuple[str, ...] = ()
        self.properties: dict[str, NetProperty] = {}
        self.methods: dict[str, Method] = {}
        self.static_properties: dict[str, NetProperty] = {}
        self.static_methods: dict[str, Method] = {}
        self.constructors: Method | None = None
        self.element: NetType | None = None
        self.rank = 0
        self.arguments: tuple[NetType, ...] = ()
        self.numbers: dict[str, int] | None = None
        self.flags = False
        self.underlying: NetType | None = None
        """The integer type of an enumeration; none: System.Int32."""
        self.user_class: Any = None

    @property
    def name(self) -> str:
        """The name without its namespace."""
        return re.split(r"[.+](?![^\[]*\])", self.full_name)[-1] if "[" not in self.full_name else self._short()

    def _short(self) -> str:
        head, bracket, tail = self.full_name.partition("[")
        short = head.rsplit(".", 1)[-1]
        return short if self.arguments and not self.element else short + bracket + tail

    @property
    def namespace(self) -> str | None:
        """What comes before the name."""
        head = self.full_name.partition("[")[0]
        return head.rpartition(".")[0] or None

    @property
    def is_enum(self) -> bool:
        """Whether this is an enumeration."""
        return self.numbers is not None

    def lineage(self) -> "Iterable[NetType]":
        """The type itself and its base types up to System.Object."""
        current: NetType | None = self
        while current is not None:
            yield current
            current = current.base

    def is_a(self, other: "NetType") -> bool:
        """Whether an instance of this type is one of the other."""
        if other.full_name == "System.Object":
            return True
        for current in self.lineage():
            if current is other or current.full_name == other.full_name or other.full_name in current.interfaces:
                return True
        return bool(self.element and other.element and other.element.full_name == "System.Object")

    def enum_name(self, number: int) -> str:
        """The name of a member, or names joined for flags, or the number."""
        members = self.numbers or {}
        names, values = list(members), list(members.values())
        if self.flags:
            return self._flag_names(names, values, number)
        # Of several names for a number .NET finds the one that its binary search comes upon.
        low, high = 0, len(values) - 1
        while low <= high:
            middle = (low + high) // 2
            if values[middle] == number:
                return names[middle]
            low, high = (middle + 1, high) if values[middle] < number else (low, middle - 1)
        return str(number)

    @staticmethod
    def _flag_names(names: list[str], values: list[int], number: int) -> str:
        """The names of the flags that make up a number, the highest and the last of equals first looked at."""
        if not number:
            return names[0] if values and values[0] == 0 else "0"
        chosen: list[str] = []
        rest = number
        for name, value in zip(reversed(names), reversed(values), strict=True):
            if value and rest & value == value:
                chosen.insert(0, name)
                rest &= ~value
        return str(number) if rest else ", ".join(chosen)

    def find(self, table: str, name: str) -> Any:
        """The member of that (lower-case) name in the type or its base types."""
        current: NetType | None = self
        while current is not None:
            found = getattr(current, table).get(name)
            if found is not None:
                return found
            current = current.base
        return None


def metadata_order(members: Mapping[str, int]) -> dict[str, int]:
    """The members by their unsigned values, as .NET keeps them: its quicksort leaves equals in an order of its own."""
    entries = [(name, number % 2**64) for name, number in members.items()]
    if any(entries[index][1] > entries[index + 1][1] for index in range(len(entries) - 1)):
        _quicksort(entries, 0, len(entries) - 1)
    return {name: members[name] for name, _ in entries}


def _quicksort(entries: list[tuple[str, int]], left: int, right: int) -> None:
    """The runtime's ``CQuickSort``: the pivot is the middle, equals stay to its right."""
    while left < right:
        middle = (left + right) // 2
        entries[left], entries[middle] = entries[middle], entries[left]
        last = left
        for index in range(left + 1, right + 1):
            if entries[index][1] < entries[left][1]:
                last += 1
                entries[index], entries[last] = entries[last], entries[index]
        entries[left], entries[last] = entries[last], entries[left]
        _quicksort(entries, left, last - 1)
        left = last + 1
