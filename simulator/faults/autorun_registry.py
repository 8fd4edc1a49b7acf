r"""``autorun-registry``: cmd.exe runs a command of its own before every other."""

from functools import partial

from simulator.faults.kinds import Heal, MachineFault, Parameter, Settings
from simulator.faults.target import Target

KEY = r"HKLM\SOFTWARE\Microsoft\Command Processor"


class AutorunRegistry(MachineFault):
    r"""The value ``AutoRun`` of HKLM\SOFTWARE\Microsoft\Command Processor names a command that there is not.

    The extension's commands are started by cmd.exe, which runs it first. Healing empties the value.
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
        machine = target.machine
        machine.change({"registry": {KEY: {"AutoRun": settings["command"]}}})
        return partial(machine.change, {"registry": {KEY: {"AutoRun": ""}}})
