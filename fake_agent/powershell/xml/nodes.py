"""The nodes of an XML document, with the order and the namespaces of System.Xml."""

from collections.abc import Iterator
from typing import Final, Optional

XMLNS: Final = "http://www.w3.org/2000/xmlns/"
XML: Final = "http://www.w3.org/XML/1998/namespace"


class XmlError(Exception):
    """What System.Xml refuses: an ArgumentException or InvalidOperationException with this text."""

    def __init__(self, message: str, type_name: str = "System.ArgumentException") -> None:
        super().__init__(message)
        self.message = message
        self.type_name = type_name


class Node:
    """A node; ``children`` stay empty where a kind of node has none."""

    kind = "None"
    holds: frozenset[str] = frozenset()
    """The kinds of nodes that it may hold."""

    def __init__(self, name: str, namespace: str = "") -> None:
        self.name = name
        self.namespace = namespace
        self.parent: Node | None = None
        self.document: Document | None = None
        self.children: list[Node] = []

    @property
    def prefix(self) -> str:
        """What stands before the colon of the name."""
        head, colon, _ = self.name.partition(":")
        return head if colon else ""

    @property
    def local_name(self) -> str:
        """The name without its prefix."""
        return self.name.rpartition(":")[2]

    def to_text(self) -> str:
        """What PowerShell shows of a node in a string: its name."""
        return self.local_name

    @property
    def value(self) -> str | None:
        """The node's own text; None for documents and elements."""
        return None

    @value.setter
    def value(self, new: str) -> None:
        raise XmlError("Cannot set a value on node type '" + self.kind + "'.", "System.InvalidOperationException")

    def text(self) -> str:
        """The text of the node and all below it (``InnerText``)."""
        return "".join(
            child.text() for child in self.children if child.kind not in {"Comment", "ProcessingInstruction"}
        )

    def attribute_list(self) -> list["Attribute"]:
        """The attributes of an element, in order."""
        return []

    def descendants(self) -> Iterator["Node"]:
        """All nodes below, in the order of the document."""
        stack = list(reversed(self.children))
        while stack:
            node = stack.pop()
            yield node
            stack.extend(reversed(node.children))

    def ancestors(self) -> Iterator["Node"]:
        """The nodes above, the nearest first; an attribute's is its element."""
        current = self.parent
        while current is not None:
            yield current
            current = current.parent

    def sibling(self, step: int) -> Optional["Node"]:
        """The next (1) or previous (-1) node of the same parent."""
        if self.parent is None or self.kind == "Attribute":
            return None
        place = self.place() + step
        return self.parent.children[place] if 0 <= place < len(self.parent.children) else None

    def place(self) -> int:
        """The place among the parent's children."""
        siblings = self.parent.children if self.parent is not None else []
        return next(place for place, one in enumerate(siblings) if one is self)

    def insert(self, node: "Node", place: int) -> "Node":
        """Put a node among the children; it leaves the place that it has."""
        if node is self or any(one is node for one in self.ancestors()):
            raise XmlError("Cannot insert a node or any ancestor of that node as a child of itself.")
        if node.document is not None and node.document is not (self.document or self):
            raise XmlError("The node to be inserted is from a different document context.")
        if node.kind not in self.holds:
            message = "The specified node cannot be inserted as the valid child of this node, because the "
            raise XmlError(f"{message}specified node is the wrong type.", "System.InvalidOperationException")
        if node.parent is not None and node.kind != "Attribute":
            place -= node.parent is self and node.place() < place
            node.parent.children.remove(node)
        self.children.insert(place, node)
        node.parent = self
        return node

    def remove(self, node: "Node") -> "Node":
        """Take a child away."""
        if node.parent is not self or node.kind == "Attribute":
            raise XmlError("The node to be removed is not a child of this node.")
        del self.children[node.place()]
        node.parent = None
        return node

    def copy(self, document: Optional["Document"], *, deep: bool) -> "Node":
        """A copy for a document, with what is below it where ``deep``."""
        made = self._blank()
        made.document = document
        if deep:
            for child in self.children:
                one = child.copy(document, deep=True)
                one.parent = made
                made.children.append(one)
        return made

    def _blank(self) -> "Node":
        return type(self)(self.name, self.namespace)


class Characters(Node):
    """A node that is its text."""

    label = ""

    def __init__(self, content: str) -> None:
        super().__init__(self.label)
        self.content = content

    @property
    def value(self) -> str | None:
        """The text."""
        return self.text()

    @value.setter
    def value(self, new: str) -> None:
        self.content = new

    def text(self) -> str:
        """The text."""
        return self.content

    def _blank(self) -> Node:
        return type(self)(self.content)


class Text(Characters):
    """Text between tags."""

    kind, label = "Text", "#text"


class Whitespace(Characters):
    """Blanks between tags, kept where the document preserves them."""

    kind, label = "Whitespace", "#whitespace"


