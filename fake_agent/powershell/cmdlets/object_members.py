"""Members of objects: Get-Member, Add-Member, Update-TypeData."""

from typing import Any

from fake_agent.powershell.cmdlets.registry import UTILITY, Call, Parameter, cmdlet, named, switches
from fake_agent.powershell.dotnet import members
from fake_agent.powershell.dotnet.member_infos import attach
from fake_agent.powershell.dotnet.type_names import display_name
from fake_agent.powershell.dotnet.types import type_of
from fake_agent.powershell.operators.wildcards import wildcard
from fake_agent.powershell.runtime.blocks import ScriptBlock
from fake_agent.powershell.values import collections as nets
from fake_agent.powershell.values.composite import net_text
from fake_agent.powershell.values.objects import NOTHING, ComputedProperty, Property, PSObject
from fake_agent.powershell.values.text import to_text


@cmdlet(
    "Get-Member",
    Parameter("Name", "string[]", 0),
    Parameter("InputObject", "object", by_value=True),
    *named("string[]", "MemberType"),
    *named("string", "View"),
    *switches("Static Force"),
    aliases=("gm",),
    collects=True,
    module=UTILITY,
)
def get_member(call: Call) -> None:
    """The members of the objects' types."""
    objects = call.items
    if not objects:
        raise call.failure("You must specify an object for the Get-Member cmdlet.", "NoObjectInGetMember", "CloseError")
    seen: set[str] = set()
    tests = [wildcard(name) for name in call.strings("Name")] or [wildcard("*")]
    kinds = {part.strip().lower() for name in call.strings("MemberType") for part in name.split(",")}
    for item in objects:
        type_name = members.type_names(item)[0] if item is not None else "System.Object"
        if type_name in seen or item is None:
            continue
        seen.add(type_name)
        for name, kind, definition in sorted(
            described(call, item, hidden=call.switch("Force")),
            key=lambda entry: (_ORDER.index(entry[1]) if entry[1] in _ORDER else 9, entry[0].lower()),
        ):
            if any(test.match(name) for test in tests) and (
                not kinds
                or kind.lower() in kinds
                or (kind.endswith("Property") and "properties" in kinds)
                or (kind.endswith("Method") and "methods" in kinds)
            ):
                call.write(
                    PSObject.of(
                        {"TypeName": type_name, "Name": name, "MemberType": kind, "Definition": definition},
                        "Microsoft.PowerShell.Commands.MemberDefinition",
                    ),
                )


_ORDER = [
    "AliasProperty",
    "CodeMethod",
    "Event",
    "Method",
    "NoteProperty",
    "ParameterizedProperty",
    "Property",
    "PropertySet",
    "ScriptMethod",
    "ScriptProperty",
]


_OBJECT_METHODS = (
    ("Equals", "bool Equals(System.Object obj)"),
    ("GetHashCode", "int GetHashCode()"),
    ("GetType", "type GetType()"),
    ("ToString", "string ToString()"),
)


def described(call: Call, item: Any, *, hidden: bool = False) -> list[tuple[str, str, str]]:
    """Name, kind and definition of every member of an object; ``hidden`` adds what a class hides."""
    methods = dict(_OBJECT_METHODS)
    own = item.base if isinstance(item, PSObject) and item.base is not None else item
    for current in reversed(list(type_of(own).lineage())):
        for method in current.methods.values():
            if not method.name.startswith(("get_", "set_")) and (hidden or not method.hidden):
                methods[method.name] = ", ".join(one.text for one in method.signatures)
    found = [(name, "Method", text) for name, text in methods.items()]
    if isinstance(item, PSObject):
        found += [(entry.name, entry.kind, _definition(call, item, entry)) for entry in item.properties.values()]
        found += [(name, "ScriptMethod", f"System.Object {name}();") for name, _ in item.methods.values()]
    if own is not item or not isinstance(item, PSObject):
        declared = {entry.name: entry for current in type_of(own).lineage() for entry in current.properties.values()}
        readers = dict(members.list_properties(call.context, own))
        for name in [*readers, *(name for name, entry in declared.items() if hidden and entry.hidden)]:
            entry = declared.get(name)
            type_name = entry.type_name if entry is not None and entry.type_name else _type_of_value(readers[name]())
            settable = entry is not None and entry.set is not None
            if type(own) in members.ADAPTERS:
                type_name, settable = _type_of_value(readers[name]()), isinstance(readers[name](), str)
            accessors = "get;set;" if settable else "get;"
            found.append((name, "Property", f"{display_name(type_name)} {name} {{{accessors}}}"))
    return found


def _type_of_value(value: Any) -> str:
    return "System.Object" if value is None else type_of(value).full_name


