"""How netsh's command lines are cut."""

from collections.abc import Callable, Sequence

from fake_agent.powershell.host import ProgramResult
from fake_agent.windows.programs.registry import Call

NetshCommand = tuple[tuple[str, ...], Callable[[Call, Sequence[str]], ProgramResult]]
"""The words that name a command, each of which may be shortened, and what runs it with the words behind."""


def pairs_of(words: Sequence[str]) -> dict[str, str]:
    """``name=value`` words; what comes without a name is under ``""``, the first one."""
    pairs: dict[str, str] = {}
    for word in words:
        name, equals, value = word.partition("=")
        if equals:
            pairs[name.casefold()] = value.strip('"')
        else:
            pairs.setdefault("", word)
    return pairs
