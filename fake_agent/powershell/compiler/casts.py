"""Casts, and the operators that ask for types."""

from typing import Any

from tree_sitter import Node

from fake_agent.powershell.compiler.assignment import require_literal
from fake_agent.powershell.compiler.unit import Expression, Unit, collapsed, expression
from fake_agent.powershell.compiler.variables import required_type, write_variable
from fake_agent.powershell.dotnet.members import type_names
from fake_agent.powershell.dotnet.reference import Reference
from fake_agent.powershell.dotnet.type_model import NetType
from fake_agent.powershell.dotnet.types import named
from fake_agent.powershell.errors import PowerShellError
from fake_agent.powershell.operators import comparison
from fake_agent.powershell.runtime.context import Context
from fake_agent.powershell.values import collections as nets
from fake_agent.powershell.values.conversion import convert
from fake_agent.powershell.values.objects import CUSTOM_OBJECT, PSObject
from fake_agent.powershell.values.text import to_text
from fake_agent.powershell.values.weight import weight


def _named_type(context: Context, value: Any) -> NetType:
    """The type that a value names, as a cast to [type] finds it."""
    found = context.find_type(to_text(value))
    return found if found is not None else convert(value, named("System.Type"), context)


def type_operator(name: str, left: Expression, right: Expression) -> Expression:
    """``-is``, ``-isnot`` and ``-as``."""

    def target_of(context: Context) -> NetType:
        value = right(context)
        return value if isinstance(value, NetType) else _named_type(context, value)

    if name == "-as":

        def cast(context: Context) -> Any:
            value, target = left(context), target_of(context)
            try:
                return convert(value, target, context)
            except PowerShellError as error:
                if error.record.error_id == "TypeNotFound":
                    raise
                return None

        return cast
    negated = name == "-isnot"
    return lambda context: comparison.is_type(left(context), target_of(context)) != negated


def types_and_values(unit: Unit, node: Node) -> list[Expression] | None:
    """The items of ``[type], value``, which the grammar takes for a cast of ``, value``; None for other nodes."""
    node = collapsed(node)
    if node.type != "cast_expression":
        return None
    operand = collapsed(node.children[1])
    if operand.type != "expression_with_unary_operator" or unit.text(operand.children[0]) != ",":
        return None
    rest = operand.children[-1]
    return [unit.expression(node.children[0]), *(types_and_values(unit, rest) or [unit.expression(rest)])]


@expression("cast_expression")
def cast(unit: Unit, node: Node) -> Expression:
    """``[type]value``; ``[ordered]`` and ``[pscustomobject]`` before a hash literal keep its order."""
    items = types_and_values(unit, node)
    if items is not None:
        return lambda context: [item(context) for item in items]
    target_name = unit.text(node.children[0])[1:-1].strip()
    operand = unit.expression(node.children[1])
    lowered = target_name.lower()
    if lowered == "ordered":
        require_literal(unit, node)
        return _ordered(operand)
    if lowered == "pscustomobject":
        target_name = CUSTOM_OBJECT
        if collapsed(node.children[1]).type == "hash_literal_expression":
            operand = _ordered(operand)
    if lowered == "ref":
        return _reference(unit, collapsed(node.children[1]), operand)

    wraps = lowered in {"psobject", "system.management.automation.psobject"}

    def run(context: Context) -> Any:
        value = operand(context)
        cost = weight(value)
        result = convert(value, required_type(context, target_name), context)
        if wraps and isinstance(value, str | int | float):
            result = PSObject(type_names(value))
            result.base = value
        cost += weight(result)
        if cost:
            context.step(cost)
        return result

    return run


def _ordered(operand: Expression) -> Expression:
    def build(context: Context) -> Any:
        value = operand(context)
        made = nets.Hashtable(ordered=True)
        for key, item in value.added():
            made[key] = item
        return made

    return build


def _reference(unit: Unit, node: Node, operand: Expression) -> Expression:
    if node.type != "variable":
        return lambda context: Reference.to(operand(context))
    write = write_variable(unit.text(node))

    def build(context: Context) -> Any:
        scope = context.scope

        def set_value(value: Any) -> None:
            held, context.scope = context.scope, scope
            try:
                write(context, value)
            finally:
                context.scope = held

        def get_value() -> Any:
            held, context.scope = context.scope, scope
            try:
                return operand(context)
            finally:
                context.scope = held

        return Reference(get_value, set_value)

    return build
