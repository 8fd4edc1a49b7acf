"""System.IO: Path, File, Directory."""

from typing import Any

from fake_agent.powershell.dotnet.bytes import byte_array, raw_bytes
from fake_agent.powershell.dotnet.types import STRING, define
from fake_agent.powershell.errors import NetError
from fake_agent.powershell.operators.wildcards import wildcard
from fake_agent.powershell.providers import paths
from fake_agent.powershell.values.collections import TypedArray
from fake_agent.powershell.values.conversion import as_list
from fake_agent.powershell.values.text import to_text
from fake_agent.powershell.values.times import LOCAL, DateTime


def _name_without_extension(path: str) -> str:
    name = paths.leaf(path.replace("/", "\\"))
    return name[: name.rindex(".")] if "." in name else name


def _directory(path: str) -> str:
    return paths.parent(path.replace("/", "\\"))


def _combine(*parts: Any) -> str:
    listed = [to_text(part) for group in parts for part in (group if isinstance(group, list) else [group])]
    made = ""
    for part in listed:
        made = part if part[1:2] == ":" or part.startswith("\\") else paths.join(made, part) if made else part
    return made


def _change(path: str, extension: str | None) -> str:
    stem = path[: len(path) - len(paths.extension(path))]
    return stem if extension is None else stem + ("" if extension.startswith(".") or not extension else ".") + extension


def _random_name(context: Any) -> str:
    letters = "abcdefghijklmnopqrstuvwxyz012345"
    text = "".join(context.host.random.choice(letters) for _ in range(11))
    return f"{text[:8]}.{text[8:]}"


def _temporary_file(context: Any) -> str:
    folder = context.host.environment.get("TEMP", "C:\\Windows\\Temp")
    path = f"{folder}\\tmp{context.host.random.randrange(0x10000):04X}.tmp"
    context.host.files.write(path, b"")
    return path


define(
    "System.IO.Path",
    static_properties={
        "DirectorySeparatorChar": lambda _: "\\",
        "AltDirectorySeparatorChar": lambda _: "/",
        "PathSeparator": lambda _: ";",
        "VolumeSeparatorChar": lambda _: ":",
    },
    static_methods={
        "string Combine(params object[] paths)": _combine,
        "string GetFileName(string path)": lambda path: path.replace("/", "\\").rpartition("\\")[2],
        "string GetFileNameWithoutExtension(string path)": _name_without_extension,
        "string GetExtension(string path)": paths.extension,
        "string GetDirectoryName(string path)": _directory,
        "string ChangeExtension(string path, string extension)": _change,
        "bool HasExtension(string path)": lambda path: bool(paths.extension(path)),
        "bool IsPathRooted(string path)": lambda path: path[1:2] == ":" or path[:1] in {"\\", "/"},
        "string GetPathRoot(string path)": lambda path: f"{path[:2]}\\" if path[1:2] == ":" else "",
        "char[] GetInvalidFileNameChars()": lambda: [*'"<>|:*?\\/', *(chr(code) for code in range(32))],
        "char[] GetInvalidPathChars()": lambda: [*'"<>|', *(chr(code) for code in range(32))],
    },
    static_context_methods={
        "string GetFullPath(string path)": lambda context, path: paths.absolute(context.location, path),
        "string GetTempPath()": lambda context: (
            context.host.environment.get("TEMP", "C:\\Windows\\Temp").rstrip("\\") + "\\"
        ),
        "string GetRandomFileName()": _random_name,
        "string GetTempFileName()": _temporary_file,
    },
)


def _missing(path: str) -> NetError:
    return NetError("System.IO.FileNotFoundException", f"Could not find file '{path}'.")


def read_bytes(context: Any, path: str) -> bytes:
    """The content of a file of the machine, or .NET's exception."""
    full = paths.file_path(context, path)
    try:
        return bytes(context.host.files.read(full))
    except FileNotFoundError:
        if context.host.files.entry(paths.parent(full)) is None:
            raise NetError(
                "System.IO.DirectoryNotFoundException",
                f"Could not find a part of the path '{full}'.",
            ) from None
        raise _missing(full) from None
    except IsADirectoryError:
        raise NetError("System.UnauthorizedAccessException", f"Access to the path '{full}' is denied.") from None


def write_bytes(context: Any, path: str, content: bytes) -> None:
    """Write a file of the machine, or raise .NET's exception."""
    full = paths.file_path(context, path)
    try:
        context.host.files.write(full, content)
    except FileNotFoundError:
        raise NetError("System.IO.DirectoryNotFoundException", f"Could not find a part of the path '{full}'.") from None


def _encoded(text: str, encoding: Any) -> bytes:
    return (
        text.encode("utf-8")
        if encoding is None
        else bytes(encoding.mark) + text.encode(encoding.codec, errors="replace")
    )


def _text(context: Any, path: str, encoding: Any = None) -> str:
    return paths.decoded(read_bytes(context, path), getattr(encoding, "codec", "utf-8"))


