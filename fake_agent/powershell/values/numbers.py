"""The numeric types besides Int32 (``int``), Double (``float``) and Decimal (``decimal.Decimal``), and Char."""

from collections.abc import Callable
from decimal import Context, Decimal, localcontext
from struct import pack, unpack


class Integer(int):
    """An integer of another width than Int32."""

    __slots__ = ()
    minimum = 0
    maximum = 0


class Byte(Integer):
    """System.Byte."""

    minimum, maximum = 0, 0xFF


class SByte(Integer):
    """System.SByte."""

    minimum, maximum = -0x80, 0x7F


class Int16(Integer):
    """System.Int16."""

    minimum, maximum = -0x8000, 0x7FFF


class UInt16(Integer):
    """System.UInt16."""

    minimum, maximum = 0, 0xFFFF


class UInt32(Integer):
    """System.UInt32."""

    minimum, maximum = 0, 0xFFFFFFFF


class Int64(Integer):
    """System.Int64."""

    minimum, maximum = -(1 << 63), (1 << 63) - 1


class UInt64(Integer):
    """System.UInt64."""

    minimum, maximum = 0, (1 << 64) - 1


class BigInteger(Integer):
    """System.Numerics.BigInteger."""


class Single(float):
    """System.Single, held in double precision and shown in single."""

    __slots__ = ()


def single(value: float | str) -> Single:
    """The value as single precision holds it; infinity beyond its range."""
    try:
        return Single(unpack("<f", pack("<f", float(value)))[0])
    except OverflowError:
        return Single("inf" if float(value) > 0 else "-inf")


class Char(str):
    """System.Char: one UTF-16 unit."""

    __slots__ = ()


_DECIMAL_MAXIMUM = (1 << 96) - 1
_DECIMAL_PLACES = 28
_EXACT = Context(prec=64)


def fitting_decimal(left: Decimal, right: Decimal, operation: Callable[[Decimal, Decimal], Decimal]) -> Decimal:
    """The result of an operation as System.Decimal holds it: 96 bits and 28 places, ``OverflowError`` beyond."""
    with localcontext(_EXACT):
        result = operation(left, right)
        if abs(result) > _DECIMAL_MAXIMUM:
            raise OverflowError
        exponent = result.as_tuple().exponent
        places = min(_DECIMAL_PLACES, -exponent if isinstance(exponent, int) else 0)
        while places > 0 and abs(result.scaleb(places)) > _DECIMAL_MAXIMUM:
            places -= 1
        return result.quantize(Decimal(1).scaleb(-places)) if places >= 0 else result


INT32_MINIMUM, INT32_MAXIMUM = -(1 << 31), (1 << 31) - 1
