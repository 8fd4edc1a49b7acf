"""The hidden member ``PSObject``: the properties and methods of a value as objects."""

from typing import Any

from fake_agent.powershell.dotnet import members
from fake_agent.powershell.dotnet.member_infos import MemberInfo, attach
from fake_agent.powershell.dotnet.overloads import STATIC, call
from fake_agent.powershell.dotnet.type_model import Method
from fake_agent.powershell.dotnet.type_names import display_name
from fake_agent.powershell.dotnet.types import define, named, type_of
from fake_agent.powershell.operators.wildcards import wildcard
from fake_agent.powershell.values import collections as nets
from fake_agent.powershell.values.conversion import convert
from fake_agent.powershell.values.objects import ComputedProperty, Property, PSObject
from fake_agent.powershell.values.text import to_text


class MemberCollection(nets.NetList):
    """The members of a value, indexed by name."""

    __slots__ = ("context", "owner")

    def __init__(self, context: Any, owner: Any, items: list[Any]) -> None:
        super().__init__("System.Management.Automation.PSMemberInfoIntegratingCollection`1", items)
        self.context = context
        self.owner = owner

    def get_item(self, index: Any) -> Any:
        """The member of that name, or at that place."""
        if isinstance(index, int):
            return self.items[index] if -len(self.items) <= index < len(self.items) else None
        wanted = to_text(index).lower()
        return next((item for item in self.items if to_text(item.get("Name")).lower() == wanted), None)


_MEMBER_TYPES = "System.Management.Automation.PSMemberTypes"


def property_info(context: Any, owner: Any, name: str, kind: str) -> PSObject:
    """One property as an object: Name, Value, MemberType."""
    made = PSObject((f"System.Management.Automation.PS{kind}", "System.Management.Automation.PSPropertyInfo"))

    def read(_self: Any) -> Any:
        found = members.find_property(context, owner, name)
        return None if members.is_missing(found) else found

    def type_name(_self: Any) -> str:
        value = read(_self)
        return "System.Object" if value is None else type_of(value).full_name

    made.properties = {
        "value": ComputedProperty(
            "Value",
            read,
            lambda _self, new: members.set_member(context, owner, name, new),
            "Property",
        ),
        "membertype": Property("MemberType", convert(kind, named(_MEMBER_TYPES), None), "Property"),
        "issettable": Property("IsSettable", True, "Property"),
        "isgettable": Property("IsGettable", True, "Property"),
        "typenameofvalue": ComputedProperty("TypeNameOfValue", type_name, None, "Property"),
        "name": Property("Name", name, "Property"),
        "isinstance": Property("IsInstance", kind == "NoteProperty", "Property"),
    }
    made.text = lambda value: (
        f"{display_name(to_text(value.get('TypeNameOfValue')), short=True)} {name}={to_text(value.get('Value'))}"
    )
    return made


def reflect(context: Any, value: Any) -> PSObject:
    """``value.PSObject``."""
    kinds = {entry.name: entry.kind for entry in value.properties.values()} if isinstance(value, PSObject) else {}
    listed = [
        property_info(context, value, name, kinds.get(name, "Property"))
        for name, _ in members.list_properties(context, value)
    ]
    properties = MemberCollection(context, value, listed)
    methods = [
        PSObject.of({"Name": method.name, "MemberType": "Method"})
        for kind in type_of(value).lineage()
        for method in kind.methods.values()
    ]
    if isinstance(value, PSObject):
        methods += [PSObject.of({"Name": name, "MemberType": "ScriptMethod"}) for name, _ in value.methods.values()]
    made = PSObject(("System.Management.Automation.PSObject",))
    made.properties = {
        "properties": Property("Properties", properties, "Property"),
        "methods": Property("Methods", MemberCollection(context, value, methods), "Property"),
        "members": Property("Members", MemberCollection(context, value, [*listed, *methods]), "Property"),
        "typenames": Property(
            "TypeNames",
            nets.NetList("System.Collections.ObjectModel.Collection`1", members.type_names(value)),
            "Property",
        ),
        "baseobject": Property(
            "BaseObject",
            value.base if isinstance(value, PSObject) and value.base is not None else value,
            "Property",
        ),
        "immediatebaseobject": Property("ImmediateBaseObject", value, "Property"),
    }
    names = made.properties["typenames"].value
    if isinstance(value, PSObject):
        names.items = value.type_names
    made.methods["copy"] = ("Copy", lambda _self: copied(value))
    return made


def copied(value: Any) -> Any:
    """A copy of an object with properties of its own."""
    if not isinstance(value, PSObject):
        return value
    made = PSObject(value.type_names)
    made.properties = {key: entry.copy() for key, entry in value.properties.items()}
    made.methods, made.text, made.native, made.base = dict(value.methods), value.text, value.native, value.base
    made.display = value.display
    return made


def _add(collection: MemberCollection, entry: Any) -> None:
    if not isinstance(collection.owner, PSObject):
        return
    if isinstance(entry, MemberInfo):
        attach(collection.context, collection.owner, entry.kind, entry.name, entry.first, entry.second)
    elif isinstance(entry, PSObject):
        name = to_text(entry.get("Name"))
        collection.owner.properties[name.lower()] = Property(name, entry.get("Value"))


def _remove(collection: MemberCollection, name: str) -> None:
    if isinstance(collection.owner, PSObject):
        collection.owner.properties.pop(name.lower(), None)


def _match(collection: MemberCollection, pattern: str) -> nets.NetList:
    test = wildcard(pattern)
    return nets.NetList(
        collection.type_name,
        [item for item in collection.items if test.match(to_text(item.get("Name")))],
    )


define(
    "System.Management.Automation.PSMemberInfoIntegratingCollection`1",
    MemberCollection,
    properties={"Count": lambda collection: len(collection.items)},
    methods={
        "void Add(object member)": _add,
        "void Remove(string name)": _remove,
        "object Match(string name)": _match,
        "object Item(string name)": lambda collection, name: collection.get_item(name),
    },
)


class MethodReference:
    """A method that is named without being called; shows its overloads."""

    __slots__ = ("context", "method", "owner")

    def __init__(self, context: Any, owner: Any, method: Method) -> None:
        self.context = context
        self.owner = owner
        self.method = method

    def to_text(self) -> str:
        """The overloads, joined."""
        return ", ".join(self.texts)

    @property
    def texts(self) -> list[str]:
        """The overloads as PowerShell lists them: a static method's say so, a constructor's do not."""
        prefix = "static " if self.owner is STATIC and self.method.name != "new" else ""
        return [f"{prefix}{text}" for text in self.method.texts]


def method_reference(context: Any, owner: Any, method: Method) -> MethodReference:
    """What reading a method without calling it gives."""
    return MethodReference(context, owner, method)


define(
    "System.Management.Automation.PSMethod",
    MethodReference,
    properties={
        "OverloadDefinitions": lambda reference: reference.texts,
        "Name": lambda reference: reference.method.name,
        "MemberType": lambda _reference: "Method",
    },
    context_methods={
        "object Invoke([params object[] arguments])": lambda context, reference, *arguments: call(
            context,
            reference.method,
            reference.owner,
            list(arguments[0]) if arguments else [],
        ),
    },
)
