"""The meaning of a script as far as Windows PowerShell checks it before it runs any of it."""

from collections.abc import Callable

from fake_agent.powershell.syntax.checking.nodes import Node
from fake_agent.powershell.syntax.semantics import (
    attributes,
    data_sections,
    definitions,
    flow,
    methods,
    symbols,
    values,
)
from fake_agent.powershell.syntax.semantics.scene import Scene

_RULES: dict[str, tuple[Callable[[Scene, Node], None], ...]] = {
    "assignment": (values.assignment,),
    "unary": (values.unary,),
    "convert": (values.convert,),
    "attributed": (values.attributed,),
    "variable": (values.variable,),
    "hash": (values.hash_literal,),
    "using_expression": (values.using_expression,),
    "param_block": (attributes.param_block,),
    "parameter": (attributes.parameter,),
    "attribute": (attributes.attribute,),
    "function": (attributes.function,),
    "break": (flow.jump,),
    "continue": (flow.jump,),
    "return": (flow.return_,),
    "try": (flow.try_,),
    "switch": (flow.switch,),
    "foreach": (flow.foreach,),
    "workflow_block": (flow.workflow_block,),
    "using": (flow.using,),
    "data": (data_sections.data,),
    "property": (definitions.properties,),
    "method": (methods.method, methods.variables),
}


def check_meaning(scene: Scene, tree: Node) -> None:
    """Report what is wrong with code that can be read: names of types first, then construct by construct."""
    symbols.define(scene, tree)
    symbols.resolve(scene, tree)
    for node in tree.walk():
        for rule in _RULES.get(node.kind, ()):
            rule(scene, node)


define_types = definitions.define_types

__all__ = ["Scene", "check_meaning", "define_types"]
