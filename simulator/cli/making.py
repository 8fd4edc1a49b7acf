"""From the options of ``serve`` and ``exec`` to a simulator that listens. Read late: it brings all of the simulator."""

import os
import re
from datetime import UTC, datetime
from ipaddress import IPv4Address
from pathlib import Path

from simulator.cli.mistakes import BadOptionError
from simulator.estate import Estate, load_estate
from simulator.reader import EstateError
from simulator.serving.connection import ALL_ADDRESSES, LOOPBACK
from simulator.serving.running import RunningSimulator, ServingOptions
from simulator.simulation import SimulationOptions
from simulator.time_modes import parse_time_mode

YEARS = range(1970, 3000)
"""Those in which simulated time may begin."""

TOKEN_VARIABLE = "RUN_COMMAND_SIMULATOR_TOKEN"  # noqa: S105 # a name, no token
"""The token of the control API; one is made up where it is not set. It is no option: others see command lines."""

_HOST_NAME = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9.-]{0,251}[A-Za-z0-9])?", re.ASCII)


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
            from simulator.cli.containers import in_containers

            return in_containers(serving, agent_image, fabric_address)
        _check_embedded(estate, agent_image, fabric_address)
        return RunningSimulator(serving)
    except OSError as error:
        if error.filename is not None:
            raise BadOptionError(f"{error.filename} can't be written: {_reason(error)}") from error
        wanted = ", ".join(
            f"{name} {number}" for name, number in (("port", port), ("proxy port", proxy_port)) if number
        )
        text = f"can't listen on {host}" + (f", {wanted}" if wanted else "")
        raise BadOptionError(f"{text}: {_reason(error)}; choose another one, or 0 for any free one") from error
