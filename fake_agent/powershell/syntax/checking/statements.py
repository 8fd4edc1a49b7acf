"""Statements, read as Windows PowerShell's parser reads them."""

from collections.abc import Callable

from fake_agent.powershell.syntax.checking.declarations import DeclarationReader
from fake_agent.powershell.syntax.checking.lexer import Token
from fake_agent.powershell.syntax.checking.loops import LOOPS
from fake_agent.powershell.syntax.checking.nodes import Node, listed

_NO_ATTRIBUTES_WORDS = "if switch foreach for while do return throw exit break continue trap try data from define var"
_NO_ATTRIBUTES = frozenset(_NO_ATTRIBUTES_WORDS.split())
"""Keywords of statements that take no attributes."""
_SKIPPED_AFTER_ERROR = frozenset({"else", "elseif", "catch", "until"})
_RESERVED = frozenset({"from", "define", "var"})


class StatementReader(DeclarationReader):
    """Reads statements."""

    def requirements(self) -> list[Node]:
        """The ``#requires`` comments that were passed, read as commands."""
        found: list[Node] = []
        held = self.source
        for start, end in sorted(self.lexer.requirements.items()):
            self.source = self.lexer.source = held[:end]
            self.position = start + 1
            found += listed(self.command())
        self.source = self.lexer.source = held
        return found

    def statement(self) -> Node | None:
        """A statement; None where there is none."""
        with self.reading():
            token = self.peek()
            attributes: list[Node] = []
            if token.text.startswith("["):
                attributes, token = self.attributed(token)
            if token.kind == "eof":
                return None
            if token.kind == "label":
                return self.labelled(token)
            if token.kind in _SKIPPED_AFTER_ERROR and self.faults:
                self.take(token)
                self.skip_newlines()
                return self.statement()
            if token.kind in LOOPS:
                return LOOPS[token.kind](self, self.take(token), "")
            if token.kind in {"class", "enum"}:
                return self.type_definition(self.take(token), attributes)
            rule = _RULES.get(token.kind)
            return rule(self, self.take(token)) if rule is not None else self.pipeline()

    def attributed(self, first: Token) -> tuple[list[Node], Token]:
        """Attributes before a statement and the token behind them; no attributes where they belong to a value."""
        held = self.position, self.end
        attributes = self.attributes(in_expression=False)
        token = self.peek()
        if attributes and token.kind in _NO_ATTRIBUTES:
            if all(one.kind == "attribute" for one in attributes):
                self.report_at(attributes[0], "UnexpectedAttribute", attributes[0].name)
                return [], token
        elif attributes and self.is_keyword(token):
            for one in attributes:
                if one.kind == "type":
                    self.report_at(one, "TypeNotAllowedBeforeStatement", one.name)
                    break
            if token.kind in {"class", "enum"} or token.kind in _RULES:
                return attributes, token
        self.position, self.end = held
        return [], first

    def labelled(self, label: Token) -> Node | None:
        """A loop with its label; a label before anything else is the name of a command."""
        self.take(label)
        self.skip_newlines()
        token = self.peek()
        if token.kind in LOOPS:
            return LOOPS[token.kind](self, self.take(token), label.name)
        self.position = label.start
        return self.pipeline()

    def if_(self, first: Token) -> Node:
        """``if``, ``elseif``, ``else``."""
        parts: list[Node] = []
        keyword = first
        while True:
            self.skip_newlines()
            opening = self.skip("(")
            if opening is None:
                self.report_after(keyword, "MissingOpenParenthesisInIfStatement", keyword.text)
                return Node("error", first.start, keyword.end, parts)
            self.skip_newlines()
            condition = self.pipeline()
            if condition is None:
                self.report_after(opening, "IfStatementMissingCondition", keyword.text)
            parts += listed(condition)
            self.skip_newlines()
            closing = self.peek()
            if closing.kind != ")":
                if condition is not None:
                    self.report_at(closing, "MissingEndParenthesisAfterStatement", keyword.text)
                return Node("error", first.start, closing.start, parts)
            self.take(closing)
            body = self.statement_block()
            if body is None:
                self.report_at(closing, "MissingStatementBlock", keyword.text)
                return Node("error", first.start, closing.end, parts)
            parts.append(body)
            self.skip_newlines()
            keyword = self.peek()
            if keyword.kind != "elseif":
                break
            self.take(keyword)
        if keyword.kind == "else":
            self.take(keyword)
            otherwise = self.statement_block()
            if otherwise is None:
                self.report_after(keyword, "MissingStatementBlockAfterElse")
                return Node("error", first.start, keyword.end, parts)
            parts.append(otherwise)
        return Node("if", first.start, parts[-1].end, parts)

    def try_(self, keyword: Token) -> Node:
        """``try``, ``catch``, ``finally``."""
        self.skip_newlines()
        body = self.statement_block()
        if body is None:
            self.report_after(keyword, "MissingTryStatementBlock")
            return Node("error", keyword.start, keyword.end)
        parts = [body]
        wrong = False
        self.skip_newlines()
        while (catch := self.skip("catch")) is not None:
            clause = self.catch_clause(catch)
            wrong = wrong or clause.kind == "error"
            parts.append(clause)
            if clause.part("block") is None:
                break
            self.skip_newlines()
        if final := self.skip("finally"):
            block = self.statement_block()
            if block is None:
                self.report_after(final, "MissingFinallyStatementBlock")
                wrong = True
            else:
                parts.append(Node("finally", block.start, block.end, block.children))
        if len(parts) == 1 and not wrong:
            self.report_after(body, "MissingCatchOrFinally")
            wrong = True
        return Node("error" if wrong else "try", keyword.start, parts[-1].end, parts)

    def catch_clause(self, keyword: Token) -> Node:
        """The types that a clause catches, and its block."""
        types: list[Node] = []
        comma: Token | None = None
        reported = False
        while True:
            held = self.position, self.end
            self.skip_newlines()
            one = self.attribute()
            if one is None or one.kind != "type":
                if one is not None:
                    self.position, self.end = held
                elif comma is not None:
                    self.report_after(comma, "MissingTypeLiteralToken")
                    reported = True
                break
            types.append(one)
            self.skip_newlines()
            comma = self.skip(",")
            if comma is None:
                break
        block = self.statement_block()
        last = types[-1].end if types else keyword.end
        if block is None and not reported:
            self.report_after(last, "MissingCatchHandlerBlock")
        kind = "error" if block is None or reported else "catch"
        return Node(kind, keyword.start, block.end if block else last, [*types, *listed(block)])

    def trap(self, keyword: Token) -> Node:
        """``trap [type] { }``."""
        held = self.position, self.end
        self.skip_newlines()
        one = self.attribute()
        if one is not None and one.kind != "type":
            self.position, self.end = held
            one = None
        body = self.statement_block()
        if body is None:
            last = one if one is not None else keyword
            self.report_after(last, "MissingTrapStatement")
            return Node("error", keyword.start, last.end, listed(one))
        return Node("trap", keyword.start, body.end, listed(one, body))

    def leave(self, keyword: Token) -> Node:
        """``return``, ``throw`` and ``exit`` with what they carry."""
        carried = self.pipeline()
        return Node(keyword.kind, keyword.start, carried.end if carried else keyword.end, listed(carried))

    def jump(self, keyword: Token) -> Node:
        """``break`` and ``continue`` with their label."""
        label = self.label_or_key()
        return Node(keyword.kind, keyword.start, label.end if label else keyword.end, listed(label))

    def reserved(self, keyword: Token) -> Node:
        """A keyword that this version keeps for later."""
        self.report_at(keyword, "ReservedKeywordNotAllowed", keyword.kind)
        return Node("error", keyword.start, keyword.end)

    def workflow_block(self, keyword: Token) -> Node:
        """``parallel { }`` and ``sequence { }``, which belong to workflows."""
        body = self.statement_block()
        if body is None:
            self.report_after(keyword, "MissingStatementAfterKeyword", keyword.text)
            return Node("error", keyword.start, keyword.end)
        return Node("workflow_block", keyword.start, body.end, [body], keyword.text, place=(keyword.start, keyword.end))

    def late_using(self, keyword: Token) -> Node:
        """A using statement after others."""
        found = self.using(keyword)
        self.report_at(found, "UsingMustBeAtStartOfScript")
        return found


_RULES: dict[str, Callable[[StatementReader, Token], Node | None]] = {
    "if": StatementReader.if_,
    "try": StatementReader.try_,
    "trap": StatementReader.trap,
    "function": StatementReader.function,
    "filter": StatementReader.function,
    "workflow": StatementReader.function,
    **dict.fromkeys(("return", "throw", "exit"), StatementReader.leave),
    **dict.fromkeys(("break", "continue"), StatementReader.jump),
    **dict.fromkeys(_RESERVED, StatementReader.reserved),
    **dict.fromkeys(("parallel", "sequence"), StatementReader.workflow_block),
    "data": StatementReader.data,
    "using": StatementReader.late_using,
}
