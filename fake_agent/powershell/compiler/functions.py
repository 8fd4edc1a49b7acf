"""Script blocks and functions: their parameters and parts, compiled."""

from collections.abc import Sequence
from dataclasses import replace

from tree_sitter import Node

from fake_agent.powershell.compiler.attributes import EXPLICIT, Parameters, flag, parameters, settled
from fake_agent.powershell.compiler.statements import block_child, statement_block, statements
from fake_agent.powershell.compiler.unit import (
    BLOCKS,
    Statement,
    Unit,
    collapsed,
    statement,
)
from fake_agent.powershell.runtime.blocks import Block, Function, ScriptBlock
from fake_agent.powershell.runtime.context import Context
from fake_agent.powershell.runtime.parameters import Validation
from fake_agent.powershell.runtime.source import Extent, Source
from fake_agent.powershell.runtime.streams import Emit
from fake_agent.powershell.syntax.doubts import is_doubtful
from fake_agent.powershell.syntax.problems import SyntaxProblem
from fake_agent.powershell.values.text import to_text, truth

_BODY_PARTS = frozenset({"{", "}", "comment", "function", "filter", "function_name", ";"})
_NAMED_BLOCKS = ("begin", "process", "end", "dynamicparam")


def variable_rules(context: Context, attributes: Sequence[str]) -> tuple[Validation, ...]:
    """What the attributes before a variable, as they are written, demand of its values."""
    block = compile_script(Unit(Source(f"param({' '.join(attributes)} $value)")))
    return settled(context, block.parameters)[0].validations


def _cmdlet_flags(block: Block, made: Parameters) -> None:
    binding = made.binding
    block.advanced = binding is not None or any(
        spec.mandatory
        or spec.by_value
        or spec.by_property
        or spec.sets
        or (spec.position is not None and spec.remaining)
        for spec in made.specs
    )
    block.advanced = block.advanced or any(one.name.lower() == "parameter" for one in made.attributes)
    block.output_types = tuple(
        value for one in made.attributes if one.name.lower() == "outputtype" for value in one.values
    )
    if binding is not None:
        block.supports_should_process = flag(binding, "supportsshouldprocess")
        impact = binding.named.get("confirmimpact")
        block.confirm_impact = to_text(impact(None)) if impact is not None else "Medium"  # type: ignore[arg-type]  # a constant
        default = binding.named.get("defaultparametersetname")
        block.default_set = to_text(default(None)) if default is not None else ""  # type: ignore[arg-type]  # a constant
        positional = binding.named.get("positionalbinding")
        block.positional_binding = positional is None or truth(positional(None))  # type: ignore[arg-type]  # a constant
        if not block.positional_binding:
            made.specs = [
                spec if (spec.position or 0) >= EXPLICIT else replace(spec, position=None) for spec in made.specs
            ]


def compile_block(unit: Unit, node: Node, extent: Extent, header: Node | None = None) -> Block:
    """Compile the code of a script block, function or script: parameters, named blocks or plain statements."""
    block = Block(extent)
    made = Parameters()
    if header is not None:
        made = parameters(unit, header)
    plain: list[Node] = []
    named: list[str] = []

    def visit(children: Sequence[Node]) -> None:
        nonlocal made
        for child in children:
            kind = child.type
            if kind in _BODY_PARTS or kind == "function_parameter_declaration":
                continue
            if kind == "param_block":
                made = parameters(unit, child)
                named.extend([kind] * (header is not None))
            elif kind in {"script_block", "script_block_body", "named_block_list", "statement_list"}:
                visit(child.children)
            elif kind == "named_block":
                name = unit.text(child.children[0]).strip().lower()
                named.append(name)
                _set_block(block, name, statement_block(unit, block_child(child)))
            else:
                plain.append(child)

    visit(node.children)
    _require_one_form(unit, named, plain)
    plain = _top_level_blocks(unit, block, plain)
    if plain:
        block.end = statements(unit, plain)
    block.parameters = tuple(made.specs)
    block.has_parameters = bool(made.specs)
    block.refusals = made.refusals
    _cmdlet_flags(block, made)
    block.parameters = tuple(made.specs)
    if any(_uses_parameter_attribute(unit, one) for one in (header, node) if one is not None):
        block.advanced = True
    return block


