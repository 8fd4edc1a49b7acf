"""A state machine for hypothesis that shows whether *your* client survives whatever Run Command does to it."""

import atexit
import re
import threading
from collections.abc import Callable
from datetime import UTC, datetime
from functools import cache
from typing import Any, ClassVar

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, rule

from simulator.kit.clock import OutOfTimeError
from simulator.kit.report import journal_section
from simulator.kit.simulator import Simulator, simulation_options
from simulator.kit.strategies import Output, fault_schedules, outputs

START = datetime(2026, 1, 15, 8, 0, tzinfo=UTC)
"""When simulated time begins, so that the same examples give the same bytes."""

SHOWN = 20
"""Characters of each end of an output, in a verdict."""


@cache
def _shared_simulator() -> Simulator:
    """One server for all examples of a process; it stops with the process.

    It is started in a daemon thread, so that its threads are such too: Python waits for others before it lets anybody
    stop them.
    """
    simulator = Simulator()
    starting = threading.Thread(target=simulator.__enter__, name="simulator-start", daemon=True)
    starting.start()
    starting.join()
    atexit.register(simulator.__exit__, None, None, None)
    return simulator


@cache
def _schedules(
    names: tuple[str, ...] | None, vms: tuple[tuple[str, str], ...]
) -> st.SearchStrategy[list[dict[str, Any]]]:
    """Made once: hypothesis looks a new strategy over before it draws from it."""
    return fault_schedules(names, vms, max_size=2)


class ClientMachine(RuleBasedStateMachine):
    """Lets a client run scripts while faults come and go, and checks what it says against what happened.

    Subclass it, implement ``run``, and hand ``YourMachine.TestCase`` to pytest. What must hold:

    * ``run`` returns, or raises one of ``documented_errors``;
    * within ``time_limit`` simulated seconds, and ``sleep_limit`` sleeps (your client sleeps by ``self.sleep``);
    * no script is ever started twice;
    * where ``run`` returned, the script has run to its end, without error output, and what ``run`` returned (unless
      None) is what is left of its stdout.

    Every example starts from the same seed and time, on one server that is reset. Create the client in ``__init__``,
    after ``super().__init__()``, from ``self.simulator.connection``.
    """

    documented_errors: ClassVar[tuple[type[Exception], ...]] = ()
    """What the client may raise when it can't say that the script ran well."""
    vms: ClassVar[dict[str, str]] = {"win-vm": "Windows", "linux-vm": "Linux"}
    """The VMs of the estate to run scripts on, with their systems."""
    faults: ClassVar[tuple[str, ...] | None] = None
    """Names of faults; None: all that a client can notice."""
    time_limit: ClassVar[float] = 3 * 3600.0
    sleep_limit: ClassVar[int] = 2000
    estate: ClassVar[str | None] = None
    """Another estate: YAML text or a path. Its VMs go into ``vms``."""
    seed: ClassVar[int] = 0
    time: ClassVar[str] = "auto"
    """The time mode; ``manual`` shows what a client's own timeouts do, where all its waiting is ``self.sleep``."""

    def __init__(self) -> None:
        super().__init__()
        self.simulator = _shared_simulator()
        self.simulator.reset(simulation_options(estate=self.estate, time=self.time, seed=self.seed, start=START))
        self._scripts = 0
        self._sleep: Callable[[float], None] = self.simulator.clock.sleep

    def run(self, vm: str, script: str) -> str | None:
        """Let your client run a script on a VM, to its end. Returns its stdout as your client gives it, or None.

        The script must be part of what is sent, as it is; what it does, the machine has arranged.
        """
        raise NotImplementedError("implement run(vm, script) with your client")

    def sleep(self, seconds: float) -> None:
        """What your client calls in place of ``time.sleep``: simulated time passes."""
        self._sleep(seconds)

    @rule()
    def all_is_healed(self) -> None:
        """The faults are over."""
        self.simulator.heal()

    @rule(seconds=st.sampled_from([1.0, 60.0, 1800.0, 6000.0]))
    def time_passes(self, seconds: float) -> None:
        """Nobody does anything for a while."""
        self.simulator.clock.advance(seconds)

    @rule(data=st.data(), duration=st.sampled_from([5.0, 300.0, None]))
    def somebody_else_runs_a_script(self, data: st.DataObject, duration: float | None) -> None:
        """The VM is busy, if it takes the script; without a duration up to the 90th minute."""
        self.simulator.vm(data.draw(st.sampled_from(sorted(self.vms)), label="vm")).occupy(duration)

    @rule(data=st.data(), output=outputs(endless=True))
    def the_client_runs_a_script(self, data: st.DataObject, output: Output) -> None:
        """The client under test has its turn, while this or that goes wrong, and is judged."""
        vm = data.draw(st.sampled_from(sorted(self.vms)), label="vm")
        for order in data.draw(_schedules(self.faults, tuple(self.vms.items())), label="faults"):
            self.simulator.inject(**order)
        self._scripts += 1
        script = f"script-{self._scripts}-of-the-state-machine"
        self.simulator.vm(vm).rule(f"{script}(?![0-9])", **output.outcome)
        self._sleep = self.simulator.clock.sleeper(self.time_limit, self.sleep_limit)
        try:
            returned = self.run(vm, script)
        except self.documented_errors:
            return
        except OutOfTimeError as error:
            raise AssertionError(f"{error}\n{self._story()}") from None
        finally:
            self._check_that_nothing_ran_twice()
        self._check_success(vm, script, output, returned)

    def teardown(self) -> None:
        """Let everything end, and look once more for scripts that were started twice."""
        self.simulator.heal()
        self.simulator.clock.advance(hours=2)
        self._check_that_nothing_ran_twice()

    def _check_that_nothing_ran_twice(self) -> None:
        for number in range(1, self._scripts + 1):
            runs = sum(command.runs for command in self._received(f"script-{number}-of-the-state-machine"))
            assert runs <= 1, f"script {number} was started {runs} times\n{self._story()}"  # noqa: S101 # a verdict

    def _check_success(self, vm: str, script: str, output: Output, returned: str | None) -> None:
        ended = {entry.operation for entry in self.simulator.journal if entry.event == "script ended"}
        ran = [command for command in self._received(script) if command.operation in ended]
        wrong = ""
        if not ran:
            wrong = "the script has not run to its end"
        elif output.stderr or output.exit_code:
            wrong = f"the script failed with exit code {output.exit_code} and {output.stderr[:SHOWN]!r} on stderr"
        elif returned is not None and returned != output.visible_stdout(self.vms[vm]):
            wrong = f"what is left of the script's stdout is {_short(output.visible_stdout(self.vms[vm]))}"
        assert not wrong, f"the client returned {_short(returned)}, but {wrong}\n{self._story()}"  # noqa: S101 # a verdict

    def _received(self, script: str) -> list[Any]:
        pattern = re.compile(rf"{re.escape(script)}(?![0-9])")
        return [command for command in self.simulator.received if pattern.search(command.script)]

    def _story(self) -> str:
        return f"what happened:\n{journal_section(self.simulator)}"


def _short(value: str | None) -> str:
    if value is None or len(value) <= 3 * SHOWN:
        return repr(value)
    return f"{value[:SHOWN]!r} ... {value[-SHOWN:]!r} ({len(value)} characters)"
