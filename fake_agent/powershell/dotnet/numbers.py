"""Numeric types, System.Math, System.Convert, System.BitConverter."""

import math
from collections.abc import Callable
from decimal import ROUND_HALF_EVEN, ROUND_HALF_UP, Decimal
from typing import Any

from fake_agent.powershell.dotnet.types import define, named
from fake_agent.powershell.errors import NetError, PowerShellError
from fake_agent.powershell.operators.comparison import compare
from fake_agent.powershell.values import numbers
from fake_agent.powershell.values.conversion import convert, to_number
from fake_agent.powershell.values.number_format import FormatError, format_number
from fake_agent.powershell.values.text import to_text

INTEGER_KINDS: dict[str, type[Any]] = {
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


_INTEGERS = frozenset(f"System.{name}" for name in INTEGER_KINDS)


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


for _name, _kind in {**INTEGER_KINDS, "Double": float, "Single": numbers.Single, "Decimal": Decimal}.items():
    _full = f"System.{_name}"
    _limits: dict[str, Callable[[Any], Any]] = {}
    if _name in INTEGER_KINDS:
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
        "bigint Parse(string value, [object provider])": lambda text, _provider=None: numbers.BigInteger(int(text)),
    },
    static_properties={"One": lambda _: numbers.BigInteger(1), "Zero": lambda _: numbers.BigInteger(0)},
)


def _is_exact(value: Any) -> bool:
    return isinstance(value, Decimal)


_MOST_PLACES = 15
_ROUND_LIMIT = 1e16
_HALF = 0.5


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
    return _round_binary(number, places, away=away)


def _round_binary(number: float, places: int, *, away: bool) -> float:
    """Math.Round of a double as .NET Framework does it: scaled by a power of ten, with what that costs in precision."""
    if not 0 <= places <= _MOST_PLACES:
        reason = f"Rounding digits must be between 0 and {_MOST_PLACES}, inclusive.\nParameter name: digits"
        raise NetError("System.ArgumentOutOfRangeException", reason)
    if abs(number) >= _ROUND_LIMIT:
        return number
    scale = 10.0**places
    fraction, whole = math.modf(number * scale)
    if not away:
        return round(number * scale) / scale
    return (whole + math.copysign(1, fraction) if abs(fraction) >= _HALF else whole) / scale


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
