"""Members of any value: reading and writing properties, calling methods, making objects."""

from collections.abc import Callable, Sequence
from typing import Any

from fake_agent.powershell.dotnet import types
from fake_agent.powershell.dotnet.types import Method, NetProperty, NetType, Signature, type_of
from fake_agent.powershell.errors import NetError, PowerShellError, failure
from fake_agent.powershell.values import collections as nets
from fake_agent.powershell.values import numbers
from fake_agent.powershell.values.conversion import convert
from fake_agent.powershell.values.number_format import FormatError
from fake_agent.powershell.values.objects import NOTHING, EnumValue, ErrorRecord, NetException, Property, PSObject
from fake_agent.powershell.values.text import to_text

_MISSING = object()
METHOD_INVOCATION = "System.Management.Automation.MethodInvocationException"
_PROPERTY_NOT_FOUND = "PropertyNotFoundException"


def find_property(context: Any, value: Any, name: str) -> Any:  # noqa: C901, PLR0911 - one case a form
    """The value of a property, or a sentinel of this module (``is_missing``) where there is none."""
    lowered = name.lower()
    if type(value) is PSObject:
        entry = value.properties.get(lowered)
        if entry is not None:
            return entry.get(value)
        if value.base is not None:
            inner = find_property(context, value.base, name)
            if inner is not _MISSING:
                return inner
    elif type(value) is nets.Hashtable:
        if name in value:
            return value[name]
        if name.isdigit() and int(name) in value:
            return value[int(name)]
    found: NetProperty | None = type_of(value).find("properties", lowered)
    if found is not None:
        try:
            return found.get(value)
        except NetError as error:
            raise failure(
                f'Exception getting "{found.name}": "{error.exception.message}"',
                "GetValueInvocationException",
                "NotSpecified",
                exception="System.Management.Automation.GetValueInvocationException",
                inner=error.exception,
            ) from None
    extra = context.extended_member(value, lowered)
    if extra is not None:
        return extra.get(value)
    if lowered in _INTRINSIC:
        return _INTRINSIC[lowered](context, value)
    return _MISSING


def is_missing(value: Any) -> bool:
    """Whether ``find_property`` found nothing."""
    return value is _MISSING


def get_member(context: Any, value: Any, name: Any) -> Any:
    """``value.name``: the property; of the items, where a list has no such property itself."""
    if type(name) is not str:
        name = to_text(name)
    if value is None or value is NOTHING:
        if context.strict:
            raise property_not_found(name)
        return 0 if name.lower() in {"count", "length"} else None
    found = find_property(context, value, name)
    if found is not _MISSING:
        return found
    items = nets.items_of(value)
    if items is not None:
        return _enumerated(context, items, name)
    lowered = name.lower()
    if lowered in {"count", "length"} and not (isinstance(value, PSObject) and value.is_custom):
        return 1
    method = _find_method(value, lowered)
    if method is not None:
        return context.method_reference(value, method)
    if context.strict:
        raise property_not_found(name)
    return None


def property_not_found(name: str) -> PowerShellError:
    """The error of strict mode."""
    return failure(
        f"The property '{name}' cannot be found on this object. Verify that the property exists.",
        "PropertyNotFoundStrict",
        "NotSpecified",
        exception="System.Management.Automation.PropertyNotFoundException",
    )


def _enumerated(context: Any, items: Any, name: str) -> Any:
    gathered: list[Any] = []
    seen = False
    for item in items:
        if item is None:
            continue
        found = find_property(context, item, name)
        if found is _MISSING:
            if nets.items_of(item) is not None:
                found = get_member(context, item, name)
                if found is None:
                    continue
            else:
                continue
        seen = True
        inner = nets.items_of(found)
        if inner is None:
            gathered.append(found)
        else:
            gathered += inner
    if not seen:
        if context.strict:
            raise property_not_found(name)
        return None
    return gathered[0] if len(gathered) == 1 else gathered


