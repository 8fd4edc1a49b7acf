"""The nodes of an XML document as PowerShell shows them: elements and attributes as properties."""

from collections.abc import Callable
from typing import Any, TypeVar

from fake_agent.powershell.dotnet.members import Adapter, adapt
from fake_agent.powershell.errors import MissingFeature, NetError, PowerShellError, failure
from fake_agent.powershell.xml import nodes
from fake_agent.powershell.xml.reading import UnsupportedXmlError

_Result = TypeVar("_Result")


def refused(action: Callable[[], _Result]) -> _Result:
    """Do it; what System.Xml refuses is its exception."""
    try:
        return action()
    except nodes.XmlError as error:
        raise NetError(error.type_name, error.message) from None
    except UnsupportedXmlError as lack:
        raise MissingFeature(str(lack), "construct") from None


def set_text(node: nodes.Node, text: str) -> None:
    """Make the text all that a node holds (``InnerText``)."""
    if isinstance(node, nodes.Characters):
        node.value = text
        return
    empty(node)
    made = nodes.Text(text)
    made.document = node.document
    refused(lambda: node.insert(made, 0))


def empty(node: nodes.Node) -> None:
    """Take all children away."""
    for child in list(node.children):
        node.remove(child)


def _simple(node: nodes.Node) -> Any:
    """What a property gives for a node: the text where there is nothing else in it."""
    if isinstance(node, nodes.Characters):
        return node.text()
    if node.attribute_list() or len(node.children) > 1:
        return node
    return node.text() if not node.children or node.children[0].kind == "Text" else node


def _named(owner: nodes.Node, name: str) -> list[nodes.Node]:
    listed: list[nodes.Node] = [*owner.attribute_list(), *owner.children]
    return [one for one in listed if one.local_name.lower() == name and one.kind != "Whitespace"]


def _find(owner: nodes.Node, name: str) -> Callable[[], Any] | None:
    found = _named(owner, name)
    if not found:
        return None
    return lambda: _simple(found[0]) if len(found) == 1 else [_simple(one) for one in found]


def _assign(owner: nodes.Node, name: str, new: Any) -> bool:
    found = _named(owner, name)
    if not found:
        return False
    node = found[0]
    if len(found) > 1:
        raise _unsettable(f"'{node.local_name}' is a ReadOnly property.", "XmlNodeSetRestrictionsMoreThanOneNode")
    if not isinstance(new, str):
        text = f'Cannot set "{node.local_name}" because only strings can be used as values to set XmlNode properties.'
        raise _unsettable(text, "XmlNodeSetShouldBeAString")
    if isinstance(node, nodes.Characters):
        node.value = new
    elif isinstance(_simple(node), str):
        set_text(node, new)
    else:
        text = (
            f'Cannot set "{node.local_name}" because you can set only the value of a node that has no attributes and '
            "no other nodes."
        )
        raise _unsettable(text, "XmlNodeSetRestrictionsNonLeafNode")
    return True


def _unsettable(message: str, error_id: str) -> PowerShellError:
    kind = "System.Management.Automation.SetValueException"
    return failure(message, error_id, "NotSpecified", exception=kind)


def _names(owner: nodes.Node) -> list[str]:
    listed: list[nodes.Node] = [*owner.attribute_list(), *owner.children]
    unique: dict[str, str] = {}
    for one in listed:
        if one.kind != "Whitespace":
            unique.setdefault(one.local_name.lower(), one.local_name)
    return list(unique.values())


for _kind in (
    *(nodes.Document, nodes.Element, nodes.Attribute, nodes.Text, nodes.CData, nodes.Comment, nodes.Whitespace),
    *(nodes.Instruction, nodes.Declaration, nodes.Fragment),
):
    adapt(_kind, Adapter(_find, _assign, _names))
