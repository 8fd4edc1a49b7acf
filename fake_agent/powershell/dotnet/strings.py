"""System.String and System.Char."""

import unicodedata
from collections.abc import Callable
from typing import Any

from fake_agent.powershell.dotnet.types import STRING, define, named
from fake_agent.powershell.errors import NetError
from fake_agent.powershell.operators.comparison import compare
from fake_agent.powershell.values.collections import Enumeration, TypedArray, items_of
from fake_agent.powershell.values.composite import composite_format
from fake_agent.powershell.values.number_format import FormatError
from fake_agent.powershell.values.numbers import Char
from fake_agent.powershell.values.text import to_text


def _range_error(message: str, parameter: str) -> NetError:
    return NetError("System.ArgumentOutOfRangeException", f"{message}\nParameter name: {parameter}")


def _substring(text: str, start: int, length: int | None = None) -> str:
    if start < 0 or start > len(text):
        if start < 0:
            raise _range_error("StartIndex cannot be less than zero.", "startIndex")
        raise _range_error("startIndex cannot be larger than length of string.", "startIndex")
    if length is None:
        return text[start:]
    if length < 0:
        raise _range_error("Length cannot be less than zero.", "length")
    if start + length > len(text):
        raise _range_error("Index and length must refer to a location within the string.", "length")
    return text[start : start + length]


def _remove(text: str, start: int, count: int | None = None) -> str:
    if start < 0 or start > len(text) or (count is None and start == len(text)):
        raise _range_error("startIndex must be less than length of string.", "startIndex")
    if count is not None and start + count > len(text):
        raise _range_error("Index and count must refer to a location within the string.", "count")
    return text[:start] if count is None else text[:start] + text[start + count :]


def _insert(text: str, start: int, value: str) -> str:
    if not 0 <= start <= len(text):
        raise _range_error("Specified argument was out of the range of valid values.", "startIndex")
    return text[:start] + value + text[start:]


def _replace(text: str, old: str, new: str | None) -> str:
    if old == "":
        raise NetError("System.ArgumentException", "String cannot be of zero length.\nParameter name: oldValue")
    return text.replace(str(old), new or "")


def _strip(text: str, characters: list[Any] | None, how: Callable[[str, str | None], str]) -> str:
    return how(text, "".join(to_text(character) for character in characters) if characters else None)


def _split(text: str, separators: Any, count: int | None = None, options: Any = None) -> list[str]:
    if isinstance(separators, str):
        separators = list(separators)
    return _split_by(text, [to_text(one) for one in separators or [] if to_text(one)], count, options)


def _split_by(text: str, separators: list[str], count: int | None, options: Any) -> list[str]:
    """Parts between any of the separators; white space where there are none."""
    drop_empty = getattr(options, "number", options or 0) == 1
    pieces: list[str] = []
    start = index = 0
    while index < len(text):
        if count is not None and len(pieces) >= count - 1 >= 0:
            break
        found = (
            next((one for one in separators if text.startswith(one, index)), None)
            if separators
            else (text[index] if text[index].isspace() else None)
        )
        if found is None:
            index += 1
            continue
        if not (drop_empty and start == index):
            pieces.append(text[start:index])
        index += len(found)
        start = index
    if not (drop_empty and start == len(text)):
        pieces.append(text[start:])
    return TypedArray(STRING, pieces)


def _ignores_case(comparison: Any) -> bool:
    return (isinstance(comparison, bool) and comparison) or "IgnoreCase" in to_text(comparison)


def _test(how: Callable[[str, str], bool]) -> Callable[..., bool]:
    def test(text: str, value: str, comparison: Any = None, _culture: Any = None) -> bool:
        if comparison is not None and _ignores_case(comparison):
            return how(text.lower(), value.lower())
        return how(text, value)

    return test


