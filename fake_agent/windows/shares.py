"""The folders that the machine shares: those that every server has, and those in the registry."""

from collections.abc import Iterator
from dataclasses import dataclass

from fake_agent.windows.machine import Machine
from fake_agent.windows.registry import CONTROL_SET

KEY = rf"{CONTROL_SET}\Services\LanmanServer\Shares"
"""Where Windows keeps shares: a value of several strings each (``Path=C:\\data``, ``Remark=...``)."""


@dataclass(frozen=True, slots=True)
class Share:
    """A shared folder; ``special`` ones are the system's own."""

    name: str
    path: str
    remark: str = ""
    special: bool = False


def shares(machine: Machine) -> Iterator[Share]:
    """Every share, the system's own first."""
    yield Share("ADMIN$", "C:\\Windows", "Remote Admin", special=True)
    for drive in machine.files.drives():
        yield Share(f"{drive.name}$", f"{drive.name}:\\", "Default share", special=True)
    yield Share("IPC$", "", "Remote IPC", special=True)
    if machine.registry.exists(KEY):
        for value in machine.registry.values(KEY):
            entries = value.data if isinstance(value.data, tuple) else ()
            fields = dict(entry.partition("=")[::2] for entry in entries)
            yield Share(value.name, fields.get("Path", ""), fields.get("Remark", ""))


def find(machine: Machine, name: str) -> Share | None:
    """The share of that name."""
    return next((share for share in shares(machine) if share.name.casefold() == name.casefold()), None)


def add(machine: Machine, share: Share) -> None:
    """Share a folder."""
    entries = ("CSCFlags=0", "MaxUses=4294967295", f"Path={share.path}", "Permissions=0", f"Remark={share.remark}")
    machine.registry.write(KEY, share.name, (*entries, f"ShareName={share.name}", "Type=0"))


def remove(machine: Machine, share: Share) -> None:
    """Share it no longer."""
    machine.registry.delete_value(KEY, share.name)
