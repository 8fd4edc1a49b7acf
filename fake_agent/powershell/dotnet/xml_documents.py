"""System.Xml.XmlDocument: casts, reading, saving, and making nodes."""

import re
from typing import Any, TypeVar

from fake_agent.powershell.dotnet.files import read_bytes, write_bytes
from fake_agent.powershell.dotnet.text_writers import StringWriter, TextWriter
from fake_agent.powershell.dotnet.type_model import NetType
from fake_agent.powershell.dotnet.types import define
from fake_agent.powershell.dotnet.xml_nodes import NODE_TYPE, elements_named
from fake_agent.powershell.dotnet.xml_properties import refused
from fake_agent.powershell.errors import NetError
from fake_agent.powershell.providers.paths import decoded
from fake_agent.powershell.values.cast_errors import cast_error, no_conversion
from fake_agent.powershell.values.conversion import convert, register_conversion
from fake_agent.powershell.values.objects import EnumValue, PSObject
from fake_agent.powershell.values.text import to_text
from fake_agent.powershell.xml import nodes
from fake_agent.powershell.xml.reading import XML_EXCEPTION, read_document
from fake_agent.powershell.xml.writing import indented, outer

_DECLARED = re.compile(rb"""^<\?xml[^>]*encoding\s*=\s*["']([\w.\-]+)""")
_Made = TypeVar("_Made", bound=nodes.Node)
_DOCUMENT = "System.Xml.XmlDocument"


def _cast(value: Any, target: NetType, _context: Any) -> Any:
    """``[xml]``: a document from text, or from lines of it."""
    if value is None or isinstance(value, nodes.Document):
        return value
    if not isinstance(value, str | list):
        raise no_conversion(value, target)
    made = nodes.Document()
    text = value if isinstance(value, str) else "\n".join(to_text(line) for line in value)
    try:
        refused(lambda: read_document(made, text))
    except NetError as error:
        raise cast_error(value, target, error.exception.message, error.exception.type_name) from None
    return made


def _load(context: Any, document: nodes.Document, path: Any) -> None:
    content = read_bytes(context, to_text(path))
    declared = _DECLARED.match(content)
    try:
        text = decoded(content, declared[1].decode("ascii") if declared else "utf-8")
    except LookupError:
        encoding = declared[1].decode("ascii") if declared else ""
        text = f"System does not support '{encoding}' encoding. Line 1, position 31."
        raise NetError(XML_EXCEPTION, text) from None
    _load_text(context, document, text)


