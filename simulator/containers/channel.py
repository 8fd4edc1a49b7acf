"""What the simulator asks of one container, and what comes back: a letter box between two threads.

The container polls in a thread of the endpoint's; the simulator asks in whichever thread holds its lock. There is
never more than one request under way.
"""

import threading
from collections.abc import Callable

from fake_agent.container.messages import LONG_POLL, Answer, Json
from simulator.containers.errors import AgentSilentError
from simulator.wall_clock import WallClock

POLL_PATIENCE = 20.0
"""Seconds of the wall clock for a container to come for a request: an agent that lives polls every few seconds."""

UNANSWERED = "it does not answer"


class Channel:
    """One VM's.

    ``on_call`` is called, in the endpoint's thread, with the session of a process of the agent's that dials, and
    whether it does so for the first time: else it was thought to be silent.
    """

    def __init__(self, on_call: Callable[[str, bool], None], on_work_ended: Callable[[str, str, float], None]) -> None:
        self.on_work_ended = on_work_ended
        self._on_call = on_call
        self._condition = threading.Condition()
        self._session = ""
        self._request: Json | None = None
        self._fetched = False
        self._answer: Answer | None = None
        self._number = 0
        self._abandoned = 0
        self._late: Answer | None = None
        self._silent = "it has not called yet"
        self._closed = False

    # For the simulator

    def ask(self, request: Json, patience: float) -> Answer:
        """Let the container do something, and wait for its answer.

        Raises ``AgentSilentError`` where it is known to be silent, does not come for the request in time, or says
        nothing for ``patience`` seconds of the wall clock afterwards.
        """
        with self._condition:
            self._refuse_silence()
            self._number += 1
            self._answer, self._fetched = None, False
            self._request = {"number": self._number, **request}
            self._condition.notify_all()
            self._condition.wait_for(lambda: self._fetched or bool(self._silent), POLL_PATIENCE)
            if self._fetched:
                self._condition.wait_for(lambda: self._answer is not None or bool(self._silent), patience)
            self._request = None
            answer: Answer | None = self._answer
            if answer is None:
                self._abandoned = self._number
                self._silent = self._silent or UNANSWERED
                self._refuse_silence()
            assert answer is not None  # noqa: S101 # it has arrived
            return answer

    def _refuse_silence(self) -> None:
        if self._silent:
            raise AgentSilentError(self._silent)

    @property
    def silent(self) -> str:
        """Why it is not asked; empty where it is."""
        return self._silent

    def take_late(self) -> Answer | None:
        """What came in answer to a request when nobody waited for it any more."""
        with self._condition:
            late, self._late = self._late, None
            return late

    def await_session(self, patience: float) -> str:
        """Wait until an agent's process has dialled. Returns its session; raises ``AgentSilentError``."""
        with self._condition:
            self._condition.wait_for(lambda: bool(self._session), patience)
            if not self._session:
                raise AgentSilentError(f"its agent has not called within {patience:.0f} seconds")
            return self._session

    def hear(self, session: str) -> bool:
        """Ask this life of the agent from now on. Returns whether it is still the present one."""
        with self._condition:
            if session != self._session:
                return False
            self._silent = ""
            return True

    def silence(self, reason: str, *, forget: bool = False) -> None:
        """The container is paused or dead: don't wait for it. With ``forget`` its agent has to dial anew."""
        with self._condition:
            self._silent = reason
            if forget:
                self._session = ""
            self._condition.notify_all()

    def close(self) -> None:
        """Nobody asks any more."""
        with self._condition:
            self._closed = True
            self._silent = "it was removed"
            self._condition.notify_all()

    # For the endpoint

    @property
    def closed(self) -> bool:
        """Whether the VM is gone."""
        return self._closed

    def exchange(self, session: str, answer: Answer | None) -> Json | None:
        """A poll of the container's: take its answer, wait for the next request. None where none came in time."""
        with self._condition:
            is_new = session != self._session
            calls = is_new or self._silent == UNANSWERED
            if is_new:
                self._take_session(session)
            if answer is not None:
                self._note_answer(answer)
        if calls:
            self._on_call(session, is_new)
        deadline = WallClock.monotonic() + LONG_POLL
        with self._condition:
            self._condition.wait_for(
                lambda: self._closed or session != self._session or self._request is not None,
                deadline - WallClock.monotonic(),
            )
            if session != self._session or self._request is None:
                return None
            self._fetched = True
            self._condition.notify_all()
            return self._request

    def _take_session(self, session: str) -> None:
        self._session = session
        self._silent = "it has just begun"
        self._abandoned, self._late = 0, None
        self._condition.notify_all()

    def _note_answer(self, answer: Answer) -> None:
        if self._request is not None and answer.number == self._request["number"]:
            self._answer = answer
            self._request = None
            self._condition.notify_all()
        elif answer.number == self._abandoned:
            self._late, self._abandoned = answer, 0
