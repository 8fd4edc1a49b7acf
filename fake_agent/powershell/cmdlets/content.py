"""File content: Get-Content, Set-Content, Add-Content, Clear-Content, Out-File."""

from collections.abc import Sequence
from typing import Any

from fake_agent.powershell.cmdlets.encodings import OUTPUT, codec, content_encoding, marked_encoding, named_encoding
from fake_agent.powershell.cmdlets.file_checks import check_place
from fake_agent.powershell.cmdlets.items import FILTERS, LITERAL, expand, given_paths, missing, provider_of
from fake_agent.powershell.cmdlets.registry import Call, Parameter, cmdlet, named, switches
from fake_agent.powershell.dotnet.bytes import byte_array, raw_bytes
from fake_agent.powershell.formatting.output import Formatter
from fake_agent.powershell.providers import paths
from fake_agent.powershell.values.conversion import as_list
from fake_agent.powershell.values.text import to_text

_PATH = Parameter("Path", "string[]", 0, by_property=True)


@cmdlet(
    "Get-Content",
    _PATH,
    LITERAL,
    *FILTERS,
    *named("long", "ReadCount"),
    Parameter("TotalCount", "long", aliases=("First", "Head")),
    Parameter("Tail", "int", aliases=("Last",)),
    content_encoding(),
    *named("string", "Delimiter Stream"),
    *switches("Raw Wait Force"),
    aliases=("gc", "cat", "type"),
)
def get_content(call: Call) -> None:
    """The lines of files, or a file as one string."""
    for path, literal in given_paths(call):
        if provider_of(path) != "file":
            call.write_all(
                call.context.services["drive variable"](
                    call.context,
                    provider_of(path),
                    path.partition(":")[2].lstrip("\\/"),
                ),
            )
            continue
        for full in expand(call, path, literal=literal):
            _read(call, full)


def _read(call: Call, full: str) -> None:
    entry = call.host.files.entry(full)
    if entry is None:
        missing(call, full)
        return
    if entry.is_folder:
        call.error(
            f"Access to the path '{full}' is denied.",
            "GetContentReaderUnauthorizedAccessError",
            "PermissionDenied",
            target=full,
            exception="System.UnauthorizedAccessException",
        )
        return
    content = bytes(call.host.files.read(full))
    encoding = call.text("Encoding").lower()
    if encoding == "byte":
        call.write_all(byte_array(bytes(_part(call, content))))
        return
    text = paths.decoded(content, codec(encoding, "default")[0] if encoding else None)
    if call.switch("Raw"):
        call.write(text)
        return
    if not text:
        return
    lines = text.replace("\r\n", "\n").removesuffix("\n").split("\n")
    for line in _part(call, lines):
        call.write(line)


def _part(call: Call, items: Sequence[Any]) -> Sequence[Any]:
    """The first and the last that are wanted."""
    if call.has("TotalCount"):
        items = items[: call.number("TotalCount")]
    if call.has("Tail"):
        count = call.number("Tail")
        items = items[-count:] if count else items[:0]
    return items


class _Writer:
    """Gathers values for files and writes them at the end."""

    append = False

    def begin(self, call: Call) -> None:
        """Nothing yet."""
        self.values: list[Any] = []
        self.given = False
        del call

    def process(self, call: Call) -> None:
        """A value of the pipeline, or the one that is written."""
        if call.has("Value"):
            self.values += as_list(call.get("Value"))
            self.given = True

    def end(self, call: Call) -> None:
        """Write the files."""
        for path, literal in given_paths(call):
            if provider_of(path) != "file":
                call.context.services["set drive variable"](
                    call.context,
                    provider_of(path),
                    path.partition(":")[2].lstrip("\\/"),
                    self.values,
                )
                continue
            for full in expand(call, path, literal=literal):
                self.write(call, full)

    def write(self, call: Call, full: str) -> None:
        """Write one file."""
        files = call.host.files
        encoding = call.text("Encoding").lower()
        if encoding == "byte":
            content = raw_bytes(self.values)
        else:
            exists = files.entry(full) is not None
            if self.append and exists and not encoding:
                encoding = marked_encoding(bytes(files.read(full)))
            name, mark = codec(encoding, "default")
            text = (
                "".join(to_text(value) for value in self.values)
                if call.switch("NoNewline")
                else "".join(f"{to_text(value)}\r\n" for value in self.values)
            )
            content = (b"" if self.append and exists else mark) + text.encode(name, errors="replace")
        folder = paths.parent(full)
        if files.entry(folder) is None:
            call.error(
                f"Could not find a part of the path '{full}'.",
                "GetContentWriterDirectoryNotFoundError",
                "ObjectNotFound",
                target=full,
                exception="System.IO.DirectoryNotFoundException",
            )
            return
        if call.should_process(f"Path: {full}", "Add Content" if self.append else "Set Content"):
            (files.append if self.append else files.write)(full, content)


_VALUE = Parameter("Value", "object[]", 1, by_value=True, by_property=True)
_WRITING = (
    _PATH,
    _VALUE,
    LITERAL,
    *FILTERS,
    content_encoding(),
    *named("string", "Stream"),
    *switches("Force NoNewline PassThru"),
)


@cmdlet("Set-Content", *_WRITING, aliases=("sc",))
class SetContent(_Writer):
    """Replaces the content of files."""


@cmdlet("Add-Content", *_WRITING, aliases=("ac",))
class AddContent(_Writer):
    """Adds to the end of files."""

    append = True


@cmdlet("Clear-Content", _PATH, LITERAL, *FILTERS, *switches("Force"), *named("string", "Stream"), aliases=("clc",))
def clear_content(call: Call) -> None:
    """Empty files."""
    for path, literal in given_paths(call):
        for full in expand(call, path, literal=literal):
            if call.host.files.entry(full) is None:
                missing(call, full)
            else:
                call.host.files.write(full, b"")


@cmdlet(
    "Out-File",
    Parameter("FilePath", "string", 0, aliases=("Path",)),
    named_encoding(OUTPUT, 1),
    *named("string", "LiteralPath"),
    *named("int", "Width"),
    *switches("Append Force NoClobber NoNewline"),
    Parameter("InputObject", "object", by_value=True),
    collects=True,
    module="Microsoft.PowerShell.Utility",
)
def out_file(call: Call) -> None:
    """What would be shown, into a file."""
    full = paths.file_path(call.context, call.text("FilePath") or call.text("LiteralPath"))
    pieces: list[str] = []
    formatter = Formatter(call.context, pieces.append, call.number("Width", call.host.console_width))
    for item in call.items:
        formatter.write(item)
    formatter.finish()
    text = "".join(pieces)
    text = text.replace("\n", "") if call.switch("NoNewline") else text.replace("\n", "\r\n")
    files = call.host.files
    check_place(call, full, keeps_what_is_there=call.switch("NoClobber") and not call.switch("Append"))
    name, mark = codec(call.text("Encoding").lower(), "unicode")
    appending = call.switch("Append") and bool(files.entry(full) and files.read(full))
    content = text.encode(name, errors="replace")
    if appending:
        files.append(full, content)
    else:
        files.write(full, mark + content)
