"""``run-command-simulator``: finds the command and turns every mistake into one sentence and exit code 2."""

import errno
import io
import os
import signal
import sys
from importlib import import_module
from pathlib import Path

import click

from simulator.cli.naming import COMPLETION_VARIABLE, NAME
from simulator.version import __version__

COMMANDS = {
    "serve": "simulate Azure until stopped, in the foreground",
    "exec": "run a command with its Azure traffic redirected to a simulator of its own",
    "invoke": "run a command on a VM of the running simulator",
    "vm": "list, show, start, stop and restart VMs",
    "fault": "list, inject and heal faults",
    "clock": "show simulated time, move it, or let it move otherwise",
    "learn": "play the restrictions and failures of Run Command, and explain them",
    "trace": "show the way of a run command across all layers",
    "logs": "print the logs of the extension and the agent of a VM",
    "doctor": "tell what of this machine the simulator can use",
    "clean": "remove what killed simulators left",
    "completion": "print the script that completes commands in a shell",
}
"""Each command is the function ``command`` of the module ``simulator.cli.NAME_command``."""

TAKE_SIGNALS = ("serve", "exec")
"""The commands with handlers of their own; the others end as programs do, where Ctrl-C is an exception."""


OUTPUT_TROUBLE = (errno.ENOSPC, errno.EDQUOT, errno.EIO, errno.EBADF)
"""What the system says where a command prints to a file on a full disk, or to nothing."""


class _Commands(click.Group):
    def list_commands(self, _context: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, _context: click.Context, name: str) -> click.Command | None:
        if name not in COMMANDS:
            return None
        command: click.Command = import_module(f"simulator.cli.{name}_command").command
        return command

    def format_commands(self, _context: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name=NAME)
@click.pass_context
def commands(context: click.Context) -> None:
    """A local simulator of the whole Azure VM Run Command stack."""
    if context.invoked_subcommand not in TAKE_SIGNALS:
        signal.signal(signal.SIGINT, signal.default_int_handler)
        signal.signal(signal.SIGTERM, signal.SIG_DFL)


def main() -> None:
    """The entry point."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")  # what a terminal's encoding lacks ends no command
    try:
        result = commands.main(standalone_mode=False, prog_name=NAME, complete_var=COMPLETION_VARIABLE)
    except click.exceptions.NoArgsIsHelpError as error:
        click.echo(error.format_message(), err=True)
        sys.exit(2)
    except click.UsageError as error:
        hint = f" (see '{error.ctx.command_path} --help')" if error.ctx else ""
        click.echo(f"{NAME}: {' '.join(error.format_message().split())}{hint}", err=True)
        sys.exit(2)
    except click.ClickException as error:
        click.echo(f"{NAME}: {error.format_message()}", err=True)
        sys.exit(error.exit_code)
    except click.Abort:
        sys.exit(130)
    except OSError as error:
        if error.filename is not None or error.errno not in OUTPUT_TROUBLE:
            raise
        _give_up_output()
        click.echo(f"{NAME}: the output can't be written: {error.strerror}", err=True)
        sys.exit(1)
    sys.exit(result if isinstance(result, int) else 0)


def _give_up_output() -> None:
    """Drop what is still to be written: Python would try again at its end, and complain in its own words."""
    with Path(os.devnull).open("wb") as nowhere:
        os.dup2(nowhere.fileno(), sys.stdout.fileno())
