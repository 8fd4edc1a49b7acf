"""Built-in commands for the clock: date and time."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from fake_agent.windows.command_processor.builtins.table import Builtin
from fake_agent.windows.command_processor.shell import Shell
from fake_agent.windows.command_processor.streams import Streams

_DATE = re.compile(r"(\d{1,2})[-/.](\d{1,2})[-/.](\d{2}|\d{4})")
_TIME = re.compile(r"(\d{1,2})(?::(\d{1,2})(?::(\d{1,2})(?:[.,]\d{1,2})?)?)?\s*([ap]m?)?", re.IGNORECASE)
_CENTURY, _TURN = 2000, 80
"""A year of two digits is one from 1980 to 2079 (documented)."""


@dataclass(frozen=True, slots=True)
class _Hand:
    """One of the two commands: how it shows its part of the clock and reads another."""

    name: str
    short: Callable[[datetime], str]
    long: Callable[[datetime], str]
    read: Callable[[datetime, str], datetime | None]
    form: str


def _run(hand: _Hand, shell: Shell, rest: str, streams: Streams) -> None:
    now = shell.execution.machine.local_time()
    given = rest.strip()
    if given.casefold() == "/t":
        streams.stdout.write(f"{hand.short(now)}\r\n")
        return
    if not given:
        streams.stdout.write(f"The current {hand.name} is: {hand.long(now)}\r\n")
    elif _set(shell, hand.read(now, given)):
        return
    else:
        streams.stdout.write(f"The system cannot accept the {hand.name} entered.\r\n")
    _ask(shell, streams, f"Enter the new {hand.name}: {hand.form}")


def _new_date(now: datetime, text: str) -> datetime | None:
    found = _DATE.fullmatch(text)
    if found is None:
        return None
    month, day, year = (int(part) for part in found.groups())
    if len(found[3]) == 2:
        year += _CENTURY if year < _TURN else _CENTURY - 100
    try:
        return now.replace(year=year, month=month, day=day)
    except ValueError:
        return None


def _new_time(now: datetime, text: str) -> datetime | None:
    found = _TIME.fullmatch(text)
    if found is None:
        return None
    hour, minute, second = (int(part or 0) for part in found.groups()[:3])
    half = (found[4] or "")[:1].casefold()
    if half and not 1 <= hour <= 12:
        return None
    hour = hour % 12 + (12 if half == "p" else 0) if half else hour
    try:
        return now.replace(hour=hour, minute=minute, second=second, microsecond=0)
    except ValueError:
        return None


def _set(shell: Shell, moment: datetime | None) -> bool:
    if moment is None:
        return False
    shell.execution.machine.set_clock(moment.timestamp())
    shell.error_level = 0
    return True


def _ask(shell: Shell, streams: Streams, question: str) -> None:
    """The command asks for a value; without input nobody ever gives one."""
    streams.stdout.write(question)
    if streams.stdin is None:
        shell.execution.wait_for_ever()


def _day(now: datetime) -> str:
    return f"{now:%a %m/%d/%Y} "


_DATE_HAND = _Hand("date", _day, _day, _new_date, "(mm-dd-yy) ")
_TIME_HAND = _Hand(
    "time",
    lambda now: f"{now:%I:%M %p}",
    lambda now: f"{now.hour:2}:{now:%M:%S}.{now.microsecond // 10_000:02}",
    _new_time,
    "",
)
BUILTINS: dict[str, Builtin] = {"date": partial(_run, _DATE_HAND), "time": partial(_run, _TIME_HAND)}
