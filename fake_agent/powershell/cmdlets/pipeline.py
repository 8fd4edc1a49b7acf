"""ForEach-Object, Where-Object, Select-Object, Sort-Object, Group-Object, Measure-Object, Compare-Object, Tee-Object ..."""  # noqa: E501 - one row, one line

"""The order of two values of any types: null first, numbers among themselves, else as text."""
from collections.abc import Callable  # noqa: E402 - found beside the tests
from functools import cmp_to_key  # noqa: E402 - found beside the tests
from typing import Any  # noqa: E402 - found beside the tests

from fake_agent.powershell.cmdlets.registry import Call, Parameter, cmdlet, named, switches  # noqa: E402 - found beside the tests
from fake_agent.powershell.compiler.operators import BINARY  # noqa: E402 - found beside the tests
from fake_agent.powershell.dotnet import members  # noqa: E402 - found beside the tests
from fake_agent.powershell.operators.comparison import compare, equal  # noqa: E402 - found beside the tests
from fake_agent.powershell.operators.patterns import has_wildcard, wildcard  # noqa: E402 - found beside the tests
from fake_agent.powershell.operators.text import compiled  # noqa: E402 - found beside the tests
from fake_agent.powershell.runtime.blocks import ScriptBlock  # noqa: E402 - found beside the tests
from fake_agent.powershell.runtime.commands import make_stage  # noqa: E402 - found beside the tests
from fake_agent.powershell.runtime.parameters import Argument  # noqa: E402 - found beside the tests
from fake_agent.powershell.values import collections as nets  # noqa: E402 - found beside the tests
from fake_agent.powershell.values.conversion import as_list, to_number  # noqa: E402 - found beside the tests
from fake_agent.powershell.values.number_format import general  # noqa: E402 - found beside the tests
from fake_agent.powershell.values.objects import NOTHING, Property, PSObject  # noqa: E402 - found beside the tests
from fake_agent.powershell.values.text import to_text, truth  # noqa: E402 - found beside the tests

_UTILITY = "Microsoft.PowerShell.Utility"
_INPUT = Parameter("InputObject", "object", by_value=True)


@cmdlet(
    "ForEach-Object",
    Parameter("Process", "object[]", 0),
    Parameter("Begin", "scriptblock"),
    Parameter("End", "scriptblock"),
    Parameter("RemainingScripts", "object[]", remaining=True),
    Parameter("MemberName", "string"),
    Parameter("ArgumentList", "object[]", aliases=("Args",)),
    _INPUT,
    aliases=("%", "foreach"),
    module="Microsoft.PowerShell.Core",
)
class ForEachObject:
    """Runs a block, or reads or calls a member, for each object."""

    def begin(self, call: Call) -> None:
        """Sort the blocks out and run the first."""
        blocks = [*as_list(call.get("Process", [])), *as_list(call.get("RemainingScripts", []))]
        self.member = call.text("MemberName")
        self.first, self.last = call.get("Begin"), call.get("End")
        if blocks and not isinstance(blocks[0], ScriptBlock) and blocks[0] is not None:
            self.member, self.arguments = to_text(blocks[0]), [*blocks[1:], *as_list(call.get("ArgumentList", []))]
            blocks = []
        else:
            self.arguments = list(as_list(call.get("ArgumentList", [])))
        if len(blocks) > 1 and not call.has("Begin"):
            self.first, blocks = blocks[0], blocks[1:]
        if len(blocks) > 1 and not call.has("End") and not call.has("Begin"):
            blocks, self.last = blocks[:-1], blocks[-1]
        self.blocks = blocks
        if self.first is not None:
            self.first.run_in_place(call.emit)

    def process(self, call: Call) -> None:
        """One object."""
        item = call.get("InputObject")
        if self.member:
            value = self.read(call, item)
            call.write_all(value)
            return
        for block in self.blocks:
            block.run_in_place(call.emit, item)

    def read(self, call: Call, item: Any) -> Any:
        """The member of the object: a property, or the result of a method."""
        found = members.find_property(call.context, item, self.member) if item is not None else None
        if item is None or not members.is_missing(found):
            return found
        if members.has_method(item, self.member) or self.arguments:
            return members.invoke(call.context, item, self.member, self.arguments)
        return members.get_member(call.context, item, self.member)

    def end(self, call: Call) -> None:
        """Run the last block."""
        if self.last is not None:
            self.last.run_in_place(call.emit)


