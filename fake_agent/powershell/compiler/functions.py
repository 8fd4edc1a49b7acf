"""Script blocks, functions, parameter blocks and their attributes."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from tree_sitter import Node

from fake_agent.powershell.compiler.statements import block_child, statement_block, statements
from fake_agent.powershell.compiler.unit import (
    BLOCKS,
    Expression,
    Statement,
    Unit,
    collapsed,
    is_constant,
    statement,
)
from fake_agent.powershell.runtime.blocks import Block, Function, ScriptBlock
from fake_agent.powershell.runtime.context import Context
from fake_agent.powershell.runtime.parameters import ParameterSpec, Validation
from fake_agent.powershell.runtime.source import Extent, Source
from fake_agent.powershell.runtime.streams import Emit
from fake_agent.powershell.syntax.doubts import is_doubtful
from fake_agent.powershell.syntax.problems import SyntaxProblem
from fake_agent.powershell.values.conversion import as_list
from fake_agent.powershell.values.text import to_text, truth

_BODY_PARTS = frozenset({"{", "}", "comment", "function", "filter", "function_name", ";"})
_UNEVALUATED = frozenset({"script_block_expression", "type_literal"})
_NAMED_BLOCKS = ("begin", "process", "end", "dynamicparam")


@dataclass(slots=True)
class Attribute:
    """``[Name(values, Key = value)]``, unevaluated."""

    name: str
    values: list[Expression] = field(default_factory=list)
    named: dict[str, Expression | None] = field(default_factory=dict)

    def name_once(self, unit: Unit, name: Node, value: Expression | None) -> None:
        """Add an argument with a name; the same name again is an error."""
        key = unit.text(name).lower()
        if key in self.named:
            unit.verify()
        self.named[key] = value


def _argument(unit: Unit, node: Node) -> Expression:
    """The value of an attribute's argument; what is neither constant nor a script block is an error."""
    value = unit.expression(node)
    if not is_constant(value) and collapsed(node).type not in _UNEVALUATED:
        unit.verify()
    return value


def attribute(unit: Unit, node: Node) -> Attribute:
    """Translate an attribute or a type constraint."""
    name_node = next((child for child in node.named_children if child.type == "attribute_name"), None)
    if name_node is None:
        return Attribute(unit.text(node)[1:-1].strip())
    made = Attribute(unit.text(name_node).strip())
    for child in node.named_children:
        if child.type != "attribute_arguments":
            continue
        for argument in child.named_children:
            if argument.type == "comment":
                continue
            parts = argument.children
            if len(parts) >= 3 and parts[1].type == "=":
                made.name_once(unit, parts[0], _argument(unit, parts[2]))
            elif len(parts) == 1 and parts[0].type == "simple_name":
                made.name_once(unit, parts[0], None)
            else:
                made.values.append(_argument(unit, argument))
    return made


_NO_PARAMETER_TYPES = frozenset({"void", "system.void", "ordered"})


class Parameters:
    """A parameter list as it is read: the specifications, and what the attributes of the block say."""

    def __init__(self) -> None:
        self.specs: list[ParameterSpec] = []
        self.attributes: list[Attribute] = []

    @property
    def binding(self) -> Attribute | None:
        """The ``CmdletBinding`` attribute."""
        return next((one for one in self.attributes if one.name.lower() == "cmdletbinding"), None)


def _attributes(unit: Unit, node: Node) -> list[Attribute]:
    if node.type in {"type_literal", "attribute"}:
        return [_single(unit, node)]
    return [_single(unit, child) for child in node.named_children if child.type in {"attribute", "type_literal"}]


def _single(unit: Unit, node: Node) -> Attribute:
    if node.type == "attribute" and node.named_children and node.named_children[0].type == "type_literal":
        node = node.named_children[0]
    return attribute(unit, node)


def parameters(unit: Unit, node: Node) -> Parameters:
    """Read a ``param`` block or the bracketed list after a function's name."""
    made = Parameters()
    for child in node.named_children:
        if child.type == "attribute_list":
            made.attributes += _attributes(unit, child)
            if any(one.named_children[:1] and one.named_children[0].type == "type_literal" for one in child.children):
                unit.verify()
        elif child.type == "parameter_list":
            for position, one in enumerate(one for one in child.named_children if one.type == "script_parameter"):
                made.specs.append(_parameter(unit, one, position))
    if len({spec.name.lower() for spec in made.specs}) < len(made.specs) or any(
        spec.type.lower() in _NO_PARAMETER_TYPES for spec in made.specs
    ):
        unit.verify()
    if any(spec.position is not None and spec.position >= _EXPLICIT for spec in made.specs):
        made.specs = [
            replace(spec, position=spec.position - _EXPLICIT)
            if spec.position is not None and spec.position >= _EXPLICIT
            else replace(spec, position=None)
            for spec in made.specs
        ]
    return made


_EXPLICIT = 1000
"""Added to positions that an attribute gives: where one has them, parameters without have none."""


