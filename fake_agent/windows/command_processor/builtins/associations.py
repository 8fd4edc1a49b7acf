"""Built-in commands for file types: assoc and ftype, over the registry's classes."""

from fake_agent.windows.command_processor.builtins.table import Builtin
from fake_agent.windows.command_processor.shell import Shell
from fake_agent.windows.command_processor.streams import Streams

_CLASSES = r"HKEY_LOCAL_MACHINE\SOFTWARE\Classes"


def _associate(shell: Shell, rest: str, streams: Streams) -> None:
    """``assoc [.EXT[=[TYPE]]]``."""
    name, equals, value = rest.strip().partition("=")
    missing = f"File association not found for extension {name}"
    _show_or_set(shell, streams, (name, rf"{_CLASSES}\{name}", equals, value), missing)


def _type(shell: Shell, rest: str, streams: Streams) -> None:
    """``ftype [TYPE[=[COMMAND]]]``."""
    name, equals, value = rest.strip().partition("=")
    missing = f"File type '{name}' not found or no open command associated with it."
    _show_or_set(shell, streams, (name, rf"{_CLASSES}\{name}\shell\open\command", equals, value), missing)


def _show_or_set(shell: Shell, streams: Streams, given: tuple[str, str, str, str], missing: str) -> None:
    name, key, equals, value = given
    registry = shell.execution.registry
    if equals and value:
        registry.write(key, "", value)
        streams.stdout.write(f"{name}={value}\r\n")
    elif equals and registry.read(key, "") is not None:
        registry.delete_value(key, "")
    elif name and registry.read(key, "") is not None:
        streams.stdout.write(f"{name}={registry.read_text(key, '')}\r\n")
    else:
        shell.fail(streams, missing, 2)
        return
    shell.error_level = 0


BUILTINS: dict[str, Builtin] = {"assoc": _associate, "ftype": _type}
