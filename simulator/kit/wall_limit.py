"""A bound on what code under test may take of the wall clock: it may loop for ever and never ask what time it is."""

import signal
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

from simulator.kit.clock import OutOfTimeError


@contextmanager
def wall_limit(seconds: float) -> Iterator[None]:
    """Raise ``OutOfTimeError`` in the ``with`` statement after ``seconds`` of the wall clock.

    It takes a timer that the system has for the main thread alone (``SIGALRM``); elsewhere nothing is bounded. A timer
    that somebody else has set goes on afterwards.
    """
    if threading.current_thread() is not threading.main_thread() or not hasattr(signal, "setitimer"):
        yield
        return

    def end(_number: int, _frame: object) -> None:
        raise OutOfTimeError(f"the client has not come back within {seconds:g} s of the wall clock, and does not sleep")

    handler = signal.signal(signal.SIGALRM, end)
    began = time.monotonic()
    others, interval = signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, handler)
        if others:
            signal.setitimer(signal.ITIMER_REAL, max(0.001, others - (time.monotonic() - began)), interval)
