"""What one VM in a container works with, and how it is asked."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from fake_agent.conditions import Conditions
from fake_agent.container.messages import Answer, Json, plain
from fake_agent.protocol import GoalState, StatusReport
from fake_agent.rules import Rule, RuleBook
from fake_agent.stubs import Stub, StubBook, WebStub
from fake_agent.world import World
from simulator.containers.channel import Channel
from simulator.containers.hull import Hull
from simulator.schedule import Schedule

ANSWER_PATIENCE = {"Windows": 60.0, "Linux": 30.0}
"""Seconds of the wall clock for an answer, by system: a long stretch of a PowerShell script, or an upload, at worst."""


@dataclass(frozen=True, slots=True)
class Circumstances:
    """What a VM in a container works with."""

    world: World
    schedule: Schedule
    rules: RuleBook
    stubs: StubBook
    goal_state: Callable[[], GoalState | None]
    conditions: Callable[[], Conditions]
    upload: Callable[[StatusReport], None]
    hull: Hull


class Conversation:
    """Asks one container, and tells it each time what it does not know yet: the time, rules and stubs."""

    def __init__(self, channel: Channel, circumstances: Circumstances, os_type: str) -> None:
        self._channel = channel
        self._with = circumstances
        self._patience = ANSWER_PATIENCE[os_type]
        self._told: dict[str, Any] = {}

    def begin_anew(self) -> None:
        """It is another process, which knows nothing."""
        self._told = {}

    def ask(self, action: str, arguments: Json) -> Answer:
        """Let the container do something. Raises ``AgentSilentError``."""
        request: Json = {"now": self._with.world.environment.now, "do": action, "with": arguments}
        books: dict[str, tuple[Rule | Stub | WebStub, ...]] = {
            "rules": tuple(self._with.rules),
            "stubs": tuple(self._with.stubs),
        }
        news = {name: book for name, book in books.items() if self._told.get(name) != book}
        request.update({name: [plain(item) for item in book] for name, book in news.items()})
        answer = self._channel.ask(request, self._patience)
        self._told.update(news)
        return answer
