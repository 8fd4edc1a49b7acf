"""Windows paths: joining, splitting, making absolute; reading and writing text files."""

import re
from typing import Any

from fake_agent.powershell.errors import PowerShellError, failure

DRIVE = re.compile(r"^(?P<drive>[A-Za-z][\w.]*|[\w]+::?):?")
_DRIVE = re.compile(r"^([A-Za-z]):(.*)$", re.DOTALL)


def normalized(path: str) -> str:
    """The path with backslashes, without ``.`` and ``..`` parts and trailing separators."""
    path = path.replace("/", "\\")
    prefix = ""
    found = _DRIVE.match(path)
    if found:
        prefix, path = f"{found[1]}:\\", found[2]
    elif path.startswith("\\\\"):
        prefix, path = "\\\\", path[2:]
    parts: list[str] = []
    for part in path.split("\\"):
        if part in {"", "."}:
            continue
        if part == "..":
            if parts:
                parts.pop()
            continue
        parts.append(part.rstrip() if part.strip(". ") else part)
    return prefix + "\\".join(parts)


def absolute(folder: str, path: str) -> str:
    """A path as seen from a folder."""
    path = path.replace("/", "\\")
    if _DRIVE.match(path) or path.startswith("\\\\"):
        found = _DRIVE.match(path)
        if found and not found[2].startswith("\\") and folder[:1].lower() == found[1].lower() and found[2]:
            return normalized(f"{folder}\\{found[2]}")
        return normalized(path)
    if path.startswith("\\"):
        return normalized(f"{folder[:2]}{path}")
    return normalized(f"{folder}\\{path}")


def parent(path: str) -> str:
    """The folder above, ``""`` for a root."""
    stripped = path.rstrip("\\")
    head, separator, _ = stripped.rpartition("\\")
    if not separator:
        return ""
    return f"{head}\\" if len(head) == 2 and head[1] == ":" else head


def leaf(path: str) -> str:
    """The last part."""
    return path.rstrip("\\").rpartition("\\")[2] or path


def join(folder: str, child: str) -> str:
    """Two parts with one backslash between them."""
    if not child:
        return folder if folder.endswith("\\") else folder + "\\"
    return (
        f"{folder.rstrip(chr(92) + '/')}\\{child.lstrip(chr(92) + '/')}"
        if folder.rstrip("\\/")
        else f"\\{child.lstrip(chr(92) + '/')}"
    )


def extension(path: str) -> str:
    """The extension with its dot, or ``""``."""
    name = leaf(path)
    return name[name.rindex(".") :] if "." in name and not name.endswith(".") else ""


def file_path(context: Any, path: str) -> str:
    """A path of the file system as a script gives it, made absolute."""
    for prefix in ("microsoft.powershell.core\\filesystem::", "filesystem::"):
        if path.lower().startswith(prefix):
            path = path[len(prefix) :]
    if path.startswith("~"):
        path = context.host.environment.get("USERPROFILE", "C:\\") + path[1:]
    location: str = context.location
    folder = location if _DRIVE.match(location) or location.startswith("\\\\") else "C:\\"
    drives = context.services.get("file drives", {})
    name, colon, rest = path.partition(":")
    if colon and name.lower() in drives:
        return absolute(drives[name.lower()], rest.lstrip("\\/"))
    return absolute(folder, path)


_MARKS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))


def decoded(content: bytes, encoding: str | None = None) -> str:
    """Bytes of a text file as text: by its byte order mark, else the encoding given, else Windows-1252."""
    for mark, codec in _MARKS:
        if content.startswith(mark):
            return content.decode(codec, errors="replace")
    return content.decode(encoding or "cp1252", errors="replace")


def read_text(context: Any, path: str, encoding: str | None = None) -> str:
    """The text of a file."""
    try:
        return decoded(context.host.files.read(path), encoding)
    except FileNotFoundError:
        raise missing_path(path) from None
    except IsADirectoryError:
        kind = "System.UnauthorizedAccessException"
        raise failure(f"Access to the path '{path}' is denied.", kind, "PermissionDenied", exception=kind) from None


def missing_path(path: str, *, class_name: str = "") -> PowerShellError:
    """``Cannot find path 'x' because it does not exist.``."""
    return failure(
        f"Cannot find path '{path}' because it does not exist.",
        "PathNotFound" + (f",{class_name}" if class_name else ""),
        "ObjectNotFound",
        target=path,
        exception="System.Management.Automation.ItemNotFoundException",
    )
