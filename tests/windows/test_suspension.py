"""Work that pauses: what holds while it runs, and not while it waits."""

import sys
import threading

import pytest

from fake_agent.windows.suspension import PauseFunction, SuspendableWork


def test_python_nests_deeper_while_a_script_runs_and_not_while_it_waits() -> None:
    before = sys.getrecursionlimit()
    seen: list[int] = []

    def work(pause: PauseFunction) -> None:
        seen.append(sys.getrecursionlimit())
        pause(1)
        seen.append(sys.getrecursionlimit())

    script = SuspendableWork(work)
    assert script.resume() is not None
    assert sys.getrecursionlimit() == before
    assert script.resume() is None
    assert (sys.getrecursionlimit(), seen) == (before, [120_000, 120_000])


def test_instant_work_is_done_in_the_thread_of_its_driver() -> None:
    script = SuspendableWork(lambda _pause: threading.current_thread(), instant=True)
    assert script.resume() is None
    assert (script.result, script.alive) == (threading.current_thread(), False)


def test_instant_work_can_not_pause() -> None:
    script = SuspendableWork(lambda pause: pause(1), instant=True)
    with pytest.raises(RuntimeError, match="has paused"):
        script.resume()