class CData(Characters):
    """A CDATA section."""

    kind, label = "CDATA", "#cdata-section"


class Comment(Characters):
    """A comment."""

    kind, label = "Comment", "#comment"


class Instruction(Characters):
    """A processing instruction."""

    kind = "ProcessingInstruction"

    def __init__(self, target: str, content: str) -> None:
        super().__init__(content)
        self.name = target

    def _blank(self) -> Node:
        return Instruction(self.name, self.content)


class Declaration(Characters):
    """``<?xml version="1.0"?>``."""

    kind = "XmlDeclaration"

    def __init__(self, version: str, encoding: str = "", standalone: str = "") -> None:
        super().__init__("")
        self.name = "xml"
        self.version, self.encoding, self.standalone = version, encoding, standalone

    def text(self) -> str:
        """The parts of the declaration."""
        parts = {"version": self.version, "encoding": self.encoding, "standalone": self.standalone}
        return " ".join(f'{name}="{part}"' for name, part in parts.items() if part)

    def _blank(self) -> Node:
        return Declaration(self.version, self.encoding, self.standalone)


class Attribute(Characters):
    """An attribute; its element is its parent."""

    kind = "Attribute"

    def __init__(self, name: str, content: str = "", namespace: str = "") -> None:
        super().__init__(content)
        self.name, self.namespace = name, namespace

    def _blank(self) -> Node:
        return Attribute(self.name, self.content, self.namespace)


_CONTENT = frozenset({"Element", "Text", "Whitespace", "CDATA", "Comment", "ProcessingInstruction"})


class Element(Node):
    """An element; ``short`` is one written as ``<name />``."""

    kind, holds = "Element", _CONTENT

    def __init__(self, name: str, namespace: str = "") -> None:
        super().__init__(name, namespace)
        self.attributes: list[Attribute] = []
        self.short = True

    def attribute_list(self) -> list[Attribute]:
        """The attributes, in order."""
        return self.attributes

    def insert(self, node: Node, place: int) -> Node:
        """Put a node among the children."""
        self.short = False
        return super().insert(node, place)

    def attribute(self, name: str) -> Attribute | None:
        """The attribute of that name, prefix included."""
        return next((one for one in self.attributes if one.name == name), None)

    def put(self, attribute: Attribute) -> Attribute | None:
        """Add an attribute, or replace the one of its name, which is returned."""
        if attribute.parent is not None and attribute.parent is not self:
            message = "The 'Attribute' node cannot be inserted because it is already an attribute of another element."
            raise XmlError(message, "System.InvalidOperationException")
        held = self.attribute(attribute.name)
        if held is None:
            self.attributes.append(attribute)
        else:
            self.attributes[self.attributes.index(held)] = attribute
            held.parent = None
        attribute.parent = self
        return held

    def drop(self, attribute: Attribute | None) -> None:
        """Take an attribute away."""
        if attribute is not None and attribute in self.attributes:
            self.attributes.remove(attribute)
            attribute.parent = None

    def namespace_of(self, prefix: str) -> str:
        """The namespace that a prefix stands for at this element."""
        if prefix == "xml":
            return XML
        wanted = f"xmlns:{prefix}" if prefix else "xmlns"
        current: Node | None = self
        while current is not None:
            for one in current.attribute_list():
                if one.name == wanted:
                    return one.content
            if isinstance(current, Element) and current.prefix == prefix and current.namespace:
                return current.namespace
            current = current.parent
        return ""

    def copy(self, document: Optional["Document"], *, deep: bool) -> Node:
        """A copy with its attributes."""
        made = super().copy(document, deep=deep)
        if isinstance(made, Element):
            made.short = self.short or not made.children
            for one in self.attributes:
                made.put(one.copy(document, deep=True))  # type: ignore[arg-type]  # a copy is of the same kind
        return made


class Fragment(Node):
    """Nodes without a parent (``InnerXml`` is read into one)."""

    kind, holds = "DocumentFragment", _CONTENT

    def __init__(self) -> None:
        super().__init__("#document-fragment")

    def _blank(self) -> Node:
        return Fragment()


class Document(Node):
    """A document; ``preserves`` keeps blanks between tags."""

    kind = "Document"
    holds = frozenset({"Element", "Whitespace", "Comment", "ProcessingInstruction", "XmlDeclaration"})

    def __init__(self) -> None:
        super().__init__("#document")
        self.preserves = False

    @property
    def root(self) -> Element | None:
        """The document's element."""
        return next((child for child in self.children if isinstance(child, Element)), None)

    def insert(self, node: Node, place: int) -> Node:
        """Put a node among the children: only one of them is an element."""
        if node.kind == "Element" and self.root is not None and self.root is not node:
            message = "This document already has a 'DocumentElement' node."
            raise XmlError(message, "System.InvalidOperationException")
        return super().insert(node, place)

    def _blank(self) -> Node:
        made = Document()
        made.preserves = self.preserves
        return made
