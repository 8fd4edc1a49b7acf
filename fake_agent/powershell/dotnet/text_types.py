"""StringBuilder, encodings, regular expressions."""

import re
from collections.abc import Callable
from typing import Any

from fake_agent.powershell.dotnet.bytes import byte_array, raw_bytes
from fake_agent.powershell.dotnet.types import STRING, define, define_enum, named
from fake_agent.powershell.errors import NetError
from fake_agent.powershell.operators.patterns import expand, regex
from fake_agent.powershell.values.collections import NetList, TypedArray
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
        return "".join(chr(byte) if byte < 128 else "?" for byte in raw)  # noqa: PLR2004 - a number of the notation itself
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


define(
    "System.Text.Encoding",
    Encoding,
    properties={
        "EncodingName": lambda encoding: encoding.name,
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
            f"System.Text.{_name} new([bool byteOrderMark], [bool throwOnInvalid])": lambda mark=False, _throw=False, key=_key: (  # noqa: E501 - one row, one line
                _marked(key, mark=mark)
            ),
        },
    )
    named(f"System.Text.{_name}").base = named("System.Text.Encoding")


def _marked(key: str, *, mark: bool) -> Encoding:
    made = encodings()[key]
    if not mark and key == "utf8":
        made.mark = b""
    return made


_OPTIONS = {
    "IgnoreCase": 1,
    "Multiline": 2,
    "ExplicitCapture": 4,
    "Compiled": 8,
    "Singleline": 16,
    "IgnorePatternWhitespace": 32,
    "RightToLeft": 64,
    "ECMAScript": 256,
    "CultureInvariant": 512,
    "None": 0,
}
REGEX_OPTIONS = define_enum("System.Text.RegularExpressions.RegexOptions", _OPTIONS, flags=True)


def python_flags(options: Any) -> int:
    """RegexOptions as flags of ``re``."""
    number = getattr(options, "number", None)
    if number is None:
        number = 0
        for part in to_text(options).split(","):
            number |= next((value for name, value in _OPTIONS.items() if name.lower() == part.strip().lower()), 0)
    pairs = ((1, re.IGNORECASE), (2, re.MULTILINE), (16, re.DOTALL), (32, re.VERBOSE))
    return sum(flag for bit, flag in pairs if number & bit)


class Regex:
    """System.Text.RegularExpressions.Regex."""

    __slots__ = ("compiled", "options", "pattern")

    def __init__(self, pattern: str, options: Any = None) -> None:
        self.pattern = pattern
        self.options = options
        self.compiled = regex(pattern, python_flags(options) if options is not None else 0)

    def to_text(self) -> str:
        """The pattern."""
        return self.pattern


class Group:
    """A captured group, or (as group 0) a whole match."""

    __slots__ = ("found", "name", "number")

    def __init__(self, found: "re.Match[str] | None", number: int = 0, name: str = "0") -> None:
        self.found = found
        self.number = number
        self.name = name

    @property
    def success(self) -> bool:
        """Whether it took part in the match."""
        return self.found is not None and self.found[self.number] is not None

    @property
    def value(self) -> str:
        """The text it captured."""
        return (self.found[self.number] or "") if self.found is not None else ""

    @property
    def index(self) -> int:
        """Where it starts."""
        return self.found.start(self.number) if self.found is not None and self.success else 0

    def to_text(self) -> str:
        """The text it captured."""
        return self.value


class Match(Group):
    """One match, which knows how to find the next."""

    __slots__ = ()

    def groups(self) -> "GroupCollection":
        """All groups, the whole match first."""
        if self.found is None:
            return GroupCollection([self])
        names = {number: name for name, number in self.found.re.groupindex.items()}
        return GroupCollection(
            [
                self,
                *(
                    Group(self.found, number, names.get(number, str(number)))
                    for number in range(1, self.found.re.groups + 1)
                ),
            ],
        )

    def following(self) -> "Match":
        """The next match in the same text."""
        if self.found is None:
            return self
        start = max(self.found.end(), self.found.start() + (self.found.end() == self.found.start()))
        return Match(self.found.re.search(self.found.string, start))


class GroupCollection(NetList):
    """Groups, indexed by number or name."""

    __slots__ = ()

    def __init__(self, items: list[Group]) -> None:
        super().__init__("System.Text.RegularExpressions.GroupCollection", items)

    def get_item(self, index: Any) -> Group:
        """The group of that number or name; an unsuccessful one where there is none."""
        if isinstance(index, int) and not isinstance(index, bool):
            return self.items[index] if 0 <= index < len(self.items) else Group(None)
        return next((group for group in self.items if group.name == to_text(index)), Group(None))


