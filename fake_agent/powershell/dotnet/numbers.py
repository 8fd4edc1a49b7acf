"""Numeric types, System.Math, System.Convert, System.BitConverter."""

import base64
import binascii
import math
import struct
from collections.abc import Callable
from decimal import ROUND_HALF_EVEN, ROUND_HALF_UP, Decimal
from typing import Any

from fake_agent.powershell.dotnet import types
from fake_agent.powershell.dotnet.bytes import byte_array, raw_bytes
from fake_agent.powershell.dotnet.types import define, named
from fake_agent.powershell.errors import NetError, PowerShellError
from fake_agent.powershell.operators.comparison import compare
from fake_agent.powershell.values import numbers
from fake_agent.powershell.values.collections import TypedArray
from fake_agent.powershell.values.conversion import convert, to_number
from fake_agent.powershell.values.number_format import FormatError, format_number, general
from fake_agent.powershell.values.text import to_text, truth

_KINDS: dict[str, type[Any]] = {
    "Int32": int,
    "Int64": numbers.Int64,
    "Byte": numbers.Byte,
    "SByte": numbers.SByte,
    "Int16": numbers.Int16,
    "UInt16": numbers.UInt16,
    "UInt32": numbers.UInt32,
    "UInt64": numbers.UInt64,
}


def _format(value: Any, pattern: str = "", _provider: Any = None) -> str:
    try:
        return format_number(value, to_text(pattern))
    except FormatError as error:
        raise NetError("System.FormatException", str(error)) from None


def _parse(full_name: str) -> Callable[..., Any]:
    def parse(text: str, style: Any = None, _provider: Any = None) -> Any:
        if style is not None and "Hex" in to_text(style):
            text = "0x" + text
        try:
            cleaned = text.strip()
            if (cleaned.lower().startswith("0x") and style is None) or (
                cleaned[-1:].isalpha() and not cleaned.lower().startswith("0x") and "e" not in cleaned.lower()
            ):
                raise NetError("System.FormatException", "Input string was not in a correct format.")
            if (
                full_name in _INTEGERS
                and not cleaned.lstrip("+-").replace(",", "").isdigit()
                and not cleaned.lower().startswith("0x")
            ):
                raise NetError("System.FormatException", "Input string was not in a correct format.")
            return convert(cleaned.replace(",", ""), named(full_name), None)
        except PowerShellError as error:
            inner = error.record.exception.inner
            raise NetError(
                inner.type_name if inner else "System.FormatException",
                inner.message if inner else str(error),
            ) from None

    return parse


_INTEGERS = frozenset(f"System.{name}" for name in _KINDS)


def _try_parse(full_name: str) -> Callable[..., bool]:
    parse = _parse(full_name)

    def try_parse(text: Any, *rest: Any) -> bool:
        result = rest[-1]
        try:
            result.set(parse(to_text(text)))
        except (NetError, IndexError):
            result.set(convert(0, named(full_name), None))
            return False
        return True

    return try_parse


for _name, _kind in {**_KINDS, "Double": float, "Single": numbers.Single, "Decimal": Decimal}.items():
    _full = f"System.{_name}"
    _limits: dict[str, Callable[[Any], Any]] = {}
    if _name in _KINDS:
        _low, _high = (
            (numbers.INT32_MINIMUM, numbers.INT32_MAXIMUM) if _name == "Int32" else (_kind.minimum, _kind.maximum)  # type: ignore[attr-defined]  # marked by `constant`
        )
        _limits = {
            "MaxValue": lambda _, kind=_kind, value=_high: kind(value),  # type: ignore[misc]  # a default binds the value of this turn
            "MinValue": lambda _, kind=_kind, value=_low: kind(value),  # type: ignore[misc]  # a default binds the value of this turn
        }
    define(
        _full,
        methods={
            "string ToString([string format], [object provider])": _format,
            "int CompareTo(object value)": compare,
            "bool Equals(object obj)": lambda value, other: type(value) is type(other) and value == other,
            "int GetHashCode()": lambda value: int(value) & 0x7FFFFFFF,
        },
        static_properties=_limits,
        static_methods={
            "object Parse(string s, [object style], [object provider])": _parse(_full),
            "bool TryParse(string s, object result)": _try_parse(_full),
            "bool TryParse(string s, object style, object provider, object result)": _try_parse(_full),
        },
    )
