"""CLIXML to objects: values come back as they were, other objects as ``Deserialized`` ones with their properties."""

from datetime import tzinfo
from typing import Any
from xml.etree import ElementTree as ET

from fake_agent.powershell.serialization.primitives import BY_TAG, DATE, unescaped
from fake_agent.powershell.serialization.writing import NAMESPACE
from fake_agent.powershell.values import collections as nets
from fake_agent.powershell.values.date_parse import parse_date
from fake_agent.powershell.values.objects import CUSTOM_OBJECT, Property, PSObject
from fake_agent.powershell.values.times import DateTime

_ORDERED = "System.Collections.Specialized.OrderedDictionary"
_DESERIALIZED = "Deserialized."
_KEPT = frozenset({"System.Object", CUSTOM_OBJECT})
"""Types that come back as themselves."""


def read_objects(text: str, zone: tzinfo) -> list[Any]:
    """The objects of a CLIXML document, local times in the zone. ``ValueError`` where it is none."""
    try:
        root = ET.fromstring(text)  # noqa: S314  # a script's own file; expat bounds the expansion of entities
    except ET.ParseError as error:
        raise ValueError(str(error)) from error
    if _tag(root) != "Objs":
        raise ValueError(_tag(root))
    reader = _Reader(zone)
    return [reader.value(element) for element in root]


def _tag(element: ET.Element) -> str:
    return element.tag.removeprefix(f"{{{NAMESPACE}}}")


class _Reader:
    def __init__(self, zone: tzinfo) -> None:
        self.zone = zone
        self.references: dict[str, Any] = {}
        self.type_lists: dict[str, list[str]] = {}

    def value(self, element: ET.Element) -> Any:
        tag = _tag(element)
        if tag == "Nil":
            return None
        if tag == "Ref":
            return self.references.get(element.get("RefId", ""))
        if tag == "Obj":
            return self.object(element)
        if tag == DATE:
            return parse_date(element.text or "", DateTime(0), self.zone)
        primitive = BY_TAG.get(tag)
        return unescaped(element.text or "") if primitive is None else primitive.read(element.text or "")

    def object(self, element: ET.Element) -> Any:
        reference = element.get("RefId", "")
        parts = {_tag(child): child for child in element}
        names = self.type_names(parts)
        for tag in ("LST", "QUE", "STK", "IE"):
            if tag in parts:
                return self.remembered(reference, _list([self.value(child) for child in parts[tag]]))
        if "DCT" in parts:
            return self.remembered(reference, self.table(names, parts["DCT"]))
        inner = next((parts[tag] for tag in BY_TAG if tag in parts), None)
        made = PSObject([_deserialized(name) for name in names] or (CUSTOM_OBJECT, "System.Object"))
        self.references[reference] = made
        if inner is not None:
            made.base = self.value(inner) if "ToString" not in parts else None
            made.native = self.value(inner)
        shown = parts.get("ToString")
        if shown is not None:
            text = unescaped(shown.text or "")
            made.text = lambda _: text
        for tag, kind in (("Props", "Property"), ("MS", "NoteProperty")):
            for child in parts.get(tag, ()):
                name = unescaped(child.get("N", ""))
                made.properties[name.lower()] = Property(name, self.value(child), kind)
        return made

    def remembered(self, reference: str, value: Any) -> Any:
        self.references[reference] = value
        return value

    def type_names(self, parts: dict[str, ET.Element]) -> list[str]:
        if "TNRef" in parts:
            return self.type_lists.get(parts["TNRef"].get("RefId", ""), [])
        if "TN" not in parts:
            return []
        names = [child.text or "" for child in parts["TN"]]
        self.type_lists[parts["TN"].get("RefId", "")] = names
        return names

    def table(self, names: list[str], element: ET.Element) -> nets.Hashtable:
        made = nets.Hashtable(ordered=names[:1] == [_ORDERED])
        for entry in element:
            parts = {child.get("N", ""): child for child in entry}
            made[self.value(parts["Key"])] = self.value(parts["Value"])
        return made


def _deserialized(name: str) -> str:
    return name if name in _KEPT or name.startswith(_DESERIALIZED) else _DESERIALIZED + name


def _list(items: list[Any]) -> nets.NetList:
    """Lists come back as ArrayLists; arrays and those of one type do too."""
    return nets.NetList("System.Collections.ArrayList", items)
