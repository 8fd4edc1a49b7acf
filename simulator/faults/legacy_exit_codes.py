"""``legacy-exit-codes``: a script's exit code fails the run, as it did in 2018 and 2019."""

from functools import partial

from simulator.faults.kinds import Heal, MachineFault, Settings
from simulator.faults.target import Target


class LegacyExitCodes(MachineFault):
    """The VM has the extension of 2018: it takes another exit code than 0 for a failure of its own."""

    name = "legacy-exit-codes"
    observed = (
        "A script that ends with another code than 0 fails the run: VMExtensionProvisioningError, on Windows 'Finished "
        "executing command' without any output, on Linux with the exit status and both streams. Today's extension "
        "succeeds, and the code is nowhere."
    )
    source = "azure-cli #5398, #6898; azure-powershell #6343"
    grade = "reported"

    def inject(self, target: Target, settings: Settings) -> Heal:
        """Put the old extension there."""
        machine = target.machine
        machine.trouble(legacy_exit_codes=True)
        return partial(machine.trouble, legacy_exit_codes=False)