_LARGEST = 1.7976931348623157e308
define(
    "System.Double",
    static_properties={
        "MaxValue": lambda _: _LARGEST,
        "MinValue": lambda _: -_LARGEST,
        "NaN": lambda _: math.nan,
        "PositiveInfinity": lambda _: math.inf,
        "NegativeInfinity": lambda _: -math.inf,
        "Epsilon": lambda _: 5e-324,
    },
    static_methods={
        "bool IsNaN(double d)": math.isnan,
        "bool IsInfinity(double d)": math.isinf,
        "bool IsPositiveInfinity(double d)": lambda value: value == math.inf,
        "bool IsNegativeInfinity(double d)": lambda value: value == -math.inf,
    },
)
define(
    "System.Single",
    static_properties={
        "MaxValue": lambda _: numbers.Single(3.40282347e38),
        "MinValue": lambda _: numbers.Single(-3.40282347e38),
    },
)
define(
    "System.Decimal",
    static_properties={
        "MaxValue": lambda _: Decimal(2**96 - 1),
        "MinValue": lambda _: Decimal(-(2**96) + 1),
        "Zero": lambda _: Decimal(0),
        "One": lambda _: Decimal(1),
    },
    static_methods={
        "decimal Round(decimal d, [int decimals])": lambda value, places=0: value.quantize(
            Decimal(1).scaleb(-places),
            rounding=ROUND_HALF_EVEN,
        ),
        "decimal Truncate(decimal d)": lambda value: Decimal(int(value)),
        "decimal Floor(decimal d)": lambda value: Decimal(math.floor(value)),
        "decimal Ceiling(decimal d)": lambda value: Decimal(math.ceil(value)),
        "int ToInt32(decimal d)": int,
    },
)
define(
    "System.Numerics.BigInteger",
    numbers.BigInteger,
    base="System.ValueType",
    methods={
        "string ToString([string format])": lambda value, pattern="": (
            str(int(value)) if not pattern else _format(value, pattern)
        ),
    },
    static_methods={
        "bigint Pow(bigint value, int exponent)": lambda value, exponent: numbers.BigInteger(int(value) ** exponent),
        "bigint Parse(string value)": lambda text: numbers.BigInteger(int(text)),
    },
    static_properties={"One": lambda _: numbers.BigInteger(1), "Zero": lambda _: numbers.BigInteger(0)},
)


def _is_exact(value: Any) -> bool:
    return isinstance(value, Decimal)


def _round(value: Any, places: Any = 0, mode: Any = None) -> Any:
    if not isinstance(places, int) or isinstance(places, bool):
        places, mode = 0, places
    away = mode is not None and ("Away" in to_text(mode) or to_text(mode) == "1")
    if isinstance(value, int) and not isinstance(value, bool):
        return float(value)
    rounding = ROUND_HALF_UP if away else ROUND_HALF_EVEN
    if _is_exact(value):
        return value.quantize(Decimal(1).scaleb(-places), rounding=rounding)
    number = float(value)
    if not math.isfinite(number):
        return number
    return float(Decimal(general(number, 15)).quantize(Decimal(1).scaleb(-places), rounding=rounding))


def _rounded_up(value: Any) -> Any:
    return Decimal(math.ceil(value)) if _is_exact(value) else _whole(value, math.ceil)


def _rounded_down(value: Any) -> Any:
    return Decimal(math.floor(value)) if _is_exact(value) else _whole(value, math.floor)


def _cut(value: Any) -> Any:
    return Decimal(int(value)) if _is_exact(value) else _whole(value, math.trunc)


def _whole(value: Any, how: Callable[[float], int]) -> float:
    number = float(value)
    return float(how(number)) if math.isfinite(number) else number


def _numeric(value: Any) -> Any:
    try:
        return to_number(value)
    except ValueError:
        raise NetError("System.FormatException", "Input string was not in a correct format.") from None