def _definition(call: Call, owner: PSObject, entry: Property) -> str:
    """The definition of a property that an object has of its own."""
    if isinstance(entry, ComputedProperty) and entry.definition:
        return entry.definition
    if entry.kind != "NoteProperty":
        value = None if isinstance(entry, ComputedProperty) else entry.get(owner)
        return f"{display_name(_type_of_value(value))} {entry.name} {{get;set;}}"
    value = entry.get(owner)
    if value is None:
        return f"object {entry.name}=null"
    kind = owner.type_names[0] if isinstance(value, PSObject) and value.base is None else type_of(value).full_name
    if isinstance(value, PSObject) and value.base is None:
        return f"{value.type_names[0]} {entry.name}={to_text(value)}"
    text = (
        kind if nets.items_of(value) is not None or isinstance(value, nets.Hashtable) else net_text(call.context, value)
    )
    return f"{display_name(kind, short=True)} {entry.name}={text}"


@cmdlet(
    "Add-Member",
    Parameter("NotePropertyName", "object", 0),
    Parameter("NotePropertyValue", "object", 1),
    Parameter("Value2", "object", 2),
    Parameter("InputObject", "object", by_value=True),
    Parameter("MemberType", "string", aliases=("Type",)),
    *named("string", "Name TypeName"),
    Parameter("SecondValue", "object", 3),
    *named("object", "Value"),
    Parameter("NotePropertyMembers", "object"),
    *switches("PassThru Force"),
    module=UTILITY,
)
def add_member(call: Call) -> None:
    """Add properties and methods to an object."""
    target = call.get("InputObject")
    owner = target if isinstance(target, PSObject) else None
    wrapped = owner
    if wrapped is None:
        wrapped = PSObject(members.type_names(target))
        wrapped.base = target
    kind, name, value = _member_of(call)
    table = call.get("NotePropertyMembers")
    first = call.get("NotePropertyName")
    if isinstance(first, nets.Hashtable):
        table = first
    if isinstance(table, nets.Hashtable):
        for key, item in table.items():
            _add(call, wrapped, "noteproperty", to_text(key), item)
    elif name:
        _add(call, wrapped, kind, name, value)
    if call.has("TypeName"):
        wrapped.type_names.insert(0, call.text("TypeName"))
    if call.switch("PassThru"):
        call.emit(wrapped if owner is not None or wrapped.properties or wrapped.methods else target)


def _member_of(call: Call) -> tuple[str, str, Any]:
    """Kind, name and value, however they are given."""
    kinds = {"noteproperty", "scriptproperty", "scriptmethod", "aliasproperty", "memberset", "propertyset"}
    positional = [call.get(name) for name in ("NotePropertyName", "NotePropertyValue", "Value2") if call.has(name)]
    if call.has("MemberType"):
        kind = call.text("MemberType").lower()
        rest = positional
    elif len(positional) == 3 or (
        positional and to_text(positional[0]).lower() in kinds and (call.has("Name") or call.has("Value"))
    ):
        kind, rest = to_text(positional[0]).lower(), positional[1:]
    else:
        kind, rest = "noteproperty", positional
    name = call.text("Name") or (to_text(rest.pop(0)) if rest else "")
    value = call.get("Value") if call.has("Value") else rest[0] if rest else None
    return kind, name, value


def _add(call: Call, owner: PSObject, kind: str, name: str, value: Any) -> None:
    key = name.lower()
    if (key in owner.properties or key in owner.methods) and not call.switch("Force"):
        call.error(
            f'Cannot add a member with the name "{name}" because a member with that name already exists. To '
            "overwrite the member anyway, add the Force parameter to your command.",
            "MemberAlreadyExists",
            "InvalidOperation",
            target=owner,
        )
        return
    attach(call.context, owner, kind, name, value, call.get("SecondValue"))


@cmdlet(
    "Update-TypeData",
    Parameter("AppendPath", "string[]", 0),
    *named("string", "TypeName MemberType MemberName"),
    *named("object", "Value SecondValue"),
    *named("string[]", "DefaultDisplayPropertySet"),
    *switches("Force"),
    module=UTILITY,
)
def update_type_data(call: Call) -> None:
    """Add a member to a type for the rest of the session."""
    name, kind, value = call.text("MemberName"), call.text("MemberType").lower(), call.get("Value")
    target = call.context.find_type(call.text("TypeName"))
    key = (target.full_name if target is not None else call.text("TypeName")).lower()
    context = call.context
    taken = {*context.type_methods.get(key, ()), *context.type_extensions.get(key, ())}
    if call.has("DefaultDisplayPropertySet"):
        context.type_displays[key] = tuple(call.strings("DefaultDisplayPropertySet"))
    if kind and name.lower() in taken and not call.switch("Force"):
        call.error(
            f'Error in TypeData "{call.text("TypeName")}": The member {name} is already present.',
            "TypesDynamicUpdateException",
            "InvalidOperation",
            exception="System.Management.Automation.RuntimeException",
        )
        return
    if kind == "scriptmethod":
        call.context.type_methods.setdefault(key, {})[name.lower()] = lambda this, *arguments: value.invoke_method(
            this,
            list(arguments),
        )
    elif kind:

        def getter(this: Any) -> Any:
            if kind == "aliasproperty":
                return members.get_member(call.context, this, to_text(value))
            found = value.invoke_method(this, []) if isinstance(value, ScriptBlock) else value
            return None if found is NOTHING else found

        call.context.type_extensions.setdefault(key, {})[name.lower()] = ComputedProperty(name, getter)
