"""The command line on a terminal: what people see, line by line."""

import fcntl
import os
import re
import select
import struct
import subprocess
import termios
import threading
from collections.abc import Mapping

from support.command_line import PATIENCE, PROGRAM

_SILENCE = 0.3
"""Seconds without output after which a program waits for keys; a signal just before it waits would not wake it."""
STYLES = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]|\x1b[78]")


def on_terminal(columns: int, *words: str, environment: Mapping[str, str] | None = None) -> tuple[int, list[str]]:
    """Run ``run-command-simulator WORDS`` on a terminal of this width; the exit code and the lines without styles."""
    code, content = _run(columns, words, environment)
    return code, [line.rstrip() for line in content.splitlines()]


def typed_on_terminal(prompt: str, keys: str, *words: str) -> tuple[int, str]:
    """Run it on a terminal and type ``keys`` once it waits at ``prompt``; Ctrl-C again where nothing comes of it.

    Returns the exit code and the text without styles.
    """
    return _run(80, words, None, (prompt, keys))


def _run(
    columns: int, words: tuple[str, ...], environment: Mapping[str, str] | None, typing: tuple[str, str] = ("", "")
) -> tuple[int, str]:
    ours, theirs = os.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 50, columns, 0, 0))
    inherited = {name: value for name, value in os.environ.items() if name not in ("COLUMNS", "LINES", "NO_COLOR")}
    process = subprocess.Popen(
        (*PROGRAM, *words),
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,
        env={**inherited, "TERM": "xterm-256color", **(environment or {})},
        preexec_fn=_take_terminal,  # noqa: PLW1509 # a child that begins at once; Ctrl-C needs a controlling terminal
        start_new_session=True,
    )
    os.close(theirs)
    watch = threading.Timer(PATIENCE, process.kill)
    watch.start()
    content, typed = b"", False
    prompt, keys = (text.encode() for text in typing)
    try:
        while True:
            is_silent = not select.select([ours], [], [], _SILENCE)[0]
            if not is_silent:
                chunk = os.read(ours, 65536)
                if not chunk:
                    break
                content += chunk
            if keys and prompt in content and (not typed or (is_silent and content.endswith(b"^C"))):
                os.write(ours, keys)
                typed = True
    except OSError:
        """The terminal's other end is closed: the program has ended."""
    os.close(ours)
    code = process.wait(timeout=PATIENCE)
    watch.cancel()
    return code, STYLES.sub("", content.decode()).replace("\r\n", "\n")


def _take_terminal() -> None:
    """Make the terminal at standard input the one whose keys send signals."""
    fcntl.ioctl(0, termios.TIOCSCTTY, 0)
