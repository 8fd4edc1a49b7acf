r"""The registry: hives, keys, values and the links between hives that Windows keeps.

``HKEY_CURRENT_USER`` is System's own hive, since that is who runs the scripts; ``CurrentControlSet`` is
``ControlSet001``.
"""

from collections.abc import Mapping, Sequence
from functools import lru_cache

from fake_agent.powershell.host import RegistryData, RegistryKind, RegistryValue
from fake_agent.windows.overlay import Overlay
from fake_agent.windows.security.table import SecurityTable
from fake_agent.windows.tree import Node, Tree, key_of

Values = tuple[RegistryValue, ...]

LOCAL_MACHINE = "HKEY_LOCAL_MACHINE"
CONTROL_SET = rf"{LOCAL_MACHINE}\SYSTEM\CurrentControlSet"

HIVES = {
    "HKLM": LOCAL_MACHINE,
    "HKCU": "HKEY_CURRENT_USER",
    "HKCR": "HKEY_CLASSES_ROOT",
    "HKU": "HKEY_USERS",
    "HKCC": "HKEY_CURRENT_CONFIG",
}
"""The short names that reg.exe and PowerShell's drives use."""

LINKS = {
    r"hkey_local_machine\system\currentcontrolset": r"HKEY_LOCAL_MACHINE\SYSTEM\ControlSet001",
    "hkey_current_config": r"HKEY_LOCAL_MACHINE\SYSTEM\ControlSet001\Hardware Profiles\0001",
    "hkey_classes_root": r"HKEY_LOCAL_MACHINE\SOFTWARE\Classes",
    "hkey_current_user": r"HKEY_USERS\.DEFAULT",
    r"hkey_users\s-1-5-18": r"HKEY_USERS\.DEFAULT",
}


def full_name(key: str) -> str:
    r"""The key with its hive's full name: ``HKLM\\X`` and ``HKEY_LOCAL_MACHINE\\X`` name one key."""
    hive, separator, rest = key.strip("\\").partition("\\")
    return HIVES.get(hive.upper(), hive) + separator + rest


def _link_of(key: str) -> str:
    """The longest link that the key lies at or under, or nothing."""
    folded = key_of(key)
    found = [link for link in LINKS if folded == link or folded.startswith(link + "\\")]
    return max(found, key=len, default="")


@lru_cache(maxsize=4096)
def _target(key: str) -> str:
    """Where the key really is, through the links."""
    while link := _link_of(key):
        key = LINKS[link] + key[len(link) :]
    return key


