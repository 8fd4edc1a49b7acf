"""ConvertTo-Json, ConvertFrom-Json, the CSV family, ConvertFrom-StringData, ConvertTo-SecureString."""

import csv
import io
import json
import math
from decimal import Decimal
from typing import Any

from fake_agent.powershell.cmdlets.registry import UTILITY, Call, Parameter, cmdlet, named, switches
from fake_agent.powershell.dotnet import members
from fake_agent.powershell.dotnet.various import SecureString
from fake_agent.powershell.providers import paths
from fake_agent.powershell.values import collections as nets
from fake_agent.powershell.values import numbers
from fake_agent.powershell.values.conversion import as_list
from fake_agent.powershell.values.date_format import format_date
from fake_agent.powershell.values.number_format import round_trip
from fake_agent.powershell.values.objects import EnumValue, ErrorRecord, NetException, Property, PSObject
from fake_agent.powershell.values.text import to_text
from fake_agent.powershell.values.times import UTC_KIND, DateTime

_UNIX_EPOCH_TICKS = 621_355_968_000_000_000


class JsonWriter:
    """Writes JSON as Windows PowerShell 5.1 does: two blanks after a colon, members aligned under their key."""

    def __init__(self, context: Any, depth: int, *, compress: bool) -> None:
        self.context = context
        self.depth = depth
        self.compress = compress

    def write(self, value: Any, level: int, indent: int) -> str:  # noqa: C901, PLR0911 - one case a form
        """The value at a level of nesting, its further lines indented by ``indent``."""
        if value is None:
            return "null"
        if isinstance(value, bool):
            return "true" if value else "false"
        if isinstance(value, str):
            return quoted(str(value))
        if isinstance(value, int):
            return str(int(value))
        if isinstance(value, float):
            if not math.isfinite(value):
                return quoted("NaN" if math.isnan(value) else "Infinity" if value > 0 else "-Infinity")
            return round_trip(value) + (".0" if value.is_integer() and "E" not in round_trip(value) else "")
        if isinstance(value, Decimal):
            return to_text(value) + (".0" if "." not in to_text(value) else "")
        if isinstance(value, EnumValue):
            return str(value.number)
        if isinstance(value, DateTime):
            return self.date(value)
        items = nets.items_of(value)
        if level > self.depth:
            return quoted(" ".join(to_text(item) for item in items) if items is not None else to_text(value))
        if items is not None:
            return self.array(list(items), level, indent)
        pairs = self.pairs(value)
        return quoted(to_text(value)) if pairs is None else self.members(pairs, level, indent)

    @staticmethod
    def date(value: DateTime) -> str:
        """``"\\/Date(ms)\\/"``."""
        return f'"\\/Date({(value.ticks - _UNIX_EPOCH_TICKS) // 10_000})\\/"'

    def pairs(self, value: Any) -> list[tuple[str, Any]] | None:
        """The members of an object; None where it is written as text."""
        if isinstance(value, nets.Hashtable):
            return [(to_text(key), item) for key, item in value.items()]
        if isinstance(value, PSObject):
            return [(name, read()) for name, read in members.list_properties(self.context, value)]
        if isinstance(value, NetException | ErrorRecord) or (
            hasattr(value, "to_text") and not hasattr(value, "fields")
        ):
            return None if not isinstance(value, NetException) else [("Message", value.message)]
        found = members.list_properties(self.context, value)
        return [(name, read()) for name, read in found] if found else None

    def array(self, items: list[Any], level: int, indent: int) -> str:
        """``[...]``."""
        if not items:
            return "[]" if self.compress else "[\n\n" + " " * indent + "]"
        inner = indent + 4
        texts = [self.write(item, level + 1, inner) for item in items]
        if self.compress:
            return "[" + ",".join(texts) + "]"
        pad = " " * inner
        return "[\n" + ",\n".join(pad + text for text in texts) + "\n" + " " * indent + "]"

    def members(self, pairs: list[tuple[str, Any]], level: int, indent: int) -> str:
        """``{...}``."""
        if self.compress:
            return "{" + ",".join(f"{quoted(name)}:{self.write(item, level + 1, 0)}" for name, item in pairs) + "}"
        if not pairs:
            return "{\n\n" + " " * indent + "}"
        inner = indent + 4
        lines = []
        for name, item in pairs:
            head = f"{quoted(name)}:  "
            lines.append(" " * inner + head + self.write(item, level + 1, inner + len(head)))
        return "{\n" + ",\n".join(lines) + "\n" + " " * indent + "}"


