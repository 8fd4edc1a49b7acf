"""What agent and fabric say to each other: goal states one way, status reports the other.

The shapes follow the VM settings that Azure's fabric serves and the status blob that its agents upload, reduced to
what Run Command needs. Azure's side and the VM's side share nothing but this module.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

import simpy

from fake_agent.conditions import Conditions

RUN_COMMAND_PUBLISHER = "Microsoft.CPlat.Core"


@dataclass(frozen=True, slots=True)
class RunCommandSettings:
    """The settings of one run: the script in lines (public) and the parameters in order (protected)."""

    command_id: str
    script: tuple[str, ...]
    parameters: tuple[tuple[str, str], ...] = ()


class HandlerTarget(StrEnum):
    """What the fabric wants of a handler."""

    ENABLED = "enabled"
    UNINSTALL = "uninstall"


@dataclass(frozen=True, slots=True)
class GoalState:
    """What a VM shall be: one extension handler with the settings of one run.

    ``incarnation`` counts goal states of the VM; ``sequence_number`` names the settings (``N.settings``), from 0;
    ``activity_id`` is the operation that asked for it.
    """

    incarnation: int
    activity_id: str
    handler_name: str
    handler_version: str
    sequence_number: int
    settings: RunCommandSettings
    target: HandlerTarget = HandlerTarget.ENABLED


class SettingsState(StrEnum):
    """The states an extension reports for its settings."""

    TRANSITIONING = "transitioning"
    ERROR = "error"
    SUCCESS = "success"


@dataclass(frozen=True, slots=True)
class Substatus:
    """One part of an extension's status: on Windows ``StdOut`` and ``StdErr``."""

    name: str
    state: SettingsState
    message: str


@dataclass(frozen=True, slots=True)
class SettingsStatus:
    """The content of ``N.status``."""

    sequence_number: int
    state: SettingsState
    message: str
    substatuses: tuple[Substatus, ...] = ()


@dataclass(frozen=True, slots=True)
class HandlerStatus:
    """How one handler is.

    ``Ready`` or ``NotReady`` with the agent's code (1007: install failed, 1009: enable failed).
    """

    name: str
    version: str
    sequence_number: int
    ready: bool
    code: int = 0
    message: str = ""
    settings_status: SettingsStatus | None = None


@dataclass(frozen=True, slots=True)
class StatusReport:
    """The status blob of a VM: its agent and its handlers, at ``time`` (simulated seconds)."""

    time: float
    agent_version: str
    handlers: tuple[HandlerStatus, ...]


class FabricLink(Protocol):
    """An agent's way to the fabric."""

    def goal_state(self) -> GoalState | None:
        """The present goal state; None before the first."""

    @property
    def outbound_open(self) -> bool:
        """Whether the network around the VM lets a status upload out; the guest's own firewall is another matter."""

    @property
    def conditions(self) -> Conditions:
        """What is wrong with the agent and its extension."""

    def changed(self) -> simpy.Event:
        """The event of the next goal state, or of a change of ``outbound_open`` or ``conditions``."""

    def upload_status(self, report: StatusReport) -> None:
        """Put the status blob.

        Raises ``ConnectionError`` where it does not arrive; ``outbound_open`` is false from then on, until ``changed``.
        """
