"""``stale-output``: a run answers with the output of an earlier one, and does nothing."""

from fake_agent.assembly import HANDLERS
from fake_agent.extension.status_file import status_bytes
from fake_agent.protocol import SettingsState, SettingsStatus, Substatus
from simulator.faults.kinds import Heal, MachineFault, Parameter, Settings
from simulator.faults.target import Target

LEFT_OVER = 100
"""Statuses that are left over: as many runs are answered with them."""


class StaleOutput(MachineFault):
    """The extension's folder holds statuses of runs with later numbers, from before an upgrade or a captured image.

    The extension takes each new run for done, and the agent reports what it finds. Healing removes them; so does the
    command that removes the extension.
    """

    name = "stale-output"
    observed = (
        "Succeeded at once, with the text of an earlier run; the script was not run. The remedies are those of Azure: "
        "remove the extension, or delete its Status folder."
    )
    source = "azure-powershell #16936"
    grade = "reported"
    parameters = (Parameter("output", "what the earlier run wrote to stdout", "output of an earlier run", "text"),)

    def inject(self, target: Target, settings: Settings) -> Heal:
        """Leave statuses over."""
        files, os_type = target.machine.guest.files, target.resource.os_type
        layout = HANDLERS[os_type].layout
        mark, first = layout.file("mrseq"), target.next_sequence_number
        numbers = range(first, first + LEFT_OVER)
        for number in numbers:
            status = _status(os_type, number, settings["output"])
            files.write(layout.status_file(number), status_bytes(status, "2021-12-01T00:00:00Z"))
        files.write(mark, str(numbers[-1]).encode())

        def heal() -> None:
            for number in numbers:
                files.remove(layout.status_file(number))
            if files.exists(mark):
                files.write(mark, str(target.next_sequence_number - 1).encode())

        return heal


def _status(os_type: str, number: int, output: str) -> SettingsStatus:
    if os_type == "Linux":
        message = f"Enable succeeded: \n[stdout]\n{output}\n\n[stderr]\n"
        return SettingsStatus(number, SettingsState.SUCCESS, message)
    streams = (("StdOut", output), ("StdErr", ""))
    parts = tuple(Substatus(name, SettingsState.SUCCESS, text) for name, text in streams)
    return SettingsStatus(number, SettingsState.SUCCESS, "Finished executing command", parts)
