"""Windows Update: what it offers to the machine, and what has become of it."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from fake_agent.powershell.host import StartType
from fake_agent.windows.image import load
from fake_agent.windows.machine import Machine
from fake_agent.windows.registry import LOCAL_MACHINE
from fake_agent.windows.roles import REBOOT_PENDING

SERVICE = "wuauserv"
DOWNLOAD_SECONDS, INSTALL_SECONDS, SEARCH_SECONDS = 60.0, 240.0, 20.0
"""How long a step takes for each update, and a search in all (chosen; the order of a small VM)."""

SERVICE_DISABLED, NO_CONNECTION, BAD_CRITERIA = 0x80070422, 0x80072EE2, 0x80240032
_AUTO_UPDATE = rf"{LOCAL_MACHINE}\SOFTWARE\Microsoft\Windows\CurrentVersion\WindowsUpdate\Auto Update"
RESTART_REQUIRED = rf"{_AUTO_UPDATE}\RebootRequired"
"""The key that is there while an installed update waits for a restart."""

_STATE, _TIMES = "updates", "update_times"
_CONDITION = re.compile(r"\s*(?P<name>\w+)\s*(?P<operator>=|!=|contains)\s*'?(?P<value>[^']*?)'?\s*", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Update:
    """An update as Windows Update offers it."""

    kb: str
    title: str
    identifier: str
    description: str
    category: str
    severity: str
    size: int
    hours_after_image: int
    restart: bool
    hot_fix: str


class UpdateError(Exception):
    """What the update agent refuses, with its number."""

    def __init__(self, code: int) -> None:
        super().__init__(f"Exception from HRESULT: 0x{code:08X}")
        self.code = code


@cache
def catalogue() -> Sequence[Update]:
    """Every update that is offered."""
    return [Update(**row) for row in load("updates")]


def state(machine: Machine, update: Update) -> frozenset[str]:
    """Any of ``downloaded``, ``installed``, ``restart`` (it waits for one) and ``hidden``."""
    states: Mapping[str, tuple[str, ...]] = machine.settings.get(_STATE, {})
    return frozenset(states.get(update.kb, ()))


def mark(machine: Machine, update: Update, *, add: Sequence[str] = (), take: Sequence[str] = ()) -> None:
    """Note what has become of an update."""
    states: Mapping[str, tuple[str, ...]] = machine.settings.get(_STATE, {})
    changed = (state(machine, update) | set(add)) - set(take)
    machine.settings[_STATE] = {**states, update.kb: tuple(sorted(changed))}


def check_agent(machine: Machine, *, outside: bool = True) -> None:
    """Start the service; ``UpdateError`` where it is disabled, or Windows Update can't be reached."""
    if machine.services.get(SERVICE).start_type is StartType.DISABLED:
        raise UpdateError(SERVICE_DISABLED)
    machine.services.start(SERVICE)
    if outside and not machine.outbound_open:
        raise UpdateError(NO_CONNECTION)


def search(machine: Machine, criteria: str) -> list[Update]:
    """The updates that fit; ``UpdateError`` for criteria that can't be."""
    alternatives = re.split(r"\s+or\s+", criteria.strip(" ()"), flags=re.IGNORECASE)
    found: list[Update] = []
    for update in catalogue():
        facts = _facts(machine, update)
        if any(_fits(facts, alternative) for alternative in alternatives):
            found.append(update)
    return found


def _facts(machine: Machine, update: Update) -> Mapping[str, str]:
    has = state(machine, update)
    return {
        "isinstalled": str(int("installed" in has)),
        "ishidden": str(int("hidden" in has)),
        "ispresent": str(int("installed" in has)),
        "isassigned": "1",
        "rebootrequired": str(int("restart" in has)),
        "type": "Software",
        "deploymentaction": "Installation",
        "updateid": update.identifier,
        "autoselectonwebsites": "1",
        "browseonly": "0",
        "categoryids": update.category,
    }


def _fits(facts: Mapping[str, str], text: str) -> bool:
    for part in re.split(r"\s+and\s+", text.strip(" ()"), flags=re.IGNORECASE):
        condition = _CONDITION.fullmatch(part.strip(" ()"))
        if condition is None or condition["name"].casefold() not in facts:
            raise UpdateError(BAD_CRITERIA)
        equal = facts[condition["name"].casefold()].casefold() == condition["value"].casefold()
        if equal == (condition["operator"] == "!="):
            return False
    return True


def download(machine: Machine, updates: Sequence[Update], wait: Callable[[float], None]) -> None:
    """Download what is not there yet."""
    for update in updates:
        if not state(machine, update) & {"downloaded", "installed"}:
            wait(DOWNLOAD_SECONDS)
            mark(machine, update, add=("downloaded",))


def install(machine: Machine, updates: Sequence[Update], wait: Callable[[float], None]) -> bool:
    """Install downloaded updates; whether a restart must finish it."""
    for update in updates:
        wait(INSTALL_SECONDS)
        mark(machine, update, add=("installed", *(("restart",) if update.restart else ())))
        machine.settings[_TIMES] = {**machine.settings.get(_TIMES, {}), update.kb: machine.clock()}
        machine.events.write(
            "System",
            "Microsoft-Windows-WindowsUpdateClient",
            19,
            f"Installation Successful: Windows successfully installed the following update: {update.title}",
        )
    waits = any(update.restart for update in updates)
    if waits:
        machine.registry.create(RESTART_REQUIRED)
        machine.registry.create(REBOOT_PENDING)
    return waits


def installed(machine: Machine) -> list[tuple[Update, float]]:
    """What was installed, the newest first, and when (Unix seconds)."""
    times: Mapping[str, float] = machine.settings.get(_TIMES, {})
    found = [(update, times[update.kb]) for update in catalogue() if update.kb in times]
    return sorted(found, key=lambda pair: -pair[1])


def restart_pending(machine: Machine) -> bool:
    """Whether something that was installed waits for a restart."""
    return machine.registry.exists(RESTART_REQUIRED)


def finish(machine: Machine) -> None:
    """The machine starts: nothing waits for it any more."""
    for update in catalogue():
        if "restart" in state(machine, update):
            mark(machine, update, take=("restart",))
