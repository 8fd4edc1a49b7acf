"""XPath 1.0: from text to a tree of expressions (https://www.w3.org/TR/1999/REC-xpath-19991116/)."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

_TOKEN = re.compile(
    r"""\s*(?:
    (?P<literal>"[^"]*"|'[^']*')
    | (?P<number>\d+(?:\.\d*)?|\.\d+)
    | (?P<sign>\.\.|::|//|!=|<=|>=|[()\[\].@,/|+\-=<>*$])
    | (?P<name>[^\W\d][\w.\-]*(?::(?!:)(?:[^\W\d][\w.\-]*|\*))?)
    )""",
    re.VERBOSE,
)
AXES: Final = frozenset(
    {
        *("ancestor", "ancestor-or-self", "attribute", "child", "descendant", "descendant-or-self", "following"),
        *("following-sibling", "namespace", "parent", "preceding", "preceding-sibling", "self"),
    },
)
_NODE_TYPES = frozenset({"comment", "text", "processing-instruction", "node"})
_WORDS = frozenset({"and", "or", "div", "mod"})
_DEEPEST = 100


class XPathError(Exception):
    """An expression that is no XPath."""


@dataclass(frozen=True, slots=True)
class Literal:
    """A string or a number."""

    value: str | float


@dataclass(frozen=True, slots=True)
class Variable:
    """``$name``."""

    name: str


@dataclass(frozen=True, slots=True)
class Binary:
    """``left operator right``; ``|`` joins node sets."""

    operator: str
    left: "Expression"
    right: "Expression"


@dataclass(frozen=True, slots=True)
class Negative:
    """``-operand``."""

    operand: "Expression"


@dataclass(frozen=True, slots=True)
class Function:
    """``name(arguments)``."""

    name: str
    arguments: tuple["Expression", ...]


@dataclass(frozen=True, slots=True)
class Step:
    """``axis::test[predicates]``; ``test`` is a name, ``*``, ``prefix:*``, or a node type with brackets."""

    axis: str
    test: str
    predicates: tuple["Expression", ...] = ()


@dataclass(frozen=True, slots=True)
class Path:
    """Steps from the root (``absolute``), from what ``start`` gives, or from the context node."""

    steps: tuple[Step, ...]
    absolute: bool = False
    start: "Expression | None" = None
    start_predicates: tuple["Expression", ...] = ()


Expression = Literal | Variable | Binary | Negative | Function | Path
_EVERYTHING = Step("descendant-or-self", "node()")
_LEVELS = (("or",), ("and",), ("=", "!="), ("<", "<=", ">", ">="), ("+", "-"), ("*", "div", "mod"))


def parse(text: str) -> Expression:
    """The tree of an expression; ``XPathError`` where it has an invalid token."""
    parser = _Parser(text)
    found = parser.binary(0)
    if parser.place < len(parser.tokens):
        raise XPathError(text)
    return found


class _Parser:
    def __init__(self, text: str) -> None:
        self.text = text
        self.tokens: list[tuple[str, str]] = []
        self.place = 0
        self.depth = 0
        position, end = 0, len(text.rstrip())
        while position < end:
            found = _TOKEN.match(text, position)
            if found is None:
                raise XPathError(text)
            self.tokens.append((found.lastgroup or "", found[found.lastgroup or 0]))
            position = found.end()

    # --- tokens ----------------------------------------------------------------------------------------------------

    def peek(self, ahead: int = 0) -> tuple[str, str]:
        """A token that is still to come; empty at the end."""
        place = self.place + ahead
        return self.tokens[place] if place < len(self.tokens) else ("", "")

    def take(self, sign: str) -> bool:
        """Whether that sign comes next, which is then read."""
        if self.peek() == ("sign", sign):
            self.place += 1
            return True
        return False

    def need(self, sign: str) -> None:
        """Read a sign that has to come."""
        if not self.take(sign):
            raise XPathError(self.text)

    # --- expressions -----------------------------------------------------------------------------------------------

    def binary(self, level: int) -> Expression:
        """An expression of operators of this level and those that bind tighter."""
        self.depth += 1
        if self.depth > _DEEPEST * len(_LEVELS):
            raise XPathError(self.text)
        read: Callable[[], Expression] = self.unary if level == len(_LEVELS) - 1 else lambda: self.binary(level + 1)
        left = read()
        while self.peek()[1] in _LEVELS[level] and self.peek()[0] in {"sign", "name"}:
            operator = self.peek()[1]
            self.place += 1
            left = Binary(operator, left, read())
        self.depth -= 1
        return left

    def unary(self) -> Expression:
        """``-`` before node sets that are joined."""
        if self.take("-"):
            return Negative(self.unary())
        left = self.path()
        while self.take("|"):
            left = Binary("|", left, self.path())
        return left

    def path(self) -> Expression:
        """A location path, or a value that steps may follow."""
        kind, token = self.peek()
        if kind in {"literal", "number"} or token in {"(", "$"} or self.calls_function():
            return self.filtered()
        if self.take("/"):
            starts = self.peek()[0] == "name" or self.peek()[1] in {".", "..", "@", "*"}
            return Path(tuple(self.steps()) if starts else (), absolute=True)
        if self.take("//"):
            return Path((_EVERYTHING, *self.steps()), absolute=True)
        return Path(tuple(self.steps()))

    def calls_function(self) -> bool:
        """Whether a name with a bracket comes that is no test for a node's type."""
        kind, name = self.peek()
        return kind == "name" and name not in _NODE_TYPES and self.peek(1) == ("sign", "(")

    def filtered(self) -> Expression:
        """A value, its predicates, and the steps after it."""
        value = self.primary()
        predicates = tuple(self.predicates())
        steps: list[Step] = []
        if self.take("//"):
            steps = [_EVERYTHING, *self.steps()]
        elif self.take("/"):
            steps = self.steps()
        return Path(tuple(steps), start=value, start_predicates=predicates) if predicates or steps else value

    def primary(self) -> Expression:
        """A literal, a variable, a function or brackets."""
        kind, token = self.peek()
        self.place += 1
        if kind == "literal":
            return Literal(token[1:-1])
        if kind == "number":
            return Literal(float(token))
        if token == "$":
            self.place += 1
            return Variable(self.peek(-1)[1])
        if token == "(":
            inner = self.binary(0)
            self.need(")")
            return inner
        self.need("(")
        arguments: list[Expression] = []
        while not self.take(")"):
            if arguments:
                self.need(",")
            arguments.append(self.binary(0))
        return Function(token, tuple(arguments))

    # --- paths -----------------------------------------------------------------------------------------------------

    def steps(self) -> list[Step]:
        """Steps with ``/`` and ``//`` between them."""
        found = [self.step()]
        while True:
            if self.take("//"):
                found += [_EVERYTHING, self.step()]
            elif self.take("/"):
                found.append(self.step())
            else:
                return found

    def step(self) -> Step:
        """One step."""
        if self.take("."):
            return Step("self", "node()", tuple(self.predicates()))
        if self.take(".."):
            return Step("parent", "node()", tuple(self.predicates()))
        axis = "child"
        if self.take("@"):
            axis = "attribute"
        elif self.peek(1) == ("sign", "::"):
            axis = self.peek()[1]
            self.place += 2
            if axis not in AXES:
                raise XPathError(self.text)
        return Step(axis, self.test(), tuple(self.predicates()))

    def test(self) -> str:
        """What a step looks for."""
        kind, token = self.peek()
        self.place += 1
        if token == "*":
            return token
        if kind != "name":
            raise XPathError(self.text)
        if token in _NODE_TYPES and self.take("("):
            target = self.peek()[1] if self.peek()[0] == "literal" else ""
            self.place += bool(target)
            self.need(")")
            return f"{token}({target})"
        return token

    def predicates(self) -> list[Expression]:
        """``[...]`` as often as it comes."""
        found: list[Expression] = []
        while self.take("["):
            found.append(self.binary(0))
            self.need("]")
        return found
