"""The registry of .NET types: names, members and the Python values that stand for their instances."""

import re
from collections.abc import Callable, Iterable, Mapping
from decimal import Decimal
from typing import Any

from fake_agent.powershell.dotnet.type_model import Method, NetProperty, NetType, metadata_order
from fake_agent.powershell.values import collections as nets
from fake_agent.powershell.values import numbers
from fake_agent.powershell.values.objects import EnumValue, ErrorRecord, NetException, Nothing, PSObject, StreamRecord
from fake_agent.powershell.values.times import DateTime, TimeSpan

OBJECT = NetType("System.Object")
_BY_NAME: dict[str, NetType] = {"system.object": OBJECT}
_BY_PYTHON: dict[type, NetType] = {}
ACCELERATORS: dict[str, str] = {"object": "System.Object"}


def known_types() -> list[NetType]:
    """Every type that is defined, by its full name; arrays and constructed generics come with their parts."""
    return sorted(set(_BY_NAME.values()), key=lambda found: found.full_name)


NAMESPACES = ("System.", "System.Management.Automation.", "System.Collections.Generic.")


def _methods(table: Mapping[str, Callable[..., Any]] | None, *, contextual: bool, into: dict[str, Method]) -> None:
    for text, function in (table or {}).items():
        name = text[: text.index("(")].rsplit(" ", 1)[-1]
        into.setdefault(name.lower(), Method(name, contextual)).add(text, function)


def define(
    full_name: str,
    python: type | None = None,
    *,
    accelerators: Iterable[str] = (),
    base: str = "System.Object",
    interfaces: Iterable[str] = (),
    properties: Mapping[str, Callable[[Any], Any]] | None = None,
    writable: Mapping[str, tuple[Callable[[Any], Any], Callable[[Any, Any], None]]] | None = None,
    methods: Mapping[str, Callable[..., Any]] | None = None,
    context_methods: Mapping[str, Callable[..., Any]] | None = None,
    static_properties: Mapping[str, Callable[[Any], Any]] | None = None,
    static_methods: Mapping[str, Callable[..., Any]] | None = None,
    static_context_methods: Mapping[str, Callable[..., Any]] | None = None,
    constructors: Mapping[str, Callable[..., Any]] | None = None,
    context_constructors: Mapping[str, Callable[..., Any]] | None = None,
) -> NetType:
    """Add a type, or members to a type that is there already.

    Functions of ``context_*`` tables and of ``static_properties`` take the interpreter's context first.
    """
    made = _BY_NAME.get(full_name.lower())
    if made is None:
        made = NetType(full_name, None if full_name == "System.Object" else named(base))
        _BY_NAME[full_name.lower()] = made
    made.interfaces += tuple(interfaces)
    if python is not None and python not in _SPECIAL_BY_PYTHON:
        _BY_PYTHON[python] = made
    for accelerator in accelerators:
        ACCELERATORS[accelerator] = full_name
    for name, getter in (properties or {}).items():
        made.properties[name.lower()] = NetProperty(name, getter)
    for name, (getter, setter) in (writable or {}).items():
        made.properties[name.lower()] = NetProperty(name, getter, setter)
    for name, getter in (static_properties or {}).items():
        made.static_properties[name.lower()] = NetProperty(name, getter)
    _methods(methods, contextual=False, into=made.methods)
    _methods(context_methods, contextual=True, into=made.methods)
    _methods(static_methods, contextual=False, into=made.static_methods)
    _methods(static_context_methods, contextual=True, into=made.static_methods)
    for table, contextual in ((constructors, False), (context_constructors, True)):
        if table:
            made.constructors = made.constructors or Method("new", contextual)
            for text, function in table.items():
                made.constructors.add(text, function)
    return made


def define_enum(
    full_name: str,
    members: Mapping[str, int] | str,
    *,
    accelerators: Iterable[str] = (),
    flags: bool = False,
    underlying: NetType | None = None,
) -> NetType:
    """Add an enumeration; a string lists members that count from zero."""
    made = define(full_name, base="System.Enum", accelerators=accelerators)
    made.numbers = metadata_order(
        {name: number for number, name in enumerate(members.split())} if isinstance(members, str) else members,
    )
    made.flags = flags
    made.underlying = underlying
    return made


def named(full_name: str) -> NetType:
    """The type of that full name, made without members where it is unknown."""
    found = _BY_NAME.get(full_name.lower())
    if found is None:
        found = NetType(full_name, OBJECT)
        _BY_NAME[full_name.lower()] = found
    return found


_ARRAYS: dict[tuple[int, int], NetType] = {}


def array_of(element: NetType, rank: int = 1) -> NetType:
    """The array type with that element type."""
    found = _ARRAYS.get((id(element), rank))
    if found is None:
        found = NetType(f"{element.full_name}[{',' * (rank - 1)}]", named("System.Array"))
        found.element, found.rank = element, rank
        _ARRAYS[id(element), rank] = found
    return found


