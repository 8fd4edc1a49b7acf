"""All cmdlets of the machine: importing their modules registers them with the interpreter."""

from collections.abc import Mapping

from fake_agent.powershell.cmdlets.registry import COMMANDS, Cmdlet
from fake_agent.windows.cmdlets import (
    accounts,
    cim,
    disks,
    events,
    features,
    firewall,
    network,
    power,
    processes,
    scheduled_tasks,
)

MODULES = (accounts, cim, disks, events, features, firewall, network, power, processes, scheduled_tasks)


def load() -> Mapping[str, Cmdlet]:
    """The interpreter's table of cmdlets, with the machine's in it."""
    return COMMANDS
