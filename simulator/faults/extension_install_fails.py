"""``extension-install-fails``: the Run Command extension can't be installed."""

from functools import partial

from fake_agent.assembly import HANDLERS
from fake_agent.conditions import InstallFailure
from simulator.faults.kinds import Heal, MachineFault, Parameter, Settings
from simulator.faults.target import Target


class ExtensionInstallFails(MachineFault):
    """The system is one that the extension's package does not run on. What was installed before is gone."""

    name = "extension-install-fails"
    observed = (
        "Every run fails after the package was downloaded: VMExtensionHandlerNonTransientError with 'Non-zero exit "
        "code: 126' of the install command, 'Install handler failed for the extension'. The script never runs."
    )
    source = "reported for RunCommandLinux 1.0.9 (exit code 126); on Windows inferred"
    grade = "reported"
    parameters = (
        Parameter("exitCode", "of the install command", 126, "integer", 1, 255),
        Parameter("text", "what it writes to stderr", "cannot execute binary file: Exec format error", "text"),
    )

    def inject(self, target: Target, settings: Settings) -> Heal:
        """Take the extension away, and let its install command fail."""
        machine = target.machine
        machine.guest.files.remove(HANDLERS[target.resource.os_type].layout.folder)
        machine.trouble(install_failure=InstallFailure(settings["exitCode"], f"{settings['text']}\n"))
        return partial(machine.trouble, install_failure=None)
