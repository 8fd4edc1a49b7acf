"""The grammar of cmd.exe: from a line, variables already replaced, to what is to be done.

``&`` binds weakest, then ``||``, ``&&``, ``|``. A caret takes the meaning from the next character, quotes do so for all
between them and stay in the text.
"""

from collections.abc import Sequence
from functools import lru_cache

from fake_agent.windows.command_processor.nodes import (
    Block,
    Chain,
    Command,
    Condition,
    For,
    If,
    Redirection,
    Simple,
)

DELIMITERS = " \t,;="
COMPARISONS = frozenset({"EQU", "NEQ", "LSS", "LEQ", "GTR", "GEQ"})


class CommandSyntaxError(Exception):
    """The line is no command; the text is cmd.exe's."""


class IncompleteError(Exception):
    """A parenthesis is open at the end of the text; another line may close it."""


@lru_cache(maxsize=1024)  # the extension's own batch files, and what stands in loops, come again and again
def parse(text: str) -> Command | None:
    """The command of a text (one line, or more where parentheses span them); ``None`` where there is none.

    What follows a line break that no parenthesis spans is not read, as cmd.exe does with the text behind ``/c``.

    Raises ``CommandSyntaxError`` and ``IncompleteError``.
    """
    return _Parser(text).whole()


class _Parser:
    def __init__(self, text: str) -> None:
        self._text = text
        self._at = 0
        self._depth = 0

    def whole(self) -> Command | None:
        command = self._sequence()
        if not self._ended() and self._peek() != "\n":
            raise CommandSyntaxError(f"{self._rest_word()} was unexpected at this time.")
        return command

    # What follows what

    def _sequence(self) -> Command | None:
        command = self._chain(0)
        while True:
            self._skip_blank()
            if self._take_operator("&") or (self._depth and self._take_newline()):
                following = self._chain(0)
                if command is None:
                    command = following
                elif following is not None:
                    command = Chain(command, "&", following)
            else:
                return command

    _LEVELS: Sequence[str] = ("||", "&&", "|")

    def _chain(self, level: int) -> Command | None:
        if level == len(self._LEVELS):
            return self._single()
        operator = self._LEVELS[level]
        command = self._chain(level + 1)
        while self._take_operator(operator):
            following = self._chain(level + 1)
            if command is None or following is None:
                raise CommandSyntaxError(f"{operator} was unexpected at this time.")
            command = Chain(command, operator, following)
        return command

    def _single(self) -> Command | None:
        self._skip(DELIMITERS)
        silent = False
        while self._peek() == "@":
            silent = True
            self._at += 1
            self._skip(DELIMITERS)
        if self._ended() or self._peek() in "&|\n" or (self._peek() == ")" and self._depth):
            return None
        if self._peek() == "(":
            return self._block()
        word = self._word_ahead().casefold()
        if word == "if":
            return self._if()
        if word == "for":
            return self._for()
        if word == "rem":
            line = self._line_rest()
            return Simple(line, (), silent)
        return self._simple(silent=silent)

    def _block(self) -> Block:
        self._at += 1
        self._depth += 1
        self._skip(DELIMITERS + "\n")
        body = self._sequence()
        self._skip(DELIMITERS + "\n")
        if self._peek() != ")":
            raise IncompleteError
        self._at += 1
        self._depth -= 1
        redirections = []
        while redirection := self._redirection():
            redirections.append(redirection)
        return Block(body or Simple(""), tuple(redirections))

    def _if(self) -> If:
        self._word()
        ignores_case = negated = False
        while (word := self._word_ahead().casefold()) in {"/i", "not"}:
            ignores_case = ignores_case or word == "/i"
            negated = negated != (word == "not")
            self._word()
        kind = word if word in {"exist", "defined", "errorlevel"} else ""
        if kind:
            self._word()
            condition = Condition(kind, self._word(), "", negated, ignores_case)
        else:
            left = self._operand()
            self._skip(" \t")
            if self._text.startswith("==", self._at):
                self._at += 2
                operator = "=="
            else:
                operator = self._word().upper()
                if operator not in COMPARISONS:
                    raise CommandSyntaxError(f"{operator} was unexpected at this time.")
            condition = Condition(operator, left, self._operand(), negated, ignores_case)
        self._skip(" \t")
        then = self._block() if self._peek() == "(" else self._sequence_of_one_line()
        otherwise = None
        if isinstance(then, Block):
            self._skip(" \t")
            if self._word_ahead().casefold() == "else":
                self._word()
                self._skip(" \t")
                otherwise = self._block() if self._peek() == "(" else self._sequence_of_one_line()
        if then is None:
            raise CommandSyntaxError("The syntax of the command is incorrect.")
        return If(condition, then, otherwise)

    def _sequence_of_one_line(self) -> Command | None:
        """A body without parentheses takes the rest of its line."""
        depth, self._depth = self._depth, 0
        try:
            if depth == 0:
                return self._sequence()
            self._depth = depth
            command = self._chain(0)
            while self._take_operator("&"):
                following = self._chain(0)
                if command is not None and following is not None:
                    command = Chain(command, "&", following)
            return command
        finally:
            self._depth = depth

    def _for(self) -> For:
        self._word()
        kind = options = ""
        while (word := self._word_ahead()).startswith("/"):
            kind = word[1:].casefold()
            self._word()
            following = self._word_ahead()
            if kind in {"f", "r"} and not following.startswith("%"):
                options = self._word().strip('"')
        variable = self._word().lstrip("%")
        if self._word().casefold() != "in":
            raise CommandSyntaxError(f"{variable} was unexpected at this time.")
        self._skip(" \t")
        if self._peek() != "(":
            raise CommandSyntaxError(f"{self._rest_word()} was unexpected at this time.")
        end = self._closing(self._at)
        items = self._text[self._at + 1 : end].strip()
        self._at = end + 1
        if self._word().casefold() != "do":
            raise CommandSyntaxError("The syntax of the command is incorrect.")
        self._skip(" \t")
        body = self._block() if self._peek() == "(" else self._sequence_of_one_line()
        return For(variable, kind, options, items, body or Simple(""))

    def _simple(self, *, silent: bool) -> Simple:
        text: list[str] = []
        redirections: list[Redirection] = []
        quoted = False
        while not self._ended():
            character = self._peek()
            if character == '"':
                quoted = not quoted
            elif character == "\n":
                break
            elif not quoted:
                if character in "&|" or (character == ")" and self._depth):
                    break
                if character in "<>" or (character.isdigit() and self._digit_redirects(text)):
                    redirection = self._redirection()
                    if redirection is not None:
                        redirections.append(redirection)
                        continue
                if character == "^":
                    character = self._escaped()
            text.append(character)
            self._at += 1
        return Simple("".join(text), tuple(redirections), silent)

    # Pieces

    def _escaped(self) -> str:
        """The character after a caret; a line break there is skipped, with it the meaning of what follows."""
        self._at += 1
        if self._peek() == "\n":
            self._at += 1
        return self._peek()

    def _digit_redirects(self, text: list[str]) -> bool:
        starts_word = not text or text[-1] in DELIMITERS
        return starts_word and self._text[self._at + 1 : self._at + 2] in {"<", ">"}

    def _redirection(self) -> Redirection | None:
        start = self._at
        self._skip(" \t")
        stream_text = self._peek() if self._peek().isdigit() else ""
        self._at += len(stream_text)
        if self._peek() not in {"<", ">"}:
            self._at = start
            return None
        operator = self._peek()
        self._at += 1
        if operator == ">" and self._peek() == ">":
            operator = ">>"
            self._at += 1
        stream = int(stream_text) if stream_text else (0 if operator == "<" else 1)
        if self._peek() == "&" and self._text[self._at + 1 : self._at + 2].isdigit():
            target = self._text[self._at : self._at + 2]
            self._at += 2
            return Redirection(stream, operator, target)
        target = self._word().strip('"')
        if not target:
            raise CommandSyntaxError("The syntax of the command is incorrect.")
        return Redirection(stream, operator, target)

    def _word(self) -> str:
        """The next word with its quotes, carets taken out."""
        self._skip(DELIMITERS)
        return self._read_until(DELIMITERS)

    def _operand(self) -> str:
        """An operand of a comparison: ends at white space and at ``==``."""
        self._skip(" \t")
        return self._read_until(" \t=")

    def _read_until(self, stops: str) -> str:
        word: list[str] = []
        quoted = False
        while not self._ended():
            character = self._peek()
            if character == '"':
                quoted = not quoted
            elif character == "\n" or (not quoted and (character in stops or character in "&|<>()")):
                break
            elif character == "^" and not quoted:
                self._at += 1
                character = self._peek()
            word.append(character)
            self._at += 1
        return "".join(word)

    def _word_ahead(self) -> str:
        start = self._at
        word = self._word()
        self._at = start
        return word

    def _line_rest(self) -> str:
        end = self._text.find("\n", self._at)
        end = len(self._text) if end < 0 else end
        line = self._text[self._at : end]
        self._at = end
        return line

    def _rest_word(self) -> str:
        return (self._text[self._at :].split(maxsplit=1) or [""])[0]

    def _closing(self, start: int) -> int:
        depth = 0
        quoted = False
        for at in range(start, len(self._text)):
            character = self._text[at]
            if character == '"':
                quoted = not quoted
            elif not quoted:
                depth += (character == "(") - (character == ")")
                if depth == 0:
                    return at
        raise IncompleteError

    def _take_operator(self, operator: str) -> bool:
        self._skip(" \t")
        if not self._text.startswith(operator, self._at):
            return False
        if len(operator) == 1 and self._text.startswith(operator * 2, self._at):
            return False
        self._at += len(operator)
        return True

    def _take_newline(self) -> bool:
        if self._peek() != "\n":
            return False
        self._at += 1
        return True

    def _skip_blank(self) -> None:
        self._skip(" \t")

    def _skip(self, characters: str) -> None:
        while not self._ended() and self._text[self._at] in characters:
            self._at += 1

    def _peek(self) -> str:
        return self._text[self._at : self._at + 1]

    def _ended(self) -> bool:
        return self._at >= len(self._text)
