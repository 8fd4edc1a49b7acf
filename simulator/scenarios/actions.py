"""What a client does in a step of a scenario: each sends the requests that a real client would send."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol, Self

from simulator.estate import ROLES
from simulator.reader import EstateError, Reader, text_of
from simulator.scenarios.client import API_VERSION, Exchange
from simulator.scenarios.stage import PlayError, Stage

POLL_SECONDS = 30.0
"""Simulated seconds between two polls in the time mode ``manual``: the rhythm of az (recorded)."""

MOST_POLLS = 400
"""After so many polls an operation counts as endless; 90 minutes take 180."""

MINIMAL_COMMANDS = {"Windows": "RunPowerShellScript", "Linux": "RunShellScript"}
POWER_ACTIONS = ("start", "powerOff", "deallocate", "restart")
METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE")


class Action(Protocol):
    """One thing that a step does."""

    @classmethod
    def read(cls, value: Any, place: str) -> Self:
        """The action as a file gives it. Raises ``EstateError``."""

    def play(self, stage: Stage) -> None:
        """Do it. Raises ``PlayError`` where it can't be done."""


@dataclass(frozen=True, slots=True)
class Start:
    """POST a run command and go on at once, as ``--no-wait`` does. Later steps know the operation by ``name``."""

    vm: str
    name: str
    command: str = ""
    script: tuple[str, ...] | None = None
    parameters: tuple[tuple[str, Any], ...] = ()

    @classmethod
    def read(cls, value: Any, place: str) -> Self:
        """From ``{vm, script, command, parameters, name}``; a script is a text or a list of lines."""
        reader = Reader(value, place, ("vm", "script", "command", "parameters", "name"))
        vm = reader.text("vm")
        return cls(
            vm=vm,
            name=reader.text("name", vm),
            command=reader.free_text("command"),
            script=_lines(reader.any("script"), place),
            parameters=tuple(reader.mapping("parameters").items()),
        )

    def body(self, stage: Stage) -> dict[str, Any]:
        """The body as SDKs send it."""
        content: dict[str, Any] = {"commandId": self.command or MINIMAL_COMMANDS[stage.os_type(self.vm)]}
        if self.script is not None:
            content["script"] = list(self.script)
        if self.parameters:
            content["parameters"] = [{"name": name, "value": value} for name, value in self.parameters]
        return content

    def play(self, stage: Stage) -> None:
        """POST."""
        self.send(stage)

    def send(self, stage: Stage) -> Exchange:
        """POST, and remember what it began."""
        accepted = stage.send("POST", f"{stage.vm(self.vm)}/runCommand", json.dumps(self.body(stage)))
        stage.remember(self.name, accepted)
        return accepted


def _lines(value: Any, place: str) -> tuple[str, ...] | None:
    if value is None:
        return None
    if isinstance(value, str):
        return tuple(value.splitlines())
    if isinstance(value, list) and all(isinstance(line, str) for line in value):
        return tuple(value)
    raise EstateError(f"{place}: 'script' must be a text, or a list of lines")


@dataclass(frozen=True, slots=True)
class Run:
    """A whole run command: POST, polls to the end, GET of the result; it stops where a client would."""

    start: Start

    @classmethod
    def read(cls, value: Any, place: str) -> Self:
        """As ``start``."""
        return cls(Start.read(value, place))

    def play(self, stage: Stage) -> None:
        """From the request to the result."""
        if self.start.send(stage).status != 202:  # noqa: PLR2004 # Accepted
            return
        Wait(self.start.name).play(stage)
        if status_of(stage.exchanges[-1]) == "Succeeded":
            Result(self.start.name).play(stage)


@dataclass(frozen=True, slots=True)
class _Follow:
    """Something about an operation, named by its VM or by the ``name`` that it was started with."""

    operation: str

    @classmethod
    def read(cls, value: Any, place: str) -> Self:
        """From the operation's name."""
        return cls(text_of(value, f"{place} must name an operation: its VM, or the name that it was started with"))


class Poll(_Follow):
    """GET the operation's status once."""

    __slots__ = ()

    def play(self, stage: Stage) -> None:
        """One GET of ``Azure-AsyncOperation``."""
        stage.send("GET", stage.operation(self.operation, "Azure-AsyncOperation"))


class Wait(_Follow):
    """Poll until the operation has ended, every 30 simulated seconds where time does not move by itself."""

    __slots__ = ()

    def play(self, stage: Stage) -> None:
        """GET ``Azure-AsyncOperation`` until it says something else than InProgress, or nothing sensible."""
        url = stage.operation(self.operation, "Azure-AsyncOperation")
        for _ in range(MOST_POLLS):
            if status_of(stage.send("GET", url)) != "InProgress":
                return
            if not stage.polls_move_time:
                stage.simulator.clock.advance(POLL_SECONDS)
        raise PlayError(f"the operation '{self.operation}' has not ended after {MOST_POLLS} polls")


