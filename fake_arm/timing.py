"""How long things take on Azure's side, as data: ranges of simulated seconds, drawn with seeded jitter."""

from dataclasses import dataclass

Range = tuple[float, float]

RUN_TIME_LIMIT = 90 * 60.0
"""Seconds after which Compute fails a run command (documented: 90 minutes)."""

SILENCE_LIMIT = 25 * 60.0
"""Seconds without any report from the VM after which Compute gives up on its agent (recorded: 25:10 to 25:26)."""


@dataclass(frozen=True, slots=True)
class ProviderTiming:
    """``publish``.

    From the accepted request until agents see the goal state. ``read_status``: from the uploaded status until the
    operation shows it. The others: the power operations and the making of a VM.
    """

    publish: Range
    read_status: Range
    start: Range
    stop: Range
    create: Range
    delete: Range
