"""``run-command-simulator serve``."""

import signal
import threading
from pathlib import Path
from typing import Any

import click

from simulator.cli.serving_options import make_simulator, serving_options, write_wanted_ready_file
from simulator.serving.connection import Connection
from simulator.serving.ready_file import default_ready_file


@click.command("serve")
@serving_options
def command(ready_file: Path | None, **options: Any) -> None:
    """Simulate Azure until SIGTERM or Ctrl-C.

    \b
    Examples:
      run-command-simulator serve
      run-command-simulator serve --time manual --seed 7 --ready-file ready.json
    """
    stopping = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stopping.set())
    simulator = make_simulator(**options)
    written: list[Path] = []
    try:
        simulator.start()
        if ready_file is not None:
            write_wanted_ready_file(simulator.connection, ready_file)
            written.append(ready_file)
        written += _write_default_ready_file(simulator.connection)
        click.echo(simulator.connection.how_to_connect())
        while not stopping.wait(timeout=1):
            pass
    finally:
        for path in written:
            simulator.connection.remove_ready_file(path)
        simulator.stop()


def _write_default_ready_file(connection: Connection) -> list[Path]:
    """Leave a ready file for the other commands, where the place for it can be written."""
    path = default_ready_file()
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        connection.write_ready_file(path)
    except OSError:
        return []
    return [path]
