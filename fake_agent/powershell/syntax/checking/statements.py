"""Statements, read as Windows PowerShell's parser reads them; only what is wrong is kept."""

from collections.abc import Callable

from fake_agent.powershell.syntax.checking.blocks import BlockReader
from fake_agent.powershell.syntax.checking.lexer import Token
from fake_agent.powershell.syntax.problems import SyntaxFault, SyntaxProblem

_SWITCH_FLAGS = ("regex", "wildcard", "exact", "casesensitive", "parallel")
_NO_NAME = frozenset({"variable", "splat", "end", "string", "(", ")", "{", "}", "@(", "@{", ";", "&&", "||", "&", "|"})


def check(source: str) -> list[SyntaxFault]:
    """What Windows PowerShell's parser finds wrong with a script, in its order; nothing where it accepts it."""
    reader = _StatementReader(source)
    try:
        reader.script()
    except SyntaxProblem as problem:
        return list(problem.faults)
    found = [*reader.faults, *(fault for problem in reader.lexer.problems[:1] for fault in problem.faults)]
    return list(dict.fromkeys(found))


class _StatementReader(BlockReader):
    def statement(self) -> bool:
        with self.mode(command=True):
            token = self.peek()
            if token.text.startswith("["):
                token = self.attributed(token)
            if token.kind == "end":
                return False
            if token.kind == "label":
                held = self.position
                self.next()
                self.skip_newlines()
                if self.peek().kind not in {"do", "for", "foreach", "switch", "while"}:
                    self.position = held
                    return self.pipeline()
                token = self.peek()
            if token.kind in {"catch", "else", "elseif", "until"} and self.faults:
                self.next()
                self.skip_newlines()
                return self.statement()
            rule = _RULES.get(token.kind)
            if rule is None:
                return self.pipeline()
            self.next()
            rule(self, token)
            return True

    def attributed(self, first: Token) -> Token:
        """The keyword after attributes of a class or an enumeration; else the first token, nothing passed."""
        held = self.position, self.end
        while self.source.startswith("[", self.lexer.blank(self.position)) and self.attribute():
            self.skip_newlines()
        token = self.peek()
        if token.kind in {"class", "enum"}:
            return token
        self.position, self.end = held
        return first

    def if_(self, keyword: Token) -> None:
        while True:
            self.skip_newlines()
            opening = self.peek()
            if opening.kind != "(":
                self.report_after(keyword.end, "MissingOpenParenthesisInIfStatement", keyword.text)
                return
            self.next()
            self.skip_newlines()
            found = self.pipeline()
            if not found:
                self.report_after(opening.end, "IfStatementMissingCondition", keyword.text)
            self.skip_newlines()
            closing = self.peek()
            if closing.kind != ")":
                if found:
                    self.report_token(closing, "MissingEndParenthesisAfterStatement", keyword.text)
                return
            self.next()
            if not self.statement_block():
                self.report_token(closing, "MissingStatementBlock", keyword.text)
                return
            held = self.position
            self.skip_newlines()
            keyword = self.peek()
            if keyword.kind != "elseif":
                break
            self.next()
        if keyword.kind != "else":
            self.position = held
            return
        self.next()
        if not self.statement_block():
            self.report_after(keyword.end, "MissingStatementBlockAfterElse")

    def foreach(self, keyword: Token) -> None:
        self.skip_newlines()
        if self.peek().kind != "(":
            self.report_after(keyword.end, "MissingOpenParenthesisAfterKeyword", keyword.kind)
            return
        opening = self.next()
        self.skip_newlines()
        if self.peek().kind not in {"variable", "splat"}:
            self.report_after(opening.end, "MissingVariableNameAfterForeach")
            return
        self.next()
        self.skip_newlines()
        if self.peek().kind != "in":
            self.report_after(self.end, "MissingInInForeach")
            return
        self.next()
        self.skip_newlines()
        if not self.pipeline():
            self.report_after(self.end, "MissingForeachExpression")
            return
        self.skip_newlines()
        if self.peek().kind != ")":
            self.report_after(self.end, "MissingEndParenthesisAfterForeach")
            return
        closing = self.next()
        if not self.statement_block():
            self.report_after(closing.end, "MissingForeachStatement")

    def for_(self, keyword: Token) -> None:
        self.skip_newlines()
        if self.peek().kind != "(":
            self.report_after(keyword.end, "MissingOpenParenthesisAfterKeyword", keyword.kind)
            return
        self.next()
        for part in range(3):
            self.skip_newlines()
            self.pipeline()
            if part < 2 and self.peek().kind == ";":  # noqa: PLR2004 - two semicolons part the three parts
                self.next()
        self.skip_newlines()
        if self.peek().kind != ")":
            self.report_after(self.end, "MissingEndParenthesisAfterStatement", keyword.kind)
            return
        closing = self.next()
        if not self.statement_block():
            self.report_after(closing.end, "MissingLoopStatement", keyword.kind)

    def while_(self, keyword: Token) -> None:
        if self.condition(keyword) and not self.statement_block():
            self.report_after(self.end, "MissingLoopStatement", keyword.kind)

    def condition(self, keyword: Token) -> bool:
        """The condition of a loop in its brackets."""
        self.skip_newlines()
        if self.peek().kind != "(":
            self.report_after(keyword.end, "MissingOpenParenthesisAfterKeyword", keyword.text)
            return False
        opening = self.next()
        self.skip_newlines()
        found = self.pipeline()
        if not found:
            self.report_after(opening.end, "MissingExpressionAfterKeyword", keyword.kind)
        self.skip_newlines()
        if self.peek().kind != ")":
            if found:
                self.report_after(self.end, "MissingEndParenthesisAfterStatement", keyword.kind)
            return False
        self.next()
        return True

    def do(self, keyword: Token) -> None:
        if not self.statement_block():
            self.report_after(keyword.end, "MissingLoopStatement", keyword.kind)
            return
        place = self.end
        self.skip_newlines()
        following = self.peek()
        if following.kind not in {"while", "until"}:
            self.report_after(place, "MissingWhileOrUntilInDoWhile")
            return
        self.next()
        self.condition(following)

    def switch(self, keyword: Token) -> None:
        wrong = reading_file = False
        while self.peek().kind == "parameter":
            flag = self.next()
            name = flag.text[1:].rstrip(":").lower()
            if name and "file".startswith(name):
                reading_file = self.single_argument()
            elif not any(known.startswith(name) for known in _SWITCH_FLAGS):
                self.report_token(flag, "InvalidSwitchFlag", flag.text[1:])
        self.skip_newlines()
        if self.peek().kind == "(":
            opening = self.next()
            self.skip_newlines()
            if not self.pipeline():
                wrong = True
                self.report_after(opening.end, "PipelineValueRequired")
            self.skip_newlines()
            if self.peek().kind == ")":
                self.next()
            elif not wrong:
                self.report_after(self.end, "MissingEndParenthesisInSwitchStatement")
        elif not reading_file:
            self.report_after(keyword.end, "PipelineValueRequired")
        self.skip_newlines()
        opening = self.peek()
        if opening.kind != "{":
            self.report_after(self.end, "MissingCurlyBraceInSwitchStatement")
            return
        self.next()
        self.clauses(opening)

    def clauses(self, opening: Token) -> None:
        """The clauses of a switch statement."""
        defaults = 0
        self.skip_newlines(";")
        while self.peek().kind not in {"}", "end"}:
            condition = self.peek()
            if not self.single_argument():
                self.report_after(self.end, "MissingSwitchConditionExpression")
                return
            place = self.end
            if not self.statement_block():
                self.report_after(place, "MissingSwitchStatementClause")
            elif condition.text.lower() == "default":
                defaults += 1
                if defaults > 1:
                    self.report_token(condition, "MultipleSwitchDefaultClauses")
            self.skip_newlines(";")
        self.close(opening)

    def try_(self, keyword: Token) -> None:
        if not self.statement_block():
            self.report_after(keyword.end, "MissingTryStatementBlock")
            return
        body, handlers = self.end, 0
        held = self.position
        self.skip_newlines()
        while self.peek().kind == "catch":
            last = self.next().end
            self.skip_newlines()
            while self.peek().text.startswith("[") or self.peek().kind == ",":
                if self.peek().kind == ",":
                    self.next()
                elif self.attribute():
                    last = self.end
                else:
                    break
                self.skip_newlines()
            handlers += 1
            if not self.statement_block():
                self.report_after(last, "MissingCatchHandlerBlock")
                return
            held = self.position
            self.skip_newlines()
        if self.peek().kind == "finally":
            final = self.next()
            if not self.statement_block():
                self.report_after(final.end, "MissingFinallyStatementBlock")
            return
        self.position = held
        if not handlers:
            self.report_after(body, "MissingCatchOrFinally")

    def trap(self, keyword: Token) -> None:
        self.skip_newlines()
        if self.peek().text.startswith("["):
            self.attribute()
        if not self.statement_block():
            self.report_after(keyword.end, "MissingTrapStatement")

    def function(self, keyword: Token) -> None:
        self.skip_newlines()
        name = self.peek()
        if name.kind in _NO_NAME or name.kind in {"redirection", "<"}:
            self.report_after(keyword.end, "MissingNameAfterKeyword", keyword.text)
            return
        self.next()
        self.skip_newlines()
        count = len(self.faults)
        if self.peek().kind == "(":
            self.parameters()
            self.skip_newlines()
        opening = self.peek()
        if opening.kind != "{":
            if len(self.faults) == count:
                self.report_after(self.end, "MissingFunctionBody")
            return
        if len(self.faults) > count:
            # As the real parser does: the body is read as a script block of its own.
            self.next()
            return
        self.next()
        self.block(opening)

    def leave(self, _keyword: Token) -> None:
        """``return``, ``throw`` and ``exit`` with what they carry."""
        self.pipeline()

    def jump(self, _keyword: Token) -> None:
        """``break`` and ``continue`` with their label."""
        if self.peek().kind in {"word", "variable", "string"}:
            self.next()

    def reserved(self, keyword: Token) -> None:
        """A keyword that this version does not know."""
        self.report_token(keyword, "ReservedKeywordNotAllowed", keyword.text)

    def data(self, _keyword: Token) -> None:
        """A data section."""
        while self.peek().kind in {"word", "parameter", ","}:
            self.next()
        self.statement_block()

    def using(self, _keyword: Token) -> None:
        """A using statement: its line."""
        while self.peek().kind not in {"newline", "end", ";"}:
            self.next()

    def type_definition(self, keyword: Token) -> None:
        """A class or an enumeration: its head, and braces that match."""
        name = self.peek()
        if name.kind != "word":
            self.report_after(keyword.end, "MissingNameAfterKeyword", keyword.text)
            return
        while self.peek().kind not in {"{", "end", ";"}:
            self.next()
        opening = self.peek()
        if opening.kind != "{":
            self.report_after(self.end, "MissingTypeBody")
            return
        try:
            self.position = self.end = self.lexer.reader.skip_bracket(opening.start)
        except SyntaxProblem:
            self.report_token(opening, "MissingEndCurlyBrace")
            self.position = len(self.source)


_RULES: dict[str, Callable[[_StatementReader, Token], None]] = {
    "if": _StatementReader.if_,
    "foreach": _StatementReader.foreach,
    "for": _StatementReader.for_,
    "while": _StatementReader.while_,
    "do": _StatementReader.do,
    "switch": _StatementReader.switch,
    "try": _StatementReader.try_,
    "trap": _StatementReader.trap,
    "function": _StatementReader.function,
    "filter": _StatementReader.function,
    "workflow": _StatementReader.function,
    "return": _StatementReader.leave,
    "throw": _StatementReader.leave,
    "exit": _StatementReader.leave,
    "break": _StatementReader.jump,
    "continue": _StatementReader.jump,
    "define": _StatementReader.reserved,
    "from": _StatementReader.reserved,
    "var": _StatementReader.reserved,
    "data": _StatementReader.data,
    "using": _StatementReader.using,
    "class": _StatementReader.type_definition,
    "enum": _StatementReader.type_definition,
}
