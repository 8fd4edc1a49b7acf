"""Expressions, read as Windows PowerShell's parser reads them; only what is wrong is kept."""

import re

from fake_agent.powershell.syntax.checking.lexer import BINARY, UNARY, Token
from fake_agent.powershell.syntax.checking.walking import TokenReader

_SIMPLE_NAME = re.compile(r"\w+")
VALUES = frozenset({"variable", "splat", "number", "string", "(", "{", "@(", "@{", "$("})


class ExpressionReader(TokenReader):
    """Reads expressions."""

    def expression(self) -> bool:
        """Operands with operators between them; whether there is one."""
        with self.mode(command=False):
            if not self.array():
                return False
            token = self.peek()
            while token.kind in BINARY:
                self.next()
                self.skip_newlines()
                if not self.array():
                    self.report_after(token.end, "ExpectedValueExpression", token.text)
                token = self.peek()
            if token.kind == "parameter":
                self.report_token(self.next(), "UnexpectedToken", token.text)
            return True

    def array(self) -> bool:
        """Operands with commas between them."""
        found = self.unary()
        token = self.peek()
        while found and token.kind == "," and not self.no_comma:
            self.next()
            self.skip_newlines()
            if not self.unary():
                self.report_after(token.end, "MissingExpressionAfterToken", token.text)
                return True
            token = self.peek()
        return found

    def unary(self) -> bool:
        """An operand with the operators before and after it."""
        token = self.peek()
        if token.kind == "," and self.no_comma:
            return False
        if token.kind in UNARY:
            self.next()
            self.skip_newlines()
            if not self.unary():
                self.report_after(token.end, "MissingExpressionAfterOperator", token.text)
        elif token.kind == "[":
            if not self.types():
                return False
        elif not self.primary():
            return False
        if self.peek().kind in {"++", "--"}:
            self.next()
        return True

    def attribute(self) -> bool:
        """Pass a type literal or attribute."""
        end = self.lexer.attribute_end(self.lexer.blank(self.position))
        if end is None:
            return False
        self.position = self.end = end
        return True

    def types(self) -> bool:
        """Type literals or attributes, and what they are for."""
        if not self.attribute():
            return False
        while self.source.startswith("[", self.lexer.blank(self.position)) and self.attribute():
            pass
        end = self.end
        if self.source.startswith((".", "::"), self.position):
            self.members()
        if self.end == end and self.peek().kind not in {"newline", ","}:
            self.unary()
        return True

    def primary(self) -> bool:
        """A value with what is accessed of it."""
        token = self.peek()
        if token.kind not in VALUES:
            return False
        self.next()
        if token.kind == "(":
            self.parenthesized(token)
        elif token.kind == "{":
            with self.mode(command=True, no_comma=False):
                self.block(token)
        elif token.kind in {"@(", "$("}:
            self.sub_expression()
        elif token.kind == "@{":
            self.hash(token)
        self.members()
        return True

    def parenthesized(self, opening: Token) -> None:
        """A pipeline in brackets."""
        with self.mode(command=True, no_comma=False):
            self.skip_newlines()
            if not self.pipeline():
                self.report_after(opening.end, "ExpectedExpression")
            self.skip_newlines()
            if self.peek().kind == ")":
                self.next()
            else:
                self.report_after(self.end, "MissingEndParenthesisInExpression")

    def sub_expression(self) -> None:
        """Statements in brackets."""
        with self.mode(command=True, no_comma=False):
            self.statements()
            self.skip_newlines()
            token = self.peek()
            if token.kind == ")":
                self.next()
            else:
                self.report_token(token, "MissingEndParenthesisInSubexpression")

    def hash(self, opening: Token) -> None:
        """The entries of a hash literal."""
        last = opening.end
        self.skip_newlines()
        while self.entry():
            last = self.end
            if self.peek().kind not in {"newline", ";"}:
                break
            self.skip_newlines(";")
        if self.peek().kind == "}":
            self.next()
        else:
            self.report_after(last, "IncompleteHashLiteral")

    def entry(self) -> bool:
        """A key and its value."""
        with self.mode(command=False, no_comma=True):
            start = self.lexer.blank(self.position)
            name = _SIMPLE_NAME.match(self.source, start)
            if name is not None:
                self.position = self.end = name.end()
            elif self.peek().kind == "newline" or not self.unary():
                return False
            place, token = self.end, self.peek()
            if token.kind == "assign" and token.text == "=":
                self.next()
        if token.text != "=":
            self.report_after(place, "MissingEqualsInHashLiteral")
            while self.peek().kind not in {"}", ";", "newline", "end"}:
                self.next()
            return True
        with self.mode(command=True, no_comma=False):
            self.skip_newlines()
            if not self.statement():
                self.report_after(token.end, "MissingStatementInHashLiteral")
        return True

    def members(self) -> None:
        """Members, calls and indexes that follow a value at once."""
        source = self.source
        while self.position < len(source):
            place = self.position
            member = re.compile(r"\.(?!\.)|::").match(source, place)
            if member and (not self.command_mode or source[member.end() : member.end() + 1].strip()):
                self.position = self.end = member.end()
                self.member()
            elif source[place] == "[":
                self.index()
            else:
                return

    def member(self) -> None:
        """The name after a dot, and its arguments."""
        operator = self.end
        name = _SIMPLE_NAME.match(self.source, self.position)
        if name is not None:
            self.position = self.end = name.end()
        else:
            with self.mode(command=False):
                if self.peek().kind in {"variable", "string", "(", "$("} and self.peek().start == self.position:
                    opening = self.next()
                    if opening.kind == "(":
                        self.parenthesized(opening)
                    elif opening.kind == "$(":
                        self.sub_expression()
                else:
                    self.report_after(operator, "MissingPropertyName")
                    self.single_argument()
                    return
        if self.source.startswith("(", self.position):
            self.arguments(self.next())
        elif self.source.startswith("{", self.position):
            opening = self.next()
            with self.mode(command=True, no_comma=False):
                self.block(opening)

    def arguments(self, opening: Token) -> None:
        """The arguments of a method."""
        with self.mode(command=False, no_comma=True):
            last, comma = opening.end, False
            while True:
                self.skip_newlines()
                if not self.expression():
                    break
                last = self.end
                self.skip_newlines()
                comma = self.peek().kind == ","
                if not comma:
                    break
                last = self.next().end
            self.skip_newlines()
            if comma:
                self.report_after(last, "MissingExpressionAfterToken", ",")
            if self.peek().kind == ")":
                self.next()
            elif not comma:
                self.report_after(last, "MissingEndParenthesisInMethodCall")

    def index(self) -> None:
        """The index in square brackets."""
        with self.mode(command=False, no_comma=False):
            opening = self.next()
            self.skip_newlines()
            found = self.expression()
            if not found:
                self.report_after(opening.end, "MissingArrayIndexExpression")
            last = self.end
            self.skip_newlines()
            if self.peek().kind == "]":
                self.next()
            elif found:
                self.report_after(last, "MissingEndSquareBracket")
