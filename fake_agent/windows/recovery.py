"""What the service control manager does when a service's process ends unasked: its failure actions.

They are kept where Windows keeps them, in the registry value ``FailureActions`` of the service.
"""

import struct
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import partial

from fake_agent.powershell.host import RegistryKind
from fake_agent.windows.errors import MachineError
from fake_agent.windows.execution import Execution, Spawn
from fake_agent.windows.registry import CONTROL_SET, Registry

KINDS = {"": 0, "none": 0, "restart": 1, "reboot": 2, "run": 3}
"""The numbers of the actions (documented)."""

_HEADER = "<IIIII"


@dataclass(frozen=True, slots=True)
class FailureActions:
    """What is done after the first, second and each further failure: kind and delay in milliseconds."""

    reset_period: int = 0
    actions: tuple[tuple[int, int], ...] = ()


def failure_actions(registry: Registry, service: str) -> FailureActions:
    """The failure actions of a service."""
    data = registry.read(_key(service), "FailureActions")
    if not isinstance(data, bytes):
        return FailureActions()
    reset, _, _, count, _ = struct.unpack(_HEADER, data[:20])
    numbers = struct.unpack(f"<{2 * count}I", data[20 : 20 + 8 * count])
    return FailureActions(reset, tuple(zip(numbers[::2], numbers[1::2], strict=True)))


def set_failure_actions(registry: Registry, service: str, wanted: FailureActions) -> None:
    """Replace the failure actions of a service."""
    data = struct.pack(_HEADER, wanted.reset_period, 0, 0, len(wanted.actions), 0x14)
    data += b"".join(struct.pack("<II", *action) for action in wanted.actions)
    registry.write(_key(service), "FailureActions", data, RegistryKind.BINARY)


def recover(execution: Execution, services: Sequence[str]) -> None:
    """The process of these services has been ended: those with a first action of restart start again in a while."""
    for name in services:
        actions = failure_actions(execution.machine.registry, name).actions
        if actions and actions[0][0] == KINDS["restart"]:
            again = partial(_start_again, name=name, seconds=actions[0][1] / 1000)
            execution.spawn(Spawn("services.exe", r"C:\Windows\system32", lambda _code: None, work=again))


def _start_again(execution: Execution, *, name: str, seconds: float) -> int:
    execution.wait(seconds)
    with suppress(MachineError, KeyError):  # disabled or deleted meanwhile
        execution.services.start(name)
    return 0


def _key(service: str) -> str:
    return rf"{CONTROL_SET}\Services\{service}"
