"""Export-Clixml and Import-Clixml."""

from fake_agent.powershell.cmdlets.encodings import TABLES, codec, named_encoding
from fake_agent.powershell.cmdlets.file_checks import check_place, existing_file
from fake_agent.powershell.cmdlets.registry import INPUT, UTILITY, Call, Parameter, cmdlet, named, switches
from fake_agent.powershell.providers import paths
from fake_agent.powershell.serialization.reading import read_objects
from fake_agent.powershell.serialization.writing import Writer

_DEPTH = 2


@cmdlet(
    "Export-Clixml",
    Parameter("Path", "string", 0),
    *named("string", "LiteralPath"),
    named_encoding(TABLES),
    *named("int", "Depth"),
    *switches("Force NoClobber"),
    INPUT,
    collects=True,
    module=UTILITY,
)
def export_clixml(call: Call) -> None:
    """Objects into a file that Import-Clixml reads; UTF-16 unless another encoding is asked for."""
    full = paths.file_path(call.context, call.text("Path") or call.text("LiteralPath"))
    check_place(call, full, keeps_what_is_there=call.switch("NoClobber"))
    writer = Writer(call.context, call.number("Depth", _DEPTH))
    for item in call.items:
        writer.add(item)
    name, mark = codec(call.text("Encoding").lower(), "unicode")
    if call.should_process(full, "Export-Clixml"):
        call.host.files.write(full, mark + writer.text().encode(name, errors="replace"))


@cmdlet(
    "Import-Clixml",
    Parameter("Path", "string[]", 0, by_value=True, by_property=True),
    *named("string[]", "LiteralPath"),
    *named("ulong", "First Skip"),
    *switches("IncludeTotalCount"),
    module=UTILITY,
)
def import_clixml(call: Call) -> None:
    """The objects of files that Export-Clixml wrote."""
    for path in call.strings("Path") or call.strings("LiteralPath"):
        full = existing_file(call, path)
        try:
            objects = read_objects(paths.read_text(call.context, full), call.host.time_zone)
        except ValueError:
            raise call.failure(
                f"Cannot read '{full}': it is not the XML that Export-Clixml writes.",
                "System.Xml.XmlException",
                "NotSpecified",
                target=full,
                exception="System.Xml.XmlException",
            ) from None
        skipped = call.number("Skip")
        for item in objects[skipped : skipped + call.number("First", len(objects))]:
            call.write(item)
