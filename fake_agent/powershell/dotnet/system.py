"""System.Object, System.Type, enumerations, Boolean, Guid, Version, Uri, Random, Environment, GC and the like."""

import re
from typing import Any

from fake_agent.powershell.dotnet import types
from fake_agent.powershell.dotnet.type_model import NetType
from fake_agent.powershell.dotnet.types import define, named, type_of
from fake_agent.powershell.errors import NetError, PowerShellError
from fake_agent.powershell.operators.comparison import compare
from fake_agent.powershell.values.composite import format_enum
from fake_agent.powershell.values.conversion import convert
from fake_agent.powershell.values.objects import EnumValue
from fake_agent.powershell.values.text import own_text


def hash_code(value: Any) -> int:
    """A number for a value, the same in every run."""
    if isinstance(value, int):
        return int(value)
    text = own_text(value)
    code = 5381
    for character in text:
        code = (code * 33 ^ ord(character)) & 0xFFFFFFFF
    return code - (1 << 32) if code >= 1 << 31 else code


def _compare(one: Any, other: Any) -> int:

    return compare(one, other, case_sensitive=True)


define(
    "System.Object",
    methods={
        "bool Equals(System.Object obj)": lambda value, other: (
            value is other or (type(value) is type(other) and value == other)
        ),
        "int GetHashCode()": hash_code,
        "type GetType()": type_of,
        "string ToString()": own_text,
    },
    static_methods={
        "bool Equals(System.Object objA, System.Object objB)": lambda one, other: (
            one is other or (type(one) is type(other) and one == other)
        ),
        "bool ReferenceEquals(System.Object objA, System.Object objB)": lambda one, other: one is other,
    },
)


def _enum_values(enum: NetType) -> list[EnumValue]:
    return [EnumValue(enum, number) for number in (enum.numbers or {}).values()]


def _enum_names(enum: NetType) -> list[str]:
    return list(enum.numbers or {})


def _enum_name(enum: NetType, value: Any) -> str | None:
    number = getattr(value, "number", value)
    return enum.enum_name(number) if number in (enum.numbers or {}).values() else None


def _interfaces(kind: NetType) -> list[NetType]:
    names = dict.fromkeys(name for base in kind.lineage() for name in base.interfaces)
    return [named(name) for name in names]


_NOT_SERIALIZABLE = frozenset(
    [
        "System.Management.Automation.PSCustomObject",
        "System.Management.Automation.SwitchParameter",
        "System.Management.Automation.PSVariable",
        "System.Management.Automation.PSMethod",
        "System.Management.Automation.FunctionInfo",
        "System.Management.Automation.CmdletInfo",
        "System.Management.Automation.AliasInfo",
        "System.ServiceProcess.ServiceController",
        "System.Diagnostics.Process",
        "System.Xml.XmlDocument",
        "System.Xml.XmlElement",
    ]
)


def _serializable(kind: NetType) -> bool:
    return (
        kind.user_class is None
        and kind.full_name not in _NOT_SERIALIZABLE
        and not kind.full_name.startswith("Microsoft.PowerShell.Commands.")
    )


def _subclass(one: NetType, other: NetType) -> bool:
    return one is not other and one.is_a(other)