_TESTS = "EQ NE GT GE LT LE Like NotLike Match NotMatch Contains NotContains In NotIn Is IsNot CEQ CNE CGT CGE CLT CLE CLike CNotLike CMatch CNotMatch CContains CNotContains CIn CNotIn Not"  # noqa: E501 - one row, one line


@cmdlet(
    "Where-Object",
    Parameter("FilterScript", "object", 0),
    Parameter("Value", "object", 1),
    Parameter("Property", "string"),
    *switches(_TESTS),
    _INPUT,
    aliases=("?", "where"),
    module="Microsoft.PowerShell.Core",
)
class WhereObject:
    """Lets objects through that pass a test."""

    def begin(self, call: Call) -> None:
        """Work the test out."""
        script = call.get("FilterScript")
        self.block = script if isinstance(script, ScriptBlock) else None
        self.name = call.text("Property") or ("" if self.block else to_text(script))
        self.operator = next((name for name in _TESTS.split() if call.switch(name)), "")

    def process(self, call: Call) -> None:
        """One object."""
        item = call.get("InputObject")
        passed = self.block.test(item) if self.block is not None else self.compare(call, item)
        if passed:
            call.write(item)

    def compare(self, call: Call, item: Any) -> bool:
        """The comparison form: ``Where-Object Length -gt 5``."""
        value = members.get_member(call.context, item, self.name) if item is not None else None
        lowered = self.operator.lower()
        if not lowered:
            return truth(value)
        if lowered == "not":
            return not truth(value)
        wanted = call.get("Value")
        if lowered.removeprefix("c") in {"match", "notmatch"}:
            found = compiled(wanted, case_sensitive=lowered.startswith(("cm", "cn"))).search(to_text(value))
            if found is not None:
                from fake_agent.powershell.operators.text import matches_table  # noqa: PLC0415 - the module at the top would be a circle

                call.context.scope.variables["matches"] = matches_table(found)
            return (found is None) == ("not" in lowered)
        return truth(BINARY[f"-{lowered}"](value, wanted))

    def end(self, call: Call) -> None:
        """Nothing is left."""


# --- properties ----------------------------------------------------------------------------------------------------


class Chosen:
    """A property that a cmdlet is asked for: a name, a wildcard, a block, or a table of name and expression."""

    def __init__(self, context: Any, wanted: Any) -> None:
        self.context = context
        self.name = ""
        self.getter: Callable[[Any], Any] | None = None
        self.descending: bool | None = None
        self.options: dict[str, Any] = {}
        if isinstance(wanted, nets.Hashtable):
            for key, value in wanted.items():
                self.option(to_text(key).lower(), value)
        elif isinstance(wanted, ScriptBlock):
            self.name, self.getter = wanted.to_text(), lambda item: collected(wanted, item)
        else:
            self.name = to_text(wanted)

    def option(self, key: str, value: Any) -> None:
        """An entry of a calculated property; names may be shortened."""
        if key in {"n", "name", "l", "label"}:
            self.name = to_text(value)
        elif key and "expression".startswith(key):
            if isinstance(value, ScriptBlock):
                self.getter = lambda item: collected(value, item)
                self.name = self.name or value.to_text()
            else:
                source = to_text(value)
                self.getter = lambda item: value_of(self.context, item, source)
                self.name = self.name or source
        elif key and "descending".startswith(key):
            self.descending = truth(value)
        elif key and "ascending".startswith(key):
            self.descending = not truth(value)
        else:
            self.options[key] = value

    def read(self, item: Any) -> Any:
        """The value for an object."""
        return self.getter(item) if self.getter is not None else value_of(self.context, item, self.name)


def collected(block: ScriptBlock, item: Any) -> Any:
    """A block's value for an object, nothing as null."""
    value = block.collect(item)
    return None if value is NOTHING else value


def value_of(context: Any, item: Any, name: str) -> Any:
    """A property's value; None where there is none."""
    if item is None:
        return None
    found = members.find_property(context, item, name)
    return None if members.is_missing(found) else found


