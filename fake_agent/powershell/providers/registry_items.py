"""Registry keys and their values as objects of scripts."""

from collections.abc import Callable
from functools import partial
from typing import Any

from fake_agent.powershell.dotnet.enumerations import VALUE_KIND
from fake_agent.powershell.dotnet.types import define, define_enum
from fake_agent.powershell.errors import NetError
from fake_agent.powershell.formatting.requests import write_list
from fake_agent.powershell.formatting.views import LEFT, Column, Frame, TableView, register_view
from fake_agent.powershell.host import RegistryKind, RegistryValue
from fake_agent.powershell.providers import paths
from fake_agent.powershell.providers.registry_values import fitting_kind, registry_data, registry_value
from fake_agent.powershell.values.conversion import convert
from fake_agent.powershell.values.objects import NOTHING, Property, PSObject
from fake_agent.powershell.values.text import to_text, truth

REGISTRY_PROVIDER = "Microsoft.PowerShell.Core\\Registry"
HIVES = {
    "hklm": "HKEY_LOCAL_MACHINE",
    "hkcu": "HKEY_CURRENT_USER",
    "hkcr": "HKEY_CLASSES_ROOT",
    "hku": "HKEY_USERS",
    "hkcc": "HKEY_CURRENT_CONFIG",
}
_KIND_NAMES = {
    RegistryKind.NONE: "None",
    RegistryKind.STRING: "String",
    RegistryKind.EXPAND_STRING: "ExpandString",
    RegistryKind.BINARY: "Binary",
    RegistryKind.DWORD: "DWord",
    RegistryKind.MULTI_STRING: "MultiString",
    RegistryKind.QWORD: "QWord",
}
_PROVIDER_NOTES = frozenset({"pspath", "psparentpath", "pschildname", "psdrive", "psprovider"})
_MOST_TEXT = 5000
"""Characters of a key's values that its view shows."""


def registry_key(path: str) -> str | None:
    """The full name of the registry key that a path means; None where it is no registry path."""
    text = path.replace("/", "\\")
    for prefix in ("microsoft.powershell.core\\registry::", "registry::"):
        if text.lower().startswith(prefix):
            text = text[len(prefix) :]
            head, _, rest = text.partition("\\")
            full = HIVES.get(head.rstrip(":").lower(), head.upper())
            return paths.normalized(f"{full}\\{rest.lstrip(chr(92))}").rstrip("\\")
    drive, colon, rest = text.partition(":")
    if colon and drive.lower() in HIVES:
        return "\\".join([HIVES[drive.lower()], *[part for part in rest.split("\\") if part]])
    return None


