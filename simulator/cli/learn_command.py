"""``run-command-simulator learn``."""

from typing import Any

import click
from click.shell_completion import CompletionItem

from simulator.cli.options import output_option
from simulator.cli.output import print_json, print_table

DIFFERS = 1
"""Exit code where something observed differs from what must be."""


class _BadScenarioError(click.ClickException):
    """A scenario that there is not, or that can't be read; exit code 2."""

    exit_code = 2


class _ScenarioName(click.ParamType[str]):
    name = "scenario"

    def shell_complete(self, ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:
        """The names of those that ship; where none begins so, files."""
        from simulator.fixtures import names_in  # only for a shell

        names = [file.removesuffix(".yaml") for file in names_in("scenarios")]
        found = [CompletionItem(name) for name in names if name.startswith(incomplete)]
        return found or [CompletionItem(incomplete, type="file")]


@click.command("learn")
@click.argument("scenarios", nargs=-1, type=_ScenarioName())
@output_option
@click.option("--pause", is_flag=True, help="Wait for Enter before each step.")
def command(scenarios: tuple[str, ...], output: str, pause: bool) -> int:
    """List the scenarios that teach the restrictions and failures of Run Command, or play SCENARIOS.

    Each is played over HTTP against a simulator of its own and told step by step: the requests, the answers, what was
    observed, the timeline across all layers, and why. SCENARIOS are names or numbers of the list, or YAML files of your
    own (docs/scenarios.md). Exit code 1: something was observed that must not be.

    \b
    Examples:
      run-command-simulator learn
      run-command-simulator learn one-at-a-time --pause
      run-command-simulator learn 7 8
      run-command-simulator learn ./my-scenario.yaml --output json
    """
    from simulator.scenarios.format import ScenarioError
    from simulator.scenarios.library import find

    if not scenarios:
        _list(output)
        return 0
    try:
        wanted = [scenario for name in scenarios for scenario in find(name)]
    except ScenarioError as error:
        raise _BadScenarioError(str(error)) from error
    return _play(wanted, output, pause=pause)


def _list(output: str) -> None:
    from simulator.scenarios.library import restrictions, scenarios
    from simulator.scenarios.narration import list_view

    known = scenarios().values()
    if output == "json":
        print_json(list_view(known))
        return
    numbers = {scenario.name: str(restrictions()[scenario.restriction].number) for scenario in known}
    rows = [(numbers[scenario.name], scenario.name, scenario.title) for scenario in known]
    print_table(("#", "scenario", "what it shows"), rows, right=("#",))
    click.echo("\nPlay some: run-command-simulator learn NAME (or a number, for all that teach it)")


def _play(wanted: list[Any], output: str, *, pause: bool) -> int:
    from simulator.kit.simulator import Simulator
    from simulator.scenarios.narration import play_view
    from simulator.scenarios.player import play

    with Simulator() as simulator:
        if output == "json":
            plays = [play(scenario, simulator) for scenario in wanted]
            print_json([play_view(played) for played in plays])
        else:
            plays = [_tell(scenario, simulator, pause=pause) for scenario in wanted]
    return 0 if all(played.passed for played in plays) else DIFFERS


def _pause() -> None:
    """Wait for Enter; whoever ends the play instead has the next prompt on a line of its own."""
    try:
        click.prompt("", prompt_suffix="[Enter]", default="", show_default=False)
    except click.Abort:
        click.echo()
        raise


def _tell(scenario: Any, simulator: Any, *, pause: bool) -> Any:
    from rich.console import Console

    from simulator.scenarios import narration
    from simulator.scenarios.player import Play, play_steps, timeline

    console = Console(highlight=False)
    narration.print_head(console, scenario)
    steps = []
    for number, step in enumerate(play_steps(scenario, simulator), start=1):
        narration.print_step(console, number, step)
        steps.append(step)
        if pause and number < len(scenario.steps):
            _pause()
    played = Play(scenario, tuple(steps), timeline(simulator))
    narration.print_tail(console, played)
    console.print()
    return played
