"""``never-ends``: the script ends, the run does not."""

from functools import partial

from simulator.faults.kinds import Heal, MachineFault, Settings
from simulator.faults.target import Target


class NeverEnds(MachineFault):
    """A program that the script left in the background holds its output open, and the extension waits for the end."""

    name = "never-ends"
    observed = (
        "The script has done all its work, the operation stays InProgress until VMExtensionProvisioningTimeout at the "
        "90th minute, and every other run is refused with 409 meanwhile. When the program ends (when it is healed), "
        "the run succeeds."
    )
    source = "azure-cli #27085 (the cause is inferred); azure-cli #24164"
    grade = "reported"

    def inject(self, target: Target, settings: Settings) -> Heal:
        """Hold."""
        machine = target.machine
        machine.trouble(output_held=True)
        return partial(machine.trouble, output_held=False)
