"""What handling a value costs in steps: almost always nothing, much where much is handled.

As every large value costs steps when it is made, the limit of steps bounds the memory of a script too: with a million
steps to 256 million characters or 16 million items in all.
"""

from time import thread_time
from typing import Any

from fake_agent.powershell.values.collections import NetList, TypedArray

_CHARACTERS_A_STEP = 256
_ITEMS_A_STEP = 16
_STEPS_A_SECOND = 1_000_000
_SLOW = 0.002
"""Seconds of processor time from which on an operation is charged by its time."""
_LISTS = frozenset({list, TypedArray})


def weight(value: Any) -> int:
    """The steps that making or reading through a value costs beside the one of the operation."""
    kind = type(value)
    if kind is str:
        return len(value) // _CHARACTERS_A_STEP
    if kind in _LISTS:
        return len(value) // _ITEMS_A_STEP
    return len(value.items) // _ITEMS_A_STEP if isinstance(value, NetList) else 0


class Watch:
    """Measures an operation that may take long, whatever the size of its operands (a regular expression, say)."""

    __slots__ = ("begun",)

    def __init__(self) -> None:
        self.begun = thread_time()

    @property
    def steps(self) -> int:
        """What the operation costs for its time: nothing where it was quick, so that ordinary scripts cost the same."""
        spent = thread_time() - self.begun
        return int(spent * _STEPS_A_SECOND) if spent > _SLOW else 0