_GENERICS: dict[str, NetType] = {}
_BRACKET = re.compile(r"(?P<head>[^\[\]]+)(?P<tail>(?:\[.*\])?)", re.DOTALL)


def generic(definition: str, arguments: tuple[NetType, ...]) -> NetType:
    """A generic type with its arguments, ``System.Collections.Generic.List`1`` for example."""
    full = f"{definition}[{','.join(argument.full_name for argument in arguments)}]"
    found = _GENERICS.get(full.lower())
    if found is None:
        found = NetType(full, named(definition))
        found.arguments = arguments
        _GENERICS[full.lower()] = found
        _BY_NAME[full.lower()] = found
    return found


def _split_arguments(text: str) -> list[str]:
    parts, depth, start = [], 0, 0
    for index, character in enumerate(text):
        if character == "[":
            depth += 1
        elif character == "]":
            depth -= 1
        elif character == "," and depth == 0:
            parts.append(text[start:index])
            start = index + 1
    return [*parts, text[start:]]


_FOUND: dict[str, NetType] = {}


def find_type(name: str) -> NetType | None:
    """The type that a type literal names: accelerators, missing ``System.``, arrays and generics included."""
    key = re.sub(r"\s", "", name).lower()
    found = _FOUND.get(key)
    if found is None:
        found = _find(key)
        if found is not None and found.user_class is None:
            _FOUND[key] = found
    return found


def _find(key: str) -> NetType | None:
    if key.endswith("]") and "[" in key:
        opening = key.rindex("[") if key.endswith(("[]", ",]")) else key.index("[")
        inner = key[opening + 1 : -1]
        head = _find(key[:opening])
        if not inner.strip(","):
            return None if head is None else array_of(head, inner.count(",") + 1)
        arguments = [_find(part.strip("[]") if part.startswith("[") else part) for part in _split_arguments(inner)]
        definition = _find(f"{key[:opening].split('`', maxsplit=1)[0]}`{len(arguments)}")
        if definition is None or None in arguments:
            return None
        return generic(definition.full_name, tuple(argument for argument in arguments if argument is not None))
    full = ACCELERATORS.get(key)
    if full is not None:
        return _BY_NAME.get(full.lower()) or (_find(full.lower()) if "[" in full else None)
    for prefix in ("", *NAMESPACES):
        found = _BY_NAME.get(prefix.lower() + key)
        if found is not None and (
            found.base is not OBJECT
            or found.properties
            or found.methods
            or found.static_methods
            or found.static_properties
            or found.constructors
            or found in _BY_PYTHON.values()
            or found is OBJECT
            or found.full_name in _PLAIN
        ):
            return found
    return None


_PLAIN: set[str] = set()


def define_plain(*full_names: str) -> None:
    """Add types that scripts only name (as a constraint, say)."""
    for full_name in full_names:
        named(full_name)
        _PLAIN.add(full_name)


define_plain("System.Nullable`1")


def _exception_type(full_name: str) -> NetType:
    """The type of an exception; one that no table has is a plain System.Exception under its own name."""
    found = named(full_name)
    root = named("System.Exception")
    if found.base is OBJECT and found is not root:
        found.base = root
    return found


_SPECIAL: list[tuple[type, Callable[[Any], NetType]]] = [
    (nets.TypedArray, lambda value: array_of(value.element)),
    (nets.MultiArray, lambda value: array_of(value.element, len(value.sizes))),
    (nets.NetList, lambda value: value.net_type or named(value.type_name)),
    (nets.Hashtable, lambda value: named(value.type_name)),
    (nets.DictionaryEntry, lambda value: named(value.type_name)),
    (nets.Enumeration, lambda value: named(value.type_name)),
    (PSObject, lambda value: named(value.type_names[0].split("#")[0]) if value.base is None else type_of(value.base)),
    (NetException, lambda value: value.net_type or _exception_type(value.type_name)),
    (EnumValue, lambda value: value.enum),
    (ErrorRecord, lambda _: named("System.Management.Automation.ErrorRecord")),
    (StreamRecord, lambda value: named(f"System.Management.Automation.{value.kind}Record")),
]
_SPECIAL_BY_PYTHON = dict(_SPECIAL)


def type_of(value: Any) -> NetType:
    """The .NET type of a value that is not null."""
    kind = type(value)
    found = _BY_PYTHON.get(kind)
    if found is not None:
        return found
    special = _SPECIAL_BY_PYTHON.get(kind)
    if special is not None:
        return special(value)
    own = getattr(value, "net_type", None)
    return own if isinstance(own, NetType) else OBJECT


