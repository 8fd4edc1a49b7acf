"""``conflict-after-success``: Compute's lock outlives the run."""

from functools import partial

from simulator.faults.kinds import Heal, MachineFault, Parameter, Settings
from simulator.faults.target import Target


class ConflictAfterSuccess(MachineFault):
    """For a while after a run has succeeded, Compute takes it for one in progress.

    In the time mode auto, whoever asks again lets time move on to the end of the lock, as when polling.
    """

    name = "conflict-after-success"
    observed = (
        "The operation is Succeeded, and the next run is refused with 409 Conflict, 'Run command extension execution "
        "is in progress', until the lock is gone."
    )
    source = "azure-cli #19137; how long it lasts is chosen"
    grade = "reported"
    parameters = (Parameter("seconds", "simulated seconds for which the lock stays", 60.0, minimum=0, maximum=86400),)

    def inject(self, target: Target, settings: Settings) -> Heal:
        """Let the lock linger."""
        target.change(lock_lingers=settings["seconds"])
        return partial(target.change, lock_lingers=0.0)

    def lasts_after_run(self, settings: Settings) -> float:
        """The lock stays for so long."""
        return float(settings["seconds"])
