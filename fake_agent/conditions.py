"""What is wrong with an agent and its extension beyond what a machine's own state shows: faults put it there."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol

import simpy


@dataclass(frozen=True, slots=True)
class InstallFailure:
    """How the extension's install command ends on this machine."""

    exit_code: int
    stderr: str


@dataclass(frozen=True, slots=True)
class Conditions:
    """The default is that nothing is wrong.

    ``agent_hung``: the agent's service runs, looks at nothing and tells nothing. ``slow_by``: seconds that each look of
    the agent comes later. ``output_held``: something that a script left behind holds its output open, so that the
    extension waits for more. ``disk_full``: neither agent nor extension can write a file. ``legacy_exit_codes``: the
    extension is as it was in 2018 and 2019, and takes another exit code than 0 for failure.
    """

    agent_hung: bool = False
    slow_by: float = 0.0
    install_failure: InstallFailure | None = None
    output_held: bool = False
    disk_full: bool = False
    legacy_exit_codes: bool = False

    @classmethod
    def from_mapping(cls, values: Mapping[str, Any]) -> "Conditions":
        """What ``dataclasses.asdict`` made a mapping of."""
        failure = values["install_failure"]
        return cls(**{**values, "install_failure": None if failure is None else InstallFailure(**failure)})


class ConditionSource(Protocol):
    """Where an agent and its extension are told of them."""

    @property
    def conditions(self) -> Conditions:
        """How things are now."""

    def changed(self) -> simpy.Event:
        """The event of the next change, of these or of something else."""


class NothingWrong:
    """Nothing is wrong, and that does not change."""

    def __init__(self, environment: simpy.Environment) -> None:
        self._never = environment.event()

    @property
    def conditions(self) -> Conditions:
        """None."""
        return Conditions()

    def changed(self) -> simpy.Event:
        """Never."""
        return self._never
