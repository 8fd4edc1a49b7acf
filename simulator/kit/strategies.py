"""Strategies for hypothesis: commands, outputs around the 4,096-byte edge, faults. Needs hypothesis (an extra)."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from hypothesis import strategies as st

from simulator.faults.kinds import MachineFault, Parameter
from simulator.faults.registry import FAULTS
from simulator.kit.outputs import OUTPUT_LIMIT, messages, visible
from simulator.kit.received import Command

NASTY = ("&", "^", "%", "%PATH%", '"', "'", "`", "$x", "<", ">", "|", "\\", "\\n", " ", "\t", "!", ";", "é", "😀", "-x")
"""What cmd.exe, PowerShell or bash reads something into, and what is not ASCII."""

COMMAND_IDS = {"Windows": "RunPowerShellScript", "Linux": "RunShellScript"}

UNDETECTABLE = frozenset({"stale-output"})
"""Faults that no client can tell from a good run: schedules leave them out unless they are asked for by name."""

OF_POSTS = frozenset({"lost-post-response"})
"""Faults of the endpoint that have nothing to do with polls."""


@dataclass(frozen=True, slots=True)
class CommandInput:
    """A run command as a client sends it."""

    command_id: str
    script: tuple[str, ...]
    parameters: tuple[tuple[str, str], ...] = ()

    @property
    def body(self) -> dict[str, Any]:
        """The body of the request, for ``begin_run_command`` or as JSON."""
        parameters = [{"name": name, "value": value} for name, value in self.parameters]
        return {"commandId": self.command_id, "script": list(self.script), "parameters": parameters}

    @property
    def expected(self) -> Command:
        """What a VM must have received when it was sent this: ``assert command.expected in vm.received``."""
        return Command(self.script, dict(self.parameters), self.command_id)


@dataclass(frozen=True, slots=True)
class Output:
    """The outcome of a script, for ``vm.rule(..., **output.outcome)``, and what a client gets to see of it."""

    stdout: str
    stderr: str = ""
    exit_code: int = 0
    duration: float | None = 0.0

    @property
    def outcome(self) -> dict[str, Any]:
        """The keyword arguments of ``rule``."""
        return {name: getattr(self, name) for name in ("stdout", "stderr", "exit_code", "duration")}

    def visible_stdout(self, os_type: str) -> str:
        """What is left of stdout."""
        return visible(self.stdout, os_type)

    def messages(self, os_type: str) -> tuple[str, ...]:
        """The messages of the result."""
        return messages(self.stdout, self.stderr, os_type)


def parameter_values() -> st.SearchStrategy[str]:
    """Values with what shells read something into: ``&``, ``^``, ``%``, quotes, blanks, and characters beyond ASCII."""
    pieces = st.one_of(st.sampled_from(NASTY), st.text("abcXYZ019", min_size=1, max_size=5))
    return st.lists(pieces, max_size=5).map("".join)


def plain_values() -> st.SearchStrategy[str]:
    """The same in ASCII alone: scripts reach Windows PowerShell without a mark of their encoding."""
    pieces = st.one_of(st.sampled_from([text for text in NASTY if text.isascii()]), st.text("abcXYZ019", max_size=5))
    return st.lists(pieces, max_size=5).map("".join)


def parameters() -> st.SearchStrategy[tuple[tuple[str, str], ...]]:
    """Up to four named parameters in order, no name twice."""
    names = st.from_regex(r"[A-Za-z][A-Za-z0-9]{0,8}", fullmatch=True)
    pairs = st.lists(st.tuples(names, parameter_values()), max_size=4, unique_by=lambda pair: pair[0].lower())
    return pairs.map(tuple)


def scripts() -> st.SearchStrategy[tuple[str, ...]]:
    """The lines of scripts, simple and nasty; what they do is a rule's to say."""
    line = st.one_of(
        st.sampled_from(["hostname", "Write-Output 'é'", 'echo "$1"', "param($a)", "exit 1", "# 日本語", ""]),
        parameter_values(),
    )
    return st.lists(line, min_size=1, max_size=5).map(tuple)


def commands(os_type: str = "Windows") -> st.SearchStrategy[CommandInput]:
    """Run commands with a script and parameters, for a VM of this system."""
    return st.builds(CommandInput, st.just(COMMAND_IDS[os_type]), scripts(), parameters())


