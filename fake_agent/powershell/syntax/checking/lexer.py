"""Tokens of a script, as Windows PowerShell's tokenizer gives them in its modes."""

import re
from dataclasses import dataclass
from enum import Enum

from fake_agent.powershell.syntax import tokens
from fake_agent.powershell.syntax.checking.texts import ENDS_TOKEN, REREAD, Nested, Report, TextReader, unescaped
from fake_agent.powershell.values.number_parse import parse_literal

_KEYWORDS = """
elseif if else switch foreach from in for while until do try catch finally trap data return continue break exit throw
begin process end dynamicparam function filter param class define var using workflow parallel sequence inlinescript
configuration public private static interface enum namespace module type assembly command hidden base
"""
KEYWORDS = frozenset(_KEYWORDS.split())
_OTHERS = "and or xor band bor bxor shl shr f is isnot as join not bnot"
_COMPARISONS = "eq ne gt ge lt le like notlike match notmatch replace contains notcontains in notin split"
_NAMED = frozenset(
    [
        *(f"{prefix}{name}" for name in _COMPARISONS.split() for prefix in ("", "i", "c")),
        *_OTHERS.split(),
    ],
)
_UNARY_ONLY = frozenset({"-not", "-bnot"})
BINARY = frozenset([*(f"-{name}" for name in _NAMED), "+", "-", "*", "/", "%", ".."]) - _UNARY_ONLY
UNARY = frozenset({"!", "-not", "-bnot", "-join", "-split", "-isplit", "-csplit", "+", "-", ",", "++", "--"})
_DASHES = "-\u2013\u2014\u2015"
_BLANK = re.compile(rf"(?:[^\S\n]|{REREAD}|`(?=\s)[^\S\n]*\n?)+")
_COMMENT = re.compile(r"#[^\n]*")
_WORD = re.compile(r"[^\W\d]\w*")
_LABEL = re.compile(r":[^\W\d]\w*")
_TYPE_NAME = re.compile(r"[^\W\d][\w.`+#\\]*")
_COMMAND_PARAMETER = re.compile(rf"[{_DASHES}][^\s\0{{}}();,|&.\[:]*:?")
_OPERATOR_NAME = re.compile(rf"[{_DASHES}]([A-Za-z]*)")
_FILE = re.compile(r"(?:[1-6*](?=>))?>{1,2}")
_MERGE = re.compile(r"(?:[1-6]>&[12]|\*>&1)")
_NUMBER = re.compile(
    rf"(?P<sign>[+{_DASHES}]?)(?:0[xX](?P<hex>[0-9a-fA-F]+)|"
    r"(?:\d+(?:\.(?!\.)\d*)?|\.\d+)(?:[eE][+\u2013-\u2015-]?\d+)?)(?P<suffix>[lLdD]?)(?:[kKmMgGtTpP][bB])?",
)
_AFTER_NUMBER = frozenset(f"%*+./=[]!{_DASHES}")
_SIGN = re.compile(rf"[{_DASHES}]{{2}}|[+][+]|[-+*/%{_DASHES[1:]}]=|[-+*/%={_DASHES[1:]}]")
_PLAIN = frozenset("(){};,[]")
_NAMED_BLOCKS = frozenset({"begin", "process", "end", "dynamicparam"})


class Mode(Enum):
    """What the words of a script are read as."""

    COMMAND = 0
    EXPRESSION = 1
    TYPE = 2
    SIGNATURE = 3


@dataclass(frozen=True, slots=True)
class Token:
    """A token: its kind (signs, operators and keywords are their own), where it starts and ends, and its text.

    ``name`` is a variable's name or a string's value; ``nested`` is what a string brings in.
    """

    kind: str
    start: int
    end: int
    text: str
    name: str = ""
    nested: tuple[Nested, ...] = ()


