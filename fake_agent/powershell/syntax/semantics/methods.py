"""Rules on the methods of classes: every path returns, and variables are the method's own."""

from fake_agent.powershell.syntax.checking.nodes import Node
from fake_agent.powershell.syntax.semantics.assigned import Reader
from fake_agent.powershell.syntax.semantics.scene import Scene, is_void, return_type
from fake_agent.powershell.syntax.semantics.values import plain_name, pure

_LEAVES = frozenset({"return", "throw", "exit"})
_NAMED_BLOCKS = ("dynamicparam_block", "begin_block", "process_block", "end_block")
_ANYWHERE_WORDS = """
    true false null _ psitem args this input pscmdlet psboundparameters myinvocation psscriptroot pscommandpath
    debugpreference verbosepreference erroractionpreference whatifpreference warningpreference informationpreference
    confirmpreference lastexitcode error stacktrace outputencoding nestedpromptlevel pwd matches
    ? ^ $ executioncontext home host pid psculture pshome psuiculture psversiontable shellid psedition consolefilename
    foreach switch
    """
_ANYWHERE = frozenset(_ANYWHERE_WORDS.split())
"""Variables that every method sees without assigning them."""


def method(scene: Scene, node: Node) -> None:
    """The form of a method, and what its code does."""
    body = node.children[-1]
    parameters = body.part("param_block")
    if parameters is not None:
        scene.at(parameters, "ParamBlockNotAllowedInMethod")
    named = [one for one in body.parts(*_NAMED_BLOCKS) if "unnamed" not in one.marks]
    if named:
        first = min(named, key=lambda one: _NAMED_BLOCKS.index(one.kind))
        scene.at(first, "NamedBlockNotAllowedInMethod")
    declared = return_type(node)
    if "constructor" in node.marks and declared is not None:
        scene.at(declared, "ConstructorCantHaveReturnType")
    statements = [one for block in body.parts(*_NAMED_BLOCKS) for one in block.children]
    if not is_void(scene, node) and not leaves(statements):
        scene.report(*node.place, "MethodHasCodePathNotReturn")


def leaves(statements: list[Node]) -> bool:
    """Whether every path through the statements ends in ``return``, ``throw`` or ``exit``."""
    return any(_statement_leaves(one) for one in statements)


def _statement_leaves(node: Node) -> bool:
    if node.kind in _LEAVES:
        return True
    if node.kind == "if":
        return bool(len(node.children) % 2) and all(leaves(one.children) for one in node.parts("block"))
    if node.kind == "try":
        final = node.part("finally")
        if final is not None and leaves(final.children):
            return True
        handlers = [one.children[-1] for one in node.parts("catch")]
        return all(leaves(one.children) for one in [node.children[0], *handlers])
    if node.kind == "do":
        return leaves(node.children[1].children)
    if node.kind == "while":
        condition = pure(node.children[0])
        endless = condition is not None and condition.kind == "variable" and condition.name.lower() == "true"
        return endless and not any(one.kind == "break" for one in node.children[1].walk())
    return False


def variables(scene: Scene, node: Node) -> None:
    """What a method reads is assigned in it on every path, or named with its scope."""
    own = frozenset({*_ANYWHERE, *(plain_name(parameter.name) for parameter in node.parts("parameter"))})
    early: list[Node] = []
    Reader(early.append).follow(node.children[-1].children, own)
    for one in sorted(early, key=lambda found: found.start):
        if ":" not in plain_name(one.name):
            scene.at(one, "VariableNotLocal")