def set_member(context: Any, value: Any, name: Any, new: Any) -> None:  # noqa: C901 - one case a form
    """``value.name = new``."""
    name = to_text(name)
    lowered = name.lower()
    if new is NOTHING:
        new = None
    if type(value) is PSObject:
        entry = value.properties.get(lowered)
        if entry is not None:
            _set_property(context, entry, value, new)
            return
    elif type(value) is nets.Hashtable:
        value[name] = new
        return
    if value is not None:
        found: NetProperty | None = type_of(value).find("properties", lowered)
        if found is not None and found.set is not None:
            try:
                found.set(value, new)
            except NetError as error:
                raise _set_error(found.name, error.exception) from None
            return
        if found is not None:
            raise failure(
                f"'{found.name}' is a ReadOnly property.",
                "PropertyAssignmentException",
                exception="System.Management.Automation.SetValueException",
            )
        extra = context.extended_member(value, lowered)
        if extra is not None:
            _set_property(context, extra, value, new)
            return
        if isinstance(value, PSObject) and value.base is not None:
            set_member(context, value.base, name, new)
            return
    raise failure(
        f"The property '{name}' cannot be found on this object. Verify that the property exists and can be set.",
        "PropertyNotFound",
    )


def _set_property(_context: Any, entry: Property, owner: Any, new: Any) -> None:
    try:
        entry.set(owner, new)
    except AttributeError:
        raise failure(
            f"'{entry.name}' is a ReadOnly property.",
            "PropertyAssignmentException",
            exception="System.Management.Automation.SetValueException",
        ) from None
    except NetError as error:
        raise _set_error(entry.name, error.exception) from None


def _set_error(name: str, exception: NetException) -> PowerShellError:
    return failure(
        f'Exception setting "{name}": "{exception.message}"',
        "ExceptionWhenSetting",
        "NotSpecified",
        exception="System.Management.Automation.SetValueInvocationException",
        inner=exception,
    )


def _find_method(value: Any, lowered: str) -> Method | None:
    found: Method | None = type_of(value).find("methods", lowered)
    return found


def has_method(value: Any, name: str) -> bool:
    """Whether the value has a method of that name."""
    lowered = name.lower()
    return (isinstance(value, PSObject) and lowered in value.methods) or _find_method(value, lowered) is not None


def invoke(context: Any, value: Any, name: Any, arguments: list[Any]) -> Any:  # noqa: C901, PLR0911 - one case a form
    """``value.name(arguments)``; a method that returns nothing gives NOTHING."""
    name = to_text(name)
    if value is None or value is NOTHING:
        raise failure("You cannot call a method on a null-valued expression.", "InvokeMethodOnNull")
    lowered = name.lower()
    if type(value) is PSObject:
        own = value.methods.get(lowered)
        if own is not None:
            return _guarded(own[0], len(arguments), lambda: own[1](value, *arguments))
        if value.base is not None:
            return invoke(context, value.base, name, arguments)
    method = _find_method(value, lowered)
    if method is not None:
        return call(context, method, value, arguments)
    extra = context.extended_method(value, lowered)
    if extra is not None:
        return extra(value, *arguments)
    intrinsic = context.intrinsic_method(lowered)
    if intrinsic is not None:
        return intrinsic(value, arguments)
    block = find_property(context, value, name)
    if block is not _MISSING and hasattr(block, "invoke_method"):
        return block.invoke_method(value, arguments)
    items = nets.items_of(value)
    if items is not None and not isinstance(value, nets.Hashtable):
        items = list(items)
        if items and any(has_method(item, name) for item in items):
            return [result for item in items if (result := invoke(context, item, name, arguments)) is not NOTHING]
    full_name = type_of(value).full_name
    raise failure(
        f"Method invocation failed because [{full_name}] does not contain a method named '{name}'.",
        "MethodNotFound",
        target=name,
    )