def _index_of(text: str, value: str, start: Any = 0, count: Any = None) -> int:
    if not isinstance(start, int) or isinstance(start, bool):
        return text.lower().find(value.lower()) if _ignores_case(start) else text.find(value)
    if not 0 <= start <= len(text):
        raise _range_error(
            "Index was out of range. Must be non-negative and less than the size of the collection.",
            "startIndex",
        )
    end = start + count if isinstance(count, int) else None
    return text.find(str(value), start, end)


def _index_of_any(text: str, characters: list[Any]) -> int:
    places = [text.find(to_text(one)) for one in characters]
    found = [place for place in places if place >= 0]
    return min(found) if found else -1


def _pad(left: bool) -> Callable[..., str]:
    def pad(text: str, width: int, filler: Any = " ") -> str:
        return text.rjust(width, to_text(filler)) if left else text.ljust(width, to_text(filler))

    return pad


def _characters(text: str, *_bounds: int) -> TypedArray:
    part = text[_bounds[0] : _bounds[0] + _bounds[1]] if len(_bounds) > 1 else text
    return TypedArray(named("System.Char"), [Char(character) for character in part])


def _join(separator: Any, values: Any, start: int = 0, count: int | None = None) -> str:
    items = items_of(values)
    listed = [values] if items is None else list(items)
    end = None if count is None else start + count
    return to_text(separator).join(to_text(item) for item in listed[start:end])


def _format(context: Any, pattern: str, arguments: Any = ()) -> str:
    try:
        return composite_format(to_text(pattern), list(arguments), context)
    except FormatError as error:
        raise NetError("System.FormatException", str(error)) from None


def _compare(one: str | None, other: str | None, mode: Any = False) -> int:
    if one is None or other is None:
        return (one is not None) - (other is not None)
    return compare(one, other, case_sensitive=not _ignores_case(mode))


def _ordinal(one: str | None, other: str | None) -> int:
    first, second = one or "", other or ""
    for left, right in zip(first, second, strict=False):
        if left != right:
            return ord(left) - ord(right)
    return len(first) - len(second)


define(
    "System.String",
    properties={"Length": len},
    methods={
        "string Substring(int startIndex, [int length])": _substring,
        "string ToUpper([object culture])": lambda text, _culture=None: text.upper(),
        "string ToLower([object culture])": lambda text, _culture=None: text.lower(),
        "string ToUpperInvariant()": str.upper,
        "string ToLowerInvariant()": str.lower,
        "string Trim([params char[] trimChars])": lambda text, characters=None: _strip(text, characters, str.strip),
        "string TrimStart([params char[] trimChars])": lambda text, characters=None: _strip(
            text,
            characters,
            str.lstrip,
        ),
        "string TrimEnd([params char[] trimChars])": lambda text, characters=None: _strip(text, characters, str.rstrip),
        "string Replace(string oldValue, string newValue)": _replace,
        "string Remove(int startIndex, [int count])": _remove,
        "string Insert(int startIndex, string value)": _insert,
        "string[] Split(params char[] separator)": _split,
        "string[] Split(char[] separator, int count)": _split,
        "string[] Split(char[] separator, System.StringSplitOptions options)": lambda text, separators, options: _split(
            text,
            separators,
            None,
            options,
        ),
        "string[] Split(string[] separator, System.StringSplitOptions options)": lambda text, separators, options: (
            _split_by(text, list(separators), None, options)
        ),
        "string[] Split(char[] separator, int count, System.StringSplitOptions options)": _split,
        "bool Contains(string value)": lambda text, value: value in text,
        "bool StartsWith(string value, [object comparisonType], [object culture])": _test(str.startswith),
        "bool EndsWith(string value, [object comparisonType], [object culture])": _test(str.endswith),
        "int IndexOf(string value, [object startIndex], [object count])": _index_of,
        "int LastIndexOf(string value)": lambda text, value: text.rfind(value),
        "int IndexOfAny(char[] anyOf)": _index_of_any,
        "string PadLeft(int totalWidth, [char paddingChar])": _pad(left=True),
        "string PadRight(int totalWidth, [char paddingChar])": _pad(left=False),
        "char[] ToCharArray([int startIndex], [int length])": _characters,
        "string ToString([object provider])": lambda text, _provider=None: str(text),
        "bool Equals(object value, [object comparisonType])": lambda text, value, comparison=None: (
            isinstance(value, str)
            and (
                text.lower() == value.lower() if comparison is not None and _ignores_case(comparison) else text == value
            )
        ),
        "int CompareTo(object value)": lambda text, value: compare(text, value, case_sensitive=True),
        "char Chars(int index)": lambda text, index: Char(text[index]),
        "char get_Chars(int index)": lambda text, index: Char(text[index]),
        "object GetEnumerator()": lambda text: Enumeration(
            [Char(character) for character in text],
            "System.CharEnumerator",
        ),
        "string Normalize([object form])": lambda text, _form=None: unicodedata.normalize("NFC", text),
        "bool IsNormalized()": lambda text: unicodedata.is_normalized("NFC", text),
        "object Clone()": str,
        "System.TypeCode GetTypeCode()": lambda _text: "String",
    },
    static_properties={"Empty": lambda _: ""},
    static_methods={
        "bool IsNullOrEmpty(string value)": lambda value: not value,
        "bool IsNullOrWhiteSpace(string value)": lambda value: value is None or not value.strip(),
        "string Join(string separator, params object[] values)": _join,
        "string Join(string separator, array value, int startIndex, int count)": _join,
        "string Concat(params object[] values)": lambda values: "".join(to_text(item) for item in values),
        "int Compare(string strA, string strB, [object ignoreCase])": _compare,
        "int CompareOrdinal(string strA, string strB)": _ordinal,
        "bool Equals(string a, string b, [object comparisonType])": lambda one, other, mode=None: (
            _compare(one, other, mode) == 0 if mode is not None else one == other
        ),
        "string Copy(string str)": str,
    },
    static_context_methods={"string Format(string format, params object[] args)": _format},
    constructors={
        "string new(char c, int count)": lambda character, count: str(character) * count,
        "string new(char[] value, [int startIndex], [int length])": lambda value, start=0, length=None: "".join(value)[
            start : None if length is None else start + length
        ],
    },
)