def long_stream(head: str, filler: str, size: int, end: str) -> str:
    """A text that begins with ``head``, ends with ``end``, and has ``filler`` for ``size`` bytes or more between."""
    return f"{head}{filler * -(-size // len(filler.encode()))}{end}"


def streams() -> st.SearchStrategy[str]:
    """Output: short, or around the 4,096-byte edge, where characters of one to four bytes meet the cut in any way."""
    edge = st.builds(
        long_stream,
        st.text("a€😀\n", max_size=3),
        st.sampled_from(["x", "é", "€", "😀", "ab\r\n", "line\n"]),
        st.integers(OUTPUT_LIMIT - 6, OUTPUT_LIMIT + 6),
        st.text("zé😀", max_size=3),
    )
    return st.one_of(st.sampled_from(["", "done", "done\n", "é", '{"a": 1}']), edge)


def outputs(*, failing: bool = True, endless: bool = False) -> st.SearchStrategy[Output]:
    """Outcomes of scripts: good ones, with ``failing`` also such with text on stderr and an exit code.

    With ``endless`` some never end.
    """
    spans: list[float | None] = [0.0, 30.0, 600.0, 5000.0, *([None] if endless else [])]
    durations = st.sampled_from(spans)
    good = st.builds(Output, streams(), duration=durations)
    if not failing:
        return good
    bad = st.builds(Output, streams(), st.sampled_from(["no\n", "é" * 3000]), st.sampled_from([0, 1, 255]), durations)
    return st.one_of(good, bad)


def fault_orders(
    names: Sequence[str] | None = None, vms: Sequence[tuple[str, str]] = (("win-vm", "Windows"), ("linux-vm", "Linux"))
) -> st.SearchStrategy[dict[str, Any]]:
    """Orders of faults, as ``inject`` takes them: any of ``names`` (all that a client can notice), on any of ``vms``.

    ``vms`` are names with their systems. Raises ``KeyError`` for a name that there is not.
    """
    chosen = sorted(FAULTS.keys() - UNDETECTABLE) if names is None else list(names)
    return st.one_of([_orders_of(name, vms) for name in chosen])


def fault_schedules(
    names: Sequence[str] | None = None,
    vms: Sequence[tuple[str, str]] = (("win-vm", "Windows"), ("linux-vm", "Linux")),
    max_size: int = 3,
) -> st.SearchStrategy[list[dict[str, Any]]]:
    """Lists of orders, for ``inject`` one by one, or for ``faults`` of the marker and of ``reset``."""
    return st.lists(fault_orders(names, vms), max_size=max_size)


def _orders_of(name: str, vms: Sequence[tuple[str, str]]) -> st.SearchStrategy[dict[str, Any]]:
    fault = FAULTS[name]
    optional: dict[str, st.SearchStrategy[Any]] = {
        "count": st.integers(1, 3),
        "probability": st.sampled_from([0.3, 0.7]),
        **{parameter.name: _values(parameter) for parameter in fault.parameters if _varied(parameter)},
    }
    if isinstance(fault, MachineFault):
        scope = st.sampled_from([vm for vm, system in vms if system in fault.systems])
        times = st.sampled_from([{}, {"end": 60.0}, {"end": 900.0}, {"start": 10.0, "end": 1200.0}, {"start": 40.0}])
        where = {"vm": scope}
    else:
        scope = st.sampled_from(["POST */runCommand", *(["GET */operations/*"] if name not in OF_POSTS else [])])
        times = st.sampled_from([{"end": 60.0}, {"end": 900.0}, {"start": 10.0, "end": 1200.0}])
        where = {"request": scope}
    often = {"count": optional.pop("count")} if name in OF_POSTS else {}  # answers are lost now and then, not for good
    order = st.fixed_dictionaries({"fault": st.just(name), **where, **often}, optional=optional)
    return st.builds(lambda order, times: {**order, **times}, order, times)


def _varied(parameter: Parameter) -> bool:
    return bool(parameter.choices) or parameter.kind == "boolean"


def _values(parameter: Parameter) -> st.SearchStrategy[Any]:
    return st.booleans() if parameter.kind == "boolean" else st.sampled_from(list(parameter.choices))
