"""Redirections: a stream of a command that goes to a file, or joins the output."""

import re
from collections.abc import Callable, Sequence
from typing import Any

from tree_sitter import Node

from fake_agent.powershell.compiler import strings
from fake_agent.powershell.compiler.unit import Expression, Unit, collapsed
from fake_agent.powershell.runtime.commands import make_stage
from fake_agent.powershell.runtime.context import Context
from fake_agent.powershell.runtime.parameters import Argument
from fake_agent.powershell.runtime.pipeline import RedirectedStage, StageMaker
from fake_agent.powershell.runtime.streams import Emit, Sinks
from fake_agent.powershell.values.objects import NOTHING
from fake_agent.powershell.values.text import to_text

_REDIRECTION = re.compile(r"([1-6*]?)>(>?)(?:&([12]))?")


class Redirection:
    """``2>&1``, ``> file``, ``*>> file``: a stream, and the file it goes to (None: merged into the output)."""

    __slots__ = ("append", "stream", "target")

    def __init__(self, stream: str, target: Expression | None, *, append: bool) -> None:
        self.stream = stream
        self.target = target
        self.append = append


def redirection(unit: Unit, node: Node) -> Redirection:
    """Translate a redirection."""
    inner = collapsed(node)
    text = unit.text(inner)
    found = _REDIRECTION.match(text)
    if found is None:
        raise unit.refusal()
    stream = found[1] or "1"
    if found[3]:
        if stream == "1" or not found[0].endswith("1"):
            unit.verify()
        return Redirection(stream, None, append=False)
    if unit.source.text.startswith("&", unit.start(inner) + found.end()):
        unit.verify()
    named = next(child for child in node.named_children if child.type == "redirected_file_name")
    place = next((child for child in named.named_children if child.type != "command_argument_sep"), None)
    if place is None:
        raise unit.refusal()
    target_node = collapsed(place)
    if target_node.type in {"generic_token", "verbatim_string_characters"} or unit.text(target_node)[:1] not in "$(":
        start, end = unit.start(target_node), unit.end(target_node)
        quoted = unit.source.text[start] in "\"'"
        target = (
            strings.quoted(unit, start, end)
            if quoted
            else strings.expandable(unit, start, end, doubled=False, bare=True)
        )
    else:
        target = unit.expression(target_node)
    return Redirection(stream, target, append=bool(found[2]))


def require_different_streams(unit: Unit, redirections: Sequence[Redirection]) -> None:
    """No stream goes to two places."""
    streams = {one.stream for one in redirections}
    if len(streams) < len(redirections) or ("*" in streams and len(streams) > 1):
        unit.verify()


def redirected(make: StageMaker, redirections: Sequence[Redirection]) -> StageMaker:
    """The maker of the same stage with its streams redirected."""

    def build(context: Context, emit: Emit) -> Any:
        sinks: Sinks = context.sinks
        closers: list[Callable[[], None]] = []
        output = emit
        files: list[tuple[str, Emit]] = []
        for one in redirections:
            if one.target is None:
                continue
            write = _file_writer(context, one.target(context), closers, append=one.append)
            files.append((one.stream, write))
            if one.stream in {"1", "*"}:
                output = write
        for stream, write in files:
            if stream != "1":
                sinks = sinks.redirected(stream, write)
        for one in redirections:
            if one.target is None:
                sinks = sinks.redirected(one.stream, output)
        return RedirectedStage(context, make, output, sinks, closers)

    return build


def _file_writer(context: Context, target: Any, closers: list[Callable[[], None]], *, append: bool) -> Emit:
    if target is None or target is NOTHING:
        return lambda _value: None
    arguments = [Argument("FilePath", to_text(target))]
    if append:
        arguments.append(Argument("Append", True))
    stage = make_stage(context, "Out-File", arguments, None, lambda _value: None)
    stage.expects_input = True
    stage.begin()
    closers.append(stage.end)
    return stage.process  # type: ignore[no-any-return]  # values of scripts are Any
