"""What an observed value must be: exactly something, or something that a few tests hold of."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from simulator.reader import EstateError

CLOSE = 1e-6
"""Seconds of simulated time that count as none: sums of floats differ in their last digits."""


@dataclass(frozen=True, slots=True)
class Expectation:
    """Tests by name with what each compares with; a value must pass all of them."""

    tests: tuple[tuple[str, Any], ...]

    def holds(self, value: Any) -> bool:
        """Whether the value is as expected. A value that is not there (None) passes only ``equals: null``."""
        if value is None:
            return self.tests == (("equals", None),)
        return all(_TESTS[name].holds(value, operand) for name, operand in self.tests)

    @property
    def is_exact(self) -> bool:
        """Whether it names the one value that will do."""
        return [name for name, _ in self.tests] == ["equals"]

    def __str__(self) -> str:
        return " and ".join(_TESTS[name].phrase.format(_shown(operand)) for name, operand in self.tests)


@dataclass(frozen=True, slots=True)
class _Test:
    holds: Callable[[Any, Any], bool]
    phrase: str
    takes: tuple[type, ...]
    what: str


def _equal(value: Any, operand: Any) -> bool:
    if _is_number(value) and _is_number(operand):
        return bool(abs(value - operand) < CLOSE)
    return bool(value == operand)


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _texts(operand: Any) -> tuple[str, ...]:
    return (operand,) if isinstance(operand, str) else tuple(operand)


_NUMBERS = (int, float)
_TESTS = {
    "equals": _Test(_equal, "{}", (object,), "anything"),
    "contains": _Test(
        lambda value, texts: all(text in str(value) for text in _texts(texts)),
        "contains {}",
        (str, list),
        "a text or a list of texts",
    ),
    "lacks": _Test(
        lambda value, texts: not any(text in str(value) for text in _texts(texts)),
        "does not contain {}",
        (str, list),
        "a text or a list of texts",
    ),
    "matches": _Test(
        lambda value, pattern: re.search(pattern, str(value)) is not None,
        "matches {}",
        (str,),
        "a regular expression",
    ),
    "begins": _Test(lambda value, text: str(value).startswith(text), "begins with {}", (str,), "a text"),
    "ends": _Test(lambda value, text: str(value).endswith(text), "ends with {}", (str,), "a text"),
    "bytes": _Test(
        lambda value, count: len(str(value).encode()) == count, "is {} bytes long", (int,), "a number of bytes"
    ),
    "count": _Test(
        lambda value, count: isinstance(value, list) and len(value) == count, "has {} items", (int,), "a number"
    ),
    "from": _Test(
        lambda value, least: _is_number(value) and value >= least - CLOSE, "at least {}", _NUMBERS, "a number"
    ),
    "to": _Test(lambda value, most: _is_number(value) and value <= most + CLOSE, "at most {}", _NUMBERS, "a number"),
}


def _shown(operand: Any) -> str:
    if isinstance(operand, list):
        return ", ".join(repr(text) for text in operand)
    if operand is None:
        return "nothing"
    return repr(operand) if isinstance(operand, str) else f"{operand}"


def parse_expectation(value: Any, place: str) -> Expectation:
    """An expectation as a file gives it: a mapping of tests, or anything else that the value must equal.

    Raises ``EstateError``.
    """
    if not isinstance(value, Mapping):
        return Expectation((("equals", value),))
    if not value:
        raise EstateError(f"{place} must be a value, or a mapping with any of {', '.join(_TESTS)}")
    for name, operand in value.items():
        _check(name, operand, place)
    return Expectation(tuple(value.items()))


def _check(name: Any, operand: Any, place: str) -> None:
    if name not in _TESTS:
        raise EstateError(f"{place} has no member '{name}'; it takes {', '.join(_TESTS)}")
    test = _TESTS[name]
    texts = operand if isinstance(operand, list) else ()
    if not isinstance(operand, test.takes) or not all(isinstance(text, str) for text in texts):
        raise EstateError(f"{place}: '{name}' must be {test.what}")
    if name == "matches":
        try:
            re.compile(str(operand))
        except re.error as error:
            raise EstateError(f"{place}: 'matches' must be a regular expression: {error}") from error
