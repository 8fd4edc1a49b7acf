"""Scripted outcomes: rules that a test gives. They come before any guest."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from math import inf
from types import UnionType


def _is_number(value: object, kind: type | UnionType) -> bool:
    return isinstance(value, kind) and not isinstance(value, bool)


@dataclass(frozen=True, slots=True)
class Rule:
    """What a script does, without running it.

    ``script`` is a regular expression searched in the whole script (lines joined by a newline); ``vm`` a name or ""
    for all.
    ``duration`` is in simulated seconds; None never ends, as a prompt that nobody answers. Raises ``re.error``,
    ``TypeError`` and ``ValueError``.
    """

    script: str
    stdout: str = ""
    stderr: str = ""
    exit_code: int = 0
    duration: float | None = 0.0
    vm: str = ""
    pattern: re.Pattern[str] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        for name in ("script", "stdout", "stderr", "vm"):
            if not isinstance(getattr(self, name), str):
                raise TypeError(f"a rule's {name} must be a text, not {getattr(self, name)!r}")
        if not _is_number(self.exit_code, int):
            raise TypeError(f"a rule's exit code must be a whole number, not {self.exit_code!r}")
        if self.duration is not None and not _is_number(self.duration, int | float):
            raise TypeError(f"a rule's duration must be a number of seconds, or None for ever, not {self.duration!r}")
        if self.duration is not None and not 0 <= self.duration < inf:
            raise ValueError(f"a rule's duration must be from 0, or None for ever, not {self.duration}")
        object.__setattr__(self, "pattern", re.compile(self.script))

    def matches(self, vm: str, script: str) -> bool:
        """Whether the rule speaks for this script on this VM."""
        return self.vm.lower() in ("", vm.lower()) and self.pattern.search(script) is not None


class RuleBook:
    """The rules in force; the newest match wins, so that a test can refine what a fixture set."""

    def __init__(self) -> None:
        self._rules: list[Rule] = []

    def add(self, rule: Rule) -> None:
        """Put a rule before all others."""
        self._rules.insert(0, rule)

    def clear(self) -> None:
        """Forget all rules."""
        self._rules.clear()

    def __iter__(self) -> Iterator[Rule]:
        return iter(tuple(self._rules))

    def find(self, vm: str, script: str) -> Rule | None:
        """The rule for a script, if there is one."""
        return next((rule for rule in self._rules if rule.matches(vm, script)), None)
