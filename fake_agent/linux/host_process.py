"""A process of the machine that runs the simulator: started, awaited in a thread, killed when nobody waits any more."""

import os
import signal
import subprocess
import tempfile
import threading
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import IO

from fake_agent.guest import Outcome

CANNOT_RUN = 126
"""The exit code of what could not be started, as a shell gives it."""


@dataclass(frozen=True, slots=True)
class HostCommand:
    """What to start.

    ``environment`` is all that it sees of one; ``user`` the host's user that it runs as, None for whoever starts it.
    """

    words: tuple[str, ...]
    folder: str = "/"
    environment: Mapping[str, str] = field(default_factory=dict)
    user: int | None = None


class HostProcess:
    """One process. ``wait`` starts it and returns its outcome; ``kill`` may come from any thread, before or after."""

    def __init__(self, command: HostCommand) -> None:
        self._command = command
        self._lock = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self._killed = False

    def wait(self) -> Outcome:
        """Run to the end.

        Standard input is empty, as a run command's is; the streams go through files, so that no size blocks.
        """
        with tempfile.TemporaryFile() as stdout, tempfile.TemporaryFile() as stderr:
            with self._lock:
                if self._killed:
                    return Outcome(exit_code=-signal.SIGKILL)
                try:
                    self._process = self._start(stdout, stderr)
                except OSError as error:
                    return Outcome(
                        stderr=f"{self._command.words[0]}: {error.strerror}\n".encode(), exit_code=CANNOT_RUN
                    )
            exit_code = self._process.wait()
            stdout.seek(0)
            stderr.seek(0)
            return Outcome(stdout.read(), stderr.read(), exit_code)

    def _start(self, stdout: IO[bytes], stderr: IO[bytes]) -> subprocess.Popen[bytes]:
        user = self._command.user
        return subprocess.Popen(  # noqa: S603 # a script of the user's, in the sandbox
            self._command.words,
            stdin=subprocess.DEVNULL,
            stdout=stdout,
            stderr=stderr,
            cwd=self._command.folder,
            env={"PATH": os.defpath, **self._command.environment},
            start_new_session=True,
            user=user,
            group=user,
            extra_groups=None if user is None else [],
        )

    def kill(self) -> None:
        """End it with all its children; nothing happens where it has ended."""
        with self._lock:
            self._killed = True
            if self._process is not None and self._process.poll() is None:
                os.killpg(self._process.pid, signal.SIGKILL)