def chosen_properties(call: Call, name: str = "Property") -> list[Chosen]:
    """The properties that a parameter asks for."""
    return [Chosen(call.context, wanted) for wanted in as_list(call.get(name, []))]


@cmdlet(
    "Select-Object",
    Parameter("Property", "object[]", 0),
    *named("string[]", "ExcludeProperty"),
    *named("string", "ExpandProperty"),
    *named("int", "First Last Skip SkipLast"),
    Parameter("Index", "int[]"),
    *switches("Unique Wait"),
    _INPUT,
    aliases=("select",),
    module=_UTILITY,
)
class SelectObject:
    """Chooses objects and properties."""

    def begin(self, call: Call) -> None:
        """Read the parameters."""
        self.chosen = chosen_properties(call)
        self.first, self.last = call.get("First"), call.get("Last")
        self.skip, self.skip_last = call.number("Skip"), call.number("SkipLast")
        self.seen = self.written = 0
        self.held: list[Any] = []
        self.unique: list[Any] = []
        if self.first == 0 and not call.has("Last"):
            call.state["done"] = True

    def process(self, call: Call) -> None:
        """One object."""
        item = call.get("InputObject")
        place, self.seen = self.seen, self.seen + 1
        if call.has("Index"):
            if place in list(call.get("Index")):
                self.write(call, item)
            return
        if self.last is not None or self.skip_last:
            if self.first is not None and place < self.skip:
                return
            if self.first is not None and self.written < self.first:
                self.written += 1
                self.write(call, item)
            else:
                self.held.append(item)
            return
        if place < self.skip:
            return
        if self.first is not None:
            if self.written >= self.first:
                call.stop()
            self.written += 1
            self.write(call, item)
            if self.written >= self.first and call.stage.expects_input:
                call.stop()
            return
        self.write(call, item)

    def end(self, call: Call) -> None:
        """The last objects."""
        if self.last is not None:
            rest = self.held[: len(self.held) - self.skip] if self.skip and self.first is None else self.held
            for item in rest[-self.last :] if self.last else []:
                self.write(call, item)
        elif self.skip_last:
            for item in self.held[: -self.skip_last]:
                self.write(call, item)

    def write(self, call: Call, item: Any) -> None:
        """The object, or the chosen properties of it."""
        made = self.selected(call, item)
        if call.switch("Unique"):
            key = made if not isinstance(made, PSObject) else [value for _, value in made.items()]
            if any(_same(key, other) for other in self.unique):
                return
            self.unique.append(key)
        if call.has("ExpandProperty"):
            self.expand(call, item, made)
        else:
            call.write(made)

    def expand(self, call: Call, item: Any, made: Any) -> None:
        """The value of one property, item by item."""
        name = call.text("ExpandProperty")
        found = members.find_property(call.context, item, name) if item is not None else None
        if item is None or members.is_missing(found):
            call.error(
                f'Property "{name}" cannot be found.',
                "ExpandPropertyNotFound",
                "InvalidArgument",
                target=item,
                exception="System.Management.Automation.PSArgumentException",
            )
            return
        items = nets.items_of(found)
        for value in [found] if items is None else items:
            if self.chosen and isinstance(made, PSObject) and isinstance(value, PSObject):
                for entry in made.properties.values():
                    value.properties.setdefault(entry.name.lower(), entry)
            call.write(value)

    def selected(self, call: Call, item: Any) -> Any:
        """A new object with the chosen properties; the object itself where none are asked for."""
        excluded = [wildcard(name) for name in call.strings("ExcludeProperty")]
        if not self.chosen and not (excluded and not call.has("ExpandProperty")):
            return item
        kind = (
            item.type_names[0]
            if isinstance(item, PSObject)
            else members.type_names(item)[0]
            if item is not None
            else "System.Object"
        )
        names = [f"Selected.{kind}"] + ([kind] if isinstance(item, PSObject) and item.is_custom else [])
        made = PSObject(
            [*names, "System.Management.Automation.PSCustomObject", "System.Object"]
            if names[-1] != "System.Management.Automation.PSCustomObject"
            else [*names, "System.Object"]
        )
        for one in self.chosen or [Chosen(call.context, "*")]:
            if one.getter is None and has_wildcard(one.name):
                test = wildcard(one.name)
                for name, read in listed(call.context, item):
                    if test.match(name):
                        made.properties.setdefault(name.lower(), Property(name, read()))
            else:
                made.properties[one.name.lower()] = Property(self.spelled(call, item, one), one.read(item))
        for key in [key for key, entry in made.properties.items() if any(test.match(entry.name) for test in excluded)]:
            del made.properties[key]
        return made

    @staticmethod
    def spelled(call: Call, item: Any, one: Chosen) -> str:
        """The property's name as the object spells it."""
        if one.getter is None and isinstance(item, PSObject):
            entry = item.properties.get(one.name.lower())
            return entry.name if entry is not None else one.name
        if one.getter is None and item is not None:
            return next(
                (name for name, _ in members.list_properties(call.context, item) if name.lower() == one.name.lower()),
                one.name,
            )
        return one.name


