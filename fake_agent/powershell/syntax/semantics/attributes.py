"""Rules on parameters and attributes."""

from fake_agent.powershell.syntax.checking.nodes import Node
from fake_agent.powershell.syntax.semantics.scene import Scene
from fake_agent.powershell.syntax.semantics.values import pure

_FOLDED_WORDS = "+ - * / % ! -not -bnot -and -or -xor -band -bor -bxor -shl -shr"
_FOLDED = frozenset(_FOLDED_WORDS.split())
_CONSTANTS = frozenset({"true", "false", "null"})
_ON_CLASSES = frozenset({"class", "enum", "property", "method"})


def is_constant(scene: Scene, node: Node, *, attribute: bool = True, blocks: bool = True) -> bool:
    """Whether an expression's value is known without running anything.

    In an argument of an ``attribute`` lists are constants too, and script blocks where they are allowed (``blocks``).
    """

    def constant(inner: Node) -> bool:
        return is_constant(scene, inner, attribute=attribute, blocks=blocks)

    if node.kind in {"number", "string"}:
        return True
    if node.kind == "variable":
        return node.name.lower() in _CONSTANTS
    if node.kind == "block_expression":
        return attribute and blocks
    if node.kind in {"unary", "binary"}:
        folded = node.name in _FOLDED or (node.kind == "binary" and node.name.lstrip("-")[:1] in {"c", "i"})
        comparison = node.kind == "binary" and node.name.lstrip("-ic") in {"eq", "ne", "gt", "ge", "lt", "le", "n"}
        return (folded or comparison) and all(constant(child) for child in node.children)
    if node.kind == "array":
        return attribute and all(constant(child) for child in node.children)
    if node.kind in {"paren", "sub_expression"}:
        inner = pure(node.children[0]) if len(node.children) == 1 else None
        return inner is not None and constant(inner)
    if node.kind == "convert":
        return bool(scene.full_name(node.children[0].name)) and constant(node.children[1])
    if node.kind == "type_expression":
        return attribute or bool(scene.full_name(node.name)) or node.name.lower() in scene.defined
    return node.kind == "member" and _enumeration_value(scene, node)


def _enumeration_value(scene: Scene, node: Node) -> bool:
    owner, name = node.children
    if "static" not in node.marks or owner.kind != "type_expression" or name.kind != "string":
        return False
    own = scene.defined.get(owner.name.lower())
    if own is not None:
        return own.kind == "enum" and any(one.name.lower() == name.name.lower() for one in own.parts("enumerator"))
    found = scene.net_type(owner.name)
    numbers = getattr(found, "numbers", None)
    if numbers is not None:
        return any(known.lower() == name.name.lower() for known in numbers)
    return name.name.lower() in {"maxvalue", "minvalue", "pi", "e"} and found is not None


def parameter_list(scene: Scene, parameters: list[Node]) -> None:
    """Each name stands once, and nothing is of type void."""
    seen: set[str] = set()
    for parameter in parameters:
        name = parameter.name.lower()
        if name in seen:
            scene.report(*parameter.place, "DuplicateFormalParameter", parameter.name)
        seen.add(name)
        for constraint in parameter.parts("type"):
            if scene.full_name(constraint.name) == "System.Void":
                scene.at(constraint, "VoidTypeConstraintNotAllowed")
                break


def param_block(scene: Scene, node: Node) -> None:
    """The parameters of a script or block."""
    parameter_list(scene, node.parts("parameter"))


def function(scene: Scene, node: Node) -> None:
    """A function has one list of parameters."""
    body = node.part("script_block")
    inner = body.part("param_block") if body is not None else None
    if "parameters" not in node.marks:
        return
    if inner is not None:
        scene.at(inner, "OnlyOneParameterListAllowed")
    else:
        parameter_list(scene, node.parts("parameter"))


def parameter(scene: Scene, node: Node) -> None:
    """``[ordered]`` is no type of a parameter; a method's parameter has one type."""
    in_method = node.parent is not None and node.parent.kind == "method"
    typed = False
    for constraint in node.parts("type"):
        if constraint.name.lower() == "ordered":
            scene.at(constraint, "OrderedAttributeOnlyOnHashLiteralNode", constraint.name)
            continue
        if in_method and typed:
            scene.at(constraint, "MultipleTypeConstraintsOnMethodParam")
        typed = True
    if "splat" in node.marks:
        scene.report(*node.place, "SplattingNotPermitted", node.name)


_MEMBER_ATTRIBUTES = """
Parameter AllowNull AllowEmptyString AllowEmptyCollection ValidateNotNull ValidateNotNullOrEmpty ValidateSet
ValidateRange ValidateLength ValidateCount ValidatePattern ValidateScript
"""
_MEMBERS = ("Property, Field", frozenset({"property"}))
_TARGETS = {
    "Flags": ("Enum", frozenset({"enum"})),
    "CmdletBinding": ("Class", frozenset({"class"})),
    "Alias": ("Class, Property, Field", frozenset({"class", "property"})),
    **dict.fromkeys(
        _MEMBER_ATTRIBUTES.split(),
        _MEMBERS,
    ),
}
"""Where attributes may stand: as the error tells it, and which parts of a class that is."""


def _on_declaration(scene: Scene, node: Node, holder: Node) -> None:
    """An attribute stands on what it is for."""
    plain = node.name.lower().removesuffix("attribute")
    found = next((name for name in _TARGETS if name.lower() == plain), None)
    if found is not None and holder.kind not in _TARGETS[found][1]:
        shown = "System.FlagsAttribute" if found == "Flags" else found
        scene.at(node, "AttributeNotAllowedOnDeclaration", shown, _TARGETS[found][0])


def attribute(scene: Scene, node: Node) -> None:
    """The arguments of an attribute are constants, each name once."""
    holder = node.parent
    on_class = holder is not None and (
        holder.kind in _ON_CLASSES
        or (holder.kind == "parameter" and holder.parent is not None and holder.parent.kind == "method")
    )
    error_id = (
        "ParameterAttributeArgumentNeedsToBeConstant"
        if on_class
        else "ParameterAttributeArgumentNeedsToBeConstantOrScriptBlock"
    )
    if on_class and holder is not None:
        _on_declaration(scene, node, holder)
    seen: set[str] = set()
    for named in node.parts("named_argument"):
        if named.name.lower() in seen:
            scene.at(named, "DuplicateNamedArgument", named.name)
            continue
        seen.add(named.name.lower())
        for value in named.children:
            if not is_constant(scene, value, blocks=not on_class):
                scene.at(value, error_id)
    for value in node.children:
        if value.kind != "named_argument" and not is_constant(scene, value, blocks=not on_class):
            scene.at(value, error_id)
