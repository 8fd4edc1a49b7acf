"""ConvertTo-Xml: objects as XML that other programs read."""

from collections.abc import Iterable
from typing import Any
from xml.etree import ElementTree as ET

from fake_agent.powershell.cmdlets.registry import INPUT, UTILITY, Call, cmdlet, named, switches
from fake_agent.powershell.dotnet import members
from fake_agent.powershell.dotnet.types import type_of
from fake_agent.powershell.errors import MissingFeature, PowerShellError
from fake_agent.powershell.serialization.primitives import is_primitive
from fake_agent.powershell.values import collections as nets
from fake_agent.powershell.values.conversion import convert
from fake_agent.powershell.values.objects import NOTHING, EnumValue, PSObject, unwrapped
from fake_agent.powershell.values.text import to_text

_DECLARATION = '<?xml version="1.0" encoding="utf-8"?>'


class _Writer:
    def __init__(self, call: Call) -> None:
        self.context = call.context
        self.typed = not call.switch("NoTypeInformation")

    def element(self, tag: str, name: str | None, kind: str | None) -> ET.Element:
        element = ET.Element(tag)
        if name is not None:
            element.set("Name", name)
        if self.typed and kind is not None:
            element.set("Type", kind)
        return element

    def value(self, value: Any, depth: int, name: str | None = None, tag: str = "Property") -> ET.Element:
        """One value. What contains others counts no depth; what has no depth left is text."""
        value = unwrapped(value)
        if value is None or value is NOTHING:
            return self.element(tag, name, None)
        made = self.element(tag, name, _type_name(value))
        if isinstance(value, nets.Hashtable):
            for key, item in value.items():
                made.append(self.value(key, depth, "Key"))
                made.append(self.value(item, depth, "Value"))
        elif not is_primitive(value) and (items := nets.items_of(value)) is not None:
            made.extend(self.value(item, depth) for item in items)
        elif is_primitive(value) or isinstance(value, EnumValue) or depth == 0:
            made.text = to_text(value)
        else:
            made.extend(self.properties(value, depth - 1))
        return made

    def properties(self, value: Any, depth: int) -> Iterable[ET.Element]:
        for name, read in members.list_properties(self.context, value):
            try:
                found = read()
            except PowerShellError:
                found = None
            if found is None:
                yield self.element("Property", name, "System.Object")
            else:
                yield self.value(found, depth, name)


def _type_name(value: Any) -> str:
    if isinstance(value, PSObject):
        return "System.Management.Automation.PSCustomObject" if value.is_custom else value.type_names[0].split("#")[0]
    return "System.Object[]" if type(value) is list else str(type_of(value).full_name)


def _text(element: ET.Element) -> str:
    ET.indent(element)
    return ET.tostring(element, encoding="unicode").replace("\n", "\r\n")


@cmdlet(
    "ConvertTo-Xml",
    INPUT,
    *named("int", "Depth"),
    *named("string", "As"),
    *switches("NoTypeInformation"),
    collects=True,
    module=UTILITY,
)
def convert_to_xml(call: Call) -> None:
    """Objects as XML: a document, one string, or a stream of strings."""
    writer = _Writer(call)
    depth = call.number("Depth", 1)
    objects = [writer.value(item, depth, tag="Object") for item in call.items]
    form = call.text("As", "Document").lower()
    if form == "stream":
        call.write_all([_DECLARATION, "<Objects>", *(_text(element) for element in objects), "</Objects>"])
        return
    root = ET.Element("Objects")
    root.extend(objects)
    text = f"{_DECLARATION}\r\n{_text(root)}"
    if form == "string":
        call.write(text)
        return
    document = call.context.find_type("System.Xml.XmlDocument")
    if document is None:
        raise MissingFeature("ConvertTo-Xml -As Document", "construct")
    call.write(convert(text, document, call.context))
