"""What a type itself offers: static members, constructors, and the default of its values."""

from typing import Any

from fake_agent.powershell.dotnet import types
from fake_agent.powershell.dotnet.default_messages import default_message
from fake_agent.powershell.dotnet.members import property_not_found
from fake_agent.powershell.dotnet.overloads import STATIC, call, choose, guarded
from fake_agent.powershell.dotnet.type_model import Method, NetProperty, NetType
from fake_agent.powershell.dotnet.types import type_of
from fake_agent.powershell.errors import failure
from fake_agent.powershell.values import collections as nets
from fake_agent.powershell.values.conversion import convert
from fake_agent.powershell.values.objects import EnumValue, NetException, PSObject
from fake_agent.powershell.values.text import to_text


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
        return context.method_reference(STATIC, method)
    if lowered == "new" and owner.constructors is not None:
        return context.method_reference(STATIC, owner.constructors)
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
        return construct(context, owner, arguments, sought="new")
    method: Method | None = owner.find("static_methods", lowered)
    if method is not None:
        return call(context, method, STATIC, arguments)
    if owner.is_enum and lowered in {"parse", "isdefined", "getnames", "getvalues"}:
        return invoke_static(context, types.named("System.Enum"), name, arguments)
    raise failure(
        f"Method invocation failed because [{owner.full_name}] does not contain a method named '{name}'.",
        "MethodNotFound",
        target=name,
    )


def construct(  # noqa: C901 - one case a form
    context: Any, target: NetType, arguments: list[Any], *, sought: str = ""
) -> Any:
    """``[type]::new(arguments)`` or ``New-Object type arguments``.

    ``sought`` is how a constructor for other arguments is named that is not there: by default by its type.
    """
    if target.element is not None:
        sizes = tuple(0 if size is None else int(size) for size in arguments)
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
            chosen, converted = choose(context, constructors, arguments, sought or target.name)
            return guarded(".ctor", len(arguments), lambda: chosen.function(target, *converted))
        return call(
            context,
            constructors,
            STATIC,
            arguments,
            shown="new"
            if target.user_class is not None
            else ".ctor"
            if constructors.signatures and arguments
            else target.name,
            sought=sought or target.name,
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
    message = to_text(arguments[0]) if arguments else default_message(target)
    inner = arguments[1] if len(arguments) > 1 and isinstance(arguments[1], NetException) else None
    extra = {"file": to_text(arguments[1])} if len(arguments) > 1 and isinstance(arguments[1], str) else {}
    return NetException(target.full_name, message, inner, extra)


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
