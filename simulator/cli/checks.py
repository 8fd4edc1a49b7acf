"""What of this machine the simulator can use, and what each part gives: the checks behind ``doctor``."""

import platform
import re
import shutil
import socket
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass

import click

from fake_agent.linux import sandbox
from simulator.cli.control_client import ControlClient
from simulator.containers.errors import ContainersError
from simulator.serving.ready_file import default_ready_file

OLDEST_PYTHON = (3, 11)
PATIENCE = 30
"""Seconds for a program to tell its version. az takes a second or two."""

_VERSION = re.compile(r"\d+(?:\.\d+)+\S*")


@dataclass(frozen=True, slots=True)
class Finding:
    """One part: what was found of it (empty: nothing), what it gives, and what to do where it is missing."""

    part: str
    found: str
    gives: str
    advice: str = ""
    needed: bool = False


@dataclass(frozen=True, slots=True)
class Program:
    """A program of somebody else's that is of use: how it tells its version, and how one gets it."""

    part: str
    words: tuple[str, ...]
    gives: str
    advice: str

    def find(self) -> Finding:
        """Look for it, and let it tell its version."""
        path = shutil.which(self.words[0])
        found, advice = "", self.advice
        if path is not None:
            found, advice = self._ask(path)
        return Finding(self.part, found, self.gives, advice)

    def _ask(self, path: str) -> tuple[str, str]:
        try:
            done = subprocess.run(  # noqa: S603 # a program of our table
                (path, *self.words[1:]),
                capture_output=True,
                text=True,
                timeout=PATIENCE,
                check=True,
                stdin=subprocess.DEVNULL,
            )
        except (OSError, subprocess.SubprocessError) as error:
            said = getattr(error, "stderr", None) or str(error)
            return "", f"{self.words[0]} is there and does not work: {said.strip().splitlines()[-1]}"
        version = _VERSION.search(done.stdout)
        return (version[0].strip('",') if version else path), ""


PROGRAMS = (
    Program("az", ("az", "version", "--output", "json"), "the real az, by exec", "install azure-cli"),
    Program("pwsh", ("pwsh", "--version"), "the Az cmdlets, by exec", "install PowerShell and Az"),
    Program("node", ("node", "--version"), "the JavaScript SDK, by exec", "install Node.js"),
)


def _python() -> Finding:
    version = platform.python_version()
    oldest = ".".join(map(str, OLDEST_PYTHON))
    if sys.version_info < OLDEST_PYTHON:
        return Finding("Python", "", "the simulator", f"{version} is too old: install {oldest} or newer", needed=True)
    return Finding("Python", version, "the simulator", needed=True)


def _ports() -> Finding:
    gives = "the endpoint and the proxy"
    try:
        with socket.create_server(("127.0.0.1", 0)) as probe:
            return Finding("free ports", f"such as {probe.getsockname()[1]}", gives, needed=True)
    except OSError as error:
        return Finding("free ports", "", gives, f"nothing can listen on 127.0.0.1: {error.strerror}", needed=True)


def _own_folder() -> Finding:
    gives = "commands find a simulator"
    folder = default_ready_file().parent
    try:
        folder.mkdir(parents=True, exist_ok=True)
        probe = folder / "doctor"
        probe.touch()
        probe.unlink()
    except OSError as error:
        advice = f"{folder} can't be written ({error.strerror}): give serve and the others --ready-file"
        return Finding("own folder", "", gives, advice)
    return Finding("own folder", str(folder), gives)


def _running() -> Finding:
    gives = "invoke, vm, fault, clock, trace"
    try:
        client = ControlClient.of_running_simulator()
        client.get("/time")
    except click.ClickException:
        return Finding("a simulator", "", gives, "none is running here: start one with 'run-command-simulator serve'")
    return Finding("a simulator", str(client.ready["resourceManager"]), gives)


def _engine() -> Finding:
    from simulator.containers.engine import Engine

    gives = "serve --agents docker"
    try:
        engine = Engine.connect()
        try:
            return Finding("Docker engine", engine.version, gives)
        finally:
            engine.close()
    except ContainersError as error:
        return Finding("Docker engine", "", gives, str(error))


def _sandbox() -> Finding:
    gives = "Linux VMs with real bash"
    reason = sandbox.why_not()
    if reason:
        return Finding("bubblewrap", "", gives, reason)
    return Program("bubblewrap", ("bwrap", "--version"), gives, reason).find()


def findings() -> list[Finding]:
    """All checks, one after the other: some start programs, which a process of several threads had better not."""
    checks: tuple[Callable[[], Finding], ...] = (
        *(_python, _ports, _own_folder, _sandbox, _engine),
        *(program.find for program in PROGRAMS),
        _running,
    )
    return [check() for check in checks]
