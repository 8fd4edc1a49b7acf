"""Stubs: what a test lets a command do, or the web answer, that the Windows machine lacks or does otherwise."""

import base64
import binascii
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from typing import Any

LOWEST_STATUS, HIGHEST_STATUS = 100, 599


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


@dataclass(frozen=True, slots=True)
class WebStub:
    """An answer of the web, whichever way a script asks: a cmdlet, a class of .NET, or a program.

    ``url`` is compared without case; ``*`` stands for anything, and a query counts only where ``url`` has one.
    ``method`` is "" for every method. ``body`` is text, or ``body_base64`` bytes. The answer takes ``duration``
    simulated seconds; None never comes. ``vm`` is a name, or "" for all. Raises ``ValueError``.
    """

    url: str
    method: str = ""
    status: int = 200
    body: str = ""
    body_base64: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)
    duration: float | None = 0.0
    vm: str = ""
    content: bytes = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        if not self.url.casefold().startswith(("http://", "https://", "*")):
            raise ValueError(f"a stub's url begins with http://, https:// or *: {self.url!r}")
        if not LOWEST_STATUS <= self.status <= HIGHEST_STATUS:
            raise ValueError(f"a stub's status is one of HTTP's, {LOWEST_STATUS} to {HIGHEST_STATUS}: {self.status}")
        if self.duration is not None and self.duration < 0:
            raise ValueError(f"a stub's duration is in seconds and can't be negative: {self.duration}")
        if self.body and self.body_base64:
            raise ValueError("a stub has a body in text or in base64, not both")
        try:
            content = base64.b64decode(self.body_base64, validate=True) if self.body_base64 else self.body.encode()
        except binascii.Error as error:
            raise ValueError(f"a stub's body must be base64: {error}") from error
        object.__setattr__(self, "content", content)

    @property
    def name(self) -> str:
        """What the journal calls it."""
        return self.url

    def matches(self, vm: str, method: str, url: str) -> bool:
        """Whether the stub answers this request of that VM."""
        asked = url.partition("#")[0]
        if "?" not in self.url:
            asked = asked.partition("?")[0]
        return (
            self.vm.lower() in ("", vm.lower())
            and self.method.upper() in ("", method.upper())
            and fnmatchcase(_plain(asked), _pattern(self.url))
        )


def _plain(url: str) -> str:
    """One form of a URL: without case, and without the path of a host by itself."""
    return url.casefold().removesuffix("/")


def _pattern(url: str) -> str:
    """The URL as a pattern in which only ``*`` has a meaning."""
    return "*".join(part.replace("[", "[[]").replace("?", "[?]") for part in _plain(url).split("*"))


class StubBook:
    """The stubs in force; the newest match wins, so that a test can refine what a fixture set."""

    def __init__(self) -> None:
        self._stubs: dict[str, list[Stub]] = {}
        self._web: list[WebStub] = []
        self._all: list[Stub | WebStub] = []

    def add(self, stub: Stub | WebStub) -> None:
        """Put a stub before all others."""
        self._all.insert(0, stub)
        if isinstance(stub, WebStub):
            self._web.insert(0, stub)
        else:
            self._stubs.setdefault(stub.key, []).insert(0, stub)

    def clear(self) -> None:
        """Forget all stubs."""
        self._all.clear()
        self._web.clear()
        self._stubs.clear()

    def __iter__(self) -> Iterator[Stub | WebStub]:
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

    def answer(self, vm: str, method: str, url: str) -> WebStub | None:
        """The stub that answers a web request of a VM, if there is one."""
        return next((stub for stub in self._web if stub.matches(vm, method, url)), None)


def key_of(name: str) -> str:
    """What identifies a command: its name without case and ``.exe``."""
    return name.casefold().removesuffix(".exe")


def joined(arguments: Sequence[object]) -> str:
    """Arguments as one text."""
    return " ".join(map(str, arguments))
