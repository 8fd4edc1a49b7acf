"""A scenario told on a terminal while it is played, and as JSON for programs."""

from collections.abc import Iterable
from dataclasses import asdict
from typing import Any

from rich.console import Console
from rich.table import Table
from rich.text import Text

from simulator.scenarios.format import Explanation, Scenario
from simulator.scenarios.library import Restriction, restrictions
from simulator.scenarios.player import Play, PlayedStep
from simulator.scenarios.telling import Told, condensed, told_check, told_deed, told_exchanges, told_look
from simulator.timeline import Line

INDENT = 3
"""Columns by which what a step shows stands right of its number."""

EXPLANATION = {"why": "Why", "sees": "What a client sees", "remedy": "What to do"}
"""The parts of an explanation with their headings."""


def print_head(console: Console, scenario: Scenario) -> None:
    """What comes before the first step."""
    restriction = restrictions().get(scenario.restriction)
    console.print(Text(scenario.title, style="bold"))
    if restriction is not None:
        console.print(Text(_what(restriction), style="dim"))
    console.print()
    _print_prose(console, scenario.teaches)


def _what(restriction: Restriction) -> str:
    return f"{restriction.kind} {restriction.number}: {restriction.title}"


def print_step(console: Console, number: int, played: PlayedStep) -> None:
    """One step: what is said of it, its requests and answers, and whether all was as it must be."""
    console.print()
    _print_saying(console, number, played)
    deed = told_deed(played)
    if deed:
        _print_code(console, deed, "magenta")
    for exchange in told_exchanges(played):
        _print_exchange(console, exchange)
    place, seen = told_look(played)
    if place:
        _print_code(console, place, "magenta")
        _print_code(console, seen, "", INDENT + 2)
    for check in played.checks:
        sign, style = ("ok", "green") if check.passed else ("DIFFERS", "bold red")
        _print_indented(console, Text.assemble((sign, style), "  ", told_check(check)), INDENT)
    if played.problem:
        _print_code(console, f"This step can't be carried out: {played.problem}", "bold red")


def _print_saying(console: Console, number: int, played: PlayedStep) -> None:
    moment = f"{played.began:,.1f} s"
    width = console.width - INDENT - len(moment) - 2
    lines = Text(played.step.say.replace("\n", " ")).wrap(console, width) or [Text()]
    for position, line in enumerate(lines):
        line.rstrip()
        first = position == 0
        start = Text(f"{number:>2} " if first else " " * INDENT, style="bold cyan")
        end = Text(" " * (width + 2 - line.cell_len) + moment, style="dim") if first else Text()
        console.print(Text.assemble(start, line, end), soft_wrap=True)


def _print_exchange(console: Console, told: Told) -> None:
    _print_code(console, told.request, "cyan")
    _print_code(console, told.sent, "", INDENT + 2)
    status, _, headers = told.answer.partition("\n")
    _print_code(console, status, "yellow")
    _print_code(console, headers, "dim", INDENT + 2)
    _print_code(console, told.received, "", INDENT + 2)


def _print_code(console: Console, text: str, style: str, indent: int = INDENT) -> None:
    if text:
        _print_indented(console, Text(text, style=style, overflow="fold"), indent)


def _print_prose(console: Console, text: str) -> None:
    for paragraph in text.split("\n\n"):
        _print_indented(console, Text(paragraph.replace("\n", " ")), 0)


def _print_indented(console: Console, text: Text, indent: int) -> None:
    """Wrapped, with nothing behind the end of a line."""
    for line in text.wrap(console, console.width - indent):
        line.rstrip()
        console.print(Text.assemble(" " * indent, line), soft_wrap=True)


def print_tail(console: Console, play: Play) -> None:
    """What comes after the last step: the timeline, the explanation, how it went."""
    console.print()
    console.print(Text("What happened, in simulated seconds", style="bold"))
    _print_table(console, _timeline(play.timeline))
    for heading, text in explanation_parts(play.scenario.explanation).items():
        console.print()
        console.print(Text(heading, style="bold"))
        _print_prose(console, text)
    console.print()
    differing = sum(not check.passed for step in play.steps for check in step.checks)
    checks = sum(len(step.checks) for step in play.steps)
    if play.passed:
        console.print(Text(f"All {checks} observations are as they must be.", style="green"))
    elif differing:
        console.print(Text(f"{differing} of {checks} observations differ.", style="bold red"))
    else:
        console.print(Text("The scenario could not be played to its end.", style="bold red"))


def _print_table(console: Console, table: Table) -> None:
    """As it is on a terminal; elsewhere with nothing behind the end of a line."""
    if console.is_terminal:
        console.print(table)
        return
    with console.capture() as captured:
        console.print(table)
    for line in captured.get().splitlines():
        console.print(Text(line.rstrip()), soft_wrap=True)


def _timeline(lines: tuple[Line, ...]) -> Table:
    table = Table(box=None, padding=(0, 2, 0, 0), pad_edge=False, show_header=False)
    table.add_column(justify="right", no_wrap=True, style="dim")
    table.add_column(no_wrap=True, style="cyan")
    table.add_column(no_wrap=True)
    table.add_column(overflow="fold")
    for line in condensed(lines):
        table.add_row(Text(f"{line.time:,.1f}"), Text(line.layer), Text(line.vm), Text(line.text))
    return table


def explanation_parts(explanation: Explanation) -> dict[str, str]:
    """The parts that are there, by heading."""
    return {heading: text for part, heading in EXPLANATION.items() if (text := getattr(explanation, part))}


def list_view(scenarios: Iterable[Scenario]) -> list[dict[str, Any]]:
    """The list for programs."""
    return [
        {
            "name": scenario.name,
            "title": scenario.title,
            "teaches": scenario.teaches,
            "restriction": asdict(restrictions()[scenario.restriction]),
        }
        for scenario in scenarios
    ]


def play_view(play: Play) -> dict[str, Any]:
    """A whole play for programs: every exchange, every observation, every line of the journal."""
    return {
        "scenario": play.scenario.name,
        "title": play.scenario.title,
        "passed": play.passed,
        "steps": [_step_view(step) for step in play.steps],
        "timeline": [asdict(line) for line in play.timeline],
        "explanation": asdict(play.scenario.explanation),
    }


def _step_view(played: PlayedStep) -> dict[str, Any]:
    return {
        "say": played.step.say,
        "do": {played.step.kind: played.step.given},
        "began": played.began,
        "ended": played.ended,
        "problem": played.problem,
        "exchanges": [asdict(exchange) for exchange in played.seen.exchanges],
        "looked": played.seen.looked,
        "observed": [
            {
                "what": check.observation.name,
                "expected": str(check.observation.expectation),
                "value": check.value,
                "passed": check.passed,
            }
            for check in played.checks
        ],
    }
