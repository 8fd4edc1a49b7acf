"""System.IO: streams over bytes in memory or in a file, and their readers and writers."""

import ntpath
from typing import Any

from fake_agent.powershell.dotnet.bytes import byte_array, raw_bytes
from fake_agent.powershell.dotnet.text_writers import StringReader
from fake_agent.powershell.dotnet.types import define
from fake_agent.powershell.errors import NetError
from fake_agent.powershell.values.numbers import Int64, Integer
from fake_agent.powershell.values.text import to_text


class MemoryStream:
    """System.IO.MemoryStream; ``place`` is where the next byte is read or written."""

    __slots__ = ("content", "place")

    def __init__(self, content: Any = b"") -> None:
        self.content = bytearray(raw_bytes(content) if not isinstance(content, bytes | int) else content)
        self.place = 0

    def write(self, data: bytes) -> None:
        """Write bytes at the place."""
        self.content[self.place : self.place + len(data)] = data
        self.place += len(data)

    def read(self, count: int) -> bytes:
        """Read up to so many bytes from the place on."""
        found = bytes(self.content[self.place : self.place + count])
        self.place += len(found)
        return found

    def resize(self, length: int) -> None:
        """Cut the content, or fill it up with zeros."""
        self.content = self.content[:length].ljust(length, b"\0")

    def close(self) -> None:
        """Nothing to do in memory."""


class FileStream(MemoryStream):
    """System.IO.FileStream: what was written is in the file once the stream is flushed or closed."""

    __slots__ = ("files", "path")

    def __init__(self, files: Any, path: str, *, new: bool) -> None:
        super().__init__(b"" if new else bytes(files.read(path)))
        self.files = files
        self.path = path
        if new:
            files.write(path, b"")

    def close(self) -> None:
        """Write the content to the file."""
        self.files.write(self.path, bytes(self.content))


def _write(stream: MemoryStream, data: Any, offset: int, count: int) -> None:
    stream.write(raw_bytes(data)[offset : offset + count])


def _copy(stream: MemoryStream, other: MemoryStream) -> None:
    other.write(stream.read(len(stream.content)))


def _seek(stream: MemoryStream, place: int) -> None:
    stream.place = int(place)


_CLOSING = {
    "void Flush()": lambda stream: stream.close(),
    "void Close()": lambda stream: stream.close(),
    "void Dispose()": lambda stream: stream.close(),
}
define(
    "System.IO.Stream",
    base="System.MarshalByRefObject",
    properties={
        "Length": lambda stream: Int64(len(stream.content)),
        "CanRead": lambda _stream: True,
        "CanWrite": lambda _stream: True,
        "CanSeek": lambda _stream: True,
    },
    writable={"Position": (lambda stream: Int64(stream.place), _seek)},
    methods={
        **_CLOSING,
        "void Write(byte[] buffer, int offset, int count)": _write,
        "void WriteByte(byte value)": lambda stream, value: stream.write(bytes([int(value)])),
        "int ReadByte()": lambda stream: (stream.read(1) or (None,))[0] if stream.place < len(stream.content) else -1,
        "void SetLength(long value)": lambda stream, value: stream.resize(int(value)),
        "void CopyTo(object destination)": _copy,
    },
)
define(
    "System.IO.MemoryStream",
    MemoryStream,
    base="System.IO.Stream",
    methods={"byte[] ToArray()": lambda stream: byte_array(bytes(stream.content))},
    constructors={"System.IO.MemoryStream new([object buffer])": MemoryStream},
)
define("System.IO.FileStream", FileStream, base="System.IO.Stream", properties={"Name": lambda stream: stream.path})


def _open(context: Any, source: Any, *, new: bool = False) -> MemoryStream:
    """A stream as it is, or the one of a file by its path."""
    if isinstance(source, MemoryStream):
        return source
    return open_file(context, to_text(source), new=new)


def open_file(context: Any, path: str, *, new: bool) -> FileStream:
    """A stream of a file, which is made where ``new``."""
    full = ntpath.normpath(ntpath.join(context.host.working_folder, path))
    try:
        return FileStream(context.host.files, full, new=new)
    except FileNotFoundError:
        name = "DirectoryNotFoundException" if new else "FileNotFoundException"
        text = f"Could not find a part of the path '{full}'." if new else f"Could not find file '{full}'."
        raise NetError(f"System.IO.{name}", text) from None


