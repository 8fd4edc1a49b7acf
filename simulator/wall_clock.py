"""The wall clock, also while freezegun has replaced Python's: real work and the paced time modes live on it."""

import time
from collections.abc import Callable
from importlib import import_module
from types import BuiltinFunctionType


def _real(name: str) -> Callable[[], float]:
    """The function of the module ``time``, also where this module is first imported inside a freeze."""
    function: Callable[[], float] = getattr(time, name)
    if isinstance(function, BuiltinFunctionType):
        return function
    real: Callable[[], float] = getattr(import_module("freezegun.api"), f"real_{name}")
    return real


class WallClock:
    """Held by a class: freezegun replaces what modules hold, not what classes do."""

    time = staticmethod(_real("time"))
    monotonic = staticmethod(_real("monotonic"))


def frozen_time() -> float | None:
    """Unix seconds on a clock that a test has frozen; None where the wall clock runs."""
    return None if time.time is WallClock.time else time.time()
