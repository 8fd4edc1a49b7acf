"""The options that several commands share."""

from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click

from simulator.cli.control_client import ControlClient

Command = TypeVar("Command", bound=Callable[..., Any])

RUNNING = "Ready file of the simulator to talk to; the one that runs here, unless given."


def _client(_context: click.Context, _parameter: click.Parameter, value: Path | None) -> ControlClient:
    return ControlClient.of_running_simulator(value)


def simulator_option(command: Command) -> Command:
    """``--ready-file``: the command gets the simulator that it talks to, as ``simulator``."""
    path = click.Path(path_type=Path, dir_okay=False)
    return click.option("--ready-file", "simulator", type=path, callback=_client, help=RUNNING)(command)


def output_option(command: Command) -> Command:
    """``--output``: the command gets ``output``, "table" for people or "json" for programs."""
    kinds = click.Choice(("table", "json"))
    return click.option("--output", type=kinds, default="table", help="How to print.", show_default=True)(command)
