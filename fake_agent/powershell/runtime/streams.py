"""The streams besides output: where errors, warnings, verbose, debug and information records go."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from fake_agent.powershell.values.objects import ErrorRecord, StreamRecord

Emit = Callable[[Any], None]

STREAM_NUMBERS = {"3": "Warning", "4": "Verbose", "5": "Debug", "6": "Information"}


@dataclass(frozen=True, slots=True)
class Sinks:
    """Where records go now. A redirection replaces one for the time of a command.

    ``host`` takes text that is written to the host itself (``Write-Host``), unless ``captures_host``: then the
    information stream takes it.
    """

    error: Callable[[ErrorRecord], None]
    warning: Callable[[StreamRecord], None]
    verbose: Callable[[StreamRecord], None]
    debug: Callable[[StreamRecord], None]
    information: Callable[[StreamRecord], None]
    host: Callable[[str], None]
    captures_host: bool = False

    def message(self, record: StreamRecord) -> None:
        """Hand a record to its stream."""
        {"Warning": self.warning, "Verbose": self.verbose, "Debug": self.debug, "Information": self.information}[
            record.kind
        ](record)

    def redirected(self, stream: str, target: Emit) -> "Sinks":
        """With a stream (by its number, ``*`` for all) going to ``target``."""
        names = {"2": "error", "3": "warning", "4": "verbose", "5": "debug", "6": "information"}
        chosen = list(names.values()) if stream == "*" else [names[stream]] if stream in names else []
        captures = self.captures_host or stream in {"6", "*"}
        return replace(self, captures_host=captures, **dict.fromkeys(chosen, target))
