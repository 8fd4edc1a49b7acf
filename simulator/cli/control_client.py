"""The command line's way to a running simulator: found by its ready file, asked over the control API."""

import json
import os
import ssl
import urllib.error
import urllib.request
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

import click

from simulator.serving.connection import READY_FILE_VARIABLE, default_ready_file


@dataclass(frozen=True, slots=True)
class ControlClient:
    """Where the control API is and how to be let in."""

    control: str
    token: str
    authority_file: str

    @classmethod
    def of_running_simulator(cls) -> Self:
        """The simulator that ``exec`` runs us in, or else the last that ``serve`` started."""
        path = Path(os.environ.get(READY_FILE_VARIABLE) or default_ready_file())
        try:
            ready = json.loads(path.read_text(encoding="utf-8"))
            return cls(ready["control"], ready["controlToken"], ready["caFile"])
        except (OSError, ValueError, KeyError) as error:
            raise click.ClickException(
                f"no simulator is running here ({path} is not there): start one with 'serve'"
            ) from error

    def get(self, path: str) -> dict[str, Any]:
        """The answer to a GET. Raises ``click.ClickException`` with the simulator's own words for a refusal."""
        request = urllib.request.Request(f"{self.control}{path}", headers={"Authorization": f"Bearer {self.token}"})  # noqa: S310 # our own https
        try:
            context = ssl.create_default_context(cafile=self.authority_file)
            opener = urllib.request.build_opener(
                urllib.request.ProxyHandler({}), urllib.request.HTTPSHandler(context=context)
            )
            with opener.open(request, timeout=10) as answer:
                value: dict[str, Any] = json.load(answer)
                return value
        except urllib.error.HTTPError as error:
            with error:
                raise click.ClickException(json.load(error)["error"]["message"]) from error
        except OSError as error:
            raise click.ClickException(f"the simulator at {self.control} does not answer: {error}") from error
