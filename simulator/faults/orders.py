"""An order of a fault: which, where, when, how often. The same in YAML, JSON, Python and on the command line."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from math import isfinite
from typing import Any

import yaml

from simulator.faults import registry
from simulator.faults.kinds import MachineFault, OrderError

MEMBERS = ("fault", "vm", "tag", "request", "count", "start", "end", "probability")

TAG = "run-command-simulator.fault"
"""The tag of a VM that injects the faults it names."""

LATEST = 1e9
"""Seconds; the greatest number that makes sense for a time."""

HTTP_METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE")
"""Those that ARM takes."""

_METHOD = re.compile(r"([A-Za-z]+)\s+(\S.*)")


@dataclass(frozen=True, slots=True)
class FaultOrder:
    """One order.

    ``vm``: a name or pattern; ``tag``: ``name`` or ``name=value``; ``request``: ``METHOD pattern`` or a pattern on the
    path. What is empty narrows nothing. ``start`` and ``end`` are simulated seconds after the injection; ``count``:
    occasions after which it is over; ``probability``: of each occasion. ``parameters`` are the fault's, all of them.
    """

    fault: str
    vm: str = ""
    tag: str = ""
    request: str = ""
    count: int | None = None
    start: float = 0.0
    end: float | None = None
    probability: float | None = None
    parameters: Mapping[str, Any] = field(default_factory=dict)

    @property
    def drawn(self) -> bool:
        """Whether each occasion decides anew, so that the state does not simply hold from start to end."""
        return self.count is not None or self.probability is not None

    @property
    def is_pattern(self) -> bool:
        """Whether ``vm`` is a pattern, not a name."""
        return any(character in self.vm for character in "*?[")

    def covers_machine(self, name: str, tags: Mapping[str, str]) -> bool:
        """Whether a VM is in its scope."""
        if self.vm and not fnmatchcase(name.lower(), self.vm.lower()):
            return False
        wanted, separator, value = self.tag.partition("=")
        if not wanted:
            return True
        found = next((tags[tag] for tag in tags if tag.lower() == wanted.lower()), None)
        return found is not None and (not separator or found == value)

    def covers_request(self, method: str, path: str) -> bool:
        """Whether a request is in its scope."""
        if not self.request:
            return True
        with_method = _METHOD.fullmatch(self.request)
        if with_method is None:
            return fnmatchcase(path.lower(), self.request.lower())
        return method.upper() == with_method[1].upper() and fnmatchcase(path.lower(), with_method[2].lower())

    def view(self) -> dict[str, Any]:
        """The members as they are written in YAML and JSON; what was left out is left out."""
        default = FaultOrder(self.fault)
        given = {name: getattr(self, name) for name in MEMBERS}
        said = {name: value for name, value in given.items() if value != getattr(default, name)}
        return {"fault": self.fault, **said, **self.parameters}


def parse(value: Any) -> FaultOrder:
    """The order that a mapping describes, or a bare name. Raises ``ValueError`` with one sentence on what is wrong."""
    given = {"fault": value} if isinstance(value, str) else value
    if not isinstance(given, Mapping):
        raise OrderError(f"a fault must be a name, or a mapping with 'fault' and any of {', '.join(MEMBERS[1:])}")
    name = given.get("fault")
    if not isinstance(name, str) or not name:
        raise OrderError("'fault' must be the name of a fault, such as outbound-blocked")
    try:
        fault = registry.find(name)
    except KeyError as error:
        raise OrderError(error.args[0]) from error
    texts = {member: _text(given, member) for member in ("vm", "tag", "request")}
    _check_tag(texts["tag"])
    if texts["request"]:
        _check_request(texts["request"])
    of_machine = isinstance(fault, MachineFault)
    if of_machine and texts["request"]:
        raise OrderError(f"'{name}' is a fault of a VM: say where with 'vm' or 'tag', not with 'request'")
    if not of_machine and (texts["vm"] or texts["tag"]):
        raise OrderError(f"'{name}' is a fault of the endpoint: say where with 'request', such as 'POST */runCommand'")
    start = _seconds(given, "start") or 0.0
    end = _seconds(given, "end")
    if end is not None and end <= start:
        raise OrderError(f"'end' must be later than 'start', which is {start:g}")
    return FaultOrder(
        fault=name,
        **texts,
        count=_count(given),
        start=start,
        end=end,
        probability=_probability(given),
        parameters=fault.settings({key: item for key, item in given.items() if key not in MEMBERS}),
    )


def _text(given: Mapping[str, Any], name: str) -> str:
    """A text that narrows; an empty one would widen what its writer meant to narrow."""
    if name not in given:
        return ""
    value = given[name]
    if not isinstance(value, str):
        raise OrderError(f"'{name}' must be a text")
    if not value.strip():
        raise OrderError(f"'{name}' must not be empty: leave it out, and it narrows nothing")
    return value.strip()


def _check_tag(tag: str) -> None:
    if tag.startswith("="):
        raise OrderError(f"'tag' must be name=value or name, not '{tag}'")


def _check_request(request: str) -> None:
    """Refuse what no request can match."""
    with_method = _METHOD.fullmatch(request)
    method, pattern = with_method.groups() if with_method else ("GET", request)
    if method.upper() not in HTTP_METHODS or not pattern.startswith(("/", "*", "?", "[")):
        raise OrderError(
            f"'request' must be a pattern that begins with / or *, with or without one of {', '.join(HTTP_METHODS)} "
            f"before it, such as 'POST */runCommand', not '{request}'"
        )


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and isfinite(value)


def _seconds(given: Mapping[str, Any], name: str) -> float | None:
    value = given.get(name)
    if value is not None and not (_is_number(value) and 0 <= value <= LATEST):
        raise OrderError(f"'{name}' must be a number of simulated seconds from 0 to {LATEST:.0f}")
    return None if value is None else float(value)


def _count(given: Mapping[str, Any]) -> int | None:
    value = given.get("count")
    if value is not None and (not isinstance(value, int) or isinstance(value, bool) or value < 1):
        raise OrderError("'count' must be a whole number from 1")
    return value


def _probability(given: Mapping[str, Any]) -> float | None:
    value = given.get("probability")
    if value is not None and not (_is_number(value) and 0 <= value <= 1):
        raise OrderError("'probability' must be a number from 0 to 1")
    return None if value is None else float(value)


def check_system(order: FaultOrder, name: str, os_type: str) -> None:
    """Raise ``OrderError`` where the fault is none of VMs of this system."""
    fault = registry.FAULTS[order.fault]
    if isinstance(fault, MachineFault) and os_type not in fault.systems:
        raise OrderError(f"'{order.fault}' is a fault of {fault.systems[0]} VMs, and {name} is a {os_type} VM")


def from_keywords(fault: str, members: Mapping[str, Any]) -> FaultOrder:
    """The order of keyword arguments, ``retry_after`` for ``retryAfter``. Raises ``ValueError`` as ``parse`` does."""
    return parse({"fault": fault, **{_camel_case(name): value for name, value in members.items()}})


def _camel_case(name: str) -> str:
    return re.sub(r"_(\w)", lambda found: found[1].upper(), name)


def from_tag(tags: Mapping[str, str]) -> tuple[FaultOrder, ...]:
    """The orders in a VM's tag: ``NAME``, ``NAME,NAME2``, ``NAME;count=1;...``. Raises ``ValueError`` likewise."""
    text = next((value for name, value in tags.items() if name.lower() == TAG), "")
    return tuple(_from_tag_item(item) for item in text.split(",") if item.strip())


