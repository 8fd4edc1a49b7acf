"""``interactive-prompt``: PowerShell asks a question that nobody answers."""

from functools import partial

from fake_agent.extension.windows import PROFILE
from simulator.faults.kinds import Heal, MachineFault, Parameter, Settings
from simulator.faults.target import Target


class InteractivePrompt(MachineFault):
    """The machine's PowerShell profile asks something, as an administrator's may who works at the console.

    The profile runs before every script, also before one whose outcome a rule gives. Healing removes it.
    """

    name = "interactive-prompt"
    observed = (
        "The run hangs: InProgress until VMExtensionProvisioningTimeout at the 90th minute, 409 Conflict for every "
        "other run meanwhile, and no output. Healing does not help a run that waits already."
    )
    source = "azure-docs #10409, WindowsVMAgent #21 (prompts in scripts); that the profile is run is PowerShell's"
    grade = "reported"
    systems = ("Windows",)
    parameters = (Parameter("prompt", "what is asked", "Press Enter to continue", "text"),)

    def inject(self, target: Target, settings: Settings) -> Heal:
        """Write the profile."""
        files = target.machine.guest.files
        question = settings["prompt"].replace("'", "''")
        files.write(PROFILE, f"Read-Host '{question}'\r\n".encode())
        return partial(files.remove, PROFILE)
