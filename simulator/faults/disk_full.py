"""``disk-full``: no file can be written any more."""

from functools import partial

from simulator.faults.kinds import Heal, MachineFault, Settings
from simulator.faults.target import Target


class DiskFull(MachineFault):
    """The system disk is full: agent and extension can't write settings, scripts, statuses and logs.

    On an emulated Windows machine a script that runs already finds no room on C: either. A Linux script goes on and
    sees its own disk as before.
    """

    name = "disk-full"
    observed = (
        "The run fails with VMExtensionHandlerNonTransientError before the script begins: 'No space left on device', "
        "on Windows 'There is not enough space on the disk.' If the disk fills while the script runs, its status can't "
        "be written either: the same error, though the script has done its work. What a script on Windows still writes "
        "fails with the same words."
    )
    source = "Azure/custom-script-extension-linux: output of one script filled a disk; the error's words are chosen"
    grade = "chosen"

    def inject(self, target: Target, settings: Settings) -> Heal:
        """Fill."""
        _fill(target, full=True)
        return partial(_fill, target, full=False)


def _fill(target: Target, *, full: bool) -> None:
    target.machine.trouble(disk_full=full)
    if target.is_emulated_windows:
        target.machine.change({"volumes": {"C": {"full": full}}})
