"""The project's data files, wherever they are: beside the checkout, or inside the wheel."""

from functools import cache
from pathlib import Path
from typing import Any

import yaml
from yaml.constructor import ConstructorError

_PLACES = (Path(__file__).parent / "_fixtures", Path(__file__).parent.parent / "fixtures")

_SafeLoader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class _Loader(_SafeLoader):  # type: ignore[misc]  # PyYAML may lack the C one
    """A safe loader, the C one where there is one, that refuses what is said twice; PyYAML lets the last count."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> Any:
        """The mapping. Raises ``yaml.YAMLError`` where it has a name twice."""
        names: set[tuple[str, str]] = set()
        for key in (key for key, _ in node.value if isinstance(key, yaml.ScalarNode)):
            if (key.tag, key.value) in names:
                raise ConstructorError(None, None, f"'{key.value}' is there twice", key.start_mark)
            names.add((key.tag, key.value))
        return super().construct_mapping(node, deep)


@cache
def read_text(name: str) -> str:
    """The text of a data file, named by its path below ``fixtures/``. Raises ``FileNotFoundError``."""
    for place in _PLACES:
        path = place / name
        if path.is_file():
            return path.read_text(encoding="utf-8")
    raise FileNotFoundError(f"no data file {name}")


def names_in(folder: str) -> tuple[str, ...]:
    """The names of the data files in a folder below ``fixtures/``, sorted. Raises ``FileNotFoundError``."""
    for place in _PLACES:
        path = place / folder
        if path.is_dir():
            return tuple(sorted(entry.name for entry in path.iterdir() if entry.is_file()))
    raise FileNotFoundError(f"no folder {folder} of data files")


def load_yaml(text: str) -> Any:
    """Parse YAML (JSON is a part of it). Raises ``yaml.YAMLError``."""
    return yaml.load(text, Loader=_Loader)  # noqa: S506 # it is a safe one
