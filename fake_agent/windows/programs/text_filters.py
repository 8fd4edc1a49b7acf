"""Programs that pass text on: more, sort, find, findstr, clip."""

import re
from collections.abc import Sequence

from fake_agent.powershell.host import ProgramResult
from fake_agent.windows.command_processor.patterns import matching
from fake_agent.windows.file_system import normalize
from fake_agent.windows.programs.registry import Call, failed, lines, program


def _input(call: Call) -> str:
    """What was piped in; without a pipe the program waits for the keyboard."""
    if call.stdin is None:
        call.execution.wait_for_ever()
    return call.stdin


def read_files(call: Call, names: Sequence[str]) -> list[tuple[str, list[str]]]:
    """Name and lines of each file that the names fit; without names, those of the input, under an empty name."""
    if not names:
        return [("", _input(call).splitlines())]
    found = []
    for name in names:
        path = normalize(name if name[1:2] == ":" else f"{call.folder}\\{name}")
        found += [
            (entry.path, call.machine.files.read(entry.path).decode("utf-8", "replace").splitlines())
            for entry in matching(call.machine.files, path)
            if not entry.is_folder
        ]
    return found


@program("more")
def more(call: Call) -> ProgramResult:
    """``more [file]``: with output that is no console, all at once."""
    return ProgramResult("".join(lines(*text) for _, text in read_files(call, call.words)))


@program("sort")
def sort(call: Call) -> ProgramResult:
    """``sort [/r] [file]``."""
    text = [line for _, found in read_files(call, call.words) for line in found]
    return ProgramResult(lines(*sorted(text, key=str.casefold, reverse="/r" in call.options)))


@program("clip")
def clip(call: Call) -> ProgramResult:
    """``clip``: nobody sees System's clipboard."""
    _input(call)
    return ProgramResult()


@program("find")
def find(call: Call) -> ProgramResult:
    """``find [/v] [/c] [/n] [/i] "text" [files]``."""
    if '"' not in call.tail or not call.words:
        return failed("FIND: Parameter format not correct", exit_code=2)
    wanted, *names = call.words
    pattern = re.compile(re.escape(wanted), re.IGNORECASE if "/i" in call.options else 0)
    return _report(call, names, pattern, heads=True)


@program("findstr")
def findstr(call: Call) -> ProgramResult:
    """``findstr [/i] [/v] [/n] [/c:text | /r] words [files]``: words are alternatives, with small patterns."""
    literal = [argument[3:] for argument in call.arguments if argument[:3].casefold() == "/c:"]
    names = call.words
    if not literal:
        if not names:
            return failed("FINDSTR: Bad command line", exit_code=2)
        literal, names = names[0].split(), names[1:]
    plain = "/l" in call.options
    alternatives = "|".join(re.escape(word) if plain else _pattern(word) for word in literal)
    if "/x" in call.options:
        alternatives = f"^(?:{alternatives})$"
    pattern = re.compile(alternatives, re.IGNORECASE if "/i" in call.options else 0)
    return _report(call, names, pattern, heads=False)


def _pattern(word: str) -> str:
    """Findstr knows ``.  *  ^  $  [class]  \\x  \\<  \\>``; all else stands for itself."""
    escaped = re.escape(word)
    for known in (".", "*", "^", "$", "[", "]"):
        escaped = escaped.replace("\\" + known, known)
    escaped = escaped.replace("\\\\<", r"\b").replace("\\\\>", r"\b")
    try:
        re.compile(escaped)
    except re.error:
        return re.escape(word)
    return escaped


def _report(call: Call, names: Sequence[str], pattern: re.Pattern[str], *, heads: bool) -> ProgramResult:
    """The lines that fit; ``heads``: under a heading for each file, else each behind its file's name."""
    printed: list[str] = []
    matched = 0
    sources = read_files(call, names)
    for name, text in sources:
        hits = [
            (number, line)
            for number, line in enumerate(text, 1)
            if (pattern.search(line) is None) == ("/v" in call.options)
        ]
        matched += len(hits)
        if "/c" in call.options and heads:
            printed += ["", f"---------- {name.upper()}: {len(hits)}"] if name else [str(len(hits))]
            continue
        if name and heads:
            printed += ["", f"---------- {name.upper()}"]
        prefix = f"{name}:" if len(sources) > 1 and not heads else ""
        number_format = "[{}]" if heads else "{}:"
        printed += [
            prefix + (number_format.format(number) if "/n" in call.options else "") + line for number, line in hits
        ]
    return ProgramResult(lines(*printed), "", 0 if matched else 1)
