"""Nodes as XML text: as they are (``OuterXml``), and indented as XmlDocument saves them."""

from fake_agent.powershell.xml.nodes import (
    XMLNS,
    Attribute,
    CData,
    Comment,
    Declaration,
    Element,
    Instruction,
    Node,
    Text,
)

_TEXT = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;"})
_QUOTED = str.maketrans(
    {"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "\n": "&#xA;", "\r": "&#xD;", "\t": "&#x9;"},
)


def outer(node: Node) -> str:
    """The node and all below it."""
    parts: list[str] = []
    _write(node, parts, {"xml": ""}, None)
    return "".join(parts)


def inner(node: Node) -> str:
    """All that is below the node; an attribute's text."""
    if isinstance(node, Attribute):
        return node.content.translate(_QUOTED)
    parts: list[str] = []
    for child in node.children:
        _write(child, parts, {"xml": ""}, None)
    return "".join(parts)


def indented(node: Node) -> str:
    """Each element on a line of its own, two blanks deeper than its parent, where it holds no text."""
    parts: list[str] = []
    blocks = node.children if node.kind == "Document" else [node]
    for child in blocks:
        if parts:
            parts.append("\r\n")
        _write(child, parts, {"xml": ""}, 0)
    return "".join(parts)


def _scope(element: Element, scope: dict[str, str]) -> None:
    for one in element.attributes:
        if one.namespace == XMLNS:
            scope["" if one.name == "xmlns" else one.local_name] = one.content


def _write(node: Node, parts: list[str], scope: dict[str, str], depth: int | None) -> None:
    if isinstance(node, Element):
        _element(node, parts, scope, depth)
    elif isinstance(node, Attribute):
        parts.append(f'{node.name}="{node.content.translate(_QUOTED)}"')
    elif isinstance(node, CData):
        parts.append(f"<![CDATA[{node.content}]]>")
    elif isinstance(node, Comment):
        parts.append(f"<!--{node.content}-->")
    elif isinstance(node, Declaration | Instruction):
        parts.append(f"<?{node.name} {node.value}?>" if node.value else f"<?{node.name}?>")
    elif node.value is not None:
        parts.append((node.value or "").translate(_TEXT))
    else:
        for child in node.children:
            _write(child, parts, scope, depth)


def _element(node: Element, parts: list[str], outer_scope: dict[str, str], depth: int | None) -> None:
    scope = dict(outer_scope)
    _scope(node, scope)
    parts.append(f"<{node.name}")
    if scope.get(node.prefix, "") != node.namespace:
        name = f"xmlns:{node.prefix}" if node.prefix else "xmlns"
        parts.append(f' {name}="{node.namespace.translate(_QUOTED)}"')
        scope[node.prefix] = node.namespace
    for one in node.attributes:
        if one.prefix and one.namespace not in {"", XMLNS} and one.prefix not in scope:
            parts.append(f' xmlns:{one.prefix}="{one.namespace.translate(_QUOTED)}"')
            scope[one.prefix] = one.namespace
        parts.append(f' {one.name}="{one.content.translate(_QUOTED)}"')
    if not node.children:
        line = "" if depth is None else "\r\n" + "  " * depth
        parts.append(" />" if node.short else f">{line}</{node.name}>")
        return
    parts.append(">")
    mixed = any(isinstance(child, Text | CData) or child.kind == "Whitespace" for child in node.children)
    deeper = None if depth is None or mixed else depth + 1
    for child in node.children:
        if deeper is not None:
            parts.append("\r\n" + "  " * deeper)
        _write(child, parts, scope, deeper)
    if deeper is not None:
        parts.append("\r\n" + "  " * (deeper - 1))
    parts.append(f"</{node.name}>")
