"""The loops of ``for``: over words and files, numbers (``/l``), folders (``/d``), and lines of text (``/f``)."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from fake_agent.windows.command_processor.nodes import For
from fake_agent.windows.command_processor.patterns import matching
from fake_agent.windows.command_processor.shell import Shell
from fake_agent.windows.command_processor.streams import Collected, Streams


@dataclass(frozen=True, slots=True)
class LineOptions:
    """How ``for /f`` cuts lines: which tokens (1 is the first; the star takes the rest), by which delimiters."""

    tokens: tuple[int, ...] = (1,)
    rest: bool = False
    delimiters: str = " \t"
    skip: int = 0
    end_of_line: str = ";"
    back_quotes: bool = False


def run(shell: Shell, loop: For, streams: Streams) -> None:
    """Run the body once for each item."""
    items = shell.substituted(loop.items)
    outer = dict(shell.loop_variables)
    try:
        for values in _rounds(shell, loop, items, streams):
            for offset, value in enumerate(values):
                shell.loop_variables[chr(ord(loop.variable[:1]) + offset)] = value
            shell.run(loop.body, streams)
    finally:
        shell.loop_variables.clear()
        shell.loop_variables.update(outer)


def _rounds(shell: Shell, loop: For, items: str, streams: Streams) -> Iterator[Sequence[str]]:
    match loop.kind:
        case "l":
            yield from ((str(number),) for number in _numbers(items))
        case "f":
            yield from _cut_lines(_lines(shell, items, loop.options, streams), _line_options(loop.options))
        case kind:
            for word in items.replace(",", " ").replace(";", " ").split():
                if "*" in word or "?" in word:
                    entries = matching(shell.execution.files, shell.full_path(word))
                    folder = word.rpartition("\\")[0]
                    prefix = folder + "\\" if folder else ""
                    for entry in entries:
                        if entry.is_folder == (kind == "d"):
                            yield (prefix + entry.path.rpartition("\\")[2],)
                else:
                    yield (word,)


def _numbers(items: str) -> Iterator[int]:
    start, step, end = (int(word) for word in items.replace(",", " ").split())
    while step and (start <= end if step > 0 else start >= end):
        yield start
        start += step


def _line_options(text: str) -> LineOptions:
    options = LineOptions()
    lowered = text.casefold()
    if "delims=" in lowered:
        at = lowered.index("delims=") + len("delims=")
        following = [lowered.find(f" {name}", at) for name in ("tokens=", "skip=", "eol=", "usebackq")]
        ends = [end for end in following if end >= 0]
        options = replace(options, delimiters=text[at : min(ends, default=len(text))])
    for word in lowered.split():
        name, _, value = word.partition("=")
        match name:
            case "tokens":
                options = replace(options, tokens=tuple(_token_numbers(value)), rest=value.endswith("*"))
            case "skip":
                options = replace(options, skip=int(value))
            case "eol":
                options = replace(options, end_of_line=value[:1])
            case "usebackq":
                options = replace(options, back_quotes=True)
    return options


def _token_numbers(text: str) -> Iterator[int]:
    for part in text.rstrip("*").strip(",").split(","):
        low, _, high = part.partition("-")
        if low:
            yield from range(int(low), int(high or low) + 1)


def _lines(shell: Shell, items: str, option_text: str, streams: Streams) -> list[str]:
    back_quotes = "usebackq" in option_text.casefold()
    command_quote, text_quote = ("`", "'") if back_quotes else ("'", '"')
    if items.startswith(command_quote) and items.endswith(command_quote):
        collected = Collected()
        shell.run_text(items[1:-1], replace(streams, stdout=collected))
        return collected.text.splitlines()
    if items.startswith(text_quote) and items.endswith(text_quote):
        return [items[1:-1]]
    path = shell.full_path(items)
    if not shell.execution.files.is_file(path):
        shell.fail(streams, f"The system cannot find the file {items}.")
        return []
    return shell.execution.files.read(path).decode("utf-8", "replace").splitlines()


def _cut_lines(lines: Sequence[str], options: LineOptions) -> Iterator[Sequence[str]]:
    for line in lines[options.skip :]:
        if not line or line.startswith(options.end_of_line or "\0"):
            continue
        words, rest = _words(line, options)
        if words:
            values = [words[number - 1] if number <= len(words) else "" for number in options.tokens]
            yield [*values, rest] if options.rest else values


def _words(line: str, options: LineOptions) -> tuple[list[str], str]:
    """The words of a line, and what is left behind the last one that is asked for."""
    words: list[str] = []
    remaining = line
    last = max(options.tokens, default=0)
    while remaining and (len(words) < last or not options.rest):
        remaining = remaining.lstrip(options.delimiters) if options.delimiters else remaining
        if not remaining:
            break
        end = next((at for at, character in enumerate(remaining) if character in options.delimiters), len(remaining))
        words.append(remaining[:end])
        remaining = remaining[end:]
    rest = remaining.lstrip(options.delimiters) if options.delimiters else remaining
    if options.rest and not options.tokens:
        return [line], line
    return words, rest
