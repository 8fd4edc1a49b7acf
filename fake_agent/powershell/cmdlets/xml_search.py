"""Select-Xml."""

from collections.abc import Iterator

from fake_agent.powershell.cmdlets.items import expand, given_paths, missing
from fake_agent.powershell.cmdlets.registry import UTILITY, Call, Parameter, cmdlet, named
from fake_agent.powershell.dotnet.types import find_type
from fake_agent.powershell.dotnet.xml_nodes import NamespaceManager, select
from fake_agent.powershell.errors import NetError, PowerShellError
from fake_agent.powershell.providers.paths import read_text
from fake_agent.powershell.values import collections as nets
from fake_agent.powershell.values.conversion import as_list, convert
from fake_agent.powershell.values.objects import PSObject
from fake_agent.powershell.values.text import to_text
from fake_agent.powershell.xml.nodes import Node

_FOUND = "Microsoft.PowerShell.Commands.SelectXmlInfo"


@cmdlet(
    "Select-Xml",
    Parameter("XPath", "string", 0, mandatory=True),
    Parameter("Xml", "object", 1, by_value=True, by_property=True, aliases=("Node",), sets=("Xml",)),
    Parameter("Path", "string[]", 1, by_property=True, sets=("Path",)),
    Parameter("LiteralPath", "string[]", by_property=True, aliases=("PSPath",), sets=("LiteralPath",)),
    Parameter("Content", "string[]", by_value=True, sets=("Content",)),
    *named("hashtable", "Namespace"),
    default_set="Xml",
    module=UTILITY,
)
def select_xml(call: Call) -> None:
    """The nodes that an XPath expression finds in documents, texts or files."""
    manager = None
    table = call.get("Namespace")
    if isinstance(table, nets.Hashtable):
        manager = NamespaceManager()
        manager.prefixes.update({to_text(prefix): to_text(uri) for prefix, uri in table.items()})
    for node, path in _sources(call):
        try:
            found = select(call.context, node, call.text("XPath"), manager)
        except NetError as error:
            raise call.failure(error.exception.message, "System.Xml.XPath.XPathException") from None
        for one in found:
            call.write(
                PSObject.of(
                    {"Node": one, "Path": path, "Pattern": call.text("XPath")},
                    _FOUND,
                    text=lambda info: to_text(info.get("Node")),
                ),
            )


def _sources(call: Call) -> Iterator[tuple[Node, str]]:
    """The nodes to search, with the path that the result says."""
    for item in as_list(call.get("Xml", [])):
        if isinstance(item, Node):
            yield item, "InputStream"
        elif isinstance(item, str):
            yield _read(call, item), "InputStream"
    for text in call.strings("Content"):
        yield _read(call, text), "InputStream"
    if not (call.has("Path") or call.has("LiteralPath")):
        return
    for path, literal in given_paths(call):
        for full in expand(call, path, literal=literal):
            if call.host.files.entry(full) is None:
                missing(call, full)
                continue
            try:
                yield _read(call, read_text(call.context, full, "utf-8")), full
            except PowerShellError as error:
                reason = error.record.exception.message.rpartition('Error: "')[2].rstrip('"')
                text = f"The file '{full}' cannot be read: {reason}"
                call.error(text, "ProcessingFile", "InvalidArgument", target=full, exception="System.ArgumentException")


def _read(call: Call, text: str) -> Node:
    target = find_type("xml")
    if target is None:
        raise LookupError(text)
    document: Node = convert(text, target, call.context)
    return document
