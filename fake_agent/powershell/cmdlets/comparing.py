"""Compare-Object."""

from collections import defaultdict
from collections.abc import Callable
from typing import Any

from fake_agent.powershell.cmdlets.ordering import text_key
from fake_agent.powershell.cmdlets.registry import UTILITY, Call, Parameter, cmdlet, named, switches
from fake_agent.powershell.cmdlets.selection import Chosen, chosen_properties
from fake_agent.powershell.dotnet import members
from fake_agent.powershell.operators.comparison import equal
from fake_agent.powershell.runtime.context import STEPS_OF_AN_ITEM
from fake_agent.powershell.values.conversion import as_list
from fake_agent.powershell.values.objects import Property, PSObject


class _Partners:
    """The objects that others are compared with; each is the partner of one equal object only."""

    def __init__(self, objects: list[Any], key: Callable[[Any], list[Any]], same: Callable[[Any, Any], bool]) -> None:
        self._objects = objects
        self._key = key
        self._same = same
        self._texts: dict[str, list[int]] = defaultdict(list)
        self._types: dict[tuple[type, ...], list[int]] = defaultdict(list)
        for place, one in enumerate(objects):
            values = key(one)
            self._texts[text_key(values)].append(place)
            self._types[tuple(map(type, values))].append(place)

    def take(self, item: Any, step: Callable[[int], None]) -> bool:
        """Take the first partner of this object; only one of other types may have another text.

        ``step`` is told how much work that is.
        """
        values = self._key(item)
        alike = self._texts[text_key(values)]
        if self._taken(item, alike):
            return True
        own = tuple(map(type, values))
        for kind, foreign in self._types.items():
            if kind != own:
                step(STEPS_OF_AN_ITEM * len(foreign))
                if self._taken(item, foreign):
                    return True
        return False

    def _taken(self, item: Any, places: list[int]) -> bool:
        place = next((place for place in places if self._same(item, self._objects[place])), None)
        if place is None:
            return False
        values = self._key(self._objects[place])
        self._texts[text_key(values)].remove(place)
        self._types[tuple(map(type, values))].remove(place)
        return True

    def left(self) -> list[Any]:
        """The objects that are nobody's partner, in their order."""
        return [self._objects[place] for place in sorted(place for found in self._types.values() for place in found)]


@cmdlet(
    "Compare-Object",
    Parameter("ReferenceObject", "object[]", 0, mandatory=True, allows=frozenset({"collection"})),
    Parameter("DifferenceObject", "object[]", 1, mandatory=True, by_value=True, allows=frozenset({"collection"})),
    Parameter("Property", "object[]", 2),
    *named("int", "SyncWindow"),
    *switches("IncludeEqual ExcludeDifferent PassThru CaseSensitive"),
    aliases=("compare", "diff"),
    collects=True,
    module=UTILITY,
)
def compare_object(call: Call) -> None:
    """What is in one list and not in the other."""
    chosen = chosen_properties(call)
    sensitive = call.switch("CaseSensitive")

    def key(item: Any) -> list[Any]:
        return [one.read(item) for one in chosen] if chosen else [item]

    def same(one: Any, other: Any) -> bool:
        return all(equal(a, b, case_sensitive=sensitive) for a, b in zip(key(one), key(other), strict=True))

    others = call.items if call.stage.expects_input else list(as_list(call.get("DifferenceObject", [])))
    if call.get("SyncWindow") == 0:
        _write_side_by_side(call, others, same, chosen)
        return
    partners = _Partners(others, key, same)
    matched: list[Any] = []
    missing: list[Any] = []
    for item in as_list(call.get("ReferenceObject")):
        call.context.step(STEPS_OF_AN_ITEM)
        (matched if partners.take(item, call.context.step) else missing).append(item)
    rest = partners.left()
    results = [(item, "==") for item in matched] if call.switch("IncludeEqual") else []
    if not call.switch("ExcludeDifferent"):
        results += [(item, "=>") for item in rest] + [(item, "<=") for item in missing]
    for item, side in results:
        _write_side(call, item, side, chosen)


def _write_side_by_side(
    call: Call, differences: list[Any], same: Callable[[Any, Any], bool], chosen: list[Chosen]
) -> None:
    """Compare each object only with the one at the same place."""
    references = as_list(call.get("ReferenceObject"))
    for place in range(max(len(references), len(differences))):
        pair = [*references[place : place + 1]], [*differences[place : place + 1]]
        if pair[0] and pair[1] and same(pair[0][0], pair[1][0]):
            if call.switch("IncludeEqual"):
                _write_side(call, pair[0][0], "==", chosen)
        elif not call.switch("ExcludeDifferent"):
            for side, items in (("=>", pair[1]), ("<=", pair[0])):
                for item in items:
                    _write_side(call, item, side, chosen)


def _write_side(call: Call, item: Any, side: str, chosen: list[Chosen]) -> None:
    if not call.switch("PassThru"):
        values = {one.name: one.read(item) for one in chosen} if chosen else {"InputObject": item}
        call.write(PSObject.of({**values, "SideIndicator": side}))
        return
    made = item
    if not isinstance(item, PSObject):
        made = PSObject(members.type_names(item))
        made.base = item
    made.properties["sideindicator"] = Property("SideIndicator", side)
    call.write(made)
