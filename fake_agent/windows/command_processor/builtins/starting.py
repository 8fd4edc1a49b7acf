"""The built-in command that starts programs beside cmd.exe: start."""

from fake_agent.windows.command_processor.batch import split_batch_arguments
from fake_agent.windows.command_processor.builtins.table import Builtin
from fake_agent.windows.command_processor.shell import Shell
from fake_agent.windows.command_processor.streams import Collected, Nowhere, Streams
from fake_agent.windows.execution import Spawn
from fake_agent.windows.programs.launch import (
    NOT_SIMULATED,
    find_executable,
    has_window,
    is_batch_file,
    wait_for_window,
)

NO_SUCH_PROGRAM = 9059
"""The error level behind a name that starts nothing."""

_WITH_VALUE = frozenset(("/node", "/affinity", "/d"))


def _start(shell: Shell, rest: str, streams: Streams) -> None:
    """``start ["title"] [/d FOLDER] [/wait] [/b] [COMMAND]``: without ``/wait`` the command runs beside this one."""
    waits, same_window, folder, command = _read(shell, rest)
    words = split_batch_arguments(command)
    name = words[0].strip('"') if words else "cmd"
    path = find_executable(shell.execution.machine, name, shell.environment, folder)
    if path is None and not shell.is_builtin(command):
        _not_found(shell, name, streams)
        return
    stays = path is None or is_batch_file(path)  # in a window of its own cmd.exe stays open behind these
    line = f"cmd {'/c' if same_window else '/k'} {command}" if stays else command or "cmd"
    shell.error_level = 0
    if waits and path is not None and has_window(path):
        wait_for_window(shell.execution, path)
    if not waits:
        shell.execution.spawn(Spawn(line, folder, lambda _code: None, shares_output=same_window))
        return
    before, shell.folder = shell.folder, folder
    unseen = Collected()
    shell.run_named(line, streams if same_window else Streams(None, Nowhere(), unseen), returns=True)
    shell.folder = before
    if shell.error_level == NOT_SIMULATED:
        streams.stderr.write(unseen.text)


def _read(shell: Shell, rest: str) -> tuple[bool, bool, str, str]:
    """Whether it waits, whether it shares the window, the folder, and the command behind all that."""
    waits = same_window = False
    folder = shell.folder
    text = rest.strip()
    if text.startswith('"'):
        text = text[1:].partition('"')[2].lstrip()
    while text.startswith("/"):
        option, _, following = text.partition(" ")
        text = following.lstrip()
        folded = option.casefold()
        waits = waits or folded in {"/wait", "/w"}
        same_window = same_window or folded == "/b"
        if folded in _WITH_VALUE:
            value, text = _word(text)
            folder = shell.full_path(value) if folded == "/d" else folder
        elif folded.startswith("/d") and len(folded) > len("/d"):
            folder = shell.full_path(option[2:])
    return waits, same_window, folder, text


def _word(text: str) -> tuple[str, str]:
    if text.startswith('"'):
        value, _, rest = text[1:].partition('"')
    else:
        value, _, rest = text.partition(" ")
    return value, rest.lstrip()


def _not_found(shell: Shell, name: str, streams: Streams) -> None:
    shell.fail(streams, f"The system cannot find the file {name}.", NO_SUCH_PROGRAM)


BUILTINS: dict[str, Builtin] = {"start": _start}
