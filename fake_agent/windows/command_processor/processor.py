"""cmd.exe at work: runs what the grammar found, built-in commands itself and all else as programs or batch files."""

import ntpath
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import partial

from fake_agent.windows.command_processor import conditions, loops
from fake_agent.windows.command_processor.autorun import autorun_commands
from fake_agent.windows.command_processor.batch import BatchFile, label_of, split_batch_arguments
from fake_agent.windows.command_processor.builtins import find_builtin
from fake_agent.windows.command_processor.grammar import CommandSyntaxError, IncompleteError, parse
from fake_agent.windows.command_processor.nodes import Block, Chain, Command, For, If, Redirection, Simple
from fake_agent.windows.command_processor.shell import ExitBatch, ExitProcessor, GoTo, Leave, SavedState
from fake_agent.windows.command_processor.streams import Collected, FileSink, Nowhere, Streams
from fake_agent.windows.command_processor.text import MAXIMUM_LINE, expand_variables, without_outer_quotes
from fake_agent.windows.environment import Environment
from fake_agent.windows.errors import TEXTS, reason
from fake_agent.windows.execution import Execution
from fake_agent.windows.file_system import FileSystem
from fake_agent.windows.programs.launch import Start, find_executable, has_window, is_batch_file, run_beside, run_in_cmd

NOT_RECOGNIZED = 9009
"""The error level of an unknown command within batch files; ``cmd /c`` itself ends with 1."""

COMMAND_STEPS = 100
"""What one command counts towards the bound of a script's work, in the interpreter's steps."""

TOO_LONG = "The command line is too long."


class _RedirectionError(Exception):
    """A redirection's file can't be opened; the text is cmd.exe's."""