def _guarded(name: str, count: int, action: Callable[[], Any]) -> Any:
    try:
        return action()
    except NetError as error:
        raise invocation_failure(name, count, error.exception) from None
    except FormatError as error:
        raise invocation_failure(name, count, NetException("System.FormatException", str(error))) from None
    except OverflowError:
        inner = NetException(
            "System.ArgumentOutOfRangeException",
            "The added or subtracted value results in an un-representable DateTime.\nParameter name: t",
        )
        raise invocation_failure(name, count, inner) from None


def invocation_failure(name: str, count: int, inner: NetException) -> PowerShellError:
    """``Exception calling "name" with "n" argument(s): "message"``."""
    return failure(
        f'Exception calling "{name}" with "{count}" argument(s): "{inner.message}"',
        inner.type_name.rsplit(".", 1)[-1],
        "NotSpecified",
        exception=METHOD_INVOCATION,
        inner=inner,
    )


def call(context: Any, method: Method, owner: Any, arguments: list[Any], *, shown: str = "") -> Any:
    """Call the overload that fits the arguments best."""
    chosen, converted = _choose(context, method, arguments, shown)
    function = chosen.function
    name = shown or method.name

    def run() -> Any:
        if owner is _STATIC:
            return function(context, *converted) if method.contextual else function(*converted)
        return function(context, owner, *converted) if method.contextual else function(owner, *converted)

    result = _guarded(name, len(arguments), run)
    return NOTHING if chosen.result == "void" else result


_STATIC = object()


def _choose(context: Any, method: Method, arguments: list[Any], shown: str) -> tuple[Signature, list[Any]]:
    count = len(arguments)
    candidates = [
        candidate
        for candidate in method.signatures
        if candidate.required <= count and (candidate.variadic or count <= len(candidate.parameters))
    ]
    if not candidates:
        raise failure(
            f'Cannot find an overload for "{shown or method.name}" and the argument count: "{count}".',
            "MethodCountCouldNotFindBest",
            "NotSpecified",
            exception="System.Management.Automation.MethodException",
        )
    if len(candidates) == 1 and not candidates[0].variadic:
        return candidates[0], _converted(context, candidates[0], arguments, method.name)
    best: tuple[int, Signature, list[Any]] | None = None
    first_error: PowerShellError | None = None
    for candidate in candidates:
        try:
            converted = _converted(context, candidate, arguments, method.name)
        except PowerShellError as error:
            first_error = first_error or error
            continue
        score = sum(_distance(context, candidate, index, argument) for index, argument in enumerate(arguments))
        score += 100 if candidate.variadic and len(candidates) > 1 else 0
        if best is None or score < best[0]:
            best = (score, candidate, converted)
    if best is None:
        if first_error is None:
            raise AssertionError
        raise first_error
    return best[1], best[2]


def _parameter(candidate: Signature, index: int, count: int, arguments: Sequence[Any]) -> str:
    """The type name for the argument at ``index``; the items' type where ``params`` gathers them."""
    last = len(candidate.parameters) - 1
    if candidate.variadic and index >= last:
        name = candidate.parameters[last][0]
        gathered = count != last + 1 or not isinstance(arguments[last], list)
        return name[:-2] if gathered else name
    return candidate.parameters[index][0]


def _converted(context: Any, candidate: Signature, arguments: list[Any], method: str) -> list[Any]:
    count = len(arguments)
    made: list[Any] = []
    for index, argument in enumerate(arguments):
        type_name = _parameter(candidate, index, count, arguments)
        if type_name in {"object", "T", "TKey", "TValue"}:
            made.append(None if argument is NOTHING else argument)
            continue
        target = context.find_type(type_name) or types.OBJECT
        try:
            made.append(None if argument is None and target is types.STRING else convert(argument, target, context))
        except PowerShellError as error:
            raise failure(
                f'Cannot convert argument "{index}", with value: "{to_text(argument)}", for "{method}" to type '
                f'"{target.full_name}": "{error.record.message}"',
                "MethodArgumentConversionInvalidCastArgument",
                "NotSpecified",
                exception="System.Management.Automation.MethodException",
                inner=error.record.exception,
            ) from None
    last = len(candidate.parameters) - 1
    if candidate.variadic and (count != last + 1 or not isinstance(arguments[last], list)):
        made[last:] = [made[last:]]
    return made


