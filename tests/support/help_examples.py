"""The examples in the help of every command."""

from collections.abc import Iterator
from dataclasses import dataclass
from inspect import cleandoc

import click

from simulator.cli.main import commands

WIDTH = 80
"""Columns of the terminals that help must fit."""


@dataclass(frozen=True)
class Example:
    """A command line that a command's help shows."""

    command: str
    line: str

    def __str__(self) -> str:
        """As a test's name."""
        return self.line[:60]


def every_command(group: click.Group = commands, path: str = "") -> Iterator[tuple[str, click.Command]]:
    """All commands and groups below a group, by their words."""
    context = click.Context(group)
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        assert command is not None
        words = f"{path} {name}".strip()
        yield words, command
        if isinstance(command, click.Group):
            yield from every_command(command, words)


def examples_of(words: str, command: click.Command) -> Iterator[Example]:
    """The examples in one command's help; a line that ends with a backslash goes on in the next."""
    _, _, shown = cleandoc(command.help or "").partition("\nExample")
    for line in shown.partition("\n")[2].replace("\\\n", " ").splitlines():
        if line.strip():
            yield Example(words, " ".join(line.split()))


EXAMPLES = [example for words, command in every_command() for example in examples_of(words, command)]


def help_of(words: str, command: click.Command) -> str:
    """The help of a command as a terminal shows it."""
    root = click.Context(commands, info_name="run-command-simulator", terminal_width=WIDTH, **commands.context_settings)
    return command.get_help(click.Context(command, parent=root, info_name=words))
