"""The environment of a process: variables whose names ignore case."""

from collections.abc import Iterator, Mapping, MutableMapping
from functools import lru_cache


class Environment(MutableMapping[str, str]):
    """Variables by name; the case of a name's first use stays."""

    def __init__(self, variables: Mapping[str, str]) -> None:
        self._variables = {name.casefold(): (name, value) for name, value in variables.items()}

    def __getitem__(self, name: str) -> str:
        return self._variables[name.casefold()][1]

    def __setitem__(self, name: str, value: str) -> None:
        shown = self._variables.get(name.casefold(), (name, ""))[0]
        self._variables[name.casefold()] = (shown, value)

    def __delitem__(self, name: str) -> None:
        del self._variables[name.casefold()]

    def __iter__(self) -> Iterator[str]:
        for folded in sorted(self._variables):
            yield self._variables[folded][0]

    def __len__(self) -> int:
        return len(self._variables)

    def copy(self) -> "Environment":
        """What a child process starts with."""
        return Environment(dict(self))


@lru_cache(maxsize=256)
def system_variables(computer: str, domain: str, stored: tuple[tuple[str, str], ...]) -> Mapping[str, str]:
    """The variables that System's processes start with: those that Windows adds, and the ``stored`` of the registry.

    ``domain`` is empty in a workgroup.
    """
    variables = {
        "ALLUSERSPROFILE": r"C:\ProgramData",
        "APPDATA": r"C:\Windows\system32\config\systemprofile\AppData\Roaming",
        "CommonProgramFiles": r"C:\Program Files\Common Files",
        "CommonProgramFiles(x86)": r"C:\Program Files (x86)\Common Files",
        "CommonProgramW6432": r"C:\Program Files\Common Files",
        "COMPUTERNAME": computer,
        "LOCALAPPDATA": r"C:\Windows\system32\config\systemprofile\AppData\Local",
        "ProgramData": r"C:\ProgramData",
        "ProgramFiles": r"C:\Program Files",
        "ProgramFiles(x86)": r"C:\Program Files (x86)",
        "ProgramW6432": r"C:\Program Files",
        "PUBLIC": r"C:\Users\Public",
        "SystemDrive": "C:",
        "SystemRoot": r"C:\Windows",
        "USERDOMAIN": domain or "WORKGROUP",
        "USERNAME": f"{computer}$",
        "USERPROFILE": r"C:\Windows\system32\config\systemprofile",
    }
    for name, data in stored:
        if name != "USERNAME":
            variables[name] = expand(data, variables)
    return dict(sorted(variables.items(), key=lambda pair: pair[0].casefold()))


def expand(text: str, variables: Mapping[str, str]) -> str:
    """Replace each ``%NAME%`` by the variable of that name, without regard to case; unknown ones stay."""
    if "%" not in text:
        return text
    known = {name.casefold(): value for name, value in variables.items()}
    parts = text.split("%")
    expanded = parts[0]
    index = 1
    while index < len(parts):
        value = known.get(parts[index].casefold())
        if value is not None and index + 1 < len(parts):
            expanded += value + parts[index + 1]
            index += 2
        else:
            expanded += "%" + parts[index]
            index += 1
    return expanded