def _parameter(unit: Unit, node: Node, position: int) -> ParameterSpec:
    name = ""
    default: Expression | None = None
    attributes: list[Attribute] = []
    for child in node.named_children:
        if child.type == "attribute_list":
            attributes += _attributes(unit, child)
        elif child.type == "variable":
            text = unit.text(child)
            if text.startswith("@"):
                unit.verify()
            name = text[1:].strip("{}")
        elif child.type == "script_parameter_default":
            default = unit.expression(child.named_children[-1])
    return specification(name, attributes, default, position)


_KNOWN_ATTRIBUTES = frozenset(
    [
        "parameter",
        "alias",
        "allownull",
        "allowemptystring",
        "allowemptycollection",
        "supportswildcards",
        "psdefaultvalue",
        "outputtype",
        "cmdletbinding",
        "validateset",
        "validatepattern",
        "validaterange",
        "validatelength",
        "validatescript",
        "validatenotnull",
        "validatenotnullorempty",
        "validatecount",
        "validatedrive",
        "validateuserdrive",
        "argumentcompleter",
        "experimental",
        "credential",
    ],
)


def specification(
    name: str,
    attributes: Sequence[Attribute],
    default: Expression | None,
    position: int,
) -> ParameterSpec:
    """The parameter that the attributes describe; types and values are looked up when the block is first bound."""
    type_name = "object"
    aliases: list[str] = []
    validations: list[Validation] = []
    flags: dict[str, bool] = {"mandatory": False, "by_value": False, "by_property": False, "remaining": False}
    sets: list[str] = []
    place: int | None = position
    allows: set[str] = set()
    for one in attributes:
        lowered = one.name.lower()
        if lowered == "parameter":
            flags["mandatory"] |= _flag(one, "mandatory")
            flags["by_value"] |= _flag(one, "valuefrompipeline")
            flags["by_property"] |= _flag(one, "valuefrompipelinebypropertyname")
            flags["remaining"] |= _flag(one, "valuefromremainingarguments")
            if "position" in one.named:
                given = one.named["position"]
                place = _EXPLICIT + int(given(None)) if given is not None else place  # type: ignore[arg-type]  # constants need no context
            if "parametersetname" in one.named and (given := one.named["parametersetname"]) is not None:
                sets.append(to_text(given(None)))  # type: ignore[arg-type]  # the same
        elif lowered == "alias":
            aliases += [to_text(value(None)) for value in one.values]  # type: ignore[arg-type]  # the same
        elif lowered.startswith("validate") or lowered == "pstypename":
            validations.append(Validation(lowered, one.values, one.named))
        elif lowered.startswith("allow"):
            allows.add(lowered.removeprefix("allow").removeprefix("empty"))
        elif lowered not in _KNOWN_ATTRIBUTES:
            type_name = one.name
    lowered_type = type_name.lower()
    canonical = (
        "switch"
        if lowered_type in {"switch", "switchparameter", "system.management.automation.switchparameter"}
        else type_name
    )
    return ParameterSpec(
        name=name,
        type={"string": "string", "string[]": "string[]"}.get(canonical.lower(), canonical),
        position=None if canonical == "switch" and place is not None and place < _EXPLICIT else place,
        aliases=tuple(aliases),
        mandatory=flags["mandatory"],
        by_value=flags["by_value"],
        by_property=flags["by_property"],
        remaining=flags["remaining"],
        sets=tuple(sets),
        validations=tuple(validations),
        default=default,
        allows=frozenset(allows),
    )


def _flag(one: Attribute, name: str) -> bool:
    if name not in one.named:
        return False
    value = one.named[name]
    return True if value is None else truth(value(None))  # type: ignore[arg-type]  # constants need no context


def settled(context: Context, specs: Sequence[ParameterSpec]) -> tuple[ParameterSpec, ...]:
    """The specifications with their types found and the values of their validations worked out."""
    made: list[ParameterSpec] = []
    for spec in specs:
        resolved = None
        if spec.type.lower() != "object":
            resolved = context.find_type(spec.type)
            if resolved is None:
                raise context.services["type not found"](spec.type)
        rules = tuple(
            Validation(
                rule.name,
                [item for value in rule.values for item in as_list(value(context))]
                if rule.name != "validatescript"
                else [value(context) for value in rule.values],
                {name: value is None or value(context) for name, value in rule.options.items()},
            )
            for rule in spec.validations
        )
        made.append(replace(spec, resolved=resolved, validations=rules))
    return tuple(made)


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
    if binding is not None:
        block.supports_should_process = _flag(binding, "supportsshouldprocess")
        impact = binding.named.get("confirmimpact")
        block.confirm_impact = to_text(impact(None)) if impact is not None else "Medium"  # type: ignore[arg-type]  # a constant
        default = binding.named.get("defaultparametersetname")
        block.default_set = to_text(default(None)) if default is not None else ""  # type: ignore[arg-type]  # a constant
        positional = binding.named.get("positionalbinding")
        block.positional_binding = positional is None or truth(positional(None))  # type: ignore[arg-type]  # a constant
        if not block.positional_binding:
            made.specs = [
                spec if (spec.position or 0) >= _EXPLICIT else replace(spec, position=None) for spec in made.specs
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
