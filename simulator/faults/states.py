"""Which VM is in which state: several orders may want the same one, and the last of them brings the VM out of it."""

from collections import deque
from collections.abc import Callable, Generator
from dataclasses import dataclass
from typing import Any

import simpy

from fake_arm.cloud import Cloud
from simulator.faults.kinds import Heal, MachineFault, Settings
from simulator.faults.target import MachineFinder, Target


def _nothing() -> None:
    """What heals a VM that was not brought into a state."""


@dataclass(slots=True)
class _State:
    """A fault of one VM: who wants it, with which settings, oldest first; what heals it."""

    wanted: dict[str, Settings]
    heal: Heal = _nothing


@dataclass(frozen=True, slots=True, eq=False)
class _Step:
    """What a fault does to a VM for a state, or heals."""

    fault: MachineFault
    state: _State
    carry_out: Callable[[], None]


class MachineStates:
    """Brings VMs into the states of faults, and out again. Where several want one fault, the newest settings count."""

    def __init__(self, cloud: Cloud, hypervisor: MachineFinder) -> None:
        self._cloud = cloud
        self._hypervisor = hypervisor
        self._states: dict[tuple[str, str], _State] = {}
        self._steps: dict[str, deque[_Step]] = {}

    def enter(self, key: str, fault: MachineFault, who: str, settings: Settings) -> None:
        """``who`` wants the VM in the state."""
        state = self._states.setdefault((key, fault.name), _State({}))
        if state.wanted:
            self._heal(key, fault, state)
        state.wanted.pop(who, None)
        state.wanted[who] = settings
        self._inject(key, fault, state, settings)
        self._record("injected", key, fault, who)

    def leave(self, key: str, fault: MachineFault, who: str) -> None:
        """``who`` wants it no longer; nothing happens where they did not."""
        state = self._states.get((key, fault.name))
        if state is None or who not in state.wanted:
            return
        newest = next(reversed(state.wanted))
        del state.wanted[who]
        if not state.wanted:
            self._heal(key, fault, state)
            del self._states[key, fault.name]
        elif newest == who:
            self._heal(key, fault, state)
            self._inject(key, fault, state, next(reversed(state.wanted.values())))
        self._record("healed", key, fault, who)

    def wants(self, key: str, fault: str, who: str) -> bool:
        """Whether ``who`` wants the VM in the state."""
        state = self._states.get((key, fault))
        return state is not None and who in state.wanted

    def keys_of(self, who: str) -> tuple[tuple[str, str], ...]:
        """The VMs and faults that ``who`` wants."""
        return tuple(place for place, state in self._states.items() if who in state.wanted)

    def forget(self, key: str) -> None:
        """The VM is gone, with its states."""
        self._steps.pop(key, None)
        for place in [place for place in self._states if place[0] == key]:
            del self._states[place]

    def _inject(self, key: str, fault: MachineFault, state: _State, settings: Settings) -> None:
        target = Target(self._cloud, self._hypervisor, key)

        def inject() -> None:
            state.heal = fault.inject(target, settings)

        self._take_step(key, _Step(fault, state, inject))

    def _heal(self, key: str, fault: MachineFault, state: _State) -> None:
        steps = self._steps.get(key, deque())
        waiting = next((step for step in steps if step.state is state), None)
        if waiting is not None:
            steps.remove(waiting)
            return

        def heal() -> None:
            heal, state.heal = state.heal, _nothing
            heal()

        self._take_step(key, _Step(fault, state, heal))

    def _take_step(self, key: str, step: _Step) -> None:
        """Take a step, after those that wait: a container that is paused, say, can't be reached until it goes on."""
        steps = self._steps.setdefault(key, deque())
        steps.append(step)
        if len(steps) == 1 and not self._take_steps(key, for_the_first_time=True):
            self._cloud.surroundings.environment.process(self._take_steps_later(key))

    def _take_steps(self, key: str, *, for_the_first_time: bool = False) -> bool:
        """Take those that wait. Returns whether none does any more."""
        steps = self._steps.get(key, deque())
        while steps:
            try:
                steps[0].carry_out()
            except OSError as error:
                if for_the_first_time:
                    self._note("not possible yet", key, steps[0].fault, error)
                return False
            except ValueError as error:
                self._note("not possible", key, steps[0].fault, error)
            steps.popleft()
        return True

    def _take_steps_later(self, key: str) -> Generator[simpy.Event, Any, None]:
        while key in self._steps:
            yield self._hypervisor.machine(key).guest.changed()
            if self._take_steps(key):
                return

    def _note(self, event: str, key: str, fault: MachineFault, error: Exception) -> None:
        name = key.rpartition("/")[2]
        self._cloud.surroundings.record("fault", event, vm=name, fault=fault.name, reason=str(error))

    def _record(self, event: str, key: str, fault: MachineFault, who: str) -> None:
        machine = self._cloud.machines.get(key)
        name = machine.name if machine else key.rpartition("/")[2]
        order = {} if who == fault.name else {"order": who}
        self._cloud.surroundings.record("fault", event, vm=name, fault=fault.name, **order)