def listed(context: Any, item: Any) -> list[tuple[str, Callable[[], Any]]]:
    """The properties of an object that a wildcard reaches."""
    if isinstance(item, nets.Hashtable):
        return [(to_text(key), lambda value=value: value) for key, value in item.items()] + members.list_properties(
            context, item
        )
    return members.list_properties(context, item) if item is not None else []


def _same(one: Any, other: Any) -> bool:
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(_same(left, right) for left, right in zip(one, other, strict=True))
    return equal(one, other, case_sensitive=True)


@cmdlet(
    "Sort-Object",
    Parameter("Property", "object[]", 0),
    *switches("Descending Unique CaseSensitive Stable"),
    *named("int", "Top Bottom"),
    *named("string", "Culture"),
    _INPUT,
    aliases=("sort",),
    collects=True,
    module=_UTILITY,
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
    top = call.get("Top")
    bottom = call.get("Bottom")
    for _, item in ordered[:top] if top is not None else ordered[-bottom:] if bottom else ordered:
        call.write(item)


def sort_compare(first: Any, second: Any, *, case_sensitive: bool = False) -> int:  # noqa: D103 - deliberate
    from fake_agent.powershell.errors import PowerShellError  # noqa: PLC0415 - the module at the top would be a circle

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
    _INPUT,
    aliases=("group",),
    collects=True,
    module=_UTILITY,
)
def group_object(call: Call) -> None:
    """Gather objects with equal values."""
    chosen = chosen_properties(call)
    groups: list[tuple[list[Any], list[Any]]] = []
    sensitive = call.switch("CaseSensitive")
    for item in call.items:
        values = [one.read(item) for one in chosen] if chosen else [item]
        found = next(
            (
                group
                for group in groups
                if all(equal(a, b, case_sensitive=sensitive) for a, b in zip(group[0], values, strict=True))
            ),
            None,
        )
        if found is None:
            groups.append((values, [item]))
        else:
            found[1].append(item)
    groups.sort(
        key=cmp_to_key(
            lambda one, other: next(
                (order for a, b in zip(one[0], other[0], strict=True) if (order := sort_compare(a, b))),  # type: ignore[index]  # a row of plain values
                0,
            )
        )
    )
    if call.switch("AsHashTable"):
        table = nets.Hashtable()
        for values, items in groups:
            key = (
                ", ".join(to_text(value) for value in values)
                if call.switch("AsString") or len(values) > 1
                else values[0]
            )
            table[key] = _collection(items)
        call.write(table)
        return
    for values, items in groups:
        made = PSObject(
            [
                "Microsoft.PowerShell.Commands.GroupInfoNoElement"
                if call.switch("NoElement")
                else "Microsoft.PowerShell.Commands.GroupInfo",
                "System.Object",
            ]
        )
        name = ", ".join(to_text(value) for value in values)
        for key, value in (
            ("Values", _collection(values)),
            ("Count", len(items)),
            ("Group", _collection([] if call.switch("NoElement") else items)),
            ("Name", name),
        ):
            made.properties[key.lower()] = Property(key, value, "Property")
        call.write(made)


