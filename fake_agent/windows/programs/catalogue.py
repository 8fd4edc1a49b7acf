"""All programs that the simulator can run: importing their modules registers them."""

from fake_agent.windows.programs import (
    access_control,
    connections,
    console,
    copying,
    file_utilities,
    identity,
    image_servicing,
    licensing,
    maintenance,
    management,
    net,
    netsh,
    network_information,
    power,
    powershell,
    registry_editor,
    remote_management,
    robust_copying,
    routing,
    service_control,
    shells,
    system_information,
    task_scheduler,
    tasks,
    text_filters,
)
from fake_agent.windows.programs.registry import PROGRAMS, Program

MODULES = (
    access_control,
    connections,
    console,
    copying,
    file_utilities,
    identity,
    image_servicing,
    licensing,
    maintenance,
    management,
    net,
    netsh,
    network_information,
    power,
    powershell,
    registry_editor,
    remote_management,
    robust_copying,
    routing,
    service_control,
    shells,
    system_information,
    task_scheduler,
    tasks,
    text_filters,
)


def load() -> dict[str, Program]:
    """The table of programs, filled."""
    return PROGRAMS