def _require_one_form(unit: Unit, named: Sequence[str], plain: Sequence[Node]) -> None:
    """No named blocks beside statements, none twice, no ``param`` block beside a list of parameters."""
    if named and (plain or len(set(named)) < len(named) or "param_block" in named):
        unit.verify()


def _uses_parameter_attribute(unit: Unit, node: Node) -> bool:
    """Whether a parameter of this block carries ``[Parameter(...)]``: that makes the function an advanced one."""
    for child in node.named_children:
        if child.type in {
            "param_block",
            "parameter_list",
            "script_block",
            "script_parameter",
            "attribute_list",
        } and _uses_parameter_attribute(unit, child):
            return True
        if child.type == "attribute" and unit.text(child)[1:].lstrip().lower().startswith("parameter"):
            return True
    return False


def _set_block(block: Block, name: str, body: Statement) -> None:
    if name == "begin":
        block.begin = body
    elif name == "process":
        block.process = body
    elif name == "end":
        block.end = body
    elif name == "dynamicparam":
        block.dynamic = body


def _top_level_blocks(unit: Unit, block: Block, nodes: list[Node]) -> list[Node]:
    """Named blocks of a script itself: the grammar takes them for commands with a script block as argument."""
    rest: list[Node] = []
    for node in nodes:
        inner = collapsed(node)
        if inner.type == "command" and inner.children[0].type == "command_name":
            words = [inner.children[0], *(part for child in inner.children[1:] for part in (child.children or [child]))]
            words = [collapsed(part) for part in words if part.type != "command_argument_sep"]
            if (
                unit.text(words[0]).lower() in _NAMED_BLOCKS
                and len(words) > 1
                and words[1].type == "script_block_expression"
            ):
                unit.verify()
                for name_node, body in zip(words[::2], words[1::2], strict=False):
                    compiled = compile_block(unit, body, unit.extent(body))
                    _set_block(block, unit.text(name_node).lower(), compiled.end or _nothing)
                continue
        rest.append(node)
    return rest


def _nothing(_context: Context, _emit: Emit) -> None:
    """An empty body."""


def _block_of(unit: Unit, node: Node) -> Block:
    return compile_block(unit, node, unit.extent(node))


BLOCKS[:] = [_block_of]


@statement("function_statement")
def function(unit: Unit, node: Node) -> Statement:
    """``function Name { }`` and ``filter Name { }``."""
    name = unit.text(next(child for child in node.named_children if child.type == "function_name"))
    is_filter = node.children[0].type == "filter"
    header = next((child for child in node.named_children if child.type == "function_parameter_declaration"), None)
    opening = next(child for child in node.children if child.type == "{")
    extent = Extent(unit.source, unit.start(opening), unit.end(node))
    block = compile_block(unit, node, extent, header)
    if is_filter:
        block.process, block.end = block.end, None
        block.is_filter = True
    qualifier, colon, plain = name.partition(":")
    if not colon:
        plain, qualifier = name, ""

    def define(context: Context, _emit: Emit) -> None:
        scope = context.scope
        if qualifier.lower() == "global":
            scope = scope.top()
        elif qualifier.lower() == "script":
            scope = scope.script()
        scope.functions[plain.lower()] = Function(plain, ScriptBlock(block, context, name=plain), is_filter)

    return define


def compile_script(unit: Unit) -> Block:
    """The block of a whole script."""
    if is_doubtful(unit.source.text):
        unit.verify()
    try:
        return compile_block(unit, unit.root, Extent(unit.source, unit.base, len(unit.source.text)))
    except SyntaxProblem:
        # A part of the script is wrong; what else is wrong is told with it.
        unit.verify()
        raise
