r"""What cmd.exe and programs do to the text of a command line before anything runs.

cmd.exe replaces ``%NAME%`` in the whole line first. A program gets the rest of its line as one text and splits it by
the rules of the C run time: quotes group, ``\"`` is a quote.
"""

from collections.abc import Callable, Mapping, Sequence

MAXIMUM_LINE = 8191
"""Characters of a command line that cmd.exe takes (documented)."""

TOO_LONG = "The command line is too long.\r\n"


def expand_variables(line: str, variables: Mapping[str, str], arguments: Sequence[str] | None = None) -> str:
    """Replace ``%NAME%``, ``%NAME:a=b%``, ``%NAME:~n,m%``.

    ``arguments`` are a batch file's (``%0`` first). With them, ``%%`` is a percent sign and unknown variables are
    empty, as in batch files; without, both stay as they are.
    """
    expanded: list[str] = []
    position = 0
    while position < len(line):
        at = line.find("%", position)
        if at < 0:
            expanded.append(line[position:])
            break
        expanded.append(line[position:at])
        position = at + 1
        if arguments is not None and (taken := _batch_argument(line[position:], arguments)) is not None:
            text, length = taken
            expanded.append(text)
            position += length
            continue
        end = line.find("%", position)
        value = None if end < 0 else _variable(line[position:end], variables)
        if value is not None:
            expanded.append(value)
            position = end + 1
        elif end > position and arguments is not None:
            position = end + 1
        elif arguments is None:
            expanded.append("%")
    return "".join(expanded)


def _batch_argument(rest: str, arguments: Sequence[str]) -> tuple[str, int] | None:
    """The text and length of ``%``, ``*``, a digit or ``~...digit`` after a percent sign."""
    if rest.startswith("%"):
        return "%", 1
    if rest.startswith("*"):
        return " ".join(arguments[1:]), 1
    modifiers = 0
    if rest.startswith("~"):
        modifiers = 1
        while rest[modifiers : modifiers + 1].isalpha():
            modifiers += 1
    digit = rest[modifiers : modifiers + 1]
    if not (digit.isascii() and digit.isdigit()):
        return None
    value = arguments[int(digit)] if int(digit) < len(arguments) else ""
    return (_modified(value, rest[1:modifiers]) if modifiers else value), modifiers + 1


def _modified(value: str, modifiers: str) -> str:
    """What ``%~dp0`` and the like make of an argument."""
    plain = value.strip('"')
    folder, _, name = plain.rpartition("\\")
    stem, dot, extension = name.rpartition(".")
    if not dot:
        stem, extension = name, ""
    parts = {
        "f": plain,
        "d": plain[:2] if plain[1:2] == ":" else "",
        "p": folder[2:] + "\\" if folder else "",
        "n": stem,
        "x": dot + extension,
    }
    chosen = [parts[modifier] for modifier in modifiers.casefold() if modifier in parts]
    return "".join(chosen) if chosen else plain


def _variable(name: str, variables: Mapping[str, str]) -> str | None:
    """The value of a variable, cut or edited as the text after a colon says; ``None`` where there is none."""
    plain, colon, edit = name.partition(":")
    value = variables.get(plain) if plain else None
    if value is None or not colon:
        return value
    if edit.startswith("~"):
        return _cut(value, edit[1:])
    old, equals, new = edit.partition("=")
    return _replace(value, old, new) if equals and old else None


def _cut(value: str, span: str) -> str:
    start_text, comma, length_text = span.partition(",")
    try:
        start = int(start_text or "0")
        length = int(length_text) if comma and length_text else None
    except ValueError:
        return value
    start = max(len(value) + start, 0) if start < 0 else start
    if length is None:
        return value[start:]
    return value[start:length] if length < 0 else value[start : start + length]


def _replace(value: str, old: str, new: str) -> str:
    if old.startswith("*"):
        at = value.casefold().find(old[1:].casefold())
        return value if at < 0 else new + value[at + len(old) - 1 :]
    pieces: list[str] = []
    folded, wanted, position = value.casefold(), old.casefold(), 0
    while (at := folded.find(wanted, position)) >= 0:
        pieces += [value[position:at], new]
        position = at + len(old)
    return "".join([*pieces, value[position:]])


def split_arguments(text: str) -> list[str]:
    r"""The arguments of a program, by the C run time's rules (documented).

    Quotes group; ``2n`` backslashes before a quote are ``n`` backslashes, an odd one makes the quote a character; two
    quotes within quotes are one.
    """
    arguments: list[str] = []
    current: list[str] | None = None
    quoted = False
    position = 0
    while position < len(text):
        character = text[position]
        if character in " \t" and not quoted:
            if current is not None:
                arguments.append("".join(current))
            current = None
            position += 1
            continue
        current = [] if current is None else current
        if character == "\\":
            count = len(text) - position - len(text[position:].lstrip("\\"))
            position += count
            before_quote = text[position : position + 1] == '"'
            current.append("\\" * (count // 2 if before_quote else count))
            if before_quote and count % 2:
                current.append('"')
                position += 1
        elif character == '"':
            doubled = quoted and text[position + 1 : position + 2] == '"'
            if doubled:
                current.append('"')
            else:
                quoted = not quoted
            position += 2 if doubled else 1
        else:
            current.append(character)
            position += 1
    if current is not None:
        arguments.append("".join(current))
    return arguments


def quote_argument(argument: str) -> str:
    """The argument as it has to stand in a command line to arrive unchanged."""
    if argument and not set(argument) & set(' \t"'):
        return argument
    quoted: list[str] = ['"']
    backslashes = 0
    for character in argument:
        if character == "\\":
            backslashes += 1
            continue
        quoted.append("\\" * (backslashes * 2 + 1 if character == '"' else backslashes) + character)
        backslashes = 0
    return "".join([*quoted, "\\" * (backslashes * 2), '"'])


def without_outer_quotes(line: str, names_program: Callable[[str], bool]) -> str:
    """What ``cmd /c`` makes of a line that begins with a quote: the first and the last quote go.

    They stay where there are exactly two, with a program's name that holds a space between them, and nothing special
    (documented in ``cmd /?``).
    """
    stripped = line.lstrip()
    if not stripped.startswith('"'):
        return line
    inner, _, rest = stripped[1:].partition('"')
    special = set("&<>()@^|")
    if '"' not in rest and " " in inner and not set(inner) & special and names_program(inner):
        return line
    head, _, tail = stripped[1:].rpartition('"')
    return head + tail