def _category(test: Callable[[str], bool]) -> Callable[..., bool]:
    return lambda value, index=0: test(str(value)[index : index + 1])


define(
    "System.Char",
    methods={
        "string ToString()": str,
        "int CompareTo(object value)": lambda character, other: ord(character) - ord(str(other)[0]),
        "bool Equals(object obj)": lambda character, other: isinstance(other, Char) and str(character) == str(other),
    },
    static_properties={"MaxValue": lambda _: Char("\uffff"), "MinValue": lambda _: Char("\0")},
    static_methods={
        "bool IsDigit(string c, [int index])": _category(str.isdigit),
        "bool IsNumber(string c, [int index])": _category(str.isnumeric),
        "bool IsLetter(string c, [int index])": _category(str.isalpha),
        "bool IsLetterOrDigit(string c, [int index])": _category(str.isalnum),
        "bool IsUpper(string c, [int index])": _category(str.isupper),
        "bool IsLower(string c, [int index])": _category(str.islower),
        "bool IsWhiteSpace(string c, [int index])": _category(str.isspace),
        "bool IsPunctuation(string c, [int index])": _category(lambda one: unicodedata.category(one).startswith("P")),
        "bool IsSymbol(string c, [int index])": _category(lambda one: unicodedata.category(one).startswith("S")),
        "bool IsControl(string c, [int index])": _category(lambda one: unicodedata.category(one) == "Cc"),
        "char ToUpper(char c)": lambda character: Char(character.upper()),
        "char ToLower(char c)": lambda character: Char(character.lower()),
        "char ToUpperInvariant(char c)": lambda character: Char(character.upper()),
        "char ToLowerInvariant(char c)": lambda character: Char(character.lower()),
        "double GetNumericValue(string c)": lambda character: float(unicodedata.numeric(character[:1], -1.0)),
        "string ConvertFromUtf32(int utf32)": chr,
        "char Parse(string s)": Char,
    },
)
