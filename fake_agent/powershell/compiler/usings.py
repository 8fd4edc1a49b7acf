"""``using namespace``: before everything else in a script, it lets type names leave their namespace out."""

import re

from tree_sitter import Node

from fake_agent.powershell.compiler.unit import Statement, Unit
from fake_agent.powershell.errors import MissingFeature
from fake_agent.powershell.runtime.context import Context
from fake_agent.powershell.runtime.streams import Emit
from fake_agent.powershell.syntax.problems import SyntaxProblem

_USING = re.compile(r"using[ \t]+(?P<kind>namespace|assembly|module)[ \t]+(?P<name>\S+)\s*", re.IGNORECASE)


def using(unit: Unit, node: Node, *, first: bool) -> Statement | None:
    """The statement, if the node is one; ``SyntaxProblem`` where other statements come before it."""
    found = _USING.fullmatch(unit.text(node)) if node.type == "pipeline" else None
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
