"""One PowerShell process: starts the interpreter, runs a script or a command, and tells what it left."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from fake_agent.powershell.cmdlets import library as _cmdlets  # noqa: F401 - fills the registry of cmdlets
from fake_agent.powershell.cmdlets.session import SERVICES
from fake_agent.powershell.compiler import library as _compiler  # noqa: F401 - fills the tables of translators
from fake_agent.powershell.compiler.functions import compile_script
from fake_agent.powershell.compiler.unit import Unit
from fake_agent.powershell.errors import ExitJump, Jump, MissingFeature, PowerShellError, ProcessEnded
from fake_agent.powershell.formatting.errors import category_text, error_text, missing_text, parser_error_text
from fake_agent.powershell.formatting.output import Formatter
from fake_agent.powershell.host import Host
from fake_agent.powershell.runtime import transcripts
from fake_agent.powershell.runtime.blocks import Block, BlockStage, ScriptBlock
from fake_agent.powershell.runtime.context import Context, Frame
from fake_agent.powershell.runtime.failures import left_script
from fake_agent.powershell.runtime.nesting import call_depth_overflow, deep_nesting
from fake_agent.powershell.runtime.parameters import Argument
from fake_agent.powershell.runtime.session import start_session
from fake_agent.powershell.runtime.source import Source
from fake_agent.powershell.runtime.streams import Sinks
from fake_agent.powershell.syntax.problems import SyntaxProblem
from fake_agent.powershell.values.objects import ErrorRecord, InvocationInfo, NetException, StreamRecord
from fake_agent.powershell.values.text import to_text


class SourceTooDeepError(Exception):
    """A fault of the simulator: it cannot follow the nesting of the source."""


@dataclass(frozen=True, slots=True)
class ScriptResult:
    """What a PowerShell process left: both streams as text (lines end in LF) and the exit code."""

    stdout: str
    stderr: str
    exit_code: int


class _ErrorWriter:
    """The error stream of the process: records as text on stderr; native text passes through."""

    def __init__(self, stderr: list[str], width: int) -> None:
        self.stderr = stderr
        self.width = width
        self.context: Context | None = None

    def __call__(self, record: Any) -> None:
        if not isinstance(record, ErrorRecord):
            self.write_text(f"{to_text(record)}\n")
            return
        view = self.context.preference("errorview", "normalview") if self.context is not None else ""
        self.write_text((category_text if view == "categoryview" else error_text)(record, self.width))

    def write_text(self, text: str) -> None:
        """Text as it is, that of a native program for example."""
        self.stderr.append(text)
        if self.context is not None:
            transcripts.shown(self.context, text)


class _Process:
    def __init__(self, host: Host, *, interactive: bool) -> None:
        self.stdout: list[str] = []
        self.stderr: list[str] = []

        def write(text: str) -> None:
            self.stdout.append(text)
            if self.context.services.get("transcripts"):
                transcripts.shown(self.context, text)

        def message(record: StreamRecord) -> None:
            prefix = "" if record.kind == "Information" else f"{record.kind.upper()}: "
            write(f"{prefix}{to_text(record.message)}\n")

        self.error_writer = _ErrorWriter(self.stderr, host.console_width)
        sinks = Sinks(self.error_writer, message, message, message, message, write)
        self.context = self.error_writer.context = Context(host, sinks, interactive=interactive)
        self.formatter = Formatter(self.context, write, host.console_width)
        start_session(self.context)
        self.context.services |= SERVICES
        self.context.services["console error"] = self.error_writer.write_text

    def run(self, action: Callable[[], None], source: Source) -> ScriptResult:
        """Run to the end, whatever the end is."""
        code = 0
        context = self.context
        try:
            with deep_nesting():
                action()
        except ExitJump as leave:
            code = leave.code
        except ProcessEnded as ended:
            return ScriptResult("".join(self.stdout), "".join(self.stderr), ended.code)
        except SyntaxProblem as problem:
            self.stderr.append(parser_error_text(problem, source, context.host.console_width))
            code = 1
        except PowerShellError as error:
            context.complete(error.record)
            left_script(error.record)
            self.error_writer(error.record)
            code = 1
        except MissingFeature as missing:
            extent = missing.extent
            context.host.report_missing(missing.name, extent.invocation().line if extent else 1)
            self.stderr.append(missing_text(missing, context, extent, source))
            code = 1
        except Jump:
            code = 0
        except RecursionError:
            record = call_depth_overflow().record
            left_script(record)
            self.error_writer(record)
            code = 1
        except Exception as fault:  # noqa: BLE001 - a fault of the interpreter must never look like the script own
            self.fault(fault)
            code = 1
        try:
            self.formatter.finish()
        except Exception as fault:  # noqa: BLE001 - a fault of the interpreter must never look like the script own
            self.fault(fault)
            code = 1
        transcripts.end_all(context)
        return ScriptResult("".join(self.stdout), "".join(self.stderr), code)

    def fault(self, fault: BaseException) -> None:
        """A Python error: say whose fault it is."""
        message = (
            f"The simulator failed while it interpreted this script ({type(fault).__name__}: {fault}). "
            "This is a fault of the simulator, not of the script."
        )
        record = ErrorRecord(NetException("System.InvalidProgramException", message), "SimulatorFault", "NotSpecified")
        self.error_writer(record)


def _compiled(source: Source) -> Block:
    """The script's block; source that nests too deep is beyond the simulator, and no error of a running script."""
    try:
        return compile_script(Unit(source))
    except RecursionError:
        message = "the source nests deeper than the simulator can follow"
        raise SourceTooDeepError(message) from None


