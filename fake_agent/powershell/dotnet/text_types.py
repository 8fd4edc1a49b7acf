"""StringBuilder, encodings, regular expressions."""

from typing import Any

from fake_agent.powershell.dotnet.bytes import byte_array, raw_bytes
from fake_agent.powershell.dotnet.types import define, named
from fake_agent.powershell.errors import NetError
from fake_agent.powershell.values.composite import composite_format
from fake_agent.powershell.values.numbers import Char
from fake_agent.powershell.values.text import to_text


class StringBuilder:
    """System.Text.StringBuilder."""

    __slots__ = ("text",)

    def __init__(self, text: str = "", _capacity: int = 16) -> None:
        self.text = text

    def to_text(self) -> str:
        """What has been built."""
        return self.text

    def changed(self, text: str) -> "StringBuilder":
        """Hold another text; the builder itself, for chained calls."""
        self.text = text
        return self


def _append(builder: StringBuilder, value: Any, repeat: int = 1) -> StringBuilder:
    return builder.changed(builder.text + to_text(value) * repeat)


def _format(context: Any, builder: StringBuilder, pattern: str, arguments: Any) -> StringBuilder:
    return builder.changed(builder.text + composite_format(pattern, list(arguments), context))


define(
    "System.Text.StringBuilder",
    StringBuilder,
    writable={
        "Length": (
            lambda builder: len(builder.text),
            lambda builder, length: builder.changed(builder.text[:length].ljust(length, "\0")),
        ),
    },
    properties={"Capacity": lambda builder: max(16, len(builder.text)), "MaxCapacity": lambda _builder: 2147483647},
    methods={
        "System.Text.StringBuilder Append(object value, [int repeatCount])": _append,
        "System.Text.StringBuilder AppendLine([string value])": lambda builder, value="": builder.changed(
            f"{builder.text}{value}\r\n",
        ),
        "System.Text.StringBuilder Insert(int index, object value)": lambda builder, index, value: builder.changed(
            builder.text[:index] + to_text(value) + builder.text[index:],
        ),
        "System.Text.StringBuilder Remove(int startIndex, int length)": lambda builder, start, length: builder.changed(
            builder.text[:start] + builder.text[start + length :],
        ),
        "System.Text.StringBuilder Replace(string oldValue, string newValue)": lambda builder, old, new: (
            builder.changed(builder.text.replace(old, new or ""))
        ),
        "System.Text.StringBuilder Clear()": lambda builder: builder.changed(""),
        "string ToString([int startIndex], [int length])": lambda builder, start=0, length=None: builder.text[
            start : None if length is None else start + length
        ],
    },
    context_methods={"System.Text.StringBuilder AppendFormat(string format, params object[] args)": _format},
    constructors={
        "System.Text.StringBuilder new([string value], [int capacity])": lambda text="", _capacity=16: StringBuilder(
            text or "",
        ),
        "System.Text.StringBuilder new(int capacity)": lambda _capacity: StringBuilder(),
    },
)


class Encoding:
    """A text encoding: its Python codec and the mark it writes first."""

    __slots__ = ("codec", "mark", "name", "net_type", "page")

    def __init__(self, type_name: str, codec: str, name: str, page: int, mark: bytes = b"") -> None:
        self.net_type = named(type_name)
        self.codec = codec
        self.name = name
        self.page = page
        self.mark = mark

    def to_text(self) -> str:
        """The type's name."""
        return self.net_type.full_name


def _decode(encoding: Encoding, content: Any, start: int = 0, count: int | None = None) -> str:
    raw = raw_bytes(content)[start : None if count is None else start + count]
    if encoding.page == _ASCII:
        return "".join(chr(byte) if byte < 128 else "?" for byte in raw)
    return raw.decode(encoding.codec, errors="replace")


_ASCII = 20127
_UTF8_MARK = b"\xef\xbb\xbf"


