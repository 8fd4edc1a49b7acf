"""What a test's report says of its simulator: the journal in columns, and what its scripts asked for in vain."""

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from simulator.journal import JournalEntry
from simulator.timeline import Line, lines_of_journal

if TYPE_CHECKING:
    from simulator.kit.simulator import Simulator

LIMIT = 80
"""Lines of the journal in a report; the newest are shown."""

WIDTH = 160
"""Characters of what happened, in one line of a report."""

LACKED = "script needs what the simulator lacks"
UNANSWERED = "web request has no stub"
"""The journal's event for a command or construct that the Windows guest does not have."""

_HEADINGS = ("time", "layer", "VM", "what happened")


def is_own_fault(entry: JournalEntry) -> bool:
    """Whether the simulator itself failed here: a 500 of its own, with what Python said."""
    return "traceback" in entry.details or entry.event == "fault of the simulator"


def timeline_lines(entries: Sequence[JournalEntry], width: int | None = None) -> list[str]:
    """The journal in columns, under headings; texts longer than ``width`` are cut, and say so."""
    return _columns(lines_of_journal(entries), width) if entries else ["nothing happened"]


def _columns(lines: Sequence[Line], width: int | None) -> list[str]:
    rows = [_HEADINGS, *((f"{line.time:.1f} s", line.layer, line.vm, _in_one_line(line.text, width)) for line in lines)]
    time, layer, vm = (max(len(row[column]) for row in rows) for column in range(3))
    return [f"{row[0]:>{time}}  {row[1]:<{layer}}  {row[2]:<{vm}}  {row[3]}" for row in rows]


def _in_one_line(text: str, width: int | None) -> str:
    line = text.replace("\r", "\\r").replace("\n", "\\n")
    return line if width is None or len(line) <= width else f"{line[: width - 4]} ..."


def journal_section(simulator: "Simulator") -> str:
    """The newest lines of a simulator's journal, with a note of those that are left out."""
    entries = simulator.journal
    hidden = len(entries) - LIMIT
    shown = timeline_lines(entries[-LIMIT:], WIDTH)
    note = [f"({hidden} earlier lines are left out; run_command_simulator.timeline() has them all)"]
    return "\n".join([*(note if hidden > 0 else []), *shown])


def lacks_section(simulator: "Simulator") -> str:
    """What scripts asked for and the simulator lacks, a sentence each; empty where nothing was."""
    return "\n".join(dict.fromkeys(_lacks(simulator.journal)))


def _lacks(entries: Iterable[JournalEntry]) -> Iterable[str]:
    for entry in entries:
        if entry.event == LACKED:
            name, line = entry.details.get("name", "something"), entry.details.get("line", "?")
            yield (
                f"{entry.vm}: line {line} of a script needs {name}, which the simulator lacks; "
                f"give it an outcome with run_command_simulator.vm({entry.vm!r}).stub({name!r}, stdout=...)"
            )
        elif entry.event == UNANSWERED:
            url = str(entry.details.get("url", ""))
            yield (
                f"{entry.vm}: a script asks for {url}, which nobody answers; "
                f"give it an answer with run_command_simulator.vm({entry.vm!r}).stub(url={url!r}, body=...)"
            )
