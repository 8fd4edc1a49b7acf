"""How the values of an emulated machine travel: as JSON that names what it is, and makes nothing but values.

Besides plain ones these are the dataclasses, enumerations and exceptions of this package, and Python's own exceptions.
"""

import base64
import builtins
import dataclasses
import importlib
from collections.abc import Callable, Mapping
from datetime import datetime
from enum import Enum
from typing import Any

from fake_agent.container.messages import Json

OURS = "fake_agent"


def value_to_json(value: Any) -> Any:
    """A value as it travels. Raises ``TypeError`` for one that stays where it is."""
    if isinstance(value, Enum):
        return {"enum": _name(type(value)), "member": value.name}
    if value is None or isinstance(value, bool | int | float | str):
        return value
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        members = (field.name for field in dataclasses.fields(value) if field.init)
        return {"made": _name(type(value)), "with": {name: value_to_json(getattr(value, name)) for name in members}}
    for kind, (types, encode, _) in _KINDS.items():
        if isinstance(value, types):
            return {kind: encode(value)}
    raise TypeError(f"a {type(value).__name__} does not travel between simulator and container")


def value_from_json(value: Any) -> Any:
    """A value as it arrives. Raises ``KeyError``, ``TypeError`` or ``ValueError`` for what is none."""
    if not isinstance(value, dict):
        return value
    if "enum" in value:
        return _class(value["enum"], Enum)[value["member"]]
    if "made" in value:
        kind = _class(value["made"], object)
        is_value: bool = dataclasses.is_dataclass(kind)
        if not is_value:
            raise TypeError(f"{value['made']} is no kind of value")
        return kind(**{name: value_from_json(member) for name, member in value["with"].items()})
    ((name, content),) = value.items()
    return _KINDS[name][2](content)


def error_to_json(error: Exception) -> Json:
    """An exception as it travels."""
    return {
        "raised": _name(type(error)),
        "args": [value_to_json(argument) for argument in error.args],
        "members": {name: value_to_json(member) for name, member in vars(error).items() if not name.startswith("_")},
    }


def error_from_json(value: Json) -> Exception:
    """An exception as it arrives."""
    kind: type[Exception] = _class(value["raised"], Exception)
    error = kind.__new__(kind)
    error.args = tuple(value_from_json(argument) for argument in value["args"])
    vars(error).update({str(name): value_from_json(member) for name, member in value["members"].items()})
    return error


def _name(kind: type) -> str:
    return f"{kind.__module__}:{kind.__qualname__}"


def _class(name: str, base: type) -> Any:
    """The class of that name: one of this package's, or an exception of Python's."""
    module, _, qualified = name.partition(":")
    if module == "builtins":
        found: Any = getattr(builtins, qualified)
        allowed = isinstance(found, type) and issubclass(found, Exception)
    else:
        allowed = module.partition(".")[0] == OURS
        found = importlib.import_module(module) if allowed else None
        for part in qualified.split("."):
            found = getattr(found, part, None)
    if not allowed or not isinstance(found, type) or not issubclass(found, base):
        raise TypeError(f"{name} is no kind of value")
    return found


def _items(make: Callable[[list[Any]], Any]) -> tuple[Callable[[Any], Any], Callable[[Any], Any]]:
    return (
        lambda value: [value_to_json(item) for item in value],
        lambda content: make([value_from_json(item) for item in content]),
    )


_KINDS: dict[str, tuple[type, Callable[[Any], Any], Callable[[Any], Any]]] = {
    "bytes": (bytes, lambda value: base64.b64encode(value).decode("ascii"), base64.b64decode),
    "moment": (datetime, datetime.isoformat, datetime.fromisoformat),
    "list": (list, *_items(list)),
    "tuple": (tuple, *_items(tuple)),
    "set": (set, *_items(set)),
    "frozenset": (frozenset, *_items(frozenset)),
    "mapping": (
        Mapping,
        lambda value: [[value_to_json(key), value_to_json(item)] for key, item in value.items()],
        lambda content: {value_from_json(key): value_from_json(item) for key, item in content},
    ),
}
