"""``run-command-simulator completion``."""

import click
from click.shell_completion import get_completion_class

from simulator.cli.naming import COMPLETION_VARIABLE, NAME


@click.command("completion")
@click.argument("shell", type=click.Choice(("bash", "zsh", "fish")))
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
    completion = get_completion_class(shell)
    if completion is None:
        raise click.ClickException(f"there is no completion for {shell}: use bash, zsh or fish")
    root = click.get_current_context().find_root().command
    instance = completion(root, {}, NAME, COMPLETION_VARIABLE)
    click.echo(instance.source_template % instance.source_vars())
