"""Registry values as scripts see them, and what scripts give for them."""

from typing import Any

from fake_agent.powershell.dotnet.bytes import byte_array, raw_bytes
from fake_agent.powershell.dotnet.environment import expand_variables
from fake_agent.powershell.dotnet.types import INT, named, type_of
from fake_agent.powershell.host import RegistryKind, RegistryValue
from fake_agent.powershell.values import numbers
from fake_agent.powershell.values.collections import TypedArray
from fake_agent.powershell.values.conversion import as_list, to_number
from fake_agent.powershell.values.text import to_text

_HIGHEST = {RegistryKind.DWORD: 0xFFFFFFFF, RegistryKind.QWORD: 0xFFFFFFFFFFFFFFFF}


def registry_data(context: Any, value: RegistryValue, *, expand: bool = True) -> Any:
    """A registry value as a script sees it: DWORDs are signed, names of variables in REG_EXPAND_SZ replaced."""
    data = value.data
    if value.kind is RegistryKind.DWORD and isinstance(data, int):
        return data - (1 << 32) if data > numbers.INT32_MAXIMUM else data
    if value.kind is RegistryKind.QWORD and isinstance(data, int):
        return numbers.Int64(data - (1 << 64) if data > numbers.Int64.maximum else data)
    if isinstance(data, bytes):
        return byte_array(data)
    if isinstance(data, tuple):
        return TypedArray(named("System.String"), list(data))
    return expand_variables(context, str(data)) if value.kind is RegistryKind.EXPAND_STRING and expand else data


def fitting_kind(value: Any) -> RegistryKind:
    """The kind that a value is stored as where none is asked for."""
    if isinstance(value, list):
        is_bytes = isinstance(value, TypedArray) and type_of(value).full_name == "System.Byte[]"
        return RegistryKind.BINARY if is_bytes else RegistryKind.MULTI_STRING
    return RegistryKind.DWORD if type_of(value) is INT else RegistryKind.STRING


def registry_value(name: str, value: Any, kind: RegistryKind) -> RegistryValue:
    """A value for the registry. Raises ValueError where it is none of that kind."""
    data: Any = value
    if kind in _HIGHEST:
        data = int(to_number(value)) & _HIGHEST[kind]
    elif kind in {RegistryKind.BINARY, RegistryKind.NONE}:
        data = raw_bytes(to_number(item) for item in as_list(value))
    elif kind is RegistryKind.MULTI_STRING:
        data = tuple(to_text(item) for item in as_list(value))
    else:
        data = to_text(value)
    return RegistryValue("" if name.lower() == "(default)" else name, kind, data)
