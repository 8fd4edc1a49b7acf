"""The modules that Windows Server has: versions, kinds, folders, and what they export."""

from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from fake_agent.powershell.cmdlets.registry import COMMANDS
from fake_agent.powershell.host import Host
from fake_agent.powershell.providers.paths import leaf

_FOLDERS = {
    "-": r"C:\Windows\system32\WindowsPowerShell\v1.0\Modules",
    "+": r"C:\Program Files\WindowsPowerShell\Modules",
}
_CORE = "microsoft.powershell.core"
_CMDLETS = frozenset({"resolve-dnsname"})
"""Commands that are cmdlets although their modules are made of functions."""


@dataclass(frozen=True, slots=True)
class KnownModule:
    """A module: ``kind`` is Manifest, Script or Binary, ``commands`` Cmdlet or Function; ``named`` some of them."""

    name: str
    version: str
    kind: str
    commands: str
    folder: str
    named: tuple[str, ...]

    @property
    def path(self) -> str:
        """The module's manifest; those for all users have a folder for the version."""
        between = f"{self.version}\\" if self.folder == _FOLDERS["+"] else ""
        return f"{self.folder}\\{self.name}\\{between}{self.name}.psd1"

    @property
    def exports(self) -> list[str]:
        """What is known of its commands, those of the simulator with them."""
        own = (known.name for known in COMMANDS.values() if known.module.lower() == self.name.lower())
        return sorted({*self.named, *own}, key=str.lower)


@cache
def known_modules() -> dict[str, KnownModule]:
    """Modules by their names in lower case, in the order of the folders and names."""
    table = {}
    for line in files(__package__).joinpath("known_modules.txt").read_text("utf-8").splitlines():
        if line.startswith("#") or not line.strip():
            continue
        folder, name, version, kind, commands, *named = line.split()
        table[name.lower()] = KnownModule(name, version, kind, commands, _FOLDERS[folder], tuple(named))
    return table


def installed_modules(host: Host) -> dict[str, KnownModule]:
    """Modules that came to the machine later, by their names in lower case: what they export is not known."""
    folder = _FOLDERS["+"]
    if host.files.entry(folder) is None:
        return {}
    found = {}
    for entry in host.files.entries(folder):
        name = leaf(entry.path)
        versions = (
            [leaf(one.path) for one in host.files.entries(entry.path) if one.is_folder] if entry.is_folder else []
        )
        if versions and name.lower() not in known_modules():
            found[name.lower()] = KnownModule(name, versions[-1], "Manifest", "Function", folder, ())
    return found


def version_of(module: str) -> str | None:
    """The version that commands of a module have; those of the core and of no module have other ones."""
    known = known_modules().get(module.lower())
    if known is not None:
        return known.version
    return "3.0.0.0" if module.lower() == _CORE else None


def kind_of(command: str, module: str) -> str:
    """Whether a command is a cmdlet or a function."""
    known = known_modules().get(module.lower())
    return "Cmdlet" if known is None or command.lower() in _CMDLETS else known.commands
