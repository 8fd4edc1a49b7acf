"""The real, unmodified az, in an environment of its own."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from support.command_line import PATIENCE, PROGRAM

CHECKOUT = Path(__file__).parent.parent.parent

MANDATORY = os.environ.get("CI") == "true"
"""Where tests run for everybody, a missing client is a failure."""

WITH_JOURNAL = """
import json, os, ssl, subprocess, sys, urllib.request
code = subprocess.call(sys.argv[2:])
ready = json.load(open(os.environ["RUN_COMMAND_SIMULATOR_READY_FILE"]))
context = ssl.create_default_context(cafile=ready["caFile"])
with urllib.request.urlopen(ready["control"] + "/journal", context=context) as answer:
    open(sys.argv[1], "wb").write(answer.read())
sys.exit(code)
"""
"""Runs a command inside ``exec`` and saves the journal before the simulator ends."""


def find_az() -> Path | None:
    """az, where ``AZ`` says or where ``make test-clients`` installs it."""
    path = Path(os.environ.get("AZ") or CHECKOUT / ".venv-az" / "bin" / "az")
    return path if path.is_file() else None


def find_node() -> str | None:
    """node, where its packages are installed too."""
    packages = CHECKOUT / "tests" / "clients" / "node" / "node_modules" / "@azure" / "arm-compute"
    return shutil.which("node") if packages.is_dir() else None


@dataclass(frozen=True)
class Done:
    """A command that has ended."""

    code: int
    stdout: str
    stderr: str

    @property
    def json(self) -> Any:
        """What it printed, parsed; it must have ended well and silently."""
        assert (self.code, self.stderr) == (0, ""), self
        return json.loads(self.stdout)

    @property
    def text(self) -> str:
        """What it printed, without the newline at the end."""
        assert (self.code, self.stderr) == (0, ""), self
        return self.stdout.rstrip("\n")


def run(*words: str | os.PathLike[str], environment: Mapping[str, str] | None = None) -> Done:
    """Run a program to its end."""
    done = subprocess.run(
        words,
        capture_output=True,
        text=True,
        timeout=4 * PATIENCE,
        env={**os.environ, **(environment or {})},
        stdin=subprocess.DEVNULL,
        check=False,
    )
    return Done(done.returncode, done.stdout, done.stderr)


@dataclass(frozen=True)
class AzThroughExec:
    """Runs ``az WORDS`` in a simulator of its own: ``run-command-simulator exec -- az WORDS``."""

    az: Path
    options: tuple[str, ...] = ()

    def __call__(self, *words: str) -> Done:
        return run(*PROGRAM, "exec", *self.options, "--", self.az, *words)

    def with_journal(self, journal: Path, *words: str) -> tuple[Done, list[dict[str, Any]]]:
        """The same, with the journal's entries."""
        done = run(*PROGRAM, "exec", "--", sys.executable, "-c", WITH_JOURNAL, journal, self.az, *words)
        return done, json.loads(journal.read_text(encoding="utf-8"))["entries"]

    def story(self, *commands: str) -> Done:
        """Several commands in one simulator: each is a line of sh, with az on the path."""
        script = "\n".join((f'az() {{ "{self.az}" "$@"; }}', *commands))
        return run(*PROGRAM, "exec", *self.options, "--", "sh", "-c", script)


@dataclass(frozen=True)
class RegisteredAz:
    """Runs az with a configuration of its own, against a simulator that is registered as a cloud."""

    az: Path
    ready: Mapping[str, Any]
    configuration: Path

    @property
    def environment(self) -> dict[str, str]:
        """As the simulator's how-to-connect says."""
        return {
            "AZURE_CONFIG_DIR": str(self.configuration),
            "REQUESTS_CA_BUNDLE": self.ready["caFile"],
            "AZURE_CORE_INSTANCE_DISCOVERY": "false",
            "AZURE_CORE_COLLECT_TELEMETRY": "false",
        }

    def __call__(self, *words: str) -> Done:
        return run(self.az, *words, environment=self.environment)

    def register(self) -> None:
        """``az cloud register`` and ``az cloud set``."""
        url = self.ready["resourceManager"]
        assert self("cloud", "register", "--name", "Simulator", "--endpoint-resource-manager", url).code == 0
        assert self("cloud", "set", "--name", "Simulator").code == 0

    def log_in(self, secret: str | None = None, tenant: str | None = None) -> Done:
        """``az login --service-principal`` as the Owner."""
        return self(
            "login",
            "--service-principal",
            "--username",
            self.ready["clientId"],
            "--password",
            secret or self.ready["clientSecret"],
            "--tenant",
            tenant or self.ready["tenantId"],
        )
