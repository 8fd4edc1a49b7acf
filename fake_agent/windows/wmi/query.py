"""WQL, the query language of WMI: SELECT with a WHERE clause of comparisons, AND, OR, NOT."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fnmatch import fnmatchcase
from typing import Any

Row = Mapping[str, Any]
Test = Callable[[Row], bool]

_SELECT = re.compile(
    r"\s*select\s+(?P<properties>.+?)\s+from\s+(?P<class>\w+)(?:\s+where\s+(?P<where>.+))?\s*$",
    re.IGNORECASE | re.DOTALL,
)
_TOKEN = re.compile(
    r"""\s*(?:(?P<text>'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*")|(?P<operator><>|!=|<=|>=|=|<|>|\(|\))|(?P<word>[-\w.]+))"""
)


class QueryError(Exception):
    """The text is no query; the message is WMI's."""

    def __init__(self) -> None:
        super().__init__("Invalid query ")


@dataclass(frozen=True, slots=True)
class Query:
    """What a SELECT asks for; ``properties`` is empty for the star."""

    class_name: str
    properties: tuple[str, ...]
    test: Test


def parse_query(text: str) -> Query:
    """A whole SELECT."""
    match = _SELECT.match(text)
    if match is None:
        raise QueryError
    names = tuple(name.strip() for name in match["properties"].split(","))
    return Query(match["class"], () if names == ("*",) else names, parse_filter(match["where"] or ""))


def parse_filter(text: str) -> Test:
    """The condition behind WHERE; an empty one is true of all."""
    if not text.strip():
        return lambda _row: True
    tokens = []
    position = 0
    stripped = text.rstrip()
    while position < len(stripped):
        match = _TOKEN.match(stripped, position)
        if match is None:
            raise QueryError
        tokens.append(match)
        position = match.end()
    return _Parser(tokens).whole()


class _Parser:
    def __init__(self, tokens: list[re.Match[str]]) -> None:
        self._tokens = tokens
        self._at = 0

    def whole(self) -> Test:
        test = self._any()
        if self._at < len(self._tokens):
            raise QueryError
        return test

    def _any(self) -> Test:
        tests = [self._all()]
        while self._take("or"):
            tests.append(self._all())
        return lambda row: any(test(row) for test in tests)

    def _all(self) -> Test:
        tests = [self._one()]
        while self._take("and"):
            tests.append(self._one())
        return lambda row: all(test(row) for test in tests)

    def _one(self) -> Test:
        if self._take("not"):
            negated = self._one()
            return lambda row: not negated(row)
        if self._take("("):
            inner = self._any()
            if not self._take(")"):
                raise QueryError
            return inner
        return self._comparison()

    def _comparison(self) -> Test:
        name = self._next().strip()
        operator = self._next().strip().casefold()
        if operator == "is":
            negated = self._take("not")
            if not self._take("null"):
                raise QueryError
            return lambda row: (_value(row, name) is None) != negated
        token = self._next().strip()
        value = _literal(token)
        compare = _COMPARISONS.get(operator)
        if compare is None:
            raise QueryError
        return lambda row: _compare(compare, _value(row, name), value)

    def _next(self) -> str:
        if self._at >= len(self._tokens):
            raise QueryError
        self._at += 1
        return self._tokens[self._at - 1][0]

    def _take(self, word: str) -> bool:
        if self._at < len(self._tokens) and self._tokens[self._at][0].strip().casefold() == word:
            self._at += 1
            return True
        return False


def _literal(token: str) -> Any:
    if token[:1] in "'\"":
        return re.sub(r"\\(.)", r"\1", token[1:-1])
    folded = token.casefold()
    if folded in {"true", "false"}:
        return folded == "true"
    try:
        return int(token)
    except ValueError as error:
        raise QueryError from error


def _value(row: Row, name: str) -> Any:
    return next((value for key, value in row.items() if key.casefold() == name.casefold()), None)


def _like(actual: Any, pattern: Any) -> bool:
    wildcard = str(pattern).casefold().replace("*", "[*]").replace("?", "[?]").replace("%", "*").replace("_", "?")
    return fnmatchcase(str(actual).casefold(), wildcard)


_COMPARISONS: dict[str, Callable[[Any, Any], bool]] = {
    "=": lambda left, right: left == right,
    "<>": lambda left, right: left != right,
    "!=": lambda left, right: left != right,
    "<": lambda left, right: left < right,
    ">": lambda left, right: left > right,
    "<=": lambda left, right: left <= right,
    ">=": lambda left, right: left >= right,
    "like": _like,
}


def _compare(compare: Callable[[Any, Any], bool], actual: Any, wanted: Any) -> bool:
    """Compare as the property's type: texts without case, numbers and booleans by value."""
    if actual is None:
        return False
    if isinstance(actual, bool):
        return compare(actual, wanted if isinstance(wanted, bool) else str(wanted).casefold() in {"true", "1"})
    if isinstance(actual, int):
        try:
            return compare(int(actual), int(wanted))
        except ValueError:
            return False
    return compare(str(actual).casefold(), str(wanted).casefold())
