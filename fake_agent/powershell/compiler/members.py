"""Member access, method calls, indexing, and the literals of collections."""

from typing import Any

from tree_sitter import Node

from fake_agent.powershell.compiler.unit import (
    Expression,
    Statement,
    Unit,
    collapsed,
    constant,
    expression,
    is_constant,
)
from fake_agent.powershell.compiler.variables import required_type
from fake_agent.powershell.dotnet import members, statics
from fake_agent.powershell.dotnet.indexing import get_item
from fake_agent.powershell.errors import failure
from fake_agent.powershell.runtime.blocks import ScriptBlock
from fake_agent.powershell.runtime.context import STEPS_OF_A_TABLE, Context
from fake_agent.powershell.runtime.user_classes import Instance
from fake_agent.powershell.syntax.problems import SyntaxFault, SyntaxProblem
from fake_agent.powershell.values import collections as nets
from fake_agent.powershell.values.objects import NOTHING
from fake_agent.powershell.values.text import to_text


@expression("member_access")
def member_access(unit: Unit, node: Node) -> Expression:
    """``owner.name`` and ``owner::name``."""
    owner = unit.expression(node.children[0])
    name = unit.member_name(node.children[2])
    if unit.text(node.children[1]).strip() == "::":
        return lambda context: statics.get_static(context, owner(context), name(context))
    if hasattr(name, "constant"):
        key = name.constant
        return lambda context: members.get_member(context, owner(context), key)
    return lambda context: members.get_member(context, owner(context), name(context))


@expression("invokation_expression")
def invocation(unit: Unit, node: Node) -> Expression:
    """``owner.name(arguments)`` and ``owner::name(arguments)``."""
    owner = unit.expression(node.children[0])
    name = unit.member_name(node.children[2])
    arguments = [unit.expression(child) for child in argument_nodes(node.children[3])]
    call = statics.invoke_static if unit.text(node.children[1]).strip() == "::" else members.invoke
    base = _base_cast(unit, node.children[0])

    def invoke(context: Context) -> Any:
        value = owner(context)
        given = []
        for argument in arguments:
            item = argument(context)
            given.append(None if item is NOTHING else item)
        if base is not None and isinstance(value, Instance):
            return members.invoke(context, value, name(context), given, required_type(context, base))
        return call(context, value, name(context), given)

    return invoke


def _base_cast(unit: Unit, owner: Node) -> str | None:
    """The type of ``([type]$this)``, whose own method is called though a derived class overrides it."""
    outer = collapsed(owner)
    inner = collapsed(outer.named_children[0]) if outer.type == "parenthesized_expression" else outer
    if inner.type != "cast_expression" or inner is outer:
        return None
    return unit.text(inner.children[0])[1:-1].strip()


def argument_nodes(node: Node) -> list[Node]:
    """The arguments in the brackets of a call."""
    listed = node.named_children
    if not listed:
        return []
    first = listed[0]
    return (
        [child for child in first.named_children if child.type != "comment"]
        if first.type == "argument_expression_list"
        else listed
    )


@expression("element_access")
def element_access(unit: Unit, node: Node) -> Expression:
    """``owner[index]``."""
    owner, index = unit.expression(node.children[0]), unit.expression(node.children[2])
    return lambda context: get_item(context, owner(context), index(context))


@expression("parenthesized_expression")
def parenthesized(unit: Unit, node: Node) -> Expression:
    """``( ... )``."""
    return unit.expression(node.named_children[0])


@expression("sub_expression")
def sub_expression(unit: Unit, node: Node) -> Expression:
    """``$( ... )``: the output of the statements."""
    inner = node.named_children
    return unit.value_of_statement(inner[0]) if inner else constant(NOTHING)


@expression("array_expression")
def array_expression(unit: Unit, node: Node) -> Expression:
    """``@( ... )``: the output of the statements as an array, always."""
    inner = [child for child in node.named_children if child.type != "comment"]
    if not inner:
        return lambda _context: []
    only = collapsed(inner[0])
    if only.type == "array_literal_expression":
        return unit.expression(only)
    run: Statement = unit.statement(inner[0])

    def collect(context: Context) -> list[Any]:
        output: list[Any] = []
        run(context, output.append)
        return output

    return collect


@expression("hash_literal_expression")
def hash_literal(unit: Unit, node: Node) -> Expression:
    """``@{ key = value; ... }``."""
    pairs: list[tuple[Expression, Expression]] = []
    places: list[Node] = []
    for body in node.named_children:
        if body.type != "hash_literal_body":
            continue
        for entry in body.named_children:
            if entry.type == "hash_entry":
                parts = [child for child in entry.children if child.type not in {"=", ";", "comment"}]
                pairs.append((_key(unit, parts[0]), unit.expression(parts[1])))
                places.append(parts[0])
    _require_unique(unit, pairs, places)

    def build(context: Context) -> nets.Hashtable:
        table = nets.Hashtable()
        table.capacity = len(pairs)
        context.step(STEPS_OF_A_TABLE + len(pairs))
        for key, value in pairs:
            made = key(context)
            if made is None or made is NOTHING:
                raise failure("A null key is not allowed in a hash literal.", "InvalidNullKey")
            if made in table:
                raise failure(
                    f"Duplicate keys '{to_text(made)}' are not allowed in hash literals.",
                    "DuplicateKeyInHashLiteral",
                )
            item = value(context)
            table[made] = None if item is NOTHING else item
        return table

    return build


def _require_unique(unit: Unit, pairs: list[tuple[Expression, Expression]], places: list[Node]) -> None:
    """Keys that are written twice are a syntax error."""
    seen: set[str] = set()
    faults: list[SyntaxFault] = []
    for (key, _), place in zip(pairs, places, strict=True):
        if not is_constant(key):
            continue
        text = to_text(key.constant)  # type: ignore[attr-defined]  # marked by `constant`
        if text.lower() in seen:
            message = f"Duplicate keys '{text}' are not allowed in hash literals."
            start, end = unit.start(place), unit.end(place)
            faults.append(SyntaxFault(start, end - start, message, "DuplicateKeyInHashLiteral"))
        seen.add(text.lower())
    if faults:
        raise SyntaxProblem(*faults)


def _key(unit: Unit, node: Node) -> Expression:
    inner = collapsed(node)
    if inner.type == "simple_name":
        return constant(unit.text(inner))
    return unit.expression(inner)


@expression("script_block_expression")
def script_block(unit: Unit, node: Node) -> Expression:
    """``{ ... }``."""
    block = unit.block(node)
    return lambda context: ScriptBlock(block, context)


@expression("simple_name")
def simple_name(unit: Unit, node: Node) -> Expression:
    """A bare name where a value is wanted (in an attribute)."""
    return constant(unit.text(node))
