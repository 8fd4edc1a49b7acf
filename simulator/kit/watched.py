"""A Windows machine in a test's hand: what the test does to it takes the simulation's lock, and its agent sees it."""

from collections.abc import Callable
from dataclasses import is_dataclass
from typing import TYPE_CHECKING, Any, TypeVar, cast

from simulator.simulation import Simulation

if TYPE_CHECKING:
    from fake_agent.windows.guest import WindowsGuest

Part = TypeVar("Part")


def watched(part: Part, simulation: Simulation, guest: "WindowsGuest") -> Part:
    """The machine or a part of it, such that each call holds the lock and the guest notices what has changed."""
    return cast("Part", _Watched(part, simulation, guest))


class _Watched:
    """Stands for an object of the machine; parts of it that are reached through it are watched as well."""

    def __init__(self, part: object, simulation: Simulation, guest: "WindowsGuest") -> None:
        vars(self).update(_part=part, _simulation=simulation, _guest=guest)

    def __getattr__(self, name: str) -> Any:
        with self._simulation.lock:
            value = getattr(self._part, name)
        if callable(value):
            return self._calling(value)
        return watched(value, self._simulation, self._guest) if _is_part(value) else value

    def __setattr__(self, name: str, value: object) -> None:
        self._calling(setattr)(self._part, name, value)

    def _calling(self, function: Callable[..., Any]) -> Callable[..., Any]:
        def call(*arguments: Any, **named: Any) -> Any:
            with self._simulation.lock:
                try:
                    return function(*arguments, **named)
                finally:
                    self._guest.notice()

        return call


def _is_part(value: object) -> bool:
    return type(value).__module__.startswith("fake_agent.windows.") and not is_dataclass(value)
