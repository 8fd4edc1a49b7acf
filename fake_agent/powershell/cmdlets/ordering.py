"""Sort-Object, Group-Object, Measure-Object, Get-Unique."""

from collections import defaultdict
from functools import cmp_to_key
from typing import Any

from fake_agent.powershell.cmdlets.registry import INPUT, UTILITY, Call, Parameter, cmdlet, named, switches
from fake_agent.powershell.cmdlets.selection import chosen_properties
from fake_agent.powershell.errors import PowerShellError
from fake_agent.powershell.operators.comparison import compare, equal
from fake_agent.powershell.values import collections as nets
from fake_agent.powershell.values.conversion import to_number
from fake_agent.powershell.values.number_format import general
from fake_agent.powershell.values.objects import NOTHING, Property, PSObject
from fake_agent.powershell.values.text import to_text


@cmdlet(
    "Sort-Object",
    Parameter("Property", "object[]", 0),
    *switches("Descending Unique CaseSensitive"),
    *named("string", "Culture"),
    INPUT,
    aliases=("sort",),
    collects=True,
    module=UTILITY,
)
def sort_object(call: Call) -> None:
    """Order objects."""
    chosen = chosen_properties(call)
    sensitive = call.switch("CaseSensitive")
    descending = call.switch("Descending")
    keys = [([one.read(item) for one in chosen] if chosen else [item], item) for item in call.items]
    directions = (
        [one.descending if one.descending is not None else descending for one in chosen] if chosen else [descending]
    )

    def order(left: tuple[list[Any], Any], right: tuple[list[Any], Any]) -> int:
        for first, second, down in zip(left[0], right[0], directions, strict=True):
            result = sort_compare(first, second, case_sensitive=sensitive)
            if result:
                return -result if down else result
        return 0

    ordered = sorted(keys, key=cmp_to_key(order))
    if call.switch("Unique"):
        kept: list[tuple[list[Any], Any]] = []
        for entry in ordered:
            if not kept or order(kept[-1], entry) != 0:
                kept.append(entry)
        ordered = kept
    for _, item in ordered:
        call.write(item)


def sort_compare(first: Any, second: Any, *, case_sensitive: bool = False) -> int:
    """The order of two values of any types: null first, numbers among themselves, else as text."""
    if first is None or second is None:
        return (first is not None) - (second is not None)
    try:
        return compare(first, second, case_sensitive=case_sensitive)
    except PowerShellError:
        return compare(to_text(first), to_text(second), case_sensitive=case_sensitive)


@cmdlet(
    "Group-Object",
    Parameter("Property", "object[]", 0),
    *switches("NoElement AsHashTable AsString CaseSensitive"),
    *named("string", "Culture"),
    INPUT,
    aliases=("group",),
    collects=True,
    module=UTILITY,
)
def group_object(call: Call) -> None:
    """Gather objects with equal values."""
    groups = _groups(call)
    if call.switch("AsHashTable"):
        call.write(_group_table(groups, as_text=call.switch("AsString")))
        return
    for values, items in groups:
        call.write(_group_info(values, items, with_items=not call.switch("NoElement")))


_Group = tuple[list[Any], list[Any]]
"""The values that the items have in common, and the items."""


def _groups(call: Call) -> list[_Group]:
    """The input by the values of the properties chosen, or by itself; in the order of those values."""
    chosen = chosen_properties(call)
    groups: list[_Group] = []
    alike: dict[str, list[_Group]] = defaultdict(list)
    sensitive = call.switch("CaseSensitive")
    for item in call.items:
        values = [one.read(item) for one in chosen] if chosen else [item]
        candidates = alike[text_key(values)]
        for known, items in candidates:
            if all(equal(a, b, case_sensitive=sensitive) for a, b in zip(known, values, strict=True)):
                items.append(item)
                break
        else:
            made = (values, [item])
            groups.append(made)
            candidates.append(made)
    return sorted(groups, key=cmp_to_key(_group_order))


def _group_order(one: _Group, other: _Group) -> int:
    return next((order for a, b in zip(one[0], other[0], strict=True) if (order := sort_compare(a, b))), 0)


def _group_table(groups: list[_Group], *, as_text: bool) -> nets.Hashtable:
    table = nets.Hashtable()
    for values, items in groups:
        table[_text_of(values) if as_text or len(values) > 1 else values[0]] = _collection(items)
    return table


