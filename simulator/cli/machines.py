"""The VMs of a running simulator, by the names that people give on the command line."""

from dataclasses import dataclass
from typing import Any, Self

import click
from click.shell_completion import CompletionItem

from simulator.cli.control_client import ControlClient


@dataclass(frozen=True, slots=True)
class MachineRow:
    """One VM as the control API's estate shows it. ``running`` are ids of operations."""

    id: str
    name: str
    os_type: str
    power: str
    agent_ready: bool
    running: tuple[str, ...]

    @classmethod
    def of(cls, view: dict[str, Any]) -> Self:
        """From the view of the control API."""
        power = str(view["powerState"]).rpartition("/")[2]
        return cls(view["id"], view["name"], view["osType"], power, view["agentReady"], tuple(view["running"]))


def machines(simulator: ControlClient) -> list[MachineRow]:
    """All VMs and scale-set instances."""
    return [MachineRow.of(view) for view in simulator.get("/estate")["virtualMachines"]]


def machine_named(simulator: ControlClient, name: str) -> MachineRow:
    """The VM of this name, or of this id. Raises ``click.ClickException`` with what there is."""
    known = machines(simulator)
    wanted = name.lower()
    found = [machine for machine in known if wanted in (machine.name.lower(), machine.id.lower())]
    if not found:
        there_are = ", ".join(machine.name for machine in known) or "none"
        raise click.ClickException(f"there is no VM '{name}'; there are {there_are}")
    if len(found) > 1:
        raise click.ClickException(
            f"several VMs are named '{name}'; give one's id: {', '.join(machine.id for machine in found)}"
        )
    return found[0]


class MachineName(click.ParamType[str]):
    """A VM's name, completed with those of the simulator that runs."""

    name = "vm"

    def shell_complete(self, ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:
        """The names that begin as the word does; none where no simulator runs."""
        try:
            known = machines(ControlClient.of_running_simulator())
        except click.ClickException:
            return []
        return [
            CompletionItem(machine.name, help=f"{machine.os_type}, {machine.power}")
            for machine in known
            if machine.name.lower().startswith(incomplete.lower())
        ]


MACHINE_NAME = MachineName()
