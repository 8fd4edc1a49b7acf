"""A Windows machine in the hands of the control API: shown, changed, remembered and brought back as values."""

from collections.abc import Mapping
from typing import Any

from fake_agent.windows.description import apply, describe
from fake_agent.windows.guest import WindowsGuest


class WindowsControl:
    """What the control API does with one machine; where its agent runs makes no difference."""

    def __init__(self, guest: WindowsGuest) -> None:
        self._guest = guest

    def describe(self) -> dict[str, Any]:
        """What there is to see of it: some facts, and what differs from a fresh machine."""
        guest, machine = self._guest, self._guest.machine
        return {
            "vm": machine.name,
            "computerName": machine.computer_name,
            "running": machine.running,
            "agentRunning": guest.agent_running,
            "outboundOpen": guest.outbound_open,
            "timeZone": machine.time_zone_id,
            "remoteDesktopPort": machine.remote_desktop_port,
            "changes": describe(machine.snapshot()),
        }

    def change(self, description: Mapping[str, Any], place: str = "the description") -> None:
        """Change it by a description, as in an estate file. Raises ``ValueError`` naming ``place`` and the member."""
        apply(self._guest.machine, description, place)
        self._guest.notice()

    def snapshot(self) -> Any:
        """Its state, for ``restore``."""
        return self._guest.machine.snapshot()

    def restore(self, snapshot: Any) -> None:
        """Bring a state back."""
        self._guest.machine.restore(snapshot)
        self._guest.notice()