class RegistryKey:
    """The methods of Microsoft.Win32.RegistryKey on one key."""

    def __init__(self, context: Any, key: str, *, writable: bool) -> None:
        self._context = context
        self._registry = context.host.registry
        self._key = key
        self._writable = writable

    def methods(self) -> dict[str, tuple[str, Any]]:
        """The methods by their names in lower case, for the object of a script."""
        public: dict[str, Callable[..., Any]] = {
            "Close": self._nothing,
            "CreateSubKey": self._create,
            "DeleteSubKey": self._delete_leaf,
            "DeleteSubKeyTree": self._delete_tree,
            "DeleteValue": self._delete_value,
            "Dispose": self._nothing,
            "Flush": self._nothing,
            "GetSubKeyNames": lambda: list(self._registry.subkeys(self._key)),
            "GetValue": self._get_value,
            "GetValueKind": self._kind,
            "GetValueNames": lambda: [value.name for value in self._registry.values(self._key)],
            "OpenSubKey": self._open,
            "SetValue": self._set_value,
        }
        return {name.lower(): (name, _method(function)) for name, function in public.items()}

    def _nothing(self) -> object:
        return NOTHING

    def _below(self, name: Any) -> str:
        return f"{self._key}\\{to_text(name)}".rstrip("\\") if to_text(name) else self._key

    def _open(self, name: Any, access: Any = None, *_rights: Any) -> PSObject | None:
        writable = truth(access) if isinstance(access, bool) else "write" in to_text(access).lower()
        key = self._below(name)
        return key_item(self._context, key, writable=writable) if self._registry.exists(key) else None

    def _create(self, name: Any, *_options: Any) -> PSObject:
        self._require_writable()
        self._registry.create(self._below(name))
        return key_item(self._context, self._below(name), writable=True)

    def _find(self, name: Any) -> RegistryValue | None:
        wanted = to_text(name).lower()
        return next((value for value in self._registry.values(self._key) if value.name.lower() == wanted), None)

    def _get_value(self, name: Any, default: Any = None, options: Any = None) -> Any:
        found = self._find(name)
        expand = "donotexpand" not in to_text(options).lower()
        return default if found is None else registry_data(self._context, found, expand=expand)

    def _kind(self, name: Any) -> Any:
        found = self._find(name)
        if found is None:
            raise NetError("System.IO.IOException", "The specified registry key does not exist.")
        return convert(_KIND_NAMES[found.kind], VALUE_KIND, None)

    def _set_value(self, name: Any, value: Any, kind: Any = None) -> object:
        self._require_writable()
        wanted = to_text(kind).lower() if kind is not None else "unknown"
        chosen = next((one for one, shown in _KIND_NAMES.items() if shown.lower() == wanted), fitting_kind(value))
        try:
            self._registry.set_value(self._key, registry_value(to_text(name), value, chosen))
        except ValueError:
            reason = (
                "The type of the value object did not match the specified RegistryValueKind or the object could not "
                "be properly converted."
            )
            raise NetError("System.ArgumentException", reason) from None
        return NOTHING

    def _delete_value(self, name: Any, throws: Any = True) -> object:
        self._require_writable()
        if self._find(name) is not None:
            self._registry.delete_value(self._key, to_text(name))
        elif truth(throws):
            raise NetError("System.ArgumentException", "No value exists with that name.")
        return NOTHING

    def _delete_leaf(self, name: Any, throws: Any = True) -> object:
        if self._registry.exists(self._below(name)) and self._registry.subkeys(self._below(name)):
            reason = "Registry key has subkeys and recursive removes are not supported by this method."
            raise NetError("System.InvalidOperationException", reason)
        return self._delete(name, throws, "Cannot delete a subkey because the subkey does not exist.")

    def _delete_tree(self, name: Any, throws: Any = True) -> object:
        return self._delete(name, throws, "Cannot delete a subkey tree because the subkey does not exist.")

    def _delete(self, name: Any, throws: Any, missing: str) -> object:
        self._require_writable()
        if self._registry.exists(self._below(name)):
            self._registry.delete(self._below(name))
        elif truth(throws):
            raise NetError("System.ArgumentException", missing)
        return NOTHING

    def _require_writable(self) -> None:
        if not self._writable:
            raise NetError("System.UnauthorizedAccessException", "Cannot write to the registry key.")


def _method(function: Callable[..., Any]) -> Callable[..., Any]:
    return lambda _self, *arguments: function(*arguments)


def key_item(context: Any, key: str, *, writable: bool = False) -> PSObject:
    """A registry key, as the provider gives it and as Microsoft.Win32.RegistryKey; read only unless it is opened so."""
    registry = context.host.registry
    name = registry.spelling(key)
    values = list(registry.values(key))
    folder, _, leaf = name.rpartition("\\")
    made = PSObject(("Microsoft.Win32.RegistryKey", "System.MarshalByRefObject", "System.Object"))
    listed = {
        "Name": name,
        "Property": [value.name or "(default)" for value in values],
        "SubKeyCount": len(registry.subkeys(key)),
        "ValueCount": len(values),
        "PSPath": f"{REGISTRY_PROVIDER}::{name}",
        "PSParentPath": f"{REGISTRY_PROVIDER}::{folder}",
        "PSChildName": leaf,
        "PSDrive": _drive_of(name),
        "PSProvider": REGISTRY_PROVIDER,
        "PSIsContainer": True,
    }
    made.properties = {entry.lower(): Property(entry, value, "Property") for entry, value in listed.items()}
    made.text = lambda _: name
    made.methods = RegistryKey(context, name, writable=writable).methods()
    made.native = partial(_values_text, context, key)
    return made


def _drive_of(name: str) -> str | None:
    hive = name.partition("\\")[0]
    return next((drive.upper() for drive, full in HIVES.items() if full == hive), None)


