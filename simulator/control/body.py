"""The body of a call to the control API: JSON, checked against the schemas that its OpenAPI document shows."""

import json
from collections.abc import Iterable, Mapping
from typing import Any, NoReturn

JsonObject = dict[str, Any]

NUMBER_LIMIT = 1e9
"""The greatest number that makes sense here: 31 years, in seconds."""

SIZE_LIMIT = 16 * 1024 * 1024
"""Bytes of a body: four times what ARM takes. The description of a machine with its files is the largest."""

TEXT: JsonObject = {"type": "string"}
INTEGER: JsonObject = {"type": "integer"}
OBJECT: JsonObject = {"type": "object"}
LIST: JsonObject = {"type": "array"}
DURATION: JsonObject = {"type": "number", "minimum": 0, "maximum": NUMBER_LIMIT}
ENDLESS_DURATION: JsonObject = {**DURATION, "type": ["number", "null"]}

_TYPES: dict[str, tuple[str, tuple[type, ...]]] = {
    "string": ("a text", (str,)),
    "integer": ("a whole number", (int,)),
    "number": ("a number", (int, float)),
    "null": ("null", (type(None),)),
    "object": ("an object", (dict,)),
    "array": ("a list", (list,)),
}


class BadControlRequestError(ValueError):
    """What was asked makes no sense; the text says what would. ``status`` is the HTTP status."""

    def __init__(self, text: str, status: int = 400) -> None:
        super().__init__(text)
        self.status = status


def parse(content: bytes) -> JsonObject:
    """The JSON object that a body holds; an empty body is an empty object. Raises ``BadControlRequestError``."""
    if not content:
        return {}
    try:
        value = json.loads(content, parse_constant=_refuse_constant)
    except (ValueError, RecursionError) as error:
        raise BadControlRequestError(f"the body is not JSON: {error}") from error
    if not isinstance(value, dict):
        raise BadControlRequestError("the body must be a JSON object")
    if b"\\ud" in content.lower():
        _check_pairs(value)
    return value


def _check_pairs(value: JsonObject) -> None:
    """Refuse half of a surrogate pair, which is no character; JSON can write it, and nobody can store it."""
    try:
        json.dumps(value, ensure_ascii=False).encode()
    except UnicodeEncodeError as error:
        raise BadControlRequestError(f"the body has {error.object[error.start]!r}, which is no character") from error


def _refuse_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is not a number in JSON")


def check(body: JsonObject, members: Mapping[str, JsonObject], required: tuple[str, ...]) -> None:
    """Raise ``BadControlRequestError`` unless the body has members of these schemas only, and all ``required`` ones."""
    for name, value in body.items():
        if name not in members:
            takes = f"it takes {', '.join(members)}" if members else "it takes none"
            raise BadControlRequestError(f"the body has an unknown member '{name}'; {takes}")
        if not _fits(value, members[name]):
            raise BadControlRequestError(f"'{name}' must be {_wanted(members[name])}")
    missing = [name for name in required if name not in body]
    if missing:
        raise BadControlRequestError(f"the body needs '{missing[0]}'")


def check_query(query: Iterable[str], known: Iterable[str]) -> None:
    """Raise ``BadControlRequestError`` where the query of a path has a name that is not ``known``."""
    known = tuple(known)
    unknown = [name for name in query if name not in known]
    if unknown:
        takes = f"it takes {', '.join(known)}" if known else "it takes none"
        raise BadControlRequestError(f"the query has an unknown member '{unknown[0]}'; {takes}")


def _kinds(schema: JsonObject) -> list[str]:
    kinds = schema["type"]
    return kinds if isinstance(kinds, list) else [kinds]


def _fits(value: object, schema: JsonObject) -> bool:
    if isinstance(value, bool) or not any(isinstance(value, _TYPES[kind][1]) for kind in _kinds(schema)):
        return False
    if isinstance(value, int | float):
        low: float = schema.get("minimum", -NUMBER_LIMIT)
        high: float = schema.get("maximum", NUMBER_LIMIT)
        return low <= value <= high
    return True


def _wanted(schema: JsonObject) -> str:
    first, *others = (_TYPES[kind][0] for kind in _kinds(schema))
    span = f" from {schema['minimum']:.0f} to {schema['maximum']:.0f}" if "minimum" in schema else ""
    return " or ".join((f"{first}{span}", *others))
