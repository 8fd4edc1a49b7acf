"""``slow-agent``: the agent takes its time."""

from functools import partial

from simulator.faults.kinds import Heal, MachineFault, Parameter, Settings
from simulator.faults.target import Target


class SlowAgent(MachineFault):
    """The agent looks at its goal state later than it should, and uploads the status later: twice for each run."""

    name = "slow-agent"
    observed = (
        "The run takes longer by twice the delay: the script begins late, and its end is seen late. Clients with a "
        "time limit of their own give up on runs that succeed."
    )
    source = "azure-cli #24164, #23347: runs that usually take half a minute take minutes"
    grade = "reported"
    parameters = (
        Parameter("by", "simulated seconds that each look of the agent comes later", 120.0, minimum=0, maximum=86400),
    )

    def inject(self, target: Target, settings: Settings) -> Heal:
        """Slow down."""
        machine = target.machine
        machine.trouble(slow_by=settings["by"])
        return partial(machine.trouble, slow_by=0.0)