def key_properties(context: Any, key: str, wanted: list[str] | None) -> PSObject | None:
    """The values of a key as one custom object; None where none of the wanted ones is there."""
    registry = context.host.registry
    name = registry.spelling(key)
    made = PSObject()
    for value in registry.values(key):
        shown = value.name or "(default)"
        if wanted is None or shown.lower() in [one.lower() for one in wanted]:
            made.properties[shown.lower()] = Property(shown, registry_data(context, value))
    if wanted is not None and not made.properties:
        return None
    folder, _, leaf = name.rpartition("\\")
    for entry, text in (
        ("PSPath", f"{REGISTRY_PROVIDER}::{name}"),
        ("PSParentPath", f"{REGISTRY_PROVIDER}::{folder}"),
        ("PSChildName", leaf),
        ("PSDrive", _drive_of(name)),
        ("PSProvider", REGISTRY_PROVIDER),
    ):
        made.properties[entry.lower()] = Property(entry, text)
    return made


def _values_text(context: Any, key: str) -> str:
    """What the column Property holds: the key's values as Format-List shows them on a line of the console's width."""
    values = key_properties(context, key, None)
    names = [name for name in values.properties if name not in _PROVIDER_NOTES] if values is not None else []
    if values is None or not names:
        return ""
    pieces: list[str] = []
    columns = [Column(values.properties[name].name) for name in names]
    write_list(context, values, columns, pieces.append, context.host.console_width - 1)
    text = "".join(pieces).strip()
    return text if len(text) < _MOST_TEXT else f"{text[:_MOST_TEXT]}..."


def _hive_line(item: PSObject) -> str:
    return str(item.get("PSParentPath")).partition("::")[2]


register_view(
    "Microsoft.Win32.RegistryKey",
    TableView(
        (Column("Name", 30, source="PSChildName"), Column("Property", 0, LEFT, lambda item: item.native())),
        group_by=Frame("Hive", source=_hive_line),
        wrap=True,
    ),
)


def _hive(full: str) -> Callable[[Any], PSObject]:
    return lambda context: key_item(context, full, writable=True)


def _static(context: Any, path: str) -> RegistryKey | None:
    head = path.partition("\\")[0].upper()
    if head not in HIVES.values():
        raise NetError("System.ArgumentException", "Registry key name must start with a valid base key name.")
    return RegistryKey(context, path.rstrip("\\"), writable=True) if context.host.registry.exists(path) else None


def _read(context: Any, path: str, name: Any, default: Any = None) -> Any:
    key = _static(context, path)
    return None if key is None else key.methods()["getvalue"][1](None, name, default)


def _write(context: Any, path: str, name: Any, value: Any, kind: Any = None) -> object:
    if _static(context, path) is None:
        context.host.registry.create(path)
    return RegistryKey(context, path.rstrip("\\"), writable=True).methods()["setvalue"][1](None, name, value, kind)


def _open_base(context: Any, hive: Any, _view: Any) -> PSObject:
    return key_item(context, _BASES[to_text(hive).lower()], writable=True)


_BASES = {
    "localmachine": "HKEY_LOCAL_MACHINE",
    "currentuser": "HKEY_CURRENT_USER",
    "classesroot": "HKEY_CLASSES_ROOT",
    "users": "HKEY_USERS",
    "currentconfig": "HKEY_CURRENT_CONFIG",
}
define_enum("Microsoft.Win32.RegistryView", {"Default": 0, "Registry64": 256, "Registry32": 512})
define_enum("Microsoft.Win32.RegistryValueOptions", "None DoNotExpandEnvironmentNames")
define(
    "Microsoft.Win32.Registry",
    static_properties={
        name: _hive(_BASES[name.lower()])
        for name in ("LocalMachine", "CurrentUser", "ClassesRoot", "Users", "CurrentConfig")
    },
    static_context_methods={
        "object GetValue(string keyName, string valueName, [object defaultValue])": _read,
        "void SetValue(string keyName, string valueName, object value, [object valueKind])": _write,
    },
)
define(
    "Microsoft.Win32.RegistryKey",
    static_context_methods={
        "object OpenBaseKey(Microsoft.Win32.RegistryHive hKey, Microsoft.Win32.RegistryView view)": _open_base
    },
)
