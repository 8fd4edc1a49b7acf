"""Operands, read as Windows PowerShell's parser reads them: values with what is accessed of them."""

from fake_agent.powershell.syntax.checking.lexer import UNARY, Mode, Token
from fake_agent.powershell.syntax.checking.nodes import Node, listed
from fake_agent.powershell.syntax.checking.type_names import TypeReader

VALUES = frozenset({"variable", "splat", "number", "string", "expandable", "(", "{", "@(", "@{", "$("})
_STATIC = frozenset({"static"})


class OperandReader(TypeReader):
    """Reads values: literals, variables, brackets, hash literals, and members, calls and indexes of them."""

    def primary(self, *, accesses: bool = True, signed: bool = False) -> Node | None:
        """A value."""
        token = self.peek(signed=signed)
        if token.kind not in VALUES:
            return None
        self.take(token)
        found = self.value(token)
        if not accesses:
            return found
        found = self.accesses(found)
        if token.kind in {"variable", "splat"} and token.name.lower().startswith("using:"):
            return Node("using_expression", found.start, found.end, [found])
        return found

    def value(self, token: Token) -> Node:
        """The value that the token begins; the token is taken already."""
        if token.kind in {"variable", "splat"}:
            marks = frozenset({"splat"} if token.kind == "splat" else ())
            return Node("variable", token.start, token.end, name=token.name, marks=marks)
        if token.kind == "expandable":
            return Node("expandable", token.start, token.end, self.nested(token), token.name)
        if token.kind in {"number", "string"}:
            return Node(token.kind, token.start, token.end, name=token.name)
        if token.kind == "(":
            return self.parenthesized(token)
        if token.kind == "{":
            with self.reading(Mode.COMMAND, no_comma=False):
                block = self.script_block(token)
            return Node("block_expression", block.start, block.end, [block])
        return self.hash(token) if token.kind == "@{" else self.sub_expression(token)

    def nested(self, token: Token) -> list[Node]:
        """What a string brings in."""
        found: list[Node] = []
        held = self.source, self.position, self.end
        for one in token.nested:
            if one.name:
                found.append(Node("variable", one.start, one.end, name=one.name))
                continue
            self.source = self.lexer.source = held[0][: one.start] + one.text
            self.position = one.start
            try:
                with self.reading(Mode.EXPRESSION, no_comma=False):
                    found += listed(self.primary())
            finally:
                self.source, self.position, self.end = held
                self.lexer.source = held[0]
        return found

    def parenthesized(self, opening: Token) -> Node:
        """A pipeline in brackets."""
        with self.reading(Mode.COMMAND, no_comma=False):
            self.skip_newlines()
            pipeline = self.pipeline()
            if pipeline is None:
                self.report_after(opening, "ExpectedExpression")
                pipeline = Node("error", opening.end, opening.end)
            self.skip_newlines()
            end = pipeline.end
            if closing := self.skip(")"):
                end = closing.end
            else:
                self.report_after(pipeline, "MissingEndParenthesisInExpression")
        return Node("paren", opening.start, end, [pipeline])

    def sub_expression(self, opening: Token) -> Node:
        """Statements in brackets."""
        with self.reading(Mode.COMMAND, no_comma=False):
            self.skip_newlines()
            statements = self.statements()
            self.skip_newlines()
            token = self.peek()
            end = statements[-1].end if statements else opening.end
            if token.kind == ")":
                end = self.take(token).end
            else:
                self.report_at(token, "MissingEndParenthesisInSubexpression")
        kind = "sub_expression" if opening.kind == "$(" else "array_expression"
        return Node(kind, opening.start, end, statements)

    def hash(self, opening: Token) -> Node:
        """A hash literal: keys and values by turns."""
        parts: list[Node] = []
        self.skip_newlines()
        while (pair := self.pair()) is not None:
            parts += pair
            if self.peek().kind not in {"newline", ";"}:
                break
            self.skip_newlines(";")
        last = parts[-1].end if parts else opening.end
        if closing := self.skip("}"):
            last = closing.end
        else:
            self.report_after(last, "IncompleteHashLiteral")
        return Node("hash", opening.start, last, parts)

    def pair(self) -> list[Node] | None:
        """A key and its value."""
        with self.reading(Mode.EXPRESSION):
            key = self.label_or_key()
            if key is None:
                return None
            equals = self.peek()
        if equals.text != "=":
            self.report_after(key, "MissingEqualsInHashLiteral")
            self.pass_until("}", ";", "newline", consume=False)
            return [key, Node("error", key.end, key.end)]
        self.take(equals)
        with self.reading(Mode.COMMAND):
            self.skip_newlines()
            value = self.statement()
            if value is None:
                self.report_after(equals, "MissingStatementInHashLiteral")
                value = Node("error", equals.end, equals.end)
        return [key, value]

    def simple_name(self) -> Node | None:
        """A plain name."""
        token = self.peek(simple=True)
        if token.kind != "word":
            return None
        self.take(token)
        return Node("string", token.start, token.end, name=token.text, marks=frozenset({"bare"}))

    def label_or_key(self) -> Node | None:
        """A key of a hash literal, or the label after ``break``."""
        name = self.simple_name()
        if name is not None:
            return name
        if self.peek().kind in {"newline", ";"}:
            return None
        with self.reading(no_comma=True):
            return self.unary()

    # --- members, calls, indexes -----------------------------------------------------------------------------------

    def accesses(self, found: Node, *, brackets: bool = True) -> Node:
        """A value with the members, calls and indexes that follow it at once."""
        while (operator := self.access_operator(brackets=brackets)) is not None:
            self.skip_newlines()
            found = self.index(found, operator) if operator.kind == "[" else self.member(found, operator)
            brackets = True
        return found

    def access_operator(self, *, brackets: bool) -> Token | None:
        """The ``.``, ``::`` or ``[`` at this very place; comments may stand before it, blanks may not."""
        source, place = self.source, self.position
        while source.startswith("<#", place):
            place = self.lexer.block_comment(place)
        for sign in ("::", ".", "["):
            if not source.startswith(sign, place):
                continue
            following = source[place + len(sign) : place + len(sign) + 1]
            if sign == "[" and not brackets:
                return None
            if sign != "[" and self.mode is Mode.COMMAND and (not following or following.isspace()):
                return None
            if sign == "." and following == ".":
                return None
            return self.take(Token(sign, place, place + len(sign), sign))
        return None

    def member_name(self) -> Node | None:
        """The name after ``.`` or ``::``."""
        name = self.simple_name()
        if name is not None:
            return name
        token = self.peek()
        if token.kind in UNARY or token.kind == "[":
            return self.unary()
        return self.primary(accesses=False)

    def member(self, target: Node, operator: Token) -> Node:
        """The member, and the call of it."""
        marks = _STATIC if operator.kind == "::" else frozenset[str]()
        name = self.member_name()
        if name is None:
            self.report_after(operator, "MissingPropertyName")
            name = self.single_argument() or Node("error", target.start, operator.end)
            return Node("member", target.start, name.end, [target, name], marks=marks)
        if not self.directly("({"):
            return Node("member", target.start, name.end, [target, name], marks=marks)
        opening = self.next()
        if opening.kind == "{":
            arguments = [self.value(opening)]
            end = arguments[0].end
        else:
            arguments, end = self.arguments(opening)
        return Node("invoke", target.start, end, [target, name, *arguments], marks=marks)

    def arguments(self, opening: Token) -> tuple[list[Node], int]:
        """The arguments of a method, and where its bracket ends."""
        found: list[Node] = []
        comma: Token | None = None
        reported = False
        with self.reading(no_comma=True):
            while True:
                self.skip_newlines()
                argument = self.expression()
                if argument is None:
                    if comma is not None:
                        self.report_after(comma, "MissingExpressionAfterToken", ",")
                        reported = True
                    break
                found.append(argument)
                self.skip_newlines()
                comma = self.skip(",")
                if comma is None:
                    break
            self.skip_newlines()
            if closing := self.skip(")"):
                return found, closing.end
            end = found[-1].end if found else opening.end
            if not reported:
                self.report_after(end, "MissingEndParenthesisInMethodCall")
        return found, end

    def index(self, target: Node, opening: Token) -> Node:
        """The index in square brackets."""
        self.skip_newlines()
        with self.reading(no_comma=False):
            place = self.expression()
        if place is None:
            self.report_after(opening, "MissingArrayIndexExpression")
        self.skip_newlines()
        end = place.end if place is not None else opening.end
        if closing := self.skip("]"):
            end = closing.end
        elif place is not None and place.kind != "error":
            self.report_after(place, "MissingEndSquareBracket")
        return Node("index", target.start, end, listed(target, place))
