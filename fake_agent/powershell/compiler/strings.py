"""Strings and bare words: escapes, and what ``$`` brings in."""

import re

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

_DASHES = frozenset("\u2013\u2014\u2015")
_INFINITE = (float("inf"), float("-inf"))
_LONGEST_HEXADECIMAL = len("0x") + 16
_ESCAPES = {"n": "\n", "t": "\t", "r": "\r", "0": "\0", "a": "\a", "b": "\b", "f": "\f", "v": "\v"}
_QUOTES = tokens.SINGLE_QUOTES + tokens.DOUBLE_QUOTES
_DOUBLED = re.compile(f"([{tokens.SINGLE_QUOTES}])[{tokens.SINGLE_QUOTES}]")
_PLAIN = re.compile(f"[^`${tokens.DOUBLE_QUOTES}]+")
_PLAIN_AND_BARE = re.compile(f"[^`${_QUOTES}]+")


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
    return _DOUBLED.sub(r"\1", text)


def expandable(unit: Unit, start: int, end: int, *, doubled: bool, bare: bool = False) -> Expression:
    """Text with escapes, variables and sub-expressions; in a ``bare`` word quotes only group."""
    text = unit.source.text
    parts: list[str | Expression] = []
    part: str | Expression
    index = start
    end = min(end, len(text))
    ordinary = _PLAIN_AND_BARE if bare else _PLAIN
    while index < end:
        plain = ordinary.match(text, index, end)
        if plain is not None:
            part, index = plain[0], plain.end()
        elif text[index] == "$":
            part, index = _dollar(unit, index, end) or ("$", index + 1)
        elif bare and text[index] in _QUOTES:
            stop = _closing(text, index, end)
            part, index = quoted(unit, index, stop), stop
        else:
            part, index = _escape(text, index, end, doubled=doubled)
        literal = getattr(part, "constant", part)
        if parts and isinstance(literal, str) and isinstance(parts[-1], str):
            parts[-1] += literal
        else:
            parts.append(literal if isinstance(literal, str) else part)
    return _joined(parts)


def _escape(text: str, index: int, end: int, *, doubled: bool) -> tuple[str, int]:
    """What a backtick or a quote stands for, and where it ends."""
    character, following = text[index], text[index + 1 : min(index + 2, end)]
    if character == "`" and following:
        return _ESCAPES.get(following, following), index + 2
    pair = doubled and character != "`" and following and following in tokens.DOUBLE_QUOTES
    return character, index + 2 if pair else index + 1


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
    if text.startswith("${", index) and (found is None or "{" in found[0][2:]):
        unit.verify()
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
    pieces: list[Expression] = [constant(part) if isinstance(part, str) else part for part in parts]
    if len(pieces) == 1:
        only = pieces[0]
        if isinstance(parts[0], str):
            return only

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
    if first in _DASHES:
        text = first = "-" + text[1:]
    if first.isdigit() or first in "+-.":
        try:
            number = parse_literal(text)
        except (ValueError, OverflowError):
            pass
        else:
            if number in _INFINITE or (first == "0" and len(text) > _LONGEST_HEXADECIMAL):
                unit.verify()
            return constant(number)
        low, dots, high = text.partition("..")
        if dots and low.lstrip("-").isdigit() and high.lstrip("+-").isdigit():
            bounds = int(low), int(high)
            return lambda context: span(*bounds, context.step)
    return expandable(unit, start, end, doubled=False, bare=True)
