"""The options that ``serve`` and ``exec`` share. What is made of them is in ``making``, which reads the simulator."""

from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click

from simulator.cli.numbers import WholeNumber
from simulator.cli.time_mode import TimeMode

PORT = WholeNumber(0, 65535)
AGENTS = ("embedded", "docker")

Command = TypeVar("Command", bound=Callable[..., Any])


_OPTIONS = (
    click.option("--port", type=PORT, metavar="PORT", default=0, help="Port of the endpoint; 0 takes a free one."),
    click.option("--proxy-port", type=PORT, metavar="PORT", default=0, help="Port of the proxy; 0 takes a free one."),
    click.option("--host", default="127.0.0.1", help="IPv4 address to listen on.", show_default=True),
    click.option(
        "--time",
        "time_mode",
        type=TimeMode(),
        default="auto",
        metavar="MODE",
        help="auto, manual, real or xN (x60).",
        show_default=True,
    ),
    click.option(
        "--agents", type=click.Choice(AGENTS), default="embedded", help="Where agents run.", show_default=True
    ),
    click.option(
        "--agent-image",
        metavar="IMAGE",
        help="With --agents docker: image with Python 3 that agents are put on.  [default: python:3.12-slim]",
    ),
    click.option(
        "--fabric-address",
        metavar="HOST[:PORT]",
        help="With --agents docker: where containers reach this machine, if the engine is on another one.",
    ),
    click.option("--estate", "estate_file", type=click.Path(path_type=Path), help="YAML file of what exists."),
    click.option(
        "--seed",
        type=WholeNumber(),
        metavar="NUMBER",
        default=0,
        help="Seed of every id and random number.",
        show_default=True,
    ),
    click.option("--start", metavar="UTC", help="When simulated time begins (2026-01-01T00:00:00); now, unless given."),
    click.option("--ready-file", type=click.Path(path_type=Path), help="Written once the simulator listens."),
    click.option(
        "--ca-file",
        type=click.Path(path_type=Path),
        help="Where to put the certificate authority that clients must trust; a temporary folder, unless given.",
    ),
    click.option(
        "--public-host",
        metavar="NAME",
        help="Name or address by which others reach it, for the ready file and the certificate; --host, unless given.",
    ),
    click.option(
        "--run-linux-scripts-on-this-machine-without-a-sandbox",
        "unconfined",
        is_flag=True,
        help="Linux scripts run as they are, with your rights, on this machine.",
    ),
)


def serving_options(command: Command) -> Command:
    """Add the options to a command."""
    for option in reversed(_OPTIONS):
        command = option(command)
    return command
