"""Binary and unary operators."""

from collections.abc import Callable
from functools import partial
from typing import Any

from tree_sitter import Node

from fake_agent.powershell.compiler.assignment import target_of
from fake_agent.powershell.compiler.casts import type_operator, types_and_values
from fake_agent.powershell.compiler.unit import Expression, Unit, constant, expression, is_constant
from fake_agent.powershell.compiler.variables import required_type
from fake_agent.powershell.operators import arithmetic, comparison, text
from fake_agent.powershell.operators.patterns import Pattern
from fake_agent.powershell.runtime.context import Context
from fake_agent.powershell.values import collections as nets
from fake_agent.powershell.values.conversion import as_list
from fake_agent.powershell.values.objects import NOTHING
from fake_agent.powershell.values.text import join_text, to_text, truth
from fake_agent.powershell.values.weight import Watch, weight

Binary = Callable[[Any, Any], Any]
LEAST_INT, GREATEST_INT = -2147483648, 2147483647
"""Between these a number is a System.Int32, which needs no further look."""
_PLAIN = frozenset({int, float, bool, type(None)})
"""Operands that no operation is long about."""


def _comparisons() -> dict[str, Binary]:
    made: dict[str, Binary] = {}
    for prefix, sensitive in (("", False), ("i", False), ("c", True)):
        equal = partial(comparison.equal, case_sensitive=sensitive)
        compare = partial(comparison.compare, case_sensitive=sensitive)
        like = partial(text.like, case_sensitive=sensitive)
        contains = partial(comparison.contains, case_sensitive=sensitive)
        tests: dict[str, Callable[[Any, Any], bool]] = {
            "eq": equal,
            "ne": lambda left, right, equal=equal: not equal(left, right),  # type: ignore[misc]  # a default binds the value of this turn
            "gt": lambda left, right, compare=compare: compare(left, right) > 0,  # type: ignore[misc]  # a default binds the value of this turn
            "ge": lambda left, right, compare=compare: compare(left, right) >= 0,  # type: ignore[misc]  # a default binds the value of this turn
            "lt": lambda left, right, compare=compare: compare(left, right) < 0,  # type: ignore[misc]  # a default binds the value of this turn
            "le": lambda left, right, compare=compare: compare(left, right) <= 0,  # type: ignore[misc]  # a default binds the value of this turn
            "like": like,
            "notlike": lambda left, right, like=like: not like(left, right),  # type: ignore[misc]  # a default binds the value of this turn
        }
        for name, test in tests.items():
            made[f"-{prefix}{name}"] = comparison.filtered(test)
        made[f"-{prefix}contains"] = contains
        made[f"-{prefix}notcontains"] = lambda left, right, contains=contains: not contains(left, right)  # type: ignore[misc]  # a default binds the value of this turn
        made[f"-{prefix}in"] = lambda left, right, contains=contains: contains(right, left)  # type: ignore[misc]  # a default binds the value of this turn
        made[f"-{prefix}notin"] = lambda left, right, contains=contains: not contains(right, left)  # type: ignore[misc]  # a default binds the value of this turn
        made[f"-{prefix}replace"] = partial(text.replace, case_sensitive=sensitive)
        made[f"-{prefix}split"] = partial(text.split, case_sensitive=sensitive)
    return made


BINARY: dict[str, Binary] = {
    "+": arithmetic.add,
    "-": arithmetic.subtract,
    "*": arithmetic.multiply,
    "/": arithmetic.divide,
    "%": arithmetic.remainder,
    "-band": arithmetic.bit_and,
    "-bor": arithmetic.bit_or,
    "-bxor": arithmetic.bit_xor,
    "-shl": arithmetic.shift_left,
    "-shr": arithmetic.shift_right,
    "-join": lambda left, right: join_text(as_list(left) if left is not None else [], to_text(right)),
    "-xor": lambda left, right: truth(left) != truth(right),
    **_comparisons(),
}


def _add(left: Expression, right: Expression) -> Expression:
    def add(context: Context) -> Any:
        first, second = left(context), right(context)
        if type(first) is int and type(second) is int:
            result = first + second
            if LEAST_INT <= result <= GREATEST_INT:
                return result
        total = arithmetic.add(first, second)
        cost = weight(total)
        if cost:
            context.step(cost)
        return total

    return add


def _less(left: Expression, right: Expression) -> Expression:
    general = BINARY["-lt"]

    def less(context: Context) -> Any:
        first, second = left(context), right(context)
        return first < second if type(first) is int and type(second) is int else general(first, second)

    return less


def _same(left: Expression, right: Expression) -> Expression:
    general = BINARY["-eq"]

    def same(context: Context) -> Any:
        first, second = left(context), right(context)
        if type(first) is int and type(second) is int:
            return first == second
        cost = weight(first)
        if cost:
            context.step(cost)
        return general(first, second)

    return same


_FAST: dict[str, Callable[[Expression, Expression], Expression]] = {"+": _add, "-lt": _less, "-eq": _same}
"""The commonest operators, without a detour for two Int32."""


@expression(
    "additive_expression",
    "multiplicative_expression",
    "range_expression",
    "comparison_expression",
    "bitwise_expression",
    "additive_argument_expression",
    "multiplicative_argument_expression",
    "range_argument_expression",
    "comparison_argument_expression",
    "bitwise_argument_expression",
)
def binary(unit: Unit, node: Node) -> Expression:
    """``left operator right``."""
    children = [child for child in node.children if child.type != "comment"]
    if len(children) != 3:
        return unit.expression(children[0])
    left = unit.expression(children[0])
    name = unit.operator(children[1])
    right_node = children[2]
    if name in {"-is", "-isnot", "-as"}:
        return type_operator(name, left, unit.expression(right_node))
    if name.lstrip("-") in {"match", "imatch", "cmatch", "notmatch", "inotmatch", "cnotmatch"}:
        return _match(name, left, unit.expression(right_node))
    right = unit.expression(right_node)
    if name.endswith(("split", "replace")):
        right = _with_block(right)
    if name == "..":
        return lambda context: arithmetic.span(left(context), right(context), context.step)
    if name in _FAST:
        return _FAST[name](left, right)
    return _charged(BINARY[name], left, right)


