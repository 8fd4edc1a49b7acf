"""Parameter binding: which argument, or which object of the pipeline, becomes the value of which parameter."""

from collections.abc import Sequence
from typing import Any, Final

from fake_agent.powershell.dotnet import members
from fake_agent.powershell.errors import PowerShellError
from fake_agent.powershell.runtime.argument_values import ArgumentValues
from fake_agent.powershell.runtime.parameters import Argument, ParameterSpec
from fake_agent.powershell.values import collections as nets
from fake_agent.powershell.values.conversion import as_list
from fake_agent.powershell.values.text import to_text

UNSET: Final = object()


class Binding(ArgumentValues):
    """The parameters of one call. ``class_name`` ends the FullyQualifiedErrorId of what goes wrong."""

    def __init__(
        self,
        context: Any,
        specs: Sequence[ParameterSpec],
        command: str,
        class_name: str,
        *,
        function: bool,
        advanced: bool = False,
    ) -> None:
        super().__init__(context, command, class_name, function=function, advanced=advanced)
        self.specs = specs
        self.values: dict[str, Any] = {}
        self.bound: dict[str, Any] = {}
        self.rest: list[Any] = []
        self.parameter_set = ""
        self.item_values: set[str] = set()
        self.by_name = {spec.name.lower(): spec for spec in specs}
        self.input_specs = [spec for spec in specs if spec.takes_input]

    # --- arguments -------------------------------------------------------------------------------------------------

    def find(self, name: str, argument: Argument) -> ParameterSpec | None:
        """The parameter that ``-name`` means: by name, alias or unique beginning."""
        lowered = name.lower()
        exact = self.by_name.get(lowered)
        if exact is not None:
            return exact
        for spec in self.specs:
            if lowered in {alias.lower() for alias in spec.aliases}:
                return spec
        matches = [
            spec
            for spec in self.specs
            if spec.name.lower().startswith(lowered) or any(alias.lower().startswith(lowered) for alias in spec.aliases)
        ]
        if len(matches) > 1:
            possible = " ".join(f"-{spec.name}" for spec in matches)
            raise self.error(
                f"Parameter cannot be processed because the parameter name '{name}' is ambiguous. "
                f"Possible matches include: {possible}.",
                "AmbiguousParameter",
                "InvalidArgument",
                argument=argument,
            )
        return matches[0] if matches else None

    def _as_value(self, argument: Argument) -> Argument | None:
        """The argument as a value for the parameter before it; what looks like one of the command's own is none."""
        if argument.name is None:
            return argument
        is_own = argument.has_value or self.find(argument.name, argument) is not None
        return None if is_own else Argument.of(f"-{argument.name}")

    def bind(self, arguments: Sequence[Argument], *, loose: bool) -> None:
        """Bind the written arguments; what is left over goes to ``rest`` where ``loose`` (``$args``)."""
        positional: list[Argument] = []
        index, count = 0, len(arguments)
        while index < count:
            argument = arguments[index]
            index += 1
            if argument.name is None:
                positional.append(argument)
                continue
            spec = self.find(argument.name, argument)
            if spec is None:
                if not loose:
                    raise self.error(
                        f"A parameter cannot be found that matches parameter name '{argument.name}'.",
                        "NamedParameterNotFound",
                        "InvalidArgument",
                        argument=argument,
                    )
                positional.append(
                    Argument(None, f"-{argument.name}" + (":" if argument.has_value and not argument.splatted else "")),
                )
                if argument.has_value:
                    positional.append(Argument.of(argument.value))
                continue
            if spec.name.lower() in self.bound:
                raise self.error(
                    f"Cannot bind parameter because parameter '{spec.name}' is specified more than once. To "
                    "provide multiple "
                    "values to parameters that can accept multiple values, use the array syntax. For example, "
                    '"-parameter value1,value2,value3".',
                    "ParameterAlreadyBound",
                    "InvalidArgument",
                    argument=argument,
                )
            if spec.is_switch:
                self.assign(spec, argument.value if argument.has_value else True, argument)
            elif argument.has_value:
                self.assign(spec, argument.value, argument)
            elif index < count and (following := self._as_value(arguments[index])) is not None:
                self.assign(spec, following.value, arguments[index])
                index += 1
            else:
                raise self.error(
                    f"Missing an argument for parameter '{spec.name}'. Specify a parameter of type "
                    f"'{self.type_name(spec)}' "
                    "and try again.",
                    "MissingArgument",
                    "InvalidArgument",
                    argument=argument,
                )
        self.bind_positional(positional, loose=loose)

    def candidates(self) -> set[str] | None:
        """The parameter sets that are still possible; None: any."""
        possible: set[str] | None = None
        for spec in self.specs:
            if spec.sets and spec.name.lower() in self.bound:
                possible = set(spec.sets) if possible is None else possible & set(spec.sets)
        return possible

    def bind_positional(self, arguments: list[Argument], *, loose: bool) -> None:
        """Give the unnamed arguments to the parameters with positions, in order."""
        possible = self.candidates()
        slots = sorted(
            (
                spec
                for spec in self.specs
                if spec.position is not None
                and spec.name.lower() not in self.bound
                and (possible is None or not spec.sets or possible & set(spec.sets))
            ),
            key=lambda spec: spec.position or 0,
        )
        used: set[int] = set()
        remaining = next((spec for spec in self.specs if spec.remaining and spec.name.lower() not in self.bound), None)
        left = list(arguments)
        for spec in slots:
            if not left:
                break
            if spec.position in used or spec.remaining or spec.name.lower() in self.bound:
                continue
            if spec.sets and (possible := self.candidates()) is not None and not possible & set(spec.sets):
                continue
            alternatives = [other for other in slots if other.position == spec.position and other is not spec]
            argument = left[0]
            chosen = self.fitting([spec, *alternatives], argument) if alternatives else spec
            self.assign(chosen, argument.value, argument)
            left.pop(0)
            used.add(spec.position or 0)
        if not left:
            return
        if remaining is not None:
            self.assign(remaining, [argument.value for argument in left], left[0])
        elif loose:
            self.rest += [argument.value for argument in left]
        else:
            raise self.error(
                f"A positional parameter cannot be found that accepts argument '{to_text(left[0].value)}'.",
                "PositionalParameterNotFound",
                "InvalidArgument",
            )

    def fitting(self, specs: list[ParameterSpec], argument: Argument) -> ParameterSpec:
        """Of parameters at the same position, the one whose type the value has already."""
        for spec in specs:
            if spec.type.rstrip("[]") != "object" and self.fits(spec, argument.value):
                return spec
        return specs[0]

    def assign(self, spec: ParameterSpec, value: Any, argument: Argument | None) -> None:
        """Convert and validate the value, and note it as bound."""
        value = self.checked(spec, value, argument)
        key = spec.name.lower()
        self.values[key] = value
        self.bound[key] = spec.name

    # --- pipeline and completeness ---------------------------------------------------------------------------------

    @property
    def takes_input(self) -> bool:
        """Whether any parameter takes objects of the pipeline."""
        return any(
            spec.name.lower() not in self.bound or spec.name.lower() in self.item_values for spec in self.input_specs
        )

    def bind_input(self, item: Any) -> bool:  # noqa: C901 - one case a form
        """Bind an object of the pipeline; whether any parameter took it."""
        for key in self.item_values:
            self.values.pop(key, None)
            self.bound.pop(key, None)
        self.item_values = set()
        open_specs = [spec for spec in self.input_specs if spec.name.lower() not in self.bound]
        taken = False
        for spec in open_specs:
            if spec.by_value and self.fits(spec, item):
                taken = self.take(spec, item) or taken
                break
        if not taken or self.function:
            for spec in open_specs:
                if spec.by_property and spec.name.lower() not in self.bound:
                    value = self.property_value(spec, item)
                    if value is not UNSET:
                        taken = self.take(spec, value) or taken
        if not taken:
            for spec in open_specs:
                if spec.by_value:
                    try:
                        taken = self.take(spec, item) or taken
                    except PowerShellError:
                        if len([one for one in open_specs if one.by_value]) == 1 and self.function:
                            raise
                        continue
                    break
        return taken

    def take(self, spec: ParameterSpec, value: Any) -> bool:
        """Bind one parameter for this object only."""
        self.assign(spec, value, None)
        self.item_values.add(spec.name.lower())
        return True

    def property_value(self, spec: ParameterSpec, item: Any) -> Any:
        """The property of the object that has the parameter's name or an alias of it."""
        if item is None or (isinstance(item, str) and spec.name.lower() == "length"):
            return UNSET
        for name in (spec.name, *spec.aliases):
            if isinstance(item, nets.Hashtable):
                continue
            found = members.find_property(self.context, item, name)
            if not members.is_missing(found):
                return found
        return UNSET

    def settle_set(self, default: str) -> None:
        """Choose the parameter set; an error where several are possible and none is the default."""
        names = {name for spec in self.specs for name in spec.sets}
        if not names:
            return
        possible = self.candidates()
        possible = names if possible is None else possible
        if not possible:
            raise self.error(
                "Parameter set cannot be resolved using the specified named parameters.",
                "AmbiguousParameterSet",
                "InvalidArgument",
            )
        complete = sorted(
            name
            for name in possible
            if all(spec.name.lower() in self.bound for spec in self.specs if spec.mandatory and name in spec.sets)
        )
        if default in possible and (default in complete or not complete):
            self.parameter_set = default
        elif complete:
            self.parameter_set = complete[0]
        elif len(possible) == 1:
            self.parameter_set = next(iter(possible))
        else:
            raise self.error(
                "Parameter set cannot be resolved using the specified named parameters.",
                "AmbiguousParameterSet",
                "InvalidArgument",
            )

    def require(self, *, input_coming: bool) -> None:
        """Ask for mandatory parameters that are missing, which nobody answers, or fail where nobody can be asked."""
        missing = [
            spec
            for spec in self.specs
            if spec.mandatory
            and spec.name.lower() not in self.bound
            and (not spec.sets or not self.parameter_set or self.parameter_set in spec.sets)
            and not (input_coming and spec.takes_input)
        ]
        if not missing:
            return
        if self.context.interactive:
            self.context.host.wait_for_input(f"{missing[0].name}: ")
        names = " ".join(spec.name for spec in missing)
        raise self.error(
            f"Cannot process command because of one or more missing mandatory parameters: {names}.",
            "MissingMandatoryParameter",
            "InvalidArgument",
        )


def as_strings(value: Any) -> list[str]:
    """A value as a list of strings."""
    return [to_text(item) for item in as_list(value)]