def _collection(items: list[Any]) -> nets.NetList:
    return nets.NetList("System.Collections.ObjectModel.Collection`1[System.Management.Automation.PSObject]", items)


@cmdlet(
    "Measure-Object",
    Parameter("Property", "object[]", 0),
    *switches("Sum Average Maximum Minimum Line Word Character IgnoreWhiteSpace AllStats"),
    _INPUT,
    aliases=("measure",),
    collects=True,
    module=_UTILITY,
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
        ]
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
        ["Microsoft.PowerShell.Commands.TextMeasureInfo", "Microsoft.PowerShell.Commands.MeasureInfo", "System.Object"]
    )
    for key, value in (
        ("Lines", lines if call.switch("Line") else None),
        ("Words", words if call.switch("Word") else None),
        ("Characters", characters if call.switch("Character") else None),
        ("Property", None),
    ):
        made.properties[key.lower()] = Property(key, value, "Property")
    call.write(made)


@cmdlet("Get-Unique", *switches("AsString OnType"), _INPUT, aliases=("gu",), collects=True, module=_UTILITY)
def get_unique(call: Call) -> None:
    """Objects that differ from the one before."""
    last: Any = NOTHING
    for item in call.items:
        if last is NOTHING or not equal(last, item, case_sensitive=True):
            call.write(item)
        last = item


@cmdlet(
    "Compare-Object",
    Parameter("ReferenceObject", "object[]", 0, mandatory=True, allows=frozenset({"empty"})),
    Parameter("DifferenceObject", "object[]", 1, by_value=True),
    Parameter("Property", "object[]", 2),
    *named("int", "SyncWindow"),
    *switches("IncludeEqual ExcludeDifferent PassThru CaseSensitive"),
    aliases=("compare", "diff"),
    module=_UTILITY,
)
def compare_object(call: Call) -> None:
    """What is in one list and not in the other."""
    chosen = chosen_properties(call)
    sensitive = call.switch("CaseSensitive")

    def key(item: Any) -> list[Any]:
        return [one.read(item) for one in chosen] if chosen else [item]

    def same(one: Any, other: Any) -> bool:
        return all(equal(a, b, case_sensitive=sensitive) for a, b in zip(key(one), key(other), strict=True))

    rest = list(as_list(call.get("DifferenceObject", [])))
    matched: list[Any] = []
    missing: list[Any] = []
    for item in as_list(call.get("ReferenceObject")):
        place = next((index for index, other in enumerate(rest) if same(item, other)), None)
        if place is None:
            missing.append(item)
        else:
            matched.append(item)
            rest.pop(place)
    results = (
        [(item, "==") for item in matched] if call.switch("IncludeEqual") or call.switch("ExcludeDifferent") else []
    )
    if not call.switch("ExcludeDifferent"):
        results += [(item, "=>") for item in rest] + [(item, "<=") for item in missing]
    for item, side in results:
        if call.switch("PassThru"):
            call.write(item)
            continue
        values = {one.name: one.read(item) for one in chosen} if chosen else {"InputObject": item}
        call.write(PSObject.of({**values, "SideIndicator": side}))


@cmdlet(
    "Tee-Object",
    Parameter("FilePath", "string", 0),
    *named("string", "Variable"),
    *switches("Append"),
    _INPUT,
    aliases=("tee",),
    module=_UTILITY,
)
class TeeObject:
    """Hands objects on, and keeps a copy."""

    def begin(self, call: Call) -> None:
        """Nothing yet."""
        self.items: list[Any] = []
        del call

    def process(self, call: Call) -> None:
        """One object."""
        self.items.append(call.get("InputObject"))
        call.write(call.get("InputObject"))

    def end(self, call: Call) -> None:
        """Store the copy."""
        if call.has("Variable"):
            call.context.scope.variables[call.text("Variable").lower()] = (
                self.items[0] if len(self.items) == 1 else self.items
            )
        elif call.has("FilePath"):
            stage = make_stage(
                call.context,
                "Out-File",
                [Argument("FilePath", call.text("FilePath")), Argument("Append", call.switch("Append"))],
                None,
                lambda _value: None,
            )
            stage.expects_input = True
            stage.begin()
            for item in self.items:
                stage.process(item)
            stage.end()
