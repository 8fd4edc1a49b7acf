"""Native programs as stages of a pipeline: text in, lines of text out, ``$LASTEXITCODE``."""

import re
from collections.abc import Callable, Sequence
from typing import Any

from fake_agent.powershell.errors import failure
from fake_agent.powershell.runtime.context import Context
from fake_agent.powershell.runtime.parameters import Argument
from fake_agent.powershell.values.conversion import as_list
from fake_agent.powershell.values.objects import ErrorRecord, NetException
from fake_agent.powershell.values.text import to_text


def words(arguments: Sequence[Argument]) -> list[str]:
    """The arguments as the program gets them: lists are spread, ``-name:value`` stays one word."""
    made: list[str] = []
    for argument in arguments:
        if argument.name is not None:
            name = f"-{argument.name}"
            if argument.has_value and argument.splatted:
                made += [name, to_text(argument.value)]
            else:
                made.append(f"{name}:{to_text(argument.value)}" if argument.has_value else name)
        elif argument.text is not None:
            made.append(argument.text)
        else:
            items = [to_text(item) for item in as_list(argument.value) if item is not None]
            made += [",".join(items)] if len(items) > 1 and _is_one_word(argument) else items
    return made


def _is_one_word(argument: Argument) -> bool:
    """Whether a list was written with commas and no blanks, as in ``a,b``: such a list stays one word."""
    written = argument.extent.text if argument.extent is not None else ""
    return _ONE_WORD.fullmatch(written) is not None


_ELEMENT = r"""(?:"[^"]*"|'[^']*'|[^\s,"'()\[\]{}]+)"""
_ONE_WORD = re.compile(rf"{_ELEMENT}(?:,{_ELEMENT})+")


class ProgramStage:
    """Runs the program when all input is there."""

    __slots__ = ("arguments", "context", "emit", "expects_input", "input", "name", "stderr_to_stream")

    def __init__(self, context: Context, name: str, arguments: Sequence[Argument], emit: Callable[[Any], None]) -> None:
        self.context = context
        self.name = name
        self.arguments = arguments
        self.emit = emit
        self.expects_input = False
        self.input: list[str] = []

    def begin(self) -> None:
        """Nothing to prepare."""

    def process(self, item: Any) -> None:
        """A line for the program's standard input."""
        self.input.append(to_text(item))

    def end(self) -> None:
        """Run it; its output goes on line by line."""
        context = self.context
        stdin = "".join(f"{line}\r\n" for line in self.input)
        result = context.host.run_program(self.name, words(self.arguments), stdin, context.location)
        if result is None:
            raise failure(f"Program '{self.name}' failed to run.", "NativeCommandFailed", "ResourceUnavailable")
        for line in result.stdout.splitlines():
            self.emit(line)
        context.global_scope.variables["lastexitcode"] = result.exit_code
        if result.stderr:
            self.write_stderr(result.stderr)
        context.success = result.exit_code == 0

    def write_stderr(self, text: str) -> None:
        """Standard error passes as it is, or as records where the error stream is redirected."""
        context = self.context
        raw = getattr(context.sinks.error, "write_text", None)
        if raw is not None:
            raw(text if text.endswith("\n") else text + "\n")
            return
        for index, line in enumerate(text.splitlines()):
            error_id = "NativeCommandError" if index == 0 else "NativeCommandErrorMessage"
            record = ErrorRecord(
                NetException("System.Management.Automation.RemoteException", line),
                error_id,
                "NotSpecified",
                line,
            )
            context.complete(record)
            context.sinks.error(record)
