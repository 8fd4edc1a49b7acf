"""XPath 1.0 over the nodes of a document."""

import math
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Final

from fake_agent.powershell.xml.nodes import XMLNS, Attribute, Node
from fake_agent.powershell.xml.xpath_syntax import (
    Binary,
    Expression,
    Function,
    Literal,
    Negative,
    Path,
    Step,
    Variable,
    XPathError,
    parse,
)

Value = list[Node] | str | float | bool
_TEXT_KINDS = frozenset({"Text", "CDATA", "Whitespace"})
_REVERSE = frozenset({"ancestor", "ancestor-or-self", "preceding", "preceding-sibling"})


class NamespaceError(Exception):
    """A prefix that nobody has declared."""


def select(node: Node, text: str, prefixes: Mapping[str, str], spend: Callable[[int], None]) -> list[Node]:
    """The nodes that an expression finds from a node, in the order of the document.

    ``spend`` hears how many nodes are looked at. Raises ``XPathError``, and ``NamespaceError`` for a prefix unknown.
    """
    found = _Evaluation(prefixes, spend).value(parse(text), node, 1, 1)
    if not isinstance(found, list):
        raise XPathError(text)
    return found


def evaluate(node: Node, text: str, prefixes: Mapping[str, str], spend: Callable[[int], None]) -> Value:
    """What an expression gives: nodes, a string, a number or a truth."""
    return _Evaluation(prefixes, spend).value(parse(text), node, 1, 1)


# --- values --------------------------------------------------------------------------------------------------------


def string(value: Value) -> str:
    """A value as a string."""
    if isinstance(value, list):
        return value[0].text() if value else ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        if math.isnan(value):
            return "NaN"
        if math.isinf(value):
            return "Infinity" if value > 0 else "-Infinity"
        return str(int(value)) if value == int(value) else repr(value)
    return value


def number(value: Value) -> float:
    """A value as a number."""
    if isinstance(value, bool | float):
        return float(value)
    text = string(value).strip()
    try:
        return float(text) if text.lstrip("-").replace(".", "", 1).isdigit() else math.nan
    except ValueError:
        return math.nan


def truth(value: Value) -> bool:
    """A value as a truth."""
    if isinstance(value, float):
        return not (value == 0 or math.isnan(value))
    return bool(value)


_ORDER: Final[dict[str, Callable[[float, float], bool]]] = {
    "<": lambda a, b: a < b,
    "<=": lambda a, b: a <= b,
    ">": lambda a, b: a > b,
    ">=": lambda a, b: a >= b,
}
_ARITHMETIC: Final[dict[str, Callable[[float, float], float]]] = {
    "+": lambda a, b: a + b,
    "-": lambda a, b: a - b,
    "*": lambda a, b: a * b,
    "div": lambda a, b: a / b if b else math.nan if not a or math.isnan(a) else math.copysign(math.inf, a),
    "mod": lambda a, b: math.fmod(a, b) if b else math.nan,
}


def _compare(operator: str, left: Value, right: Value) -> bool:
    """A comparison; of node sets, whether any of their nodes passes it."""
    if isinstance(left, list) and not isinstance(right, bool):
        return any(_compare(operator, node.text(), right) for node in left)
    if isinstance(right, list) and not isinstance(left, bool):
        return any(_compare(operator, left, node.text()) for node in right)
    if operator in _ORDER:
        return _ORDER[operator](number(left), number(right))
    if isinstance(left, bool) or isinstance(right, bool):
        same = truth(left) == truth(right)
    elif isinstance(left, float) or isinstance(right, float):
        same = number(left) == number(right)
    else:
        same = string(left) == string(right)
    return same == (operator == "=")


# --- functions -----------------------------------------------------------------------------------------------------


def _substring(text: Value, start: Value, length: Value = math.inf) -> str:
    first, most = number(start), number(length)
    if math.isnan(first) or math.isnan(most):
        return ""
    begin = math.floor(first + 0.5)
    end = begin + (most if math.isinf(most) else math.floor(most + 0.5))
    return "".join(one for place, one in enumerate(string(text), 1) if begin <= place < end)


def _translate(text: Value, old: Value, new: Value) -> str:
    source, target = string(old), string(new)
    table = {ord(one): target[place : place + 1] or None for place, one in reversed(list(enumerate(source)))}
    return string(text).translate(table)


