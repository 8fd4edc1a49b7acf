"""``run-command-simulator clock``."""

from datetime import datetime
from typing import Any

import click

from simulator.cli.control_client import ControlClient
from simulator.cli.durations import DURATION
from simulator.cli.options import output_option, simulator_option
from simulator.cli.output import print_json, print_pairs, progress
from simulator.cli.time_mode import TimeMode


@click.group("clock")
def command() -> None:
    """Show the simulated time of the running simulator, or move it.

    \b
    Examples:
      run-command-simulator clock show
      run-command-simulator clock advance 90m
      run-command-simulator clock mode x60
    """


@command.command("show")
@output_option
@simulator_option
def show(simulator: ControlClient, output: str) -> None:
    """Show what time it is in the simulation, and how it moves.

    \b
    Examples:
      run-command-simulator clock show
      run-command-simulator clock show --output json
    """
    _print(simulator.get("/time"), output)


@command.command("advance")
@click.argument("duration", type=DURATION)
@output_option
@simulator_option
def advance(simulator: ControlClient, duration: float, output: str) -> None:
    """Move time forward by DURATION, in every mode.

    Everything due happens on the way. DURATION is written as 90m, 1h30m, 45s, 2d, or as seconds without a unit.

    \b
    Examples:
      run-command-simulator clock advance 90m
      run-command-simulator clock advance 1h30m --output json
    """
    with progress("moving simulated time"):
        moment = simulator.ask("POST", "/time/advance", {"seconds": duration})
    _print(moment, output)


@command.command("mode")
@click.argument("mode", type=TimeMode())
@output_option
@simulator_option
def mode(simulator: ControlClient, mode: str, output: str) -> None:
    """Let time move as MODE says from now on.

    auto jumps to what a client waits for, manual moves by `clock advance` only, real follows the wall clock, and xN
    does so N times as fast. A reset brings the mode of `serve --time` back.

    \b
    Examples:
      run-command-simulator clock mode manual
      run-command-simulator clock mode x60
      run-command-simulator clock mode auto --output json
    """
    _print(simulator.ask("PUT", "/time/mode", {"mode": mode}), output)


def _print(moment: dict[str, Any], output: str) -> None:
    if output == "json":
        print_json(moment)
        return
    now = datetime.fromisoformat(moment["utc"])
    print_pairs(
        (
            ("UTC", f"{now:%Y-%m-%d %H:%M:%S}"),
            ("since the start", _duration(moment["seconds"])),
            ("mode", moment["mode"]),
            ("waits for", "a real process" if moment["waitingForRealWork"] else "nothing"),
        )
    )


def _duration(seconds: float) -> str:
    minutes, rest = divmod(round(seconds, 1), 60)
    hours, minutes = divmod(int(minutes), 60)
    return f"{hours}:{minutes:02}:{rest:04.1f}"
