"""Reads the mappings of an estate file, with errors that say what to write."""

import re
import uuid
from collections.abc import Mapping
from math import inf
from typing import Any

_GUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)
_NAME = re.compile(r"[A-Za-z0-9]([A-Za-z0-9._-]{0,62}[A-Za-z0-9])?")
_NAMESPACE = uuid.UUID("6f0c2f5e-58a4-4a35-a1f0-2f6b4f1f3c1e")


class EstateError(ValueError):
    """An estate that can't be: the text says where and what would be right."""


def text_of(value: Any, otherwise: str) -> str:
    """A value that is a text and not empty. Raises ``EstateError`` with the sentence ``otherwise``."""
    if not isinstance(value, str) or not value:
        raise EstateError(otherwise)
    return value


def _is_amount(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and 0 <= value < inf


class Reader:
    """Reads members of a YAML mapping, remembering where it is for the error texts. All raise ``EstateError``."""

    def __init__(self, value: Any, place: str, known: tuple[str, ...]) -> None:
        if not isinstance(value, Mapping):
            raise EstateError(f"{place} must be a mapping with any of {', '.join(known)}")
        unknown = [str(name) for name in value if name not in known]
        if unknown:
            raise EstateError(f"{place} has no member '{unknown[0]}'; it takes {', '.join(known)}")
        self._value = value
        self._place = place

    def any(self, name: str, default: Any = None) -> Any:
        """Whatever it is."""
        return self._value.get(name, default)

    def text(self, name: str, default: str | None = None) -> str:
        """A text that is not empty."""
        value = self._value.get(name, default)
        if not isinstance(value, str) or not value:
            raise EstateError(f"{self._place}: '{name}' must be a text")
        return value

    def name(self, pattern: re.Pattern[str] = _NAME) -> str:
        """The member ``name``, of a form that Azure takes."""
        value = self.text("name")
        if not pattern.fullmatch(value):
            raise EstateError(f"{self._place}: '{value}' is no name that Azure takes")
        return value

    def guid(self, name: str, derived_from: str) -> str:
        """A GUID; where there is none, one that is the same each time."""
        value = self._value.get(name, str(uuid.uuid5(_NAMESPACE, derived_from)))
        if not isinstance(value, str) or not _GUID.fullmatch(value):
            raise EstateError(f"{self._place}: '{name}' must be a GUID such as {uuid.uuid5(_NAMESPACE, name)}")
        return value

    def choice(self, name: str, choices: tuple[str, ...], default: str | None = None) -> str:
        """One of these texts."""
        value = self._value.get(name, default)
        if value not in choices:
            there_are = ", ".join(filter(None, choices))
            raise EstateError(f"{self._place}: '{name}' must be one of {there_are}, not {value!r}")
        return str(value)

    def boolean(self, name: str, default: bool) -> bool:
        """True or false."""
        value = self._value.get(name, default)
        if not isinstance(value, bool):
            raise EstateError(f"{self._place}: '{name}' must be true or false")
        return value

    def count(self, name: str, default: int, most: int) -> int:
        """A whole number from 0."""
        value = self._value.get(name, default)
        if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value <= most:
            raise EstateError(f"{self._place}: '{name}' must be a whole number from 0 to {most}")
        return value

    def items(self, name: str) -> list[Any]:
        """A list; missing, it is empty."""
        value = self._value.get(name)
        if value is None:
            return []
        if not isinstance(value, list):
            raise EstateError(f"{self._place}: '{name}' must be a list")
        return value

    def mapping(self, name: str) -> dict[str, Any]:
        """A mapping; missing, it is empty."""
        value = self._value.get(name)
        if value is None:
            return {}
        if not isinstance(value, Mapping):
            raise EstateError(f"{self._place}: '{name}' must be a mapping")
        return dict(value)

    def free_text(self, name: str) -> str:
        """A text, which may be empty or missing."""
        value = self._value.get(name, "")
        if not isinstance(value, str):
            raise EstateError(f"{self._place}: '{name}' must be a text")
        return value

    def integer(self, name: str, default: int) -> int:
        """A whole number."""
        value = self._value.get(name, default)
        if not isinstance(value, int) or isinstance(value, bool):
            raise EstateError(f"{self._place}: '{name}' must be a whole number")
        return value

    def amount(self, name: str) -> float:
        """A number from 0; missing, 0."""
        value = self._value.get(name, 0.0)
        if not _is_amount(value):
            raise EstateError(f"{self._place}: '{name}' must be a number from 0")
        return float(value)

    def duration(self, name: str) -> float | None:
        """Simulated seconds; missing, none pass; null, it never ends."""
        value = self._value.get(name, 0.0)
        if value is None:
            return None
        if not _is_amount(value):
            raise EstateError(f"{self._place}: '{name}' must be a number of seconds from 0, or null for ever")
        return float(value)

    def section(self, name: str, known: tuple[str, ...]) -> "Reader":
        """A mapping with members of its own."""
        value = self._value.get(name)
        return Reader({} if value is None else value, f"{self._place}: '{name}'", known)
