"""Loops and ``switch``, read as Windows PowerShell's parser reads them."""

from collections.abc import Callable

from fake_agent.powershell.syntax.checking.blocks import BlockReader
from fake_agent.powershell.syntax.checking.lexer import Token
from fake_agent.powershell.syntax.checking.nodes import Node, listed

_SWITCH_FLAGS = ("regex", "wildcard", "exact", "casesensitive", "parallel", "file")


def _flag(token: Token, names: tuple[str, ...]) -> str:
    """The flag that a parameter abbreviates; nothing where it is none."""
    return next((name for name in names if name.startswith(token.name.lower())), "")


def _error(start: int, end: int, *parts: Node | None) -> Node:
    return Node("error", start, end, listed(*parts))


def foreach(reader: BlockReader, keyword: Token, label: str) -> Node:  # noqa: C901 - one case a fault
    """``foreach ($x in values) { }``."""
    reader.skip_newlines()
    marks: set[str] = set()
    wrong = False
    while (flag := reader.skip("parameter")) is not None:
        name = _flag(flag, ("parallel", "throttlelimit"))
        marks.add(name)
        if name == "throttlelimit":
            reader.skip_newlines()
            if reader.single_argument() is None:
                reader.report_after(flag, "MissingThrottleLimit")
        elif not name:
            wrong = True
            reader.report_at(flag, "InvalidForeachFlag", flag.name)
        reader.skip_newlines()
    opening = reader.skip("(")
    if opening is None:
        reader.report_after(keyword, "MissingOpenParenthesisAfterKeyword", keyword.kind)
        return _error(keyword.start, keyword.end)
    reader.skip_newlines()
    named = reader.skip("variable", "splat")
    if named is None:
        reader.report_after(opening, "MissingVariableNameAfterForeach")
        return _error(keyword.start, opening.end)
    variable = Node("variable", named.start, named.end, name=named.name, marks=frozenset({named.kind}))
    reader.skip_newlines()
    word = reader.skip("in")
    if word is None:
        reader.report_after(named, "MissingInInForeach")
        return _error(keyword.start, named.end, variable)
    reader.skip_newlines()
    values = reader.pipeline()
    if values is None:
        reader.report_after(word, "MissingForeachExpression")
        return _error(keyword.start, word.end, variable)
    reader.skip_newlines()
    closing = reader.skip(")")
    if closing is None:
        reader.report_after(values, "MissingEndParenthesisAfterForeach")
        return _error(keyword.start, values.end, variable, values)
    body = reader.statement_block()
    if body is None:
        reader.report_after(closing, "MissingForeachStatement")
        return _error(keyword.start, closing.end, variable, values)
    kind = "error" if wrong else "foreach"
    return Node(kind, keyword.start, body.end, [variable, values, body], label, frozenset(marks))


def for_(reader: BlockReader, keyword: Token, label: str) -> Node:
    """``for (;;) { }``."""
    reader.skip_newlines()
    opening = reader.skip("(")
    if opening is None:
        reader.report_after(keyword, "MissingOpenParenthesisAfterKeyword", keyword.kind)
        return _error(keyword.start, keyword.end)
    parts: list[Node] = []
    last = opening.end
    for part in range(3):
        reader.skip_newlines()
        found = reader.pipeline()
        parts += listed(found)
        last = found.end if found is not None else last
        if part < 2 and (semicolon := reader.skip(";")):
            last = semicolon.end
    reader.skip_newlines()
    closing = reader.skip(")")
    if closing is None:
        reader.report_after(last, "MissingEndParenthesisAfterStatement", keyword.kind)
        return _error(keyword.start, last, *parts)
    body = reader.statement_block()
    if body is None:
        reader.report_after(closing, "MissingLoopStatement", keyword.kind)
        return _error(keyword.start, closing.end, *parts)
    return Node("for", keyword.start, body.end, [*parts, body], label)


def _condition(reader: BlockReader, keyword: Token) -> tuple[Node | None, bool]:
    """The condition of a loop in its brackets, and whether all of it is there."""
    reader.skip_newlines()
    opening = reader.skip("(")
    if opening is None:
        reader.report_after(keyword, "MissingOpenParenthesisAfterKeyword", keyword.kind)
        return None, False
    reader.skip_newlines()
    condition = reader.pipeline()
    if condition is None:
        reader.report_after(opening, "MissingExpressionAfterKeyword", keyword.kind)
    reader.skip_newlines()
    if reader.skip(")"):
        return condition, True
    if condition is not None:
        reader.report_after(condition, "MissingEndParenthesisAfterStatement", keyword.kind)
    return condition, False


