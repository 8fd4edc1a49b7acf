"""``run-command-simulator serve``."""

import gc
import signal
import threading
from pathlib import Path
from typing import Any

import click

from simulator.cli.serving_options import serving_options


@click.command("serve")
@serving_options
def command(ready_file: Path | None, ca_file: Path | None, **options: Any) -> None:
    """Simulate Azure until SIGTERM, Ctrl-C, or the end of its terminal.

    \b
    Examples:
      run-command-simulator serve
      run-command-simulator serve --time manual --seed 7 --ready-file ready.json
    """
    stopping = threading.Event()
    for number in _stopping_signals():
        signal.signal(number, lambda *_: stopping.set())
    from simulator.cli.announcing import announced
    from simulator.cli.making import make_simulator

    with (
        make_simulator(**options) as simulator,
        announced(simulator.connection, ready_file, ca_file, commonly=True) as connection,
    ):
        gc.freeze()  # what is there by now stays: else a request now and then takes 50 ms longer to look it through
        click.echo(connection.how_to_connect())
        while not stopping.wait(timeout=1):
            pass


def _stopping_signals() -> tuple[signal.Signals, ...]:
    """What ends it: also that its terminal is closed, unless somebody (nohup) has said that it shall not."""
    hang_up = getattr(signal, "SIGHUP", None)
    ended_by_terminal = hang_up is not None and signal.getsignal(hang_up) is not signal.SIG_IGN
    return (signal.SIGINT, signal.SIGTERM, *((hang_up,) if ended_by_terminal else ()))
