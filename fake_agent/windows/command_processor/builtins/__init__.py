"""The built-in commands of cmd.exe."""

from fake_agent.windows.command_processor.builtins import (
    associations,
    clock,
    control,
    files,
    folders,
    starting,
    variables,
)
from fake_agent.windows.command_processor.builtins.table import Builtin

BUILTINS: dict[str, Builtin] = {
    **associations.BUILTINS,
    **clock.BUILTINS,
    **control.BUILTINS,
    **files.BUILTINS,
    **folders.BUILTINS,
    **starting.BUILTINS,
    **variables.BUILTINS,
}

_ENDS = " \t,;=/.\\:([+"
"""What may follow the name of a built-in command at once, as in ``echo.`` and ``cd..``."""


def find_builtin(text: str) -> tuple[Builtin, str] | None:
    """The built-in command that the text names, with the rest of the text."""
    length = next((at for at, character in enumerate(text) if character in _ENDS or character == '"'), len(text))
    name = text[:length].casefold()
    if name not in BUILTINS or _names_file(text, length):
        return None
    return BUILTINS[name], text[length:]


def _names_file(text: str, length: int) -> bool:
    r"""``type.exe`` and ``set\\x`` name files, ``echo.``, ``cd..`` and ``cd\\`` don't."""
    following = text[length : length + 2]
    return following[:1] == "." and following[1:].isalpha() and text[:length].casefold() != "echo"
