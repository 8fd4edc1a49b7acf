"""The environment of a process: variables whose names ignore case."""

from collections.abc import Iterator, Mapping, MutableMapping


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
