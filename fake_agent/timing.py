"""How long things take on a VM, as data: every value is a range of simulated seconds, drawn with seeded jitter."""

from dataclasses import dataclass

Range = tuple[float, float]


@dataclass(frozen=True, slots=True)
class AgentTiming:
    """The VM's share of a run command's time.

    ``poll_interval``: between two looks at the goal state (6 s in Azure's Linux agent). ``download``, ``install``: the
    extension's package on first use. ``enable``: until the script starts. ``interpreter_start`` and
    ``interpreter_end``: around a script (powershell.exe). ``boot``: from power on until the agent runs.
    """

    poll_interval: float
    download: Range
    install: Range
    enable: Range
    interpreter_start: Range
    interpreter_end: Range
    boot: Range
