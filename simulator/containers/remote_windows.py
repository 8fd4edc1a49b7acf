"""The emulated Windows machine of a VM in a container."""

from collections.abc import Mapping
from typing import Any

from simulator.containers.errors import MachineSilentError
from simulator.containers.remote_guest import RemoteGuest
from simulator.containers.remote_parts import RemotePart


class RemoteWindows:
    """Implements ``simulator.machines.WindowsMachine``. Its snapshots stay in the container; these are their names."""

    def __init__(self, guest: RemoteGuest) -> None:
        self._guest = guest

    @property
    def machine(self) -> RemotePart:
        """The machine itself, to look at and to change, for who does not hold the simulation's lock."""
        return RemotePart(self._ask_about_part)

    def describe(self) -> dict[str, Any]:
        """What there is to see of it."""
        seen: dict[str, Any] = self._call("describe")
        return seen

    def change(self, description: Mapping[str, Any], place: str = "the description") -> None:
        """Change it by a description."""
        self._call("change", description=dict(description), place=place)

    def snapshot(self) -> str:
        """Remember its state."""
        name = self._guest.new_name()
        self._call("snapshot", name=name)
        return name

    def restore(self, snapshot: str) -> None:
        """Bring a state back."""
        self._call("restore", name=snapshot)

    def _ask_about_part(self, action: str, **arguments: Any) -> Any:
        with self._guest.lock:
            return self._call(action, **arguments)

    def _call(self, action: str, **arguments: Any) -> Any:
        try:
            return self._guest.call(action, **arguments)
        except MachineSilentError:
            raise
        except OSError as error:
            raise ValueError(error.strerror or str(error)) from error
