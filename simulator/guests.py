"""Which guest a VM gets. Guests are loaded when the first VM of their kind needs one, so that starting costs little."""

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

from fake_agent.guest import Guest
from fake_agent.stubs import StubBook
from fake_agent.timing import AgentTiming
from fake_agent.world import World
from fake_arm.model import VirtualMachine


class GuestFactory:
    """Makes guests in one world.

    ``state`` is a folder for those that keep files; ``stubs`` are commands of the user's own on Windows;
    ``unconfined_linux`` does without the sandbox.
    """

    def __init__(
        self, world: World, timing: AgentTiming, state: Path, stubs: StubBook, *, unconfined_linux: bool = False
    ) -> None:
        self.timing = timing
        self._world = world
        self._state = state
        self._stubs = stubs
        self._unconfined_linux = unconfined_linux
        self._makers: dict[str, Callable[[VirtualMachine], Guest]] = {"Windows": self._windows, "Linux": self._linux}

    def make(self, machine: VirtualMachine) -> Guest:
        """A new guest for a VM, powered off."""
        return self._makers[machine.os_type](machine)

    def _windows(self, machine: VirtualMachine) -> Guest:
        from fake_agent.windows.execution import InterpreterTiming  # noqa: PLC0415 # see above
        from fake_agent.windows.guest import WindowsGuest  # noqa: PLC0415

        description: Any = machine.options.get("guest")
        return WindowsGuest(
            self._world,
            machine.name,
            description=description,
            timing=InterpreterTiming(self.timing.interpreter_start, self.timing.interpreter_end),
            find_stub=partial(self._stubs.find, machine.name),
            find_answer=partial(self._stubs.answer, machine.name),
            metadata=instance_metadata(machine),
        )

    def _linux(self, machine: VirtualMachine) -> Guest:
        from fake_agent.linux.guest import LinuxGuest  # noqa: PLC0415 # see above
        from fake_agent.linux.place import SandboxPlace  # noqa: PLC0415

        place = SandboxPlace(machine.name, self._state / machine.vm_id, unconfined=self._unconfined_linux)
        return LinuxGuest(self._world, machine.name, place)


def instance_metadata(machine: VirtualMachine) -> dict[str, Any]:
    """What Azure knows of a VM when it is made, by the names of the instance metadata service."""
    return {
        "location": machine.location,
        "resourceGroupName": machine.group.name,
        "subscriptionId": machine.group.id.split("/")[2],
        "resourceId": machine.id,
        "vmId": machine.vm_id,
        "vmSize": machine.size,
        "vmScaleSetName": machine.scale_set,
        "adminUsername": machine.admin_username,
        "tagsList": [{"name": name, "value": value} for name, value in machine.tags.items()],
    }