def _group_info(values: list[Any], items: list[Any], *, with_items: bool) -> PSObject:
    kind = "Microsoft.PowerShell.Commands.GroupInfo"
    made = PSObject([kind if with_items else f"{kind}NoElement", "System.Object"])
    for key, value in (
        ("Values", _collection(values)),
        ("Count", len(items)),
        ("Group", _collection(items if with_items else [])),
        ("Name", _text_of(values)),
    ):
        made.properties[key.lower()] = Property(key, value, "Property")
    return made


def _text_of(values: list[Any]) -> str:
    return ", ".join(to_text(value) for value in values)


def text_key(values: list[Any]) -> str:
    """What equal values have in common: their texts without case."""
    return "\0".join(to_text(value) for value in values).lower()


def _collection(items: list[Any]) -> nets.NetList:
    return nets.NetList("System.Collections.ObjectModel.Collection`1[System.Management.Automation.PSObject]", items)


@cmdlet(
    "Measure-Object",
    Parameter("Property", "object[]", 0),
    *switches("Sum Average Maximum Minimum Line Word Character IgnoreWhiteSpace"),
    INPUT,
    aliases=("measure",),
    collects=True,
    module=UTILITY,
)
def measure_object(call: Call) -> None:
    """Count, sum, average, extremes; lines, words and characters of text."""
    if any(call.switch(name) for name in ("Line", "Word", "Character")):
        _measure_text(call)
        return
    properties = chosen_properties(call)
    if not properties:
        _measure(call, None, [item for item in call.items if item is not None])
    for one in properties:
        values = [value for item in call.items if (value := one.read(item)) is not None]
        if not values and call.items:
            call.error(
                f'The property "{one.name}" cannot be found in the input for any objects.',
                "GenericMeasurePropertyNotFound",
                "InvalidArgument",
                exception="System.Management.Automation.PSArgumentException",
            )
            continue
        _measure(call, one.name, values)


def _measure(call: Call, name: str | None, values: list[Any]) -> None:
    made = PSObject(
        [
            "Microsoft.PowerShell.Commands.GenericMeasureInfo",
            "Microsoft.PowerShell.Commands.MeasureInfo",
            "System.Object",
        ],
    )
    results: dict[str, Any] = {
        "Count": len(values),
        "Average": None,
        "Sum": None,
        "Maximum": None,
        "Minimum": None,
        "Property": name,
    }
    if call.switch("Sum") or call.switch("Average"):
        numbers = []
        for value in values:
            try:
                numbers.append(float(to_number(value)))
            except ValueError:
                call.error(
                    f'Input object "{to_text(value)}" is not numeric.',
                    "NonNumericInputObject",
                    "InvalidType",
                    target=value,
                )
        total = sum(numbers)
        total = float(general(total, 15)) if numbers else 0.0
        if call.switch("Sum") and values:
            results["Sum"] = total
        if call.switch("Average") and numbers:
            results["Average"] = total / len(numbers)
    order = cmp_to_key(sort_compare)
    if values and call.switch("Maximum"):
        results["Maximum"] = _extreme(max(values, key=order))
    if values and call.switch("Minimum"):
        results["Minimum"] = _extreme(min(values, key=order))
    for key, value in results.items():
        made.properties[key.lower()] = Property(key, value, "Property")
    call.write(made)


def _extreme(value: Any) -> Any:
    return float(value) if isinstance(value, int) and not isinstance(value, bool) else value


def _measure_text(call: Call) -> None:
    lines = words = characters = 0
    for item in call.items:
        text = to_text(item)
        lines += len(text.split("\n")) if text else 0
        words += len(text.split())
        characters += len("".join(text.split())) if call.switch("IgnoreWhiteSpace") else len(text)
    made = PSObject(
        ["Microsoft.PowerShell.Commands.TextMeasureInfo", "Microsoft.PowerShell.Commands.MeasureInfo", "System.Object"],
    )
    for key, value in (
        ("Lines", lines if call.switch("Line") else None),
        ("Words", words if call.switch("Word") else None),
        ("Characters", characters if call.switch("Character") else None),
        ("Property", None),
    ):
        made.properties[key.lower()] = Property(key, value, "Property")
    call.write(made)


@cmdlet("Get-Unique", *switches("AsString OnType"), INPUT, aliases=("gu",), collects=True, module=UTILITY)
def get_unique(call: Call) -> None:
    """Objects that differ from the one before."""
    last: Any = NOTHING
    for item in call.items:
        if last is NOTHING or not equal(last, item, case_sensitive=True):
            call.write(item)
        last = item
