"""Arithmetic and bit operators, with PowerShell's promotions between numeric types."""

import math
from collections.abc import Callable
from decimal import Decimal, DivisionByZero, InvalidOperation
from typing import Any

from fake_agent.powershell.dotnet.types import INT, type_of
from fake_agent.powershell.errors import PowerShellError, failure
from fake_agent.powershell.values import collections as nets
from fake_agent.powershell.values import numbers
from fake_agent.powershell.values.cast_errors import cast_error, no_conversion
from fake_agent.powershell.values.conversion import as_list, convert, to_number
from fake_agent.powershell.values.objects import NOTHING, EnumValue, NetException, unwrapped
from fake_agent.powershell.values.text import to_text
from fake_agent.powershell.values.times import DateTime, TimeSpan

_LOW, _HIGH = numbers.INT32_MINIMUM, numbers.INT32_MAXIMUM


MOST_CHARACTERS = 64 * 1024 * 1024
MOST_ITEMS = 4 * 1024 * 1024
"""Sizes of one value: beyond, a small VM is out of memory, and the simulator must not be (chosen)."""


def _check_memory(length: int, most: int = MOST_CHARACTERS) -> None:
    if length > most:
        message = "Exception of type 'System.OutOfMemoryException' was thrown."
        raise failure(
            message, "System.OutOfMemoryException", inner=NetException("System.OutOfMemoryException", message)
        )


def _no_operator(left: Any, name: str) -> PowerShellError:
    source = type_of(left).full_name
    message = f"Method invocation failed because [{source}] does not contain a method named '{name}'."
    return failure(message, "MethodNotFound", target=name)


def _number(value: Any) -> Any:
    try:
        return to_number(value)
    except ValueError:
        if isinstance(value, str):
            raise cast_error(value, INT, "Input string was not in a correct format.") from None
        raise no_conversion(value, INT) from None


def _settle(left: Any, right: Any, result: Any) -> Any:
    """An integer result as the type of the operands, or a double where that overflows."""
    kinds = (type(left), type(right))
    if numbers.BigInteger in kinds:
        return numbers.BigInteger(result)
    if numbers.UInt64 in kinds:
        wide: type[numbers.Integer] = numbers.UInt64
    elif numbers.Int64 in kinds:
        wide = numbers.Int64
    elif numbers.UInt32 in kinds:
        wide = numbers.UInt32 if left >= 0 <= right and 0 <= result <= numbers.UInt32.maximum else numbers.Int64
    else:
        return int(result) if _LOW <= result <= _HIGH else float(result)
    return wide(result) if wide.minimum <= result <= wide.maximum else float(result)


def _calculate(left: Any, right: Any, operation: Callable[[Any, Any], Any]) -> Any:
    left, right = _number(left), _number(right)
    if isinstance(left, Decimal) or isinstance(right, Decimal):
        try:
            return numbers.fitting_decimal(_decimal(left), _decimal(right), operation)
        except OverflowError:
            inner = NetException("System.OverflowException", "Value was either too large or too small for a Decimal.")
            raise failure(inner.message, "RuntimeException", "NotSpecified", inner=inner) from None
    if isinstance(left, float) or isinstance(right, float):
        try:
            return float(operation(float(left), float(right)))
        except OverflowError:
            return math.inf
    return _settle(left, right, operation(int(left), int(right)))


def _decimal(value: Any) -> Decimal:
    return (
        value
        if isinstance(value, Decimal)
        else Decimal(to_text(value))
        if isinstance(value, float)
        else Decimal(int(value))
    )


def add(left: Any, right: Any) -> Any:  # noqa: C901, PLR0912 - one case a form
    """``left + right``."""
    if type(left) is int and type(right) is int:
        result = left + right
        return result if _LOW <= result <= _HIGH else float(result)
    if left is None or left is NOTHING:
        return None if right is NOTHING else right
    if isinstance(left, str):
        if isinstance(left, numbers.Char) and isinstance(right, int | float) and not isinstance(right, bool):
            return _calculate(ord(left), right, lambda a, b: a + b)
        text = to_text(right)
        _check_memory(len(left) + len(text))
        return str(left) + text
    if isinstance(left, list):
        added = as_list(right) if right is not None else [None]
        _check_memory(len(left) + len(added), MOST_ITEMS)
        return [*left, *added]
    if isinstance(left, int | float | Decimal):
        if isinstance(right, list):
            raise _no_operator(right, "op_Addition")
        if isinstance(right, int | float | Decimal | str | EnumValue) or right is None:
            return _calculate(left, right, lambda a, b: a + b)
    if isinstance(left, nets.Hashtable):
        return _merged(left, right)
    if isinstance(left, TimeSpan) and isinstance(right, DateTime):
        return right.plus(left.ticks)
    if isinstance(left, DateTime):
        return left.plus(_span(right, "op_Addition").ticks)
    if isinstance(left, TimeSpan):
        return TimeSpan(left.ticks + _span(right, "op_Addition").ticks)
    if isinstance(left, EnumValue) and not isinstance(right, EnumValue):
        return EnumValue(left.enum, int(_calculate(left.number, right, lambda a, b: a + b)))
    if isinstance(left, EnumValue):
        return EnumValue(left.enum, left.number + right.number)
    items = nets.items_of(left)
    if items is not None:
        return [*items, *as_list(right)]
    bare_left, bare_right = unwrapped(left), unwrapped(right)
    if bare_left is not left or bare_right is not right:
        return add(bare_left, bare_right)
    raise _no_operator(left, "op_Addition")