_NUMERIC_ORDER = ["System.Int32", "System.Int64", "System.Double", "System.Single", "System.Decimal"]


def _distance(context: Any, candidate: Signature, index: int, argument: Any) -> int:  # noqa: PLR0911 - one case a type
    """How far the argument is from the parameter's type; 0 is the very type."""
    type_name = _parameter(candidate, index, index + 1, [argument] * (index + 1))
    if argument is None:
        return 1
    if type_name in {"object", "T"}:
        return 6
    target = context.find_type(type_name)
    own = type_of(argument)
    if target is own:
        return 0
    if target is None:
        return 8
    if isinstance(argument, list):
        return 1 if target.element is not None or target.full_name == "System.Array" else 7
    if own.is_a(target):
        return 1
    if isinstance(argument, int | float) and target.full_name in _NUMERIC_ORDER:
        narrowing = isinstance(argument, float) and target.full_name in {"System.Int32", "System.Int64"}
        return 5 if narrowing else 2 + _NUMERIC_ORDER.index(target.full_name) // 2
    if isinstance(argument, numbers.Char) and target is types.STRING:
        return 1
    if isinstance(argument, str) and target is types.CHAR:
        return 2
    return 9 if target is types.STRING or target is types.BOOL else 7


def get_static(context: Any, owner: Any, name: Any) -> Any:
    """``[type]::name``."""
    name = to_text(name)
    if not isinstance(owner, NetType):
        owner = type_of(owner)
    lowered = name.lower()
    if owner.is_enum:
        for member, number in owner.numbers.items():
            if member.lower() == lowered:
                return convert(number, owner, context)
    found: NetProperty | None = owner.find("static_properties", lowered)
    if found is not None:
        return found.get(context)
    method: Method | None = owner.find("static_methods", lowered)
    if method is not None:
        return context.method_reference(_STATIC, method)
    if context.strict:
        raise property_not_found(name)
    return None


def set_static(context: Any, owner: Any, name: Any, new: Any) -> None:
    """``[type]::name = new``."""
    found: NetProperty | None = owner.find("static_properties", to_text(name).lower())
    if found is None or found.set is None:
        raise failure(
            f"The property '{to_text(name)}' cannot be found on this object. Verify that the property exists and "
            "can be set.",
            "PropertyNotFound",
        )
    found.set(context, new)


def invoke_static(context: Any, owner: Any, name: Any, arguments: list[Any]) -> Any:
    """``[type]::name(arguments)``."""
    name = to_text(name)
    if not isinstance(owner, NetType):
        owner = type_of(owner)
    lowered = name.lower()
    if lowered == "new":
        return construct(context, owner, arguments)
    method: Method | None = owner.find("static_methods", lowered)
    if method is not None:
        return call(context, method, _STATIC, arguments)
    if owner.is_enum and lowered in {"parse", "isdefined", "getnames", "getvalues"}:
        return invoke_static(context, types.named("System.Enum"), name, arguments)
    raise failure(
        f"Method invocation failed because [{owner.full_name}] does not contain a method named '{name}'.",
        "MethodNotFound",
        target=name,
    )


