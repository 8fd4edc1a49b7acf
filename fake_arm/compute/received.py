"""The run commands that Compute was asked for, accepted or refused: what tests look at. Kept in memory only."""

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass

from fake_arm.compute.run_command_input import RunCommandInput

LIMIT = 1000
"""Requests kept; the oldest go first. The script of one may have four megabytes."""


@dataclass(frozen=True, slots=True)
class ReceivedRequest:
    """One request: which VM (its key), when (simulated seconds), who (a display name), what, and what it met.

    ``operation`` is empty where it was refused; ``status`` is the HTTP status, ``code`` the error's.
    """

    machine: str
    time: float
    client: str
    wanted: RunCommandInput
    status: int
    operation: str = ""
    code: str = ""


class ReceivedRequests:
    """The requests so far, oldest first."""

    def __init__(self) -> None:
        self._requests: deque[ReceivedRequest] = deque(maxlen=LIMIT)

    def add(self, request: ReceivedRequest) -> None:
        """Remember a request."""
        self._requests.append(request)

    def __iter__(self) -> Iterator[ReceivedRequest]:
        return iter(tuple(self._requests))
