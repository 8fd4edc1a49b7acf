"""What a user may say about agents in containers."""

from collections.abc import Callable
from dataclasses import dataclass


def _silent(_line: str) -> None:
    """Nobody watches."""


@dataclass(frozen=True, slots=True)
class ContainerOptions:
    """How agents are put into containers.

    ``base_image``: with Python; empty for the usual one. ``address``: where containers reach this machine, ``HOST`` or
    ``HOST:PORT``; empty for the engine's own gateway, which is right where the engine runs on this machine.
    ``on_progress`` is told what takes long.
    """

    base_image: str = ""
    address: str = ""
    on_progress: Callable[[str], None] = _silent
