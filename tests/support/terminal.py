"""The command line on a terminal: what people see, line by line."""

import fcntl
import os
import re
import struct
import subprocess
import termios
import threading
from collections.abc import Mapping

from support.command_line import PATIENCE, PROGRAM

STYLES = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]|\x1b[78]")


def on_terminal(columns: int, *words: str, environment: Mapping[str, str] | None = None) -> tuple[int, list[str]]:
    """Run ``run-command-simulator WORDS`` on a terminal of this width; the exit code and the lines without styles."""
    ours, theirs = os.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 50, columns, 0, 0))
    inherited = {name: value for name, value in os.environ.items() if name not in ("COLUMNS", "LINES", "NO_COLOR")}
    process = subprocess.Popen(
        (*PROGRAM, *words),
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,
        env={**inherited, "TERM": "xterm-256color", **(environment or {})},
    )
    os.close(theirs)
    watch = threading.Timer(PATIENCE, process.kill)
    watch.start()
    content = b""
    try:
        while chunk := os.read(ours, 65536):
            content += chunk
    except OSError:
        """The terminal's other end is closed: the program has ended."""
    os.close(ours)
    code = process.wait(timeout=PATIENCE)
    watch.cancel()
    return code, [line.rstrip() for line in STYLES.sub("", content.decode()).replace("\r\n", "\n").splitlines()]
