"""System.Guid and System.Version."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from fake_agent.powershell.dotnet.bytes import byte_array
from fake_agent.powershell.dotnet.types import define
from fake_agent.powershell.errors import NetError


@dataclass(frozen=True, slots=True)
class Guid:
    """System.Guid."""

    text: str

    def to_text(self) -> str:
        """Lower case with hyphens."""
        return self.text

    def format(self, pattern: str) -> str:
        """By ``D``, ``N``, ``B`` or ``P``."""
        match pattern.upper():
            case "N":
                return self.text.replace("-", "")
            case "B":
                return f"{{{self.text}}}"
            case "P":
                return f"({self.text})"
        return self.text

    def __lt__(self, other: "Guid") -> bool:
        return self.text < other.text

    def __gt__(self, other: "Guid") -> bool:
        return self.text > other.text


_GUID = re.compile(
    r"[({]?([0-9a-fA-F]{8})-?([0-9a-fA-F]{4})-?([0-9a-fA-F]{4})-?([0-9a-fA-F]{4})-?([0-9a-fA-F]{12})[)}]?",
)


def parse_guid(text: str) -> Guid:
    """A Guid in any of its notations."""
    found = _GUID.fullmatch(text.strip())
    if found is None:
        raise NetError(
            "System.FormatException",
            "Guid should contain 32 digits with 4 dashes (xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx).",
        )
    return Guid("-".join(found.groups()).lower())


def new_guid(context: Any) -> Guid:
    """A random Guid from the machine's own chance."""
    number = context.host.random.getrandbits(128)
    number = number & ~(0xF << 76) | 0x4 << 76
    number = number & ~(0x3 << 62) | 0x2 << 62
    digits = f"{number:032x}"
    return Guid(f"{digits[:8]}-{digits[8:12]}-{digits[12:16]}-{digits[16:20]}-{digits[20:]}")


def guid_of_bytes(content: Iterable[Any]) -> Guid:
    """The Guid of sixteen bytes, the first three groups little-endian."""
    raw = bytes(int(byte) & 0xFF for byte in content)
    digits = (raw[3::-1] + raw[5:3:-1] + raw[7:5:-1] + raw[8:]).hex()
    return Guid(f"{digits[:8]}-{digits[8:12]}-{digits[12:16]}-{digits[16:20]}-{digits[20:]}")


def _try_guid(text: str, result: Any) -> bool:
    try:
        result.set(parse_guid(text))
    except NetError:
        return False
    return True


def _guid_bytes(guid: Guid) -> list[Any]:

    raw = bytes.fromhex(guid.text.replace("-", ""))
    return byte_array(raw[3::-1] + raw[5:3:-1] + raw[7:5:-1] + raw[8:])


define(
    "System.Guid",
    Guid,
    base="System.ValueType",
    properties={"Guid": lambda guid: guid.text},
    methods={
        "string ToString([string format])": lambda guid, pattern="D": guid.format(pattern),
        "array ToByteArray()": _guid_bytes,
        "bool Equals(object o)": lambda guid, other: guid == other,
        "int CompareTo(object value)": lambda guid, other: (guid.text > other.text) - (guid.text < other.text),
    },
    static_properties={"Empty": lambda _: Guid("00000000-0000-0000-0000-000000000000")},
    static_methods={"guid Parse(string input)": parse_guid, "bool TryParse(string input, object result)": _try_guid},
    static_context_methods={"guid NewGuid()": new_guid},
    constructors={
        "guid new(string g)": parse_guid,
        "guid new(byte[] b)": guid_of_bytes,
        "guid new()": lambda: Guid("00000000-0000-0000-0000-000000000000"),
    },
)


@dataclass(frozen=True, slots=True, order=True)
class Version:
    """System.Version: two to four numbers; -1 where there is none."""

    major: int
    minor: int
    build: int = -1
    revision: int = -1

    def to_text(self) -> str:
        """The numbers with dots."""
        return ".".join(str(part) for part in (self.major, self.minor, self.build, self.revision) if part >= 0)


def parse_version(text: str) -> Version:
    """``1.2``, ``1.2.3`` or ``1.2.3.4``."""
    parts = text.strip().split(".")
    if not 2 <= len(parts) <= 4:
        raise NetError("System.ArgumentException", "Version string portion was too short or too long.")
    if not all(part.strip().isdigit() for part in parts):
        raise NetError("System.FormatException", "Input string was not in a correct format.")
    return Version(*map(int, parts))


def _try_version(text: str, result: Any) -> bool:
    try:
        result.set(parse_version(text))
    except NetError:
        return False
    return True


define(
    "System.Version",
    Version,
    properties={
        "Major": lambda version: version.major,
        "Minor": lambda version: version.minor,
        "Build": lambda version: version.build,
        "Revision": lambda version: version.revision,
        "MajorRevision": lambda version: version.revision >> 16 if version.revision >= 0 else -1,
        "MinorRevision": lambda version: version.revision & 0xFFFF if version.revision >= 0 else -1,
    },
    methods={
        "string ToString([int fieldCount])": lambda version, count=4: ".".join(version.to_text().split(".")[:count]),
        "int CompareTo(object version)": lambda version, other: (version > other) - (version < other),
        "bool Equals(object obj)": lambda version, other: version == other,
    },
    static_methods={
        "version Parse(string input)": parse_version,
        "bool TryParse(string input, object result)": _try_version,
    },
    constructors={
        "version new(string version)": parse_version,
        "version new(int major, int minor, [int build], [int revision])": Version,
    },
)
