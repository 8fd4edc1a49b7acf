"""``ForEach`` and ``Where``, the methods that every collection has."""

from collections.abc import Callable
from typing import Any

from fake_agent.powershell.dotnet import members
from fake_agent.powershell.dotnet.type_model import NetType
from fake_agent.powershell.errors import failure
from fake_agent.powershell.runtime.blocks import ScriptBlock
from fake_agent.powershell.values import collections as nets
from fake_agent.powershell.values.conversion import as_list, convert
from fake_agent.powershell.values.objects import NOTHING
from fake_agent.powershell.values.text import to_text, truth


def _items(value: Any) -> list[Any]:
    return [value] if isinstance(value, str) else list(as_list(value))


def _collection(items: list[Any]) -> nets.NetList:
    return nets.NetList("System.Collections.ObjectModel.Collection`1[System.Management.Automation.PSObject]", items)


def for_each(context: Any, value: Any, arguments: list[Any]) -> Any:
    """``.ForEach({ })``, ``.ForEach([type])``, ``.ForEach('member', arguments)``."""
    if not arguments:
        raise failure(
            'Cannot find an overload for "ForEach" and the argument count: "0".',
            "MethodCountCouldNotFindBest",
            "NotSpecified",
        )
    output: list[Any] = []
    action, rest = arguments[0], arguments[1:]
    for item in _items(value):
        if isinstance(action, ScriptBlock):
            action.invoke(rest, output.append, dollar_under=item, new_scope=False)
        elif isinstance(action, NetType):
            output.append(convert(item, action, context))
        elif members.has_method(item, to_text(action)):
            result = members.invoke(context, item, action, rest)
            if result is not NOTHING:
                output.append(result)
        elif rest:
            members.set_member(context, item, action, rest[0])
        else:
            output.append(members.get_member(context, item, action))
    return _collection(output)


_MODES = {name.lower(): name for name in ("Default", "First", "Last", "SkipUntil", "Until", "Split")}


def where(_context: Any, value: Any, arguments: list[Any]) -> Any:
    """``.Where({ }, mode, count)``."""
    block = arguments[0]
    mode = to_text(arguments[1]).lower() if len(arguments) > 1 else "default"
    count = int(arguments[2]) if len(arguments) > 2 else 0
    if mode not in _MODES:
        raise failure(
            f'Cannot convert argument "mode", with value: "{to_text(arguments[1])}", for "Where" to type '
            '"System.Management.Automation.WhereOperatorSelectionMode": "Cannot convert value '
            f'"{to_text(arguments[1])}" to type "System.Management.Automation.WhereOperatorSelectionMode". Error: '
            f'"Unable to match the identifier name {to_text(arguments[1])} to a valid enumerator name. Specify one of '
            f'the following enumerator names and try again:\n{", ".join(_MODES.values())}""',
            "MethodArgumentConversionInvalidCastArgument",
            "NotSpecified",
            exception="System.Management.Automation.MethodException",
        )
    items = _items(value)
    tests = [truth(block.collect(item)) for item in items] if mode != "first" else None
    if tests is None:
        return _first(block, items, count or 1)
    chosen = [item for item, passed in zip(items, tests, strict=True) if passed]
    others = [item for item, passed in zip(items, tests, strict=True) if not passed]
    first = next((place for place, passed in enumerate(tests) if passed), len(items))
    modes: dict[str, Callable[[], list[Any]]] = {
        "default": lambda: chosen[: count or None],
        "last": lambda: chosen[-(count or 1) :],
        "skipuntil": lambda: items[first:][: count or None],
        "until": lambda: items[:first][: count or None],
        "split": lambda: [
            _collection(chosen[: count or None]),
            _collection([*chosen[count:], *others] if count else others),
        ],
    }
    return _collection(modes[mode]())


def _first(block: Any, items: list[Any], count: int) -> nets.NetList:
    chosen: list[Any] = []
    for item in items:
        if truth(block.collect(item)):
            chosen.append(item)
            if len(chosen) == count:
                break
    return _collection(chosen)


INTRINSIC_METHODS: dict[str, Callable[[Any, Any, list[Any]], Any]] = {"foreach": for_each, "where": where}
