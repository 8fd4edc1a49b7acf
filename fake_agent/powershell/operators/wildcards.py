"""Wildcards: patterns of ``*``, ``?`` and ``[a-z]``."""

import re
from functools import lru_cache

from fake_agent.powershell.errors import NetError


@lru_cache(maxsize=2048)
def wildcard(pattern: str, *, case_sensitive: bool = False) -> "re.Pattern[str]":
    """The expression for a pattern of ``*``, ``?``, ``[a-z]`` and backtick escapes, over the whole text."""
    pieces: list[str] = [""]
    index, size = 0, len(pattern)
    while index < size:
        character = pattern[index]
        if character == "`" and index + 1 < size:
            index += 1
            pieces[-1] += re.escape(pattern[index])
        elif character == "*":
            pieces.append("")
        elif character == "?":
            pieces[-1] += "."
        elif character == "[":
            end = pattern.find("]", index + 2)
            if end < 0:
                raise NetError(
                    "System.Management.Automation.WildcardPatternException",
                    f"The specified wildcard character pattern is not valid: {pattern}",
                )
            content = pattern[index + 1 : end].replace("\\", "\\\\").replace("[", "\\[").replace("^", "\\^")
            pieces[-1] += f"[{content}]"
            index = end
        else:
            pieces[-1] += re.escape(character)
        index += 1
    flags = re.DOTALL if case_sensitive else re.DOTALL | re.IGNORECASE
    try:
        return re.compile(_joined(pieces), flags)
    except re.error:
        return re.compile(re.escape(pattern) + r"\Z", flags)


def _joined(pieces: list[str]) -> str:
    """Pieces with anything between them. The first place that fits is final, so that no text takes long to refuse."""
    first, *rest = pieces
    if not rest:
        return f"{first}\\Z"
    middle = "".join(f"(?>.*?{piece})" for piece in rest[:-1] if piece)
    return f"{first}{middle}.*{rest[-1]}\\Z"


def has_wildcard(text: str) -> bool:
    """Whether the text is a pattern rather than a name."""
    return any(character in text for character in "*?[")