def _charged(operation: Binary, left: Expression, right: Expression) -> Expression:
    """The operation, which costs more steps where its operands are large or it takes long."""

    def run(context: Context) -> Any:
        first, second = left(context), right(context)
        if type(first) in _PLAIN and type(second) in _PLAIN:
            return operation(first, second)
        watch = Watch()
        result = operation(first, second)
        cost = weight(first) + weight(second) + weight(result) + watch.steps
        if cost:
            context.step(cost)
        return result

    return run


def _with_block(right: Expression) -> Expression:
    """Script blocks as delimiters and replacements get their input one by one; they need no more than themselves."""
    return right


def _match(name: str, left: Expression, right: Expression) -> Expression:
    sensitive = name.lstrip("-").startswith("c")
    negated = "not" in name

    def match(context: Context) -> Any:
        value, pattern_value = left(context), right(context)
        pattern = text.compiled(pattern_value, case_sensitive=sensitive)
        items = nets.items_of(value)
        watch = Watch()
        try:
            return found_by(context, pattern, value, items)
        finally:
            context.step(1 + watch.steps)

    def found_by(context: Context, pattern: Pattern, value: Any, items: Any) -> Any:
        if items is not None:
            return [item for item in items if (pattern.search(to_text(item)) is None) == negated]
        found = pattern.search(to_text(value))
        if found is not None:
            context.scope.variables["matches"] = text.matches_table(found)
        return (found is None) == negated

    return match


@expression("logical_expression", "logical_argument_expression")
def logical(unit: Unit, node: Node) -> Expression:
    """``-and``, ``-or``, ``-xor``: the right side only where it matters."""
    children = [child for child in node.children if child.type != "comment"]
    left, right = unit.expression(children[0]), unit.expression(children[2])
    name = unit.operator(children[1])
    if name == "-and":
        return lambda context: truth(left(context)) and truth(right(context))
    if name == "-or":
        return lambda context: truth(left(context)) or truth(right(context))
    return lambda context: truth(left(context)) != truth(right(context))


@expression("format_expression", "format_argument_expression")
def format_(unit: Unit, node: Node) -> Expression:
    """``template -f arguments``."""
    left, right = unit.expression(node.children[0]), unit.expression(node.children[2])
    return lambda context: text.format_operator(left(context), right(context), context)


@expression("array_literal_expression")
def array_literal(unit: Unit, node: Node) -> Expression:
    """``a, b, c``."""
    items = [
        item
        for child in node.named_children
        if child.type != "comment"
        for item in types_and_values(unit, child) or [unit.expression(child)]
    ]

    def build(context: Context) -> list[Any]:
        made = []
        for item in items:
            value = item(context)
            made.append(None if value is NOTHING else value)
        return made

    return build


@expression("expression_with_unary_operator")
def unary(unit: Unit, node: Node) -> Expression:
    """``-not x``, ``-x``, ``,x``, ``-join x`` ..."""
    name = unit.operator(node.children[0])
    operand = unit.expression(node.children[-1])
    if name in {"-", "+"}:
        if (
            is_constant(operand)
            and isinstance(operand.constant, int | float)  # type: ignore[attr-defined]  # marked by `constant`
            and not isinstance(operand.constant, bool)  # type: ignore[attr-defined]  # marked by `constant`
        ):
            value = operand.constant  # type: ignore[attr-defined]  # marked
            return constant(arithmetic.negate(value) if name == "-" else value)
        operation = arithmetic.negate if name == "-" else arithmetic.plus
        return lambda context: operation(operand(context))
    if name in {"-not", "!"}:
        return lambda context: not truth(operand(context))
    if name == ",":
        return lambda context: [None if (value := operand(context)) is NOTHING else value]
    return _word_operator(name, operand)


def _word_operator(name: str, operand: Expression) -> Expression:
    if name == "-bnot":
        return lambda context: arithmetic.bit_not(operand(context))
    if name == "-join":
        return lambda context: join_text(as_list(operand(context)), "")
    return lambda context: text.unary_split(operand(context))


@expression("type_literal")
def type_literal(unit: Unit, node: Node) -> Expression:
    """``[type]`` as a value."""
    name = unit.text(node)[1:-1].strip()
    return lambda context: required_type(context, name)


@expression(
    "pre_increment_expression",
    "pre_decrement_expression",
    "post_increment_expression",
    "post_decrement_expression",
)
def increment(unit: Unit, node: Node) -> Expression:
    """``++$x``, ``$x--`` ... as values; as statements they give nothing (see the pipeline)."""
    delta = 1 if "increment" in node.type else -1
    before = node.type.startswith("pre")
    inner = next(child for child in node.children if child.is_named)
    target = target_of(unit, inner)

    def step(context: Context) -> Any:
        access = target.bind(context)
        value = access.get()
        if type(value) is int:
            result: Any = value + delta if LEAST_INT < value < GREATEST_INT else arithmetic.add(value, delta)
        else:
            result = arithmetic.stepped(value, delta)
        access.set(result)
        return result if before else (0 if value is None else value)

    return step