VALUE_TYPE = define("System.ValueType")
define("System.Enum", base="System.ValueType")
define("System.Array", list, accelerators=("array",))
INT = define("System.Int32", int, accelerators=("int", "int32"), base="System.ValueType")
LONG = define("System.Int64", numbers.Int64, accelerators=("long", "int64"), base="System.ValueType")
BOOL = define("System.Boolean", bool, accelerators=("bool", "boolean"), base="System.ValueType")
STRING = define(
    "System.String",
    str,
    accelerators=("string",),
    interfaces=(
        "System.IComparable",
        "System.ICloneable",
        "System.IConvertible",
        "System.Collections.IEnumerable",
    ),
)
CHAR = define("System.Char", numbers.Char, accelerators=("char",), base="System.ValueType")
DOUBLE = define("System.Double", float, accelerators=("double",), base="System.ValueType")
SINGLE = define("System.Single", numbers.Single, accelerators=("float", "single"), base="System.ValueType")
DECIMAL = define("System.Decimal", Decimal, accelerators=("decimal",), base="System.ValueType")
_SMALL = ("Byte", "SByte", "Int16", "UInt16", "UInt32", "UInt64")
for _name, _python, _short in (
    ("Byte", numbers.Byte, "byte"),
    ("SByte", numbers.SByte, "sbyte"),
    ("Int16", numbers.Int16, "int16"),
    ("UInt16", numbers.UInt16, "uint16"),
    ("UInt32", numbers.UInt32, "uint32"),
    ("UInt64", numbers.UInt64, "uint64"),
):
    define(f"System.{_name}", _python, accelerators=(_short,), base="System.ValueType")
ACCELERATORS |= {"short": "System.Int16", "ushort": "System.UInt16", "uint": "System.UInt32", "ulong": "System.UInt64"}
DATETIME = define("System.DateTime", DateTime, accelerators=("datetime",), base="System.ValueType")
TIMESPAN = define("System.TimeSpan", TimeSpan, accelerators=("timespan",), base="System.ValueType")
TYPE = define("System.RuntimeType", NetType, base="System.Type")
VOID = define("System.Void", Nothing, accelerators=("void",))
for _kind in (INT, LONG, DOUBLE, SINGLE, DECIMAL, *(named(f"System.{_name}") for _name in _SMALL)):
    define(_kind.full_name, interfaces=("System.IComparable", "System.IFormattable", "System.IConvertible"))
for _kind in (BOOL, CHAR):
    define(_kind.full_name, interfaces=("System.IComparable", "System.IConvertible"))
define("System.DateTime", interfaces=("System.IComparable", "System.IFormattable", "System.IConvertible"))
define("System.TimeSpan", interfaces=("System.IComparable", "System.IFormattable"))
OBJECT_ARRAY = array_of(OBJECT)
_BY_PYTHON[list] = OBJECT_ARRAY
ACCELERATORS |= {
    "type": "System.Type",
    "hashtable": "System.Collections.Hashtable",
    "psobject": "System.Management.Automation.PSObject",
    "pscustomobject": "System.Management.Automation.PSObject",
    "scriptblock": "System.Management.Automation.ScriptBlock",
    "regex": "System.Text.RegularExpressions.Regex",
    "xml": "System.Xml.XmlDocument",
    "guid": "System.Guid",
    "version": "System.Version",
    "uri": "System.Uri",
    "ipaddress": "System.Net.IPAddress",
    "mailaddress": "System.Net.Mail.MailAddress",
    "bigint": "System.Numerics.BigInteger",
    "securestring": "System.Security.SecureString",
    "pscredential": "System.Management.Automation.PSCredential",
    "cultureinfo": "System.Globalization.CultureInfo",
    "ref": "System.Management.Automation.PSReference",
    "math": "System.Math",
    "exception": "System.Exception",
}
define_plain(
    "System.Type",
    "System.ValueType",
    "System.Enum",
    "System.Delegate",
    "System.Management.Automation.PSObject",
    "System.Management.Automation.PSCustomObject",
    "System.Collections.IDictionary",
    "System.Collections.IList",
    "System.Collections.ICollection",
    "System.Collections.IEnumerable",
    "System.IComparable",
    "System.IComparable`1",
    "System.IEquatable`1",
    "System.ICloneable",
    "System.IConvertible",
    "System.IFormattable",
    "System.IFormatProvider",
    "System.Collections.IComparer",
    "System.Collections.IEnumerator",
    "System.Collections.IEqualityComparer",
    "System.Collections.IStructuralComparable",
    "System.Collections.IStructuralEquatable",
    "System.Collections.Generic.IComparer`1",
    "System.Collections.Generic.IEqualityComparer`1",
    "System.IDisposable",
    "System.Management.Automation.ErrorRecord",
    "System.Management.Automation.WarningRecord",
    "System.Management.Automation.VerboseRecord",
    "System.Management.Automation.DebugRecord",
    "System.Management.Automation.InformationRecord",
    "System.Management.Automation.PSCmdlet",
)