def _from_tag_item(item: str) -> FaultOrder:
    name, *settings = (part.strip() for part in item.split(";"))
    given = [_setting(setting) for setting in settings if setting]
    members = dict(given)
    if len(members) < len(given) or "fault" in members:
        raise OrderError(f"the tag {TAG}: '{item.strip()}' says something twice")
    where = [member for member in ("vm", "tag", "request") if member in members]
    if where:
        raise OrderError(f"the tag {TAG}: a tag is for its own VM and takes no '{where[0]}'")
    try:
        return parse({"fault": name, **members})
    except OrderError as error:
        raise OrderError(f"the tag {TAG}: {error}") from error


def _setting(text: str) -> tuple[str, Any]:
    name, separator, value = text.partition("=")
    if not separator:
        raise OrderError(f"the tag {TAG}: write '{text}' as name=value")
    return name.strip(), scalar(value.strip())


def scalar(text: str) -> Any:
    """A value that was given as text, as YAML reads it: a number, true, false, or the text itself."""
    try:
        value = yaml.safe_load(text)
    except yaml.YAMLError:
        return text
    return value if isinstance(value, bool | int | float) else text


def parse_all(values: Iterable[Any], place: str) -> tuple[FaultOrder, ...]:
    """Several orders. Raises ``ValueError`` that names the place of the wrong one."""
    orders = []
    for number, value in enumerate(values):
        try:
            orders.append(parse(value))
        except OrderError as error:
            raise OrderError(f"{place}[{number}]: {error}") from error
    return tuple(orders)
