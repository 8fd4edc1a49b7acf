"""Walking over tokens: what every rule of the checker does."""

from collections.abc import Iterator
from contextlib import contextmanager

from fake_agent.powershell.syntax.checking.lexer import Lexer, Token
from fake_agent.powershell.syntax.checking.messages import MESSAGES
from fake_agent.powershell.syntax.problems import SyntaxFault, SyntaxProblem

_DEEPEST = 150
_TOO_DEEP = SyntaxFault(
    0,
    1,
    "Processing was stopped because the script is too complex.",
    "ScriptTooComplicated",
)


class TokenReader:
    """Walks over the tokens from ``position`` on, in the mode that the rules set, and notes faults."""

    def __init__(self, source: str) -> None:
        self.source = source
        self.lexer = Lexer(source)
        self.position = 0
        self.command_mode = True
        self.no_comma = False
        self.end = 0
        self.depth = 0
        self.faults: list[SyntaxFault] = []

    # --- tokens and faults -----------------------------------------------------------------------------------------

    def peek(self) -> Token:
        """The next token in the current mode."""
        return self.lexer.token(self.position, command=self.command_mode)

    def next(self) -> Token:
        """Take the next token."""
        token = self.peek()
        self.position = token.end
        if token.kind not in {"newline", "end"}:
            self.end = token.end
        return token

    def skip_newlines(self, also: str = "") -> None:
        """Take line ends (and semicolons)."""
        while self.peek().kind in {"newline", also}:
            self.next()

    @contextmanager
    def mode(self, *, command: bool, no_comma: bool | None = None) -> Iterator[None]:
        """Read in another mode for a while."""
        held = self.command_mode, self.no_comma
        self.command_mode = command
        self.no_comma = self.no_comma if no_comma is None else no_comma
        self.depth += 1
        if self.depth > _DEEPEST:
            raise SyntaxProblem(*(self.faults or [_TOO_DEEP]))
        try:
            yield
        finally:
            self.command_mode, self.no_comma = held
            self.depth -= 1

    def report(self, start: int, end: int, error_id: str, argument: str = "") -> None:
        """Note a fault once."""
        fault = SyntaxFault(start, max(1, end - start), MESSAGES[error_id].replace("{0}", argument), error_id)
        if fault not in self.faults:
            self.faults.append(fault)

    def report_token(self, token: Token, error_id: str, argument: str = "") -> None:
        """Note a fault of a token."""
        self.report(token.start, token.end, error_id, argument)

    def report_after(self, place: int, error_id: str, argument: str = "") -> None:
        """Note what is missing after a place."""
        self.report(place, place, error_id, argument)

    # --- rules of the readers above, which these call in turn ------------------------------------------------------

    def statement(self) -> bool:
        """A statement; the reader of statements knows how."""
        raise NotImplementedError

    def block(self, opening: Token) -> None:
        """What follows an opening brace of a script block."""
        raise NotImplementedError

    def statements(self) -> None:
        """Statements up to a closing bracket."""
        raise NotImplementedError

    def pipeline(self) -> bool:
        """A pipeline."""
        raise NotImplementedError

    def single_argument(self) -> bool:
        """One argument of a command."""
        raise NotImplementedError
