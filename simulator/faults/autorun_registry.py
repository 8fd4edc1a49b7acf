r"""``autorun-registry``: cmd.exe runs a command of its own before every other."""

from functools import partial
from typing import Any

from simulator.faults.kinds import Heal, MachineFault, Parameter, Settings
from simulator.faults.target import FaultyMachine, Target

KEY = r"HKLM\SOFTWARE\Microsoft\Command Processor"
_CHANGED_KEY = r"hkey_local_machine\software\microsoft\command processor"
"""The key as a machine's description names it among what differs from a fresh machine, which has no AutoRun."""

_FORMS = {"REG_EXPAND_SZ": "expand", "REG_QWORD": "qword", "REG_BINARY": "binary", "REG_NONE": "none"}
"""The kinds of values that a description does not tell by their data alone."""


class AutorunRegistry(MachineFault):
    r"""The value ``AutoRun`` of HKLM\SOFTWARE\Microsoft\Command Processor names a command that there is not.

    The extension's commands are started by cmd.exe, which runs it first. Healing brings back the value that
    was there before, unless somebody has changed it since.
    """

    name = "autorun-registry"
    observed = (
        "The run fails with VMExtensionHandlerNonTransientError: \"'XYZ' is not recognized as an internal or external "
        'command, operable program or batch file." Which command is at fault is nowhere to be read.'
    )
    source = "Run Command article, known issues; how it looks in ARM is inferred"
    grade = "documented"
    systems = ("Windows",)
    parameters = (Parameter("command", "what cmd.exe runs first", "XYZ", "text"),)

    def inject(self, target: Target, settings: Settings) -> Heal:
        """Write the value."""
        machine, command = target.machine, settings["command"]
        before = _autorun(machine)
        _set(machine, command)
        return partial(_restore, machine, command, before)


def _restore(machine: FaultyMachine, command: str, before: Any) -> None:
    if _autorun(machine) == command:
        _set(machine, before)


def _set(machine: FaultyMachine, data: Any) -> None:
    machine.change({"registry": {KEY: {"AutoRun": data}}})


def _autorun(machine: FaultyMachine) -> Any:
    """The value as a description writes it; None where there is none."""
    values = machine.describe()["changes"].get("registry", {}).get(_CHANGED_KEY) or ()
    return next(
        (_as_written(value["kind"], value["data"]) for value in values if value["name"].casefold() == "autorun"), None
    )


def _as_written(kind: str, data: Any) -> Any:
    return {_FORMS[kind]: data} if kind in _FORMS else data
