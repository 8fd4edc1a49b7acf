"""Pipelines and commands, read as Windows PowerShell's parser reads them; only what is wrong is kept."""

import re

from fake_agent.powershell.syntax.checking.expressions import VALUES, ExpressionReader
from fake_agent.powershell.syntax.checking.lexer import Token

_ENDS_PIPELINE = frozenset({"newline", "end", ";", ")", "}"})
_ENDS_COMMAND = frozenset({"newline", "end", ")", "}", ";", "&&", "||", "|"})
_NO_ARGUMENT = frozenset({*_ENDS_COMMAND, "&", ",", "--", "redirection", "<"})


class PipelineReader(ExpressionReader):
    """Reads pipelines and commands."""

    def pipeline(self) -> bool:
        """Commands and expressions between pipes; whether there was any."""
        count = 0
        pipe: Token | None = None
        while True:
            self.skip_comments()
            start = self.lexer.blank(self.position)
            found, assigned = self.pipeline_expression()
            if found and count:
                self.report(start, self.end, "ExpressionsMustBeFirstInPipeline")
            if assigned:
                return True
            if found or self.command():
                count += 1
            elif count or self.peek().kind == "|":
                token = self.peek() if pipe is None else Token("|", pipe.end, pipe.end, "")
                self.report_token(token, "EmptyPipeElement")
            pipe = self.separator()
            if pipe is None:
                return count > 0

    def separator(self) -> Token | None:
        """What parts the elements of a pipeline; None where the pipeline ends."""
        token = self.peek()
        if token.kind in _ENDS_PIPELINE:
            return None
        if token.kind not in {"|", "&&", "||"}:
            self.report_token(token, "UnexpectedToken", token.text)
            return None
        self.next()
        self.skip_newlines()
        if token.kind != "|":
            self.report_token(token, "InvalidEndOfLine", token.text)
        if self.peek().kind != "end":
            return token
        if token.kind == "|":
            self.report_after(token.end, "EmptyPipeElement")
        return None

    def skip_comments(self) -> None:
        """Pass blanks and comments."""
        self.position = self.lexer.blank(self.position)

    def pipeline_expression(self) -> tuple[bool, bool]:
        """An expression at this place, and whether it was an assignment, which is read whole."""
        start = self.lexer.blank(self.position)
        with self.mode(command=False):
            if not self.expression():
                return False, False
            token = self.peek()
            if token.kind == "assign":
                self.next()
        if token.kind != "assign":
            while self.peek().kind in {"redirection", "<"}:
                self.redirection(self.next())
            return True, False
        if not _assignable(self.source[start : token.start].strip()):
            self.report(start, len(self.source[: token.start].rstrip()), "InvalidLeftHandSide")
        self.skip_newlines()
        if not self.statement():
            self.report_after(token.end, "ExpectedValueExpression", token.text)
        return True, True

    def redirection(self, token: Token) -> None:
        """What follows a redirection operator."""
        if "&" in token.text:
            return
        if not self.single_argument():
            self.report_after(token.end, "MissingFileSpecification")
        if token.kind == "<":
            self.report_token(token, "RedirectionNotSupported", token.text)

    def single_argument(self) -> bool:
        """One argument of a command."""
        if self.peek().kind in {",", "end"}:
            return False
        with self.mode(command=True):
            return self.argument(several=False)

    def argument(self, *, several: bool) -> bool:
        """An argument, with those that commas add to it."""
        comma: Token | None = None
        while True:
            token = self.peek()
            if token.kind in VALUES:
                self.primary()
            elif token.kind in _NO_ARGUMENT:
                if comma is not None:
                    self.report_after(comma.end, "MissingExpression", ",")
                return comma is not None
            else:
                self.next()
            if not several or self.peek().kind != ",":
                return True
            comma = self.next()
            self.skip_newlines()

    def command(self) -> bool:
        """A command with its arguments; whether there is one."""
        with self.mode(command=True):
            first = self.peek()
            operator = first.kind in {"&", "."}
            if operator:
                self.next()
            count = 0
            while self.peek().kind not in _ENDS_COMMAND:
                self.element(first=not count)
                count += 1
                if self.source[: self.end].endswith("--%"):
                    self.position = next(iter(re.finditer(r"[^\n|]*", self.source[self.end :]))).end() + self.end
        if not count and operator:
            self.report_token(first, "MissingExpression", first.text)
        return count > 0

    def element(self, *, first: bool) -> None:
        """One element of a command."""
        token = self.peek()
        if token.kind == "&":
            self.report_token(self.next(), "AmpersandNotAllowed")
        elif token.kind == ",":
            self.report_token(self.next(), "MissingArgument")
            self.skip_newlines()
        elif token.kind in {"redirection", "<"}:
            self.next()
            if not first:
                self.redirection(token)
        elif token.kind == "parameter" and not first:
            self.next()
            if token.text.endswith(":") and self.peek().kind != "," and not self.argument(several=True):
                self.report_after(token.end, "ParameterRequiresArgument", token.text)
        elif token.kind == "--" or not self.argument(several=not first):
            self.next()


def _assignable(text: str) -> bool:
    """Whether an assignment may stand after this text."""
    return not re.fullmatch(r"(?:\d[\w.]*|'[^']*'|\"[^\"]*\"|\$?\(\s*\d.*\))", text)
