"""What -Encoding takes in Windows PowerShell 5.1, and what it means for bytes.

Content cmdlets take an enumeration, the others a set of names of their own (documented). The names of PowerShell 7
(utf8NoBOM, utf8BOM) and of .NET (utf-8) are refused, as in 5.1.
"""

from fake_agent.powershell.cmdlets.registry import Parameter
from fake_agent.powershell.dotnet.types import define_enum
from fake_agent.powershell.runtime.parameters import Validation

CONTENT_ENCODING = define_enum(
    "Microsoft.PowerShell.Commands.FileSystemCmdletProviderEncoding",
    "Unknown String Unicode Byte BigEndianUnicode UTF8 UTF7 UTF32 Ascii Default Oem BigEndianUTF32",
)

OUTPUT = "unknown string unicode bigendianunicode utf8 utf7 utf32 ascii default oem"
"""Out-File."""
TABLES = "Unicode UTF7 UTF8 ASCII UTF32 BigEndianUnicode Default OEM"
"""The CSV and CLIXML cmdlets."""
SEARCH = "unicode utf7 utf8 utf32 ascii bigendianunicode default oem"
"""Select-String."""
HEXADECIMAL = "Ascii UTF32 UTF7 UTF8 BigEndianUnicode Unicode"
"""Format-Hex."""

_CODECS = {
    "ascii": ("ascii", b""),
    "bigendianunicode": ("utf-16-be", b"\xfe\xff"),
    "bigendianutf32": ("utf-32-be", b"\0\0\xfe\xff"),
    "default": ("cp1252", b""),
    "oem": ("cp437", b""),
    "string": ("utf-16-le", b"\xff\xfe"),
    "unicode": ("utf-16-le", b"\xff\xfe"),
    "unknown": ("utf-16-le", b"\xff\xfe"),
    "utf32": ("utf-32-le", b"\xff\xfe\0\0"),
    "utf7": ("utf-7", b""),
    "utf8": ("utf-8", b"\xef\xbb\xbf"),
}


def content_encoding() -> Parameter:
    """The -Encoding of Get-Content, Set-Content and Add-Content."""
    return Parameter("Encoding", CONTENT_ENCODING.full_name)


def named_encoding(names: str, position: int | None = None) -> Parameter:
    """An -Encoding that takes these names."""
    return Parameter("Encoding", "string", position, validations=(Validation("validateset", names.split()),))


def codec(name: str, default: str) -> tuple[str, bytes]:
    """The Python codec and the byte order mark for an -Encoding; an empty name is the default."""
    return _CODECS[name.lower() or default]


def marked_encoding(content: bytes) -> str:
    """The encoding that a file's byte order mark tells, empty without one: Add-Content goes on in it."""
    longest_first = sorted(_CODECS.items(), key=lambda entry: -len(entry[1][1]))
    return next((name for name, (_, mark) in longest_first if mark and content.startswith(mark)), "")
