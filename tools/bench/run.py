"""Measures the simulator against its targets, as ratios in one run on one machine, and prints a table.

Usage: python tools/bench/run.py. Medians of interleaved rounds; exit code 1 where a target is missed.
"""

import statistics
import sys
from pathlib import Path

from rich.console import Console
from rich.table import Table

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from simulator.containers.errors import ContainersError  # found below the checkout
from simulator.kit.simulator import Simulator
from tools.bench.clients import (  # found below the checkout
    REQUESTS_OF_A_RUN,
    REQUESTS_OF_SSM,
    RunCommandClient,
    bare_requests,
    ssm_command,
)
from tools.bench.containers import container_figures  # likewise
from tools.bench.figures import Figure, interleaved, milliseconds  # likewise
from tools.bench.servers import MOTO_SERVER, bare_flask, moto_server, simulator  # likewise
from tools.bench.windows import LOOP, TYPICAL, machine_bytes, machine_seconds, script_seconds  # likewise

STARTS = 7


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
        run, measure = interleaved(client.run, lambda: bare_requests(bare))
        (timeout,) = interleaved(lambda: client.run("never ends", expected="Failed"), times=1)
        client.connection.close()
    detail = f"{milliseconds(run)} against {milliseconds(measure)}"
    return [
        Figure("one run command / four bare Flask requests", detail, run / measure, 2.5, "times"),
        Figure("a 90-minute timeout", "POST and two polls", timeout * 1000, 50.0, "ms"),
    ]


def _moto_figure() -> Figure:
    with simulator() as started, moto_server() as moto:
        client = RunCommandClient(started.ready)
        run, ssm = interleaved(client.run, lambda: ssm_command(moto))
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


def _reset_figure() -> Figure:
    with Simulator() as running:

        def reset_with_faults_in_force() -> None:
            running.inject("outbound-blocked", end=600)
            running.inject("throttled", count=3)
            running.reset()

        (seconds,) = interleaved(reset_with_faults_in_force)
    return Figure("reset, with two faults in force", "default estate", seconds * 1000, 2.0, "ms")


def _table(figures: list[Figure]) -> Table:
    table = Table("figure", "measured", "value", "target", "", title="Run Command simulator: performance")
    for figure in figures:
        limit = f"{'at most' if figure.at_most else 'at least'} {figure.target:g} {figure.unit}"
        verdict = "[green]reached[/green]" if figure.reached else "[red]missed[/red]"
        table.add_row(figure.name, figure.detail, f"{figure.value:.2f} {figure.unit}", limit, verdict)
    return table


def main() -> int:
    """Measure everything and print it."""
    figures = [*_windows_figures(), _reset_figure(), *_run_figures(), _start_figure()]
    if MOTO_SERVER.exists():
        figures.append(_moto_figure())
    else:
        print("moto is not measured: there is no .venv-bench (see `make bench`)", file=sys.stderr)
    try:
        figures += container_figures()
    except ContainersError as error:
        print(f"agents in containers are not measured: {error}", file=sys.stderr)
    Console().print(_table(figures))
    return 0 if all(figure.reached for figure in figures) else 1


if __name__ == "__main__":
    sys.exit(main())
