"""``run-command-simulator completion``."""

import click
from click.shell_completion import BashComplete, FishComplete, ZshComplete

from simulator.cli.naming import COMPLETION_VARIABLE, NAME

SHELLS = {"bash": BashComplete, "zsh": ZshComplete, "fish": FishComplete}


@click.command("completion")
@click.argument("shell", type=click.Choice(tuple(SHELLS)))
def command(shell: str) -> None:
    """Print the script with which SHELL completes commands, options, and the names of VMs and faults.

    Names are those of the simulator that runs. Put the line into the shell's start file: ~/.bashrc, ~/.zshrc after
    compinit, ~/.config/fish/config.fish.

    \b
    Examples:
      eval "$(run-command-simulator completion bash)"
      eval "$(run-command-simulator completion zsh)"
      run-command-simulator completion fish | source
    """
    root = click.get_current_context().find_root().command
    instance = SHELLS[shell](root, {}, NAME, COMPLETION_VARIABLE)
    click.echo(instance.source_template % instance.source_vars())
