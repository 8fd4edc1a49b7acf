"""The state machine judges a client by what it promises: clients of few lines, each turn as the test wants it."""

import signal
import threading
import time
from collections.abc import Iterator
from typing import Any, ClassVar

import pytest

from simulator.kit.client_machine import ClientMachine
from simulator.kit.clock import OutOfTimeError
from simulator.kit.strategies import Output
from simulator.kit.wall_limit import wall_limit

pytestmark = pytest.mark.suites


class GaveUpError(Exception):
    """What these clients document."""


class Machine(ClientMachine):
    """A client that runs a script through the SDK and waits in simulated time; ``act`` comes in its place."""

    documented_errors: ClassVar = (GaveUpError,)

    def act(self) -> None:
        """What the client does before it runs the script."""

    def run(self, vm: str, script: str) -> str:
        self.act()
        command = {"commandId": "RunPowerShellScript", "script": [script]}
        with self.simulator.compute_client(sleep=self.sleep) as client:
            result = client.virtual_machines.begin_run_command("my-resource-group", vm, command).result()
            return str(result.value[0].message)

    def turn(self, output: Output | None = None, **others: Any) -> Any:
        """One turn on the Windows VM."""
        self._scripts += 1
        output = output or Output("done")
        self.simulator.vm("win-vm").rule(self._script, **output.outcome)
        if others:
            self._occupy("win-vm", others["busy"])
        return self._turn("win-vm", output, lambda: self.run("win-vm", self._script))


class GivesUp(Machine):
    """It gives up, and says so."""

    def act(self) -> None:
        raise GaveUpError("no")


def test_a_client_that_does_what_it_promises_passes() -> None:
    assert Machine().turn() == ("done",)


def test_giving_up_while_nothing_is_wrong_is_found() -> None:
    with pytest.raises(AssertionError, match=r"^the client raised GaveUpError\('no'\), but nothing was wrong\n"):
        GivesUp().turn()


@pytest.mark.parametrize(
    ("output", "others"),
    [
        (Output("", "error\n", 1), {}),
        (Output("", duration=None), {}),
        (Output("done", duration=600.0), {}),
        (None, {"busy": 5.0}),
    ],
)
def test_giving_up_is_in_order_where_more_is_asked_than_was_promised(output: Output | None, others: Any) -> None:
    assert GivesUp().turn(output, **others) is None


def test_giving_up_is_in_order_where_something_is_wrong() -> None:
    machine = GivesUp()
    machine._troubled = True
    assert machine.turn() is None


def test_whoever_promises_to_wait_for_others_must() -> None:
    class Patient(GivesUp):
        waits_for_others: ClassVar = 300.0

    with pytest.raises(AssertionError, match="but nothing was wrong"):
        Patient().turn(busy=60.0)
    assert Patient().turn(busy=600.0) is None


def test_a_vm_that_others_keep_busy_never_takes_the_clients_script() -> None:
    class Waits(Machine):
        time: ClassVar = "manual"
        time_limit: ClassVar = 2 * 3600.0

        def run(self, vm: str, script: str) -> str:
            while self.simulator.unfinished():
                self.sleep(60.0)
            return "unreachable"

    machine = Waits()
    machine._kept_busy = "win-vm"
    with pytest.raises(AssertionError, match=r"^the client has not come back within 7200 simulated seconds\n"):
        machine.turn(busy=5.0)


def test_a_client_that_loops_without_a_sleep_is_ended() -> None:
    class Loops(Machine):
        wall_limit: ClassVar = 0.05

        def act(self) -> None:
            while True:
                """It never asks what time it is."""

    sentence = r"^the client has not come back within 0.05 s of the wall clock, and does not sleep\n"
    with pytest.raises(AssertionError, match=sentence):
        Loops().turn()


@pytest.fixture
def somebodys_timer() -> Iterator[list[int]]:
    """A timer that somebody else has set, and the signals that came of it."""
    came: list[int] = []
    before = signal.signal(signal.SIGALRM, lambda number, _frame: came.append(number))
    signal.setitimer(signal.ITIMER_REAL, 30.0)
    yield came
    signal.setitimer(signal.ITIMER_REAL, 0)
    signal.signal(signal.SIGALRM, before)


def loop_for_ever() -> None:
    with wall_limit(0.01):
        while True:
            """It never asks what time it is."""


def test_a_timer_of_somebody_else_goes_on_after_the_bound(somebodys_timer: list[int]) -> None:
    with pytest.raises(OutOfTimeError):
        loop_for_ever()
    assert 0 < signal.getitimer(signal.ITIMER_REAL)[0] <= 30.0
    signal.raise_signal(signal.SIGALRM)
    assert somebodys_timer == [signal.SIGALRM]


def test_in_other_threads_nothing_is_bounded() -> None:
    ended: list[float] = []

    def act() -> None:
        with wall_limit(0.001):
            until = time.monotonic() + 0.05
            while time.monotonic() < until:
                """Loop for longer than the bound."""
            ended.append(until)

    thread = threading.Thread(target=act)
    thread.start()
    thread.join()
    assert len(ended) == 1