def quoted(text: str) -> str:
    """A JSON string with the escapes of 5.1, which spares no angle bracket, apostrophe or ampersand."""
    made = json.dumps(text, ensure_ascii=False)
    return made.replace("<", "\\u003c").replace(">", "\\u003e").replace("'", "\\u0027").replace("&", "\\u0026")


@cmdlet(
    "ConvertTo-Json",
    Parameter("InputObject", "object", 0, by_value=True),
    *named("int", "Depth"),
    *switches("Compress EnumsAsStrings AsArray"),
    collects=True,
    module=UTILITY,
)
def convert_to_json(call: Call) -> None:
    """Objects as JSON."""
    if call.stage.expects_input:
        value: Any = call.items[0] if len(call.items) == 1 else call.items
        if not call.items:
            return
    else:
        value = call.get("InputObject")
    writer = JsonWriter(call.context, call.number("Depth", 2), compress=call.switch("Compress"))
    call.write(writer.write(value, 0, 0).replace("\n", "\r\n"))


def from_json(value: Any) -> Any:
    """Parsed JSON as PowerShell objects."""
    if isinstance(value, dict):
        made = PSObject()
        for name, item in value.items():
            made.properties[name.lower()] = Property(name, from_json(item))
        return made
    if isinstance(value, list):
        return [from_json(item) for item in value]
    if isinstance(value, int) and not isinstance(value, bool):
        if numbers.INT32_MINIMUM <= value <= numbers.INT32_MAXIMUM:
            return value
        return numbers.Int64(value) if numbers.Int64.minimum <= value <= numbers.Int64.maximum else Decimal(value)
    if isinstance(value, str) and value.startswith("/Date(") and value.endswith(")/"):
        digits = value[6:-2].split("+")[0]
        if digits.lstrip("-").isdigit():
            return DateTime(_UNIX_EPOCH_TICKS + int(digits) * 10_000, UTC_KIND)
    return value


@cmdlet(
    "ConvertFrom-Json",
    Parameter("InputObject", "string", 0, mandatory=True, by_value=True, allows=frozenset({"empty"})),
    *switches("AsHashtable NoEnumerate"),
    *named("int", "Depth"),
    collects=True,
    module=UTILITY,
)
def convert_from_json(call: Call) -> None:
    """JSON as objects; an array is one object down the pipeline, as in 5.1."""
    text = "\n".join(to_text(item) for item in (call.items or [call.get("InputObject", "")]))
    if not text.strip():
        return
    try:
        value = from_json(json.loads(text, parse_float=_number, strict=False))
    except json.JSONDecodeError as error:
        raise call.failure(
            f"Invalid JSON primitive: {text.strip().split()[0].strip('{[,') or text.strip()[:1]}."
            if error.pos == 0
            else f"Invalid object passed in, ':' or '}}' expected. ({error.pos}): {text}",
            "System.ArgumentException,Microsoft.PowerShell.Commands.ConvertFromJsonCommand",
            "NotSpecified",
            exception="System.ArgumentException",
        ) from None
    call.write(value)


def _number(text: str) -> Any:
    return (
        float(text)
        if "e" in text.lower()
        else Decimal(text)
        if len(text.replace(".", "").lstrip("-")) > 15  # noqa: PLR2004 - a number of the notation itself
        else float(text)
    )


# --- CSV -----------------------------------------------------------------------------------------------------------


