"""Programs that pass text on: more, sort, find, findstr, clip."""

import ntpath
import re
from collections.abc import Sequence
from dataclasses import dataclass

from fake_agent.powershell.host import ProgramResult
from fake_agent.windows.command_processor.patterns import has_wildcard, matching
from fake_agent.windows.file_system import normalize
from fake_agent.windows.programs.registry import Call, failed, lines, program

SEPARATOR = "\\"


def _input(call: Call) -> str:
    """What was piped in; without a pipe the program waits for the keyboard."""
    if call.stdin is None:
        call.execution.wait_for_ever()
    return call.stdin


@dataclass(frozen=True, slots=True)
class _Source:
    """Text to look at: the lines, and the file's name as the program tells it (empty for the input)."""

    name: str
    text: list[str]


def _read(call: Call, names: Sequence[str], missing: str, *, deep: bool = False) -> tuple[list[_Source], list[str]]:
    """What the names fit, or the input without names; and what is said of files that can't be read.

    ``missing`` is that sentence, ``{name}``, ``{path}``, ``{upper}`` in it the file. ``deep``: in folders below, too.
    """
    if not names:
        return [_Source("", _input(call).splitlines())], []
    sources: list[_Source] = []
    said: list[str] = []
    for name in names:
        path = normalize(name if name[1:2] == ":" else f"{call.folder}\\{name}")
        found = [entry for place in _places(call, path, deep=deep) for entry in matching(call.files, place)]
        if not found and not has_wildcard(name):
            said.append(missing.format(name=name, path=path, upper=path.upper()))
        for entry in found:
            shown = entry.path if name[1:2] == ":" else ntpath.relpath(entry.path, call.folder)
            if not entry.is_folder:
                try:
                    sources.append(_Source(shown, call.files.read(entry.path).decode("utf-8", "replace").splitlines()))
                except OSError:
                    said.append(missing.format(name=shown, path=entry.path, upper=entry.path.upper()))
    return sources, said


def _places(call: Call, path: str, *, deep: bool) -> list[str]:
    folder, _, pattern = path.rpartition("\\")
    if not deep or not call.files.is_folder(folder):
        return [path]
    return [f"{entry.path.rstrip(SEPARATOR)}\\{pattern}" for entry in call.files.walk(folder) if entry.is_folder]


@program("more")
def more(call: Call) -> ProgramResult:
    """``more [file]``: with output that is no console, all at once."""
    sources, said = _read(call, call.words, "Cannot access file {path}")
    return ProgramResult("".join(lines(*source.text) for source in sources), lines(*said), 1 if said else 0)


@program("sort")
def sort(call: Call) -> ProgramResult:
    """``sort [/r] [file]``."""
    sources, said = _read(call, call.words, "{name}The system cannot find the file specified.")
    text = [line for source in sources for line in source.text]
    shown = lines(*sorted(text, key=str.casefold, reverse="/r" in call.options))
    return ProgramResult(shown, lines(*said), 1 if said else 0)


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
    return _find(call, names, pattern)


_FINDSTR = frozenset(("/i", "/v", "/n", "/r", "/l", "/x", "/s", "/m", "/b", "/e", "/p", "/offline"))


@program("findstr")
def findstr(call: Call) -> ProgramResult:
    """``findstr [/i /v /n /s /m /b /e /x] [/c:text | /r | /l] words [files]``: words are alternatives, patterns."""
    options = set(call.options)
    literal = [argument[3:] for argument in call.arguments if argument[:3].casefold() == "/c:"]
    unknown = {option for option in options - _FINDSTR if not option.startswith("/c:")}
    options |= {f"/{letter}" for option in unknown if set(option[1:]) <= set("ivnrlxsmbep") for letter in option[1:]}
    if any(not set(option[1:]) <= set("ivnrlxsmbep") for option in unknown):
        raise call.lacks()
    names = call.words
    if not literal:
        if not names:
            return failed("FINDSTR: Bad command line", exit_code=2)
        literal, names = names[0].split(), names[1:]
    plain = "/l" in options
    alternatives = "|".join(re.escape(word) if plain else _pattern(word) for word in literal)
    begins, ends = bool({"/b", "/x"} & options), bool({"/e", "/x"} & options)
    pattern = re.compile(
        ("^" if begins else "") + f"(?:{alternatives})" + ("$" if ends else ""),
        re.IGNORECASE if "/i" in options else 0,
    )
    sources, said = _read(call, names, "FINDSTR: Cannot open {name}", deep="/s" in options)
    printed: list[str] = []
    for source in sources:
        hits = _hits(source, pattern, inverted="/v" in options)
        several = len(sources) > 1 or "/s" in options or any(map(has_wildcard, names))
        prefix = f"{source.name}:" if source.name and several else ""
        if "/m" in options:
            printed += [source.name] if hits else []
            continue
        printed += [prefix + (f"{number}:" if "/n" in options else "") + line for number, line in hits]
    return ProgramResult(lines(*printed), lines(*said), 0 if printed else 1)


def _hits(source: _Source, pattern: re.Pattern[str], *, inverted: bool) -> list[tuple[int, str]]:
    """The lines that fit, with their numbers; ``inverted``: those that don't."""
    return [(number, line) for number, line in enumerate(source.text, 1) if (pattern.search(line) is None) == inverted]


def _find(call: Call, names: Sequence[str], pattern: re.Pattern[str]) -> ProgramResult:
    """The lines that fit, under a heading for each file."""
    sources, said = _read(call, names, "File not found - {upper}")
    printed = list(said)
    matched = 0
    for source in sources:
        hits = _hits(source, pattern, inverted="/v" in call.options)
        matched += len(hits)
        heading = f"---------- {source.name.upper()}"
        if "/c" in call.options:
            printed += ["", f"{heading}: {len(hits)}"] if source.name else [str(len(hits))]
            continue
        printed += ["", heading] if source.name else []
        printed += [(f"[{number}]" if "/n" in call.options else "") + line for number, line in hits]
    return ProgramResult(lines(*printed), "", 0 if matched else 1)


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