def stepped(value: Any, delta: int) -> Any:
    """The value of ``++`` or ``--``, which want a number or null."""
    value = unwrapped(value)
    if value is None or value is NOTHING:
        return delta
    if isinstance(value, bool) or not isinstance(value, int | float | Decimal | EnumValue):
        sign = "++" if delta > 0 else "--"
        message = f"The '{sign}' operator works only on numbers. The operand is a '{type_of(value).full_name}'."
        raise failure(message, "OperatorRequiresNumber", "InvalidOperation")
    return add(value, delta)


def _span(value: Any, name: str) -> TimeSpan:
    """The right operand of an operator that takes a time span."""
    kind = type_of(TimeSpan(0))
    try:
        span: TimeSpan = convert(value, kind, None)
    except PowerShellError as error:
        message = (
            f'Cannot convert argument "t", with value: "{to_text(value)}", for "{name}" to type '
            f'"{kind.full_name}": "{error.record.message}"'
        )
        raise failure(
            message,
            "MethodArgumentConversionInvalidCastArgument",
            "NotSpecified",
            exception="System.Management.Automation.MethodException",
        ) from None
    return span


def _merged(left: nets.Hashtable, right: Any) -> nets.Hashtable:
    if not isinstance(right, nets.Hashtable):
        raise failure("A hash table can only be added to another hash table.", "AddHashTableToNonHashTable")
    made = left.copy()
    made.capacity = len(left) + len(right)
    for key, value in right.items():
        if key in made:
            inner = NetException(
                "System.ArgumentException",
                f"Item has already been added. Key in dictionary: '{to_text(key)}'  Key being added: '{to_text(key)}'",
            )
            raise failure(inner.message, "System.ArgumentException", "OperationStopped", exception=inner.type_name)
        made[key] = value
    return made


def subtract(left: Any, right: Any) -> Any:
    """``left - right``."""
    if type(left) is int and type(right) is int:
        result = left - right
        return result if _LOW <= result <= _HIGH else float(result)
    left, right = unwrapped(left), unwrapped(right)
    if isinstance(left, DateTime):
        if isinstance(right, DateTime):
            return TimeSpan(left.ticks - right.ticks)
        if isinstance(right, TimeSpan):
            return left.plus(-right.ticks)
        raise failure(
            'Multiple ambiguous overloads found for "op_Subtraction" and the argument count: "2".',
            "MethodCountCouldNotFindBest",
            "NotSpecified",
            exception="System.Management.Automation.MethodException",
        )
    if isinstance(left, TimeSpan):
        return TimeSpan(left.ticks - _span(right, "op_Subtraction").ticks)
    if isinstance(left, EnumValue) and not isinstance(right, EnumValue):
        return EnumValue(left.enum, int(_calculate(left.number, right, lambda a, b: a - b)))
    _numeric(left, right, "op_Subtraction")
    return _calculate(left, right, lambda a, b: a - b)


def _numeric(left: Any, right: Any, name: str) -> None:
    for operand in map(unwrapped, (left, right)):
        if not (operand is None or operand is NOTHING or isinstance(operand, int | float | Decimal | str | EnumValue)):
            raise _no_operator(operand, name)


def _times(count: Any) -> int:
    times = int(_number(count))
    if times < 0:
        message = "Specified argument was out of the range of valid values.\nParameter name: times"
        kind = "System.ArgumentOutOfRangeException"
        raise failure(message, kind, "OperationStopped", exception=kind)
    return times


def multiply(left: Any, right: Any) -> Any:
    """``left * right``; strings and arrays are repeated."""
    if type(left) is int and type(right) is int:
        result = left * right
        return result if _LOW <= result <= _HIGH else float(result)
    left, right = unwrapped(left), unwrapped(right)
    if isinstance(left, str) and not isinstance(left, numbers.Char):
        times = _times(right)
        _check_memory(len(left) * times)
        return str(left) * times
    if isinstance(left, list):
        times = _times(right)
        _check_memory(len(left) * times, MOST_ITEMS)
        return list(left) * times
    if left is None or left is NOTHING:
        return None
    if isinstance(left, bool) and isinstance(right, bool):
        raise failure(
            "The operation '[System.Boolean] * [System.Boolean]' is not defined.", "NotADefinedOperationForType"
        )
    _numeric(left, right, "op_Multiply")
    return _calculate(left, right, lambda a, b: a * b)