def _delimiter(call: Call) -> str:
    return "," if call.switch("UseCulture") else call.text("Delimiter", ",")


def csv_objects(lines: list[str], delimiter: str, header: list[str] | None) -> list[PSObject]:
    """The rows of a CSV text as objects; lines that start with # before the head are skipped."""
    text = "\n".join(lines)
    while header is None and text.startswith("#"):
        first, _, rest = text.partition("\n")
        if first.startswith("#Fields:"):
            header = [name.strip() for name in first[8:].split(delimiter)]
            text = rest
            break
        text = rest
    rows = [row for row in csv.reader(io.StringIO(text), delimiter=delimiter, skipinitialspace=True) if row]
    if header is None:
        if not rows:
            return []
        header, rows = rows[0], rows[1:]
    names = [name or f"H{place}" for place, name in enumerate(header, 1)]
    return [
        PSObject.of({name: row[place] if place < len(row) else None for place, name in enumerate(names)})
        for row in rows
    ]


@cmdlet(
    "ConvertFrom-Csv",
    Parameter("InputObject", "object[]", 0, by_value=True),
    Parameter("Delimiter", "string", 1),
    Parameter("Header", "string[]"),
    *switches("UseCulture"),
    collects=True,
    module=UTILITY,
)
def convert_from_csv(call: Call) -> None:
    """CSV text as objects."""
    lines = [
        line
        for item in call.items
        for part in as_list(item)
        for line in to_text(part).replace("\r\n", "\n").split("\n")
    ]
    call.write_all(csv_objects(lines, _delimiter(call), call.strings("Header") or None))


@cmdlet(
    "Import-Csv",
    Parameter("Path", "string[]", 0, by_value=True),
    Parameter("Delimiter", "string", 1),
    Parameter("Header", "string[]"),
    *named("string[]", "LiteralPath"),
    *named("string", "Encoding"),
    *switches("UseCulture"),
    aliases=("ipcsv",),
    module=UTILITY,
)
def import_csv(call: Call) -> None:
    """A CSV file as objects."""
    for path in call.strings("Path") or call.strings("LiteralPath"):
        full = paths.file_path(call.context, path)
        if call.host.files.entry(full) is None:
            raise call.failure(
                f"Could not find file '{full}'.",
                "FileOpenFailure",
                "OpenError",
                target=full,
                exception="System.IO.FileNotFoundException",
            )
        text = paths.read_text(call.context, full, "utf-8" if call.text("Encoding").lower().startswith("utf") else None)
        call.write_all(
            csv_objects(text.replace("\r\n", "\n").split("\n"), _delimiter(call), call.strings("Header") or None),
        )


def csv_lines(call: Call, items: list[Any]) -> list[str]:
    """Objects as CSV lines, every value quoted; the first object gives the columns."""
    delimiter = _delimiter(call)
    objects = [item for item in items if item is not None]
    if not objects:
        return []
    names = [name for name, _ in members.list_properties(call.context, objects[0])]
    if isinstance(objects[0], nets.Hashtable):
        names = [name for name, _ in members.list_properties(call.context, objects[0])]
    lines = [] if call.switch("NoTypeInformation") else [f"#TYPE {members.type_names(objects[0])[0]}"]
    lines.append(delimiter.join(_cell(name) for name in names))
    for item in objects:
        values = {name.lower(): read for name, read in members.list_properties(call.context, item)}
        lines.append(
            delimiter.join(
                ""
                if (value := values[name.lower()]() if name.lower() in values else None) is None
                else _cell(_csv_text(call, value))
                for name in names
            ),
        )
    return lines


def _csv_text(call: Call, value: Any) -> str:
    if isinstance(value, DateTime):
        return format_date(value, "G", call.host.time_zone)
    if isinstance(value, list):
        return "System.Object[]"
    return to_text(value)


def _cell(text: str) -> str:
    return '"' + text.replace('"', '""') + '"'


