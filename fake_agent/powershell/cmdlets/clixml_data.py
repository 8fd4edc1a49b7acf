"""Export-Clixml and Import-Clixml."""

from fake_agent.powershell.cmdlets.encodings import TABLES, codec, named_encoding
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
    files = call.host.files
    if call.switch("NoClobber") and files.entry(full) is not None:
        raise call.failure(
            f"The file '{full}' already exists.",
            "NoClobber",
            "ResourceExists",
            target=full,
            exception="System.IO.IOException",
        )
    if files.entry(paths.parent(full)) is None:
        raise call.failure(
            f"Could not find a part of the path '{full}'.",
            "FileOpenFailure",
            "OpenError",
            target=full,
            exception="System.IO.DirectoryNotFoundException",
        )
    writer = Writer(call.context, call.number("Depth", _DEPTH))
    for item in call.items:
        writer.add(item)
    name, mark = codec(call.text("Encoding").lower(), "unicode")
    if call.should_process(full, "Export-Clixml"):
        files.write(full, mark + writer.text().encode(name, errors="replace"))


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
        full = paths.file_path(call.context, path)
        if call.host.files.entry(full) is None:
            raise call.failure(
                f"Could not find file '{full}'.",
                "FileOpenFailure",
                "OpenError",
                target=full,
                exception="System.IO.FileNotFoundException",
            )
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