def encodings() -> dict[str, Encoding]:
    """The encodings by the names that scripts use."""
    return {
        "ascii": Encoding("System.Text.ASCIIEncoding", "ascii", "us-ascii", _ASCII),
        "utf8": Encoding("System.Text.UTF8Encoding", "utf-8", "utf-8", 65001, _UTF8_MARK),
        "unicode": Encoding("System.Text.UnicodeEncoding", "utf-16-le", "utf-16", 1200, b"\xff\xfe"),
        "bigendianunicode": Encoding("System.Text.UnicodeEncoding", "utf-16-be", "utf-16BE", 1201, b"\xfe\xff"),
        "utf32": Encoding("System.Text.UTF32Encoding", "utf-32-le", "utf-32", 12000, b"\xff\xfe\0\0"),
        "utf7": Encoding("System.Text.UTF7Encoding", "utf-7", "utf-7", 65000),
        "default": Encoding("System.Text.SBCSCodePageEncoding", "cp1252", "Windows-1252", 1252),
    }


_NAMES = {
    "utf-8": "utf8",
    "us-ascii": "ascii",
    "utf-16": "unicode",
    "iso-8859-1": "default",
    "windows-1252": "default",
    "utf-32": "utf32",
}
_PAGES = {
    65001: "utf8",
    _ASCII: "ascii",
    1200: "unicode",
    1201: "bigendianunicode",
    1252: "default",
    12000: "utf32",
    28591: "default",
}


def find_encoding(name: Any) -> Encoding:
    """An encoding by name or code page."""
    found = (
        _PAGES.get(name)
        if isinstance(name, int)
        else _NAMES.get(to_text(name).lower(), to_text(name).lower().replace("-", ""))
    )
    made = encodings().get(found or "")
    if made is None:
        raise NetError("System.ArgumentException", f"'{to_text(name)}' is not a supported encoding name.")
    return made


_DISPLAY_NAMES = {
    "us-ascii": "US-ASCII",
    "utf-7": "Unicode (UTF-7)",
    "utf-8": "Unicode (UTF-8)",
    "utf-16": "Unicode",
    "utf-16be": "Unicode (Big-Endian)",
    "utf-32": "Unicode (UTF-32)",
    "windows-1252": "Western European (Windows)",
    "iso-8859-1": "Western European (ISO)",
    "ibm437": "OEM United States",
    "ibm850": "Western European (DOS)",
}
define(
    "System.Text.Encoding",
    Encoding,
    properties={
        "EncodingName": lambda encoding: _DISPLAY_NAMES.get(encoding.name.lower(), encoding.name),
        "BodyName": lambda encoding: encoding.name,
        "WebName": lambda encoding: encoding.name,
        "HeaderName": lambda encoding: encoding.name,
        "CodePage": lambda encoding: encoding.page,
    },
    methods={
        "byte[] GetBytes(string s)": lambda encoding, text: byte_array(
            str(text).encode(encoding.codec, errors="replace"),
        ),
        "string GetString(byte[] bytes, [int index], [int count])": _decode,
        "int GetByteCount(string chars)": lambda encoding, text: len(text.encode(encoding.codec, errors="replace")),
        "byte[] GetPreamble()": lambda encoding: byte_array(encoding.mark),
        "char[] GetChars(byte[] bytes)": lambda encoding, content: [Char(one) for one in _decode(encoding, content)],
    },
    static_properties={
        "ASCII": lambda _: encodings()["ascii"],
        "UTF8": lambda _: encodings()["utf8"],
        "Unicode": lambda _: encodings()["unicode"],
        "BigEndianUnicode": lambda _: encodings()["bigendianunicode"],
        "UTF32": lambda _: encodings()["utf32"],
        "UTF7": lambda _: encodings()["utf7"],
        "Default": lambda _: encodings()["default"],
    },
    static_methods={"System.Text.Encoding GetEncoding(object name)": find_encoding},
)
for _name, _key in (
    ("UTF8Encoding", "utf8"),
    ("ASCIIEncoding", "ascii"),
    ("UnicodeEncoding", "unicode"),
    ("UTF32Encoding", "utf32"),
):
    define(
        f"System.Text.{_name}",
        base="System.Text.Encoding",
        constructors={
            (
                f"System.Text.{_name} new([bool byteOrderMark], [bool throwOnInvalid])"
            ): lambda mark=False, _throw=False, key=_key: _marked(key, mark=mark),
        },
    )
    named(f"System.Text.{_name}").base = named("System.Text.Encoding")


def _marked(key: str, *, mark: bool) -> Encoding:
    made = encodings()[key]
    if not mark and key == "utf8":
        made.mark = b""
    return made