class StreamReader(StringReader):
    """System.IO.StreamReader over what is left of a stream."""

    __slots__ = ("stream",)

    def __init__(self, stream: MemoryStream, encoding: Any = None) -> None:
        codec = encoding.codec if encoding is not None else "utf-8"
        self.stream = stream
        super().__init__(stream.read(len(stream.content)).decode(codec, "replace").removeprefix("\ufeff"))


class StreamWriter:
    """System.IO.StreamWriter."""

    __slots__ = ("codec", "stream")

    def __init__(self, stream: MemoryStream, encoding: Any = None) -> None:
        self.stream = stream
        self.codec = encoding.codec if encoding is not None else "utf-8"

    def write(self, value: Any = "", ending: str = "") -> None:
        """Write a value's text."""
        self.stream.write(f"{to_text(value)}{ending}".encode(self.codec, "replace"))


define(
    "System.IO.StreamReader",
    StreamReader,
    base="System.IO.StringReader",
    properties={
        "BaseStream": lambda reader: reader.stream,
        "EndOfStream": lambda reader: reader.place >= len(reader.text),
    },
    context_constructors={
        "System.IO.StreamReader new(object stream, [object encoding])": lambda context, source, encoding=None: (
            StreamReader(_open(context, source), encoding)
        )
    },
)
define(
    "System.IO.StreamWriter",
    StreamWriter,
    base="System.MarshalByRefObject",
    writable={"AutoFlush": (lambda _writer: True, lambda _writer, _value: None)},
    methods={
        "void Write(object value)": lambda writer, value: writer.write(value),
        "void WriteLine([object value])": lambda writer, value="": writer.write(value, "\r\n"),
        "void Flush()": lambda writer: writer.stream.close(),
        "void Close()": lambda writer: writer.stream.close(),
        "void Dispose()": lambda writer: writer.stream.close(),
    },
    context_constructors={
        "System.IO.StreamWriter new(object stream, [object appendOrEncoding], [object encoding])": (
            lambda context, source, first=None, encoding=None: _writer(context, source, first, encoding)
        )
    },
)


def _writer(context: Any, source: Any, first: Any, encoding: Any) -> StreamWriter:
    """By a stream and its encoding, or by a path, whether to append, and an encoding."""
    if isinstance(source, MemoryStream):
        return StreamWriter(source, first)
    path = to_text(source)
    appends = first is True and context.host.files.entry(path) is not None
    stream = open_file(context, path, new=not appends)
    stream.place = len(stream.content)
    return StreamWriter(stream, encoding)


class BinaryWriter:
    """System.IO.BinaryWriter: numbers little-endian, texts in UTF-8 behind their length."""

    __slots__ = ("stream",)

    def __init__(self, stream: MemoryStream) -> None:
        self.stream = stream


def _write_binary(writer: BinaryWriter, value: Any) -> None:
    if isinstance(value, bool):
        data = bytes([value])
    elif isinstance(value, int):
        width = (value.maximum - value.minimum).bit_length() // 8 if isinstance(value, Integer) else 4
        data = int(value).to_bytes(width, "little", signed=value < 0)
    elif isinstance(value, str):
        encoded = value.encode()
        data = bytes([len(encoded) & 0x7F]) + encoded
    else:
        data = raw_bytes(value)
    writer.stream.write(data)


define(
    "System.IO.BinaryWriter",
    BinaryWriter,
    properties={"BaseStream": lambda writer: writer.stream},
    methods={
        "void Write(object value)": _write_binary,
        "void Flush()": lambda writer: writer.stream.close(),
        "void Close()": lambda writer: writer.stream.close(),
        "void Dispose()": lambda writer: writer.stream.close(),
    },
    constructors={"System.IO.BinaryWriter new(object output)": BinaryWriter},
)
define(
    "System.IO.File",
    static_context_methods={
        "System.IO.FileStream Create(string path)": lambda context, path: open_file(context, path, new=True),
        "System.IO.FileStream OpenWrite(string path)": lambda context, path: open_file(
            context, path, new=context.host.files.entry(path) is None
        ),
        "System.IO.FileStream OpenRead(string path)": lambda context, path: open_file(context, path, new=False),
        "System.IO.StreamReader OpenText(string path)": lambda context, path: StreamReader(
            open_file(context, path, new=False)
        ),
    },
)
