"""Wildcards and .NET regular expressions as Python's ``re``."""

import re
from functools import lru_cache

from fake_agent.powershell.errors import NetError

_UNICODE_CLASSES = {
    "L": r"^\W\d_",
    "Lu": "A-ZÀ-ÖØ-Þ",
    "Ll": "a-zß-öø-ÿ",
    "N": r"\d",
    "Nd": r"\d",
    "P": r"!-/:-@\[-`{-~",
    "S": r"$+<=>^`|~",
    "Z": r"\s",
    "Zs": " ",
    "IsBasicLatin": "\\x00-\\x7f",
}
_CLASS_ESCAPES = frozenset({r"\w", r"\W", r"\d", r"\D", r"\s", r"\S"})
_NAMED_GROUP = re.compile(r"\(\?(?:<(?P<angle>[A-Za-z_]\w*)>|'(?P<quoted>[A-Za-z_]\w*)')")
_INLINE = re.compile(r"\(\?(?P<on>[imnsx]*)(?:-(?P<off>[imnsx]+))?\)")


@lru_cache(maxsize=2048)
def regex(pattern: str, flags: int = 0) -> "re.Pattern[str]":
    """The compiled pattern; ``NetError`` (ArgumentException) where it is no regular expression."""
    try:
        return re.compile(translate(pattern), flags)
    except (re.error, OverflowError, RecursionError) as error:
        reason = str(error)
        raise NetError("System.ArgumentException", f'parsing "{pattern}" - {reason[:1].upper()}{reason[1:]}.') from None


def translate(pattern: str) -> str:  # noqa: C901, PLR0912 - one case a form
    """A .NET pattern in Python's notation."""
    pieces: list[str] = []
    index, size = 0, len(pattern)
    in_class = False
    open_scopes: list[int] = [0]
    verbose = False
    while index < size:
        character = pattern[index]
        if character == "\\" and index + 1 < size:
            piece, index = _escape(pattern, index, in_class=in_class)
            pieces.append(piece)
            continue
        if in_class:
            if character == "]":
                in_class = False
            after_class = bool(pieces) and pieces[-1] in _CLASS_ESCAPES
            pieces.append("\\[" if character == "[" else "\\-" if character == "-" and after_class else character)
        elif character == "[":
            in_class = True
            pieces.append("[")
            if pattern.startswith("^", index + 1):
                pieces.append("^")
                index += 1
            if pattern.startswith("]", index + 1):
                pieces.append("\\]")
                index += 1
        elif character == "(":
            if named := _NAMED_GROUP.match(pattern, index):
                pieces.append(f"(?P<{named['angle'] or named['quoted']}>")
                index = named.end()
                open_scopes.append(0)
                continue
            if inline := _INLINE.match(pattern, index):
                on, off = inline["on"].replace("n", ""), (inline["off"] or "").replace("n", "")
                flags = on + (f"-{off}" if off else "")
                if flags:
                    pieces.append(f"(?{flags}:")
                    open_scopes[-1] += 1
                    verbose = verbose or "x" in on
                index = inline.end()
                continue
            pieces.append("(")
            open_scopes.append(0)
        elif character == ")":
            pieces.append(")" * open_scopes.pop() if len(open_scopes) > 1 else "")
            pieces.append(")")
        else:
            pieces.append(character)
        index += 1
    pieces.append(("\n" if verbose else "") + ")" * open_scopes[0])
    return "".join(pieces)


def _escape(pattern: str, index: int, *, in_class: bool) -> tuple[str, int]:  # noqa: C901, PLR0911 - one case a form
    following = pattern[index + 1]
    end = index + 2
    if following in "pP" and (found := re.compile(r"\{(\w+)\}").match(pattern, end)):
        content = _UNICODE_CLASSES.get(found[1], r"\w")
        negated = following == "P"
        if in_class:
            return ("a-zA-ZÀ-ÿ" if found[1] == "L" else content), found.end()
        if content.startswith("^"):
            return f"[{content[1:] if negated else content}]", found.end()
        return f"[{'^' if negated else ''}{content}]", found.end()
    if following == "k" and (found := re.compile(r"<(\w+)>|'(\w+)'").match(pattern, end)):
        name = found[1] or found[2]
        return (f"\\{name}" if name.isdigit() else f"(?P={name})"), found.end()
    if following == "z":
        return r"\Z", end
    if following == "Z":
        return r"(?=\n?\Z)", end
    if following == "e":
        return r"\x1b", end
    if following == "G":
        return "", end
    if following.isalpha() and following not in "abBdDfnrsStvwWxuAcC" and following.isascii():
        return re.escape(following), end
    if following in "<>\"'`,;:!@%=/&~_ " or following == "#":
        return re.escape(following), end
    return pattern[index:end], end


_SUBSTITUTION = re.compile(r"\$(?:(\$)|(\d+)|\{(\w+)\}|(&)|(`)|(')|(_)|(\+))")


def expand(template: str, match: "re.Match[str]") -> str:
    """A .NET replacement text (``$1``, ``${name}``, ``$&``, ``$$``) for one match."""

    def part(found: "re.Match[str]") -> str:  # noqa: PLR0911 - one case a type
        if found[1]:
            return "$"
        group: str | int | None = int(found[2]) if found[2] else found[3]
        if group is not None:
            if isinstance(group, str) and group.isdigit():
                group = int(group)
            try:
                return match[group] or ""
            except IndexError:
                return found[0]
        if found[4]:
            return match[0]
        if found[5]:
            return match.string[: match.start()]
        if found[6]:
            return match.string[match.end() :]
        return match.string if found[7] else match[match.re.groups] or ""

    return _SUBSTITUTION.sub(part, template) if "$" in template else template


@lru_cache(maxsize=2048)
def wildcard(pattern: str, *, case_sensitive: bool = False) -> "re.Pattern[str]":
    """The expression for a pattern of ``*``, ``?``, ``[a-z]`` and backtick escapes, over the whole text."""
    pieces: list[str] = []
    index, size = 0, len(pattern)
    while index < size:
        character = pattern[index]
        if character == "`" and index + 1 < size:
            index += 1
            pieces.append(re.escape(pattern[index]))
        elif character == "*":
            pieces.append(".*")
        elif character == "?":
            pieces.append(".")
        elif character == "[":
            end = pattern.find("]", index + 2)
            if end < 0:
                raise NetError(
                    "System.Management.Automation.WildcardPatternException",
                    f"The specified wildcard character pattern is not valid: {pattern}",
                )
            content = pattern[index + 1 : end].replace("\\", "\\\\").replace("[", "\\[").replace("^", "\\^")
            pieces.append(f"[{content}]")
            index = end
        else:
            pieces.append(re.escape(character))
        index += 1
    flags = re.DOTALL if case_sensitive else re.DOTALL | re.IGNORECASE
    try:
        return re.compile("".join(pieces) + r"\Z", flags)
    except re.error:
        return re.compile(re.escape(pattern) + r"\Z", flags)


def has_wildcard(text: str) -> bool:
    """Whether the text is a pattern rather than a name."""
    return any(character in text for character in "*?[")
