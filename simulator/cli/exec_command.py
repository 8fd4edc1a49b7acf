"""``run-command-simulator exec``."""

import os
import signal
import subprocess
from pathlib import Path
from typing import Any

import click

from simulator.cli.serving_options import BadOptionError, make_simulator, serving_options
from simulator.serving.azure_config import write_azure_config
from simulator.serving.connection import READY_FILE_VARIABLE

COMMAND_NOT_FOUND = 127
COMMAND_NOT_EXECUTABLE = 126
SIGNALLED = 128
"""Exit codes as shells give them."""


@click.command("exec")
@serving_options
@click.argument("words", nargs=-1, required=True, type=click.UNPROCESSED, metavar="-- COMMAND [ARGUMENT]...")
def command(words: tuple[str, ...], ready_file: Path | None, **options: Any) -> int:
    """Run COMMAND with its Azure traffic redirected to a simulator of its own, signed in already.

    \b
    Example:
      run-command-simulator exec -- az vm run-command invoke --resource-group my-resource-group \\
        --name win-vm --command-id RunPowerShellScript --scripts 'Write-Output hello'
    """
    with make_simulator(**options) as simulator:
        own_ready_file = simulator.folder / "ready.json"
        configuration = simulator.folder / "azure"
        try:
            for path in filter(None, (ready_file, own_ready_file)):
                simulator.connection.write_ready_file(path)
        except OSError as error:
            raise BadOptionError(f"--ready-file {ready_file}: can't be written: {error.strerror}") from error
        write_azure_config(configuration, simulator.connection.estate)
        environment = {
            **simulator.connection.environment(os.environ),
            "AZURE_CONFIG_DIR": str(configuration),
            READY_FILE_VARIABLE: str(own_ready_file),
        }
        try:
            return _run(words, environment)
        finally:
            if ready_file is not None:
                ready_file.unlink(missing_ok=True)


def _run(words: tuple[str, ...], environment: dict[str, str]) -> int:
    try:
        child = subprocess.Popen(words, env=environment)  # noqa: S603 # the command that the user asks for
    except FileNotFoundError:
        click.echo(f"run-command-simulator: {words[0]}: command not found", err=True)
        return COMMAND_NOT_FOUND
    except OSError as error:
        click.echo(f"run-command-simulator: {words[0]}: {error.strerror}", err=True)
        return COMMAND_NOT_EXECUTABLE
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, lambda *_: child.terminate())
    code = child.wait()
    return code if code >= 0 else SIGNALLED - code
