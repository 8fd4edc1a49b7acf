"""Rules on the data section: it holds data, and hardly any code."""

from fake_agent.powershell.syntax.checking.nodes import Node
from fake_agent.powershell.syntax.semantics.scene import Scene

_FLOW = "FlowControlStatementNotSupportedInDataSection"
_NEVER = {
    "block_expression": "ScriptBlockNotSupportedInDataSection",
    "script_block": "ScriptBlockNotSupportedInDataSection",
    "param_block": "ParameterDeclarationNotSupportedInDataSection",
    "attribute": "AttributeNotSupportedInDataSection",
    "attributed": "AttributeNotSupportedInDataSection",
    "function": "FunctionDeclarationNotSupportedInDataSection",
    "trap": "TrapStatementNotSupportedInDataSection",
    "switch": "SwitchStatementNotSupportedInDataSection",
    "data": "DataSectionStatementNotSupportedInDataSection",
    "foreach": "ForeachStatementNotSupportedInDataSection",
    "do": "DoWhileStatementNotSupportedInDataSection",
    "for": "ForWhileStatementNotSupportedInDataSection",
    "while": "ForWhileStatementNotSupportedInDataSection",
    "try": "TryStatementNotSupportedInDataSection",
    **dict.fromkeys(("break", "continue", "return", "exit", "throw"), _FLOW),
    "assignment": "AssignmentStatementNotSupportedInDataSection",
    "merging_redirection": "RedirectionNotSupportedInDataSection",
    "file_redirection": "RedirectionNotSupportedInDataSection",
    "member": "PropertyReferenceNotSupportedInDataSection",
    "invoke": "MethodCallNotSupportedInDataSection",
    "index": "ArrayReferenceNotSupportedInDataSection",
    "workflow_block": "ParallelAndSequenceBlockNotSupportedInDataSection",
}
_VARIABLES = frozenset({"psculture", "psuiculture", "true", "false", "null"})
_PREFIXED = frozenset({"match", "notmatch", "replace", "split", "join", "f", "as"})
_SIGNS = frozenset({"..", "++", "--"})
_VALUE_TYPES = frozenset({"System.String", "System.DBNull"})
_NOT_BASIC = frozenset(
    {"System.Guid", "System.TimeSpan", "System.DateTimeOffset", "System.Numerics.BigInteger", "System.IntPtr"},
)


def data(scene: Scene, node: Node) -> None:
    """What stands in a data section that may not."""
    body = node.children[-1]
    allowed = {"convertfrom-stringdata", *(command.name.lower() for command in node.children[:-1])}
    constant = all(command.kind == "string" for command in node.children[:-1])
    for inner in body.walk():
        if inner is body:
            continue
        error_id = _NEVER.get(inner.kind)
        if error_id is not None:
            scene.at(inner, error_id)
        elif inner.kind == "command":
            _command(scene, inner, allowed if constant else None)
        elif inner.kind == "variable" and inner.name.lower() not in _VARIABLES:
            scene.at(inner, "VariableReferenceNotSupportedInDataSection")
        elif inner.kind in {"type", "type_expression"} and not _is_basic(scene, inner.name):
            scene.at(inner, "TypeNotAllowedInDataSection", inner.name)
        elif inner.kind in {"unary", "binary"} and _is_forbidden(inner.name):
            place = inner.place if inner.kind == "binary" else (inner.start, inner.end)
            scene.report(*place, "OperatorNotSupportedInDataSection", inner.name)


def _command(scene: Scene, node: Node, allowed: set[str] | None) -> None:
    name = node.children[0]
    if node.name == ".":
        scene.at(node, "DotSourcingNotSupportedInDataSection")
    elif allowed is not None and name.kind != "string":
        if node.name == "&":
            scene.at(node, "OperatorNotSupportedInDataSection", "&")
        else:
            scene.at(node, "CmdletNotInAllowedListForDataSection", scene.text(node))
    elif allowed is not None and name.name.lower() not in allowed:
        scene.at(node, "CmdletNotInAllowedListForDataSection", name.name)


def _is_forbidden(operator: str) -> bool:
    word = operator.lstrip("-")
    return operator in _SIGNS or word in _PREFIXED or (word[:1] in {"i", "c"} and word[1:] in _PREFIXED)


def _is_basic(scene: Scene, name: str) -> bool:
    """Whether the type is text, a number, a date or the like, or an array of such."""
    found = scene.net_type(name.removesuffix("[]"))
    if found is None:
        return False
    full = found.full_name
    of_value_type = any(one.full_name == "System.ValueType" for one in found.lineage())
    return full in _VALUE_TYPES or (of_value_type and full.count(".") == 1 and full not in _NOT_BASIC)
