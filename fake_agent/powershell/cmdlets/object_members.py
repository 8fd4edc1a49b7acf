"""Members of objects: Get-Member, Add-Member, Update-TypeData."""

from typing import Any

from fake_agent.powershell.cmdlets.registry import UTILITY, Call, Parameter, cmdlet, named, switches
from fake_agent.powershell.dotnet import members
from fake_agent.powershell.dotnet.types import type_of
from fake_agent.powershell.operators.patterns import wildcard
from fake_agent.powershell.runtime.blocks import ScriptBlock
from fake_agent.powershell.values import collections as nets
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
            described(call, item),
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


_SHORT = {
    "System.String": "string",
    "System.Int32": "int",
    "System.Int64": "long",
    "System.Boolean": "bool",
    "System.Double": "double",
    "System.DateTime": "datetime",
    "System.Object": "System.Object",
    "System.TimeSpan": "timespan",
}


_OBJECT_METHODS = (
    ("Equals", "bool Equals(System.Object obj)"),
    ("GetHashCode", "int GetHashCode()"),
    ("GetType", "type GetType()"),
    ("ToString", "string ToString()"),
)


def described(call: Call, item: Any) -> list[tuple[str, str, str]]:
    """Name, kind and definition of every member of an object."""
    found: list[tuple[str, str, str]] = []
    kind = type_of(item)
    methods: dict[str, str] = {}
    for current in kind.lineage():
        for method in current.methods.values():
            if not method.name.startswith(("get_", "set_")):
                methods.setdefault(method.name, ", ".join(one.text for one in method.signatures))
    found += [(name, "Method", text) for name, text in {**dict(_OBJECT_METHODS), **methods}.items()]
    if isinstance(item, PSObject):
        for entry in item.properties.values():
            value = entry.get(item) if not isinstance(entry, ComputedProperty) else None
            type_name = "object" if value is None else _SHORT.get(type_of(value).full_name, type_of(value).full_name)
            if entry.kind == "NoteProperty":
                found.append(
                    (
                        entry.name,
                        "NoteProperty",
                        f"{type_name} {entry.name}={to_text(value) if value is not None else 'null'}",
                    ),
                )
            elif entry.kind in {"ScriptProperty", "AliasProperty"}:
                found.append(
                    (
                        entry.name,
                        entry.kind,
                        f"System.Object {entry.name} {{get=...}}" if entry.kind == "ScriptProperty" else entry.name,
                    ),
                )
            else:
                found.append((entry.name, "Property", f"{type_name} {entry.name} {{get;set;}}"))
        found += [(name, "ScriptMethod", f"System.Object {name}();") for name, _ in item.methods.values()]
    else:
        for name, read in members.list_properties(call.context, item):
            value = read()
            type_name = (
                _SHORT.get(type_of(value).full_name, type_of(value).full_name) if value is not None else "System.Object"
            )
            found.append((name, "Property", f"{type_name} {name} {{get;}}"))
    return found


@cmdlet(
    "Add-Member",
    Parameter("NotePropertyName", "object", 0),
    Parameter("NotePropertyValue", "object", 1),
    Parameter("Value2", "object", 2),
    Parameter("InputObject", "object", by_value=True),
    Parameter("MemberType", "string", aliases=("Type",)),
    *named("string", "Name TypeName"),
    *named("object", "Value SecondValue"),
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
    kinds = {"noteproperty", "scriptproperty", "scriptmethod", "aliasproperty"}
    positional = [call.get(name) for name in ("NotePropertyName", "NotePropertyValue", "Value2") if call.has(name)]
    if call.has("MemberType"):
        kind = call.text("MemberType").lower()
        rest = positional
    elif len(positional) == 3 or (  # noqa: PLR2004 - a number of the notation itself
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
            f'Cannot add a member with the name "{name}" because a member with that name already exists. To overwrite the member anyway, add the Force parameter to your command.',  # noqa: E501 - one row, one line
            "MemberAlreadyExists",
            "InvalidOperation",
            target=owner,
        )
        return
    if kind == "scriptmethod":
        owner.methods[key] = (name, lambda this, *arguments: value.invoke_method(this, list(arguments)))
    elif kind == "scriptproperty":
        setter = call.get("SecondValue")
        owner.properties[key] = ComputedProperty(
            name,
            lambda this: _null(value.invoke_method(this, [])),
            None if setter is None else lambda this, new: setter.invoke_method(this, [new]),
        )
    elif kind == "aliasproperty":
        source = to_text(value)
        owner.properties[key] = ComputedProperty(
            name,
            lambda this: members.get_member(call.context, this, source),
            None,
            "AliasProperty",
        )
    else:
        owner.properties[key] = Property(name, value)


def _null(value: Any) -> Any:
    return None if value is NOTHING else value


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
    if kind == "scriptmethod":
        call.context.type_methods.setdefault(key, {})[name.lower()] = lambda this, *arguments: value.invoke_method(
            this,
            list(arguments),
        )
    elif kind:
        getter = (
            (lambda this: _null(value.invoke_method(this, [])))
            if isinstance(value, ScriptBlock)
            else (lambda _this: value)
        )
        if kind == "aliasproperty":
            getter = lambda this: members.get_member(call.context, this, to_text(value))  # noqa: E731 - a shorthand of this function
        call.context.type_extensions.setdefault(key, {})[name.lower()] = ComputedProperty(name, getter)