class Registry:
    """The registry of one machine; see ``fake_agent.powershell.host.Registry`` for the errors."""

    def __init__(self, keys: Overlay[str, Node[Values]], security: SecurityTable) -> None:
        self._tree = Tree(keys)
        self._security = security

    def exists(self, key: str) -> bool:
        """Whether there is such a key."""
        return self._tree.get(_target(key)) is not None

    def spelling(self, key: str) -> str:
        """The key's full name as it is stored, through no link."""
        link = _link_of(key)
        target = _target(key)
        shown = self._tree.shown(target)
        kept = len(key) - len(link)
        return self._tree.shown(key[: len(link)]) + shown[len(shown) - kept :] if link else shown

    def location(self, key: str) -> str:
        """The name that the key really has, behind the links."""
        return _target(key)

    def create(self, key: str) -> None:
        """Make the key and those above it; nothing happens where it exists."""
        names = _target(key).split("\\")
        if self._tree.get(names[0]) is None:
            raise KeyError(key)
        for end in range(2, len(names) + 1):
            path = "\\".join(names[:end])
            if self._tree.get(path) is None:
                self._tree.put(path, ())

    def delete(self, key: str) -> None:
        """Delete the key with all below it."""
        target = _target(key)
        if "\\" not in target:
            raise PermissionError(key)
        self._tree.remove(target)
        self._security.forget(target)

    def copy(self, source: str, destination: str) -> None:
        """Copy the key with all below it."""
        self.create(destination)
        self._tree.graft(_target(source), _target(destination))

    def subkeys(self, key: str) -> Sequence[str]:
        """The names of the keys directly below, sorted without case."""
        return [node.name for _, node in self._tree.children(_target(key))]

    def values(self, key: str) -> Sequence[RegistryValue]:
        """The values of the key, in the order they were made."""
        node = self._tree.get(_target(key))
        if node is None:
            raise KeyError(key)
        return node.content

    def set_value(self, key: str, value: RegistryValue) -> None:
        """Add or replace the value of that name; its place and the case of its name stay."""
        values = list(self.values(key))
        for index, existing in enumerate(values):
            if existing.name.casefold() == value.name.casefold():
                values[index] = RegistryValue(existing.name, value.kind, value.data)
                break
        else:
            values.append(value)
        self._tree.put(_target(key), tuple(values))

    def delete_value(self, key: str, name: str) -> None:
        """Delete the value; ``LookupError`` where there is none."""
        values = self.values(key)
        kept = tuple(value for value in values if value.name.casefold() != name.casefold())
        if len(kept) == len(values):
            raise LookupError(name)
        self._tree.put(_target(key), kept)

    def value(self, key: str, name: str) -> RegistryValue | None:
        """One value, or ``None`` where key or value is missing."""
        node = self._tree.get(_target(key))
        folded = name.casefold()
        return next((value for value in node.content if value.name.casefold() == folded), None) if node else None

    def read(self, key: str, name: str) -> RegistryData | None:
        """The data of one value, or ``None`` where key or value is missing."""
        value = self.value(key, name)
        return None if value is None else value.data

    def read_text(self, key: str, name: str) -> str:
        """The data of one value as text, empty where it is missing."""
        data = self.read(key, name)
        return "" if data is None else str(data)

    def write(self, key: str, name: str, data: RegistryData, kind: RegistryKind | None = None) -> None:
        """Set one value, with the keys above it; without ``kind`` the data's own."""
        self.create(key)
        self.set_value(key, RegistryValue(name, kind or kind_of(data), data))

    def apply(self, description: Mapping[str, Mapping[str, object] | None]) -> None:
        """Take over keys from a description: key -> name -> data (see ``value_from``).

        ``None`` deletes the key or the value.
        """
        for key, values in description.items():
            name = full_name(key)
            if values is None:
                self.delete(name)
                continue
            self.create(name)
            for value_name, data in values.items():
                if data is not None:
                    self.set_value(name, value_from(value_name, data))
                elif self.read(name, value_name) is not None:
                    self.delete_value(name, value_name)


def kind_of(data: RegistryData) -> RegistryKind:
    """The kind that PowerShell picks for data of this type."""
    if isinstance(data, bool | int):
        return RegistryKind.DWORD
    if isinstance(data, bytes):
        return RegistryKind.BINARY
    if not isinstance(data, str | tuple):
        raise TypeError(f"a registry value must be a text, a number, bytes or a tuple of texts, not {data!r}")
    return RegistryKind.MULTI_STRING if isinstance(data, tuple) else RegistryKind.STRING


def value_from(name: str, data: object) -> RegistryValue:
    """A value as descriptions write it.

    Text, a number (DWORD), a list (multi string), or one of ``{expand: text}``, ``{qword: number}``,
    ``{binary: hexadecimal}``, ``{none: hexadecimal}``. ``ValueError`` for anything else.
    """
    match data:
        case str():
            return RegistryValue(name, RegistryKind.STRING, data)
        case int():
            return RegistryValue(name, RegistryKind.DWORD, int(data) & 0xFFFFFFFF)
        case list():
            return RegistryValue(name, RegistryKind.MULTI_STRING, tuple(str(item) for item in data))
        case {"expand": text}:
            return RegistryValue(name, RegistryKind.EXPAND_STRING, str(text))
        case {"qword": int(number)}:
            return RegistryValue(name, RegistryKind.QWORD, number)
        case {"binary": text} | {"none": text}:
            kind = RegistryKind.NONE if data == {"none": text} else RegistryKind.BINARY
            return RegistryValue(name, kind, bytes.fromhex(str(text)))
    raise ValueError(f"not a registry value: {name} = {data!r}")
