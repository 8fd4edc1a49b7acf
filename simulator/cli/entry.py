"""The program's entry: a signal that comes while it still starts ends it cleanly, too.

Reading the command line and what is behind it takes some tenths of a second. Until a command takes signals itself,
nothing is there that would have to be put away, so the program ends at once: with 0 where ``serve`` was asked for, as
later, else as a shell tells of a signal.
"""

import os
import signal
import sys

SIGNALLED = 128
SIGNALS = (signal.SIGINT, signal.SIGTERM)


def _end(number: int, _frame: object) -> None:
    os._exit(0 if sys.argv[1:2] == ["serve"] else SIGNALLED + number)


def main() -> None:
    """Run the command line."""
    for number in SIGNALS:
        signal.signal(number, _end)
    from simulator.cli.main import main as run

    run()
