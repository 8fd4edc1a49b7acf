"""Tokens of a script, as Windows PowerShell's tokenizer gives them in its two modes."""

import re
from dataclasses import dataclass

from fake_agent.powershell.syntax import tokens
from fake_agent.powershell.syntax.problems import SyntaxProblem
from fake_agent.powershell.syntax.scanner import reader_of

_KEYWORDS = """
begin break catch class continue data define do dynamicparam else elseif end enum exit filter finally for foreach from
function if in param process return switch throw trap try until using var while workflow
"""
KEYWORDS = frozenset(_KEYWORDS.split())
_COMPARISONS = "eq ne gt ge lt le like notlike match notmatch contains notcontains in notin replace split"
_OTHERS = "-and -or -xor -band -bor -bxor -shl -shr -f -is -isnot -as -join + - * / % .."
_SIGNS = "! -not -bnot -join -split -isplit -csplit + - , ++ --"
BINARY = frozenset(
    [*(f"-{prefix}{name}" for name in _COMPARISONS.split() for prefix in ("", "i", "c")), *_OTHERS.split()],
)
UNARY = frozenset(_SIGNS.split())
_SIGN = re.compile(r"\+\+|--|&&|\|\||::|\.\.|@\(|@\{|\$\(|[-+*/%]?=(?!=)|[(){}\[\],;|&.!*/%+<-]")
_DELIMITERS = "\\s(){};,|&"
_QUOTED = "\"[^\"]*\"|'[^']*'"
_WORD = re.compile(
    rf"(?:`.|[^{_DELIMITERS}<>\"'`])(?:`.|\$\([^()]*\)|{_QUOTED}|[^{_DELIMITERS}<>`])*",
    re.DOTALL,
)
_WHOLE_NUMBER = re.compile(rf"{tokens.NUMBER.pattern}(?=[{_DELIMITERS}<>\[.]|\Z|::)")
_DASHES = re.compile(r"--(?=\s|\Z)")
_DOT = re.compile(r"\.(?=[\s\"'${(]|\Z)")
_NAME = re.compile(r"[A-Za-z_]\w*")
_LABEL = re.compile(r":[A-Za-z_]\w*")


@dataclass(frozen=True, slots=True)
class Token:
    """A token: its kind (signs and operators are their own), where it starts and ends, and its text."""

    kind: str
    start: int
    end: int
    text: str


class Lexer:
    """Reads one token at a place, in command or expression mode; what is wrong with strings goes to ``problems``."""

    def __init__(self, source: str) -> None:
        self.source = source
        self.problems: list[SyntaxProblem] = []
        self.reader = reader_of(source)

    def blank(self, position: int) -> int:
        """Where blanks, continued lines and comments end."""
        source = self.source
        while position < len(source):
            found = tokens.BLANK.match(source, position)
            if found is None and (source[position] == "#" or source.startswith("<#", position)):
                found = tokens.COMMENT.match(source, position)
            if found is None:
                break
            position = found.end()
        return position

    def token(self, position: int, *, command: bool) -> Token:
        """The token at or after the place."""
        source = self.source
        start = self.blank(position)
        if start >= len(source):
            return Token("end", start, start, "")
        character = source[start]
        if character == "\n":
            return Token("newline", start, start + 1, "\n")
        return self.quoted(start) or (self.word(start) if command else self.expression(start))

    def attribute_end(self, start: int) -> int | None:
        """Where a type literal or attribute that starts here ends; None where nothing closes it."""
        literal = tokens.TYPE_LITERAL.match(self.source, start)
        if literal is not None:
            return literal.end()
        depth, position = 0, start
        while position < len(self.source):
            character = self.source[position]
            if character in tokens.SINGLE_QUOTES or character in tokens.DOUBLE_QUOTES:
                try:
                    position = self.reader.skip_string(position)
                except SyntaxProblem:
                    return None
                continue
            depth += (character in "[({") - (character in "])}")
            position += 1
            if not depth:
                return position
        return None

    def made(self, kind: str, start: int, end: int) -> Token:
        """A token of the text between the places."""
        return Token(kind, start, end, self.source[start:end])

    def quoted(self, start: int) -> Token | None:
        """A string, a variable or a redirection: the same in both modes."""
        source, character = self.source, self.source[start]
        here = tokens.HERE_STRING.match(source, start)
        if here or character in tokens.SINGLE_QUOTES or character in tokens.DOUBLE_QUOTES:
            try:
                return self.made("string", start, self.reader.skip_string(start))
            except SyntaxProblem as problem:
                self.problems.append(problem)
                return self.made("string", start, len(source))
        if character == "$" and not source.startswith("$(", start) and (name := tokens.VARIABLE.match(source, start)):
            return self.made("variable", start, name.end())
        if character == "@" and (splat := tokens.SPLATTED_VARIABLE.match(source, start)):
            return self.made("splat", start, splat.end())
        if (character in ">*" or character.isdigit()) and (
            (found := tokens.REDIRECTION.match(source, start)) and ">" in found[0]
        ):
            return self.made("redirection", start, found.end())
        return None

    def expression(self, start: int) -> Token:
        """A token of an expression."""
        source = self.source
        number = tokens.NUMBER.match(source, start)
        if number is not None and number.end() > start:
            return self.made("number", start, number.end())
        if dashed := tokens.OPERATOR_WORD.match(source, start):
            lowered = dashed[0].lower()
            kind = lowered if lowered in BINARY or lowered in UNARY else "parameter"
            return self.made(kind, start, dashed.end())
        if sign := _SIGN.match(source, start):
            kind = "assign" if sign[0].endswith("=") else sign[0]
            return self.made(kind, start, sign.end())
        if label := _LABEL.match(source, start):
            return self.made("label", start, label.end())
        name = _NAME.match(source, start)
        return self.made("word", start, name.end() if name else start + 1)

    def word(self, start: int) -> Token:
        """A token of a command: most characters belong to bare words."""
        source, character = self.source, self.source[start]
        if character in "(){};,|&<" or source.startswith(("@(", "@{", "$("), start):
            sign = _SIGN.match(source, start)
            return self.made(sign[0] if sign else character, start, sign.end() if sign else start + 1)
        for kind, found in (
            ("parameter", tokens.PARAMETER.match(source, start)),
            ("--", _DASHES.match(source, start)),
            ("number", _WHOLE_NUMBER.match(source, start)),
            (".", _DOT.match(source, start)),
            ("label", _LABEL.match(source, start)),
        ):
            if found is not None:
                return self.made(kind, start, found.end())
        word = _WORD.match(source, start)
        end = word.end() if word else start + 1
        lowered = source[start:end].lower()
        return self.made(lowered if lowered in KEYWORDS else "word", start, end)
