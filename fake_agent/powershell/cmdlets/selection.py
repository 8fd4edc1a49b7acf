"""Chosen properties of objects, and Select-Object."""

from collections.abc import Callable
from typing import Any

from fake_agent.powershell.cmdlets.registry import INPUT, UTILITY, Call, Parameter, cmdlet, named, switches
from fake_agent.powershell.dotnet import members
from fake_agent.powershell.operators.comparison import equal
from fake_agent.powershell.operators.wildcards import has_wildcard, wildcard
from fake_agent.powershell.runtime.blocks import ScriptBlock
from fake_agent.powershell.values import collections as nets
from fake_agent.powershell.values.conversion import as_list
from fake_agent.powershell.values.objects import NOTHING, Property, PSObject
from fake_agent.powershell.values.text import to_text, truth

_OPTIONS = ("alignment", "formatstring", "width", "depth")
"""Further entries of a calculated property."""


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
        elif key and "ascending".startswith(key) and not isinstance(value, str):
            self.descending = not truth(value)
        else:
            self.options[next((name for name in _OPTIONS if key and name.startswith(key)), key)] = value

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
    INPUT,
    aliases=("select",),
    module=UTILITY,
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
            call.write(self.joined(call, value, made))

    def joined(self, call: Call, value: Any, made: Any) -> Any:
        """A value taken out of a property, with the properties that are asked for beside it."""
        if not self.chosen or not isinstance(made, PSObject) or value is None:
            return value
        joined = value
        if not isinstance(value, PSObject):
            joined = PSObject(members.type_names(value))
            joined.base = value
        for entry in made.properties.values():
            if members.is_missing(members.find_property(call.context, joined, entry.name)):
                joined.properties[entry.name.lower()] = entry
            else:
                already_there(call, entry.name, "AlreadyExistingUserSpecifiedPropertyExpand", made)
        return joined

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
            else [*names, "System.Object"],
        )
        for one in self.chosen or [Chosen(call.context, "*")]:
            if one.getter is None and has_wildcard(one.name):
                test = wildcard(one.name)
                for name, read in listed(call.context, item):
                    if test.match(name):
                        made.properties.setdefault(name.lower(), Property(name, read()))
            elif one.name.lower() in made.properties:
                already_there(call, one.name, "AlreadyExistingUserSpecifiedPropertyNoExpand", item)
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


def already_there(call: Call, name: str, identifier: str, target: Any) -> None:
    """A chosen property that the object has already."""
    call.error(
        f'The property cannot be processed because the property "{name}" already exists.',
        identifier,
        "InvalidOperation",
        target=target,
        exception="System.Management.Automation.PSArgumentException",
    )


def listed(context: Any, item: Any) -> list[tuple[str, Callable[[], Any]]]:
    """The properties of an object that a wildcard reaches."""
    if isinstance(item, nets.Hashtable):
        return [(to_text(key), lambda value=value: value) for key, value in item.items()] + members.list_properties(
            context,
            item,
        )
    return members.list_properties(context, item) if item is not None else []


def _same(one: Any, other: Any) -> bool:
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(_same(left, right) for left, right in zip(one, other, strict=True))
    return equal(one, other, case_sensitive=True)
