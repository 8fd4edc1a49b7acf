"""Strings and bare words: escapes, and what ``$`` brings in."""

from tree_sitter import Node

from fake_agent.powershell.compiler.unit import EXPRESSIONS, Expression, Unit, constant, expression
from fake_agent.powershell.compiler.variables import read_variable
from fake_agent.powershell.operators.arithmetic import span
from fake_agent.powershell.runtime.context import Context
from fake_agent.powershell.runtime.source import Extent
from fake_agent.powershell.syntax import tokens
from fake_agent.powershell.syntax.problems import SyntaxFault, SyntaxProblem
from fake_agent.powershell.syntax.scanner import closing_bracket
from fake_agent.powershell.values.number_parse import parse_literal
from fake_agent.powershell.values.text import to_text
from fake_agent.powershell.values.weight import weight

_ESCAPES = {"n": "\n", "t": "\t", "r": "\r", "0": "\0", "a": "\a", "b": "\b", "f": "\f", "v": "\v"}
_QUOTES = tokens.SINGLE_QUOTES + tokens.DOUBLE_QUOTES


@expression(
    "verbatim_string_characters",
    "expandable_string_literal",
    "verbatim_here_string_characters",
    "expandable_here_string_literal",
)
def string(unit: Unit, node: Node) -> Expression:
    """A quoted string of any kind."""
    return quoted(unit, unit.start(node), unit.end(node))


def quoted(unit: Unit, start: int, end: int) -> Expression:
    """The string between these places, quotes included."""
    text = unit.source.text
    if start >= len(text):
        return constant("")
    opening = text[start]
    if opening == "@":
        header = tokens.HERE_STRING.match(text, start)
        if header is None:
            raise SyntaxProblem.here_string_header(start)
        stop = end - 2
        if stop > header.end():
            stop -= 1
            if text[stop - 1] == "\r" and stop > header.end():
                stop -= 1
        stop = max(stop, header.end())
        if header[1] in tokens.SINGLE_QUOTES:
            return constant(text[header.end() : stop])
        return expandable(unit, header.end(), stop, doubled=False)
    if opening in tokens.SINGLE_QUOTES:
        return constant(_undoubled(text[start + 1 : end - 1]))
    return expandable(unit, start + 1, end - 1, doubled=True)


def _undoubled(text: str) -> str:
    pieces, index = [], 0
    while index < len(text):
        pieces.append(text[index])
        index += (
            2
            if text[index] in tokens.SINGLE_QUOTES
            and text[index + 1 : index + 2]
            and text[index + 1] in tokens.SINGLE_QUOTES
            else 1
        )
    return "".join(pieces)


def expandable(unit: Unit, start: int, end: int, *, doubled: bool, bare: bool = False) -> Expression:
    """Text with escapes, variables and sub-expressions; in a ``bare`` word quotes only group."""
    text = unit.source.text
    parts: list[str | Expression] = []
    literal: list[str] = []
    index = start
    end = min(end, len(text))

    def flush() -> None:
        if literal:
            parts.append("".join(literal))
            literal.clear()

    while index < end:
        character = text[index]
        if character == "`" and index + 1 < end:
            literal.append(_ESCAPES.get(text[index + 1], text[index + 1]))
            index += 2
        elif character == "$":
            place = _dollar(unit, index, end)
            if place is None:
                literal.append("$")
                index += 1
            else:
                flush()
                made, index = place
                parts.append(made)
        elif (
            doubled
            and character in tokens.DOUBLE_QUOTES
            and index + 1 < end
            and text[index + 1] in tokens.DOUBLE_QUOTES
        ):
            literal.append(character)
            index += 2
        elif bare and character in _QUOTES:
            stop = _closing(text, index, end)
            inner = quoted(unit, index, stop)
            if hasattr(inner, "constant"):
                literal.append(inner.constant)
            else:
                flush()
                parts.append(inner)
            index = stop
        else:
            literal.append(character)
            index += 1
    flush()
    return _joined(parts)


def _closing(text: str, start: int, end: int) -> int:
    """The end of the quoted part that starts here."""
    quotes = tokens.SINGLE_QUOTES if text[start] in tokens.SINGLE_QUOTES else tokens.DOUBLE_QUOTES
    index = start + 1
    while index < end:
        if text[index] == "`" and quotes is tokens.DOUBLE_QUOTES:
            index += 2
        elif text[index] in quotes:
            if text[index + 1 : index + 2] and text[index + 1] in quotes:
                index += 2
            else:
                return index + 1
        else:
            index += 1
    return end


def _dollar(unit: Unit, index: int, end: int) -> tuple[Expression, int] | None:
    text = unit.source.text
    if text.startswith("$(", index):
        stop = closing_bracket(text, index + 1)
        return sub_expression(unit, index + 2, stop - 1), stop
    found = tokens.VARIABLE.match(text, index, end)
    if found is None:
        return None
    name, stop = found[0], found.end()
    if (
        text[stop : stop + 1] == ":"
        and text[stop + 1 : stop + 2] != ":"
        and not name.startswith("${")
        and stop < end
        and ":" not in name
    ):
        raise SyntaxProblem(
            SyntaxFault(
                index,
                stop + 1 - index,
                "Variable reference is not valid. ':' was not followed by a valid variable name character. "
                "Consider using ${} to delimit the name.",
                "InvalidVariableReferenceWithDrive",
            ),
        )
    return read_variable(name, unit.source.path, Extent(unit.source, index, stop), quoted=True), stop


def sub_expression(unit: Unit, start: int, end: int) -> Expression:
    """The statements between these places, their output collected."""
    inner = Unit(unit.source, start, end)
    return EXPRESSIONS["program"](inner, inner.root)


def _joined(parts: list[str | Expression]) -> Expression:
    if not parts:
        return constant("")
    if all(isinstance(part, str) for part in parts):
        return constant("".join(part for part in parts if isinstance(part, str)))
    pieces: list[Expression] = [constant(part) if isinstance(part, str) else part for part in parts]
    if len(pieces) == 1:
        only = pieces[0]

        def show(context: Context) -> str:
            value = only(context)
            if type(value) is str:
                return value
            cost = weight(value)
            if cost:
                context.step(cost)
            return to_text(value, context.list_separator())

        return show

    def join(context: Context) -> str:
        made = []
        for piece in pieces:
            value = piece(context)
            made.append(
                value
                if type(value) is str
                else to_text(value, context.list_separator())
                if isinstance(value, list)
                else to_text(value),
            )
        text = "".join(made)
        cost = weight(text)
        if cost:
            context.step(cost)
        return text

    return join


@expression("decimal_integer_literal", "hexadecimal_integer_literal", "real_literal", "generic_token")
def number_or_word(unit: Unit, node: Node) -> Expression:
    """A stand-in of digits: a number, a range of two numbers, or a bare word."""
    return word(unit, unit.start(node), unit.end(node))


def word(unit: Unit, start: int, end: int) -> Expression:
    """A number, or a bare word of a command's arguments."""
    text = unit.source.text[start:end]
    first = text[:1]
    if first.isdigit() or first in "+-.":
        try:
            return constant(parse_literal(text))
        except ValueError:
            pass
        low, dots, high = text.partition("..")
        if dots and low.lstrip("-").isdigit() and high.lstrip("+-").isdigit():
            bounds = int(low), int(high)
            return lambda context: span(*bounds, context.step)
    return expandable(unit, start, end, doubled=False, bare=True)
