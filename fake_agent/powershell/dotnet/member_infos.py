"""Members as objects (PSNoteProperty, PSScriptMethod ...), and how an object gets one."""

from collections.abc import Callable
from typing import Any

from fake_agent.powershell.dotnet import members
from fake_agent.powershell.dotnet.type_model import NetType
from fake_agent.powershell.dotnet.types import define
from fake_agent.powershell.errors import MissingFeature
from fake_agent.powershell.values.conversion import as_list, convert
from fake_agent.powershell.values.objects import NOTHING, ComputedProperty, Property, PSObject
from fake_agent.powershell.values.text import to_text

_NAMESPACE = "System.Management.Automation"


class MemberInfo:
    """A member that an object may be given; what ``first`` and ``second`` are depends on its kind."""

    __slots__ = ("first", "name", "net_type", "second")

    def __init__(self, net_type: NetType, name: str, first: Any, second: Any = None) -> None:
        self.net_type = net_type
        self.name = name
        self.first = first
        self.second = second

    @property
    def kind(self) -> str:
        """The kind as Add-Member names it, in lower case."""
        return self.net_type.name.lower().removeprefix("ps")


def attach(context: Any, owner: PSObject, kind: str, name: str, first: Any, second: Any = None) -> None:
    """Give an object a member, in the place of one that it has by that name."""
    key = name.lower()
    if kind == "scriptmethod":
        owner.methods[key] = (name, lambda this, *arguments: first.invoke_method(this, list(arguments)))
    elif kind == "scriptproperty":
        owner.properties[key] = _script_property(name, first, second)
    elif kind == "aliasproperty":
        owner.properties[key] = _alias(context, name, to_text(first), second)
    elif kind == "memberset":
        _member_set(owner, name, as_list(first))
    elif kind in {"propertyset", "codeproperty", "codemethod", "dynamic", "event", "parameterizedproperty"}:
        raise MissingFeature(f"a member of the kind {kind}", "construct")
    else:
        owner.properties[key] = Property(name, first)


def _script_property(name: str, getter: Any, setter: Any) -> ComputedProperty:
    write = "" if setter is None else f"set={to_text(setter)};"
    return ComputedProperty(
        name,
        lambda this: _null(getter.invoke_method(this, [])),
        None if setter is None else lambda this, new: setter.invoke_method(this, [new]),
        definition=f"System.Object {name} {{get={to_text(getter)};{write}}}",
    )


def _alias(context: Any, name: str, source: str, target: Any) -> ComputedProperty:
    """Another name for a property, cast to a type where one is named."""
    kind = None if target is None else target if isinstance(target, NetType) else context.required_type(to_text(target))

    def read(this: Any) -> Any:
        value = members.get_member(context, this, source)
        return value if kind is None else convert(value, kind, context)

    def write(this: Any, new: Any) -> None:
        members.set_member(context, this, source, new)

    shown = source if kind is None else f"({kind.full_name}){source}"
    return ComputedProperty(name, read, write, "AliasProperty", definition=f"{name} = {shown}")


def _member_set(owner: PSObject, name: str, listed: list[Any]) -> None:
    """``PSStandardMembers`` may say which properties are shown."""
    chosen = next(
        (one for one in listed if isinstance(one, MemberInfo) and one.name.lower() == "defaultdisplaypropertyset"),
        None,
    )
    if name.lower() != "psstandardmembers" or chosen is None:
        raise MissingFeature(f"the member set {name}", "construct")
    owner.display = tuple(to_text(one) for one in as_list(chosen.first))


def _null(value: Any) -> Any:
    return None if value is NOTHING else value


def _define(kind: str, base: str, parameters: str, shown: str, accelerator: str = "") -> None:
    full_name = f"{_NAMESPACE}.{kind}"
    made = define(
        full_name,
        base=f"{_NAMESPACE}.{base}",
        accelerators=(accelerator,) if accelerator else (),
        writable={
            shown: (lambda member: member.first, lambda member, value: setattr(member, "first", value)),
        },
    )
    construct: Callable[..., MemberInfo] = lambda name, *parts: MemberInfo(made, name, *parts)  # noqa: E731 - of the type made above
    define(full_name, constructors={f"{full_name} new({parameters})": construct})


define(
    f"{_NAMESPACE}.PSMemberInfo",
    MemberInfo,
    properties={"Name": lambda member: member.name, "MemberType": lambda member: member.net_type.name[2:]},
)
define(f"{_NAMESPACE}.PSPropertyInfo", base=f"{_NAMESPACE}.PSMemberInfo")
define(f"{_NAMESPACE}.PSMethodInfo", base=f"{_NAMESPACE}.PSMemberInfo")
_define("PSNoteProperty", "PSPropertyInfo", "string name, object value", "Value", "psnoteproperty")
_define(
    "PSScriptProperty",
    "PSPropertyInfo",
    "string name, scriptblock getterScript, [scriptblock setterScript]",
    "GetterScript",
    "psscriptproperty",
)
_define(
    "PSAliasProperty",
    "PSPropertyInfo",
    "string name, string referencedMemberName, [type conversionType]",
    "ReferencedMemberName",
    "psaliasproperty",
)
_define("PSScriptMethod", "PSMethodInfo", "string name, scriptblock script", "Script", "psscriptmethod")
_define("PSPropertySet", "PSMemberInfo", "string name, string[] referencedPropertyNames", "ReferencedPropertyNames")
_define("PSMemberSet", "PSMemberInfo", "string name, object[] members", "Members")
