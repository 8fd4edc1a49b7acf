"""The conditions of ``if``."""

import operator
from collections.abc import Callable
from fnmatch import fnmatchcase
from typing import Any

from fake_agent.windows.command_processor.nodes import Condition
from fake_agent.windows.command_processor.shell import Shell

_COMPARISONS: dict[str, Callable[[Any, Any], bool]] = {
    "EQU": operator.eq,
    "NEQ": operator.ne,
    "LSS": operator.lt,
    "LEQ": operator.le,
    "GTR": operator.gt,
    "GEQ": operator.ge,
}


def holds(shell: Shell, condition: Condition) -> bool:
    """Whether the condition is true here and now."""
    left, right = shell.substituted(condition.left), shell.substituted(condition.right)
    if condition.ignores_case:
        left, right = left.casefold(), right.casefold()
    return _test(shell, condition.kind, left, right) != condition.negated


def _test(shell: Shell, kind: str, left: str, right: str) -> bool:
    match kind:
        case "exist":
            return _exists(shell, left)
        case "defined":
            return left in shell.environment
        case "errorlevel":
            return left.lstrip("-").isdigit() and shell.error_level >= int(left)
        case "==":
            return left == right
    try:
        return _COMPARISONS[kind](int(left, 0), int(right, 0))
    except ValueError:
        return _COMPARISONS[kind](left, right)


def _exists(shell: Shell, path: str) -> bool:
    files = shell.execution.files
    full = shell.full_path(path)
    if "*" not in full and "?" not in full:
        return files.exists(full)
    folder, _, pattern = full.rpartition("\\")
    if not files.is_folder(folder):
        return False
    names = (entry.path.rpartition("\\")[2].casefold() for entry in files.entries(folder))
    return any(fnmatchcase(name, pattern.casefold()) for name in names)
