"""What the engine tells of by itself."""

from collections.abc import Iterator
from contextlib import suppress
from typing import Any

import docker.errors
import requests.exceptions

from simulator.containers.engine.values import Happening


class EventStream:
    """What happens to containers: iterates until it is closed, or the engine goes away."""

    def __init__(self, stream: Any) -> None:
        self._stream = stream

    def __iter__(self) -> Iterator[Happening]:
        with suppress(requests.exceptions.RequestException, docker.errors.DockerException, ValueError, OSError):
            for event in self._stream:
                yield _happening(event)

    def close(self) -> None:
        """End it, from any thread."""
        with suppress(Exception):
            self._stream.close()


def _happening(event: dict[str, Any]) -> Happening:
    actor = event["Actor"]
    action = str(event["Action"])
    if event["Type"] == "network":
        return Happening(action, str(actor["Attributes"].get("container", "")), str(actor["ID"]))
    return Happening(action, str(actor["ID"]))
