"""Parameter blocks, and the attributes of parameters, blocks and classes."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from functools import partial

from tree_sitter import Node

from fake_agent.powershell.compiler.unit import (
    Expression,
    Unit,
    collapsed,
    is_constant,
)
from fake_agent.powershell.errors import PowerShellError, failure
from fake_agent.powershell.runtime.context import Context
from fake_agent.powershell.runtime.parameters import ParameterSpec, Validation
from fake_agent.powershell.runtime.source import Extent
from fake_agent.powershell.values.conversion import as_list
from fake_agent.powershell.values.text import to_text, truth

_UNEVALUATED = frozenset({"script_block_expression", "type_literal"})


@dataclass(slots=True)
class Attribute:
    """``[Name(values, Key = value)]``, unevaluated."""

    name: str
    values: list[Expression] = field(default_factory=list)
    named: dict[str, Expression | None] = field(default_factory=dict)
    refusal: Callable[[], PowerShellError] | None = None

    def name_once(self, unit: Unit, argument: Node, value: Expression | None) -> None:
        """Add an argument with a name; the same name again is an error."""
        name = unit.text(argument.children[0])
        key = name.lower()
        if key in self.named:
            unit.verify()
        self.named[key] = value
        kind, properties = _PROPERTIES.get(self.name.lower(), ("", ""))
        if kind and key not in properties.split():
            self.refusal = partial(_unknown_property, name, kind, unit.extent(argument))


_PROPERTIES = {
    "parameter": (
        "ParameterAttribute",
        (
            "dontshow helpmessage helpmessagebasename helpmessageresourceid mandatory parametersetname position "
            "valuefrompipeline valuefrompipelinebypropertyname valuefromremainingarguments"
        ),
    ),
    "cmdletbinding": (
        "CmdletBindingAttribute",
        (
            "confirmimpact defaultparametersetname helpuri positionalbinding remotingcapability supportspaging "
            "supportsshouldprocess supportstransactions"
        ),
    ),
    "validateset": ("ValidateSetAttribute", "ignorecase"),
    "validatepattern": ("ValidatePatternAttribute", "options"),
}
"""Attributes with their classes and what may be set of them by name."""


def _unknown_property(name: str, kind: str, extent: Extent) -> PowerShellError:
    """What a block whose attribute has no such property says when it is called."""
    problem = failure(
        f"Property '{name}' cannot be found for type 'System.Management.Automation.{kind}'.", "PropertyNotFoundForType"
    )
    problem.record.invocation = extent.invocation()
    return problem


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
                made.name_once(unit, argument, _argument(unit, parts[2]))
            elif len(parts) == 1 and parts[0].type == "simple_name":
                made.name_once(unit, argument, None)
            else:
                made.values.append(_argument(unit, argument))
    return made


_NO_PARAMETER_TYPES = frozenset({"void", "system.void", "ordered"})


class Parameters:
    """A parameter list as it is read: the specifications, and what the attributes of the block say."""

    def __init__(self) -> None:
        self.specs: list[ParameterSpec] = []
        self.attributes: list[Attribute] = []
        self.refusals: list[Callable[[], PowerShellError]] = []

    def accept(self, attributes: list[Attribute]) -> list[Attribute]:
        """Keep what the attributes of the block, or of one of its parameters, are refused for."""
        self.refusals += [one.refusal for one in attributes if one.refusal is not None]
        return attributes

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
            made.attributes += made.accept(_attributes(unit, child))
            if any(one.named_children[:1] and one.named_children[0].type == "type_literal" for one in child.children):
                unit.verify()
        elif child.type == "parameter_list":
            for position, one in enumerate(one for one in child.named_children if one.type == "script_parameter"):
                made.specs.append(_parameter(unit, one, position, made))
    if len({spec.name.lower() for spec in made.specs}) < len(made.specs) or any(
        spec.type.lower() in _NO_PARAMETER_TYPES for spec in made.specs
    ):
        unit.verify()
    if any(spec.position is not None and spec.position >= EXPLICIT for spec in made.specs):
        made.specs = [
            replace(spec, position=spec.position - EXPLICIT)
            if spec.position is not None and spec.position >= EXPLICIT
            else replace(spec, position=None)
            for spec in made.specs
        ]
    return made


EXPLICIT = 1000
"""Added to positions that an attribute gives: where one has them, parameters without have none."""


def _parameter(unit: Unit, node: Node, position: int, made: Parameters) -> ParameterSpec:
    name = ""
    default: Expression | None = None
    attributes: list[Attribute] = []
    for child in node.named_children:
        if child.type == "attribute_list":
            attributes += made.accept(_attributes(unit, child))
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
            flags["mandatory"] |= flag(one, "mandatory")
            flags["by_value"] |= flag(one, "valuefrompipeline")
            flags["by_property"] |= flag(one, "valuefrompipelinebypropertyname")
            flags["remaining"] |= flag(one, "valuefromremainingarguments")
            if "position" in one.named:
                given = one.named["position"]
                place = EXPLICIT + int(given(None)) if given is not None else place  # type: ignore[arg-type]  # constants need no context
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
        position=None if canonical == "switch" and place is not None and place < EXPLICIT else place,
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


def flag(one: Attribute, name: str) -> bool:
    """Whether an attribute has a named value that is true."""
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