def _larger(one: Any, other: Any) -> Any:
    return _promoted(one, other, max)


def _smaller(one: Any, other: Any) -> Any:
    return _promoted(one, other, min)


def _promoted(one: Any, other: Any, choose: Callable[[Any, Any], Any]) -> Any:
    first, second = _numeric(one), _numeric(other)
    if isinstance(first, Decimal) or isinstance(second, Decimal):
        return choose(Decimal(to_text(first)), Decimal(to_text(second)))
    chosen = choose(first, second)
    if isinstance(first, float) or isinstance(second, float):
        return float(chosen)
    if isinstance(first, numbers.Int64) or isinstance(second, numbers.Int64):
        return numbers.Int64(chosen)
    return chosen


def _absolute(value: Any) -> Any:
    number = _numeric(value)
    if type(number) is int or not isinstance(number, int):
        return abs(number)
    return type(number)(abs(number))


def _sign(value: Any) -> int:
    number = _numeric(value)
    return (number > 0) - (number < 0)  # type: ignore[no-any-return]  # values of scripts are Any


def _power(base: float, exponent: float) -> float:
    try:
        return math.pow(base, exponent)
    except OverflowError:
        return math.inf
    except ValueError:
        return math.nan


def _guarded(function: Callable[..., float]) -> Callable[..., float]:
    def call(*values: float) -> float:
        try:
            return function(*values)
        except ValueError:
            return -math.inf if values and values[0] == 0 else math.nan
        except OverflowError:
            return math.inf

    return call


def _logarithm(value: float, base: float | None = None) -> float:
    return math.log(value) if base is None else math.log(value) / math.log(base)


def _div_rem(one: int, other: int, result: Any) -> int:
    quotient = int(one / other)
    result.set(one - quotient * other)
    return quotient


define(
    "System.Math",
    static_properties={"PI": lambda _: math.pi, "E": lambda _: math.e},
    static_methods={
        "object Round(object value, [object digits], [object mode])": lambda value, *rest: _round(
            _numeric(value),
            *rest,
        ),
        "object Ceiling(object a)": lambda value: _rounded_up(_numeric(value)),
        "object Floor(object d)": lambda value: _rounded_down(_numeric(value)),
        "object Truncate(object d)": lambda value: _cut(_numeric(value)),
        "object Abs(object value)": _absolute,
        "object Max(object val1, object val2)": _larger,
        "object Min(object val1, object val2)": _smaller,
        "double Pow(double x, double y)": _power,
        "double Sqrt(double d)": _guarded(math.sqrt),
        "double Exp(double d)": _guarded(math.exp),
        "double Log(double d, [double newBase])": _guarded(_logarithm),
        "double Log10(double d)": _guarded(math.log10),
        "double Sin(double a)": math.sin,
        "double Cos(double d)": math.cos,
        "double Tan(double a)": math.tan,
        "double Asin(double d)": _guarded(math.asin),
        "double Acos(double d)": _guarded(math.acos),
        "double Atan(double d)": math.atan,
        "double Atan2(double y, double x)": math.atan2,
        "double Sinh(double v)": math.sinh,
        "double Cosh(double v)": math.cosh,
        "double Tanh(double v)": math.tanh,
        "int Sign(object value)": _sign,
        "long BigMul(int a, int b)": lambda one, other: numbers.Int64(one * other),
        "object DivRem(int a, int b, object result)": _div_rem,
        "double IEEERemainder(double x, double y)": math.remainder,
    },
)


def _to_integer(full_name: str, kind: type[Any]) -> Callable[..., Any]:
    def to_integer(value: Any, base: Any = None) -> Any:
        if base is not None and isinstance(value, str):
            try:
                number = (
                    int(value.strip().removeprefix("0x").removeprefix("0X"), int(base))
                    if base == 16  # noqa: PLR2004 - a number of the notation itself
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
    number = value + (1 << bits) if value < 0 and base != 10 else value  # noqa: PLR2004 - a number of the notation itself
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
            for name, kind in _KINDS.items()
        },
        "object ToDouble(object value)": _to_integer("System.Double", float),
        "object ToSingle(object value)": _to_integer("System.Single", numbers.Single),
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
