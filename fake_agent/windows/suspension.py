"""Scripts that stop in the middle of an expression and go on later in simulated time.

A script is ordinary recursive Python in a greenlet. When it waits, it switches out to whoever drives it, who lets
simulated time pass and resumes it. Greenlets belong to one thread while the schedule may be driven by any (a web
server has many), so all scripts of the process run on one thread of their own; the driver waits for it, so there are
never two at work. The script's side must touch nothing but the machine: its driver may hold locks.
"""

import queue
import sys
import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import Generic, TypeVar, cast

from greenlet import getcurrent, greenlet

from fake_agent.powershell.runtime.nesting import deep_nesting

Result = TypeVar("Result")

STACK_BYTES = 64 * 1024 * 1024  # address space for deep recursion of scripts; pages are used only when touched


MOST_THROWS = 100
"""How often a killed script may pause again in its clean-up before it is left alone, never to be resumed."""


@dataclass(frozen=True, slots=True)
class Pause:
    """The script waits: simulated seconds, or ``None`` for something that never comes."""

    seconds: float | None


PauseFunction = Callable[[float | None], None]


@dataclass(slots=True)
class _Call:
    work: Callable[[], object]
    done: threading.Lock
    """Held until the work is done. An event would do as well, and takes half as long again."""
    result: object = None
    error: BaseException | None = None


class ScriptThread:
    """The thread that scripts run on. Starts when first needed and never keeps the process alive."""

    def __init__(self) -> None:
        self._calls: queue.SimpleQueue[_Call] = queue.SimpleQueue()
        self._start = threading.Lock()
        self._thread: threading.Thread | None = None

    def call(self, work: Callable[[], Result]) -> Result:
        """Do ``work`` on the thread and wait for it; its exception is raised here."""
        if threading.current_thread() is self._thread:
            return work()
        self._ensure_started()
        call = _Call(work, threading.Lock())
        call.done.acquire()
        self._calls.put(call)
        call.done.acquire()
        if call.error is not None:
            raise call.error
        return cast("Result", call.result)

    def _ensure_started(self) -> None:
        with self._start:
            if self._thread is None:
                previous = threading.stack_size(STACK_BYTES)
                self._thread = threading.Thread(target=self._serve, name="windows-scripts", daemon=True)
                self._thread.start()
                threading.stack_size(previous)

    def _serve(self) -> None:
        while True:
            call = self._calls.get()
            try:
                with deep_nesting():
                    call.result = call.work()
            except BaseException as error:  # noqa: BLE001  # whatever it is, it belongs to the caller
                call.error = error
            call.done.release()
            del call


_SCRIPTS = ScriptThread()


class SuspendableWork(Generic[Result]):
    """Work that may pause. ``resume`` it until it answers ``None``; then ``result`` holds what it returned.

    Work that is ``instant`` never pauses (``RuntimeError`` where it does): it is done in the thread of whoever drives
    it, which spares two changes of threads.
    """

    def __init__(self, work: Callable[[PauseFunction], Result], *, instant: bool = False) -> None:
        self._work = work
        self._instant = instant
        self._greenlet: greenlet | None = None
        self.result: Result | None = None

    def resume(self) -> Pause | None:
        """Run until the next pause, which is answered, or to the end. What the work raises is raised here."""
        if self._instant:
            self.result = self._work(_refuse_to_pause)
            return None
        return _SCRIPTS.call(self._resume)

    @property
    def alive(self) -> bool:
        """Whether the work has begun and not ended."""
        return self._greenlet is not None and not self._greenlet.dead

    def kill(self) -> None:
        """End the work where it stands; nothing happens if it has ended or never began.

        Its ``finally`` clauses run; a pause in them ends them too.
        """
        if self.alive and not sys.is_finalizing():
            _SCRIPTS.call(self._kill)

    def _resume(self) -> Pause | None:
        if self._greenlet is None:
            self._greenlet = greenlet(self._run)
        self._greenlet.parent = getcurrent()
        pause = self._greenlet.switch()
        return pause if isinstance(pause, Pause) else None

    def _kill(self) -> None:
        for _ in range(MOST_THROWS):
            if self._greenlet is None or self._greenlet.dead:
                return
            self._greenlet.parent = getcurrent()
            self._greenlet.throw()

    def _run(self) -> None:
        self.result = self._work(self._pause)

    def _pause(self, seconds: float | None) -> None:
        if self._greenlet is not None and self._greenlet.parent is not None:
            self._greenlet.parent.switch(Pause(seconds))


def _refuse_to_pause(_seconds: float | None) -> None:
    raise RuntimeError("work that was to be instant has paused")
