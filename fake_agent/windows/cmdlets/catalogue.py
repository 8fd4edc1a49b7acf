"""All cmdlets of the machine: importing their modules registers them with the interpreter."""

from collections.abc import Mapping

from fake_agent.powershell.cmdlets.registry import COMMANDS, Cmdlet
from fake_agent.windows.cmdlets import (
    access_control,
    adapters,
    cim,
    computer_information,
    connections,
    disks,
    drives,
    events,
    features,
    firewall,
    groups,
    network,
    packages,
    power,
    processes,
    remoting,
    scheduled_tasks,
    users,
)

MODULES = (
    access_control,
    adapters,
    cim,
    computer_information,
    connections,
    disks,
    drives,
    events,
    features,
    firewall,
    groups,
    network,
    packages,
    power,
    processes,
    remoting,
    scheduled_tasks,
    users,
)


def load() -> Mapping[str, Cmdlet]:
    """The interpreter's table of cmdlets, with the machine's in it."""
    return COMMANDS
