"""``run-command-simulator exec``."""

import os
import signal
import subprocess
from pathlib import Path
from typing import Any

import click

from simulator.cli.serving_options import serving_options
from simulator.serving.ready_file import READY_FILE_VARIABLE

COMMAND_NOT_FOUND = 127
COMMAND_NOT_EXECUTABLE = 126
SIGNALLED = 128
"""Exit codes as shells give them."""


@click.command("exec")
@serving_options
@click.argument("words", nargs=-1, required=True, type=click.UNPROCESSED, metavar="-- COMMAND [ARGUMENT]...")
def command(words: tuple[str, ...], ready_file: Path | None, ca_file: Path | None, **options: Any) -> int:
    """Run COMMAND with its Azure traffic redirected to a simulator of its own, signed in already.

    \b
    Example:
      run-command-simulator exec -- az vm run-command invoke --name win-vm \\
        --resource-group my-resource-group --command-id RunPowerShellScript \\
        --scripts 'Write-Output hello'
    """
    child = _Child()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, child.receive)
    from simulator.cli.announcing import announced
    from simulator.cli.making import make_simulator
    from simulator.serving.azure_config import write_azure_config

    with make_simulator(**options) as simulator, announced(simulator.connection, ready_file, ca_file):
        own_ready_file = simulator.folder / "ready.json"
        configuration = simulator.folder / "azure"
        simulator.connection.write_ready_file(own_ready_file)
        write_azure_config(configuration, simulator.connection.estate)
        environment = {
            **simulator.connection.environment(os.environ),
            "AZURE_CONFIG_DIR": str(configuration),
            READY_FILE_VARIABLE: str(own_ready_file),
        }
        return child.run(words, environment)


class _Child:
    """The user's command, and the signals that are meant for it."""

    def __init__(self) -> None:
        self._process: subprocess.Popen[bytes] | None = None
        self._early_signal: int | None = None

    def receive(self, number: int, _frame: object) -> None:
        """Pass SIGTERM on. Ctrl-C reaches the command by itself: a terminal sends it to both."""
        if self._process is None:
            self._early_signal = number
        elif number == signal.SIGTERM:
            self._process.terminate()

    def run(self, words: tuple[str, ...], environment: dict[str, str]) -> int:
        """Run the command to its end and return an exit code as a shell would."""
        try:
            if self._early_signal is None:
                self._process = subprocess.Popen(words, env=environment)  # noqa: S603 # what the user asks for
        except FileNotFoundError:
            click.echo(f"run-command-simulator: {words[0]}: command not found", err=True)
            return COMMAND_NOT_FOUND
        except OSError as error:
            click.echo(f"run-command-simulator: {words[0]}: {error.strerror}", err=True)
            return COMMAND_NOT_EXECUTABLE
        if self._process is None:
            return SIGNALLED + (self._early_signal or 0)
        if self._early_signal == signal.SIGTERM:
            self._process.terminate()
        code = self._process.wait()
        return code if code >= 0 else SIGNALLED - code
