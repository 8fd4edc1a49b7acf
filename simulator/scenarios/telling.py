"""A step as people are shown it, on a terminal or on a page: requests, answers, what was looked at, all of it short."""

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import groupby
from typing import Any

import yaml

from simulator.scenarios.actions import status_of
from simulator.scenarios.client import Exchange
from simulator.scenarios.observing import Check
from simulator.scenarios.player import PlayedStep
from simulator.timeline import Line

LONGEST_TEXT = 700
"""Characters of one text that are shown whole; of a longer one both ends are shown."""

END = 120
"""Characters of each end."""

MOST_ITEMS = 4
"""Objects of a list that are shown; of a longer one the first two are."""

LINE = 70
"""Columns into which JSON is laid out."""

LONG_VALUE = 60
"""Characters from which on an expected text is not told again: it stands in the answer."""

_PATH = re.compile(
    r"(https://[^/\s]+)?/subscriptions/[-0-9a-f]{36}(/resourceGroups/[^/\s,]+)?"
    r"(/providers/Microsoft\.Compute(/locations/\w+(?=/operations))?)?(?=/)"
)
_QUERY = re.compile(r"\?[^\s,)]*")
_ALWAYS_SHOWN = ("Azure-AsyncOperation", "Retry-After")


@dataclass(frozen=True, slots=True)
class Told:
    """One request and its answer, or several of the same; each part is lines of text, empty where there is none."""

    request: str
    sent: str
    answer: str
    received: str


def short(text: str) -> str:
    """The text with every path of ARM's cut to what tells it from others, and no query but ``monitor``."""
    return _PATH.sub("...", _QUERY.sub(lambda found: "?monitor=true" if "monitor=true" in found[0] else "", text))


def told_exchanges(played: PlayedStep) -> Iterator[Told]:
    """The step's requests and answers; polls of one operation are told together."""
    shown_headers = {check.observation.member for check in played.checks if check.observation.what == "headers"}
    for _, group in groupby(played.seen.exchanges, key=lambda exchange: (exchange.method, exchange.path)):
        exchanges = list(group)
        last = exchanges[-1]
        is_poll_before_the_result = status_of(last) == "Succeeded" and last is not played.seen.last
        times = f"   ({len(exchanges)} times)" if len(exchanges) > 1 else ""
        yield Told(
            request=f"{last.method} {short(last.path)}{times}",
            sent=pretty(last.sent),
            answer=_answers(exchanges, shown_headers),
            received="" if is_poll_before_the_result else pretty(last.body),
        )


def _answers(exchanges: list[Exchange], shown_headers: set[str]) -> str:
    last = exchanges[-1]
    if last.failure and not last.status:
        return last.failure
    told = [f"{exchange.status} {status_of(exchange)}".strip() for exchange in exchanges]
    lines = [", then ".join(dict.fromkeys(told)) + (f" ({last.failure})" if last.failure else "")]
    names = (*_ALWAYS_SHOWN, *sorted(shown_headers - {*_ALWAYS_SHOWN}))
    lines += [f"{name}: {short(value)}" for name in names if (value := last.header(name)) is not None]
    return "\n".join(lines)


def pretty(body: str) -> str:
    """A body for people: JSON indented, long texts without their middle."""
    try:
        content = json.loads(body)
    except ValueError:
        return shortened(short(body).replace("\r\n", "\n").rstrip("\r"))
    return laid_out(_shortened(content))


def laid_out(value: Any, indent: int = 0) -> str:
    """JSON in as few lines as fit: what is short stands in one line."""
    line = json.dumps(value, ensure_ascii=False)
    if not isinstance(value, dict | list) or not value or len(line) + indent <= LINE:
        return line
    inner = " " * (indent + 2)
    if isinstance(value, dict):
        items = [f"{json.dumps(name)}: {laid_out(item, indent + 2)}" for name, item in value.items()]
        opening, closing = "{}"
    else:
        items = [laid_out(item, indent + 2) for item in value]
        opening, closing = "[]"
    return f"{opening}\n{inner}" + f",\n{inner}".join(items) + f"\n{' ' * indent}{closing}"


def _shortened(value: Any) -> Any:
    if isinstance(value, str):
        return shortened(_PATH.sub("...", value))
    if isinstance(value, list):
        is_long = len(value) > MOST_ITEMS and not isinstance(value[0], str)
        shown = [_shortened(item) for item in (value[:2] if is_long else value)]
        return [*shown, f"[... {len(value) - 2} more ...]"] if is_long else shown
    if isinstance(value, dict):
        return {name: _shortened(item) for name, item in value.items()}
    return value


def shortened(text: str) -> str:
    """The text, or its beginning and end where it is long."""
    if len(text) <= LONGEST_TEXT:
        return text
    return f"{text[:END]}[... {len(text) - 2 * END:,} more ...]{text[-END:]}"


def told_deed(played: PlayedStep) -> str:
    """What the step did where it sent no request: as the file says it, in one line."""
    if played.seen.exchanges or played.step.kind == "look":
        return ""
    given = yaml.safe_dump(
        {played.step.kind: played.step.given}, default_flow_style=True, width=10_000, sort_keys=False
    )
    return given.strip()[1:-1]


def told_look(played: PlayedStep) -> tuple[str, str]:
    """What was looked at, and what was there."""
    if played.step.kind != "look":
        return "", ""
    where = {name: value for name, value in played.step.given.items() if name != "vm"}
    place = ", ".join(f"{name} {value}" for name, value in where.items())
    seen = "(nothing)" if played.seen.looked is None else shortened(played.seen.looked.replace("\r\n", "\n").strip())
    return f"{played.step.given['vm']}: {place}", seen


def told_check(check: Check) -> str:
    """What had to be observed and, where it differs, what was."""
    if check.observation.what == "journal":
        return f"the journal {check.observation.expectation}"
    if check.observation.what == "journalLacks":
        return f"the journal lacks what {check.observation.expectation}"
    expected = str(check.observation.expectation)
    if not check.passed:
        return f"{check.observation.name}: {expected}; it was {shortened(repr(check.value))}"
    if len(expected) > LONG_VALUE and check.observation.expectation.is_exact:
        return f"{check.observation.name}: exactly the one above"
    return f"{check.observation.name}: {expected}"


def condensed(lines: Iterable[Line]) -> list[Line]:
    """A timeline with short paths, in which what happens again and again is told once, with its number."""
    found: list[tuple[Line, int]] = []
    for line in lines:
        brief = replace(line, text=short(line.text))
        if found and (found[-1][0].layer, found[-1][0].vm, found[-1][0].text) == (brief.layer, brief.vm, brief.text):
            found[-1] = (found[-1][0], found[-1][1] + 1)
        else:
            found.append((brief, 1))
    return [replace(line, text=f"{line.text} ({count} times)") if count > 1 else line for line, count in found]
