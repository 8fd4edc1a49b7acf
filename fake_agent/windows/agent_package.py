"""The guest agent as an installed product: what Windows Installer does to it, and so to whoever waits for a script."""

import re
from dataclasses import replace

from fake_agent.powershell.host import ServiceStatus
from fake_agent.windows.execution import Execution, Spawn
from fake_agent.windows.image import base_image
from fake_agent.windows.machine import AGENT_SERVICES
from fake_agent.windows.registry import LOCAL_MACHINE

PRODUCT_CODE = "{5CF4D04A-F16C-4892-9196-6025EA61F964}"
PRODUCT_KEY = rf"{LOCAL_MACHINE}\SOFTWARE\Microsoft\Windows\CurrentVersion\Uninstall\{PRODUCT_CODE}"

_PACKAGE = re.compile(r"(.*\\)?(windows)?azure[ ._-]?vm[ ._-]?agent.*\.msi", re.IGNORECASE)

_STOP = "net stop RdAgent /y"
_START = " & ".join(f"net start {name}" for name in AGENT_SERVICES)
_DELETE = " & ".join(f"sc delete {name}" for name in reversed(AGENT_SERVICES))


def is_agent(product: str) -> bool:
    """Whether a package's path or a product code is the guest agent's."""
    return product.upper() == PRODUCT_CODE or _PACKAGE.fullmatch(product) is not None


def install(execution: Execution) -> None:
    """Install or update the agent: the installer stops and starts its services, beside the script that asked for it."""
    services = execution.machine.services
    for name in AGENT_SERVICES:
        if services.find(name) is None:
            services.create(replace(base_image()["services"][name.casefold()], status=ServiceStatus.STOPPED))
    execution.machine.registry.write(PRODUCT_KEY, "DisplayName", "Windows Azure VM Agent")
    _beside(execution, f"{_STOP} & {_START}")


def uninstall(execution: Execution) -> None:
    """Remove the agent with its services."""
    if execution.machine.registry.exists(PRODUCT_KEY):
        execution.machine.registry.delete(PRODUCT_KEY)
    _beside(execution, f"{_STOP} & {_DELETE}")


def _beside(execution: Execution, line: str) -> None:
    """Windows Installer is a service of its own: what it does outlives the script."""
    execution.note("Windows Installer works on the guest agent", line=line)
    execution.spawn(Spawn(line, r"C:\Windows\system32", lambda _code: None))
