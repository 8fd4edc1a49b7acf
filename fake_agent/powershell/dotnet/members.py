"""Members of any value: reading and writing properties, calling methods, making objects."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from fake_agent.powershell.dotnet.overloads import call, guarded
from fake_agent.powershell.dotnet.type_model import Method, NetProperty, NetType
from fake_agent.powershell.dotnet.types import type_of
from fake_agent.powershell.errors import NetError, ParameterConversionError, PowerShellError, failure
from fake_agent.powershell.values import collections as nets
from fake_agent.powershell.values.objects import NOTHING, ErrorRecord, NetException, Property, PSObject
from fake_agent.powershell.values.text import to_text
from fake_agent.powershell.values.times import DateTime

_MISSING = object()


@dataclass(frozen=True, slots=True)
class Adapter:
    """How properties of objects are found that are not those of their .NET type (the nodes of an XML document)."""

    find: Callable[[Any, str], Callable[[], Any] | None]
    """What reads the property of a (lower-case) name; None where there is none."""
    assign: Callable[[Any, str, Any], bool]
    """Set a property; whether there is one of that name."""
    names: Callable[[Any], list[str]]


ADAPTERS: dict[type, Adapter] = {}
"""By the Python type of the objects; their properties come before those of the .NET type."""
_PROPERTY_NOT_FOUND = "PropertyNotFoundException"


def adapt(kind: type, adapter: Adapter) -> None:
    """Let an adapter find the properties of objects of a Python type."""

    def find(_context: Any, value: Any, name: str) -> Any:
        read = adapter.find(value, name.lower())
        return _MISSING if read is None else read()

    ADAPTERS[kind] = adapter
    _OWN[kind] = find


def _of_object(context: Any, value: PSObject, name: str) -> Any:
    entry = value.properties.get(name.lower())
    if entry is not None:
        return entry.get(value)
    return _MISSING if value.base is None else find_property(context, value.base, name)


def _of_table(_context: Any, value: nets.Hashtable, name: str) -> Any:
    if name in value:
        return value[name]
    return value[int(name)] if name.isdigit() and int(name) in value else _MISSING


_OWN: dict[type, Callable[[Any, Any, str], Any]] = {PSObject: _of_object, nets.Hashtable: _of_table}
"""Where objects have properties beside those of their .NET type, which come after these."""


def find_property(context: Any, value: Any, name: str) -> Any:
    """The value of a property, or a sentinel of this module (``is_missing``) where there is none."""
    lowered = name.lower()
    own = _OWN.get(type(value))
    if own is not None:
        inner = own(context, value, name)
        if inner is not _MISSING:
            return inner
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
    if lowered == "displayhint" and isinstance(value, DateTime):
        return value.hint or None
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
        return _of_list(context, value, items, name)
    lowered = name.lower()
    if lowered in {"count", "length"} and not (isinstance(value, PSObject) and value.is_custom):
        if context.strict:
            raise property_not_found(name)
        return 1
    method = _find_method(value, lowered)
    if method is not None:
        return context.method_reference(value, method)
    if context.strict:
        raise property_not_found(name)
    return None


def _of_list(context: Any, value: Any, items: Any, name: str) -> Any:
    """A member of a list that is no property of its own: its method, or the members of its items."""
    if isinstance(value, nets.NetList) and name.lower() == "count":
        return len(value)
    method = _find_method(value, name.lower())
    return _enumerated(context, items, name) if method is None else context.method_reference(value, method)


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
    elif type(value) in ADAPTERS and ADAPTERS[type(value)].assign(value, lowered, new):
        return
    if value is not None:
        found: NetProperty | None = type_of(value).find("properties", lowered)
        if found is not None and found.set is not None:
            try:
                found.set(value, new)
            except NetError as error:
                raise _set_error(found.name, error.exception) from None
            except ParameterConversionError as error:
                raise _set_error(found.name, error.record.exception) from None
            return
        if found is not None:
            raise failure(
                f"'{found.name}' is a ReadOnly property.",
                "PropertyAssignmentException",
            )
        extra = context.extended_member(value, lowered)
        if extra is not None:
            _set_property(context, extra, value, new)
            return
        if isinstance(value, PSObject) and value.base is not None:
            set_member(context, value.base, name, new)
            return
    raise _unsettable(value, name)


def _unsettable(value: Any, name: str) -> PowerShellError:
    """There is no such property; what has none at all, custom objects and .NET objects say so in different ways."""
    message = f"The property '{name}' cannot be found on this object. Verify that the property exists and can be set."
    if isinstance(value, PSObject) and value.is_custom:
        return _set_error(name, NetException("System.Management.Automation.RuntimeException", message))
    return failure(message, "PropertyNotFound" if value is None else "PropertyAssignmentException")


def _set_property(_context: Any, entry: Property, owner: Any, new: Any) -> None:
    try:
        entry.set(owner, new)
    except AttributeError:
        raise failure(
            f"'{entry.name}' is a ReadOnly property.",
            "PropertyAssignmentException",
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


def invoke(  # noqa: C901 - one case a form
    context: Any, value: Any, name: Any, arguments: list[Any], seen_as: NetType | None = None
) -> Any:
    """``value.name(arguments)``; a method that returns nothing gives NOTHING. ``seen_as``: the type that it is of."""
    name = to_text(name)
    if value is None or value is NOTHING:
        raise failure("You cannot call a method on a null-valued expression.", "InvokeMethodOnNull")
    lowered = name.lower()
    if type(value) is PSObject:
        own = value.methods.get(lowered)
        if own is not None:
            return guarded(own[0], len(arguments), lambda: own[1](value, *arguments))
        if value.base is not None:
            return invoke(context, value.base, name, arguments)
    method = _find_method(value, lowered) if seen_as is None else seen_as.find("methods", lowered)
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
        if items:
            return [result for item in items if (result := invoke(context, item, name, arguments)) is not NOTHING]
    full_name = type_of(value).full_name
    raise failure(
        f"Method invocation failed because [{full_name}] does not contain a method named '{name}'.",
        "MethodNotFound",
        target=name,
    )


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
    adapter = ADAPTERS.get(type(value_of))
    if adapter is not None:
        return [
            *found.values(),
            *((name, reader) for name in adapter.names(value_of) if (reader := adapter.find(value_of, name.lower()))),
        ]
    if isinstance(value_of, DateTime) and value_of.hint:
        found["displayhint"] = ("DisplayHint", lambda: value_of.hint)
    for key, extension in context.extended_members(value_of).items():
        found.setdefault(key, (extension.name, lambda extension=extension: extension.get(value_of)))  # type: ignore[misc]  # the same
    for current in type_of(value_of).lineage():
        for key, entry in current.properties.items():
            if not entry.hidden:
                found.setdefault(key, (entry.name, lambda entry=entry: entry.get(value_of)))  # type: ignore[misc]  # the same
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
