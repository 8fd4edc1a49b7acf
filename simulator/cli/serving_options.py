"""The options that ``serve`` and ``exec`` share, and what they make of them."""

import os
import re
from collections.abc import Callable
from datetime import UTC, datetime
from ipaddress import IPv4Address
from pathlib import Path
from typing import Any, TypeVar

import click

from simulator.cli.mistakes import BadOptionError
from simulator.estate import Estate, load_estate
from simulator.reader import EstateError
from simulator.serving.connection import ALL_ADDRESSES, LOOPBACK
from simulator.serving.running import RunningSimulator, ServingOptions
from simulator.simulation import SimulationOptions
from simulator.time_modes import parse_time_mode

AGENTS = ("embedded", "docker")

YEARS = range(1970, 3000)
"""Those in which simulated time may begin."""

TOKEN_VARIABLE = "RUN_COMMAND_SIMULATOR_TOKEN"  # noqa: S105 # a name, no token
"""The token of the control API; one is made up where it is not set. It is no option: others see command lines."""

_HOST_NAME = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9.-]{0,251}[A-Za-z0-9])?", re.ASCII)

Command = TypeVar("Command", bound=Callable[..., Any])


_OPTIONS = (
    click.option("--port", type=click.IntRange(0, 65535), default=0, help="Port of the endpoint; 0 takes a free one."),
    click.option(
        "--proxy-port", type=click.IntRange(0, 65535), default=0, help="Port of the proxy; 0 takes a free one."
    ),
    click.option("--host", default=LOOPBACK, help="IPv4 address to listen on.", show_default=True),
    click.option(
        "--time", "time_mode", default="auto", metavar="MODE", help="auto, manual, real or xN (x60).", show_default=True
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
    click.option("--seed", type=int, default=0, help="Seed of every id and random number.", show_default=True),
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


def _start(text: str | None) -> datetime | None:
    if text is None:
        return None
    try:
        moment = datetime.fromisoformat(text)
    except ValueError as error:
        raise BadOptionError(f"--start {text}: not a date and time; write it as 2026-01-01T00:00:00") from error
    if moment.year not in YEARS:
        raise BadOptionError(f"--start {text}: the year must be from {YEARS[0]} to {YEARS[-1]}")
    return moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)


def _check_host(host: str) -> None:
    try:
        IPv4Address(host)
    except ValueError as error:
        raise BadOptionError(f"--host {host}: not an IPv4 address such as {LOOPBACK} or {ALL_ADDRESSES}") from error


def _check_public_host(name: str | None) -> str:
    if name is not None and not _HOST_NAME.fullmatch(name):
        raise BadOptionError(f"--public-host {name}: not the name or IPv4 address of a host, such as simulator")
    return name or ""


def _reason(error: OSError) -> str:
    """The system's words: Python adds its own to some."""
    return os.strerror(error.errno) if error.errno else str(error)


def _check_embedded(estate: Estate, *containers: str | None) -> None:
    if any(containers):
        raise BadOptionError("--agent-image and --fabric-address are for --agents docker")
    for machine in (machine for group in estate.groups for machine in group.machines):
        if machine.options["agent"]["guest"] == "pwsh":
            raise BadOptionError(f"{machine.name}: 'guest: pwsh' needs --agents docker, and an image that has pwsh")


def make_simulator(  # noqa: PLR0917 # one parameter an option
    port: int,
    proxy_port: int,
    host: str,
    time_mode: str,
    agents: str,
    agent_image: str | None,
    fabric_address: str | None,
    estate_file: Path | None,
    seed: int,
    start: str | None,
    unconfined: bool,
    public_host: str | None,
) -> RunningSimulator:
    """The simulator that the options describe, listening. Raises ``BadOptionError`` with one clear sentence."""
    try:
        parse_time_mode(time_mode)
        estate = load_estate(estate_file)
    except EstateError as error:
        raise BadOptionError(str(error)) from error
    except ValueError as error:
        raise BadOptionError(f"--time: {error}") from error
    _check_host(host)
    simulation = SimulationOptions(
        estate=estate,
        make_mode=lambda: parse_time_mode(time_mode),
        seed=seed,
        start=_start(start),
        unconfined_linux=unconfined,
    )
    token = os.environ.get(TOKEN_VARIABLE, "")
    serving = ServingOptions(simulation, host, port, proxy_port, _check_public_host(public_host), token)
    try:
        if agents == "docker":
            from simulator.cli.containers import in_containers  # noqa: PLC0415 # with the engine's library

            return in_containers(serving, agent_image, fabric_address)
        _check_embedded(estate, agent_image, fabric_address)
        return RunningSimulator(serving)
    except OSError as error:
        wanted = ", ".join(
            f"{name} {number}" for name, number in (("port", port), ("proxy port", proxy_port)) if number
        )
        text = f"can't listen on {host}" + (f", {wanted}" if wanted else "")
        raise BadOptionError(f"{text}: {_reason(error)}; choose another one, or 0 for any free one") from error
