"""``run-command-simulator serve``."""

import signal
import threading
from pathlib import Path
from typing import Any

import click

from simulator.cli.serving_options import BadOptionError, make_simulator, serving_options
from simulator.serving.connection import default_ready_file


@click.command("serve")
@serving_options
def command(ready_file: Path | None, **options: Any) -> None:
    """Simulate Azure until SIGTERM or Ctrl-C.

    \b
    Examples:
      run-command-simulator serve
      run-command-simulator serve --port 8443 --time manual --ready-file ready.json
    """
    stopping = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stopping.set())
    simulator = make_simulator(**options)
    written: list[Path] = []
    try:
        simulator.start()
        for path in filter(None, (ready_file, default_ready_file())):
            _write(simulator.connection.write_ready_file, path, required=path == ready_file)
            written.append(path)
        click.echo(simulator.connection.how_to_connect())
        while not stopping.wait(timeout=1):
            pass
    finally:
        for path in written:
            path.unlink(missing_ok=True)
        simulator.stop()


def _write(write: Any, path: Path, *, required: bool) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        write(path)
    except OSError as error:
        if required:
            raise BadOptionError(f"--ready-file {path}: can't be written: {error.strerror}") from error