_CSV = (Parameter("Delimiter", "string", 1), *switches("NoTypeInformation UseCulture"))


@cmdlet("ConvertTo-Csv", Parameter("InputObject", "object", 0, by_value=True), *_CSV, collects=True, module=UTILITY)
def convert_to_csv(call: Call) -> None:
    """Objects as CSV text."""
    call.write_all(csv_lines(call, call.items))


@cmdlet(
    "Export-Csv",
    Parameter("Path", "string", 0),
    Parameter("InputObject", "object", by_value=True),
    *_CSV,
    *named("string", "LiteralPath Encoding"),
    *switches("Append Force NoClobber"),
    aliases=("epcsv",),
    collects=True,
    module=UTILITY,
)
def export_csv(call: Call) -> None:
    """Objects into a CSV file."""
    full = paths.file_path(call.context, call.text("Path") or call.text("LiteralPath"))
    lines = csv_lines(call, call.items)
    appending = call.switch("Append") and call.host.files.entry(full) is not None
    if appending:
        lines = lines[1 if call.switch("NoTypeInformation") else 2 :]
    content = "".join(f"{line}\r\n" for line in lines).encode(
        "utf-8" if call.text("Encoding").lower().startswith("utf8") else "ascii",
        errors="replace",
    )
    (call.host.files.append if appending else call.host.files.write)(full, content)


@cmdlet(
    "ConvertFrom-StringData",
    Parameter("StringData", "string", 0, mandatory=True, by_value=True, allows=frozenset({"empty"})),
    module=UTILITY,
)
def convert_from_string_data(call: Call) -> None:
    """``name=value`` lines as a hashtable."""
    table = nets.Hashtable()
    for line in call.text("StringData").replace("\r\n", "\n").split("\n"):
        stripped = line.strip()
        if not stripped or stripped.startswith("#"):
            continue
        name, equals, value = stripped.partition("=")
        if not equals:
            raise call.failure(
                f"Data line '{stripped}' is not in 'name=value' format. ",
                "InvalidOperation",
                "InvalidOperation",
                exception="System.Management.Automation.PSInvalidOperationException",
            )
        if name.strip() in table:
            raise call.failure(
                f"Data item '{name.strip()}' in line '{stripped}' is already defined. ",
                "InvalidOperation",
                "InvalidOperation",
                exception="System.Management.Automation.PSInvalidOperationException",
            )
        table[name.strip()] = (
            value.strip().replace("\\\\", "\0").replace("\\n", "\n").replace("\\t", "\t").replace("\0", "\\")
        )
    call.write(table)


@cmdlet(
    "ConvertTo-SecureString",
    Parameter("String", "string", 0, mandatory=True, by_value=True),
    *switches("AsPlainText Force"),
    Parameter("SecureKey", "object", 1),
    *named("object", "Key"),
    module="Microsoft.PowerShell.Security",
)
def convert_to_secure_string(call: Call) -> None:
    """Text as a SecureString."""
    if call.switch("AsPlainText") and not call.switch("Force"):
        raise call.failure(
            "The system cannot protect plain text input. To suppress this warning and convert the plain text to "
            "a SecureString, reissue the command specifying the Force parameter. "
            "For more information ,type: get-help ConvertTo-SecureString.",
            "ImportSecureString_ForceRequired",
            "InvalidArgument",
            exception="System.ArgumentException",
        )
    call.write(SecureString(call.text("String")))


@cmdlet(
    "ConvertFrom-SecureString",
    Parameter("SecureString", "object", 0, mandatory=True, by_value=True),
    *switches("AsPlainText"),
    *named("object", "Key"),
    module="Microsoft.PowerShell.Security",
)
def convert_from_secure_string(call: Call) -> None:
    """A SecureString as encrypted text (here: its content in hexadecimal)."""
    secure = call.get("SecureString")
    call.write(secure.plain if call.switch("AsPlainText") else secure.plain.encode("utf-16-le").hex())
