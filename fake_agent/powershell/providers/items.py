"""Items of the drives as objects: files and folders, registry keys, environment variables."""

from datetime import UTC
from typing import Any

from fake_agent.powershell.dotnet.file_versions import file_version_info
from fake_agent.powershell.dotnet.types import define, named
from fake_agent.powershell.formatting.views import (
    LEFT,
    RIGHT,
    Column,
    Frame,
    ListView,
    TableView,
    register_properties,
    register_view,
)
from fake_agent.powershell.host import FileAttributes, FileEntry
from fake_agent.powershell.providers import paths
from fake_agent.powershell.values import numbers
from fake_agent.powershell.values.date_format import format_date
from fake_agent.powershell.values.objects import ComputedProperty, EnumValue, Property, PSObject
from fake_agent.powershell.values.text import truth
from fake_agent.powershell.values.times import LOCAL, UTC_KIND, DateTime

FILE_PROVIDER = "Microsoft.PowerShell.Core\\FileSystem"
_LETTERS = (
    (FileAttributes.DIRECTORY, "d"),
    (FileAttributes.ARCHIVE, "a"),
    (FileAttributes.READ_ONLY, "r"),
    (FileAttributes.HIDDEN, "h"),
    (FileAttributes.SYSTEM, "s"),
)


def mode(entry: FileEntry) -> str:
    """The six letters of the column Mode."""
    return "".join(letter if entry.attributes & flag else "-" for flag, letter in _LETTERS) + "-"


def _time(context: Any, moment: Any) -> DateTime:
    return DateTime(DateTime.of(moment.astimezone(context.host.time_zone)).ticks, LOCAL)


def file_item(context: Any, entry: FileEntry, shown: str | None = None) -> PSObject:
    """A FileInfo or DirectoryInfo; ``shown`` is its text: the path that it was made with, by default its name."""
    path = entry.path
    name = paths.leaf(path)
    folder = paths.parent(path)
    kind = "System.IO.DirectoryInfo" if entry.is_folder else "System.IO.FileInfo"
    made = PSObject((kind, "System.IO.FileSystemInfo", "System.MarshalByRefObject", "System.Object"))
    extension = paths.extension(path)
    root = path[:3]
    values: dict[str, Any] = {
        "PSPath": f"{FILE_PROVIDER}::{path}",
        "PSParentPath": f"{FILE_PROVIDER}::{folder}",
        "PSChildName": name,
        "PSDrive": path[:1],
        "PSProvider": FILE_PROVIDER,
        "PSIsContainer": entry.is_folder,
        "Mode": mode(entry),
    }
    if entry.is_folder:
        values |= {
            "BaseName": name,
            "Target": [],
            "LinkType": None,
            "Name": name,
            "Parent": lambda _: _above(context, folder, "" if folder == root else paths.leaf(folder)),
            "Exists": True,
            "Root": lambda _: _above(context, root, root),
        }
    else:
        values |= {
            "VersionInfo": lambda _: file_version_info(context, path),
            "BaseName": name[: len(name) - len(extension)],
            "Target": [],
            "LinkType": None,
            "Name": name,
            "Length": numbers.Int64(entry.size),
            "DirectoryName": folder,
            "Directory": lambda _: _above(context, folder, folder),
            "IsReadOnly": bool(entry.attributes & FileAttributes.READ_ONLY),
            "Exists": True,
        }
    values |= {
        "FullName": path,
        "Extension": extension,
        "CreationTime": _time(context, entry.created),
        "CreationTimeUtc": DateTime.of(entry.created, UTC_KIND),
        "LastAccessTime": _time(context, entry.accessed),
        "LastAccessTimeUtc": DateTime.of(entry.accessed, UTC_KIND),
        "LastWriteTime": _time(context, entry.written),
        "LastWriteTimeUtc": DateTime.of(entry.written, UTC_KIND),
        "Attributes": EnumValue(named("System.IO.FileAttributes"), int(entry.attributes)),
    }
    made.properties = {
        key.lower(): ComputedProperty(key, value, None, "Property")
        if callable(value)
        else Property(key, value, "Property")
        for key, value in values.items()
    }
    _settable(context, made, path)
    text = name if shown is None else shown
    made.text = lambda _: text
    made.methods = {
        "delete": ("Delete", lambda _self, *_arguments: context.host.files.remove(path)),
        "refresh": ("Refresh", lambda _self: None),
        "copyto": (
            "CopyTo",
            lambda _self, target, *_rest: context.host.files.copy(path, paths.file_path(context, str(target))),
        ),
        "moveto": (
            "MoveTo",
            lambda _self, target: context.host.files.move(path, paths.file_path(context, str(target))),
        ),
        "getfiles": (
            "GetFiles",
            lambda _self, *_rest: [
                file_item(context, one) for one in context.host.files.entries(path) if not one.is_folder
            ],
        ),
        "getdirectories": (
            "GetDirectories",
            lambda _self, *_rest: [
                file_item(context, one) for one in context.host.files.entries(path) if one.is_folder
            ],
        ),
    }
    made.native = entry
    return made