class Result(_Follow):
    """GET the result."""

    __slots__ = ()

    def play(self, stage: Stage) -> None:
        """One GET of ``Location``."""
        stage.send("GET", stage.operation(self.operation, "Location"))


def status_of(exchange: Exchange) -> str:
    """What a poll says of its operation; empty where it says nothing."""
    content = exchange.json
    return str(content.get("status", "")) if isinstance(content, dict) else ""


@dataclass(frozen=True, slots=True)
class Request:
    """Any request, byte for byte: a body that is a text is sent as it is, another one as JSON."""

    method: str
    path: str
    body: str | None = None
    headers: Mapping[str, str] = field(default_factory=dict)
    api_version: str | None = API_VERSION

    @classmethod
    def read(cls, value: Any, place: str) -> Self:
        """From ``{method, path, body, headers, apiVersion}``; ``apiVersion: null`` sends none."""
        reader = Reader(value, place, ("method", "path", "body", "headers", "apiVersion"))
        body, version = reader.any("body"), reader.any("apiVersion", API_VERSION)
        headers = reader.mapping("headers")
        if not all(isinstance(text, str) for text in headers.values()):
            raise EstateError(f"{place}: 'headers' must have texts as values; an empty one sends no such header")
        if version is not None and not isinstance(version, str):
            raise EstateError(f"{place}: 'apiVersion' must be a text such as '{API_VERSION}', or null for none")
        return cls(
            method=reader.choice("method", METHODS),
            path=reader.text("path"),
            body=body if body is None or isinstance(body, str) else json.dumps(body),
            headers=headers,
            api_version=version,
        )

    def play(self, stage: Stage) -> None:
        """Send it."""
        stage.send(self.method, stage.path(self.path), self.body, headers=self.headers, api_version=self.api_version)


@dataclass(frozen=True, slots=True)
class Power:
    """Start, stop, deallocate or restart a VM; it is done when the operation has ended, unless ``wait`` is false."""

    vm: str
    action: str
    wait: bool = True

    @classmethod
    def read(cls, value: Any, place: str) -> Self:
        """From ``{vm, action, wait}``."""
        reader = Reader(value, place, ("vm", "action", "wait"))
        return cls(reader.text("vm"), reader.choice("action", POWER_ACTIONS), reader.boolean("wait", True))

    def play(self, stage: Stage) -> None:
        """POST, then poll to the end."""
        name = f"{self.action} {self.vm}"
        accepted = stage.send("POST", f"{stage.vm(self.vm)}/{self.action}")
        stage.remember(name, accepted)
        if self.wait and accepted.status == 202:  # noqa: PLR2004 # Accepted
            Wait(name).play(stage)


@dataclass(frozen=True, slots=True)
class Tag:
    """Change the tags of a VM, as ``az vm update --set tags.NAME=VALUE`` does."""

    vm: str
    tags: Mapping[str, str]

    @classmethod
    def read(cls, value: Any, place: str) -> Self:
        """From ``{vm, tags}``."""
        reader = Reader(value, place, ("vm", "tags"))
        tags = reader.mapping("tags")
        if not all(isinstance(text, str) for text in tags.values()):
            raise EstateError(f"{place}: 'tags' must have texts as values")
        return cls(reader.text("vm"), tags)

    def play(self, stage: Stage) -> None:
        """PATCH."""
        stage.send("PATCH", stage.vm(self.vm), json.dumps({"tags": dict(self.tags)}))


@dataclass(frozen=True, slots=True)
class Show:
    """GET a VM's instance view: its power, its agent, its extension."""

    vm: str

    @classmethod
    def read(cls, value: Any, place: str) -> Self:
        """From the VM's name."""
        return cls(text_of(value, f"{place} must be the name of a VM"))

    def play(self, stage: Stage) -> None:
        """One GET."""
        stage.send("GET", f"{stage.vm(self.vm)}/instanceView")


@dataclass(frozen=True, slots=True)
class SignIn:
    """The principal with a role gets a new token; what it sends from here on carries that."""

    role: str

    @classmethod
    def read(cls, value: Any, place: str) -> Self:
        """From the role."""
        if value not in ROLES:
            raise EstateError(f"{place} must be one of {', '.join(ROLES)}, not {value!r}")
        return cls(str(value))

    def play(self, stage: Stage) -> None:
        """Sign in anew."""
        stage.sign_in(self.role)