def while_(reader: BlockReader, keyword: Token, label: str) -> Node:
    """``while (condition) { }``."""
    condition, complete = _condition(reader, keyword)
    if not complete:
        return _error(keyword.start, reader.end, condition)
    closing = reader.end
    body = reader.statement_block()
    if body is None:
        reader.report_after(closing, "MissingLoopStatement", keyword.kind)
        return _error(keyword.start, closing, condition)
    return Node("while", keyword.start, body.end, listed(condition, body), label)


def do(reader: BlockReader, keyword: Token, label: str) -> Node:
    """``do { } while (condition)`` and ``until``."""
    body = reader.statement_block()
    if body is None:
        reader.report_after(keyword, "MissingLoopStatement", keyword.kind)
        return _error(keyword.start, keyword.end)
    reader.skip_newlines()
    word = reader.skip("while", "until")
    if word is None:
        reader.report_after(body, "MissingWhileOrUntilInDoWhile")
        return _error(keyword.start, body.end, body)
    condition, complete = _condition(reader, word)
    if condition is None or not complete:
        return _error(keyword.start, reader.end, body, condition)
    return Node("do", keyword.start, reader.end, [condition, body], label)


def switch(reader: BlockReader, keyword: Token, label: str) -> Node:
    """``switch`` in all its forms."""
    reader.skip_newlines()
    count = len(reader.faults)
    marks: set[str] = set()
    condition: Node | None = None
    last = keyword.end
    while (flag := reader.skip("parameter")) is not None:
        last = flag.end
        name = _flag(flag, _SWITCH_FLAGS)
        marks.add(name)
        if name == "file":
            reader.skip_newlines()
            condition = reader.single_argument()
            if condition is None:
                reader.report_after(flag, "MissingFilenameOption")
            last = condition.end if condition is not None else last
        elif not name:
            reader.report_at(flag, "InvalidSwitchFlag", flag.name)
    condition, last, incomplete = _switch_condition(reader, condition, last, marks)
    reader.skip_newlines()
    opening = reader.skip("{")
    clauses: list[Node] = []
    if opening is None:
        if not incomplete:
            reader.report_after(last, "MissingCurlyBraceInSwitchStatement")
    else:
        clauses = _clauses(reader, opening)
    kind = "switch" if len(reader.faults) == count else "error"
    return Node(kind, keyword.start, reader.end, [*listed(condition), *clauses], label, frozenset(marks))


def _switch_condition(
    reader: BlockReader, condition: Node | None, last: int, marks: set[str]
) -> tuple[Node | None, int, bool]:
    """What the clauses are tried on, where it ends, and whether the script ends before it is complete."""
    opening = reader.skip("(")
    if opening is None:
        if condition is None and "file" not in marks:
            reader.report_after(last, "PipelineValueRequired")
            return None, last, _at_end(reader, last)
        return condition, last, _at_end(reader, last) and condition is None
    incomplete = False
    last = opening.end
    if "file" in marks:
        reader.report_at(opening, "PipelineValueRequired")
    reader.skip_newlines()
    condition = reader.pipeline()
    if condition is None:
        reader.report_after(opening, "PipelineValueRequired")
        incomplete = _at_end(reader, opening.end)
    else:
        last = condition.end
    reader.skip_newlines()
    if closing := reader.skip(")"):
        return condition, closing.end, incomplete
    if not incomplete:
        reader.report_after(last, "MissingEndParenthesisInSwitchStatement")
        incomplete = _at_end(reader, last)
    return condition, last, incomplete


def _at_end(reader: BlockReader, place: int) -> bool:
    """Whether nothing but blanks and comments follows the place."""
    return not reader.source[reader.lexer.blank(place) :].strip()


def _clauses(reader: BlockReader, opening: Token) -> list[Node]:
    """The clauses of a switch statement up to its closing brace."""
    found: list[Node] = []
    default = False
    last = opening.end
    reader.skip_newlines()
    while True:
        condition = reader.single_argument()
        if condition is None:
            reader.report_after(last, "MissingSwitchConditionExpression")
            reader.skip("}")
            return found
        found.append(condition)
        last = condition.end
        body = reader.statement_block()
        incomplete = False
        if body is None:
            reader.report_after(last, "MissingSwitchStatementClause")
            incomplete = _at_end(reader, last)
        else:
            found.append(body)
            last = body.end
            if condition.kind == "string" and "bare" in condition.marks and condition.name.lower() == "default":
                if default:
                    reader.report_at(condition, "MultipleSwitchDefaultClauses")
                default = True
        reader.skip_newlines(";")
        token = reader.peek()
        if token.kind == "}":
            reader.take(token)
            return found
        if token.kind == "eof":
            if not incomplete:
                reader.report_at(opening, "MissingEndCurlyBrace")
            return found


LOOPS: dict[str, Callable[[BlockReader, Token, str], Node]] = {
    "foreach": foreach,
    "for": for_,
    "while": while_,
    "do": do,
    "switch": switch,
}
"""The readers of loops, which take the loop's label too."""
