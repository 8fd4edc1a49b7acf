"""System.IO.TextWriter: the console's streams and StringWriter; and StringReader."""

from collections.abc import Callable
from typing import Any

from fake_agent.powershell.dotnet.types import define
from fake_agent.powershell.values.composite import composite_format
from fake_agent.powershell.values.text import to_text


class TextWriter:
    """Text goes to ``write``."""

    __slots__ = ("write",)

    def __init__(self, write: Callable[[str], None]) -> None:
        self.write = write


class StringWriter(TextWriter):
    """Keeps what is written."""

    __slots__ = ("parts",)

    def __init__(self, *_format: Any) -> None:
        self.parts: list[str] = []
        super().__init__(self.parts.append)

    def to_text(self) -> str:
        """All that was written."""
        return "".join(self.parts)


class StringReader:
    """Reads a string from its start to its end."""

    __slots__ = ("place", "text")

    def __init__(self, text: str) -> None:
        self.text = text
        self.place = 0

    def rest(self) -> str:
        """What has not been read."""
        found = self.text[self.place :]
        self.place = len(self.text)
        return found

    def line(self) -> str | None:
        """The next line; None at the end."""
        if self.place >= len(self.text):
            return None
        end = self.text.find("\n", self.place) % (len(self.text) + 1)
        found = self.text[self.place : end]
        self.place = end + 1
        return found.removesuffix("\r")

    def character(self, step: int) -> int:
        """The next character's number, -1 at the end; ``step`` 1 goes past it."""
        if self.place >= len(self.text):
            return -1
        self.place += step
        return ord(self.text[self.place - step])


def _said(context: Any, value: Any, arguments: Any) -> str:
    return composite_format(to_text(value), list(arguments), context) if arguments else to_text(value)


def console_write(context: Any, value: Any = "", arguments: Any = ()) -> None:
    """``[Console]::Write``: text on the process's output."""
    context.sinks.host(_said(context, value, arguments))


def console_line(context: Any, value: Any = "", arguments: Any = ()) -> None:
    """``[Console]::WriteLine``."""
    context.sinks.host(f"{_said(context, value, arguments)}\n")


def _write(context: Any, writer: TextWriter, value: Any = "", arguments: Any = ()) -> None:
    writer.write(_said(context, value, arguments))


def _write_line(context: Any, writer: TextWriter, value: Any = "", arguments: Any = ()) -> None:
    ending = "\r\n" if isinstance(writer, StringWriter) else "\n"
    writer.write(f"{_said(context, value, arguments)}{ending}")


_NOTHING_TO_DO = {f"void {name}()": lambda _writer: None for name in ("Flush", "Close", "Dispose")}
define("System.MarshalByRefObject")
define(
    "System.IO.TextWriter",
    TextWriter,
    base="System.MarshalByRefObject",
    methods=_NOTHING_TO_DO,
    context_methods={
        "void Write(object value, [params object[] arg])": _write,
        "void WriteLine([object value], [params object[] arg])": _write_line,
    },
    writable={"NewLine": (lambda _writer: "\r\n", lambda _writer, _text: None)},
)
define(
    "System.IO.StringWriter",
    StringWriter,
    base="System.IO.TextWriter",
    methods={"string ToString()": lambda writer: writer.to_text()},
    constructors={"System.IO.StringWriter new([object formatProvider])": StringWriter},
)
define(
    "System.IO.StringReader",
    StringReader,
    base="System.MarshalByRefObject",
    methods={
        **_NOTHING_TO_DO,
        "string ReadLine()": lambda reader: reader.line(),
        "string ReadToEnd()": lambda reader: reader.rest(),
        "int Read()": lambda reader: reader.character(1),
        "int Peek()": lambda reader: reader.character(0),
    },
    constructors={"System.IO.StringReader new(string s)": StringReader},
)
define(
    "System.Console",
    static_properties={
        "Out": lambda context: TextWriter(context.sinks.host),
        "Error": lambda context: TextWriter(context.services["console error"]),
    },
    static_context_methods={
        "void WriteLine([object value], [params object[] arg])": console_line,
        "void Write(object value, [params object[] arg])": console_write,
    },
)
