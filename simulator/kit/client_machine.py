"""A state machine for hypothesis that shows whether *your* client survives whatever Run Command does to it."""

import atexit
import json
import re
import threading
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from functools import cache
from math import inf
from typing import Any, ClassVar, NoReturn

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, precondition, rule

from simulator.kit.clock import OutOfTimeError
from simulator.kit.report import journal_section
from simulator.kit.simulator import Simulator, simulation_options
from simulator.kit.strategies import Output, fault_orders, outputs, plain_values
from simulator.kit.wall_limit import wall_limit

START = datetime(2026, 1, 15, 8, 0, tzinfo=UTC)
"""When simulated time begins, so that the same examples give the same bytes."""

MARGIN = 180.0
"""Simulated seconds that Azure itself takes for a run and the look at its end, with the installation, at most."""

AGAIN_AND_AGAIN = "again and again"
"""Somebody else has a new script for the VM whenever the client sleeps: its turn never comes."""

OTHERS: dict[str, float] = {"for 5 s": 5.0, "for 300 s": 300.0, "to the 90th minute": inf, AGAIN_AND_AGAIN: inf}
"""For how long somebody else's script keeps a VM busy, in simulated seconds, by what hypothesis shows of it."""

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
    return st.one_of(st.just([]), st.lists(fault_orders(names, vms), min_size=1, max_size=2))


