"""What Format-Custom shows: objects as nested structures."""

from collections.abc import Sequence
from typing import Any

from fake_agent.powershell.dotnet import members
from fake_agent.powershell.dotnet.types import type_of
from fake_agent.powershell.formatting.cells import cell_text, is_scalar
from fake_agent.powershell.formatting.output import property_names
from fake_agent.powershell.values import collections as nets
from fake_agent.powershell.values.objects import PSObject
from fake_agent.powershell.values.times import DateTime, TimeSpan

_LIMIT = 4


def custom_lines(context: Any, value: Any, names: Sequence[str], depth: int) -> list[str]:
    """``class Type { name = value ... }``, nested as deep as ``depth``; ``names`` chooses properties."""
    kind = value.type_names[0] if isinstance(value, PSObject) else type_of(value).full_name
    lines = [f"class {kind.rpartition('.')[2]}", "{"]
    for name in names or property_names(context, value):
        lines += [f"  {line}" for line in _entry(context, name, members.get_member(context, value, name), depth)]
    return [*lines, "}"]


def _entry(context: Any, name: str, value: Any, depth: int) -> list[str]:
    items = nets.items_of(value)
    if isinstance(value, nets.Hashtable):
        items = [nets.DictionaryEntry(key, item) for key, item in value.items()]
    if items is not None and depth > 0:
        shown = list(items)
        lines = [line for item in shown[:_LIMIT] for line in _nested(context, item, depth)]
        more = ["..."] if len(shown) > _LIMIT else []
        return [f"{name} = ", "  [", *(f"    {line}" for line in [*lines, *more]), "  ]"]
    if value is None or is_scalar(value) or isinstance(value, DateTime | TimeSpan) or depth <= 0:
        return [f"{name} = {cell_text(context, value)}"]
    return [f"{name} = ", *(f"  {line}" for line in custom_lines(context, value, (), depth - 1))]


def _nested(context: Any, value: Any, depth: int) -> list[str]:
    if value is None or is_scalar(value) or isinstance(value, DateTime | TimeSpan):
        return [cell_text(context, value)]
    return custom_lines(context, value, (), depth - 1)
