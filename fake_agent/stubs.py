"""Stub commands: what a test lets a command do that the simulated Windows machine lacks, or does otherwise."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Stub:
    """A command of the user's own: a cmdlet, function or program of that name, before every other one.

    ``name`` is compared without case, and without ``.exe``. ``arguments`` is a regular expression searched, without
    case, in the arguments as written, joined by blanks. The command takes ``duration`` simulated seconds (None: it
    never ends), then ``effect`` happens to the machine (a description, as in an estate file), and ``objects`` (mappings
    of property names to plain values), ``stdout`` and ``stderr`` come out. ``vm`` is a name, or "" for all. Raises
    ``re.error`` and ``ValueError``.
    """

    name: str
    stdout: str = ""
    stderr: str = ""
    exit_code: int = 0
    objects: Sequence[Mapping[str, object]] = ()
    duration: float | None = 0.0
    effect: Mapping[str, Any] = field(default_factory=dict)
    arguments: str = ""
    vm: str = ""
    pattern: re.Pattern[str] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        if not self.name.strip():
            raise ValueError("a stub needs the name of a command")
        if self.duration is not None and self.duration < 0:
            raise ValueError(f"a stub's duration is in seconds and can't be negative: {self.duration}")
        object.__setattr__(self, "pattern", re.compile(self.arguments, re.IGNORECASE))

    @property
    def key(self) -> str:
        """The name as it is compared."""
        return key_of(self.name)


class StubBook:
    """The stubs in force; the newest match wins, so that a test can refine what a fixture set."""

    def __init__(self) -> None:
        self._stubs: dict[str, list[Stub]] = {}
        self._all: list[Stub] = []

    def add(self, stub: Stub) -> None:
        """Put a stub before all others."""
        self._all.insert(0, stub)
        self._stubs.setdefault(stub.key, []).insert(0, stub)

    def clear(self) -> None:
        """Forget all stubs."""
        self._all.clear()
        self._stubs.clear()

    def __iter__(self) -> Iterator[Stub]:
        return iter(tuple(self._all))

    def find(self, vm: str, name: str, arguments: Sequence[object]) -> Stub | None:
        """The stub for a call on a VM, if there is one. The arguments' texts are asked for where the name is known."""
        candidates = self._stubs.get(key_of(name))
        if candidates is None:
            return None
        text = joined(arguments)
        return next(
            (stub for stub in candidates if stub.vm.lower() in ("", vm.lower()) and stub.pattern.search(text)), None
        )


def key_of(name: str) -> str:
    """What identifies a command: its name without case and ``.exe``."""
    return name.casefold().removesuffix(".exe")


def joined(arguments: Sequence[object]) -> str:
    """Arguments as one text."""
    return " ".join(map(str, arguments))
