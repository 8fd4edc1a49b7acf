"""What may go wrong around the handling of a request. Who decides it is the simulation's; here it is carried out."""

from dataclasses import dataclass
from enum import Enum

ENDING = "fake_arm.ending"
"""Where the WSGI environment of a request says how its connection ends, for a server that can do so."""


class Ending(Enum):
    """How a connection ends instead of carrying an answer whole."""

    RESET = "reset"
    """TCP RST, with nothing of the answer."""
    CLOSED = "closed"
    """Closed in order, with nothing of the answer."""
    TRUNCATED = "truncated"
    """The headers announce the whole body, and the connection closes before all of it has come."""


@dataclass(frozen=True, slots=True)
class Treatment:
    """What becomes of one request beside its ordinary handling. The default is nothing.

    ``handled``: whether a handler sees it at all. ``ending``: how the connection ends. ``kept``: bytes of the body
    that a truncated answer brings. ``delay``: simulated seconds before it is looked at. ``clock_skew``: seconds by
    which ARM's clock is ahead while it is handled.
    """

    handled: bool = True
    ending: Ending | None = None
    kept: int = 0
    delay: float = 0.0
    clock_skew: float = 0.0

    def with_other(self, other: "Treatment") -> "Treatment":
        """Both at once; of two endings the first counts."""
        first = self if self.ending else other
        return Treatment(
            handled=self.handled and other.handled,
            ending=first.ending,
            kept=first.kept,
            delay=self.delay + other.delay,
            clock_skew=self.clock_skew + other.clock_skew,
        )


ORDINARY = Treatment()