def _lines(context: Any, path: str, encoding: Any = None) -> TypedArray:
    return TypedArray(
        STRING,
        _text(context, path, encoding).replace("\r\n", "\n").removesuffix("\n").split("\n")
        if read_bytes(context, path)
        else [],
    )


def _joined(lines: Any) -> str:
    return "".join(f"{to_text(line)}\r\n" for line in as_list(lines))


def _append(context: Any, path: str, text: str, encoding: Any = None) -> None:
    full = paths.file_path(context, path)
    held = bytes(context.host.files.read(full)) if context.host.files.entry(full) is not None else b""
    write_bytes(context, path, held + _encoded(text, encoding))


def _is_file(context: Any, path: str | None) -> bool:
    entry = context.host.files.entry(paths.file_path(context, path)) if path else None
    return entry is not None and not entry.is_folder


def _is_folder(context: Any, path: str | None) -> bool:
    entry = context.host.files.entry(paths.file_path(context, path)) if path else None
    return entry is not None and entry.is_folder


def _delete(context: Any, path: str, _recursive: bool = False) -> None:
    full = paths.file_path(context, path)
    if context.host.files.entry(full) is not None:
        context.host.files.remove(full)


def _copy(context: Any, source: str, target: str, overwrite: bool = False) -> None:
    if _is_file(context, target) and not overwrite:
        raise NetError("System.IO.IOException", f"The file '{paths.file_path(context, target)}' already exists.")
    write_bytes(context, target, read_bytes(context, source))


def _move(context: Any, source: str, target: str) -> None:
    if not _is_file(context, source) and not _is_folder(context, source):
        raise _missing(paths.file_path(context, source))
    context.host.files.move(paths.file_path(context, source), paths.file_path(context, target))


def _written(context: Any, path: str) -> DateTime:
    entry = context.host.files.entry(paths.file_path(context, path))
    if entry is None:
        return DateTime(504911232000000000, LOCAL)
    return DateTime(DateTime.of(entry.written.astimezone(context.host.time_zone)).ticks, LOCAL)


define(
    "System.IO.File",
    static_context_methods={
        "bool Exists(string path)": _is_file,
        "string ReadAllText(string path, [object encoding])": _text,
        "string[] ReadAllLines(string path, [object encoding])": _lines,
        "object ReadLines(string path, [object encoding])": _lines,
        "byte[] ReadAllBytes(string path)": lambda context, path: byte_array(read_bytes(context, path)),
        (
            "void WriteAllText(string path, string contents, [object encoding])"
        ): lambda context, path, text, encoding=None: write_bytes(context, path, _encoded(text or "", encoding)),
        (
            "void WriteAllLines(string path, object contents, [object encoding])"
        ): lambda context, path, lines, encoding=None: write_bytes(context, path, _encoded(_joined(lines), encoding)),
        "void WriteAllBytes(string path, byte[] bytes)": lambda context, path, content: write_bytes(
            context,
            path,
            raw_bytes(content),
        ),
        "void AppendAllText(string path, string contents, [object encoding])": _append,
        (
            "void AppendAllLines(string path, object contents, [object encoding])"
        ): lambda context, path, lines, encoding=None: _append(context, path, _joined(lines), encoding),
        "void Delete(string path)": _delete,
        "void Copy(string sourceFileName, string destFileName, [bool overwrite])": _copy,
        "void Move(string sourceFileName, string destFileName)": _move,
        "datetime GetLastWriteTime(string path)": _written,
        "datetime GetCreationTime(string path)": _written,
    },
)


def _children(context: Any, path: str, pattern: str, *, folders: bool) -> TypedArray:
    full = paths.file_path(context, path)
    if not _is_folder(context, full):
        raise NetError("System.IO.DirectoryNotFoundException", f"Could not find a part of the path '{full}'.")
    test = wildcard(pattern)
    return TypedArray(
        STRING,
        [
            entry.path
            for entry in context.host.files.entries(full)
            if entry.is_folder == folders and test.match(paths.leaf(entry.path))
        ],
    )


define(
    "System.IO.Directory",
    static_context_methods={
        "bool Exists(string path)": _is_folder,
        "object CreateDirectory(string path)": lambda context, path: (
            context.host.files.make_folder(paths.file_path(context, path)),
            paths.file_path(context, path),
        )[1],
        "void Delete(string path, [bool recursive])": _delete,
        "void Move(string sourceDirName, string destDirName)": _move,
        "string[] GetFiles(string path, [string searchPattern])": lambda context, path, pattern="*": _children(
            context,
            path,
            pattern,
            folders=False,
        ),
        "string[] GetDirectories(string path, [string searchPattern])": lambda context, path, pattern="*": _children(
            context,
            path,
            pattern,
            folders=True,
        ),
        "string GetCurrentDirectory()": lambda context: context.location,
        "void SetCurrentDirectory(string path)": lambda context, path: setattr(
            context,
            "location",
            paths.file_path(context, path),
        ),
        "object GetParent(string path)": lambda context, path: paths.parent(paths.file_path(context, path)),
    },
)