_PRIMITIVES = frozenset(
    f"System.{name}"
    for name in [
        "Boolean",
        "Byte",
        "SByte",
        "Int16",
        "UInt16",
        "Int32",
        "UInt32",
        "Int64",
        "UInt64",
        "Char",
        "Double",
        "Single",
    ]
)
define(
    "System.Type",
    properties={
        "Name": lambda kind: kind.name,
        "FullName": lambda kind: kind.full_name,
        "Namespace": lambda kind: kind.namespace,
        "BaseType": lambda kind: kind.base,
        "IsArray": lambda kind: kind.element is not None,
        "IsEnum": lambda kind: kind.is_enum,
        "IsValueType": lambda kind: (
            any(base.full_name == "System.ValueType" for base in kind.lineage()) or kind.is_enum
        ),
        "IsClass": lambda kind: (
            not kind.is_enum and all(base.full_name != "System.ValueType" for base in kind.lineage())
        ),
        "IsPrimitive": lambda kind: kind.full_name in _PRIMITIVES,
        "IsPublic": lambda _kind: True,
        "IsSerial": _serializable,
        "IsSerializable": _serializable,
        "IsAbstract": lambda _kind: False,
        "IsInterface": lambda kind: re.match(r"I[A-Z]", kind.name) is not None,
        "IsGenericType": lambda kind: bool(kind.arguments),
        "GenericTypeArguments": lambda kind: list(kind.arguments),
        "UnderlyingSystemType": lambda kind: kind,
        "AssemblyQualifiedName": lambda kind: (
            f"{kind.full_name}, mscorlib, Version=4.0.0.0, Culture=neutral, PublicKeyToken=b77a5c561934e089"
        ),
        "Assembly": lambda _kind: "mscorlib, Version=4.0.0.0, Culture=neutral, PublicKeyToken=b77a5c561934e089",
        "ImplementedInterfaces": _interfaces,
    },
    methods={
        "string ToString()": lambda kind: kind.full_name,
        "type GetElementType()": lambda kind: kind.element,
        "string[] GetEnumNames()": _enum_names,
        "array GetEnumValues()": _enum_values,
        "string GetEnumName(object value)": _enum_name,
        "type GetEnumUnderlyingType()": lambda kind: kind.underlying or types.INT,
        "bool IsEnumDefined(object value)": lambda kind, value: (
            value in (kind.numbers or {}) or getattr(value, "number", value) in (kind.numbers or {}).values()
        ),
        "bool IsSubclassOf(type c)": _subclass,
        "bool IsAssignableFrom(type c)": lambda kind, other: other.is_a(kind),
        "bool IsInstanceOfType(object o)": lambda kind, value: value is not None and type_of(value).is_a(kind),
        "type[] GetInterfaces()": _interfaces,
        "array GetGenericArguments()": lambda kind: list(kind.arguments),
        "array GetMethods()": lambda kind: [method.name for base in kind.lineage() for method in base.methods.values()],
        "array GetProperties()": lambda kind: [
            entry.name for base in kind.lineage() for entry in base.properties.values()
        ],
    },
    static_methods={"type GetType(string typeName)": types.find_type},
)


def _parse_enum(kind: NetType, text: str, _ignore_case: bool = True) -> EnumValue:

    try:
        made: EnumValue = convert(text, kind, None)
    except PowerShellError:
        raise NetError("System.ArgumentException", f"Requested value '{text}' was not found.") from None
    return made


def _is_defined(kind: NetType, value: Any) -> bool:
    members = kind.numbers or {}
    return value in members if isinstance(value, str) else getattr(value, "number", value) in members.values()


define(
    "System.Enum",
    methods={
        "string ToString([string format])": lambda value, pattern="G": format_enum(value, pattern),
        "bool HasFlag(object flag)": lambda value, flag: (
            value.number & getattr(flag, "number", flag) == getattr(flag, "number", flag)
        ),
        "int CompareTo(object target)": lambda value, other: (
            (value.number > other.number) - (value.number < other.number)
        ),
    },
    properties={"value__": lambda value: value.number},
    static_methods={
        "object Parse(type enumType, string value, [bool ignoreCase])": _parse_enum,
        "bool IsDefined(type enumType, object value)": _is_defined,
        "string Format(type enumType, object value, string format)": lambda kind, value, pattern: format_enum(
            value if isinstance(value, EnumValue) else EnumValue(kind, int(value)),
            pattern,
        ),
        "string[] GetNames(type enumType)": _enum_names,
        "array GetValues(type enumType)": _enum_values,
        "string GetName(type enumType, object value)": lambda kind, value: kind.enum_name(
            getattr(value, "number", value),
        ),
        "object ToObject(type enumType, int value)": EnumValue,
        "type GetUnderlyingType(type enumType)": lambda kind: kind.underlying or types.INT,
    },
)


def _parse_bool(text: str) -> bool:
    lowered = text.strip().lower()
    if lowered not in {"true", "false"}:
        raise NetError("System.FormatException", "String was not recognized as a valid Boolean.")
    return lowered == "true"


def _try_bool(text: str, result: Any) -> bool:
    lowered = text.strip().lower()
    result.set(lowered == "true")
    return lowered in {"true", "false"}


define(
    "System.Boolean",
    methods={
        "string ToString()": lambda value: "True" if value else "False",
        "int CompareTo(object obj)": _compare,
        "bool Equals(object obj)": lambda value, other: value is other,
    },
    static_properties={"TrueString": lambda _: "True", "FalseString": lambda _: "False"},
    static_methods={"bool Parse(string value)": _parse_bool, "bool TryParse(string value, object result)": _try_bool},
)
