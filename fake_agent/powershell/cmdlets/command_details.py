"""What ``Get-Command`` tells of a command's parameters, parameter sets and output."""

from collections.abc import Sequence
from typing import Any

from fake_agent.powershell.cmdlets.registry import COMMANDS
from fake_agent.powershell.dotnet.attributes import NetAttribute
from fake_agent.powershell.dotnet.types import OBJECT, STRING, find_type, generic, named
from fake_agent.powershell.runtime.blocks import Block, Function
from fake_agent.powershell.runtime.parameters import ParameterSpec
from fake_agent.powershell.values.collections import Hashtable
from fake_agent.powershell.values.conversion import as_list
from fake_agent.powershell.values.objects import PSObject
from fake_agent.powershell.values.text import to_text

_NAMESPACE = "System.Management.Automation"
_ALL_SETS = "__AllParameterSets"
_STREAMS = (
    ("Verbose", "switch", "vb"),
    ("Debug", "switch", "db"),
    ("ErrorAction", "System.Management.Automation.ActionPreference", "ea"),
    ("WarningAction", "System.Management.Automation.ActionPreference", "wa"),
    ("InformationAction", "System.Management.Automation.ActionPreference", "infa"),
    ("ErrorVariable", "string", "ev"),
    ("WarningVariable", "string", "wv"),
    ("InformationVariable", "string", "iv"),
    ("OutVariable", "string", "ov"),
    ("OutBuffer", "int", "ob"),
    ("PipelineVariable", "string", "pv"),
)
_RISK = (("WhatIf", "switch", "wi"), ("Confirm", "switch", "cf"))


def _block(callee: Any) -> Block | None:
    return callee.script_block.block if isinstance(callee, Function) else None


def _specs(name: str, callee: Any) -> list[ParameterSpec]:
    """The parameters of a command, the common ones after its own."""
    block = _block(callee)
    if block is not None:
        context = callee.script_block.context
        own: Sequence[ParameterSpec] = context.services["settle parameters"](context, block.parameters)
        if not block.advanced:
            return list(own)
    elif name.lower() in COMMANDS:
        own = COMMANDS[name.lower()].parameters
    else:
        return []
    known = {spec.name.lower() for spec in own}
    common = (*_STREAMS, *(_RISK if block is not None and block.supports_should_process else ()))
    added = [ParameterSpec(one, kind, aliases=(short,)) for one, kind, short in common if one.lower() not in known]
    return [*own, *added]


def _attribute(name: str, values: Sequence[Any] = (), options: dict[str, Any] | None = None) -> NetAttribute:
    made = NetAttribute(named(f"{_NAMESPACE}.{name}Attribute"), list(values))
    made.named = options or {}
    return made


def _attributes(spec: ParameterSpec) -> list[NetAttribute]:
    listed = [
        _attribute(
            "Parameter",
            (),
            {
                "position": -(2**31) if spec.position is None else spec.position,
                "parametersetname": known,
                "mandatory": spec.mandatory,
                "valuefrompipeline": spec.by_value,
                "valuefrompipelinebypropertyname": spec.by_property,
                "valuefromremainingarguments": spec.remaining,
            },
        )
        for known in spec.sets or (_ALL_SETS,)
    ]
    if spec.aliases:
        listed.append(_attribute("Alias", spec.aliases))
    for rule in spec.validations:
        kind = find_type(rule.name)
        if kind is not None:
            made = NetAttribute(kind, list(rule.values))
            made.named = dict(rule.options)
            listed.append(made)
    return listed


def _metadata(spec: ParameterSpec) -> PSObject:
    return PSObject.of(
        {
            "Name": spec.name,
            "ParameterType": spec.resolved or find_type(spec.type) or OBJECT,
            "ParameterSets": Hashtable([(known, None) for known in spec.sets or (_ALL_SETS,)]),
            "IsDynamic": False,
            "Aliases": list(spec.aliases),
            "Attributes": _attributes(spec),
            "SwitchParameter": spec.is_switch,
        },
        f"{_NAMESPACE}.ParameterMetadata",
    )


def parameter_table(name: str, callee: Any) -> Hashtable | None:
    """``Parameters`` of a command; None where it is a program."""
    specs = _specs(name, callee)
    if not specs and _block(callee) is None and name.lower() not in COMMANDS:
        return None
    made = Hashtable([(spec.name, _metadata(spec)) for spec in specs], ordered=True)
    made.type_name = generic(
        "System.Collections.Generic.Dictionary`2", (STRING, named(f"{_NAMESPACE}.ParameterMetadata"))
    ).full_name
    return made


def default_set(name: str, callee: Any) -> str | None:
    """``DefaultParameterSet`` of a command."""
    block = _block(callee)
    if block is not None:
        return block.default_set or None
    return COMMANDS[name.lower()].default_set or None if name.lower() in COMMANDS else None


def parameter_sets(name: str, callee: Any) -> list[PSObject]:
    """``ParameterSets`` of a command: one for all where it names none."""
    specs = _specs(name, callee)
    standard = default_set(name, callee)
    names = list(dict.fromkeys(known for spec in specs for known in spec.sets)) or [standard or _ALL_SETS]
    return [
        PSObject.of(
            {
                "Name": known,
                "IsDefault": known == standard,
                "Parameters": [
                    PSObject.of(
                        {
                            "Name": spec.name,
                            "ParameterType": spec.resolved or find_type(spec.type) or OBJECT,
                            "IsMandatory": spec.mandatory,
                            "IsDynamic": False,
                            "Position": -(2**31) if spec.position is None else spec.position,
                            "ValueFromPipeline": spec.by_value,
                            "ValueFromPipelineByPropertyName": spec.by_property,
                            "ValueFromRemainingArguments": spec.remaining,
                            "Aliases": list(spec.aliases),
                            "Attributes": _attributes(spec),
                        },
                        f"{_NAMESPACE}.CommandParameterInfo",
                    )
                    for spec in specs
                    if not spec.sets or known in spec.sets
                ],
            },
            f"{_NAMESPACE}.CommandParameterSetInfo",
        )
        for known in names
    ]


def output_types(callee: Any) -> list[PSObject]:
    """``OutputType`` of a function: what its attribute names."""
    block = _block(callee)
    if block is None:
        return []
    values = [item for value in block.output_types for item in as_list(value(callee.script_block.context))]
    return [
        PSObject.of(
            {"Name": to_text(value), "Type": find_type(value) if isinstance(value, str) else value},
            f"{_NAMESPACE}.PSTypeName",
            text=lambda made: to_text(made.get("Name")),
        )
        for value in values
    ]


def is_advanced(callee: Any) -> bool:
    """``CmdletBinding`` of a function."""
    block = _block(callee)
    return block is not None and block.advanced
