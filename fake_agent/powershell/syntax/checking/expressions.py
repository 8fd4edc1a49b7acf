"""Expressions, read as Windows PowerShell's parser reads them."""

from fake_agent.powershell.syntax.checking.lexer import BINARY, UNARY, Mode, Token
from fake_agent.powershell.syntax.checking.nodes import Node, listed
from fake_agent.powershell.syntax.checking.operands import OperandReader

_NO_OPERAND = frozenset({"newline", ","})
_PRECEDENCE = {
    **dict.fromkeys(("-and", "-or", "-xor"), 1),
    **dict.fromkeys(("-band", "-bor", "-bxor"), 2),
    **dict.fromkeys(("+", "-"), 4),
    **dict.fromkeys(("*", "/", "%"), 5),
    "-f": 6,
    "..": 7,
}
_COMPARISON = 3


class ExpressionReader(OperandReader):
    """Reads operands with the operators between, before and after them."""

    def expression(self) -> Node | None:
        """Operands with operators between them."""
        with self.reading(Mode.EXPRESSION):
            first = self.array()
            if first is None:
                return None
            operands, operators = [first], list[Token]()
            token = self.peek()
            while token.kind in BINARY:
                self.take(token)
                self.skip_newlines()
                operand = self.array()
                if operand is None:
                    self.report_after(token, "ExpectedValueExpression", token.text)
                    operand = Node("error", token.end, token.end)
                _reduce(operands, operators, _PRECEDENCE.get(token.kind, _COMPARISON))
                operands.append(operand)
                operators.append(token)
                token = self.peek()
            _reduce(operands, operators, 0)
            whole = operands[0]
            if token.kind == "parameter":
                self.report_at(token, "UnexpectedToken", token.text)
                self.take(token)
                return Node("error", whole.start, token.end, [whole])
            return whole

    def array(self) -> Node | None:
        """Operands with commas between them."""
        first = self.unary()
        comma = self.peek()
        if first is None or comma.kind != "," or self.no_comma:
            return first
        elements = [first]
        while comma.kind == ",":
            self.take(comma)
            self.skip_newlines()
            element = self.unary()
            if element is None:
                self.report_after(comma, "MissingExpressionAfterToken", ",")
                elements.append(Node("error", comma.start, comma.end))
                break
            elements.append(element)
            comma = self.peek()
        return Node("array", first.start, elements[-1].end, elements)

    def unary(self) -> Node | None:
        """An operand with the operators before and after it."""
        token = self.peek(signed=True)
        found: Node | None
        if token.kind in UNARY:
            if token.kind == "," and self.no_comma:
                return None
            self.take(token)
            self.skip_newlines()
            with self.reading():
                operand = self.unary()
            if operand is None:
                self.report_after(token, "MissingExpressionAfterOperator", token.text)
                return Node("error", token.start, token.end)
            kind = "array" if token.kind == "," else "unary"
            found = Node(kind, token.start, operand.end, [operand], token.kind, place=(token.start, token.end))
        elif token.kind == "[":
            found = self.typed()
        else:
            found = self.primary(signed=True)
        if found is None:
            return None
        after = self.peek()
        if after.kind in {"++", "--"}:
            self.take(after)
            postfix = frozenset({"postfix"})
            return Node("unary", found.start, after.end, [found], after.kind, postfix, (after.start, after.end))
        return found

    def typed(self) -> Node | None:
        """Type literals or attributes, and what they are for."""
        attributes = self.attributes(in_expression=True)
        if not attributes:
            return None
        last = attributes[-1]
        found: Node | None = None
        if last.kind == "attribute":
            self.skip_newlines()
            operand = self.unary()
            if operand is None:
                self.report_at(last, "UnexpectedAttribute", last.name)
                return Node("error", last.start, last.end, attributes)
            found = Node("attributed", last.start, operand.end, [last, operand])
        else:
            named = Node("type_expression", last.start, last.end, [], last.name, place=last.place)
            found = self.accesses(named, brackets=False)
            if found is named and self.peek().kind not in _NO_OPERAND:
                operand = self.unary()
                if operand is not None:
                    found = Node("convert", last.start, operand.end, [last, operand])
        for attribute in reversed(attributes[:-1]):
            kind = "convert" if attribute.kind == "type" else "attributed"
            found = Node(kind, attribute.start, found.end, listed(attribute, found))
        return found


def _reduce(operands: list[Node], operators: list[Token], precedence: int) -> None:
    """Join operands whose operator binds at least so strongly."""
    while operators and _PRECEDENCE.get(operators[-1].kind, _COMPARISON) >= precedence:
        operator = operators.pop()
        right, left = operands.pop(), operands.pop()
        place = operator.start, operator.end
        operands.append(Node("binary", left.start, right.end, [left, right], operator.kind, place=place))
