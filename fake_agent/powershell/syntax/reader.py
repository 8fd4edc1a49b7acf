"""What every part of the scanner does: stand-ins, and finding the ends of strings and brackets."""

import re

from fake_agent.powershell.syntax import tokens
from fake_agent.powershell.syntax.problems import SyntaxProblem

START, OPERAND, OPERATOR, ARGUMENT = range(4)
"""The lexical modes: a statement begins; an operand or an operator comes; the words of a command."""
CLOSERS = {"(": ")", "{": "}", "[": "]"}
_CLOSES = re.compile(r"(?:\s|#[^\n]*|`\n)*(?:\)|\Z)")


class Reader:
    """Walks over a source and writes the text that the grammar reads."""

    def __init__(self, source: str, *, writes: bool = True) -> None:
        self.source = source
        self.size = len(source)
        self.output = list(source) if writes else []
        self.insertions: list[tuple[int, str]] = []
        self.position = 0
        self.named = -1
        self.doubtful = source.endswith(("`", "`\n"))

    def stand_in(self, start: int, end: int, replacement: str) -> None:
        """Put other text of the same length there."""
        self.output[start:end] = replacement

    def digits(self, start: int, end: int) -> None:
        """Put digits there."""
        self.output[start:end] = "1" * (end - start)

    def insert(self, place: int, text: str) -> None:
        """Add text at a place."""
        self.insertions.append((place, text))

    def end_of(self, pattern: re.Pattern[str], start: int) -> int:
        """Where the text that the pattern takes from ``start`` on ends."""
        found = pattern.match(self.source, start)
        return found.end() if found else start

    def before_blanks(self, position: int) -> int:
        """Where the blanks before the position begin."""
        while position and self.source[position - 1] in " \t":
            position -= 1
        return position

    def goes_on_in_brackets(self, opened: int) -> bool:
        """Whether an opening bracket that holds one pipeline is not closed next, at the end of a line."""
        return self.source[opened] == "(" and _CLOSES.match(self.source, self.position) is None

    def skip_string(self, start: int) -> int:
        """The end of the string that starts at ``start``, sub-expressions in it skipped whole."""
        source, size = self.source, self.size
        if source[start] == "@":
            return self.skip_here_string(start)
        if source[start] in tokens.SINGLE_QUOTES:
            whole = tokens.SINGLE_QUOTED.match(source, start)
            if whole is None:
                raise SyntaxProblem.unterminated_string(start, single=True)
            return whole.end()
        index = start + 1
        while (index := self.end_of(tokens.PLAIN_IN_STRING, index)) < size:
            character = source[index]
            if character == "`":
                index += 2
            elif character in tokens.DOUBLE_QUOTES:
                if index + 1 < size and source[index + 1] in tokens.DOUBLE_QUOTES:
                    index += 2
                    continue
                return index + 1
            elif character == "$" and source.startswith("$(", index):
                index = self.skip_bracket(index + 1)
            else:
                index += 1
        raise SyntaxProblem.unterminated_string(start, single=False)

    def skip_here_string(self, start: int) -> int:
        """The end of the here-string that starts here."""
        header = tokens.HERE_STRING.match(self.source, start)
        if header is None:
            raise SyntaxProblem.here_string_header(start)
        is_single = header[1] in tokens.SINGLE_QUOTES
        quotes = tokens.SINGLE_QUOTES if is_single else tokens.DOUBLE_QUOTES
        terminator = re.compile(f"^[{quotes}]@", re.MULTILINE).search(self.source, header.end())
        if terminator is None:
            raise SyntaxProblem.here_string_terminator(start, single=is_single)
        return terminator.end()

    def skip_bracket(self, start: int) -> int:
        """The end of the bracket at ``start``, without writing stand-ins (its text is read again later)."""
        inner = type(self)(self.source, writes=False)
        inner.position = start + 1
        inner.block("paren", CLOSERS[self.source[start]], start)
        return inner.position

    def string(self) -> None:
        """A string: its stand-in is a plain quoted one."""
        start = self.position
        end = self.skip_string(start)
        self.stand_in(start, end, "'" + "x" * (end - start - 2) + "'")
        self.position = end

    def variable(self, end: int) -> None:
        """A variable: its stand-in has a plain name."""
        start = self.position
        self.doubtful |= self.source.startswith("{", start + 1) and "{" in self.source[start + 2 : end]
        self.stand_in(start + 1, end, "x" * (end - start - 1))
        self.position = end

    def block(self, kind: str, closer: str, opened: int) -> None:
        """Scan up to ``closer``; the scanner itself knows how."""
        raise NotImplementedError