def _round(value: Value) -> float:
    plain = number(value)
    return plain if math.isnan(plain) or math.isinf(plain) else float(math.floor(plain + 0.5))


def _whole(change: Callable[[float], int]) -> Callable[[Value], float]:
    def apply(value: Value) -> float:
        plain = number(value)
        return plain if math.isnan(plain) or math.isinf(plain) else float(change(plain))

    return apply


def _sum(nodes: Value) -> float:
    return math.fsum(number(node.text()) for node in _nodes(nodes))


def _nodes(value: Value) -> list[Node]:
    if not isinstance(value, list):
        raise XPathError(string(value))
    return value


_FUNCTIONS: Final[dict[str, Callable[..., Value]]] = {
    "boolean": truth,
    "ceiling": _whole(math.ceil),
    "concat": lambda *parts: "".join(string(part) for part in parts),
    "contains": lambda text, part: string(part) in string(text),
    "count": lambda nodes: float(len(_nodes(nodes))),
    "false": lambda: False,
    "floor": _whole(math.floor),
    "not": lambda value: not truth(value),
    "round": _round,
    "starts-with": lambda text, part: string(text).startswith(string(part)),
    "substring": _substring,
    "substring-after": lambda text, part: string(text).partition(string(part))[2],
    "substring-before": lambda text, part: (
        string(text).partition(string(part))[0] if string(part) in string(text) else ""
    ),
    "sum": _sum,
    "translate": _translate,
    "true": lambda: True,
}
_OF_CONTEXT: Final[dict[str, Callable[[Value], Value]]] = {
    "local-name": lambda nodes: _nodes(nodes)[0].local_name.lstrip("#") if nodes else "",
    "name": lambda nodes: _nodes(nodes)[0].name if nodes else "",
    "namespace-uri": lambda nodes: _nodes(nodes)[0].namespace if nodes else "",
    "normalize-space": lambda value: " ".join(string(value).split()),
    "number": number,
    "string": string,
    "string-length": lambda value: float(len(string(value))),
}
"""Functions that take the context node where they get no argument."""


# --- evaluation ----------------------------------------------------------------------------------------------------


class _Evaluation:
    def __init__(self, prefixes: Mapping[str, str], spend: Callable[[int], None]) -> None:
        self.prefixes = prefixes
        self.spend = spend

    def value(self, expression: Expression, node: Node, position: int, size: int) -> Value:
        """What an expression gives for a node at a position among ``size`` nodes."""
        self.spend(1)
        if isinstance(expression, Path):
            return self.path(expression, node, position, size)
        if isinstance(expression, Literal):
            return expression.value
        if isinstance(expression, Binary):
            return self.binary(expression, node, position, size)
        if isinstance(expression, Function):
            return self.function(expression, node, position, size)
        if isinstance(expression, Negative):
            return -number(self.value(expression.operand, node, position, size))
        assert_never: Variable = expression
        raise XPathError(assert_never.name)

    def binary(self, expression: Binary, node: Node, position: int, size: int) -> Value:
        """An operator with two operands."""
        operator = expression.operator
        left = self.value(expression.left, node, position, size)
        if operator == "or" and truth(left):
            return True
        if operator == "and" and not truth(left):
            return False
        right = self.value(expression.right, node, position, size)
        if operator in {"or", "and"}:
            return truth(right)
        if operator == "|":
            return in_order([*_nodes(left), *_nodes(right)])
        if operator in _ARITHMETIC:
            return _ARITHMETIC[operator](number(left), number(right))
        return _compare(operator, left, right)

    def function(self, expression: Function, node: Node, position: int, size: int) -> Value:
        """A function of the core library."""
        if expression.name == "position":
            return float(position)
        if expression.name == "last":
            return float(size)
        arguments = [self.value(one, node, position, size) for one in expression.arguments]
        if expression.name in _OF_CONTEXT:
            return _OF_CONTEXT[expression.name](arguments[0] if arguments else [node])
        function = _FUNCTIONS.get(expression.name)
        if function is None:
            raise XPathError(expression.name)
        try:
            return function(*arguments)
        except TypeError:
            raise XPathError(expression.name) from None

    def path(self, path: Path, node: Node, position: int, size: int) -> list[Node]:
        """The nodes at the end of a path."""
        if path.start is not None:
            current = in_order(_nodes(self.value(path.start, node, position, size)))
            for predicate in path.start_predicates:
                current = self.kept(predicate, current)
        elif path.absolute:
            current = [next(reversed([node, *node.ancestors()]))]
        else:
            current = [node]
        for step in path.steps:
            found: list[Node] = []
            for one in current:
                found += self.step(step, one)
            current = in_order(found) if len(current) > 1 or step.axis in _REVERSE else found
        return current

    def step(self, step: Step, node: Node) -> list[Node]:
        """The nodes that one step finds from a node, the nearest first."""
        found: list[Node] = []
        matches = self.matcher(step)
        for one in axis(step.axis, node):
            self.spend(1)
            if matches(one):
                found.append(one)
        for predicate in step.predicates:
            found = self.kept(predicate, found)
        return found

    def kept(self, predicate: Expression, nodes: list[Node]) -> list[Node]:
        """The nodes that pass a predicate; a number is a position."""
        kept: list[Node] = []
        for place, node in enumerate(nodes, 1):
            result = self.value(predicate, node, place, len(nodes))
            if result == place if type(result) is float else truth(result):
                kept.append(node)
        return kept

    def matcher(self, step: Step) -> Callable[[Node], bool]:
        """What a node has to be for a step."""
        test = step.test
        if test.endswith(")"):
            return _type_test(test)
        principal = "Attribute" if step.axis == "attribute" else "Element"
        if test == "*":
            return lambda node: node.kind == principal
        prefix, colon, local = test.rpartition(":")
        if colon and prefix not in self.prefixes:
            raise NamespaceError(prefix)
        namespace = self.prefixes[prefix] if colon else ""
        if local == "*":
            return lambda node: node.kind == principal and node.namespace == namespace
        return lambda node: node.kind == principal and node.local_name == local and node.namespace == namespace


