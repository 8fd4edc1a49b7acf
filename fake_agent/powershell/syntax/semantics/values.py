"""Rules on expressions: what can be assigned to, where ``[ref]``, ``[void]`` and ``@name`` may stand, hash keys."""

from collections.abc import Iterator

from fake_agent.powershell.syntax.checking.nodes import Node
from fake_agent.powershell.syntax.semantics.scene import Scene, method_of

REFERENCE = "System.Management.Automation.PSReference"
_ASSIGNABLE = frozenset({"variable", "member", "index", "convert", "attributed", "using_expression"})
_TYPED = frozenset({"convert", "attributed"})
_AUTOMATIC = {
    "_": "System.Object",
    "args": "System.Object[]",
    "this": "System.Object",
    "input": "System.Object",
    "pscmdlet": "System.Management.Automation.PSScriptCmdlet",
    "psboundparameters": "System.Management.Automation.PSBoundParametersDictionary",
    "myinvocation": "System.Management.Automation.InvocationInfo",
    "psscriptroot": "System.String",
    "pscommandpath": "System.String",
}
_SCOPES = ("local:", "private:", "variable:")


def pure(pipeline: Node) -> Node | None:
    """The expression that a pipeline is, where it is no more than one."""
    if pipeline.kind != "pipeline" or len(pipeline.children) != 1:
        return None
    element = pipeline.children[0]
    return element.children[0] if element.kind == "command_expression" and len(element.children) == 1 else None


def plain_name(name: str) -> str:
    """A variable's name without the scopes that mean the current one."""
    lowered = name.lower()
    return next((lowered[len(scope) :] for scope in _SCOPES if lowered.startswith(scope)), lowered)


def wrong_targets(scene: Scene, node: Node, *, simple: bool) -> Iterator[Node]:
    """What cannot be assigned to; ``simple`` is a plain ``=``, which takes several targets."""
    if node.kind == "array":
        if not simple:
            yield node
            return
        for element in node.children:
            yield from wrong_targets(scene, element, simple=True)
    elif node.kind == "paren":
        inner = pure(node.children[0])
        if inner is None:
            yield node.children[0]
        else:
            yield from wrong_targets(scene, inner, simple=simple)
    elif node.kind not in _ASSIGNABLE:
        yield node
    elif node.kind in _TYPED:
        yield from _typed_target(scene, node, simple=simple)


def _typed_target(scene: Scene, node: Node, *, simple: bool) -> Iterator[Node]:
    inner, converts = node, 0
    reference: Node | None = None
    last = ""
    while inner.kind in _TYPED:
        if inner.kind == "convert":
            converts += 1
            last = scene.full_name(inner.children[0].name)
            if last == REFERENCE:
                reference = inner.children[0]
            elif last == "System.Void":
                scene.at(inner.children[0], "VoidTypeConstraintNotAllowed")
        inner = inner.children[1]
    if reference is not None and converts > 1:
        scene.at(reference, "ReferenceNeedsToBeByItselfInTypeConstraint")
        return
    if inner.kind == "variable":
        name = plain_name(inner.name)
        expected = _AUTOMATIC.get(name)
        if expected is not None and expected != last:
            scene.at(node, "AssignmentStatementToAutomaticNotSupported", inner.name.rpartition(":")[2], expected)
    yield from wrong_targets(scene, inner, simple=simple)


def assignment(scene: Scene, node: Node) -> None:
    """Only places can be assigned to."""
    for wrong in wrong_targets(scene, node.children[0], simple=node.name == "="):
        scene.at(wrong, "InvalidLeftHandSide")


def unary(scene: Scene, node: Node) -> None:
    """``++`` and ``--`` need a place."""
    if node.name in {"++", "--"}:
        for wrong in wrong_targets(scene, node.children[0], simple=False):
            scene.at(wrong, "OperatorRequiresVariableOrProperty", node.name)


def convert(scene: Scene, node: Node) -> None:
    """Where ``[ordered]`` and ``[ref]`` may stand."""
    kind, operand = node.children
    if kind.name.lower() == "ordered" and operand.kind != "hash":
        scene.at(node, "OrderedAttributeOnlyOnHashLiteralNode", kind.name)
    if scene.full_name(kind.name) != REFERENCE:
        return
    several = False
    while operand.kind in _TYPED:
        if operand.kind == "convert" and scene.full_name(operand.children[0].name) == REFERENCE:
            several = True
            scene.at(operand.children[0], "ReferenceNeedsToBeByItselfInTypeSequence")
        operand = operand.children[1]
    outer = node.parent
    if several or outer is None or outer.kind != "convert" or scene.full_name(outer.children[0].name) == REFERENCE:
        return
    if not _on_the_left(node):
        scene.at(kind, "ReferenceNeedsToBeLastTypeInTypeConversion")


def _on_the_left(node: Node) -> bool:
    """Whether the node is (a part of) the target of an assignment."""
    inner = node
    for ancestor in node.ancestors():
        if ancestor.kind == "assignment":
            return ancestor.children[0] is inner
        if ancestor.kind == "command_expression":
            return False
        inner = ancestor
    return False


def attributed(scene: Scene, node: Node) -> None:
    """Attributes in an expression are for variables."""
    inner = node
    while inner.kind in _TYPED:
        inner = inner.children[1]
    if inner.kind != "variable":
        scene.at(node.children[0], "UnexpectedAttribute", node.children[0].name)


def variable(scene: Scene, node: Node) -> None:
    """Splatting is for commands; ``$this`` is not for static methods."""
    holder = node.parent
    if "splat" in node.marks and holder is not None and holder.kind not in {"command", "using_expression"}:
        outer = holder.parent
        in_list = holder.kind == "array" and outer is not None and outer.kind == "command"
        error_id = "SplattingNotPermittedInArgumentList" if in_list else "SplattingNotPermitted"
        scene.at(node, error_id, node.name)
    if node.name.lower() == "this":
        member = next((one for one in node.ancestors() if one.kind in {"property", "block_expression"}), None)
        owner = method_of(node) or (member if member is not None and member.kind == "property" else None)
        if owner is not None and "static" in owner.marks:
            scene.at(node, "NonStaticMemberAccessInStaticMember", node.name)


def hash_literal(scene: Scene, node: Node) -> None:
    """Each key stands once."""
    seen: set[str] = set()
    for key in node.children[::2]:
        if key.kind not in {"string", "number"}:
            continue
        if key.name.lower() in seen:
            scene.at(key, "DuplicateKeyInHashLiteral", key.name)
        seen.add(key.name.lower())


def using_expression(scene: Scene, node: Node) -> None:
    """``$using:name`` with its members and constant indexes, no more."""
    wrong = _beyond_using(node.children[0])
    if wrong is not None:
        scene.at(wrong, "InvalidUsingExpression")


def _beyond_using(node: Node) -> Node | None:
    if node.kind == "variable":
        return None
    if node.kind == "member" and node.children[1].kind == "string":
        return _beyond_using(node.children[0])
    if node.kind == "index":
        constant = node.children[1].kind in {"number", "string"}
        return _beyond_using(node.children[0]) if constant else node.children[1]
    return node
