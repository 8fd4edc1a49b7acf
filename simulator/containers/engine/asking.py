"""What is common to all questions to the engine: who is asked, and what is told where it refuses."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import docker.errors
import requests.exceptions

from simulator.containers.errors import ContainersError


class Asking:
    """One engine. ``where`` tells users which."""

    def __init__(self, api: Any, where: str) -> None:
        self._api = api
        self.where = where

    @contextmanager
    def _asking(self, what: str) -> Iterator[None]:
        try:
            yield
        except docker.errors.APIError as error:
            raise ContainersError(f"the container engine can't {what}: {error.explanation or error}") from error
        except (requests.exceptions.RequestException, docker.errors.DockerException) as error:
            raise ContainersError(f"the container engine can't {what}: it does not answer at {self.where}") from error
