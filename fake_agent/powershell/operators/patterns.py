"""Regular expressions of .NET, on an engine that knows most of them and can be stopped."""

import re
from collections.abc import Callable, Iterator
from functools import lru_cache
from typing import Any

import regex as engine

from fake_agent.powershell.errors import NetError
from fake_agent.powershell.operators.translation import translate

Found = Any
"""A match of the engine: what ``re.Match`` has, and the captures of each group."""
IGNORE_CASE, MULTILINE, DOTALL, VERBOSE, REVERSE = (
    int(flag) for flag in (engine.I, engine.M, engine.S, engine.X, engine.R)
)
LONGEST_MATCH = 1.0
"""Seconds of processor time that one search may take; an expression that backtracks without end takes no more."""
_TIMED_OUT = (
    "The RegEx engine has timed out while trying to match a pattern to an input string. This can occur for many "
    "reasons, including very large inputs or excessive backtracking caused by nested quantifiers, back-references and "
    "other factors."
)


class Pattern:
    """A compiled expression; a search that takes too long is ``NetError`` (RegexMatchTimeoutException)."""

    __slots__ = ("compiled", "pattern")

    def __init__(self, pattern: str, flags: int, *, explicit: bool = False) -> None:
        self.pattern = pattern
        self.compiled: Any = engine.compile(translate(pattern, explicit=explicit), flags)

    @property
    def groups(self) -> int:
        """How many groups it has, the whole match apart."""
        return int(self.compiled.groups)

    @property
    def groupindex(self) -> dict[str, int]:
        """The numbers of the named groups."""
        return dict(self.compiled.groupindex)

    def search(self, text: str, start: int = 0) -> Found | None:
        """The first match from ``start`` on."""
        return search(self.compiled, text, start)

    def finditer(self, text: str) -> Iterator[Found]:
        """All matches."""
        try:
            yield from self.compiled.finditer(text, timeout=LONGEST_MATCH)
        except TimeoutError:
            raise _timed_out() from None

    def sub(self, replacement: Callable[[Found], str], text: str, count: int = 0) -> str:
        """The text with its matches replaced, the first ``count`` of them (0: all)."""
        pieces: list[str] = []
        last = 0
        for number, found in enumerate(self.finditer(text), 1):
            pieces += (text[last : found.start()], replacement(found))
            last = found.end()
            if number == count:
                break
        return "".join([*pieces, text[last:]])


def search(compiled: Any, text: str, start: int = 0) -> Found | None:
    """The first match of the engine's own pattern from ``start`` on."""
    try:
        return compiled.search(text, start, timeout=LONGEST_MATCH)
    except TimeoutError:
        raise _timed_out() from None


def _timed_out() -> NetError:
    return NetError("System.Text.RegularExpressions.RegexMatchTimeoutException", _TIMED_OUT)


@lru_cache(maxsize=2048)
def regex(pattern: str, flags: int = 0, *, explicit: bool = False) -> Pattern:
    """The compiled pattern; ``NetError`` (ArgumentException) where it is no regular expression.

    With ``explicit`` only named groups capture (RegexOptions.ExplicitCapture).
    """
    try:
        return Pattern(pattern, flags, explicit=explicit)
    except (engine.error, OverflowError, RecursionError) as error:
        reason = next((text for start, text in _REASONS.items() if str(error).startswith(start)), f"{error}.")
        raise NetError("System.ArgumentException", f'parsing "{pattern}" - {reason}') from None


_REASONS = {
    "missing )": "Not enough )'s.",
    "unbalanced parenthesis": "Too many )'s.",
    "unterminated character set": "Unterminated [] set.",
    "nothing to repeat": "Quantifier {x,y} following nothing.",
    "multiple repeat": "Nested quantifier *.",
    "bad escape (end of pattern)": "Illegal \\ at end of pattern.",
    "bad character range": "[x-y] range in reverse order.",
    "min repeat greater than max repeat": "Illegal {x,y} with x > y.",
    "unknown group": "Reference to undefined group name.",
    "invalid group reference": "Reference to undefined group number.",
    "unknown extension": "Unrecognized grouping construct.",
    "missing >": "Unrecognized grouping construct.",
}
"""What .NET says, by what the engine says."""


_SUBSTITUTION = re.compile(r"\$(?:(\$)|(\d+)|\{(\w+)\}|(&)|(`)|(')|(_)|(\+))")


def expand(template: str, match: Found) -> str:
    """A .NET replacement text (``$1``, ``${name}``, ``$&``, ``$$``) for one match."""

    def part(found: Found) -> str:
        if found[1]:
            return "$"
        group: str | int | None = int(found[2]) if found[2] else found[3]
        if group is not None:
            if isinstance(group, str) and group.isdigit():
                group = int(group)
            try:
                return str(match[group] or "")
            except IndexError:
                return str(found[0])
        if found[4]:
            return str(match[0])
        if found[5]:
            return str(match.string[: match.start()])
        if found[6]:
            return str(match.string[match.end() :])
        return str(match.string if found[7] else match[match.re.groups] or "")

    return _SUBSTITUTION.sub(part, template) if "$" in template else template
