"""``using namespace``: before everything else in a script, it lets type names leave their namespace out."""

import re

from tree_sitter import Node

from fake_agent.powershell.compiler.unit import Statement, Unit
from fake_agent.powershell.errors import MissingFeature
from fake_agent.powershell.runtime.context import Context
from fake_agent.powershell.runtime.streams import Emit
from fake_agent.powershell.syntax.problems import SyntaxProblem

_USING = re.compile(r"using[ \t]+(?P<kind>namespace|assembly|module)[ \t]+(?P<name>\S+)\s*", re.IGNORECASE)
_WORD = re.compile("using", re.IGNORECASE)


def using(unit: Unit, node: Node, *, first: bool) -> Statement | None:
    """The statement, if the node is one; ``SyntaxProblem`` where other statements come before it."""
    if node.type != "pipeline" or not _WORD.match(unit.source.text, unit.start(node)):
        return None
    found = _USING.fullmatch(unit.text(node))
    if found is None:
        return None
    if not first:
        raise SyntaxProblem.late_using(unit.start(node), len(found[0].rstrip()))
    kind, name = found["kind"].lower(), found["name"]
    if kind == "module":
        raise MissingFeature(f"using module {name}", "construct")

    def run(context: Context, _emit: Emit) -> None:
        if kind == "namespace":
            context.namespaces.append(name)

    return run
