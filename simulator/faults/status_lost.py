"""``status-lost``: the run's last word never reaches Azure."""

from functools import partial

from simulator.faults.kinds import Heal, MachineFault, Settings
from simulator.faults.target import Target


class StatusLost(MachineFault):
    """The agent's reports arrive, but with a stale status of the extension: 'Enable in progress', for ever."""

    name = "status-lost"
    observed = (
        "The agent is Ready, the extension Transitioning. The script has run; the operation stays InProgress until "
        "VMExtensionProvisioningTimeout at the 90th minute. Healed in time, the result arrives."
    )
    source = "azure-sdk-for-net #13879, azure-cli #14642, azure-linux-extensions #1786, #684"
    grade = "reported"

    def inject(self, target: Target, settings: Settings) -> Heal:
        """Lose."""
        target.lose_statuses(lost=True)
        return partial(target.lose_statuses, lost=False)