def _type_test(test: str) -> Callable[[Node], bool]:
    if test.startswith("node"):
        return lambda _node: True
    if test.startswith("text"):
        return lambda node: node.kind in _TEXT_KINDS
    if test.startswith("comment"):
        return lambda node: node.kind == "Comment"
    target = test[test.index("(") + 2 : -2]
    return lambda node: node.kind == "ProcessingInstruction" and (not target or node.name == target)


def axis(name: str, node: Node) -> Iterable[Node]:
    """The nodes of an axis, the nearest first."""
    return _AXES[name](node)


def _attributes(node: Node) -> Iterator[Attribute]:
    return (one for one in node.attribute_list() if one.namespace != XMLNS)


def _siblings(node: Node, step: int) -> Iterator[Node]:
    if node.parent is None or node.kind == "Attribute":
        return iter(())
    place = node.place()
    siblings = node.parent.children
    return iter(siblings[place + 1 :] if step > 0 else list(reversed(siblings[:place])))


def _beyond(node: Node, step: int) -> Iterator[Node]:
    """All nodes after (or before) a node in the document, without those above and below it."""
    for one in [node, *node.ancestors()]:
        for sibling in _siblings(one, step):
            if step > 0:
                yield sibling
                yield from sibling.descendants()
            else:
                yield from reversed([sibling, *sibling.descendants()])


_AXES: Final[dict[str, Callable[[Node], Iterable[Node]]]] = {
    "ancestor": lambda node: node.ancestors(),
    "ancestor-or-self": lambda node: [node, *node.ancestors()],
    "attribute": _attributes,
    "child": lambda node: [child for child in node.children if child.kind != "XmlDeclaration"],
    "descendant": lambda node: node.descendants(),
    "descendant-or-self": lambda node: [node, *node.descendants()],
    "following": lambda node: _beyond(node, 1),
    "following-sibling": lambda node: _siblings(node, 1),
    "namespace": lambda _node: (),
    "parent": lambda node: [] if node.parent is None else [node.parent],
    "preceding": lambda node: _beyond(node, -1),
    "preceding-sibling": lambda node: _siblings(node, -1),
    "self": lambda node: [node],
}


def in_order(nodes: list[Node]) -> list[Node]:
    """Each node once, in the order of the document."""
    unique = {id(node): node for node in nodes}
    if len(unique) < 2:
        return list(unique.values())
    first = next(iter(unique.values()))
    top = next(reversed([first, *first.ancestors()]))
    ranks: dict[int, int] = {id(top): 0}
    for one in top.descendants():
        ranks[id(one)] = len(ranks)
        for attribute in one.attribute_list():
            ranks[id(attribute)] = len(ranks)
    return sorted(unique.values(), key=lambda node: ranks.get(id(node), 0))