def run_file(
    script: str,
    path: str,
    arguments: Sequence[str],
    host: Host,
    *,
    interactive: bool = True,
    profile: Source | None = None,
) -> ScriptResult:
    """Run ``powershell.exe -File path arguments`` with redirected output; the ``profile`` is run before it.

    ``script`` is the file's text. ``arguments`` are the words after cmd.exe's parsing: ``-name``, values, switches.
    With ``interactive=False`` (``-NonInteractive``) questions are errors; else they go to ``host.wait_for_input``.
    """
    source = Source(script.replace("\r\n", "\n"), path)
    process = _Process(host, interactive=interactive)
    context = process.context

    def action() -> None:
        if profile is not None:
            _run_profile(process, profile)
        block = _compiled(source)
        _require(context, source)
        stage = BlockStage(ScriptBlock(block, context), words(arguments), None, process.formatter.write, name=path)
        stage.scope = context.global_scope
        context.global_scope.is_script = True
        stage.frame = Frame(path, None, path)
        stage.frame.block = stage.script_block
        try:
            stage.begin()
        except PowerShellError as error:
            if error.record.invocation is None and not stage.started:
                error.record.invocation = InvocationInfo(path)
                error.record.reason = "ParentContainsErrorRecordException"
            raise
        stage.end()

    return process.run(action, source)


def _require(context: Context, source: Source) -> None:
    """Hold the session to what the script asks for; the console tells what is not met without a place."""
    try:
        context.services["require"](context, source)
    except PowerShellError as error:
        error.record.invocation = InvocationInfo()
        error.record.reason = "ParentContainsErrorRecordException"
        raise


def _run_profile(process: _Process, profile: Source) -> None:
    """Run a profile in the session that the script then finds: what it defines is there, its errors are shown."""
    context = process.context
    try:
        stage = BlockStage(ScriptBlock(compile_script(Unit(profile)), context), [], None, process.formatter.write)
        stage.scope = context.global_scope
        stage.frame = Frame(profile.path, None, profile.path)
        stage.run_alone()
    except SyntaxProblem as problem:
        process.stderr.append(parser_error_text(problem, profile, context.host.console_width))
    except PowerShellError as error:
        context.complete(error.record)
        process.error_writer(error.record)


def run_command(text: str, host: Host, *, interactive: bool = True, profile: Source | None = None) -> ScriptResult:
    """Run ``powershell.exe -Command text`` with redirected output; the ``profile`` is run before it.

    The exit code is 1 after a failed last statement.
    """
    source = Source(text.replace("\r\n", "\n"))
    process = _Process(host, interactive=interactive)
    context = process.context

    def action() -> None:
        if profile is not None:
            _run_profile(process, profile)
        block = _compiled(source)
        stage = BlockStage(ScriptBlock(block, context), [], None, process.formatter.write)
        stage.scope = context.global_scope
        stage.frame = Frame("", None)
        stage.run_alone()
        if not context.success:
            raise ExitJump(1)

    return process.run(action, source)


def words(arguments: Sequence[str]) -> list[Argument]:
    """The words of a command line as arguments: ``-name`` and ``-name:value`` are parameters."""
    made: list[Argument] = []
    for word in arguments:
        if len(word) > 1 and word[0] == "-" and (word[1].isalpha() or word[1] in "_?"):
            name, colon, value = word[1:].partition(":")
            made.append(Argument(name, _flag(value) if colon else None, has_value=bool(colon)))
        else:
            made.append(Argument(None, word))
    return made


def _flag(value: str) -> Any:
    """The value of ``-name:value``; ``$true`` and ``$false`` are understood there."""
    return {"$true": True, "$false": False}.get(value.lower(), value)
