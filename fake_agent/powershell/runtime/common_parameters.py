"""The common parameters (-ErrorAction, -Verbose, -OutVariable ...), handled once for all commands."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

from fake_agent.powershell.dotnet.types import INT
from fake_agent.powershell.runtime.context import Context
from fake_agent.powershell.runtime.parameters import Argument, ParameterSpec
from fake_agent.powershell.runtime.scope import Scope
from fake_agent.powershell.values import collections as nets
from fake_agent.powershell.values.conversion import as_list, convert
from fake_agent.powershell.values.objects import ErrorRecord, Switch
from fake_agent.powershell.values.text import to_text, truth

_NAMES = {
    "erroraction": "erroraction",
    "ea": "erroraction",
    "warningaction": "warningaction",
    "wa": "warningaction",
    "informationaction": "informationaction",
    "infa": "informationaction",
    "verbose": "verbose",
    "vb": "verbose",
    "debug": "debug",
    "db": "debug",
    "errorvariable": "errorvariable",
    "ev": "errorvariable",
    "warningvariable": "warningvariable",
    "wv": "warningvariable",
    "informationvariable": "informationvariable",
    "iv": "informationvariable",
    "outvariable": "outvariable",
    "ov": "outvariable",
    "outbuffer": "outbuffer",
    "ob": "outbuffer",
    "pipelinevariable": "pipelinevariable",
    "pv": "pipelinevariable",
}
_ACTION = "System.Management.Automation.ActionPreference"
_ACTION_PARAMETERS = ("ErrorAction", "WarningAction", "InformationAction")
_RISK = {"whatif": "whatif", "wi": "whatif", "confirm": "confirm", "cf": "confirm"}
_WITH_RISK = _NAMES | _RISK
_SWITCHES = {"verbose", "debug", "whatif", "confirm"}
_ACTIONS = {"0": "silentlycontinue", "1": "stop", "2": "continue", "3": "inquire", "4": "ignore"}
NAMES = frozenset(
    [
        "Verbose",
        "Debug",
        "ErrorAction",
        "WarningAction",
        "InformationAction",
        "ErrorVariable",
        "WarningVariable",
        "InformationVariable",
        "OutVariable",
        "OutBuffer",
        "PipelineVariable",
    ],
)
_SPELLINGS = {name.lower(): name for name in (*NAMES, "WhatIf", "Confirm")}
_STREAM_SWITCHES = frozenset({"verbose", "debug"})
_PREFERENCES = {
    "erroraction": "erroractionpreference",
    "warningaction": "warningpreference",
    "informationaction": "informationpreference",
} | {name: f"{name}preference" for name in _SWITCHES}
_STREAM_VARIABLES = ("errorvariable", "warningvariable", "informationvariable")
_BEGINNINGS = 6
"""A common parameter may be shortened to this many letters (``-ErrorAct``); shorter ones are the command's own."""


