"""Walking over tokens: what every rule of the checker does."""

from collections.abc import Iterator
from contextlib import contextmanager

from fake_agent.powershell.syntax.checking.lexer import KEYWORDS, Lexer, Mode, Token
from fake_agent.powershell.syntax.checking.messages import message
from fake_agent.powershell.syntax.checking.nodes import Node
from fake_agent.powershell.syntax.problems import SyntaxFault, SyntaxProblem

_DEEPEST = 150
_CLOSERS = {")": "(", "}": "{", "]": "["}


class TokenReader:
    """Walks over the tokens from ``position`` on, in the mode that the rules set, and notes faults."""

    def __init__(self, source: str) -> None:
        self.source = source
        self.lexer = Lexer(source, self.report)
        self.position = 0
        self.mode = Mode.COMMAND
        self.no_comma = False
        self.end = 0
        self.depth = 0
        self.faults: list[SyntaxFault] = []

    # --- tokens ----------------------------------------------------------------------------------------------------

    def peek(self, *, simple: bool = False, signed: bool = False) -> Token:
        """The next token in the current mode."""
        return self.lexer.token(self.position, self.mode, simple=simple, signed=signed)

    def take(self, token: Token) -> Token:
        """Go on behind a token."""
        self.position = token.end
        if token.kind not in {"newline", "eof"}:
            self.end = token.end
        return token

    def next(self) -> Token:
        """Take the next token."""
        return self.take(self.peek())

    def skip(self, *kinds: str) -> Token | None:
        """Take the next token if it is one of these."""
        token = self.peek()
        return self.take(token) if token.kind in kinds else None

    def skip_newlines(self, also: str = "") -> None:
        """Take line ends (and semicolons)."""
        source, lexer = self.source, self.lexer
        place = lexer.blank(self.position)
        while place < len(source) and (source[place] == "\n" or source[place] == also):
            place = lexer.blank(place + 1)
        self.position = place

    def directly(self, signs: str) -> bool:
        """Whether one of these signs follows without a blank."""
        return self.source[self.position : self.position + 1] in set(signs)

    @contextmanager
    def reading(self, mode: Mode | None = None, *, no_comma: bool | None = None) -> Iterator[None]:
        """Read in another mode for a while."""
        held = self.mode, self.no_comma
        self.mode = self.mode if mode is None else mode
        self.no_comma = self.no_comma if no_comma is None else no_comma
        self.depth += 1
        if self.depth > _DEEPEST:
            too_deep = SyntaxFault(self.position, 1, message("ScriptTooComplicated"), "ScriptTooComplicated")
            raise SyntaxProblem(*self.faults, too_deep)
        try:
            yield
        finally:
            self.mode, self.no_comma = held
            self.depth -= 1

    def pass_until(self, *kinds: str, consume: bool) -> None:
        """After an error: pass tokens up to one of these outside of brackets."""
        depths = {opener: int(closer in kinds) for closer, opener in _CLOSERS.items()}
        while True:
            token = self.peek()
            if token.kind == "eof":
                return
            if token.kind in depths:
                depths[token.kind] += 1
            elif token.kind in _CLOSERS:
                opener = _CLOSERS[token.kind]
                depths[opener] -= 1
                if token.kind in kinds and depths[opener] == 0:
                    break
            elif token.kind in kinds and not any(depths.values()):
                break
            self.take(token)
        if consume or token.kind not in _CLOSERS:
            self.take(token)

    @staticmethod
    def is_keyword(token: Token) -> bool:
        """Whether the token is a word of the language."""
        return token.kind in KEYWORDS

    # --- faults ----------------------------------------------------------------------------------------------------

    def report(self, start: int, end: int, error_id: str, *arguments: str) -> None:
        """Note a fault, each but once."""
        length = max(1, end - start)
        if not any(
            (known.position, known.length, known.error_id) == (start, length, error_id) for known in self.faults
        ):
            self.faults.append(SyntaxFault(start, length, message(error_id, *arguments), error_id))

    def report_at(self, found: Token | Node, error_id: str, *arguments: str) -> None:
        """Note a fault of a token or a construct; the end of the script is told one character behind it."""
        behind = found.kind == "eof"
        self.report(found.start + behind, found.end + behind, error_id, *arguments)

    def report_after(self, found: Token | Node | int, error_id: str, *arguments: str) -> None:
        """Note what is missing after something."""
        place = found if isinstance(found, int) else found.end
        self.report(place, place, error_id, *arguments)

    def report_before(self, found: Token | Node, error_id: str, *arguments: str) -> None:
        """Note a fault at the character before something."""
        place = found.start if found.kind == "eof" else max(0, found.start - 1)
        self.report(place, place, error_id, *arguments)

    # --- rules of the readers above, which these call in turn ------------------------------------------------------

    def statement(self) -> Node | None:
        """A statement; the reader of statements knows how."""
        raise NotImplementedError

    def script_block(self, opening: Token | None) -> Node:
        """The inside of a script (no opening brace) or of a script block."""
        raise NotImplementedError

    def statements(self) -> list[Node]:
        """Statements up to a closing bracket."""
        raise NotImplementedError

    def pipeline(self) -> Node | None:
        """A pipeline."""
        raise NotImplementedError

    def single_argument(self) -> Node | None:
        """One argument of a command."""
        raise NotImplementedError