def _load_text(context: Any, document: nodes.Document, text: str) -> None:
    context.step(len(text) // 32)
    refused(lambda: read_document(document, text))


def _written(document: nodes.Document, declaration: nodes.Declaration | None) -> str:
    """The document's text, with this declaration before it."""
    body = [child for child in document.children if not isinstance(child, nodes.Declaration)]
    listed = [declaration, *body] if declaration is not None else body
    return "".join(map(outer, listed)) if document.preserves else "\r\n".join(map(indented, listed))


def _save(context: Any, document: nodes.Document, target: Any) -> None:
    """Into a file, in the encoding that the document declares; or to a writer, which has its own."""
    if document.root is None:
        raise NetError(XML_EXCEPTION, "Invalid XML document. There is no root element.")
    declaration = next((one for one in document.children if isinstance(one, nodes.Declaration)), None)
    if isinstance(target, TextWriter):
        own = "utf-16" if isinstance(target, StringWriter) else "IBM437"
        held = nodes.Declaration("1.0", own) if declaration is None else declaration
        target.write(_written(document, nodes.Declaration(held.version, own, held.standalone)))
        return
    text = _written(document, declaration)
    encoding = (declaration.encoding if declaration is not None else "").lower()
    mark = b"\xef\xbb\xbf" if encoding == "utf-8" else b"\xff\xfe" if encoding == "utf-16" else b""
    codec = "utf-16-le" if encoding == "utf-16" else encoding or "utf-8"
    try:
        content = text.encode(codec, errors="xmlcharrefreplace")
    except LookupError:
        raise NetError("System.ArgumentException", f"'{encoding}' is not a supported encoding name.") from None
    write_bytes(context, to_text(target), mark + content)


def _owned(document: nodes.Document, made: _Made) -> _Made:
    made.document = document
    return made


def _checked_name(name: str) -> str:
    if not re.fullmatch(r"[^\W\d][\w.\-]*(?::[^\W\d][\w.\-]*)?", name):
        if not name:
            message = "The local name for elements or attributes cannot be null or an empty string."
            raise NetError("System.ArgumentException", message)
        wrong = next((one for one in name if not re.match(r"[\w.\-:]", one)), name[0])
        place = name.index(wrong)
        shown = f"'{wrong}' character, hexadecimal value 0x{ord(wrong):02X}"
        message = f"Name cannot begin with the {shown}." if not place else f"The {shown}, cannot be included in a name."
        raise NetError(XML_EXCEPTION, message)
    return name


def _element(document: nodes.Document, name: str, namespace: str = "") -> nodes.Element:
    return _owned(document, nodes.Element(_checked_name(name), namespace or ""))


def _element_with_prefix(document: nodes.Document, prefix: str, name: str, namespace: str) -> nodes.Element:
    return _element(document, f"{prefix}:{name}" if prefix else name, namespace)


def _attribute(document: nodes.Document, name: str, namespace: str = "") -> nodes.Attribute:
    own = nodes.XMLNS if name == "xmlns" or name.startswith("xmlns:") else ""
    return _owned(document, nodes.Attribute(_checked_name(name), "", namespace or own))


def _attribute_with_prefix(document: nodes.Document, prefix: str, name: str, namespace: str) -> nodes.Attribute:
    return _attribute(document, f"{prefix}:{name}" if prefix else name, namespace)


def _declaration(
    document: nodes.Document, version: str, encoding: str | None, standalone: str | None
) -> nodes.Declaration:
    return _owned(document, nodes.Declaration(version, encoding or "", standalone or ""))


def _node(document: nodes.Document, kind: Any, name: str, namespace: str | None = None) -> nodes.Node:
    """``CreateNode``: an element, an attribute, or a node without a name."""
    wanted = convert(kind, NODE_TYPE, None) if not isinstance(kind, EnumValue) else kind
    if wanted.name == "Element":
        return _element(document, name, namespace or "")
    if wanted.name == "Attribute":
        return _attribute(document, name, namespace or "")
    made = {"Text": nodes.Text, "CDATA": nodes.CData, "Comment": nodes.Comment}.get(wanted.name)
    if made is None:
        message = "Cannot create node of type " + wanted.name + "."
        raise NetError("System.ArgumentException", message)
    return _owned(document, made(""))


def _import(document: nodes.Document, node: nodes.Node, deep: bool) -> nodes.Node:
    return node.copy(document, deep=deep)


def _by_id(document: nodes.Document, _wanted: str) -> None:
    """Without a document type no attribute is an id."""


define(
    _DOCUMENT,
    nodes.Document,
    base="System.Xml.XmlNode",
    accelerators=("xml",),
    properties={
        "DocumentElement": lambda document: document.root,
        "DocumentType": lambda _document: None,
        "NameTable": lambda _document: PSObject(("System.Xml.NameTable", "System.Xml.XmlNameTable", "System.Object")),
    },
    writable={
        "PreserveWhitespace": (
            lambda document: document.preserves,
            lambda document, value: setattr(document, "preserves", value),
        ),
        "InnerXml": (
            outer,
            lambda document, text: refused(lambda: read_document(document, text)),
        ),
        "XmlResolver": (lambda _document: None, lambda _document, _resolver: None),
    },
    methods={
        "System.Xml.XmlElement CreateElement(string name)": _element,
        "System.Xml.XmlElement CreateElement(string qualifiedName, string namespaceURI)": _element,
        "System.Xml.XmlElement CreateElement(string prefix, string localName, string namespaceURI)": (
            _element_with_prefix
        ),
        "System.Xml.XmlAttribute CreateAttribute(string name)": _attribute,
        "System.Xml.XmlAttribute CreateAttribute(string qualifiedName, string namespaceURI)": _attribute,
        "System.Xml.XmlAttribute CreateAttribute(string prefix, string localName, string namespaceURI)": (
            _attribute_with_prefix
        ),
        "System.Xml.XmlText CreateTextNode(string text)": lambda document, text: _owned(document, nodes.Text(text)),
        "System.Xml.XmlComment CreateComment(string data)": lambda document, text: _owned(
            document, nodes.Comment(text)
        ),
        "System.Xml.XmlCDataSection CreateCDataSection(string data)": lambda document, text: _owned(
            document, nodes.CData(text)
        ),
        "System.Xml.XmlWhitespace CreateWhitespace(string text)": lambda document, text: _owned(
            document, nodes.Whitespace(text)
        ),
        "System.Xml.XmlDocumentFragment CreateDocumentFragment()": lambda document: _owned(document, nodes.Fragment()),
        (
            "System.Xml.XmlProcessingInstruction CreateProcessingInstruction(string target, string data)"
        ): lambda document, target, data: _owned(document, nodes.Instruction(target, data)),
        "System.Xml.XmlDeclaration CreateXmlDeclaration(string version, string encoding, string standalone)": (
            _declaration
        ),
        "System.Xml.XmlNode CreateNode(object type, string name, string namespaceURI)": _node,
        "System.Xml.XmlNode ImportNode(object node, bool deep)": _import,
        "System.Xml.XmlNodeList GetElementsByTagName(string name)": elements_named,
        "System.Xml.XmlElement GetElementById(string elementId)": _by_id,
    },
    context_methods={
        "void Load(object filename)": _load,
        "void LoadXml(string xml)": _load_text,
        "void Save(object filename)": _save,
    },
    constructors={"xml new()": nodes.Document},
)
register_conversion(_DOCUMENT, _cast)
