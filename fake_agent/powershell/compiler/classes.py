"""Classes that a script defines: from the tree to their definitions."""

import re

from tree_sitter import Node

from fake_agent.powershell.compiler.attributes import attribute
from fake_agent.powershell.compiler.functions import compile_block
from fake_agent.powershell.compiler.unit import Expression, Statement, Unit, collapsed, statement
from fake_agent.powershell.runtime.parameters import Validation
from fake_agent.powershell.runtime.source import Extent
from fake_agent.powershell.runtime.user_classes import (
    ClassDefinition,
    MethodDefinition,
    PropertyDefinition,
    define_class,
)

_BASE_CALL = re.compile(r"\)\s*:\s*base\s*(\()", re.IGNORECASE)


@statement("class_statement")
def class_(unit: Unit, node: Node) -> Statement:
    """``class Name : Base { ... }``."""
    unit.verify()
    names = [unit.text(child) for child in node.children if child.type == "simple_name"]
    definition = ClassDefinition(
        names[0],
        [part.strip() for base in names[1:] for part in re.split(r",(?![^\[]*\])", base)],
    )
    for child in node.named_children:
        if child.type == "class_property_definition":
            definition.properties.append(_property(unit, child))
        elif child.type == "class_method_definition":
            method = _method(unit, child)
            is_constructor = method.name.lower() == definition.name.lower()
            (definition.constructors if is_constructor else definition.methods).append(method)
    return lambda context, _emit: define_class(context, definition)


def _modifiers(unit: Unit, node: Node) -> set[str]:
    return {unit.text(child).lower() for child in node.named_children if child.type == "class_attribute"}


def _type_name(unit: Unit, node: Node) -> str:
    found = [child for child in node.named_children if child.type == "type_literal"]
    return unit.text(found[-1])[1:-1].strip() if found else "object"


def _property(unit: Unit, node: Node) -> PropertyDefinition:
    name = unit.text(next(child for child in node.named_children if child.type == "variable"))[1:]
    children = node.children
    equals = next((place for place, child in enumerate(children) if child.type == "="), None)
    default = unit.expression(children[equals + 1]) if equals is not None else None
    modifiers = _modifiers(unit, node)
    attributes = [attribute(unit, child) for child in node.named_children if child.type == "attribute"]
    return PropertyDefinition(
        name,
        _type_name(unit, node),
        default,
        "static" in modifiers,
        "hidden" in modifiers,
        tuple(
            Validation(one.name, one.values, one.named) for one in attributes if one.name.lower().startswith("validate")
        ),
    )


def _method(unit: Unit, node: Node) -> MethodDefinition:
    name_node = next(child for child in node.named_children if child.type == "simple_name")
    listed: list[tuple[str, str]] = []
    for child in node.named_children:
        if child.type == "class_method_parameter_list":
            for one in child.named_children:
                inner = one if one.type == "class_method_parameter" else None
                variable = (
                    one if inner is None else next(part for part in one.named_children if part.type == "variable")
                )
                listed.append((unit.text(variable)[1:], "object" if inner is None else _type_name(unit, inner)))
    opening = next(child for child in node.children if child.type == "{")
    body = [child for child in node.children if child.start_byte >= opening.start_byte]
    block = compile_block(unit, _Body(body), Extent(unit.source, unit.start(opening), unit.end(node)))  # type: ignore[arg-type]  # has what is used of a node
    modifiers = _modifiers(unit, node)
    return MethodDefinition(
        unit.text(name_node),
        _type_name(unit, node),
        listed,
        block,
        "static" in modifiers,
        "hidden" in modifiers,
        _base_arguments(unit, unit.start(name_node), unit.start(opening)),
    )


class _Body:
    """The part of a method between its braces, in the form of a node."""

    def __init__(self, children: list[Node]) -> None:
        self.children = children
        self.named_children = [child for child in children if child.is_named]


def _base_arguments(unit: Unit, start: int, end: int) -> list[Expression] | None:
    """The arguments in the brackets after ``: base``; None where the head of the constructor has none."""
    base = _BASE_CALL.search(unit.source.text, start, end)
    if base is None:
        return None
    # The scanner hides this part from the grammar, so it is read by itself.
    inner = Unit(unit.source, base.start(1), end)
    bracketed = collapsed(inner.root.named_children[0].named_children[0])
    if bracketed.type != "parenthesized_expression" or not bracketed.named_children:
        return []
    listed = collapsed(bracketed.named_children[0])
    if listed.type == "array_literal_expression":
        return [inner.expression(child) for child in listed.named_children]
    return [inner.expression(listed)]
