"""Scripts, script blocks and parameter lists, read as Windows PowerShell's parser reads them."""

from fake_agent.powershell.syntax.checking.lexer import Token
from fake_agent.powershell.syntax.checking.pipelines import PipelineReader

_NAMED_BLOCKS = frozenset({"begin", "process", "end", "dynamicparam"})


class BlockReader(PipelineReader):
    """Reads what holds statements; the statements themselves are read by whoever derives from it."""

    def script(self) -> None:
        """A whole script: tokens that no statement takes are reported and passed."""
        self.parameters_block()
        if self.peek().kind in _NAMED_BLOCKS and self.named_blocks():
            return
        while True:
            self.statements()
            token = self.peek()
            if token.kind == "end":
                return
            self.report_token(self.next(), "UnexpectedToken", token.text)

    def statements(self) -> None:
        """Statements up to a closing bracket or the end."""
        self.skip_newlines(";")
        while self.statement():
            self.skip_newlines(";")
            if self.peek().kind in {")", "}"}:
                return

    def statement_block(self) -> bool:
        """Statements in braces."""
        self.skip_newlines()
        opening = self.peek()
        if opening.kind != "{":
            return False
        self.next()
        with self.mode(command=True, no_comma=False):
            self.statements()
        self.close(opening)
        return True

    def close(self, opening: Token) -> None:
        """The closing brace."""
        self.skip_newlines(";")
        if self.peek().kind == "}":
            self.next()
        else:
            self.report_token(opening, "MissingEndCurlyBrace")

    def block(self, opening: Token) -> None:
        """What follows an opening brace of a script block."""
        self.parameters_block()
        self.skip_newlines()
        if not (self.peek().kind in _NAMED_BLOCKS and self.named_blocks()):
            self.statements()
        self.close(opening)

    def parameters_block(self) -> None:
        """``param(...)`` at the beginning of a script or block."""
        held = self.position, self.end
        self.skip_newlines(";")
        while self.source.startswith("[", self.lexer.blank(self.position)):
            if not self.attribute():
                break
            self.skip_newlines()
        if self.peek().kind == "param":
            self.next()
            self.skip_newlines()
            if self.peek().kind == "(":
                self.parameters()
                return
        self.position, self.end = held

    def named_blocks(self) -> bool:
        """``begin``, ``process``, ``end``; False where the word is a command's name."""
        held = self.position
        first = True
        while self.peek().kind in _NAMED_BLOCKS:
            self.next()
            if not self.statement_block():
                if first:
                    self.position = held
                    return False
                break
            first = False
            self.skip_newlines(";")
        token = self.peek()
        if token.kind not in {"}", "end"}:
            self.report_token(self.next(), "MissingNamedBlocks", token.text)
        return True

    def parameters(self) -> None:
        """A parameter list in brackets."""
        opening = self.next()
        last, comma = opening.end, False
        with self.mode(command=False, no_comma=True):
            while True:
                self.skip_newlines()
                if not self.parameter():
                    if comma:
                        self.report_after(last, "MissingExpressionAfterToken", ",")
                    break
                last = self.end
                self.skip_newlines()
                comma = self.peek().kind == ","
                if not comma:
                    break
                last = self.next().end
            self.skip_newlines()
            if self.peek().kind == ")":
                self.next()
            else:
                self.report_after(last, "MissingEndParenthesisInFunctionParameterList")

    def parameter(self) -> bool:
        """One parameter: attributes, name and default."""
        attributed = False
        while self.peek().kind == "[":
            attributed = True
            if not self.attribute():
                return False
            self.skip_newlines()
        if self.peek().kind not in {"variable", "splat"}:
            if attributed:
                self.report_after(self.end, "InvalidFunctionParameter")
                while self.peek().kind not in {")", "end"}:
                    self.next()
            return attributed
        self.next()
        token = self.peek()
        if token.kind == "assign":
            self.next()
            self.skip_newlines()
            if not self.expression():
                self.report_after(token.end, "MissingExpressionAfterToken", token.text)
        return True
