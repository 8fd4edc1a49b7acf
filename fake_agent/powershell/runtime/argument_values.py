"""What a value becomes as a parameter's: converted, validated, or refused in the words of parameter binding."""

from typing import Any

from fake_agent.powershell.dotnet import members
from fake_agent.powershell.dotnet.reference import Reference
from fake_agent.powershell.dotnet.types import type_of
from fake_agent.powershell.errors import PowerShellError, failure
from fake_agent.powershell.runtime.parameters import Argument, ParameterSpec
from fake_agent.powershell.runtime.validation import complaint
from fake_agent.powershell.values.conversion import convert
from fake_agent.powershell.values.objects import NOTHING
from fake_agent.powershell.values.text import to_text

_BINDING = "System.Management.Automation.ParameterBindingException"


class ArgumentValues:
    """The values of one call's arguments. ``class_name`` ends the FullyQualifiedErrorId of what goes wrong."""

    def __init__(self, context: Any, command: str, class_name: str, *, function: bool, advanced: bool = False) -> None:
        self.context = context
        self.command = command
        self.class_name = class_name
        self.function = function
        self.advanced = advanced

    def error(
        self,
        message: str,
        error_id: str,
        category: str,
        *,
        argument: Argument | None = None,
        target: Any = None,
        exception: str = _BINDING,
    ) -> PowerShellError:
        """A binding error, placed at the argument where there is one."""
        problem = failure(message, f"{error_id},{self.class_name}", category, target=target, exception=exception)
        record = problem.record
        record.activity = self.command.rpartition("\\")[2]
        if argument is not None and argument.extent is not None:
            record.invocation = argument.extent.invocation(self.command)
        return problem

    def type_name(self, spec: ParameterSpec) -> str:
        """The full name of a parameter's type."""
        found = spec.resolved or self.context.find_type(spec.type)
        return found.full_name if found else "System.Object"

    def fits(self, spec: ParameterSpec, value: Any) -> bool:
        """Whether the value is of the parameter's type without conversion."""
        target = spec.resolved or self.context.find_type(spec.type)
        if target is None or value is None or value is NOTHING:
            return False
        if target.full_name == "System.Object" or type_of(value).is_a(target):
            return True
        names = members.type_names(value)
        element = target.element
        return target.full_name in names or (
            element is not None and (type_of(value).is_a(element) or element.full_name in names)
        )

    def checked(self, spec: ParameterSpec, value: Any, argument: Argument | None) -> Any:
        """The value as the parameter's type, transformed and validated."""
        if value is NOTHING:
            value = None
        if argument is not None and argument.text is not None and spec.type in {"string", "string[]"}:
            value = argument.text
        for transform in spec.transforms:
            value = transform(self.context, value)
        target = spec.resolved
        if target is None and spec.type != "object":
            target = self.context.find_type(spec.type)
        if target is not None and not (value is None and spec.type.endswith("[]")):
            value = self.converted(spec, value, target, argument)
        if spec.words:
            value = self.worded(spec, value, argument)
        self.validate(spec, value, argument)
        if spec.mandatory and "empty" not in spec.allows:
            self.refuse_empty(spec, value, argument)
        return value

    def validate(self, spec: ParameterSpec, value: Any, argument: Argument | None) -> None:
        """The value passes all rules of the parameter."""
        for rule in spec.validations:
            if rule.name == "pstypename":
                self.require_type_name(spec, value, to_text(rule.values[0]), argument)
                continue
            text = complaint(value, rule)
            if text is not None:
                raise self.error(
                    f"Cannot validate argument on parameter '{spec.name}'. {text}",
                    "ParameterArgumentValidationError",
                    "InvalidData",
                    argument=argument,
                    exception="System.Management.Automation.ParameterBindingValidationException",
                )

    def worded(self, spec: ParameterSpec, value: Any, argument: Argument | None) -> Any:
        """The full words that the text, or each of several, stands for."""
        kind = self.context.find_type(spec.words)
        if kind is None or value is None or value == "":
            return value
        if isinstance(value, list):
            return [to_text(self.converted(spec, item, kind, argument)) for item in value]
        return to_text(self.converted(spec, value, kind, argument))

    def require_type_name(self, spec: ParameterSpec, value: Any, wanted: str, argument: Argument | None) -> None:
        """The objects that the attribute ``PSTypeName`` lets in have that name among their type names."""
        for item in value if isinstance(value, list) else [value]:
            if item is None or wanted.lower() not in {name.lower() for name in members.type_names(item)}:
                raise self.error(
                    f"Cannot bind argument to parameter '{spec.name}', because PSTypeNames of the argument do not "
                    f"match the PSTypeName required by the parameter: {wanted}.",
                    "MismatchedPSTypeName",
                    "InvalidArgument",
                    argument=argument,
                    exception="System.Management.Automation.ParameterBindingArgumentTransformationException",
                )

    def refuse_empty(self, spec: ParameterSpec, value: Any, argument: Argument | None) -> None:
        """Mandatory parameters take no empty strings, arrays or null."""
        what = None
        if value is None and spec.type != "object" and "null" not in spec.allows:
            what = ("it is null", "ParameterArgumentValidationErrorNullNotAllowed")
        elif value == "" and spec.type == "string" and "string" not in spec.allows:
            what = ("it is an empty string", "ParameterArgumentValidationErrorEmptyStringNotAllowed")
        elif isinstance(value, list) and not value and spec.type.endswith("[]") and "collection" not in spec.allows:
            what = ("it is an empty array", "ParameterArgumentValidationErrorEmptyArrayNotAllowed")
        elif isinstance(value, list) and "" in value and spec.type == "string[]" and "string" not in spec.allows:
            what = ("it is an empty string", "ParameterArgumentValidationErrorEmptyStringNotAllowed")
        if what is not None:
            raise self.error(
                f"Cannot bind argument to parameter '{spec.name}' because {what[0]}.",
                what[1],
                "InvalidData",
                argument=argument,
                exception="System.Management.Automation.ParameterBindingValidationException",
            )

    def converted(self, spec: ParameterSpec, value: Any, target: Any, argument: Argument | None) -> Any:
        """The value cast to the parameter's type."""
        try:
            if spec.is_switch and isinstance(value, str):
                raise failure(
                    'Cannot convert value "System.String" to type "System.Management.Automation.SwitchParameter". '
                    "Boolean parameters "
                    "accept only Boolean values and numbers, such as $True, $False, 1 or 0.",
                    "",
                    "InvalidArgument",
                )
            if target.full_name == "System.Boolean" and isinstance(value, str):
                raise failure(
                    'Cannot convert value "System.String" to type "System.Boolean". Boolean parameters accept only '
                    "Boolean values "
                    "and numbers, such as $True, $False, 1 or 0.",
                    "",
                    "InvalidArgument",
                )
            if target.full_name == "System.String":
                if value is None:
                    return ""
                if isinstance(value, list) and self.advanced:
                    raise failure("Cannot convert value to type System.String.", "", "InvalidArgument")
                if isinstance(value, list) and not self.function:
                    raise failure(
                        "Cannot convert 'System.Object[]' to the type 'System.String' required by parameter "
                        f"'{spec.name}'. "
                        "Specified method is not supported.",
                        "",
                        "InvalidArgument",
                    )
            if target.full_name == "System.Management.Automation.PSReference" and not isinstance(value, Reference):
                raise failure("Reference type is expected in argument.", "", "InvalidArgument")
            return convert(value, target, self.context)
        except PowerShellError as problem:
            if self.function or "." not in self.class_name:
                raise self.error(
                    f"Cannot process argument transformation on parameter '{spec.name}'. {problem.record.message}",
                    "ParameterArgumentTransformationError",
                    "InvalidData",
                    argument=argument,
                    exception="System.Management.Automation.ParameterBindingArgumentTransformationException",
                ) from None
            raise self.error(
                f"Cannot bind parameter '{spec.name}'. {problem.record.message}",
                "CannotConvertArgumentNoMessage",
                "InvalidArgument",
                argument=argument,
            ) from None
