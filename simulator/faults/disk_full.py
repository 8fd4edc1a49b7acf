"""``disk-full``: no file can be written any more."""

from functools import partial

from simulator.faults.kinds import Heal, MachineFault, Settings
from simulator.faults.target import Target


class DiskFull(MachineFault):
    """The system disk is full: agent and extension can't write settings, scripts, statuses and logs.

    A script that runs already goes on and sees its own disk as before.
    """

    name = "disk-full"
    observed = (
        "The run fails with VMExtensionHandlerNonTransientError, 'No space left on device', before the script begins. "
        "If the disk fills while the script runs, its status can't be written either: the same error, though the "
        "script has done its work."
    )
    source = "Azure/custom-script-extension-linux: output of one script filled a disk; the error's words are chosen"
    grade = "chosen"

    def inject(self, target: Target, settings: Settings) -> Heal:
        """Fill."""
        machine = target.machine
        machine.trouble(disk_full=True)
        return partial(machine.trouble, disk_full=False)
