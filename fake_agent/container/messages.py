"""How simulator and container put into JSON what they say to each other.

The simulator asks, the container answers. A request: ``number``, ``now`` (simulated seconds), ``do`` (what) and
``with`` (its arguments). An answer: the ``number``, what happened meanwhile, and what comes next.
"""

import base64
import dataclasses
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from fake_agent.protocol import (
    GoalState,
    HandlerStatus,
    HandlerTarget,
    RunCommandSettings,
    SettingsState,
    SettingsStatus,
    StatusReport,
    Substatus,
)
from fake_agent.rules import Rule
from fake_agent.stubs import Stub, WebStub
from fake_agent.timing import AgentTiming

Json = dict[str, Any]

EXCHANGE, WORK, STATUS = "/exchange", "/work", "/status"
"""The paths of the fabric's endpoint, and the one of the public endpoint."""

LONG_POLL = 3.0
"""Seconds of the wall clock for which a poll without a request is held open.

A VM answers no question for its address, so the gateway knows it only by what they say to each other: its kernel begins
to doubt an address five seconds after the last word, and has forgotten it three seconds later.
"""


@dataclass(frozen=True, slots=True)
class Answer:
    """What a container says after it has done what it was asked.

    ``next``: when its next event is due (simulated seconds), None for never. ``journal``: (layer, event, operation,
    details). ``work``: real work that has begun: (identifier, description). ``asks``: what the guest asks of its
    power: (``restart`` or ``shutdown``, delay in seconds).
    """

    number: int
    next: float | None = None
    agent_running: bool = False
    agent_starts: int = 0
    guest_outbound: bool = True
    outbound: bool = True
    journal: tuple[tuple[str, str, str, Json], ...] = ()
    work: tuple[tuple[str, str], ...] = ()
    asks: tuple[tuple[str, float], ...] = ()
    value: Any = None
    error: Json | None = None

    def to_json(self) -> Json:
        """As it travels."""
        return asdict(self)

    @classmethod
    def from_json(cls, value: Mapping[str, Any]) -> "Answer":
        """As it arrives. Raises ``KeyError``, ``TypeError`` or ``ValueError`` for what is none."""
        return cls(
            number=int(value["number"]),
            next=None if value["next"] is None else float(value["next"]),
            agent_running=bool(value["agent_running"]),
            agent_starts=int(value["agent_starts"]),
            guest_outbound=bool(value["guest_outbound"]),
            outbound=bool(value["outbound"]),
            journal=tuple(
                (str(layer), str(event), str(operation), dict(details))
                for layer, event, operation, details in value["journal"]
            ),
            work=tuple((str(identifier), str(text)) for identifier, text in value["work"]),
            asks=tuple((str(kind), float(delay)) for kind, delay in value["asks"]),
            value=value["value"],
            error=value["error"],
        )


@dataclass(frozen=True, slots=True)
class MachineStart:
    """What a container needs to become a VM. ``begin`` is the Unix time (UTC) of the beginning of simulated time."""

    vm: str
    os_type: str
    begin: float
    seed: int
    timing: AgentTiming
    legacy_exit_codes: bool = False
    guest_kind: str = "emulated"
    description: Json = field(default_factory=dict)
    metadata: Json = field(default_factory=dict)

    def to_json(self) -> Json:
        """As it travels."""
        return asdict(self)

    @classmethod
    def from_json(cls, value: Json) -> "MachineStart":
        """As it arrives."""
        spans: Json = {name: tuple(span) if isinstance(span, list) else span for name, span in value["timing"].items()}
        return cls(**{**value, "timing": AgentTiming(**spans)})


def goal_to_json(goal: GoalState | None) -> Json | None:
    """A goal state as it travels."""
    return None if goal is None else asdict(goal)


def goal_from_json(value: Json | None) -> GoalState | None:
    """A goal state as it arrives."""
    if value is None:
        return None
    settings = value["settings"]
    return GoalState(
        **{
            **value,
            "target": HandlerTarget(value["target"]),
            "settings": RunCommandSettings(
                settings["command_id"],
                tuple(settings["script"]),
                tuple((name, text) for name, text in settings["parameters"]),
            ),
        }
    )


def report_to_json(report: StatusReport) -> Json:
    """A status report as it travels."""
    return asdict(report)


def report_from_json(value: Json) -> StatusReport:
    """A status report as it arrives. Raises ``KeyError``, ``TypeError`` or ``ValueError`` for what is none."""
    return StatusReport(
        float(value["time"]), str(value["agent_version"]), tuple(_handler(handler) for handler in value["handlers"])
    )


def _handler(value: Json) -> HandlerStatus:
    return HandlerStatus(**{**value, "settings_status": _settings_status(value["settings_status"])})


def _settings_status(value: Json | None) -> SettingsStatus | None:
    if value is None:
        return None
    parts = tuple(
        Substatus(part["name"], SettingsState(part["state"]), part["message"]) for part in value["substatuses"]
    )
    return SettingsStatus(value["sequence_number"], SettingsState(value["state"]), value["message"], parts)


def plain(value: Rule | Stub | WebStub) -> Json:
    """A rule or a stub as it travels: what it was made with."""
    made = (member for member in dataclasses.fields(value) if member.init)
    return {member.name: getattr(value, member.name) for member in made}


def rules_from_json(values: Iterable[Json]) -> list[Rule]:
    """Rules as they arrive, newest first."""
    return [Rule(**value) for value in values]


def stubs_from_json(values: Iterable[Json]) -> list[Stub | WebStub]:
    """Stubs as they arrive, newest first."""
    return [WebStub(**value) if "url" in value else Stub(**value) for value in values]


def bytes_to_json(content: bytes) -> str:
    """Bytes as they travel."""
    return base64.b64encode(content).decode("ascii")


def bytes_from_json(text: str) -> bytes:
    """Bytes as they arrive."""
    return base64.b64decode(text)
