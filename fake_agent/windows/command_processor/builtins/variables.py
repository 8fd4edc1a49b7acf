"""Built-in commands for variables: set, path, setlocal, endlocal."""

import operator
import re
from collections.abc import Callable

from fake_agent.windows.command_processor.builtins.table import Builtin
from fake_agent.windows.command_processor.shell import SavedState, Shell
from fake_agent.windows.command_processor.streams import Streams

_TOKEN = re.compile(r"\s*(0[xX][0-9a-fA-F]+|\d+|[A-Za-z_]\w*|<<|>>|[-+*/%()&|^~!])")
_SIGNS: dict[str, Callable[[int], int]] = {
    "-": operator.neg,
    "+": operator.pos,
    "~": operator.invert,
    "!": lambda operand: int(not operand),
}
_LEVELS = (("|",), ("^",), ("&",), ("<<", ">>"), ("+", "-"), ("*", "/", "%"))


def _set(shell: Shell, rest: str, streams: Streams) -> None:
    text = rest.strip()
    if text[:2].casefold() == "/a":
        _set_number(shell, text[2:].strip().strip('"'), streams)
    elif text[:2].casefold() == "/p":
        _, _, prompt = text[2:].partition("=")
        streams.stdout.write(prompt.strip().strip('"'))
        if streams.stdin is None:
            shell.execution.wait_for_ever()
        _store(shell, text[2:].strip().partition("=")[0], (streams.stdin.splitlines() or [""])[0])
    elif "=" in text:
        name, _, value = _unquoted(rest.lstrip()).partition("=")
        _store(shell, name, value)
    else:
        _show(shell, text.strip('"'), streams)


def _unquoted(text: str) -> str:
    """``set "a=b"`` keeps what is between the quotes."""
    if text.startswith('"'):
        head, quote, _ = text[1:].rpartition('"')
        return head if quote else text[1:]
    return text


def _store(shell: Shell, name: str, value: str) -> None:
    if value:
        shell.environment[name] = value
    else:
        shell.environment.pop(name, None)


def _show(shell: Shell, prefix: str, streams: Streams) -> None:
    shown = [
        (name, value) for name, value in shell.environment.items() if name.casefold().startswith(prefix.casefold())
    ]
    if not shown:
        shell.fail(streams, f"Environment variable {prefix} not defined")
        return
    streams.stdout.write("".join(f"{name}={value}\r\n" for name, value in shown))
    shell.error_level = 0


def _set_number(shell: Shell, text: str, streams: Streams) -> None:
    value = 0
    for part in text.split(","):
        match = re.match(r"\s*(\w+)\s*(<<|>>|[-+*/%&|^]?)=(?!=)", part)
        expression = part[match.end() :] if match else part
        if match and match[2]:
            expression = f"{match[1]} {match[2]} ({expression})"
        try:
            value = _Arithmetic(expression, shell).value()
        except ZeroDivisionError:
            shell.fail(streams, "Divide by zero error.", 1073750993)
            return
        except (IndexError, ValueError):
            shell.fail(streams, "Missing operand.", 1073750988)
            return
        if match:
            shell.environment[match[1]] = str(value)
    shell.error_level = 0
    if shell.batch is None:
        streams.stdout.write(str(value))


class _Arithmetic:
    """Whole numbers of 32 bits, with the operators of ``set /a``."""

    def __init__(self, text: str, shell: Shell) -> None:
        self._tokens = _TOKEN.findall(text)
        self._at = 0
        self._shell = shell

    def value(self) -> int:
        result = self._level(0)
        if self._at < len(self._tokens):
            raise ValueError(self._tokens[self._at])
        return (result + 2**31) % 2**32 - 2**31

    def _level(self, level: int) -> int:
        if level == len(_LEVELS):
            return self._operand()
        left = self._level(level + 1)
        while self._at < len(self._tokens) and self._tokens[self._at] in _LEVELS[level]:
            apply = _APPLY[self._tokens[self._at]]
            self._at += 1
            left = apply(left, self._level(level + 1))
        return left

    def _operand(self) -> int:
        token = self._tokens[self._at]
        self._at += 1
        if token == "(":
            inner = self._level(0)
            self._at += 1
            return inner
        if token in _SIGNS:
            return _SIGNS[token](self._operand())
        if token[0].isdigit():
            octal = len(token) > 1 and token[0] == "0" and token.isdigit()
            return int(token, 8 if octal else 0)
        text = self._shell.environment.get(token, "0")
        return int(text, 0) if re.fullmatch(r"-?(0[xX][0-9a-fA-F]+|[1-9]\d*|0)", text) else 0


def _divide(left: int, right: int) -> int:
    return abs(left) // abs(right) * (1 if (left < 0) == (right < 0) else -1)


_APPLY: dict[str, Callable[[int, int], int]] = {
    "+": operator.add,
    "-": operator.sub,
    "*": operator.mul,
    "/": _divide,
    "%": lambda left, right: left - right * _divide(left, right),
    "<<": lambda left, right: left << (right & 63),
    ">>": lambda left, right: left >> (right & 63),
    "&": operator.and_,
    "|": operator.or_,
    "^": operator.xor,
}


def _path(shell: Shell, rest: str, streams: Streams) -> None:
    value = rest.strip().lstrip("=")
    if value:
        shell.environment["Path"] = value
    else:
        streams.stdout.write(f"PATH={shell.environment.get('Path', '')}\r\n")


def _set_local(shell: Shell, rest: str, _streams: Streams) -> None:
    if shell.batch is None:
        return
    shell.saved.append(SavedState(shell.environment.copy(), shell.folder, shell.delayed_expansion))
    words = rest.casefold().split()
    if "enabledelayedexpansion" in words:
        shell.delayed_expansion = True
    if "disabledelayedexpansion" in words:
        shell.delayed_expansion = False


def _end_local(shell: Shell, _rest: str, _streams: Streams) -> None:
    if shell.saved:
        state = shell.saved.pop()
        shell.environment, shell.folder = state.environment, state.folder
        shell.delayed_expansion = state.delayed_expansion


BUILTINS: dict[str, Builtin] = {
    "set": _set,
    "path": _path,
    "setlocal": _set_local,
    "endlocal": _end_local,
}
