"""All cmdlets of the machine: importing their modules registers them with the interpreter."""

from collections.abc import Mapping

from fake_agent.powershell.cmdlets.registry import COMMANDS, Cmdlet
from fake_agent.windows.cmdlets import (
    access_control,
    adapters,
    archives,
    certificate_drive,
    certificates,
    cim,
    cim_classes,
    computer_information,
    connections,
    counters,
    defender,
    disks,
    drives,
    endpoints,
    events,
    execution_policy,
    features,
    firewall,
    groups,
    jobs,
    network,
    packages,
    power,
    processes,
    remoting,
    remoting_drive,
    scheduled_tasks,
    server_configuration,
    shares,
    users,
    volumes,
)

MODULES = (
    access_control,
    adapters,
    archives,
    certificate_drive,
    certificates,
    cim,
    cim_classes,
    computer_information,
    connections,
    counters,
    defender,
    disks,
    drives,
    endpoints,
    events,
    execution_policy,
    features,
    firewall,
    groups,
    jobs,
    network,
    packages,
    power,
    processes,
    remoting,
    remoting_drive,
    scheduled_tasks,
    server_configuration,
    shares,
    users,
    volumes,
)


def load() -> Mapping[str, Cmdlet]:
    """The interpreter's table of cmdlets, with the machine's in it."""
    return COMMANDS
