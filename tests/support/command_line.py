"""The command line in a process of its own, as users run it."""

import json
import os
import signal
import ssl
import subprocess
import sys
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

PATIENCE = 30
"""Seconds within which a process must do what it has to; only a broken one needs them."""

PROGRAM = (sys.executable, "-c", "from simulator.cli.entry import main; main()")

Words = tuple[str | os.PathLike[str], ...]


Done = subprocess.CompletedProcess[str]


@dataclass(frozen=True)
class Ended:
    """A command of ours that was run in this process and has ended."""

    code: int
    stdout: str
    stderr: str

    @property
    def json(self) -> Any:
        """What it printed for programs; it must have ended well and silently."""
        assert (self.code, self.stderr) == (0, ""), self
        return json.loads(self.stdout)

    @property
    def lines(self) -> list[str]:
        """What it printed for people, likewise."""
        assert (self.code, self.stderr) == (0, ""), self
        return self.stdout.splitlines()

    @property
    def mistake(self) -> str:
        """The one sentence that a failed command ends with."""
        assert (self.code, self.stdout) == (1, ""), self
        return self.stderr.removeprefix("run-command-simulator: ").removesuffix("\n")


def run(*words: str | os.PathLike[str], environment: Mapping[str, str] | None = None) -> Done:
    """Run ``run-command-simulator WORDS`` to its end."""
    return subprocess.run(
        (*PROGRAM, *words),
        capture_output=True,
        text=True,
        timeout=2 * PATIENCE,
        env={**os.environ, **(environment or {})},
        check=False,
    )


@dataclass
class Served:
    """A simulator that ``serve`` runs."""

    process: subprocess.Popen[str]
    ready: dict[str, Any]
    ready_file: Path

    def get(self, path: str) -> Any:
        """GET from the control API."""
        context = ssl.create_default_context(cafile=self.ready["caFile"])
        url = f"{self.ready['control']}{path}"
        with urllib.request.urlopen(url, context=context, timeout=PATIENCE) as answer:  # noqa: S310 # https
            return json.load(answer)

    def post(self, path: str, body: str, token: str = "") -> Any:
        """POST to ARM or to sign-in; what it answers, parsed, if anything."""
        request = urllib.request.Request(f"{self.ready['resourceManager']}{path}", body.encode())  # noqa: S310 # https
        if token:
            request.add_header("Authorization", f"Bearer {token}")
            request.add_header("Content-Type", "application/json")
        context = ssl.create_default_context(cafile=self.ready["caFile"])
        with urllib.request.urlopen(request, context=context, timeout=PATIENCE) as answer:  # noqa: S310 # https
            content = answer.read()
        return json.loads(content) if content else None

    def stop(self, number: int = signal.SIGTERM) -> tuple[int, str, str]:
        """Send a signal and wait for the end: exit code, stdout, stderr."""
        self.process.send_signal(number)
        stdout, stderr = self.process.communicate(timeout=PATIENCE)
        return self.process.returncode, stdout, stderr


@contextmanager
def serve(folder: Path, *options: str, environment: Mapping[str, str] | None = None) -> Iterator[Served]:
    """``serve`` with its ready file and its home in ``folder``, stopped at the end if it still runs."""
    ready_file = folder / "ready.json"
    process = subprocess.Popen(
        (*PROGRAM, "serve", "--ready-file", ready_file, *options),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, "HOME": str(folder), "XDG_CONFIG_HOME": str(folder / "config"), **(environment or {})},
    )
    try:
        assert process.stdout is not None
        first_line = process.stdout.readline()
        assert first_line.startswith("Run Command simulator: listening on https://"), process.communicate()
        yield Served(process, json.loads(ready_file.read_text(encoding="utf-8")), ready_file)
    finally:
        if process.poll() is None:
            process.terminate()
            process.communicate(timeout=PATIENCE)
