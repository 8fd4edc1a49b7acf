"""Background jobs: PowerShell processes beside the script that started them, and what they have said so far."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from fake_agent.powershell.errors import MissingFeature
from fake_agent.powershell.values.objects import ErrorRecord
from fake_agent.windows.execution import Spawn

RUNNING, COMPLETED, FAILED, STOPPED = "Running", "Completed", "Failed", "Stopped"


@dataclass(slots=True)
class Job:
    """One job.

    ``records`` are pairs of a stream's name and a value; the first ``received`` of them were handed out.
    ``missing`` is what the simulator lacked: it ends the script too, once that looks. ``began`` and ``ended`` are
    Unix seconds. ``child`` is the identifier of the part that does the work.
    """

    identifier: int
    name: str
    command: str
    instance: Any
    began: float
    clock: Callable[[], float]
    state: str = RUNNING
    ended: float | None = None
    failure: ErrorRecord | None = None
    missing: MissingFeature | None = None
    records: list[tuple[str, Any]] = field(default_factory=list)
    received: int = 0
    spawn: Spawn | None = None

    @property
    def child(self) -> int:
        """The identifier of its one child job."""
        return self.identifier + 1

    @property
    def has_more_data(self) -> bool:
        """Whether something is there that was not handed out, or may come."""
        return self.state == RUNNING or self.received < len(self.records)

    def finish(self, state: str) -> None:
        """The job has come to an end; nothing happens if it had before."""
        if self.state == RUNNING:
            self.state, self.ended = state, self.clock()

    def take(self, *, keep: bool) -> list[tuple[str, Any]]:
        """What was said since the last time."""
        found = self.records[self.received :]
        if not keep:
            self.received = len(self.records)
        return found


@dataclass(slots=True)
class Jobs:
    """The jobs of one PowerShell session."""

    table: dict[int, Job] = field(default_factory=dict)
    last: int = -1

    def next_identifier(self) -> int:
        """An identifier for a job; the one behind it is its child's."""
        self.last += 2
        return self.last
