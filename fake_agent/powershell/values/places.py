"""Places in scripts, as error records show them."""

from fake_agent.powershell.values.objects import InvocationInfo

_TAB = 4
_LINE_LIMIT = 69
"""Characters of a script's line that an error shows."""


def place(invocation: InvocationInfo) -> tuple[str, str, str]:
    """``At path:1 char:2``, the line of the script, and the line that underlines what failed (PowerShell's source)."""
    head = f"At {invocation.path or 'line'}:{invocation.line} char:{invocation.column}"
    text = invocation.line_text.rstrip()
    start = invocation.column - 1
    length = max(invocation.end_column, invocation.column) - invocation.column
    before, failed = text[:start].ljust(start).expandtabs(_TAB), text[start : start + length].expandtabs(_TAB)
    shown, left, marked = _shortened(text.expandtabs(_TAB), len(before), len(failed))
    return head, f"+ {shown}", f"+ {' ' * left}{'~' * max(1, marked)}"


def _shortened(text: str, before: int, length: int) -> tuple[str, int, int]:
    """A long line cut around what failed, with as much before and behind it as there is room for.

    Returns what is shown, how far in the failed part is, and how much of it is shown.
    """
    if len(text) <= _LINE_LIMIT:
        return text, before, length
    behind = max(0, len(text) - before - length)
    prefix, suffix = min(before, 12), min(behind, 8)
    if prefix + length + suffix >= _LINE_LIMIT:
        length = min(length, _LINE_LIMIT - prefix)
        is_cut = True
    else:
        prefix += min(before - prefix, _LINE_LIMIT - prefix - length - suffix)
        suffix += min(behind, _LINE_LIMIT - prefix - length - suffix)
        is_cut = suffix < behind
    start = before - prefix
    dots = "... " if start else ""
    return f"{dots}{text[start : start + _LINE_LIMIT]}{' ...' if is_cut else ''}", len(dots) + prefix, length
