"""System.Xml.XmlNode and what is derived from it: members, and elements and attributes as properties."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from fake_agent.powershell.dotnet.types import define, define_enum
from fake_agent.powershell.dotnet.xml_properties import empty, refused, set_text
from fake_agent.powershell.errors import NetError
from fake_agent.powershell.values import collections as nets
from fake_agent.powershell.values.conversion import convert
from fake_agent.powershell.values.text import to_text
from fake_agent.powershell.xml import nodes, xpath
from fake_agent.powershell.xml.reading import read_content
from fake_agent.powershell.xml.writing import inner, outer
from fake_agent.powershell.xml.xpath_syntax import XPathError

NODE_TYPE = define_enum(
    "System.Xml.XmlNodeType",
    "None Element Attribute Text CDATA EntityReference Entity ProcessingInstruction Comment Document DocumentType "
    "DocumentFragment Notation Whitespace SignificantWhitespace EndElement EndEntity XmlDeclaration",
)


class NodeList(nets.NetList):
    """Nodes in a list, found by number; those of a list of attributes by name too."""

    __slots__ = ()

    def get_item(self, index: Any) -> Any:
        """The node at a place, or the attribute of a name; None where there is none."""
        if isinstance(index, str):
            return next((one for one in self.items if one.name == index), None)
        place = int(index)
        return self.items[place] if -len(self.items) <= place < len(self.items) else None


class NamespaceManager:
    """System.Xml.XmlNamespaceManager: what prefixes mean in an XPath expression."""

    __slots__ = ("prefixes",)

    def __init__(self, _names: Any = None) -> None:
        self.prefixes = {"xml": nodes.XML, "xmlns": nodes.XMLNS, "": ""}


def _set_inner(node: nodes.Node, text: str) -> None:
    if not isinstance(node, nodes.Element):
        raise NetError("System.InvalidOperationException", "Cannot set the 'InnerXml' for the current node.")
    made = refused(lambda: read_content(node, text))
    empty(node)
    for child in made:
        child.parent = None
        node.insert(child, len(node.children))


def _remove_all(node: nodes.Node) -> None:
    empty(node)
    node.attribute_list().clear()


def _set_value(node: nodes.Node, text: Any) -> None:
    refused(lambda: setattr(node, "value", to_text(text)))


def _beside(offset: int) -> Callable[[nodes.Node, nodes.Node, nodes.Node | None], nodes.Node]:
    def insert(owner: nodes.Node, node: nodes.Node, reference: nodes.Node | None) -> nodes.Node:
        if reference is None:
            return refused(lambda: _put(owner, node, 0 if offset else len(owner.children)))
        if reference.parent is not owner:
            raise NetError("System.ArgumentException", "The reference node is not a child of this node.")
        return refused(lambda: _put(owner, node, reference.place() + offset))

    return insert


def _put(owner: nodes.Node, node: nodes.Node, place: int) -> nodes.Node:
    if isinstance(node, nodes.Fragment):
        for child in list(node.children):
            owner.insert(child, place)
            place += 1
        return node
    return owner.insert(node, place)


def _replace(owner: nodes.Node, new: nodes.Node, old: nodes.Node) -> nodes.Node:
    place = refused(lambda: old.place() if old.parent is owner else owner.remove(old).place())
    owner.remove(old)
    refused(lambda: owner.insert(new, place))
    return old


def select(context: Any, node: nodes.Node, path: str, manager: NamespaceManager | None = None) -> list[nodes.Node]:
    """The nodes of an XPath expression; errors as .NET words them."""
    prefixes: Mapping[str, str] = {} if manager is None else manager.prefixes
    try:
        return xpath.select(node, path, prefixes, context.step)
    except xpath.NamespaceError as error:
        text = (
            "Namespace Manager or XsltContext needed. This query has a prefix, variable, or user-defined function."
            if manager is None
            else f"Namespace prefix '{error.args[0]}' is not defined."
        )
        raise NetError("System.Xml.XPath.XPathException", text) from None
    except XPathError:
        raise NetError("System.Xml.XPath.XPathException", f"'{path}' has an invalid token.") from None


def _select_all(context: Any, node: nodes.Node, path: str, manager: Any = None) -> NodeList:
    return NodeList("System.Xml.XPathNodeList", select(context, node, path, manager))


def _select_one(context: Any, node: nodes.Node, path: str, manager: Any = None) -> nodes.Node | None:
    return next(iter(select(context, node, path, manager)), None)


def _children(node: nodes.Node) -> NodeList:
    return NodeList("System.Xml.XmlChildNodes", node.children)


def _attributes(node: nodes.Node) -> NodeList | None:
    listed: Iterable[nodes.Node] = node.attribute_list()
    return AttributeList(node, listed) if isinstance(node, nodes.Element) else None


class AttributeList(NodeList):
    """The attributes of an element."""

    __slots__ = ("owner",)

    def __init__(self, owner: nodes.Element, listed: Iterable[Any]) -> None:
        super().__init__("System.Xml.XmlAttributeCollection", listed)
        self.owner = owner

    def append(self, attribute: nodes.Attribute) -> nodes.Attribute:
        """Add an attribute to the element."""
        refused(lambda: self.owner.put(attribute))
        return attribute

    def drop(self, attribute: nodes.Attribute | None) -> nodes.Attribute | None:
        """Take an attribute from the element."""
        self.owner.drop(attribute)
        return attribute


def child_named(node: nodes.Node, name: str) -> nodes.Node | None:
    """The first child element of a name (``$document['name']``)."""
    return next((child for child in node.children if child.kind == "Element" and child.name == name), None)


_NODE = "System.Xml.XmlNode"
define(
    _NODE,
    properties={
        "NodeType": lambda node: convert(node.kind, NODE_TYPE, None),
        "ParentNode": lambda node: None if node.kind == "Attribute" else node.parent,
        "ChildNodes": _children,
        "PreviousSibling": lambda node: node.sibling(-1),
        "NextSibling": lambda node: node.sibling(1),
        "Attributes": _attributes,
        "OwnerDocument": lambda node: None if node.kind == "Document" else node.document,
        "FirstChild": lambda node: node.children[0] if node.children else None,
        "LastChild": lambda node: node.children[-1] if node.children else None,
        "HasChildNodes": lambda node: bool(node.children),
        "Name": lambda node: node.name,
        "LocalName": lambda node: node.local_name,
        "NamespaceURI": lambda node: node.namespace,
        "Prefix": lambda node: node.prefix,
        "OuterXml": outer,
        "IsReadOnly": lambda _node: False,
        "BaseURI": lambda _node: "",
    },
    writable={
        "Value": (lambda node: node.value, _set_value),
        "InnerText": (lambda node: node.text(), set_text),
        "InnerXml": (inner, _set_inner),
    },
    methods={
        "System.Xml.XmlNode AppendChild(object newChild)": lambda owner, node: refused(
            lambda: _put(owner, node, len(owner.children)),
        ),
        "System.Xml.XmlNode PrependChild(object newChild)": lambda owner, node: refused(lambda: _put(owner, node, 0)),
        "System.Xml.XmlNode InsertBefore(object newChild, object refChild)": _beside(0),
        "System.Xml.XmlNode InsertAfter(object newChild, object refChild)": _beside(1),
        "System.Xml.XmlNode RemoveChild(object oldChild)": lambda owner, node: refused(lambda: owner.remove(node)),
        "System.Xml.XmlNode ReplaceChild(object newChild, object oldChild)": _replace,
        "System.Xml.XmlNode Clone()": lambda node: node.copy(node.document, deep=True),
        "System.Xml.XmlNode CloneNode(bool deep)": lambda node, deep: node.copy(node.document, deep=deep),
        "void RemoveAll()": _remove_all,
        "void Normalize()": lambda _node: None,
        "string ToString()": lambda node: node.local_name,
        "System.Xml.XmlElement get_Item(string name)": child_named,
        "System.Xml.XmlElement Item(string name)": child_named,
    },
    context_methods={
        "System.Xml.XmlNodeList SelectNodes(string xpath, [object nsmgr])": _select_all,
        "System.Xml.XmlNode SelectSingleNode(string xpath, [object nsmgr])": _select_one,
    },
)


def _set_attribute(element: nodes.Element, name: str, value: Any) -> None:
    held = element.attribute(name)
    if held is None:
        held = nodes.Attribute(name, namespace=nodes.XMLNS if name == "xmlns" or name.startswith("xmlns:") else "")
        held.document = element.document
        element.put(held)
    held.content = to_text(value)


def _set_namespaced(element: nodes.Element, name: str, namespace: str, value: Any) -> str:
    _set_attribute(element, name, value)
    held = element.attribute(name)
    if held is not None:
        held.namespace = namespace
    return to_text(value)


def _attribute_text(element: nodes.Element, name: str) -> str:
    held = element.attribute(name)
    return "" if held is None else held.content


def elements_named(node: nodes.Node, name: str) -> NodeList:
    """The elements of a name below a node; ``*`` is all of them."""
    found = [one for one in node.descendants() if one.kind == "Element" and name in {"*", one.name}]
    return NodeList("System.Xml.XmlElementList", found)


_LINKED = "System.Xml.XmlLinkedNode"
define(_LINKED, base=_NODE)
define(
    "System.Xml.XmlElement",
    nodes.Element,
    base=_LINKED,
    properties={"HasAttributes": lambda element: bool(element.attributes)},
    writable={
        "IsEmpty": (
            lambda element: element.short and not element.children,
            lambda element, short: setattr(element, "short", short),
        ),
    },
    methods={
        "string GetAttribute(string name)": _attribute_text,
        "void SetAttribute(string name, object value)": _set_attribute,
        "string SetAttribute(string localName, string namespaceURI, object value)": _set_namespaced,
        "bool HasAttribute(string name)": lambda element, name: element.attribute(name) is not None,
        "void RemoveAttribute(string name)": lambda element, name: element.drop(element.attribute(name)),
        "void RemoveAllAttributes()": lambda element: element.attributes.clear(),
        "System.Xml.XmlAttribute GetAttributeNode(string name)": lambda element, name: element.attribute(name),
        "System.Xml.XmlAttribute SetAttributeNode(object newAttr)": lambda element, new: refused(
            lambda: element.put(new),
        ),
        "System.Xml.XmlAttribute RemoveAttributeNode(object oldAttr)": lambda element, old: (element.drop(old), old)[1],
        "System.Xml.XmlNodeList GetElementsByTagName(string name)": elements_named,
    },
)
define(
    "System.Xml.XmlAttribute",
    nodes.Attribute,
    base=_NODE,
    properties={"OwnerElement": lambda attribute: attribute.parent, "Specified": lambda _attribute: True},
)
define("System.Xml.XmlCharacterData", base=_LINKED, properties={"Length": lambda node: len(node.content)})
for _name, _python in (("Text", nodes.Text), ("CDataSection", nodes.CData), ("Comment", nodes.Comment)):
    define(
        f"System.Xml.Xml{_name}",
        _python,
        base="System.Xml.XmlCharacterData",
        writable={"Data": (lambda node: node.content, _set_value)},
    )
define("System.Xml.XmlWhitespace", nodes.Whitespace, base="System.Xml.XmlCharacterData")
define(
    "System.Xml.XmlProcessingInstruction",
    nodes.Instruction,
    base=_LINKED,
    properties={"Target": lambda node: node.name, "Data": lambda node: node.content},
)
define(
    "System.Xml.XmlDeclaration",
    nodes.Declaration,
    base=_LINKED,
    properties={"Version": lambda node: node.version},
    writable={
        "Encoding": (lambda node: node.encoding, lambda node, text: setattr(node, "encoding", text)),
        "Standalone": (lambda node: node.standalone, lambda node, text: setattr(node, "standalone", text)),
    },
)
define("System.Xml.XmlDocumentFragment", nodes.Fragment, base=_NODE)
_LIST = "System.Xml.XmlNodeList"
define(
    _LIST,
    NodeList,
    properties={"Count": len},
    methods={"System.Xml.XmlNode Item(int index)": lambda listed, index: listed.get_item(index)},
    interfaces=("System.Collections.IEnumerable",),
)
for _kind in ("XPathNodeList", "XmlChildNodes", "XmlElementList"):
    define(f"System.Xml.{_kind}", base=_LIST)
define(
    "System.Xml.XmlAttributeCollection",
    AttributeList,
    properties={"Count": len},
    methods={
        "System.Xml.XmlAttribute Append(object node)": lambda listed, node: listed.append(node),
        "System.Xml.XmlAttribute Remove(object node)": lambda listed, node: listed.drop(node),
        "System.Xml.XmlNode RemoveNamedItem(string name)": lambda listed, name: listed.drop(listed.get_item(name)),
        "System.Xml.XmlNode GetNamedItem(string name)": lambda listed, name: listed.get_item(name),
        "System.Xml.XmlNode SetNamedItem(object node)": lambda listed, node: listed.append(node),
        "System.Xml.XmlAttribute Item(object index)": lambda listed, index: listed.get_item(index),
    },
    interfaces=("System.Collections.IEnumerable", "System.Collections.ICollection"),
)
define(
    "System.Xml.XmlNamespaceManager",
    NamespaceManager,
    methods={
        "void AddNamespace(string prefix, string uri)": lambda manager, prefix, uri: manager.prefixes.update(
            {prefix: uri},
        ),
        "string LookupNamespace(string prefix)": lambda manager, prefix: manager.prefixes.get(prefix),
        "bool HasNamespace(string prefix)": lambda manager, prefix: prefix in manager.prefixes,
    },
    constructors={"System.Xml.XmlNamespaceManager new(object nameTable)": NamespaceManager},
)
