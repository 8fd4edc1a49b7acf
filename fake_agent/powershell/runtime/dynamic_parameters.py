"""``dynamicparam``: parameters that a function has because of what its others are."""

import contextlib
from collections.abc import Sequence
from typing import Any

from fake_agent.powershell.dotnet.attributes import DICTIONARY, DynamicParameter, NetAttribute
from fake_agent.powershell.errors import ReturnJump
from fake_agent.powershell.runtime.binder import Binding
from fake_agent.powershell.runtime.parameters import Argument, ParameterSpec, Validation
from fake_agent.powershell.values import collections as nets
from fake_agent.powershell.values.conversion import as_list
from fake_agent.powershell.values.text import to_text, truth

_ALL_SETS = "__AllParameterSets"


def dynamic_parameters(stage: Any, specs: Sequence[ParameterSpec]) -> dict[str, DynamicParameter]:
    """Run the block of a stage that makes parameters; those that it makes, by their names in lower case.

    It sees the parameters that ``specs`` describe as far as they are given by the arguments.
    """
    block = stage.script_block.block
    binding = Binding(stage.context, specs, stage.name, stage.name, function=True, advanced=True)
    binding.bind(_known(binding, stage.arguments), loose=True)
    table = nets.Hashtable()
    table.type_name = "System.Management.Automation.PSBoundParametersDictionary"
    variables = stage.scope.variables
    variables["psboundparameters"] = table
    for spec in specs:
        key = spec.name.lower()
        variables[key] = binding.values.get(key)
        if key in binding.bound:
            table[spec.name] = binding.values[key]
    output: list[Any] = []
    with contextlib.suppress(ReturnJump):
        block.dynamic(stage.context, output.append)
    found: dict[str, DynamicParameter] = {}
    for made in output:
        if isinstance(made, nets.Hashtable) and made.type_name == DICTIONARY:
            found |= {one.name.lower(): one for one in made.values() if isinstance(one, DynamicParameter)}
    return found


def _known(binding: Binding, arguments: Sequence[Argument]) -> list[Argument]:
    """The arguments without those by names that no parameter has yet."""
    kept: list[Argument] = []
    skips = False
    for argument in arguments:
        if argument.name is None:
            if not skips:
                kept.append(argument)
            skips = False
            continue
        unknown = binding.find(argument.name, argument) is None
        skips = unknown and not argument.has_value
        if not unknown:
            kept.append(argument)
    return kept


def specification(parameter: DynamicParameter) -> ParameterSpec:
    """The parameter as the binder knows it."""
    attributes = [one for one in as_list(parameter.attributes) if isinstance(one, NetAttribute)]
    declared = [one for one in attributes if one.name == "parameter"]

    def flag(name: str) -> bool:
        return any(truth(one.named.get(name)) for one in declared)

    positions = [int(one.named["position"]) for one in declared if "position" in one.named]
    sets = tuple(to_text(one.named["parametersetname"]) for one in declared if "parametersetname" in one.named)
    kind = parameter.kind
    full_name = "System.Object" if kind is None else kind.full_name
    return ParameterSpec(
        name=parameter.name,
        type={
            "System.Object": "object",
            "System.String": "string",
            "System.String[]": "string[]",
            "System.Management.Automation.SwitchParameter": "switch",
        }.get(full_name, full_name),
        position=positions[0] if positions else None,
        aliases=tuple(to_text(alias) for one in attributes if one.name == "alias" for alias in one.values),
        mandatory=flag("mandatory"),
        by_value=flag("valuefrompipeline"),
        by_property=flag("valuefrompipelinebypropertyname"),
        remaining=flag("valuefromremainingarguments"),
        sets=tuple(one for one in sets if one != _ALL_SETS),
        validations=tuple(
            Validation(one.name, one.values, one.named) for one in attributes if one.name.startswith("validate")
        ),
        allows=frozenset(
            one.name.removeprefix("allow").removeprefix("empty") for one in attributes if one.name.startswith("allow")
        ),
        resolved=None if full_name == "System.Object" else kind,
    )
