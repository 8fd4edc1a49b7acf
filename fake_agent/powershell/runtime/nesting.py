"""How deep scripts may nest, and Python's room for it.

One nested call of PowerShell is ten to twenty nested calls of Python. Python keeps those in memory and hardly on the
processor's stack, so it may be let nest deeper than usual while a script runs.
"""

import sys
from collections.abc import Iterator
from contextlib import contextmanager

from fake_agent.powershell.errors import PowerShellError, failure

MAXIMUM_DEPTH = 2000
"""Nested calls of functions and script blocks. Windows PowerShell stops where its stack ends: at some thousands."""
_PYTHON_CALLS = 60 * MAXIMUM_DEPTH


@contextmanager
def deep_nesting() -> Iterator[None]:
    """Let Python nest as deep as scripts may, and then as before.

    Whoever runs scripts that pause enters this around each stretch that they run, so that none of them holds it while
    it waits.
    """
    before = sys.getrecursionlimit()
    if before >= _PYTHON_CALLS:
        yield
        return
    sys.setrecursionlimit(_PYTHON_CALLS)
    try:
        yield
    finally:
        sys.setrecursionlimit(before)


def call_depth_overflow() -> PowerShellError:
    """The error of a script that nests too deep."""
    return failure(
        "The script failed due to call depth overflow.",
        "CallDepthOverflow",
        "InvalidOperation",
        target=0,
        exception="System.Management.Automation.ScriptCallDepthException",
        ends_script=True,
    )
