"""System.Text.RegularExpressions."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from fake_agent.powershell.dotnet.types import STRING, define, define_enum, named
from fake_agent.powershell.operators.patterns import (
    DOTALL,
    IGNORE_CASE,
    MULTILINE,
    REVERSE,
    VERBOSE,
    Found,
    Pattern,
    expand,
    regex,
    search,
)
from fake_agent.powershell.values.collections import NetList, TypedArray
from fake_agent.powershell.values.text import to_text

_OPTIONS = {
    "IgnoreCase": 1,
    "Multiline": 2,
    "ExplicitCapture": 4,
    "Compiled": 8,
    "Singleline": 16,
    "IgnorePatternWhitespace": 32,
    "RightToLeft": 64,
    "ECMAScript": 256,
    "CultureInvariant": 512,
    "None": 0,
}


REGEX_OPTIONS = define_enum("System.Text.RegularExpressions.RegexOptions", _OPTIONS, flags=True)


def bits(options: Any) -> int:
    """RegexOptions as a number."""
    number = getattr(options, "number", None)
    if number is not None or isinstance(options, int):
        return int(options if number is None else number)
    found = 0
    for part in to_text(options).split(","):
        found |= next((value for name, value in _OPTIONS.items() if name.lower() == part.strip().lower()), 0)
    return found


_ENGINE_FLAGS = (
    ("IgnoreCase", IGNORE_CASE),
    ("Multiline", MULTILINE),
    ("Singleline", DOTALL),
    ("IgnorePatternWhitespace", VERBOSE),
    ("RightToLeft", REVERSE),
)


def compiled(pattern: str, options: Any = None) -> Pattern:
    """The pattern with RegexOptions."""
    number = 0 if options is None else bits(options)
    flags = sum(flag for name, flag in _ENGINE_FLAGS if number & _OPTIONS[name])
    return regex(pattern, flags, explicit=bool(number & _OPTIONS["ExplicitCapture"]))


class Regex:
    """System.Text.RegularExpressions.Regex."""

    __slots__ = ("compiled", "options", "pattern")

    def __init__(self, pattern: str, options: Any = None) -> None:
        self.pattern = pattern
        self.options = options
        self.compiled = compiled(pattern, options)

    def to_text(self) -> str:
        """The pattern."""
        return self.pattern


@dataclass(frozen=True, slots=True)
class Capture:
    """One of the texts that a group captured."""

    index: int
    value: str

    def to_text(self) -> str:
        """The text."""
        return self.value


class Group:
    """A captured group, or (as group 0) a whole match."""

    __slots__ = ("found", "name", "number")

    def __init__(self, found: Found | None, number: int = 0, name: str = "0") -> None:
        self.found = found
        self.number = number
        self.name = name

    @property
    def success(self) -> bool:
        """Whether it took part in the match."""
        return self.found is not None and self.found[self.number] is not None

    def captures(self) -> list["Group | Capture"]:
        """Every text it captured, the last one last."""
        if self.found is None or not self.success:
            return []
        if not self.number:
            return [self]
        spans = self.found.spans(self.number)
        return [Capture(start, self.found.string[start:end]) for start, end in spans]

    @property
    def value(self) -> str:
        """The text it captured."""
        return (self.found[self.number] or "") if self.found is not None else ""

    @property
    def index(self) -> int:
        """Where it starts."""
        return self.found.start(self.number) if self.found is not None and self.success else 0

    def to_text(self) -> str:
        """The text it captured."""
        return self.value


class Match(Group):
    """One match, which knows how to find the next."""

    __slots__ = ()

    def groups(self) -> "GroupCollection":
        """All groups, the whole match first."""
        if self.found is None:
            return GroupCollection([self])
        names = {number: name for name, number in self.found.re.groupindex.items()}
        return GroupCollection(
            [
                self,
                *(
                    Group(self.found, number, names.get(number, str(number)))
                    for number in range(1, self.found.re.groups + 1)
                ),
            ],
        )

    def following(self) -> "Match":
        """The next match in the same text."""
        if self.found is None:
            return self
        start = max(self.found.end(), self.found.start() + (self.found.end() == self.found.start()))
        return Match(search(self.found.re, self.found.string, start))


class GroupCollection(NetList):
    """Groups, indexed by number or name."""

    __slots__ = ()

    def __init__(self, items: list[Group]) -> None:
        super().__init__("System.Text.RegularExpressions.GroupCollection", items)

    def get_item(self, index: Any) -> Group:
        """The group of that number or name; an unsuccessful one where there is none."""
        if isinstance(index, int) and not isinstance(index, bool):
            return self.items[index] if 0 <= index < len(self.items) else Group(None)
        return next((group for group in self.items if group.name == to_text(index)), Group(None))


_ESCAPED = re.compile(r"\\(?:x([0-9A-Fa-f]{2})|u([0-9A-Fa-f]{4})|c([A-Za-z])|(.))", re.DOTALL)
_CONTROLS = {"t": "\t", "n": "\n", "r": "\r", "f": "\f", "v": "\v", "a": "\a", "e": "\x1b", "0": "\0"}


def _unescaped(match: re.Match[str]) -> str:
    code = match[1] or match[2]
    if code:
        return chr(int(code, 16))
    if match[3]:
        return chr(ord(match[3].upper()) - ord("@"))
    return _CONTROLS.get(match[4], match[4])


define(
    "System.Text.RegularExpressions.GroupCollection",
    GroupCollection,
    properties={
        "Count": lambda groups: len(groups.items),
        "Keys": lambda groups: [group.name for group in groups.items],
        "Values": lambda groups: list(groups.items),
    },
    methods={"object Item(object name)": lambda groups, name: groups.get_item(name)},
)


define(
    "System.Text.RegularExpressions.Capture",
    Capture,
    properties={
        "Index": lambda one: one.index,
        "Length": lambda one: len(one.value),
        "Value": lambda one: one.value,
    },
    methods={"string ToString()": lambda one: one.value},
)
define(
    "System.Text.RegularExpressions.Group",
    Group,
    properties={
        "Success": lambda group: group.success,
        "Name": lambda group: group.name,
        "Captures": Group.captures,
        "Index": lambda group: group.index,
        "Length": lambda group: len(group.value),
        "Value": lambda group: group.value,
    },
    methods={"string ToString()": lambda group: group.value},
)


define(
    "System.Text.RegularExpressions.Match",
    Match,
    base="System.Text.RegularExpressions.Group",
    properties={
        "Groups": lambda match: match.groups(),
        "Success": lambda match: match.found is not None,
        "Name": lambda match: match.name,
        "Captures": Group.captures,
        "Index": lambda match: match.index,
        "Length": lambda match: len(match.value),
        "Value": lambda match: match.value,
    },
    methods={
        "System.Text.RegularExpressions.Match NextMatch()": Match.following,
        "string Result(string replacement)": lambda match, template: (
            expand(template, match.found) if match.found else ""
        ),
    },
)


named("System.Text.RegularExpressions.Match").base = named("System.Text.RegularExpressions.Group")


def _replacer(replacement: Any) -> Callable[[Found], str]:
    call = getattr(replacement, "call", None)
    if call is not None:
        return lambda found: to_text(call(Match(found)))
    template = to_text(replacement)
    return lambda found: expand(template, found)


def _all(expression: Pattern, text: str) -> NetList:
    return NetList(
        "System.Text.RegularExpressions.MatchCollection",
        [Match(found) for found in expression.finditer(text)],
    )


def _split(expression: Pattern, text: str, count: int = 0) -> TypedArray:
    pieces: list[str] = []
    last = 0
    for place, found in enumerate(expression.finditer(text)):
        if count and place >= count - 1:
            break
        pieces.append(text[last : found.start()])
        pieces += [group for group in found.groups() if group is not None]
        last = found.end()
    return TypedArray(STRING, [*pieces, text[last:]])


define(
    "System.Text.RegularExpressions.Regex",
    Regex,
    properties={"Options": lambda one: one.options or "None", "RightToLeft": lambda _one: False},
    methods={
        "string ToString()": lambda one: one.pattern,
        "bool IsMatch(string input, [int startat])": lambda one, text, start=0: (
            one.compiled.search(text or "", start) is not None
        ),
        "System.Text.RegularExpressions.Match Match(string input, [int startat])": lambda one, text, start=0: Match(
            one.compiled.search(text or "", start),
        ),
        "object Matches(string input)": lambda one, text: _all(one.compiled, text or ""),
        "string Replace(string input, object replacement, [int count])": lambda one, text, value, count=0: (
            one.compiled.sub(_replacer(value), text, count=max(0, count))
        ),
        "string[] Split(string input, [int count])": lambda one, text, count=0: _split(one.compiled, text, count),
        "string[] GetGroupNames()": lambda one: ["0", *one.compiled.groupindex],
    },
    static_methods={
        "bool IsMatch(string input, string pattern, [object options])": lambda text, pattern, options=None: (
            compiled(pattern, options).search(text or "") is not None
        ),
        (
            "System.Text.RegularExpressions.Match Match(string input, string pattern, [object options])"
        ): lambda text, pattern, options=None: Match(compiled(pattern, options).search(text or "")),
        "object Matches(string input, string pattern, [object options])": lambda text, pattern, options=None: _all(
            compiled(pattern, options),
            text or "",
        ),
        (
            "string Replace(string input, string pattern, object replacement, [object options])"
        ): lambda text, pattern, value, options=None: compiled(pattern, options).sub(_replacer(value), text),
        "string[] Split(string input, string pattern, [object options])": lambda text, pattern, options=None: _split(
            compiled(pattern, options),
            text,
        ),
        "string Escape(string str)": lambda text: (
            re.sub(r"([\\*+?|{\[()^$.#])", r"\\\1", text)
            .replace(" ", "\\ ")
            .replace("\n", "\\n")
            .replace("\t", "\\t")
            .replace("\r", "\\r")
        ),
        "string Unescape(string str)": lambda text: _ESCAPED.sub(_unescaped, text),
    },
    constructors={"regex new(string pattern, [object options])": Regex},
)


define(
    "System.Text.RegularExpressions.MatchCollection",
    properties={"Count": lambda found: len(found.items)},
    methods={"object Item(int index)": lambda found, index: found.items[index]},
)
