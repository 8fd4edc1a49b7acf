"""The ``Validate...`` attributes of parameters and variables."""

from collections.abc import Callable
from typing import Any

from fake_agent.powershell.errors import PowerShellError
from fake_agent.powershell.operators.comparison import compare
from fake_agent.powershell.operators.patterns import IGNORE_CASE, regex
from fake_agent.powershell.runtime.parameters import Validation
from fake_agent.powershell.values import collections as nets
from fake_agent.powershell.values.text import to_text, truth


def _same(one: str, other: str, *, sensitive: bool) -> bool:
    return one == other if sensitive else one.lower() == other.lower()


def _set(value: Any, rule: Validation) -> str | None:
    text = to_text(value)
    sensitive = rule.options.get("ignorecase") is False
    if any(_same(to_text(allowed), text, sensitive=sensitive) for allowed in rule.values):
        return None
    allowed = ",".join(to_text(item) for item in rule.values)
    return (
        f'The argument "{text}" does not belong to the set "{allowed}" specified by the ValidateSet attribute. '
        "Supply an argument that is in the set and then try the command again."
    )


def _pattern(value: Any, rule: Validation) -> str | None:
    pattern, text = to_text(rule.values[0]), to_text(value)
    flags = IGNORE_CASE if rule.options.get("options", "IgnoreCase") == "IgnoreCase" else 0
    if regex(pattern, flags).search(text):
        return None
    return (
        f'The argument "{text}" does not match the "{pattern}" pattern. '
        f'Supply an argument that matches "{pattern}" and try the command again.'
    )


def _range(value: Any, rule: Validation) -> str | None:
    low, high = rule.values[0], rule.values[1]
    text = to_text(value)
    if compare(value, high) > 0:
        return (
            f"The {text} argument is greater than the maximum allowed range of {to_text(high)}. "
            f"Supply an argument that is less than or equal to {to_text(high)} and then try the command again."
        )
    if compare(value, low) < 0:
        return (
            f"The {text} argument is less than the minimum allowed range of {to_text(low)}. "
            f"Supply an argument that is greater than or equal to {to_text(low)} and then try the command again."
        )
    return None


def _length(value: Any, rule: Validation) -> str | None:
    low, high = rule.values[0], rule.values[1]
    length = len(to_text(value))
    if length < low:
        return (
            f"The character length ({length}) of the argument is too short. Specify an argument with a length that is "
            f'greater than or equal to "{low}", and then try the command again.'
        )
    if length > high:
        return (
            f"The character length of the {length} argument is too long. Shorten the character length of the argument "
            f'so it is fewer than or equal to "{high}" characters, and then try the command again.'
        )
    return None


def _script(value: Any, rule: Validation) -> str | None:
    block = rule.values[0]
    try:
        if truth(block.collect(value)):
            return None
    except PowerShellError as error:
        return error.record.message
    return (
        f'The "{block.to_text()}" validation script for the argument with value "{to_text(value)}" did not return '
        "a result of True. "
        "Determine why the validation script failed, and then try the command again."
    )


_NULL = "The argument is null. Provide a valid value for the argument, and then try running the command again."
_EMPTY = "The argument is null or empty. Provide an argument that is not null or empty, and then try the command again."

_EMPTY_ITEM = (
    "The argument is null, empty, or an element of the argument collection contains a null value. "
    "Supply a collection that does not contain any null values and then try the command again."
)


def _not_null(value: Any, _rule: Validation) -> str | None:
    return _NULL if value is None else None


def _not_empty(value: Any, _rule: Validation) -> str | None:
    if value is None or value == "":
        return _EMPTY
    items = nets.items_of(value)
    if items is not None and (not items or any(item is None or item == "" for item in items)):
        return _EMPTY_ITEM
    return None


def _drive(value: Any, rule: Validation) -> str | None:
    text = to_text(value)
    drive, colon, _ = text.partition(":")
    allowed = [to_text(item) for item in rule.values]
    if not colon or any(drive.lower() == one.lower() for one in allowed):
        return None
    return (
        f"The path argument drive {drive} does not belong to the set of approved drives: {','.join(allowed)}. "
        "Supply a path argument with an approved drive."
    )


def _count(value: Any, rule: Validation) -> str | None:
    low, high = rule.values[0], rule.values[1]
    length = len(value) if isinstance(value, list | nets.NetList) else 1
    if low <= length <= high:
        return None
    if low == high:
        return f"The parameter requires exactly {low} value(s) - {length} value(s) were provided."
    limits = f"at least {low} value(s) and no more than {high} value(s)"
    return f"The parameter requires {limits} - {length} value(s) were provided."


_EACH: dict[str, Callable[[Any, Validation], str | None]] = {
    "validateset": _set,
    "validatepattern": _pattern,
    "validaterange": _range,
    "validatelength": _length,
    "validatescript": _script,
    "validatedrive": _drive,
}
_WHOLE: dict[str, Callable[[Any, Validation], str | None]] = {
    "validatenotnull": _not_null,
    "validatenotnullorempty": _not_empty,
    "validatecount": _count,
}


def complaint(value: Any, rule: Validation) -> str | None:
    """Why the value is not valid, in Windows' words; None where it is."""
    name = rule.name.lower()
    if name in _WHOLE:
        return _WHOLE[name](value, rule)
    check = _EACH.get(name)
    if check is None:
        return None
    items = nets.items_of(value)
    for item in [value] if items is None else items:
        text = check(item, rule)
        if text is not None:
            return text
    return None
