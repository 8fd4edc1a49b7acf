"""Reading XML text into nodes, with expat; document types are refused, so that no entity grows or reaches a file."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from xml.parsers import expat

from fake_agent.powershell.xml.nodes import (
    XML,
    XMLNS,
    Attribute,
    CData,
    Comment,
    Declaration,
    Document,
    Element,
    Instruction,
    Node,
    Text,
    Whitespace,
    XmlError,
)

_DEEPEST = 1000
XML_EXCEPTION = "System.Xml.XmlException"


class UnsupportedXmlError(Exception):
    """XML that System.Xml reads and this simulator does not."""


class _Reader:
    """Builds the nodes while expat reads."""

    def __init__(self, document: Document, top: Node) -> None:
        self.document = document
        self.top = self.current = top
        self.text: list[str] = []
        self.in_data = False
        self.open: list[tuple[str, int, int]] = []
        self.parser = expat.ParserCreate()
        self.parser.buffer_text = True
        self.parser.ordered_attributes = True
        self.parser.StartElementHandler = self.start
        self.parser.EndElementHandler = self.end
        self.parser.CharacterDataHandler = self.text.append
        self.parser.CommentHandler = lambda content: self.add(Comment(content))
        self.parser.ProcessingInstructionHandler = lambda target, content: self.add(Instruction(target, content))
        self.parser.XmlDeclHandler = self.declaration
        self.parser.StartCdataSectionHandler = self.flush
        self.parser.EndCdataSectionHandler = lambda: self.flush(data=True)
        self.parser.StartDoctypeDeclHandler = self.doctype

    @staticmethod
    def doctype(*_parts: object) -> None:
        """Document types may define entities without bound, or files to read."""
        raise UnsupportedXmlError("<!DOCTYPE>")

    def declaration(self, version: str, encoding: str | None, standalone: int) -> None:
        """``<?xml ...?>``."""
        self.add(Declaration(version, encoding or "", {0: "no", 1: "yes"}.get(standalone, "")))

    def add(self, node: Node) -> None:
        """One more child where the reader is."""
        self.flush()
        self.attach(node)

    def attach(self, node: Node) -> None:
        """The node under the current one."""
        node.document, node.parent = self.document, self.current
        self.current.children.append(node)

    def flush(self, *, data: bool = False) -> None:
        """The text so far as a node."""
        content = "".join(self.text)
        self.text.clear()
        if data:
            self.attach(CData(content))
        elif content.strip(" \t\r\n"):
            self.attach(Text(content))
        elif content and self.document.preserves and self.current.kind != "Document":
            self.attach(Whitespace(content))

    def start(self, name: str, listed: list[str]) -> None:
        """A start tag: its attributes first, as they say what prefixes mean."""
        self.flush()
        if len(self.open) >= _DEEPEST:
            raise UnsupportedXmlError(f"XML deeper than {_DEEPEST} elements")
        self.open.append((name, self.parser.CurrentLineNumber, self.parser.CurrentColumnNumber + 2))
        element = Element(name)
        self.attach(element)
        for key, content in zip(listed[::2], listed[1::2], strict=True):
            element.put(Attribute(key, content, XMLNS if key == "xmlns" or key.startswith("xmlns:") else ""))
            element.attributes[-1].document = self.document
        element.namespace = self.meaning(element, element.prefix, name)
        for one in element.attributes:
            if one.prefix and not one.namespace:
                one.namespace = XML if one.prefix == "xml" else self.meaning(element, one.prefix, one.name)
        self.current = element

    def meaning(self, element: Element, prefix: str, name: str) -> str:
        """The namespace of a prefix; an undeclared one is an error."""
        found = element.namespace_of(prefix)
        if prefix and not found:
            line, column = self.open[-1][1:]
            raise XmlError(
                f"'{prefix}' is an undeclared prefix. Line {line}, position {column + (name != element.name)}.",
                XML_EXCEPTION,
            )
        return found

    def end(self, _name: str) -> None:
        """An end tag."""
        self.flush()
        self.open.pop()
        element = self.current
        if isinstance(element, Element):
            place = self.parser.CurrentByteIndex
            element.short = not element.children and self.source[max(0, place - 2) : place] == b"/>"
        self.current = element.parent or self.top

    def read(self, text: str) -> None:
        """Read the whole text; ``XmlError`` where it is not well formed."""
        self.source = text.encode("utf-8", "surrogatepass")
        self.parser.Parse(self.source, True)
        self.flush()


def read_document(document: Document, text: str) -> None:
    """Replace what a document holds by what the text says."""
    made = Document()
    made.preserves = document.preserves
    _read(_Reader(made, made), text)
    document.children = made.children
    for node in made.children:
        node.parent = document
    for node in document.descendants():
        node.document = document
        for one in node.attribute_list():
            one.document = document


def read_content(element: Element, text: str) -> list[Node]:
    """The nodes of a piece of XML, as they would stand inside the element."""
    document = element.document or Document()
    holder = Element("holder")
    scope: dict[str, str] = {}
    for above in [element, *element.ancestors()]:
        for one in above.attribute_list():
            if one.namespace == XMLNS:
                scope.setdefault(one.name, one.content)
    declared = "".join(f' {name}="{content}"' for name, content in scope.items())
    _read(_Reader(document, holder), f"<holder{declared}>{text}</holder>")
    return list(holder.children[0].children)


def _read(reader: _Reader, text: str) -> None:
    text = text.lstrip("\ufeff")
    try:
        reader.read(text)
    except expat.ExpatError as error:
        raise XmlError(_complaint(reader, error, text), XML_EXCEPTION) from None


@dataclass(frozen=True, slots=True)
class _Place:
    """Where reading stopped: the text around it."""

    reader: _Reader
    line: int
    column: int
    before: str
    rest: str
    lines: Sequence[str]

    def where(self, further: int = 0) -> str:
        """The end of the sentence."""
        return f" Line {self.line}, position {self.column + further}."


def _complaint(reader: _Reader, error: expat.ExpatError, text: str) -> str:
    """The sentence of System.Xml for what expat found, with its place."""
    lines = text.split("\n")
    line = lines[error.lineno - 1] if error.lineno <= len(lines) else ""
    place = _Place(reader, error.lineno, error.offset + 1, line[: error.offset].rstrip(), line[error.offset :], lines)
    name = next((one for one, code in expat.errors.codes.items() if code == error.code), "")
    if reader.open and not place.rest and name != expat.errors.XML_ERROR_INVALID_TOKEN:
        return _unfinished(place)
    return _SENTENCES.get(name, _token)(place)


def _unfinished(place: _Place) -> str:
    tags = ", ".join(tag for tag, _, _ in reversed(place.reader.open))
    return f"Unexpected end of file has occurred. The following elements are not closed: {tags}.{place.where()}"


def _unclosed(place: _Place) -> str:
    last = place.lines[-1]
    return f"There is an unclosed literal string. Line {len(place.lines)}, position {len(last) + 1}."


def _mismatch(place: _Place) -> str:
    tag, line, column = place.reader.open[-1]
    closing = place.rest.removeprefix("</").partition(">")[0].strip()
    start = f"The '{tag}' start tag on line {line} position {column}"
    return f"{start} does not match the end tag of '{closing}'.{place.where()}"


def _after_root(place: _Place) -> str:
    if place.rest.startswith("<"):
        return f"There are multiple root elements.{place.where(1)}"
    return f"Data at the root level is invalid.{place.where()}"


def _entity(place: _Place) -> str:
    return f"Reference to undeclared entity '{place.rest[1:].partition(';')[0]}'.{place.where(1)}"


def _token(place: _Place) -> str:
    """The sentence for a character that must not stand where it does."""
    character = place.rest[:1]
    if place.before.endswith("<"):
        shown = f"'{character}' character, hexadecimal value 0x{ord(character or ' '):02X}"
        return f"Name cannot begin with the {shown}.{place.where()}"
    if place.before.endswith("&"):
        return f"An error occurred while parsing EntityName.{place.where()}"
    if place.before.rfind("<") > place.before.rfind(">"):
        expected = "'\"' or '''" if place.before.endswith("=") else "'='"
        return f"'{character}' is an unexpected token. The expected token is {expected}.{place.where()}"
    return f"Data at the root level is invalid.{place.where()}"


_SENTENCES: dict[str, Callable[[_Place], str]] = {
    expat.errors.XML_ERROR_NO_ELEMENTS: lambda _place: "Root element is missing.",
    expat.errors.XML_ERROR_UNCLOSED_TOKEN: _unclosed,
    expat.errors.XML_ERROR_PARTIAL_CHAR: _unclosed,
    expat.errors.XML_ERROR_TAG_MISMATCH: _mismatch,
    expat.errors.XML_ERROR_JUNK_AFTER_DOC_ELEMENT: _after_root,
    expat.errors.XML_ERROR_UNDEFINED_ENTITY: _entity,
    expat.errors.XML_ERROR_DUPLICATE_ATTRIBUTE: lambda place: (
        f"'{place.rest.partition('=')[0].strip()}' is a duplicate attribute name.{place.where()}"
    ),
}
