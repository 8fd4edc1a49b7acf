"""Asynchronous operations: what an accepted request became."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Literal

from fake_arm.errors import Failure
from fake_arm.model import InstanceViewStatus

Status = Literal["InProgress", "Succeeded", "Failed", "Canceled"]


@dataclass(frozen=True, slots=True)
class Operation:
    """One operation. ``started`` and ``ended`` are simulated seconds; ended operations never change."""

    id: str
    kind: str
    subscription_id: str
    location: str
    machine: str
    started: float
    ended: float | None = None
    status: Status = "InProgress"
    output: tuple[InstanceViewStatus, ...] | None = None
    failure: Failure | None = None


class Operations:
    """All operations of a simulation, by id. ``on_end`` is told of each that has ended."""

    def __init__(self, on_end: Callable[[Operation], None] = lambda _operation: None) -> None:
        self._on_end = on_end
        self._by_id: dict[str, Operation] = {}
        self._running: dict[tuple[str, str], str] = {}
        self._polls: dict[str, int] = {}
        self._latest: dict[tuple[str, str], str] = {}

    def begin(self, operation: Operation) -> None:
        """Remember a new operation."""
        self._by_id[operation.id] = operation
        self._running[operation.machine, operation.kind] = operation.id

    def find(self, subscription_id: str, location: str, operation_id: str) -> Operation | None:
        """The operation at this place, if there is one."""
        operation = self._by_id.get(operation_id.lower())
        wanted = (subscription_id.lower(), location.lower())
        if operation is None or (operation.subscription_id.lower(), operation.location.lower()) != wanted:
            return None
        return operation

    def get(self, operation_id: str) -> Operation:
        """The operation of this id. Raises ``KeyError``."""
        return self._by_id[operation_id]

    def running(self, machine: str, kind: str) -> Operation | None:
        """The unfinished operation of this kind on a machine, if there is one."""
        operation_id = self._running.get((machine, kind))
        return self._by_id[operation_id] if operation_id else None

    def latest(self, machine: str, kind: str) -> Operation | None:
        """The operation of this kind on a machine that ended last, if there is one."""
        operation_id = self._latest.get((machine, kind))
        return self._by_id[operation_id] if operation_id else None

    def running_on(self, machine: str) -> tuple[Operation, ...]:
        """All unfinished operations of a machine."""
        return tuple(self._by_id[found] for (key, _), found in self._running.items() if key == machine)

    def end(
        self,
        operation_id: str,
        at: float,
        status: Status,
        output: tuple[InstanceViewStatus, ...] | None = None,
        failure: Failure | None = None,
    ) -> bool:
        """End an operation at ``at`` (simulated seconds).

        Returns False, and changes nothing, where it has ended already.
        """
        operation = self._by_id[operation_id]
        if operation.ended is not None:
            return False
        self._by_id[operation_id] = replace(operation, ended=at, status=status, output=output, failure=failure)
        if self._running.get((operation.machine, operation.kind)) == operation_id:
            del self._running[operation.machine, operation.kind]
        self._latest[operation.machine, operation.kind] = operation_id
        self._on_end(self._by_id[operation_id])
        return True

    def count_poll(self, operation_id: str) -> int:
        """How often clients had asked for the operation before this poll."""
        before = self._polls.get(operation_id, 0)
        self._polls[operation_id] = before + 1
        return before

    def __iter__(self) -> Iterator[Operation]:
        return iter(tuple(self._by_id.values()))
