"""Which VM is in which state: several orders may want the same one, and the last of them brings the VM out of it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

from fake_arm.cloud import Cloud
from simulator.faults.kinds import Heal, MachineFault, Settings
from simulator.faults.target import MachineFinder, Target

Result = TypeVar("Result")


@dataclass(slots=True)
class _State:
    """A fault of one VM: who wants it, with which settings, oldest first; what heals it."""

    wanted: dict[str, Settings]
    heal: Heal


class MachineStates:
    """Brings VMs into the states of faults, and out again. Where several want one fault, the newest settings count."""

    def __init__(self, cloud: Cloud, hypervisor: MachineFinder) -> None:
        self._cloud = cloud
        self._hypervisor = hypervisor
        self._states: dict[tuple[str, str], _State] = {}

    def enter(self, key: str, fault: MachineFault, who: str, settings: Settings) -> None:
        """``who`` wants the VM in the state."""
        state = self._states.get((key, fault.name))
        if state is not None:
            self._carry_out(state.heal, key, fault)
        wanted = state.wanted if state is not None else {}
        wanted.pop(who, None)
        wanted[who] = settings
        self._states[key, fault.name] = _State(wanted, self._inject(key, fault, settings))
        self._record("injected", key, fault, who)

    def leave(self, key: str, fault: MachineFault, who: str) -> None:
        """``who`` wants it no longer; nothing happens where they did not."""
        state = self._states.get((key, fault.name))
        if state is None or who not in state.wanted:
            return
        newest = next(reversed(state.wanted))
        del state.wanted[who]
        if not state.wanted:
            self._carry_out(state.heal, key, fault)
            del self._states[key, fault.name]
        elif newest == who:
            self._carry_out(state.heal, key, fault)
            state.heal = self._inject(key, fault, next(reversed(state.wanted.values())))
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
        for place in [place for place in self._states if place[0] == key]:
            del self._states[place]

    def _inject(self, key: str, fault: MachineFault, settings: Settings) -> Heal:
        target = Target(self._cloud, self._hypervisor, key)
        return self._carry_out(lambda: fault.inject(target, settings), key, fault) or (lambda: None)

    def _carry_out(self, action: Callable[[], Result], key: str, fault: MachineFault) -> Result | None:
        """Do it; a machine that can't be reached (a container that is off) stays as it is, which is noted."""
        try:
            return action()
        except (OSError, ValueError) as error:
            name = key.rpartition("/")[2]
            self._cloud.surroundings.record("fault", "not possible", vm=name, fault=fault.name, reason=str(error))
            return None

    def _record(self, event: str, key: str, fault: MachineFault, who: str) -> None:
        machine = self._cloud.machines.get(key)
        name = machine.name if machine else key.rpartition("/")[2]
        order = {} if who == fault.name else {"order": who}
        self._cloud.surroundings.record("fault", event, vm=name, fault=fault.name, **order)
