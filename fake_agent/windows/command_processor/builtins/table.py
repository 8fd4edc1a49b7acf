"""The kind of function that a built-in command is, and how its line is cut."""

from collections.abc import Callable

from fake_agent.windows.command_processor.batch import split_batch_arguments
from fake_agent.windows.command_processor.shell import Shell
from fake_agent.windows.command_processor.streams import Streams

Builtin = Callable[[Shell, str, Streams], None]
"""Shell, the line behind the name, streams; the result is the shell's error level."""


def switches_and_words(rest: str) -> tuple[set[str], list[str]]:
    """The switches (``/s``, lower case) and the other words, quotes taken off. ``/s/q`` are two switches."""
    switches: set[str] = set()
    words: list[str] = []
    for argument in split_batch_arguments(rest):
        if argument.startswith("/"):
            switches.update("/" + part.casefold() for part in argument.split("/") if part)
        else:
            words.append(argument.strip('"'))
    return switches, words
