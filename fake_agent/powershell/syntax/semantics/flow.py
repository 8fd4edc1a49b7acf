"""Rules on statements: jumps out of ``finally``, the order of ``catch`` blocks, words that are kept for later."""

from fake_agent.powershell.syntax.checking.nodes import Node
from fake_agent.powershell.syntax.semantics.scene import Scene, is_void, method_of

_LOOPS = frozenset({"foreach", "for", "while", "do", "switch"})
_OWN_FLOW = frozenset({"script_block", "trap", "end_block", "begin_block", "process_block", "dynamicparam_block"})


def _label(node: Node) -> str | None:
    """The label of a jump: empty where it names none, None where only running tells it."""
    if not node.children:
        return ""
    return node.children[0].name if node.children[0].kind == "string" else None


def _leaves_finally(scene: Scene, node: Node, label: str | None) -> None:
    for ancestor in node.ancestors():
        if ancestor.kind in _OWN_FLOW:
            return
        if label is not None and ancestor.kind in _LOOPS and (not label or ancestor.name.lower() == label.lower()):
            return
        if ancestor.kind == "finally":
            scene.at(node, "ControlLeavingFinally")
            return


def jump(scene: Scene, node: Node) -> None:
    """``break`` and ``continue`` do not leave a ``finally``; in a method their label is there."""
    label = _label(node)
    _leaves_finally(scene, node, label)
    method = method_of(node)
    if not label or method is None:
        return
    for ancestor in node.ancestors():
        if ancestor is method:
            scene.at(node, "LabelNotFound", label)
            return
        if ancestor.kind in _LOOPS and ancestor.kind != "switch" and ancestor.name.lower() == label.lower():
            return


def return_(scene: Scene, node: Node) -> None:
    """``return`` does not leave a ``finally``; in a method it carries what the method declares."""
    _leaves_finally(scene, node, None)
    method = method_of(node)
    if method is None:
        return
    if node.children and is_void(scene, method):
        scene.at(node, "VoidMethodHasReturn")
    elif not node.children and not is_void(scene, method):
        scene.at(node, "NonVoidMethodMissingReturnValue")


def try_(scene: Scene, node: Node) -> None:
    """A ``catch`` without types is the last; no type comes after one that it derives from."""
    clauses = node.parts("catch")
    for place, first in enumerate(clauses[:-1]):
        for second in clauses[place + 1 :]:
            if not first.parts("type"):
                scene.report(max(0, second.start - 1), max(0, second.start - 1), "EmptyCatchNotLast")
                break
            _caught_already(scene, first, second)


def _caught_already(scene: Scene, first: Node, second: Node) -> None:
    for caught in first.parts("type"):
        general = scene.full_name(caught.name)
        for later in second.parts("type") if general else []:
            special = scene.net_type(later.name)
            if special is not None and any(one.full_name == general for one in special.lineage()):
                scene.at(later, "ExceptionTypeAlreadyCaught", special.full_name)


def switch(scene: Scene, node: Node) -> None:
    """``-parallel`` is kept for later."""
    if "parallel" in node.marks:
        scene.at(node, "KeywordParameterReservedForFutureUse", "switch", "parallel")


def foreach(scene: Scene, node: Node) -> None:
    """So are ``-parallel`` and ``-throttlelimit``, which workflows know."""
    for flag in ("parallel", "throttlelimit"):
        if flag in node.marks and not in_workflow(node):
            scene.at(node, "KeywordParameterReservedForFutureUse", "foreach", flag)
    if node.marks >= {"throttlelimit"} and "parallel" not in node.marks:
        scene.at(node, "ThrottleLimitRequiresParallelFlag")


def workflow_block(scene: Scene, node: Node) -> None:
    """``parallel`` and ``sequence`` belong to workflows."""
    if not in_workflow(node):
        scene.report(*node.place, "UnexpectedKeyword", node.name)


def in_workflow(node: Node) -> bool:
    """Whether the node is code of a workflow."""
    return any(one.kind == "function" and "workflow" in one.marks for one in node.ancestors())


def using(scene: Scene, node: Node) -> None:
    """``using type`` and ``using command`` and aliases are kept for later."""
    if node.name in {"type", "command"} or "alias" in node.marks:
        scene.at(node, "UsingStatementNotSupported")