def construct(context: Any, target: NetType, arguments: list[Any]) -> Any:  # noqa: C901, PLR0911 - one case a form
    """``[type]::new(arguments)`` or ``New-Object type arguments``."""
    if target.element is not None:
        sizes = tuple(int(size) for size in arguments)
        if target.rank > 1:
            return nets.MultiArray(target.element, sizes, default_of(target.element))
        if target.element is types.OBJECT:
            return [None] * sizes[0]
        return nets.TypedArray(target.element, [default_of(target.element)] * sizes[0])
    constructors = target.constructors
    if constructors is None and target.arguments and target.base is not None:
        constructors = target.base.constructors
    if constructors is not None:
        if target.base is not None and target.base.constructors is constructors:
            chosen, converted = _choose(context, constructors, arguments, target.name)
            return _guarded(".ctor", len(arguments), lambda: chosen.function(target, *converted))
        return call(
            context,
            constructors,
            _STATIC,
            arguments,
            shown=".ctor" if constructors.signatures and arguments else target.name,
        )
    if any(kind.full_name == "System.Exception" for kind in target.lineage()):
        return _exception(target, arguments)
    if target is types.OBJECT:
        return PSObject(("System.Object",))
    if target.full_name in {"System.Management.Automation.PSObject", "System.Management.Automation.PSCustomObject"}:
        return PSObject()
    if not arguments and target.base is types.VALUE_TYPE:
        return default_of(target)
    if len(arguments) == 1:
        return convert(arguments[0], target, context)
    raise failure(
        f"A constructor was not found. Cannot find an appropriate constructor for type {target.full_name}.",
        "CannotFindAppropriateCtor,Microsoft.PowerShell.Commands.NewObjectCommand",
        "ObjectNotFound",
    )


def _exception(target: NetType, arguments: list[Any]) -> NetException:
    message = to_text(arguments[0]) if arguments else f"Exception of type '{target.full_name}' was thrown."
    inner = arguments[1] if len(arguments) > 1 and isinstance(arguments[1], NetException) else None
    return NetException(target.full_name, message, inner)


def default_of(target: NetType) -> Any:
    """What a variable of the type holds before anything is assigned."""
    if target.is_enum:
        return convert(0, target, None) if 0 in (target.numbers or {}).values() else types_enum_zero(target)
    if target is types.STRING or target.base is not types.VALUE_TYPE:
        return None
    if target.full_name in {"System.DateTime", "System.TimeSpan"}:
        return convert(0, target, None)
    if target.full_name == "System.Guid":
        return convert("00000000-0000-0000-0000-000000000000", target, None)
    return convert(0, target, None)


def types_enum_zero(target: NetType) -> Any:
    """Zero as a value of an enumeration that has no member for it."""
    return EnumValue(target, 0)


def list_properties(context: Any, value: Any) -> list[tuple[str, Callable[[], Any]]]:
    """The properties of a value: their names, and functions that read them."""
    found: dict[str, tuple[str, Callable[[], Any]]] = {}
    if isinstance(value, PSObject):
        for key, own in value.properties.items():
            found[key] = (own.name, lambda own=own: own.get(value))  # type: ignore[misc]  # bound early on purpose
        if value.base is None:
            return list(found.values())
        value_of: Any = value.base
    else:
        value_of = value
    for current in type_of(value_of).lineage():
        for key, entry in current.properties.items():
            found.setdefault(key, (entry.name, lambda entry=entry: entry.get(value_of)))  # type: ignore[misc]  # the same
    for key, extension in context.extended_members(value_of).items():
        found.setdefault(key, (extension.name, lambda extension=extension: extension.get(value_of)))  # type: ignore[misc]  # the same
    return list(found.values())


def _psobject(context: Any, value: Any) -> Any:
    return context.reflect(value)


_INTRINSIC: dict[str, Callable[[Any, Any], Any]] = {
    "psobject": _psobject,
    "psbase": lambda _context, value: value,
    "pstypenames": lambda _context, value: nets.NetList(
        "System.Collections.ObjectModel.Collection`1[System.String]",
        type_names(value),
    ),
}


def type_names(value: Any) -> list[str]:
    """What ``pstypenames`` lists: the type and its base types."""
    if isinstance(value, PSObject):
        return value.type_names
    return [kind.full_name for kind in type_of(value).lineage()]


def error_of(value: Any) -> ErrorRecord | None:
    """The error record of a value that is one, or an exception that came from one."""
    if isinstance(value, ErrorRecord):
        return value
    return value.record if isinstance(value, NetException) else None
