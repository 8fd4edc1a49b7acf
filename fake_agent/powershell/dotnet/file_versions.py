"""System.Diagnostics.FileVersionInfo."""

from typing import Any

from fake_agent.powershell.dotnet.identifiers import parse_version
from fake_agent.powershell.dotnet.types import define
from fake_agent.powershell.errors import NetError
from fake_agent.powershell.formatting.views import Column, TableView, register_view
from fake_agent.powershell.providers.paths import leaf
from fake_agent.powershell.values.objects import Property, PSObject

FILE_VERSION = "System.Diagnostics.FileVersionInfo"
_PARTS = ("Major", "Minor", "Build", "Private")
_FLAGS = ("Debug", "Patched", "PreRelease", "PrivateBuild", "SpecialBuild")
_LANGUAGE = "English (United States)"

register_view(FILE_VERSION, TableView((Column("ProductVersion", 16), Column("FileVersion", 16), Column("FileName"))))


def file_version_info(context: Any, path: str) -> PSObject:
    """What a file says of its version: nothing but its name, where it has no version resource."""
    found = context.host.file_version(path)
    numbers = [int(part) for part in found.number.split(".")] if found is not None else [0, 0, 0, 0]
    parts = dict(zip(_PARTS, numbers, strict=True))
    name = leaf(path) if found is not None else None
    raw = parse_version(".".join(str(number) for number in numbers))
    values: dict[str, Any] = {
        "FileVersionRaw": raw,
        "ProductVersionRaw": raw,
        "Comments": "" if found else None,
        "CompanyName": found.company if found else None,
        "FileBuildPart": parts["Build"],
        "FileDescription": found.description if found else None,
        "FileMajorPart": parts["Major"],
        "FileMinorPart": parts["Minor"],
        "FileName": path,
        "FilePrivatePart": parts["Private"],
        "FileVersion": found.text if found else None,
        "InternalName": name.rpartition(".")[0] if name else None,
        **{f"Is{flag}": False for flag in _FLAGS},
        "Language": _LANGUAGE if found else None,
        "LegalCopyright": "© Microsoft Corporation. All rights reserved." if found else None,
        "LegalTrademarks": "" if found else None,
        "OriginalFilename": name,
        "PrivateBuild": "" if found else None,
        "ProductBuildPart": parts["Build"],
        "ProductMajorPart": parts["Major"],
        "ProductMinorPart": parts["Minor"],
        "ProductName": found.product if found else None,
        "ProductPrivatePart": parts["Private"],
        "ProductVersion": found.number if found else None,
        "SpecialBuild": "" if found else None,
    }
    made = PSObject((FILE_VERSION, "System.Object"))
    made.properties = {
        key.lower(): Property(key, value, "ScriptProperty" if key.endswith("Raw") else "Property")
        for key, value in values.items()
    }
    made.text = _text
    return made


def _text(info: PSObject) -> str:
    rows = [
        ("File", info.get("FileName")),
        ("InternalName", info.get("InternalName")),
        ("OriginalFilename", info.get("OriginalFilename")),
        ("FileVersion", info.get("FileVersion")),
        ("FileDescription", info.get("FileDescription")),
        ("Product", info.get("ProductName")),
        ("ProductVersion", info.get("ProductVersion")),
        *((flag, info.get(f"Is{flag}")) for flag in _FLAGS),
        ("Language", info.get("Language")),
    ]
    return "".join(f"{f'{name}:':<18}{'' if value is None else value}\n" for name, value in rows)


def _get_version_info(context: Any, path: str) -> PSObject:
    entry = context.host.files.entry(path)
    if entry is None or entry.is_folder:
        raise NetError("System.IO.FileNotFoundException", path)
    return file_version_info(context, entry.path)


define(FILE_VERSION, static_context_methods={"object GetVersionInfo(string fileName)": _get_version_info})
