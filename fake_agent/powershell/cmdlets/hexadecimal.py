"""Format-Hex: bytes side by side with their characters."""

from typing import Any

from fake_agent.powershell.cmdlets.encodings import HEXADECIMAL, codec, named_encoding
from fake_agent.powershell.cmdlets.items import expand, given_paths, missing
from fake_agent.powershell.cmdlets.registry import UTILITY, Call, Parameter, cmdlet, switches
from fake_agent.powershell.dotnet.bytes import byte_array
from fake_agent.powershell.dotnet.types import type_of
from fake_agent.powershell.formatting.views import TextView, register_view
from fake_agent.powershell.values.collections import items_of
from fake_agent.powershell.values.objects import PSObject
from fake_agent.powershell.values.text import to_text

BYTE_COLLECTION = "Microsoft.PowerShell.Commands.ByteCollection"
_ROW = 16
_MARGIN = " " * 11
_RULER = _MARGIN + " ".join(f"{column:02X}" for column in range(_ROW))
_SIZES = {
    "System.Byte": 1,
    "System.SByte": 1,
    "System.Int16": 2,
    "System.UInt16": 2,
    "System.Int32": 4,
    "System.UInt32": 4,
    "System.Int64": 8,
    "System.UInt64": 8,
}


def hexadecimal_lines(content: bytes) -> list[str]:
    """Sixteen bytes a line: where they are, what they are, the characters that can be shown."""
    rows = []
    for start in range(0, len(content), _ROW):
        row = content[start : start + _ROW]
        numbers = " ".join(f"{byte:02X}" for byte in row)
        characters = "".join(chr(byte) if 0x20 <= byte < 0x7F else "." for byte in row)
        rows.append(f"{start:08X}   {numbers:<49}{characters}")
    return rows


def _shown(collection: PSObject) -> str:
    head = [f"{_MARGIN}Path: {collection.get('Path')}", ""] if collection.get("Path") else []
    return "\n".join(["", *head, _RULER, "", *hexadecimal_lines(collection.native)])


register_view(BYTE_COLLECTION, TextView(_shown, holds=True))


def _collection(content: bytes, path: str | None = None) -> PSObject:
    values = {"Bytes": byte_array(content), "Path": path}
    text = "\n".join(hexadecimal_lines(content))
    return PSObject.of(values, BYTE_COLLECTION, native=content, text=lambda _: text)


def _bytes(call: Call, value: Any) -> bytes | None:
    """The bytes of a string or number, or of a list of them; None of what has none."""
    if isinstance(value, str):
        return value.encode(codec(call.text("Encoding").lower(), "ascii")[0], errors="replace")
    items = items_of(value)
    if items is not None:
        parts = [_bytes(call, item) for item in items]
        return None if None in parts else b"".join(part for part in parts if part is not None)
    size = _SIZES.get(type_of(value).full_name)
    if size is None:
        return None
    return (int(value) % (1 << size * 8)).to_bytes(size, "little")


@cmdlet(
    "Format-Hex",
    Parameter("Path", "string[]", 0),
    Parameter("LiteralPath", "string[]", aliases=("PSPath",)),
    Parameter("InputObject", "object", by_value=True),
    named_encoding(HEXADECIMAL),
    *switches("Raw"),
    aliases=("fhx",),
    module=UTILITY,
)
def format_hex(call: Call) -> None:
    """Files, strings or numbers as hexadecimal."""
    if call.has("Path") or call.has("LiteralPath"):
        for path, literal in given_paths(call):
            for full in expand(call, path, literal=literal):
                if call.host.files.entry(full) is None:
                    missing(call, full)
                else:
                    call.write(_collection(bytes(call.host.files.read(full)), full))
        return
    value = call.get("InputObject")
    if isinstance(value, PSObject) and value.get("FullName"):
        full = to_text(value.get("FullName"))
        call.write(_collection(bytes(call.host.files.read(full)), full))
        return
    content = _bytes(call, value)
    if content is None:
        call.error(
            f"Cannot convert input of type '{type_of(value).full_name}' to hexadecimal. To view the hexadecimal "
            "formatting of its string representation, pipe it to the Out-String cmdlet before piping it to Format-Hex.",
            "FormatHexTypeNotSupported",
            "ParserError",
            target=value,
            exception="System.ArgumentException",
        )
        return
    call.write(_collection(content))