class Lexer(TextReader):
    """Reads one token at a place; what is wrong with it is reported.

    ``requirements`` are the ``#requires`` comments that were passed: where they start and end.
    """

    def __init__(self, source: str, report: Report) -> None:
        super().__init__(source, report)
        self.requirements: dict[int, int] = {}

    def blank(self, position: int) -> int:
        """Where blanks, continued lines and comments end."""
        source = self.source
        while position < len(source):
            if found := _BLANK.match(source, position):
                position = found.end()
            elif found := _COMMENT.match(source, position):
                if found[0][1:9].lower() == "requires":
                    self.requirements[position] = found.end()
                position = found.end()
            elif source.startswith("<#", position):
                position = self.block_comment(position)
            elif source[position] == "`" and position + 1 == len(source):
                self.report(position + 1, position + 1, "IncompleteString", "")
                return position + 1
            else:
                break
        return position

    def block_comment(self, start: int) -> int:
        """The end of a comment of several lines."""
        end = self.source.find("#>", start + 2)
        if end < 0:
            self.report(start, len(self.source), "MissingTerminatorMultiLineComment", "")
            return len(self.source)
        return end + 2

    def token(  # noqa: C901 - one case a sign
        self, position: int, mode: Mode, *, simple: bool = False, signed: bool = False
    ) -> Token:
        """The token at or after the place; ``simple`` asks for plain names, ``signed`` for numbers with their sign."""
        source = self.source
        start = self.blank(position)
        if start >= len(source):
            return Token("eof", start, start, "")
        character = source[start]
        if character == "\n":
            return Token("newline", start, start + 1, "\n")
        if character in tokens.SINGLE_QUOTES or character in tokens.DOUBLE_QUOTES:
            return self.string(start)
        command = mode is Mode.COMMAND
        if character == "$":
            return self.made("$(", start, start + 2) if source.startswith("$(", start) else self.named(start, mode)
        if character == "@":
            return self.at_sign(start, mode)
        if found := _MERGE.match(source, start):
            return self.made("merge", start, found.end())
        if found := _FILE.match(source, start):
            explicit = found[0][0] not in ">*"
            return self.made("number", start, start + 1) if explicit and not command else self.redirection(found)
        if character == "<":
            return self.made("<", start, start + 1)
        if character == "[" and command and self.goes_on(start + 1):
            return self.generic(start)
        if character in _PLAIN:
            return self.made(character, start, start + 1)
        if character in "&|":
            return self.made(character * 2 if source.startswith(character * 2, start) else character, start)
        if character.isalpha() or character == "_":
            return self.word(start, mode, simple=simple)
        return self.sign(start, mode, simple=simple, signed=signed)

    def redirection(self, found: re.Match[str]) -> Token:
        """A stream that goes to a file."""
        return self.made("redirection", found.start(), found.end())

    def made(self, kind: str, start: int, end: int | None = None, name: str = "") -> Token:
        """A token of the text between the places."""
        end = start + len(kind) if end is None else end
        return Token(kind, start, end, self.source[start:end], name)

    def goes_on(self, position: int) -> bool:
        """Whether a bare word would go on with the character there."""
        character = self.source[position : position + 1]
        return bool(character) and character not in ENDS_TOKEN and not character.isspace()

    def string(self, start: int) -> Token:
        """A quoted string."""
        nested: list[Nested] = []
        single = self.source[start] in tokens.SINGLE_QUOTES
        end = self.literal(start) if single else self.expandable(start, nested)
        text = self.source[start:end]
        value = text[1:-1].replace("''", "'") if single else unescaped(text[1:-1].replace('""', '"'))
        return Token("expandable" if nested else "string", start, end, text, value, tuple(nested))

    def named(self, start: int, mode: Mode) -> Token:
        """A variable, or a bare word that begins like one."""
        source = self.source
        following = source[start + 1 : start + 2]
        if following != "{" and not re.match(r"[\w$?^:]", following):
            return self.generic(start)
        end, name = self.variable(start, quoted=False)
        character = source[end : end + 1]
        if mode is Mode.COMMAND and self.goes_on(end) and character not in ".[=" and not source.startswith("::", end):
            return self.generic(start)
        return self.made("variable", start, end, name)

    def at_sign(self, start: int, mode: Mode) -> Token:
        """What begins with ``@``."""
        following = self.source[start + 1 : start + 2]
        if following and following in "({":
            return self.made(f"@{following}", start)
        if following and (following in tokens.SINGLE_QUOTES or following in tokens.DOUBLE_QUOTES):
            nested: list[Nested] = []
            end = self.here_string(start, nested)
            return Token("expandable" if nested else "string", start, end, self.source[start:end], "", tuple(nested))
        if re.match(r"[\w$?^:]", following):
            end, name = self.variable(start, quoted=False)
            if mode is Mode.COMMAND and self.goes_on(end) and self.source[end] not in ".[=":
                return self.generic(start)
            return self.made("splat", start, end, name)
        self.report(start, start + 1, "UnrecognizedToken", "")
        return self.made("unknown", start, start + 1)

    def word(self, start: int, mode: Mode, *, simple: bool) -> Token:
        """A name, a keyword, or the bare word that begins so."""
        source = self.source
        if mode is Mode.TYPE and (named := _TYPE_NAME.match(source, start)):
            return self.made("word", start, named.end())
        found = _WORD.match(source, start)
        end = found.end() if found else start + 1
        if not simple and mode is Mode.COMMAND and self.goes_on(end):
            return self.generic(start)
        lowered = source[start:end].lower()
        keyword = not simple and mode in {Mode.COMMAND, Mode.SIGNATURE} and lowered in KEYWORDS
        return self.made(lowered if keyword and lowered != "inlinescript" else "word", start, end)

    def generic(self, start: int) -> Token:
        """A bare word: quoted parts, variables and sub-expressions may belong to it."""
        source, index = self.source, start
        nested: list[Nested] = []
        while self.goes_on(index) or index == start:
            character = source[index]
            if character in tokens.SINGLE_QUOTES:
                index = self.literal(index)
            elif character in tokens.DOUBLE_QUOTES:
                index = self.expandable(index, nested)
            elif character == "$":
                index = self.dollar(index, nested) or index + 1
            else:
                index += 2 if character == "`" and index + 1 < len(source) else 1
        text = source[start:index]
        return Token("generic", start, index, text, unescaped(text), tuple(nested))

    def sign(self, start: int, mode: Mode, *, simple: bool, signed: bool) -> Token:
        """What begins with another sign or a digit."""
        source, character = self.source, self.source[start]
        command = mode is Mode.COMMAND
        following = source[start + 1 : start + 2]
        if character.isdigit() and character.isascii():
            return self.number(start, mode)
        if character == ".":
            if following == ".":
                return self.generic(start) if command and self.goes_on(start + 2) else self.made("..", start)
            if following.isdigit():
                return self.number(start, mode)
            bare = command and self.goes_on(start + 1) and following not in "$\"'"
            return self.generic(start) if bare else self.made(".", start)
        if character == ":":
            return self.colon(start, mode, simple=simple)
        if character == "!":
            bare = self.goes_on(start + 1) if command else bool(following) and (following.isalpha() or following == "_")
            return self.generic(start) if bare else self.made("!", start)
        if character in _DASHES and following and (following.isalpha() or following in "_?"):
            return self.dashed(start, mode)
        if signed and (character == "+" or character in _DASHES) and (following.isdigit() or following == "."):
            return self.number(start, mode)
        found = _SIGN.match(source, start)
        if found is None or (command and self.goes_on(found.end())):
            return self.generic(start)
        kind = found[0].replace("\u2013", "-").replace("\u2014", "-").replace("\u2015", "-")
        return self.made("assign" if kind.endswith("=") else kind, start, found.end())

    def colon(self, start: int, mode: Mode, *, simple: bool) -> Token:
        """``:``, ``::`` or a label."""
        source = self.source
        if source.startswith("::", start):
            bare = mode is Mode.COMMAND and not simple and self.goes_on(start + 2)
            return self.generic(start) if bare else self.made("::", start)
        if mode is not Mode.COMMAND:
            return self.made(":", start)
        label = _LABEL.match(source, start)
        if label is None or self.goes_on(label.end()):
            return self.generic(start)
        return self.made("label", start, label.end(), label[0][1:])

    def dashed(self, start: int, mode: Mode) -> Token:
        """A parameter or an operator."""
        source = self.source
        if mode is Mode.COMMAND:
            found = _COMMAND_PARAMETER.match(source, start)
            end = found.end() if found else start + 1
            quoted = next((place for place in range(start, end) if source[place] in _QUOTES), None)
            if quoted is not None or source[end : end + 1] in set(_QUOTES):
                return self.generic(start)
            return self.made("parameter", start, end, source[start + 1 : end].rstrip(":"))
        found = _OPERATOR_NAME.match(source, start)
        name = found[1].lower() if found else ""
        if mode is Mode.EXPRESSION and name in _NAMED:
            return self.made(f"-{name}", start, start + 1 + len(name))
        return self.made("parameter" if name else "-", start, start + 1 + len(name), name)

    def number(self, start: int, mode: Mode) -> Token:
        """A number, or the bare word that begins like one."""
        source = self.source
        found = _NUMBER.match(source, start)
        following = source[found.end() : found.end() + 1] if found else ""
        if found is None or (
            self.goes_on(found.end())
            and (mode is not Mode.EXPRESSION or (following not in _AFTER_NUMBER and not following.isspace()))
        ):
            return self.generic(start)
        if not _fits(found):
            if mode is not Mode.EXPRESSION:
                return self.generic(start)
            self.report(found.end(), found.end() + 1, "BadNumericConstant", found[0])
        return self.made("number", start, found.end(), found[0])


_HEXADECIMAL_DIGITS = 16
_QUOTES = tokens.SINGLE_QUOTES + tokens.DOUBLE_QUOTES


def _fits(found: re.Match[str]) -> bool:
    """Whether a number has a value that its type can hold."""
    if found["hex"] and len(found["hex"].lstrip("0")) > _HEXADECIMAL_DIGITS:
        return False
    text = found[0].lstrip("+").translate({ord(dash): "-" for dash in _DASHES})
    try:
        value = parse_literal(text)
    except (ValueError, OverflowError):
        return False
    return not (isinstance(value, float) and value in {float("inf"), float("-inf")})
