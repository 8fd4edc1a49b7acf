"""Binding for functions, script blocks and scripts: parameters become variables of their scope."""

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Any

from fake_agent.powershell.dotnet.attributes import DynamicParameter
from fake_agent.powershell.errors import failure
from fake_agent.powershell.runtime.binder import Binding
from fake_agent.powershell.runtime.default_parameters import fill
from fake_agent.powershell.runtime.dynamic_parameters import dynamic_parameters, specification
from fake_agent.powershell.runtime.parameters import Argument, ParameterSpec
from fake_agent.powershell.values import collections as nets
from fake_agent.powershell.values.conversion import convert
from fake_agent.powershell.values.objects import Switch


class BlockBinding:
    """The binding of one call of a block; ``bind_item`` is called for each object of the pipeline."""

    def __init__(
        self,
        context: Any,
        scope: Any,
        specs: Sequence[ParameterSpec],
        name: str,
        *,
        advanced: bool,
        dynamic: Mapping[str, DynamicParameter] = MappingProxyType({}),
    ) -> None:
        every = [*specs, *map(specification, dynamic.values())] if dynamic else specs
        self.binding = Binding(context, every, name, name.rpartition("\\")[2], function=True, advanced=advanced)
        self.dynamic = dynamic
        self.context = context
        self.scope = scope
        self.specs = specs
        self.advanced = advanced
        self.table = nets.Hashtable()
        self.table.type_name = "System.Management.Automation.PSBoundParametersDictionary"

    @property
    def takes_input(self) -> bool:
        """Whether any parameter takes objects of the pipeline."""
        return bool(self.binding.input_specs) and self.binding.takes_input

    def bind(
        self, arguments: Sequence[Argument], default_set: str, defaults: Mapping[str, Any], *, input_coming: bool
    ) -> None:
        """Bind the arguments and set the variables, defaults included."""
        binding = self.binding
        variables = self.scope.variables
        variables["args"] = binding.rest
        variables["psboundparameters"] = self.table
        if not self.specs and not self.advanced:
            for argument in arguments:
                if argument.name is not None:
                    binding.rest.append(f"-{argument.name}")
                if argument.has_value:
                    binding.rest.append(argument.value)
            return
        binding.bind(arguments, loose=not self.advanced)
        fill(binding, defaults)
        binding.settle_set(default_set)
        binding.require(input_coming=input_coming)
        for key, name in binding.bound.items():
            self.table[name] = binding.values[key]
            if key in self.dynamic:
                self.dynamic[key].value, self.dynamic[key].is_set = binding.values[key], True
            else:
                variables[key] = binding.values[key]
        for spec in self.specs:
            key = spec.name.lower()
            if key not in binding.bound:
                variables[key] = self.default(spec)
            if spec.resolved is not None or spec.validations:
                self.scope.constraints[key] = (spec.resolved, spec.validations)

    def default(self, spec: ParameterSpec) -> Any:
        """The value of a parameter that is not given."""
        if spec.default is not None:
            value = spec.default(self.context)
            return (
                value
                if spec.resolved is None
                else self.binding.checked(spec, value, None)
                if value is not None
                else _empty(spec)
            )
        return _empty(spec)

    def bind_item(self, item: Any) -> bool:
        """Bind an object of the pipeline; an error record where no parameter takes it."""
        binding = self.binding
        if not binding.bind_input(item):
            problem = failure(
                "The input object cannot be bound to any parameters for the command either because the command "
                "does not take "
                "pipeline input or the input and its properties do not match any of the parameters that take "
                "pipeline input.",
                f"InputObjectNotBound,{binding.class_name}",
                "InvalidArgument",
                target=item,
                exception="System.Management.Automation.ParameterBindingException",
            )
            problem.record.activity = binding.command
            self.context.write_error(problem.record)
            return False
        for key in binding.item_values:
            self.scope.variables[key] = binding.values[key]
            self.table[binding.bound[key]] = binding.values[key]
        return True


def _empty(spec: ParameterSpec) -> Any:
    """What a parameter of a type holds without a value."""
    if spec.is_switch:
        return Switch(is_present=False)
    target = spec.resolved
    if target is None:
        return None
    if target.full_name == "System.String":
        return ""
    if (
        target.base is not None
        and target.base.full_name == "System.ValueType"
        and target.full_name not in {"System.DateTime", "System.Guid"}
    ):
        return convert(0, target, None) if target.full_name != "System.Boolean" else False
    return None


def bind_block(stage: Any) -> BlockBinding:
    """Bind the arguments of a stage that runs a block."""
    block = stage.script_block.block
    for refusal in block.refusals:
        raise refusal()
    settle = stage.context.services["settle parameters"]
    specs = settle(stage.context, block.parameters) if block.parameters else ()
    dynamic = dynamic_parameters(stage, specs) if block.dynamic is not None else {}
    made = BlockBinding(stage.context, stage.scope, specs, stage.name, advanced=block.advanced, dynamic=dynamic)
    made.bind(stage.arguments, block.default_set, stage.defaults, input_coming=stage.expects_input)
    if stage.common is not None:
        for name, value in stage.common.bound(stage.context).items():
            made.table[name] = value
    stage.frame.bound = made.table
    stage.frame.arguments = made.binding.rest
    stage.frame.piped = stage.expects_input
    return made
