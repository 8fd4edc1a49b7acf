"""The documentation's pages: one a restriction, made of what its scenarios show when they are played."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from simulator.scenarios.library import Restriction
from simulator.scenarios.narration import explanation_parts
from simulator.scenarios.player import Play, PlayedStep
from simulator.scenarios.telling import condensed, told_check, told_deed, told_exchanges, told_look
from simulator.timeline import Line

_TIMES = re.compile(r'("(?:start|end)Time": ")[^"]*"')
_CLIENT_CLOCK = re.compile(r"(UTC time ')[^']*'")
"""Tokens live on the clients' clock, which is that of the day on which the page is made."""

_HEADER = ["behaviour", "grade", "source", "witness"]

INDEX_HEAD = """# The restrictions of Run Command, and how it fails

Each page is played: what it shows was asked of the simulator over HTTP, with a fixed seed, and answered so. The pages
are made by `tools/restriction-pages` from `fixtures/scenarios`; don't edit them. `run-command-simulator learn NUMBER`
plays the same on a terminal, and [scenarios.md](../scenarios.md) says how to write one.

In the pages `...` stands for the beginning of a path of Resource Manager and for the query with the api-version.
"""


@dataclass(frozen=True, slots=True)
class ParityRow:
    """One row of docs/parity.md."""

    behaviour: str
    grade: str
    source: str


def parity_rows(page: str) -> dict[str, ParityRow]:
    """The rows of docs/parity.md by behaviour."""
    rows = {}
    for line in page.splitlines():
        cells = [cell.strip() for cell in line.strip().strip("|").split("|")]
        if line.startswith("|") and len(cells) == len(_HEADER) and cells != _HEADER:
            rows[cells[0]] = ParityRow(*cells[:3])
    return rows


def file_name(restriction: Restriction) -> str:
    """The name of a restriction's page."""
    return f"{restriction.number:02}-{restriction.slug}.md"


def index_page(restrictions: Sequence[Restriction]) -> str:
    """The page that lists all others."""
    kinds = {"restriction": "Restriction", "known issue": "Known issue", "failure mode": "Failure mode"}
    rows = [
        f"| {restriction.number} | [{restriction.title}]({file_name(restriction)}) | {kinds[restriction.kind]} |"
        for restriction in restrictions
    ]
    return "\n".join((INDEX_HEAD, "| | what | of which kind |", "|---|---|---|", *rows, ""))


def restriction_page(restriction: Restriction, plays: Sequence[Play], parity: Mapping[str, ParityRow]) -> str:
    """A restriction's page. Raises ``KeyError`` where a scenario names a row that docs/parity.md has not."""
    blocks = [f"# {restriction.number}. {restriction.title}", *_origin(restriction)]
    for play in plays:
        blocks += _scenario(play, parity)
    return _CLIENT_CLOCK.sub(r"\1...'", "\n\n".join(blocks) + "\n")


def _origin(restriction: Restriction) -> Iterator[str]:
    if restriction.says:
        yield f"> {restriction.says}"
        yield f"A {restriction.kind} of action run commands; the words are those of Microsoft's article."
    else:
        yield f"A {restriction.kind} that users meet."


def _scenario(play: Play, parity: Mapping[str, ParityRow]) -> Iterator[str]:
    scenario = play.scenario
    steady = scenario.needs == "sandbox"
    yield f"## {scenario.title}"
    yield scenario.teaches
    yield (
        f"Played from [{scenario.name}.yaml](../../fixtures/scenarios/{scenario.name}.yaml); "
        f"`run-command-simulator learn {scenario.name}` plays it again."
    )
    for number, step in enumerate(play.steps, start=1):
        yield from _step(number, _without_chance(step) if steady else step, steady=steady)
    yield "### What happened"
    if steady:
        yield "A real shell runs here, so the seconds differ from play to play and are left out."
    yield _timeline(play.timeline, steady=steady)
    for heading, text in explanation_parts(scenario.explanation).items():
        yield f"### {heading}"
        yield text
    if scenario.parity:
        yield "### How this compares with Azure"
        yield _compared([parity[row] for row in scenario.parity])


def _step(number: int, played: PlayedStep, *, steady: bool) -> Iterator[str]:
    moment = "" if steady else f" ({played.began:,.1f} s)"
    yield f"**{number}.** {played.step.say.replace(chr(10), ' ')}{moment}"
    shown = [told_deed(played)]
    for told in told_exchanges(played):
        shown += [f"{told.request}\n{told.sent}".strip(), f"{told.answer}\n{told.received}".strip()]
    if any(shown):
        yield _code("\n\n".join(part for part in shown if part), steady=steady)
    place, seen = told_look(played)
    if place:
        yield f"In {place}:"
        yield _code(seen, steady=steady)
    if played.checks:
        yield "\n".join(f"* {told_check(check)}" for check in played.checks)


def _code(text: str, *, steady: bool) -> str:
    shown = _TIMES.sub(r'\1..."', text) if steady else text
    return f"```\n{shown}\n```"


def _without_chance(played: PlayedStep) -> PlayedStep:
    """Without repeated polls: how many there are depends on how fast this machine runs a real shell."""
    kept = [
        exchange
        for position, exchange in enumerate(played.seen.exchanges)
        if [other.path for other in played.seen.exchanges[position : position + 2]].count(exchange.path) == 1
    ]
    return replace(played, seen=replace(played.seen, exchanges=tuple(kept)))


def _timeline(lines: Sequence[Line], *, steady: bool) -> str:
    told = [line for line in condensed(lines) if not (steady and line.text.startswith("polled"))]
    header = ["| seconds | layer | VM | what |", "|---:|---|---|---|"]
    rows = [
        f"| {'' if steady else f'{line.time:,.1f}'} | {line.layer} | {line.vm} | {_cell(line.text)} |" for line in told
    ]
    return "\n".join([*header, *rows])


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("\r", "").replace("\n", " ")


def _compared(rows: Sequence[ParityRow]) -> str:
    header = ["| behaviour | grade | source |", "|---|---|---|"]
    return "\n".join([*header, *(f"| {row.behaviour} | {row.grade} | {row.source} |" for row in rows)])