define(
    "System.Text.RegularExpressions.GroupCollection",
    GroupCollection,
    properties={
        "Count": lambda groups: len(groups.items),
        "Keys": lambda groups: [group.name for group in groups.items],
        "Values": lambda groups: list(groups.items),
    },
    methods={"object Item(object name)": lambda groups, name: groups.get_item(name)},
)
define(
    "System.Text.RegularExpressions.Group",
    Group,
    properties={
        "Success": lambda group: group.success,
        "Name": lambda group: group.name,
        "Captures": lambda group: [group] if group.success else [],
        "Index": lambda group: group.index,
        "Length": lambda group: len(group.value),
        "Value": lambda group: group.value,
    },
    methods={"string ToString()": lambda group: group.value},
)
define(
    "System.Text.RegularExpressions.Match",
    Match,
    base="System.Text.RegularExpressions.Group",
    properties={
        "Groups": lambda match: match.groups(),
        "Success": lambda match: match.found is not None,
        "Name": lambda match: match.name,
        "Captures": lambda match: [match] if match.success else [],
        "Index": lambda match: match.index,
        "Length": lambda match: len(match.value),
        "Value": lambda match: match.value,
    },
    methods={
        "System.Text.RegularExpressions.Match NextMatch()": Match.following,
        "string Result(string replacement)": lambda match, template: (
            expand(template, match.found) if match.found else ""
        ),
    },
)
named("System.Text.RegularExpressions.Match").base = named("System.Text.RegularExpressions.Group")


def _replacer(replacement: Any) -> Callable[["re.Match[str]"], str]:
    call = getattr(replacement, "call", None)
    if call is not None:
        return lambda found: to_text(call(Match(found)))
    template = to_text(replacement)
    return lambda found: expand(template, found)


def _all(compiled: "re.Pattern[str]", text: str) -> NetList:
    return NetList(
        "System.Text.RegularExpressions.MatchCollection",
        [Match(found) for found in compiled.finditer(text)],
    )


def _split(compiled: "re.Pattern[str]", text: str, count: int = 0) -> TypedArray:
    pieces: list[str] = []
    last = 0
    for place, found in enumerate(compiled.finditer(text)):
        if count and place >= count - 1:
            break
        pieces.append(text[last : found.start()])
        pieces += [group for group in found.groups() if group is not None]
        last = found.end()
    return TypedArray(STRING, [*pieces, text[last:]])


def _made(pattern: str, options: Any = None) -> "re.Pattern[str]":
    return Regex(pattern, options).compiled


define(
    "System.Text.RegularExpressions.Regex",
    Regex,
    properties={"Options": lambda one: one.options or "None", "RightToLeft": lambda _one: False},
    methods={
        "string ToString()": lambda one: one.pattern,
        "bool IsMatch(string input, [int startat])": lambda one, text, start=0: (
            one.compiled.search(text or "", start) is not None
        ),
        "System.Text.RegularExpressions.Match Match(string input, [int startat])": lambda one, text, start=0: Match(
            one.compiled.search(text or "", start),
        ),
        "object Matches(string input)": lambda one, text: _all(one.compiled, text or ""),
        "string Replace(string input, object replacement, [int count])": lambda one, text, value, count=0: (
            one.compiled.sub(_replacer(value), text, count=max(0, count))
        ),
        "string[] Split(string input, [int count])": lambda one, text, count=0: _split(one.compiled, text, count),
        "string[] GetGroupNames()": lambda one: ["0", *one.compiled.groupindex],
    },
    static_methods={
        "bool IsMatch(string input, string pattern, [object options])": lambda text, pattern, options=None: (
            _made(pattern, options).search(text or "") is not None
        ),
        "System.Text.RegularExpressions.Match Match(string input, string pattern, [object options])": lambda text, pattern, options=None: (  # noqa: E501 - one row, one line
            Match(_made(pattern, options).search(text or ""))
        ),
        "object Matches(string input, string pattern, [object options])": lambda text, pattern, options=None: _all(
            _made(pattern, options),
            text or "",
        ),
        "string Replace(string input, string pattern, object replacement, [object options])": lambda text, pattern, value, options=None: (  # noqa: E501 - one row, one line
            _made(pattern, options).sub(_replacer(value), text)
        ),
        "string[] Split(string input, string pattern, [object options])": lambda text, pattern, options=None: _split(
            _made(pattern, options),
            text,
        ),
        "string Escape(string str)": lambda text: (
            re.sub(r"([\\*+?|{\[()^$.#])", r"\\\1", text)
            .replace(" ", "\\ ")
            .replace("\n", "\\n")
            .replace("\t", "\\t")
            .replace("\r", "\\r")
        ),
        "string Unescape(string str)": lambda text: re.sub(r"\\(.)", r"\1", text),
    },
    constructors={"regex new(string pattern, [object options])": Regex},
)
define(
    "System.Text.RegularExpressions.MatchCollection",
    properties={"Count": lambda found: len(found.items)},
    methods={"object Item(int index)": lambda found, index: found.items[index]},
)
