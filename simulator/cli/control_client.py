"""The command line's way to a running simulator: found by its ready file, asked over the control API."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

import click

from simulator.cli import https
from simulator.serving.ready_file import present_ready_file

MEMBERS = frozenset({"resourceManager", "caFile", "control", "controlToken", "tenantId", "clientId", "clientSecret"})
"""Of a ready file, those that the command line uses."""


@dataclass(frozen=True, slots=True)
class ControlClient:
    """A running simulator: what its ready file says, and its control API."""

    ready: dict[str, Any]

    @classmethod
    def of_running_simulator(cls, ready_file: Path | None = None) -> Self:
        """The simulator of this ready file; without one that which ``exec`` runs us in, or the last of ``serve``."""
        path = ready_file or present_ready_file()
        try:
            ready = json.loads(path.read_text(encoding="utf-8"))
        except OSError as error:
            raise click.ClickException(
                f"no simulator is running here ({path}: {error.strerror}): "
                "start one with 'run-command-simulator serve', or name its --ready-file"
            ) from error
        except ValueError:
            ready = None
        if not isinstance(ready, dict) or not all(isinstance(ready.get(member), str) for member in MEMBERS):
            raise click.ClickException(f"{path} is not a ready file: name the one that 'serve' has written")
        return cls(ready)

    def ask(self, method: str, path: str, body: dict[str, Any] | None = None) -> dict[str, Any]:
        """The answer to a call. Raises ``click.ClickException`` with the simulator's own words for a refusal."""
        reply = https.ask(
            method,
            f"{self.ready['control']}{path}",
            self.ready["caFile"],
            headers={"Authorization": f"Bearer {self.ready['controlToken']}"},
            body=None if body is None else json.dumps(body),
        )
        if reply.failed:
            raise click.ClickException(reply.body["error"]["message"])
        return reply.body

    def get(self, path: str) -> dict[str, Any]:
        """The answer to a GET."""
        return self.ask("GET", path)