@dataclass(slots=True)
class Processor:
    """One cmd.exe process; see ``Shell`` for what its built-in commands use."""

    execution: Execution
    environment: Environment
    folder: str
    error_level: int = 0
    echo: bool = True
    batch: BatchFile | None = None
    loop_variables: dict[str, str] = field(default_factory=dict)
    saved: list[SavedState] = field(default_factory=list)
    pushed: list[str] = field(default_factory=list)
    delayed_expansion: bool = False
    is_program: bool = False
    """Whether it only stands for the program that its line starts, without a cmd.exe."""

    def run_line(self, line: str, streams: Streams, *, autorun: bool = True) -> int:
        """``cmd /c LINE``: the exit code. Commands in AutoRun come first; one that fails is the failure of the line.

        (Documented: install and enable then fail. That the line itself does not run is chosen.)
        """
        if len(line) > MAXIMUM_LINE:
            self.fail(streams, TOO_LONG)
            return 1
        try:
            for command in autorun_commands(self.execution.machine) if autorun else ():
                self.run_text(command, streams)
                if self.error_level:
                    return self._exit_code()
            self.run_text(without_outer_quotes(line, self._names_program), streams)
        except ExitProcessor as ended:
            return ended.code
        except ExitBatch as ended:
            self.error_level = self.error_level if ended.code is None else ended.code
        except GoTo:
            self.error_level = 1
        return self._exit_code()

    def run_text(self, text: str, streams: Streams) -> None:
        """Parse and run a line."""
        try:
            command = parse(self._expanded(text.replace("\r", "")))
        except IncompleteError:
            return
        except CommandSyntaxError as error:
            self.fail(streams, str(error))
            return
        if command is not None:
            self.run(command, streams)

    def run(self, command: Command, streams: Streams) -> None:
        """Run one parsed command; its result is the error level."""
        self.execution.spend(COMMAND_STEPS)
        try:
            self._dispatch(command, streams)
        except _RedirectionError as error:
            self.fail(streams, str(error))
        except OSError as error:
            self.fail(streams, reason(error))

    def run_named(self, text: str, streams: Streams, *, returns: bool = False) -> None:
        """Run a built-in command, a program or a batch file; see ``Shell``."""
        found = find_builtin(text)
        if found is not None:
            builtin, rest = found
            builtin(self, rest, streams)
            return
        name, rest = _split_name(text)
        if len(name) == 2 and name[1] == ":":
            self._change_drive(name, streams)
            return
        path = find_executable(self.execution.machine, name, self.environment, self.folder)
        if path is not None and is_batch_file(path):
            self.error_level = self._run_batch_file(path, split_batch_arguments(rest), streams)
            if self.batch is not None and not returns:
                raise ExitBatch(None)
            return
        start = Start(self.execution, path or name, rest, self.environment, self.folder, streams.stdin)
        beside = path is not None and has_window(path) and self.batch is None and not self.is_program
        result = run_beside(start) if beside else run_in_cmd(start)
        if result is None:
            self._not_found(text, name, streams)
            return
        streams.stdout.write(result.stdout)
        streams.stderr.write(result.stderr)
        self.error_level = result.exit_code

    def is_builtin(self, text: str) -> bool:
        """Whether the text begins with a built-in command."""
        return find_builtin(text) is not None

    def call_label(self, label: str, arguments: Sequence[str], streams: Streams) -> None:
        """Run the batch file from the label to its end, with arguments of its own."""
        outer = self.batch
        if outer is None:
            self.fail(streams, "Invalid attempt to call batch label outside of batch script.")
            return
        called = replace(outer, arguments=(f":{label}", *arguments))
        if called.go_to(label):
            self._run_batch(called, streams)
        else:
            self.fail(streams, f"The system cannot find the batch label specified - {label}")

    def full_path(self, path: str) -> str:
        """The path from the current folder, quotes taken off."""
        return ntpath.normpath(ntpath.join(self.folder, path.strip().strip('"')))

    def substituted(self, text: str) -> str:
        """The text with loop variables (``%v``) and, where switched on, delayed variables (``!NAME!``) replaced."""
        for name, value in self.loop_variables.items():
            text = text.replace(f"%~{name}", value.strip('"')).replace(f"%{name}", value)
        if self.delayed_expansion and "!" in text:
            variables = self._variables()
            pieces = text.split("!")
            text = "".join(piece if index % 2 == 0 else variables.get(piece, "") for index, piece in enumerate(pieces))
        return text

    def fail(self, streams: Streams, text: str, code: int = 1) -> None:
        """Write a line to stderr and set the error level."""
        streams.stderr.write(f"{text}\r\n")
        self.error_level = code

    def _not_found(self, text: str, name: str, streams: Streams) -> None:
        """What cmd.exe says of a command that there is not: of one in a folder that there is not, that."""
        if ntpath.dirname(name) and not self.execution.files.is_folder(self.full_path(ntpath.dirname(name))):
            self.fail(streams, TEXTS[3], 1 if self.batch is None else 3)
            return
        shown = f'"{name}"' if text.startswith('"') else name
        sentence = f"'{shown}' is not recognized as an internal or external command,\r\noperable program or batch file."
        self.fail(streams, sentence, NOT_RECOGNIZED)

    def _names_program(self, name: str) -> bool:
        return find_executable(self.execution.machine, name, self.environment, self.folder) is not None

    def _exit_code(self) -> int:
        return 1 if self.error_level == NOT_RECOGNIZED and self.batch is None else self.error_level

    def _variables(self) -> Environment:
        """The environment, with the variables that cmd.exe computes under it."""
        now = self.execution.machine.local_time()
        computed = {
            "CD": self.folder,
            "DATE": f"{now:%a %m/%d/%Y}",
            "TIME": f"{now.hour:2}:{now:%M:%S}.{now.microsecond // 10_000:02}",
            "ERRORLEVEL": str(self.error_level),
            "CMDEXTVERSION": "2",
            "RANDOM": str(self.execution.random.randrange(2**15)),
        }
        return Environment({**computed, **self.environment})

    def _expanded(self, text: str) -> str:
        if "%" not in text:
            return text
        return expand_variables(text, self._variables(), None if self.batch is None else self.batch.arguments)

    def _parse_lines(self, text: str, batch: BatchFile) -> Command | None:
        """The command that begins with this line; parentheses take further lines of the file."""
        while True:
            try:
                return parse(text)
            except IncompleteError:
                if not batch.more():
                    return None
                text += "\n" + self._expanded(batch.next_line())

    def _dispatch(self, command: Command, streams: Streams) -> None:
        match command:
            case Simple():
                self._run_simple(command.text, self._redirected(command.redirections, streams))
            case Block():
                self.run(command.body, self._redirected(command.redirections, streams))
            case Chain():
                self._run_chain(command, streams)
            case If():
                branch = command.then if conditions.holds(self, command.condition) else command.otherwise
                if branch is not None:
                    self.run(branch, streams)
            case For():
                loops.run(self, command, streams)

    def _run_simple(self, text: str, streams: Streams) -> None:
        text = self.substituted(text).lstrip(" \t,;=")
        if not text.strip():
            return
        if len(text) > MAXIMUM_LINE:
            self.fail(streams, TOO_LONG)
            return
        self.run_named(text, streams)

    def _run_chain(self, command: Chain, streams: Streams) -> None:
        if command.operator == "|":
            piped = Collected()
            self._in_child(command.left, replace(streams, stdout=piped))
            self._in_child(command.right, replace(streams, stdin=piped.text))
            return
        self.run(command.left, streams)
        if command.operator == "&" or (self.error_level == 0) == (command.operator == "&&"):
            self.run(command.right, streams)

    def _in_child(self, command: Command, streams: Streams) -> None:
        """Each side of a pipe is a cmd.exe of its own: what it sets is lost, its exit ends it alone."""
        environment, folder = self.environment, self.folder
        self.environment = environment.copy()
        try:
            self.run(command, streams)
        except ExitProcessor as ended:
            self.error_level = ended.code
        except Leave:
            self.error_level = 1
        finally:
            self.environment, self.folder = environment, folder

    def _run_batch_file(self, path: str, arguments: Sequence[str], streams: Streams) -> int:
        content = self.execution.files.read(path).decode("utf-8", "replace").lstrip("\ufeff")
        self._run_batch(BatchFile(tuple(content.splitlines()), (path, *arguments)), streams)
        return self.error_level

    def _run_batch(self, batch: BatchFile, streams: Streams) -> None:
        """Run the lines; ``exit /b`` ends them, and what ``setlocal`` saved comes back."""
        outer, self.batch = self.batch, batch
        depth = len(self.saved)
        try:
            while batch.more():
                self._run_batch_line(batch, streams)
        except ExitBatch as ended:
            self.error_level = self.error_level if ended.code is None else ended.code
        finally:
            self.batch = outer
            if len(self.saved) > depth:
                state = self.saved[depth]
                del self.saved[depth:]
                self.environment, self.folder = state.environment, state.folder
                self.delayed_expansion = state.delayed_expansion

    def _run_batch_line(self, batch: BatchFile, streams: Streams) -> None:
        line = batch.next_line()
        if label_of(line) is not None:
            return
        text = self._expanded(line)
        try:
            command = self._parse_lines(text, batch)
        except CommandSyntaxError as error:
            self.fail(streams, str(error))
            raise ExitBatch(None) from error
        if command is None:
            return
        if self.echo and not line.lstrip().startswith("@"):
            streams.stdout.write(f"\r\n{self.folder}>{text.strip()} \r\n")
        try:
            self.run(command, streams)
        except GoTo as jump:
            if not batch.go_to(jump.label):
                self.fail(streams, f"The system cannot find the batch label specified - {jump.label}")
                raise ExitBatch(None) from jump

    def _redirected(self, redirections: Sequence[Redirection], streams: Streams) -> Streams:
        for redirection in redirections:
            streams = self._redirect(redirection, streams)
        return streams

    def _redirect(self, redirection: Redirection, streams: Streams) -> Streams:
        target = self.substituted(redirection.target)
        files = self.execution.files
        if target[:1] == "&" and target[1:] in {"1", "2"}:
            return streams.with_sink(redirection.stream, streams.sink(int(target[1])))
        if target.casefold().rstrip(":") in {"nul", "con"}:
            if redirection.operator == "<":
                return replace(streams, stdin="")
            return streams.with_sink(redirection.stream, Nowhere())
        path = self.full_path(target)
        try:
            if redirection.operator == "<":
                return replace(streams, stdin=files.read(path).decode("utf-8", "replace"))
            files.write(path, b"" if redirection.operator == ">" or not files.exists(path) else files.read(path))
        except FileNotFoundError as error:
            missing = "file" if redirection.operator == "<" else "path"
            raise _RedirectionError(f"The system cannot find the {missing} specified.") from error
        except OSError as error:
            raise _RedirectionError(reason(error)) from error
        return streams.with_sink(redirection.stream, FileSink(partial(_append, files, path)))

    def _change_drive(self, name: str, streams: Streams) -> None:
        if self.execution.files.is_folder(name):
            self.folder = name.upper() + "\\"
            self.error_level = 0
        else:
            self.fail(streams, "The system cannot find the drive specified.")


def _split_name(text: str) -> tuple[str, str]:
    """The name of what a command starts, quotes taken off, and the rest of the line."""
    if text.startswith('"'):
        name, _, rest = text[1:].partition('"')
        return name, rest
    for index, character in enumerate(text):
        if character in ' \t,;=<>|&"':
            return text[:index], text[index:]
        if character == "/" and index:
            return text[:index], text[index:]
    return text, ""


def _append(files: FileSystem, path: str, content: bytes) -> None:
    """Write what a command says to the file that it is led to."""
    try:
        files.append(path, content)
    except OSError as error:
        raise _RedirectionError(reason(error)) from error
