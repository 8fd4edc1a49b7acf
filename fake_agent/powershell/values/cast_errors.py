"""The errors of casts, in PowerShell's words."""

from typing import Any

from fake_agent.powershell.dotnet.type_model import NetType
from fake_agent.powershell.dotnet.types import type_of
from fake_agent.powershell.errors import RUNTIME_EXCEPTION, ParameterConversionError
from fake_agent.powershell.values.objects import ErrorRecord, NetException
from fake_agent.powershell.values.text import own_text, to_text

_INVALID_CAST = "System.Management.Automation.PSInvalidCastException"


def _refusal(message: str, error_id: str, inner: NetException | None = None) -> ParameterConversionError:
    """A cast that failed: a RuntimeException around the PSInvalidCastException, as PowerShell reports it."""
    cast = NetException(_INVALID_CAST, message, inner)
    return ParameterConversionError(
        ErrorRecord(NetException(RUNTIME_EXCEPTION, message, cast), error_id, "InvalidArgument"),
    )


_STRING_IDS = {
    "System.Double": "InvalidCastFromStringToDoubleOrSingle",
    "System.Single": "InvalidCastFromStringToDoubleOrSingle",
    "System.Decimal": "InvalidCastFromStringToDecimal",
    "System.Char": "InvalidCastFromStringToChar",
    "System.Type": "InvalidCastFromStringToType",
    "System.Xml.XmlDocument": "InvalidCastToXmlDocument",
}


def _cast_id(value: Any, target: NetType) -> str:
    """Which of PowerShell's converters refused: the FullyQualifiedErrorId says it."""
    if not isinstance(value, str):
        return "InvalidCastIConvertible"
    if target.full_name.startswith(("System.Int", "System.UInt", "System.Byte", "System.SByte")):
        return "InvalidCastFromStringToInteger"
    if target.is_enum:
        return "InvalidCastFromStringToEnum"
    return _STRING_IDS.get(target.full_name, "InvalidCastParseTargetInvocation")


def cast_error(
    value: Any,
    target: NetType,
    reason: str,
    inner: str = "System.FormatException",
) -> ParameterConversionError:
    """``Cannot convert value "x" to type "T". Error: "reason"``."""
    message = f'Cannot convert value "{to_text(value)}" to type "{target.full_name}". Error: "{reason}"'
    return _refusal(message, _cast_id(value, target), NetException(inner, reason))


def no_conversion(value: Any, target: NetType) -> ParameterConversionError:
    """``Cannot convert the "x" value of type "S" to type "T".``."""
    if value is None:
        return _refusal(f'Cannot convert null to type "{target.full_name}".', "nullToObjectInvalidCast")
    source = type_of(value).full_name
    message = f'Cannot convert the "{own_text(value)}" value of type "{source}" to type "{target.full_name}".'
    return _refusal(message, "ConvertToFinalInvalidCastException")


def no_property(name: str, target: NetType) -> ParameterConversionError:
    """A hash table has a key that is no property of the object to be made."""
    listed = " , ".join(
        f"[{entry.name} <{entry.type_name}>]"
        for kind in target.lineage()
        for entry in kind.properties.values()
        if entry.set is not None
    )
    message = (
        f'Cannot create object of type "{target.full_name}". The {name} property was not found for the '
        f"{target.full_name} object. The available property is: {listed}"
        if listed
        else f'Cannot create object of type "{target.full_name}". The {name} property was not found for the '
        f"{target.full_name} object. There is no settable property available."
    )
    return _refusal(message, "ObjectCreationError")


def enum_number_error(value: Any, target: NetType) -> ParameterConversionError:
    """A number that no member of the enumeration has."""
    names = ",".join(target.numbers or {})
    message = (
        f'Cannot convert value "{to_text(value)}" to type "{target.full_name}" due to enumeration values that are not '
        "valid. Specify one of the following enumeration values and try again. The possible enumeration values "
        f'are "{names}".'
    )
    return _refusal(message, "UndefinedIntegerToEnum")


def enum_error(value: Any, target: NetType) -> ParameterConversionError:
    """A name that no member of the enumeration has."""
    reason = (
        f"Unable to match the identifier name {to_text(value)} to a valid enumerator name. Specify one of the "
        "following "
        f"enumerator names and try again:\n{', '.join(target.numbers or {})}"
    )
    return cast_error(value, target, reason)
