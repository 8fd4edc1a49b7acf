"""System.Convert and System.BitConverter."""

import base64
import binascii
import struct
from collections.abc import Callable
from decimal import Decimal
from typing import Any

from fake_agent.powershell.dotnet import types
from fake_agent.powershell.dotnet.bytes import byte_array, raw_bytes
from fake_agent.powershell.dotnet.numbers import INTEGER_KINDS
from fake_agent.powershell.dotnet.types import define, named
from fake_agent.powershell.errors import NetError, PowerShellError
from fake_agent.powershell.values import numbers
from fake_agent.powershell.values.collections import TypedArray
from fake_agent.powershell.values.conversion import convert
from fake_agent.powershell.values.text import to_text, truth


def _to_integer(full_name: str, kind: Callable[[Any], Any]) -> Callable[..., Any]:
    def to_integer(value: Any, base: Any = None) -> Any:
        if base is not None and isinstance(value, str):
            try:
                number = (
                    int(value.strip().removeprefix("0x").removeprefix("0X"), int(base))
                    if base == 16
                    else int(value.strip(), int(base))
                )
            except ValueError:
                raise NetError("System.FormatException", "Could not find any recognizable digits.") from None
            if kind is int and number > numbers.INT32_MAXIMUM:
                number -= 1 << 32
            return kind(number)
        try:
            return convert(value, named(full_name), None)
        except PowerShellError as error:
            inner = error.record.exception.inner
            raise NetError(
                inner.type_name if inner else "System.InvalidCastException",
                inner.message if inner else str(error),
            ) from None

    return to_integer


def _in_base(value: int, base: int) -> str:
    bits = 64 if isinstance(value, numbers.Int64) else 32
    number = value + (1 << bits) if value < 0 and base != 10 else value
    return {2: format(number, "b"), 8: format(number, "o"), 16: format(number, "x")}.get(base, str(number))


def _to_string(context: Any, value: Any, base: Any = None) -> str:
    if base is not None and isinstance(base, int) and isinstance(value, int):
        return _in_base(value, base)
    return to_text(convert(value, types.STRING, context))


def _from_base64(text: str) -> TypedArray:
    try:
        return byte_array(base64.b64decode("".join(text.split()), validate=True))
    except (binascii.Error, ValueError):
        raise NetError(
            "System.FormatException",
            "The input is not a valid Base-64 string as it contains a non-base 64 character, more than two "
            "padding characters, "
            "or an illegal character among the padding characters. ",
        ) from None


def _to_boolean(value: Any) -> bool:
    if isinstance(value, str):
        lowered = value.strip().lower()
        if lowered not in {"true", "false"}:
            raise NetError("System.FormatException", "String was not recognized as a valid Boolean.")
        return lowered == "true"
    return truth(value)


define(
    "System.Convert",
    static_methods={
        **{
            f"object To{name}(object value, [object fromBase])": _to_integer(f"System.{name}", kind)
            for name, kind in INTEGER_KINDS.items()
        },
        "object ToDouble(object value)": _to_integer("System.Double", float),
        "object ToSingle(object value)": _to_integer("System.Single", numbers.single),
        "object ToDecimal(object value)": _to_integer("System.Decimal", Decimal),
        "object ToChar(object value)": _to_integer("System.Char", numbers.Char),
        "bool ToBoolean(object value)": _to_boolean,
        "byte[] FromBase64String(string s)": _from_base64,
        "string ToBase64String(byte[] inArray, [object options])": lambda content, _options=None: base64.b64encode(
            raw_bytes(content),
        ).decode(),
    },
    static_context_methods={
        "string ToString(object value, [object toBase])": _to_string,
        "datetime ToDateTime(object value)": lambda context, value: convert(value, types.DATETIME, context),
        "object ChangeType(object value, type conversionType)": lambda context, value, kind: convert(
            value,
            kind,
            context,
        ),
    },
)


_PACKED = {
    "Int16": ("<h", numbers.Int16),
    "Int32": ("<i", int),
    "Int64": ("<q", numbers.Int64),
    "UInt16": ("<H", numbers.UInt16),
    "UInt32": ("<I", numbers.UInt32),
    "UInt64": ("<Q", numbers.UInt64),
    "Single": ("<f", numbers.Single),
    "Double": ("<d", float),
}


def _unpack(layout: str, kind: type[Any]) -> Callable[..., Any]:
    return lambda content, start=0: kind(struct.unpack_from(layout, raw_bytes(content), start)[0])


def _pack(value: Any) -> TypedArray:
    if isinstance(value, bool):
        return byte_array(bytes([value]))
    name = types.type_of(value).name
    layout = _PACKED.get(name, ("<i", int))[0]
    return byte_array(struct.pack(layout, value))


define(
    "System.BitConverter",
    static_properties={"IsLittleEndian": lambda _: True},
    static_methods={
        **{
            f"object To{name}(byte[] value, [int startIndex])": _unpack(layout, kind)
            for name, (layout, kind) in _PACKED.items()
        },
        "string ToString(byte[] value)": lambda content: "-".join(f"{byte:02X}" for byte in raw_bytes(content)),
        "byte[] GetBytes(object value)": _pack,
    },
)
