"""Measures the simulator against its targets, as ratios in one run on one machine, and prints a table.

Usage: python tools/bench/run.py. Medians of interleaved rounds; exit code 1 where a target is missed.
"""

import statistics
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from rich.console import Console
from rich.table import Table

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from tools.bench.clients import (  # found below the checkout
    REQUESTS_OF_A_RUN,
    REQUESTS_OF_SSM,
    RunCommandClient,
    bare_requests,
    ssm_command,
)
from tools.bench.servers import MOTO_SERVER, bare_flask, moto_server, simulator  # likewise
from tools.bench.windows import LOOP, TYPICAL, machine_bytes, machine_seconds, script_seconds  # likewise

ROUNDS = 21
RUNS_A_ROUND = 20
STARTS = 7


@dataclass(frozen=True, slots=True)
class Figure:
    """One measured figure with its target; ``at_most`` says on which side of the target it must be."""

    name: str
    detail: str
    value: float
    target: float
    unit: str
    at_most: bool = True

    @property
    def reached(self) -> bool:
        """Whether the target is reached."""
        return self.value <= self.target if self.at_most else self.value >= self.target


def _seconds(action: Callable[[], None], times: int = 1) -> float:
    """Seconds of the wall clock that one ``action`` takes, over so many of them."""
    began = time.perf_counter()
    for _ in range(times):
        action()
    return (time.perf_counter() - began) / times


def _interleaved(*actions: Callable[[], None], times: int = RUNS_A_ROUND) -> list[float]:
    """The median seconds of each action; the rounds take turns, so that the machine's moods hit all alike."""
    for action in actions:
        _seconds(action, times)  # not counted: caches fill
    rounds = [[_seconds(action, times) for action in actions] for _ in range(ROUNDS)]
    return [statistics.median(column) for column in zip(*rounds, strict=True)]


def _milliseconds(seconds: float) -> str:
    return f"{seconds * 1000:.2f} ms"


def _start_figure() -> Figure:
    starts = []
    for _ in range(STARTS):
        with simulator() as started:
            starts.append(started.seconds)
    value = statistics.median(starts)
    return Figure("serve, cold start to ready file", f"median of {STARTS}", value, 0.7, "s")


def _run_figures() -> list[Figure]:
    with simulator() as started, bare_flask() as bare:
        client = RunCommandClient(started.ready)
        run, measure = _interleaved(client.run, lambda: bare_requests(bare))
        (timeout,) = _interleaved(lambda: client.run("never ends", expected="Failed"), times=1)
        client.connection.close()
    detail = f"{_milliseconds(run)} against {_milliseconds(measure)}"
    return [
        Figure("one run command / four bare Flask requests", detail, run / measure, 2.5, "times"),
        Figure("a 90-minute timeout", "POST and two polls", timeout * 1000, 50.0, "ms"),
    ]


def _moto_figure() -> Figure:
    with simulator() as started, moto_server() as moto:
        client = RunCommandClient(started.ready)
        run, ssm = _interleaved(client.run, lambda: ssm_command(moto))
        client.connection.close()
    ours, theirs = REQUESTS_OF_A_RUN / run, REQUESTS_OF_SSM / ssm
    detail = f"{ours:.0f}/s against {theirs:.0f}/s"
    return Figure("round trips / moto_server's, SSM send and get", detail, ours / theirs, 2.0, "times", at_most=False)


def _windows_figures() -> list[Figure]:
    detail = "in its own process of the machine"
    return [
        Figure("a script of 30 lines, with its parse", detail, script_seconds(TYPICAL) * 1000, 5.0, "ms"),
        Figure("10,000 turns of a loop", detail, script_seconds(LOOP) * 1000, 150.0, "ms"),
        Figure("a fresh Windows machine", "beyond the shared image", machine_seconds() * 1000, 1.0, "ms"),
        Figure("a fresh Windows machine", "beyond the shared image", machine_bytes() / 1000, 100.0, "KB"),
    ]


def _table(figures: list[Figure]) -> Table:
    table = Table("figure", "measured", "value", "target", "", title="Run Command simulator: performance")
    for figure in figures:
        limit = f"{'at most' if figure.at_most else 'at least'} {figure.target:g} {figure.unit}"
        verdict = "[green]reached[/green]" if figure.reached else "[red]missed[/red]"
        table.add_row(figure.name, figure.detail, f"{figure.value:.2f} {figure.unit}", limit, verdict)
    return table


def main() -> int:
    """Measure everything and print it."""
    figures = [*_windows_figures(), *_run_figures(), _start_figure()]
    if MOTO_SERVER.exists():
        figures.append(_moto_figure())
    else:
        print("moto is not measured: there is no .venv-bench (see `make bench`)", file=sys.stderr)
    Console().print(_table(figures))
    return 0 if all(figure.reached for figure in figures) else 1


if __name__ == "__main__":
    sys.exit(main())