def _division_by_zero() -> PowerShellError:
    message = "Attempted to divide by zero."
    return failure(
        message,
        "RuntimeException",
        "NotSpecified",
        inner=NetException("System.DivideByZeroException", message),
    )


def divide(left: Any, right: Any) -> Any:
    """``left / right``: an integer where it comes out even, else a double."""
    _numeric(left, right, "op_Division")
    left, right = _number(left), _number(right)
    if isinstance(left, numbers.BigInteger) or isinstance(right, numbers.BigInteger):
        if int(right) == 0:
            raise _division_by_zero()
        return numbers.BigInteger(int(left) // int(right))
    if isinstance(left, Decimal) or isinstance(right, Decimal):
        try:
            return (_decimal(left) / _decimal(right)).normalize() + 0
        except (DivisionByZero, InvalidOperation):
            raise _division_by_zero() from None
    if isinstance(left, float) or isinstance(right, float):
        if float(right) == 0:
            return math.nan if float(left) == 0 or math.isnan(left) else math.copysign(math.inf, left)
        return float(left) / float(right)
    if right == 0:
        raise _division_by_zero()
    if left % right == 0:
        return _settle(left, right, left // right)
    return int(left) / int(right)


def remainder(left: Any, right: Any) -> Any:
    """``left % right``, with the sign of the left operand."""
    _numeric(left, right, "op_Modulus")
    left, right = _number(left), _number(right)
    if isinstance(left, float | Decimal) or isinstance(right, float | Decimal):
        if isinstance(left, Decimal) or isinstance(right, Decimal):
            if right == 0:
                raise _division_by_zero()
            return _decimal(left) % _decimal(right)
        return math.fmod(left, right) if right != 0 else math.nan
    if right == 0:
        raise _division_by_zero()
    result = abs(int(left)) % abs(int(right))
    return _settle(left, right, -result if left < 0 else result)


def negate(value: Any) -> Any:
    """``-value``."""
    return subtract(0, value)


def plus(value: Any) -> Any:
    """``+value``: as a number; an array stays what it is."""
    return value if isinstance(value, list) else add(0, value)


def _bits(left: Any, right: Any, operation: Callable[[int, int], int]) -> Any:
    enum = left.enum if isinstance(left, EnumValue) else right.enum if isinstance(right, EnumValue) else None
    if enum is not None:
        left, right = (convert(one, enum, None) if isinstance(one, str) else one for one in (left, right))
    first, second = _whole(left), _whole(right)
    result = operation(first, second)
    if enum is not None:
        return EnumValue(enum, result)
    return _settle(first, second, result)


def _whole(value: Any) -> Any:
    number = _number(value)
    if isinstance(number, int):
        return number
    rounded = round(number)
    return rounded if _LOW <= rounded <= _HIGH else numbers.Int64(rounded)


def bit_and(left: Any, right: Any) -> Any:
    """``-band``."""
    return _bits(left, right, lambda a, b: a & b)


def bit_or(left: Any, right: Any) -> Any:
    """``-bor``."""
    return _bits(left, right, lambda a, b: a | b)


def bit_xor(left: Any, right: Any) -> Any:
    """``-bxor``."""
    return _bits(left, right, lambda a, b: a ^ b)


def bit_not(value: Any) -> Any:
    """``-bnot``."""
    number = _whole(value)
    if isinstance(number, numbers.UInt32 | numbers.UInt64):
        return type(number)(type(number).maximum - number)
    return numbers.Int64(~number) if isinstance(number, numbers.Int64) else ~int(number)


def _shift(value: Any, count: Any, operation: Callable[[int, int], int]) -> Any:
    number = _whole(value)
    wide = isinstance(number, numbers.Int64 | numbers.UInt64)
    bits = 64 if wide else 32
    result = operation(int(number), int(_number(count)) & (bits - 1)) & ((1 << bits) - 1)
    if isinstance(number, numbers.UInt64 | numbers.UInt32):
        return type(number)(result)
    if result >= 1 << (bits - 1):
        result -= 1 << bits
    return numbers.Int64(result) if wide else result


def shift_left(value: Any, count: Any) -> Any:
    """``-shl``."""
    return _shift(value, count, lambda a, b: a << b)


def shift_right(value: Any, count: Any) -> Any:
    """``-shr``."""
    return _shift(value, count, lambda a, b: a >> b)


ITEMS_A_STEP = 4
"""How many numbers of a range count as one interpreted step (measured)."""


def span(left: Any, right: Any, step: Callable[[int], None]) -> list[int]:
    """``left..right``. Its steps are counted first, so that a range too long for the script's work is never built."""
    first, last = _bound(left), _bound(right)
    step(abs(last - first) // ITEMS_A_STEP)
    return list(range(first, last + 1)) if first <= last else list(range(first, last - 1, -1))


def _bound(value: Any) -> int:
    number = _number(value)
    return round(number)  # type: ignore[no-any-return]  # values of scripts are Any
