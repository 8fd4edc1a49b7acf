"""Which guest a container's VM has: real bash, the emulated Windows machine, or pwsh."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Protocol

from fake_agent.container.messages import MachineStart
from fake_agent.guest import Guest
from fake_agent.stubs import StubBook
from fake_agent.world import World

STATE = Path("/var/lib/run-command-simulator")
"""What outlives the agent's process, for as long as the container exists: a volume of its own."""


class ContainerGuest(Guest, Protocol):
    """A guest whose state outlives its process."""

    def save(self) -> None:
        """Put on disk what is not there yet."""

    def further_actions(self) -> Mapping[str, Callable[..., Any]]:
        """What the simulator may ask of this kind of guest besides the usual."""


def make_guest(start: MachineStart, world: World, stubs: StubBook) -> ContainerGuest:
    """The guest of a VM, as it was left."""
    if start.os_type == "Linux":
        return _linux(start, world)
    if start.guest_kind == "pwsh":
        return _pwsh(start, world)
    return _windows(start, world, stubs)


def _linux(start: MachineStart, world: World) -> ContainerGuest:
    from fake_agent.container.own_place import OwnPlace  # noqa: PLC0415 # each container loads its own kind of guest
    from fake_agent.linux.guest import LinuxGuest  # noqa: PLC0415

    class _Linux(LinuxGuest):
        def save(self) -> None:
            """Its files are on disk already."""

        def further_actions(self) -> Mapping[str, Callable[..., Any]]:
            return {}

    return _Linux(world, start.vm, OwnPlace())


def _pwsh(start: MachineStart, world: World) -> ContainerGuest:
    from fake_agent.container.pwsh_guest import PwshGuest  # noqa: PLC0415 # as above

    return PwshGuest(world, start.vm, STATE)


def _windows(start: MachineStart, world: World, stubs: StubBook) -> ContainerGuest:
    from fake_agent.container.windows_state import SavedWindows  # noqa: PLC0415 # as above

    return SavedWindows(start, world, stubs, STATE / "machine")
