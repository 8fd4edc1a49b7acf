"""Built-in commands that steer: echo, exit, goto, call, pause, shift and what only looks."""

from fake_agent.windows.command_processor.batch import split_batch_arguments
from fake_agent.windows.command_processor.builtins.table import Builtin
from fake_agent.windows.command_processor.shell import ExitBatch, ExitProcessor, GoTo, Shell
from fake_agent.windows.command_processor.streams import Streams
from fake_agent.windows.programs.launch import NOT_SIMULATED, not_simulated

MAXIMUM_CODE = 2**31 - 1
"""Exit codes are 32 bits wide; a larger number counts as the largest (chosen)."""

VERSION = "Microsoft Windows [Version 10.0.20348.2849]"


def _echo(shell: Shell, rest: str, streams: Streams) -> None:
    plain = rest.strip().casefold()
    if plain in {"on", "off"} and rest[:1] in {" ", "\t"}:
        shell.echo = plain == "on"
    elif not plain and not rest.strip(" \t"):
        streams.stdout.write(f"ECHO is {'on' if shell.echo else 'off'}.\r\n")
    else:
        streams.stdout.write(f"{rest[1:]}\r\n")


def _exit(shell: Shell, rest: str, _streams: Streams) -> None:
    words = rest.split()
    from_batch = bool(words) and words[0].casefold() == "/b"
    code_text = (words[1:] if from_batch else words)[:1]
    try:
        code = min(max(int(code_text[0]), -(2**31)), MAXIMUM_CODE) if code_text else None
    except ValueError:
        code = None
    if from_batch:
        raise ExitBatch(code)
    raise ExitProcessor(shell.error_level if code is None else code)


def _go_to(shell: Shell, rest: str, streams: Streams) -> None:
    label = rest.strip().lstrip(":").split()
    if not label:
        shell.fail(streams, "No batch label specified to GOTO command.")
        raise ExitBatch(None)
    raise GoTo(label[0])


def _call(shell: Shell, rest: str, streams: Streams) -> None:
    text = rest.strip()
    if text.startswith(":"):
        words = split_batch_arguments(text[1:])
        shell.call_label(words[0] if words else "", words[1:], streams)
        return
    shell.run_named(text, streams, returns=True)


def _pause(shell: Shell, _rest: str, streams: Streams) -> None:
    streams.stdout.write("Press any key to continue . . . ")
    if streams.stdin is None:
        shell.execution.wait_for_ever()
    streams.stdout.write("\r\n")


def _shift(shell: Shell, _rest: str, _streams: Streams) -> None:
    if shell.batch is not None:
        shell.batch.arguments = shell.batch.arguments[1:]


def _version(shell: Shell, _rest: str, streams: Streams) -> None:
    streams.stdout.write(f"\r\n{VERSION}\r\n")
    shell.error_level = 0


def _volume(shell: Shell, rest: str, streams: Streams) -> None:
    letter = (rest.strip() or shell.folder)[:1].upper()
    volume = shell.execution.files.volumes.get(letter)
    if volume is None:
        shell.fail(streams, "The system cannot find the path specified.")
        return
    streams.stdout.write(f" Volume in drive {letter} is {volume.label}\r\n Volume Serial Number is 7A3C-91D2\r\n")


def _lacking(shell: Shell, rest: str, streams: Streams) -> None:
    """A command of cmd.exe that the simulator has not."""
    shell.execution.note("program is not simulated", program="mklink")
    shell.fail(streams, not_simulated(f"mklink{rest}"), NOT_SIMULATED)


def _quiet(shell: Shell, _rest: str, _streams: Streams) -> None:
    """A command whose effect nobody can see here."""
    shell.error_level = 0


def _remark(_shell: Shell, _rest: str, _streams: Streams) -> None:
    """A comment; it leaves the error level alone."""


BUILTINS: dict[str, Builtin] = {
    "echo": _echo,
    "exit": _exit,
    "goto": _go_to,
    "call": _call,
    "pause": _pause,
    "shift": _shift,
    "ver": _version,
    "vol": _volume,
    "mklink": _lacking,
    "rem": _remark,
    "cls": _quiet,
    "title": _quiet,
    "color": _quiet,
    "verify": _quiet,
    "break": _quiet,
    "prompt": _quiet,
}
