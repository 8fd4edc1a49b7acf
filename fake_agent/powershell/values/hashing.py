"""The order in which .NET Framework enumerates a Hashtable: the buckets of its hash codes, from the last to the first.

Windows PowerShell's tables are filled by three comparers. Their hash codes are .NET Framework's: of a string without
case (``OrdinalIgnoreCase``), of a string as it is, and of the sort key that Windows gives a string in en-US. Weights of
letters and digits are those of Windows' sorting tables; those of other characters keep its order only.
"""

import struct
import unicodedata
from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import Any, Final

from fake_agent.powershell.values.numbers import Char, Int64

_MASK = 0xFFFFFFFF
_POSITIVE = 0x7FFFFFFF
_SEED = 5381
_MIXER = 1566083941
_LOAD = 0.72
_PRIMES = (
    *(3, 7, 11, 17, 23, 29, 37, 47, 59, 71, 89, 107, 131, 163, 197, 239, 293, 353, 431, 521, 631, 761, 919, 1103, 1327),
    *(1597, 1931, 2333, 2801, 3371, 4049, 4861, 5839, 7013, 8419, 10103, 12143, 14591, 17519, 21023, 25229, 30293),
    *(36353, 43627, 52361, 62851, 75431, 90523, 108631, 130363, 156437, 187751, 225307, 270371, 324449, 389357, 467237),
    *(560689, 672827, 807403, 968897, 1162687, 1395263, 1674319, 2009191, 2411033, 2893249, 3471899, 4166287, 4999559),
)

LETTER_SCRIPT = 0x0E
_DIGIT_SCRIPT = 0x0C
_SYMBOL_SCRIPT = 0x07
_OTHER_SCRIPT = 0x0F
_LETTERS = bytes.fromhex("0209 0a1a 2123 252c 3235 3648 5170 7c7e 898a 9199 9fa2 a4a6 a7a9")
_DIGITS = bytes.fromhex("0321 3346 586a 7c8d 9fb0")
_SYMBOLS = ' _,;:!?."()[]{}@*/\\&#%`^+<=>|~$'
_APART = {"'": 0x80, "-": 0x82}
"""Characters that a sort key tells of at its end, with the place where they stood."""


def _weight(character: str) -> tuple[int, int]:
    if "a" <= character <= "z":
        return LETTER_SCRIPT, _LETTERS[ord(character) - ord("a")]
    if "0" <= character <= "9":
        return _DIGIT_SCRIPT, _DIGITS[ord(character) - ord("0")]
    if character in _SYMBOLS:
        return _SYMBOL_SCRIPT, 2 + 3 * _SYMBOLS.index(character)
    return _OTHER_SCRIPT + (ord(character) >> 8) % 0xF0, ord(character) % 0xFE + 2


def _sort_key(text: str) -> bytes:
    """The sort key without case and without its last zero."""
    plain = [one for one in unicodedata.normalize("NFKD", text.lower()) if not unicodedata.combining(one)]
    made = bytearray()
    for character in plain:
        if character not in _APART:
            made += bytes(_weight(character))
    made += b"\x01\x01\x01\x01"
    for place, character in enumerate(plain, start=1):
        if character in _APART:
            made += bytes((0x80 | place >> 6 & 0x7F, 4 * place & 0xFF | 3, 0x06, _APART[character]))
    return bytes(made)


def _two_lanes(units: Sequence[int]) -> int:
    """String.GetHashCode of 64-bit .NET Framework: units at even and odd places apart."""
    lanes = [_SEED, _SEED]
    for place, unit in enumerate(units):
        lane = lanes[place & 1]
        lanes[place & 1] = ((lane << 5) + lane ^ unit) & _MASK
    return (lanes[0] + lanes[1] * _MIXER) & _MASK


def _units(text: str) -> tuple[int, ...]:
    raw = text.encode("utf-16-le", "surrogatepass")
    return struct.unpack(f"<{len(raw) // 2}H", raw)


@lru_cache(maxsize=4096)
def culture_ignore_case(text: str) -> int:
    """The hash code by ``StringComparer.CurrentCultureIgnoreCase``: hash literals and ``$Matches``."""
    return _two_lanes(_sort_key(text))


@lru_cache(maxsize=4096)
def ordinal_ignore_case(text: str) -> int:
    """The hash code by ``StringComparer.OrdinalIgnoreCase``: ``$PSVersionTable``, ConvertFrom-StringData."""
    code = _SEED
    for unit in _units(text.upper()):
        code = ((code << 5) + code ^ unit) & _MASK
    return code


@lru_cache(maxsize=4096)
def ordinal(text: str) -> int:
    """The hash code of the string itself: ``[hashtable]::new()`` and casts."""
    return _two_lanes(_units(text))


Hashing = Callable[[str], int]
DEFAULT: Final[Hashing] = culture_ignore_case


def _code(key: Any, hashing: Hashing) -> int | None:
    if type(key) is str:
        return hashing(key)
    if isinstance(key, Char):
        return ord(key) | ord(key) << 16
    if isinstance(key, Int64):
        return (key ^ key >> 32) & _MASK
    if isinstance(key, int):
        return int(key) & _MASK
    if type(key) is float:
        low, high = struct.unpack("<II", struct.pack("<d", key))
        return int(low ^ high) if key else 0
    return None


def _prime(least: int) -> int:
    return next((prime for prime in _PRIMES if prime >= least), least | 1)


def enumeration_order(keys: Sequence[Any], capacity: int, hashing: Hashing) -> list[int] | None:
    """The places of the keys in the order of enumeration; None where a key's hash code is not to be known.

    ``keys`` are in the order of their adding, ``capacity`` is what the table was made for.
    """
    codes: list[int] = []
    for key in keys:
        code = _code(key, hashing)
        if code is None:
            return None
        codes.append(code & _POSITIVE)
    size = max(3, _prime(int(capacity / _LOAD)))
    buckets: list[int | None] = [None] * size
    for place in range(len(codes)):
        if place >= int(_LOAD * size):
            size = _prime(2 * size)
            held, buckets = buckets, [None] * size
            for one in held:
                if one is not None:
                    _put(buckets, codes, one)
        _put(buckets, codes, place)
    return [place for place in reversed(buckets) if place is not None]


def _put(buckets: list[int | None], codes: list[int], place: int) -> None:
    """Double hashing: the first bucket that is free, in steps that the code gives."""
    code, size = codes[place], len(buckets)
    index, step = code % size, 1 + (code * 101 & _MASK) % (size - 1)
    while buckets[index] is not None:
        index = (index + step) % size
    buckets[index] = place
