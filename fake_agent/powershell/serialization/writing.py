"""Objects to CLIXML."""

from collections.abc import Iterable, Sequence
from typing import Any
from xml.etree import ElementTree as ET

from fake_agent.powershell.dotnet import members
from fake_agent.powershell.dotnet.types import type_of
from fake_agent.powershell.errors import PowerShellError
from fake_agent.powershell.serialization.primitives import DATE, escaped, primitive_of
from fake_agent.powershell.values import collections as nets
from fake_agent.powershell.values.date_format import format_date
from fake_agent.powershell.values.objects import NOTHING, EnumValue, PSObject, unwrapped
from fake_agent.powershell.values.text import to_text

NAMESPACE = "http://schemas.microsoft.com/powershell/2004/04"
VERSION = "1.1.0.1"
_NOTES = frozenset({"NoteProperty", "ScriptProperty", "AliasProperty"})
_CONTAINERS = {"Queue": "QUE", "Stack": "STK"}


class Writer:
    """Writes objects one after the other; objects and lists of type names that come again are references."""

    def __init__(self, context: Any, depth: int) -> None:
        self.context = context
        self.depth = depth
        self.root = ET.Element("Objs", {"Version": VERSION, "xmlns": NAMESPACE})
        self.references: dict[int, tuple[str, Any]] = {}
        self.type_lists: dict[tuple[str, ...], str] = {}

    def add(self, value: Any) -> None:
        """One object more."""
        self.root.append(self.element(value, self.depth))

    def text(self) -> str:
        """All of it, indented."""
        ET.indent(self.root)
        return ET.tostring(self.root, encoding="unicode").replace("\n", "\r\n")

    def element(self, value: Any, depth: int, name: str | None = None) -> ET.Element:
        """A value; ``name`` is that of the property it is of."""
        value = unwrapped(value)
        made = self._element(value, depth)
        if name is not None:
            made.set("N", escaped(name))
        return made

    def _element(self, value: Any, depth: int) -> ET.Element:
        if value is None or value is NOTHING:
            return ET.Element("Nil")
        primitive = primitive_of(value)
        if primitive is not None:
            made = ET.Element(primitive.tag)
            zone = self.context.host.time_zone
            made.text = format_date(value, "o", zone) if primitive.tag == DATE else primitive.write(value)
            return made
        known = self.references.get(id(value))
        return self._complex(value, depth) if known is None else ET.Element("Ref", RefId=known[0])

    def _complex(self, value: Any, depth: int) -> ET.Element:
        if isinstance(value, EnumValue):
            return self._enumeration(value)
        if isinstance(value, nets.Hashtable):
            return self._table(value, depth)
        items = nets.items_of(value)
        if items is not None:
            return self._list(value, items, depth)
        return self._object(value, depth) if depth > 0 else _text_element("S", to_text(value))

    def _start(self, value: Any, type_names: Sequence[str]) -> ET.Element:
        reference = str(len(self.references))
        self.references[id(value)] = (reference, value)
        made = ET.Element("Obj", RefId=reference)
        key = tuple(type_names)
        if key in self.type_lists:
            ET.SubElement(made, "TNRef", RefId=self.type_lists[key])
        else:
            self.type_lists[key] = str(len(self.type_lists))
            names = ET.SubElement(made, "TN", RefId=self.type_lists[key])
            for name in type_names:
                ET.SubElement(names, "T").text = name
        return made

    def _enumeration(self, value: EnumValue) -> ET.Element:
        made = self._start(value, members.type_names(value))
        made.append(_text_element("ToString", value.name))
        made.append(_text_element("I32", str(value.number)))
        return made

    def _table(self, value: nets.Hashtable, depth: int) -> ET.Element:
        made = self._start(value, members.type_names(value))
        entries = ET.SubElement(made, "DCT")
        for key, item in value.items():
            entry = ET.SubElement(entries, "En")
            entry.append(self.element(key, depth, "Key"))
            entry.append(self.element(item, depth, "Value"))
        return made

    def _list(self, value: Any, items: Iterable[Any], depth: int) -> ET.Element:
        names = members.type_names(value)
        kind = str(type_of(value).full_name).rpartition(".")[2].partition("`")[0]
        made = self._start(value, names)
        inner = ET.SubElement(made, _CONTAINERS.get(kind, "LST"))
        inner.extend(self.element(item, depth) for item in items)
        return made

    def _object(self, value: Any, depth: int) -> ET.Element:
        made = self._start(value, members.type_names(value))
        if not (isinstance(value, PSObject) and value.is_custom):
            made.append(_text_element("ToString", to_text(value)))
        groups: dict[str, list[ET.Element]] = {"Props": [], "MS": []}
        for name, read in members.list_properties(self.context, value):
            try:
                found = read()
            except PowerShellError:
                continue
            groups[_group(value, name)].append(self.element(found, depth - 1, name))
        for tag, elements in groups.items():
            if elements:
                ET.SubElement(made, tag).extend(elements)
        return made


def _group(value: Any, name: str) -> str:
    """What the type has goes to Props, what was added to the object or its type to MS."""
    entry = value.properties.get(name.lower()) if isinstance(value, PSObject) else None
    return "MS" if entry is not None and entry.kind in _NOTES else "Props"


def _text_element(tag: str, text: str) -> ET.Element:
    made = ET.Element(tag)
    made.text = escaped(text)
    return made