class ClientMachine(RuleBasedStateMachine):
    """Lets a client run scripts while faults come and go, and checks what it says against what happened.

    Subclass it, implement ``run`` (and ``run_json``, ``run_with_values`` where your client has such), and hand
    ``YourMachine.TestCase`` to pytest. What must hold:

    * the client returns, or raises one of ``documented_errors``; where nothing is wrong, it returns;
    * within ``time_limit`` simulated seconds and ``sleep_limit`` sleeps (your client sleeps by ``self.sleep``), and
      within ``wall_limit`` seconds of the wall clock, which ends loops without a sleep in the main thread;
    * no script is ever started twice;
    * where it returned, the script has run to its end, without error output, and what the client returned (unless
      None) is what is left of its stdout.

    Every example starts from the same seed and time, on one server that is reset. Create the client in ``__init__``,
    after ``super().__init__()``, from ``self.simulator.connection``.
    """

    documented_errors: ClassVar[tuple[type[Exception], ...]] = ()
    """What the client may raise when it can't say that the script ran well."""
    waits_for_script: ClassVar[float] = MARGIN
    """Simulated seconds from sending a script for which your client promises to wait."""
    waits_for_others: ClassVar[float] = 0.0
    """Simulated seconds for which your client promises to wait while somebody else's script runs (409)."""
    vms: ClassVar[dict[str, str]] = {"win-vm": "Windows", "linux-vm": "Linux"}
    """The VMs of the estate to run scripts on, with their systems."""
    faults: ClassVar[tuple[str, ...] | None] = None
    """Names of faults; None: all that a client can notice."""
    time_limit: ClassVar[float] = 3 * 3600.0
    sleep_limit: ClassVar[int] = 2000
    wall_limit: ClassVar[float] = 60.0
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
        self._troubled = False
        self._others: dict[str, float] = {}
        self._kept_busy = ""
        self._sleep: Callable[[float], None] = self.simulator.clock.sleep

    # The client

    def run(self, vm: str, script: str) -> str | None:
        """Let your client run a script on a VM, to its end. Returns its stdout as your client gives it, or None.

        The script must be part of what is sent, as it is; what it does, the machine has arranged.
        """
        raise NotImplementedError("implement run(vm, script) with your client")

    def run_json(self, vm: str, script: str) -> Any:
        """Let your client run a script that prints JSON, and return the value. Implement it where your client can."""
        raise NotImplementedError

    def run_with_values(self, vm: str, script: str, values: dict[str, str]) -> str | None:
        """Let your client run a PowerShell script that finds ``values`` in variables; as ``run``.

        Implement it where your client can.
        """
        raise NotImplementedError

    def sleep(self, seconds: float) -> None:
        """What your client calls in place of ``time.sleep``: simulated time passes."""
        self._sleep(seconds)
        if self._kept_busy:
            self._occupy(self._kept_busy, inf)

    # What happens

    @rule()
    def all_is_healed(self) -> None:
        """The faults are over."""
        self.simulator.heal()

    @rule(seconds=st.sampled_from([1.0, 60.0, 1800.0, 6000.0]))
    def time_passes(self, seconds: float) -> None:
        """Nobody does anything for a while."""
        self.simulator.clock.advance(seconds)

    @rule(data=st.data(), output=outputs(endless=True))
    def the_client_runs_a_script(self, data: st.DataObject, output: Output) -> None:
        """The client under test has its turn, while others use its VM and this or that goes wrong, and is judged."""
        vm = self._scene(data, self.vms)
        self.simulator.vm(vm).rule(f"{self._script}(?![0-9])", **output.outcome)
        returned = self._turn(vm, output, lambda: self.run(vm, self._script))
        if returned is not None and returned[0] is not None:
            self._check_output(returned[0], output.visible_stdout(self.vms[vm]))

    @precondition(lambda self: type(self).run_json is not ClientMachine.run_json)
    @rule(data=st.data(), length=st.sampled_from([3, 2000]))
    def the_client_reads_json(self, data: st.DataObject, length: int) -> None:
        """Likewise, with a script that prints a list, of which 4,096 bytes may not be all."""
        vm, value = self._scene(data, self.vms), list(range(length))
        output = Output(json.dumps(value))
        self.simulator.vm(vm).rule(f"{self._script}(?![0-9])", **output.outcome)
        whole = output.visible_stdout(self.vms[vm]) == output.stdout
        returned = self._turn(vm, output if whole else None, lambda: self.run_json(vm, self._script))
        if returned is not None and returned[0] != value:
            self._fail(f"the client returned {_short(repr(returned[0]))}, but the script printed {length} numbers")

    @precondition(
        lambda self: "Windows" in self.vms.values() and type(self).run_with_values is not ClientMachine.run_with_values
    )
    @rule(data=st.data(), value=plain_values())
    def the_client_passes_a_value(self, data: st.DataObject, value: str) -> None:
        """Likewise, with a script that prints a value which it is given; it really runs."""
        vm = self._scene(data, [vm for vm, system in self.vms.items() if system == "Windows"])
        script = f'Write-Output "[$value]" # {self._script}'
        returned = self._turn(vm, Output(f"[{value}]"), lambda: self.run_with_values(vm, script, {"value": value}))
        if returned is not None and returned[0] is not None:
            self._check_output(returned[0], f"[{value}]")

    def teardown(self) -> None:
        """Let everything end, and look once more for scripts that were started twice."""
        self.simulator.heal()
        self.simulator.clock.advance(hours=2)
        self._check_that_nothing_ran_twice()

    # What is arranged for a turn

    def _scene(self, data: st.DataObject, vms: Iterable[str]) -> str:
        """A VM for the client's next script, in whatever state it is."""
        self._scripts += 1
        vm = data.draw(st.sampled_from(sorted(vms)), label="vm")
        others = data.draw(st.sampled_from(("nobody",) * len(OTHERS) + tuple(OTHERS)), label="who else uses it")
        self._kept_busy = vm if others == AGAIN_AND_AGAIN else ""
        if others in OTHERS:
            self._occupy(vm, OTHERS[others])
        for order in data.draw(_schedules(self.faults, tuple(self.vms.items())), label="faults"):
            self._troubled = True
            self.simulator.inject(**order)
        return vm

    def _occupy(self, vm: str, duration: float) -> None:
        """Let somebody else run a script, if the VM takes it."""
        operation = self.simulator.vm(vm).occupy(None if duration == inf else duration)
        if operation:
            self._others[operation] = self.simulator.clock.seconds + duration

    def _busy_for(self, vm: str) -> float:
        """Simulated seconds for which others keep a VM from taking a script; 0 where it is free."""
        key, now = self.simulator.vm(vm).key, self.simulator.clock.seconds
        running = [operation for operation in self.simulator.unfinished_operations() if operation.machine == key]
        ends = [self._others.get(operation.id, inf) for operation in running]
        return max((end - now + MARGIN for end in ends), default=0.0)

    # The verdict

    @property
    def _script(self) -> str:
        return f"script-{self._scripts}-of-the-state-machine"

    def _turn(self, vm: str, output: Output | None, act: Callable[[], Any]) -> tuple[Any] | None:
        """Let the client do something with a script, and judge it; what it returned, None where it raised.

        ``output`` is what the script leaves; None where a client may raise for it.
        """
        self._sleep = self.simulator.clock.sleeper(self.time_limit, self.sleep_limit)
        nothing_wrong = not self._troubled and self._promised(output, self._busy_for(vm))
        try:
            with wall_limit(self.wall_limit):
                returned = act()
        except self.documented_errors as error:
            if nothing_wrong:
                self._fail(f"the client raised {error!r}, but nothing was wrong")
            return None
        except OutOfTimeError as error:
            raise AssertionError(f"{error}\n{self._story()}") from None
        finally:
            self._check_that_nothing_ran_twice()
        self._check_that_it_ran(output, returned)
        return (returned,)

    def _promised(self, output: Output | None, busy_for: float) -> bool:
        """Whether the client promises to come back with such an output."""
        if output is None or output.duration is None or output.stderr or output.exit_code:
            return False
        return busy_for <= self.waits_for_others and output.duration + MARGIN <= self.waits_for_script

    def _check_that_nothing_ran_twice(self) -> None:
        for number in range(1, self._scripts + 1):
            runs = sum(command.runs for command in self._received(f"script-{number}-of-the-state-machine"))
            if runs > 1:
                self._fail(f"script {number} was started {runs} times")

    def _check_that_it_ran(self, output: Output | None, returned: Any) -> None:
        ended = {entry.operation for entry in self.simulator.journal if entry.event == "script ended"}
        if not any(command.operation in ended for command in self._received(self._script)):
            self._fail(f"the client returned {_short(returned)}, but the script has not run to its end")
        if output is not None and (output.stderr or output.exit_code):
            failure = f"exit code {output.exit_code} and {output.stderr[:SHOWN]!r} on stderr"
            self._fail(f"the client returned {_short(returned)}, but the script failed with {failure}")

    def _check_output(self, returned: str, left: str) -> None:
        if returned != left:
            self._fail(
                f"the client returned {_short(returned)}, but what is left of the script's stdout is {_short(left)}"
            )

    def _received(self, script: str) -> list[Any]:
        pattern = re.compile(rf"{re.escape(script)}(?![0-9])")
        return [command for command in self.simulator.received if pattern.search(command.script)]

    def _fail(self, verdict: str) -> NoReturn:
        raise AssertionError(f"{verdict}\n{self._story()}")

    def _story(self) -> str:
        return f"what happened:\n{journal_section(self.simulator)}"


def _short(value: Any) -> str:
    if not isinstance(value, str) or len(value) <= 3 * SHOWN:
        return repr(value)
    return f"{value[:SHOWN]!r} ... {value[-SHOWN:]!r} ({len(value)} characters)"
