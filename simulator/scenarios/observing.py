"""What can be observed after a step: the values that a scenario's expectations are held against."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from simulator.scenarios.actions import status_of
from simulator.scenarios.client import Exchange
from simulator.scenarios.format import Observation
from simulator.timeline import Line

_PATH = re.compile(r"[^.\[\]]+|\[\d+\]")


@dataclass(frozen=True, slots=True)
class Seen:
    """What one step brought: its exchanges, what a look showed, its duration, its lines of the journal."""

    exchanges: tuple[Exchange, ...]
    looked: str | None
    elapsed: float
    lines: tuple[Line, ...]

    @property
    def last(self) -> Exchange | None:
        """The last exchange: what a client has in its hands."""
        return self.exchanges[-1] if self.exchanges else None


@dataclass(frozen=True, slots=True)
class Check:
    """One observation and what there was instead, or in accordance."""

    observation: Observation
    value: Any
    passed: bool


def check(observation: Observation, seen: Seen) -> Check:
    """Hold an expectation against what was seen."""
    if observation.what == "journal":
        return Check(observation, None, any(observation.expectation.holds(told(line)) for line in seen.lines))
    if observation.what == "journalLacks":
        return Check(observation, None, not any(observation.expectation.holds(told(line)) for line in seen.lines))
    value = _VALUES[observation.what](seen, observation.member)
    return Check(observation, value, observation.expectation.holds(value))


def told(line: Line) -> str:
    """A line of the journal as expectations see it: ``agent: status uploaded (status: success)``."""
    return f"{line.layer}: {line.text}"


def member_of(content: Any, path: str) -> Any:
    """The member at a path such as ``value[0].code``; None where there is none."""
    for part in _PATH.findall(path):
        if part.startswith("["):
            position = int(part[1:-1])
            if not isinstance(content, list) or position >= len(content):
                return None
            content = content[position]
        elif isinstance(content, dict) and part in content:
            content = content[part]
        else:
            return None
    return content


def streams(exchanges: Sequence[Exchange]) -> dict[str, str]:
    """The last result's standard output and error, of whichever system; empty where there is no result."""
    for exchange in reversed(exchanges):
        content = exchange.json
        messages = member_of(content, "value") or member_of(content, "properties.output.value")
        if isinstance(messages, list):
            return _split(messages)
    return {}


def _split(messages: list[Any]) -> dict[str, str]:
    if len(messages) == 1:
        _, _, rest = str(messages[0].get("message")).partition("\n[stdout]\n")
        stdout, _, stderr = rest.partition("\n[stderr]\n")
        return {"stdout": stdout, "stderr": stderr}
    by_code = {str(message.get("code")): str(message.get("message")) for message in messages}
    return {
        stream: text
        for stream in ("stdout", "stderr")
        for code, text in by_code.items()
        if f"/{stream}/" in code.lower()
    }


def _error(seen: Seen, member: str) -> Any:
    content = seen.last.json if seen.last else None
    inner = member_of(content, "error")
    return member_of(content if inner is None else inner, member)


def _display_status(kind: str) -> Callable[[Seen, str], Any]:
    def value(seen: Seen, _member: str) -> Any:
        content = seen.last.json if seen.last else None
        if kind == "agent":
            return member_of(content, "vmAgent.statuses[0].displayStatus")
        codes = [str(member_of(status, "code")) for status in member_of(content, "statuses") or ()]
        return next((code.partition("/")[2] for code in codes if code.startswith("PowerState/")), None)

    return value


_VALUES: dict[str, Callable[[Seen, str], Any]] = {
    "status": lambda seen, _: seen.last and seen.last.status,
    "failure": lambda seen, _: seen.last and seen.last.failure,
    "operation": lambda seen, _: seen.last and status_of(_last_poll(seen) or seen.last),
    "error": _error,
    "stdout": lambda seen, _: streams(seen.exchanges).get("stdout"),
    "stderr": lambda seen, _: streams(seen.exchanges).get("stderr"),
    "body": lambda seen, path: member_of(seen.last.json if seen.last else None, path),
    "headers": lambda seen, name: seen.last.header(name) if seen.last else None,
    "elapsed": lambda seen, _: seen.elapsed,
    "agent": _display_status("agent"),
    "power": _display_status("power"),
    "text": lambda seen, _: seen.looked,
    "exists": lambda seen, _: seen.looked is not None,
}


def _last_poll(seen: Seen) -> Exchange | None:
    """The last answer that tells of an operation: a run's last answer is its result."""
    return next((exchange for exchange in reversed(seen.exchanges) if status_of(exchange)), None)
