"""Assignment: to variables, properties, items, several targets at once, and with an operator."""

from collections.abc import Callable
from typing import Any

from tree_sitter import Node

from fake_agent.powershell.compiler.unit import Expression, Unit, collapsed, expression
from fake_agent.powershell.compiler.variables import read_local, write_typed, write_variable
from fake_agent.powershell.dotnet import members, statics
from fake_agent.powershell.dotnet.indexing import get_item, set_item
from fake_agent.powershell.operators import arithmetic
from fake_agent.powershell.runtime.context import Context
from fake_agent.powershell.syntax.problems import SyntaxProblem
from fake_agent.powershell.values.conversion import as_list
from fake_agent.powershell.values.objects import NOTHING
from fake_agent.powershell.values.weight import weight

_OPERATIONS: dict[str, Callable[[Any, Any], Any]] = {
    "+=": arithmetic.add,
    "-=": arithmetic.subtract,
    "*=": arithmetic.multiply,
    "/=": arithmetic.divide,
    "%=": arithmetic.remainder,
}


_AUTOMATIC_WORDS = "_ args this input pscmdlet psboundparameters myinvocation psscriptroot pscommandpath"
_AUTOMATIC = frozenset(_AUTOMATIC_WORDS.split())
"""Variables whose type is fixed."""


class Access:
    """A place that can be read and written once its parts are evaluated."""

    __slots__ = ("get", "set")

    def __init__(self, get: Callable[[], Any], set_: Callable[[Any], None]) -> None:
        self.get = get
        self.set = set_


class Target:
    """What stands on the left: ``bind`` evaluates its parts."""

    def __init__(self, bind: Callable[[Context], Access], write: Callable[[Context, Any], None]) -> None:
        self.bind = bind
        self.write = write


def target_of(unit: Unit, node: Node) -> Target:
    """Translate the left side of an assignment."""
    node = collapsed(node)
    translate = _TARGETS.get(node.type)
    if translate is None:
        raise unit.refusal()
    return translate(unit, node)


def _variable(unit: Unit, node: Node) -> Target:
    text = unit.text(node)
    read, write = read_local(text), write_variable(text)

    def bind(context: Context) -> Access:
        return Access(lambda: read(context), lambda value: write(context, value))

    return Target(bind, write)


def require_literal(unit: Unit, node: Node) -> None:
    """``[ordered]`` may stand before a hash literal only."""
    if collapsed(node.children[1]).type != "hash_literal_expression":
        raise SyntaxProblem.ordered_attribute(unit.start(node), unit.end(node) - unit.start(node))


def _typed(unit: Unit, node: Node) -> Target:
    type_name = ""
    attributes: list[str] = []
    inner = node
    while inner.type == "cast_expression":
        literal = unit.text(inner.children[0]).strip()
        if literal.endswith(")]"):
            attributes.append(literal)
        else:
            type_name = literal[1:-1].strip()
        if type_name.lower() == "ordered":
            require_literal(unit, inner)
        inner = collapsed(inner.children[1])
    if inner.type == "array_literal_expression":
        return _several(unit, inner)
    if inner.type != "variable":
        return target_of(unit, inner)
    if unit.text(inner)[1:].lower() in _AUTOMATIC:
        unit.verify()
    read, write = unit.expression(inner), write_typed(unit.text(inner), type_name, attributes)
    return Target(lambda context: Access(lambda: read(context), lambda value: write(context, value)), write)


def _member(unit: Unit, node: Node) -> Target:
    owner = unit.expression(node.children[0])
    name = unit.member_name(node.children[2])
    static = unit.text(node.children[1]).strip() == "::"
    get = statics.get_static if static else members.get_member
    set_ = statics.set_static if static else members.set_member

    def bind(context: Context) -> Access:
        value, key = owner(context), name(context)
        return Access(lambda: get(context, value, key), lambda new: set_(context, value, key, new))

    return Target(bind, lambda context, new: set_(context, owner(context), name(context), new))


def _element(unit: Unit, node: Node) -> Target:
    owner, index = unit.expression(node.children[0]), unit.expression(node.children[2])

    def bind(context: Context) -> Access:
        value, key = owner(context), index(context)
        return Access(lambda: get_item(context, value, key), lambda new: set_item(context, value, key, new))

    return Target(bind, lambda context, new: set_item(context, owner(context), index(context), new))


def _several(unit: Unit, node: Node) -> Target:
    targets = [target_of(unit, child) for child in node.named_children]

    def write(context: Context, value: Any) -> None:
        values = as_list(value) if value is not None else []
        last = len(targets) - 1
        for place, target in enumerate(targets):
            if place < last:
                target.write(context, values[place] if place < len(values) else None)
            else:
                rest = list(values[last:])
                target.write(context, rest[0] if len(rest) == 1 else rest or None)

    return Target(lambda context: Access(lambda: None, lambda value: write(context, value)), write)


def _parenthesized(unit: Unit, node: Node) -> Target:
    return target_of(unit, node.named_children[0])


_TARGETS: dict[str, Callable[[Unit, Node], Target]] = {
    "variable": _variable,
    "braced_variable": _variable,
    "cast_expression": _typed,
    "member_access": _member,
    "element_access": _element,
    "array_literal_expression": _several,
    "parenthesized_expression": _parenthesized,
}


@expression("assignment_expression")
def assignment(unit: Unit, node: Node) -> Expression:
    """``target = value`` and ``target += value``; the value assigned is the expression's own."""
    target = target_of(unit, node.children[0])
    operator = unit.operator(node.children[1])
    value = unit.expression(node.children[2])
    if operator == "=":
        write = target.write

        def assign(context: Context) -> Any:
            result = value(context)
            write(context, result)
            return result

        return assign
    operation = _OPERATIONS.get(operator)
    if operation is None:
        raise unit.refusal()
    left = collapsed(node.children[0])
    if left.type == "array_literal_expression":
        unit.verify()
    if left.type == "variable":
        read, write = read_local(unit.text(left)), target.write

        def assign_variable(context: Context) -> Any:
            result = operation(read(context), value(context))
            cost = weight(result)
            if cost:
                context.step(cost)
            write(context, result)
            return result

        return assign_variable

    def update(context: Context) -> Any:
        access = target.bind(context)
        result = operation(access.get(), value(context))
        context.step(1 + weight(result))
        access.set(None if result is NOTHING else result)
        return result

    return update
