"""Making the enumerations of a script: their values are constants that fit."""

from fake_agent.powershell.syntax.checking.nodes import Node
from fake_agent.powershell.syntax.semantics.attributes import is_constant
from fake_agent.powershell.syntax.semantics.scene import Scene
from fake_agent.powershell.syntax.semantics.values import pure
from fake_agent.powershell.values.number_parse import parse_literal

_MINIMUM, _MAXIMUM = -(2**31), 2**31 - 1
_LIMITS = {"maxvalue": _MAXIMUM, "minvalue": _MINIMUM}


def define(scene: Scene, enumerations: list[Node]) -> None:
    """Report what is wrong with them; those that need each other's values cannot be made."""
    circular = _circular(scene, enumerations)
    for node in enumerations:
        if node in circular:
            scene.at(node, "CycleInEnumInitializers")
    for node in enumerations:
        if node not in circular:
            _members(scene, node)


def _needs(scene: Scene, node: Node) -> set[int]:
    """Other enumerations whose values the node's initializers name."""
    named = [one for one in node.walk() if one.kind == "type_expression"]
    found = [scene.defined.get(one.name.lower()) for one in named]
    return {id(one) for one in found if one is not None and one.kind == "enum" and one is not node}


def _circular(scene: Scene, enumerations: list[Node]) -> list[Node]:
    waiting = {id(node): (node, _needs(scene, node)) for node in enumerations}
    ready = True
    while ready:
        ready = False
        for key, (_, needs) in list(waiting.items()):
            if not needs & waiting.keys():
                del waiting[key]
                ready = True
    return [node for node, _ in waiting.values()]


def _members(scene: Scene, node: Node) -> None:
    seen: set[str] = set()
    following: int | None = 0
    for one in node.parts("enumerator"):
        number = following
        for value in one.children:
            number = _value(scene, value, node)
        if number is not None and number > _MAXIMUM and not one.children:
            scene.at(one, "EnumeratorValueTooLarge")
        if one.name.lower() in seen:
            scene.at(one, "MemberAlreadyDefined", one.name)
        seen.add(one.name.lower())
        following = None if number is None else number + 1


def _value(scene: Scene, value: Node, node: Node) -> int | None:
    """The number of an initializer, where it can be told; what is wrong with it is reported."""
    if not is_constant(scene, value, attribute=False):
        scene.at(value, "EnumeratorValueMustBeConstant")
        return None
    if value.kind == "string" and not value.name.strip().lstrip("+-").isdigit():
        scene.at(value, "CannotConvertValue", "int")
        return None
    number = _number(scene, value, node)
    if number is not None and not _MINIMUM <= number <= _MAXIMUM:
        scene.at(value, "EnumeratorValueTooLarge")
        return None
    return number


def _number(scene: Scene, node: Node, owner: Node) -> int | None:
    if node.kind in {"number", "string"}:
        try:
            return int(parse_literal(node.name.strip()))
        except (ValueError, OverflowError):
            return None
    if node.kind == "paren":
        inner = pure(node.children[0])
        return None if inner is None else _number(scene, inner, owner)
    if node.kind == "unary" and node.name in {"-", "+"}:
        number = _number(scene, node.children[0], owner)
        return None if number is None else -number if node.name == "-" else number
    if node.kind == "binary" and node.name in {"+", "-", "*"}:
        left, right = (_number(scene, child, owner) for child in node.children)
        if left is None or right is None:
            return None
        return {"+": left + right, "-": left - right, "*": left * right}[node.name]
    if node.kind == "member" and scene.full_name(node.children[0].name) == "System.Int32":
        return _LIMITS.get(node.children[1].name.lower())
    return None
