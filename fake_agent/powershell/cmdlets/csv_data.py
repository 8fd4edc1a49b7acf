"""The CSV family."""

import csv
import io
from typing import Any

from fake_agent.powershell.cmdlets.encodings import TABLES, codec, named_encoding
from fake_agent.powershell.cmdlets.file_checks import existing_file
from fake_agent.powershell.cmdlets.registry import UTILITY, Call, Parameter, cmdlet, named, switches
from fake_agent.powershell.dotnet import members
from fake_agent.powershell.providers import paths
from fake_agent.powershell.values import collections as nets
from fake_agent.powershell.values.conversion import as_list
from fake_agent.powershell.values.date_format import format_date
from fake_agent.powershell.values.objects import PSObject
from fake_agent.powershell.values.text import to_text
from fake_agent.powershell.values.times import DateTime


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
    named_encoding(TABLES),
    *switches("UseCulture"),
    aliases=("ipcsv",),
    module=UTILITY,
)
def import_csv(call: Call) -> None:
    """A CSV file as objects."""
    for path in call.strings("Path") or call.strings("LiteralPath"):
        full = existing_file(call, path)
        text = paths.read_text(
            call.context, full, codec(call.text("Encoding"), "")[0] if call.has("Encoding") else None
        )
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
    *named("string", "LiteralPath"),
    named_encoding(TABLES),
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
    name, mark = codec(call.text("Encoding"), "ascii")
    content = "".join(f"{line}\r\n" for line in lines).encode(name, errors="replace")
    if appending:
        call.host.files.append(full, content)
    else:
        call.host.files.write(full, mark + content)