@dataclass(slots=True)
class CommonParameters:
    """What the common parameters of one call say."""

    values: dict[str, Any] = field(default_factory=dict)
    scope: Scope | None = None
    """The caller's scope, which has the variables that are filled."""
    held: list[Any] = field(default_factory=list)
    """Output that -OutBuffer keeps back."""

    def check(self, binding: Any) -> None:
        """Refuse what is no action, as any argument of a wrong type is refused."""
        kind = binding.context.find_type(_ACTION)
        for name in _ACTION_PARAMETERS:
            value = self.values.get(name.lower())
            if kind is not None and value is not None and value != "":
                binding.converted(ParameterSpec(name, _ACTION), value, kind, None)

    onward: Callable[[Any], None] | None = None
    """Where it goes."""

    def action(self, name: str) -> str | None:
        """The action of ``erroraction``, ``warningaction`` ... in lower case."""
        value = self.values.get(name)
        if value is None:
            return None
        text = to_text(value).lower()
        return _ACTIONS.get(text, text)

    def flag(self, name: str) -> bool | None:
        """Whether a switch is on; None where it is not given."""
        value = self.values.get(name)
        return None if value is None else truth(value)

    def bound(self, context: Context) -> dict[str, Any]:
        """What ``$PSBoundParameters`` tells of them: switches and actions as values of their types."""
        return {_SPELLINGS[name]: _typed(context, name, value) for name, value in self.values.items()}

    def set_preferences(self, context: Context, scope: Scope) -> None:
        """In functions and scripts they act through the preference variables of the command's own scope."""
        for name, value in self.values.items():
            variable = _PREFERENCES.get(name)
            if variable is None:
                continue
            if name in _RISK:
                scope.variables[variable] = truth(value)
            elif name in _STREAM_SWITCHES:
                scope.variables[variable] = _action(context, "Continue" if truth(value) else "SilentlyContinue")
            else:
                scope.variables[variable] = _action(context, value)

    @property
    def listens(self) -> bool:
        """Whether a variable is to be filled with what other streams carry."""
        return any(name in self.values for name in _STREAM_VARIABLES)

    def note_error(self, record: ErrorRecord) -> None:
        """Put an error into the variable of -ErrorVariable."""
        self.note("errorvariable", record)

    def note(self, name: str, value: Any) -> None:
        """Put a value into the variable that a parameter names."""
        variable = self.values.get(name)
        if variable is None or self.scope is None:
            return
        key = to_text(variable).lstrip("+").lower()
        held = self.scope.variables.get(key)
        if not isinstance(held, nets.NetList):
            held = nets.NetList("System.Collections.ArrayList", as_list(held) if held is not None else [])
            self.scope.variables[key] = held
        held.items.append(value)

    def forget_pipeline_variable(self) -> None:
        """Empty the variable of -PipelineVariable, before its pipeline runs and after."""
        name = self.values.get("pipelinevariable")
        if name is not None and self.scope is not None:
            self.scope.variables[to_text(name).lower()] = None

    def prepare(self, context: Context) -> None:
        """Empty the variables that are to be filled, in the scope that the command is called from."""
        self.scope = context.scope
        self.forget_pipeline_variable()
        for name in (*_STREAM_VARIABLES, "outvariable"):
            value = self.values.get(name)
            if value is not None and not to_text(value).startswith("+"):
                context.scope.variables[to_text(value).lower()] = nets.NetList("System.Collections.ArrayList")

    def emitting(self, context: Context, emit: Callable[[Any], None]) -> Callable[[Any], None]:
        """``emit`` with -OutVariable and -PipelineVariable filled on the way, objects sent on as -OutBuffer says."""
        out, pipeline = self.values.get("outvariable"), self.values.get("pipelinevariable")
        if self.values.get("outbuffer") is not None:
            self.onward, emit = emit, self.keep
        if out is None and pipeline is None:
            return emit

        def noted(value: Any) -> None:
            self.note("outvariable", value)
            if pipeline is not None:
                context.scope.variables[to_text(pipeline).lower()] = value
            emit(value)

        return noted

    def keep(self, value: Any) -> None:
        """Keep an object back; one more than -OutBuffer says and all of them go on."""
        self.held.append(value)
        if len(self.held) > int(convert(self.values["outbuffer"], INT, None)):
            self.flush()

    def flush(self) -> None:
        """Send on what -OutBuffer has kept back."""
        held, self.held = self.held, []
        for value in held:
            if self.onward is not None:
                self.onward(value)


def _typed(context: Context, name: str, value: Any) -> Any:
    """The value of a common parameter as its type."""
    if name in _SWITCHES:
        return Switch(truth(value))
    return _action(context, value) if name.endswith("action") else value


def _action(context: Context, value: Any) -> Any:
    kind = context.find_type(_ACTION)
    return value if kind is None else convert(value, kind, context)


def separate(
    arguments: Sequence[Argument],
    own: Callable[[str], bool],
    *,
    risk: bool,
    defaults: Mapping[str, Any] = MappingProxyType({}),
) -> tuple[Sequence[Argument], CommonParameters | None]:
    """Take the common parameters out of the arguments; ``own`` tells whether a name is the command's own parameter.

    ``defaults`` are values for those that are not given, by their names in lower case.
    """
    rest, common = _separated(arguments, own, risk=risk)
    table = _WITH_RISK if risk else _NAMES
    for name, value in defaults.items():
        if name in table and not own(name):
            common = common or CommonParameters()
            common.values.setdefault(table[name], value)
    return rest, common


def _separated(
    arguments: Sequence[Argument], own: Callable[[str], bool], *, risk: bool
) -> tuple[Sequence[Argument], CommonParameters | None]:
    if all(argument.name is None for argument in arguments):
        return arguments, None
    common: CommonParameters | None = None
    rest: list[Argument] = []
    index = 0
    while index < len(arguments):
        argument = arguments[index]
        index += 1
        key = _key(argument.name, risk=risk) if argument.name is not None else None
        if key is None or own(argument.name or ""):
            rest.append(argument)
            continue
        common = common or CommonParameters()
        if key in _SWITCHES:
            common.values[key] = argument.value if argument.has_value else True
        elif argument.has_value:
            common.values[key] = argument.value
        elif index < len(arguments):
            common.values[key] = arguments[index].value
            index += 1
    return rest, common


def _key(name: str | None, *, risk: bool) -> str | None:
    lowered = (name or "").lower()
    table = _WITH_RISK if risk else _NAMES
    if lowered in table:
        return table[lowered]
    if len(lowered) >= _BEGINNINGS:
        matches = {key for word, key in table.items() if word.startswith(lowered)}
        if len(matches) == 1:
            return matches.pop()
    return None