def _settable(context: Any, made: PSObject, path: str) -> None:
    """Times and attributes that scripts may set on the object."""

    def times(field: str) -> Any:
        def store(_self: Any, value: Any) -> None:
            entry = context.host.files.entry(path)
            moment = value.to_utc(context.host.time_zone).moment.replace(tzinfo=entry.written.tzinfo)
            held = {"created": entry.created, "written": entry.written, "accessed": entry.accessed, field: moment}
            context.host.files.set_times(path, held["created"], held["written"], held["accessed"])

        return store

    def lock(_self: Any, value: Any) -> None:
        held = context.host.files.entry(path).attributes
        flag = FileAttributes.READ_ONLY
        context.host.files.set_attributes(path, held | flag if truth(value) else held & ~flag)

    if "isreadonly" in made.properties:
        made.properties["isreadonly"] = ComputedProperty(
            "IsReadOnly",
            lambda _self: bool(context.host.files.entry(path).attributes & FileAttributes.READ_ONLY),
            lock,
            "Property",
        )
    for name, field in (("LastWriteTime", "written"), ("CreationTime", "created"), ("LastAccessTime", "accessed")):
        made.properties[name.lower()] = ComputedProperty(
            name,
            lambda _self, field=field: _time(context, getattr(context.host.files.entry(path), field)),  # type: ignore[misc]  # a default binds the value of this turn
            times(field),
            "Property",
        )


def _above(context: Any, folder: str, shown: str) -> Any:
    entry = context.host.files.entry(folder) if folder else None
    return None if entry is None else file_item(context, entry, shown)


def environment_item(name: str, value: str) -> PSObject:
    """An environment variable."""
    made = PSObject(("System.Collections.DictionaryEntry", "System.ValueType", "System.Object"))
    for entry, text in (
        ("Name", name),
        ("Key", name),
        ("Value", value),
        ("PSPath", f"Microsoft.PowerShell.Core\\Environment::{name}"),
        ("PSDrive", "Env"),
        ("PSIsContainer", False),
    ):
        made.properties[entry.lower()] = Property(entry, text, "Property")
    return made


def _written(item: PSObject) -> str:
    value = item.get("LastWriteTime")
    date = format_date(value, "d", UTC)
    return f"{date.rjust(10)}  {format_date(value, 't', UTC).rjust(8)}"


def _folder_line(item: PSObject) -> str:
    return str(item.get("PSParentPath")).partition("::")[2]


_FILES = TableView(
    (
        Column("Mode", 13),
        Column("LastWriteTime", 20, RIGHT, _written),
        Column("Length", 14, RIGHT),
        Column("Name", 0, LEFT),
    ),
    group_by=Frame("Directory", source=_folder_line),
)
_FILE_LIST = ListView(
    [
        Column(name)
        for name in ("Name", "Length", "CreationTime", "LastWriteTime", "LastAccessTime", "Mode", "LinkType", "Target")
    ],
    group_by=Frame("Directory", source=_folder_line),
)
for _type in ("System.IO.FileInfo", "System.IO.DirectoryInfo"):
    define(_type)
    register_view(_type, _FILES)
    register_view(_type, _FILE_LIST)
    register_properties(_type, "LastWriteTime Length Name")
_ENTRY_VIEW = TableView((Column("Name", 30), Column("Value", 0)))
register_view("System.Collections.DictionaryEntry", _ENTRY_VIEW)
register_view("System.Collections.DictionaryEntry", ListView((Column("Name"), Column("Value"))))
