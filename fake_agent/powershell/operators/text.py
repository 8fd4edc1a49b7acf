"""Text operators: ``-match``, ``-replace``, ``-split``, ``-join``, ``-like``, ``-f``."""

import re
from typing import Any

from fake_agent.powershell.errors import NetError, failure
from fake_agent.powershell.operators.patterns import (
    DOTALL,
    IGNORE_CASE,
    MULTILINE,
    VERBOSE,
    Found,
    Pattern,
    expand,
    regex,
)
from fake_agent.powershell.operators.wildcards import wildcard
from fake_agent.powershell.values import collections as nets
from fake_agent.powershell.values.composite import composite_format
from fake_agent.powershell.values.conversion import as_list, to_number
from fake_agent.powershell.values.number_format import FormatError
from fake_agent.powershell.values.text import to_text

_OPTIONS = {
    "simplematch": 0,
    "regexmatch": 0,
    "cultureinvariant": 0,
    "ignorepatternwhitespace": VERBOSE,
    "multiline": MULTILINE,
    "singleline": DOTALL,
    "ignorecase": IGNORE_CASE,
    "explicitcapture": 0,
    "none": 0,
}


def compiled(pattern: Any, *, case_sensitive: bool) -> Pattern:
    """The pattern of an operator; a terminating error where it is no regular expression."""
    own = getattr(pattern, "compiled", None)
    if own is not None:
        return own  # type: ignore[no-any-return]  # a Regex object carries its compiled pattern
    return regex(to_text(pattern), 0 if case_sensitive else IGNORE_CASE)


def matches_table(found: Found) -> nets.Hashtable:
    """``$Matches`` for a match: the groups that took part, by name and number."""
    table = nets.Hashtable()
    names = {number: name for name, number in found.re.groupindex.items()}
    for number in [*(number for number in range(found.re.groups + 1) if number not in names), *sorted(names)]:
        if found[number] is not None:
            table[names.get(number, number)] = found[number]
    return table


def replace(left: Any, right: Any, *, case_sensitive: bool) -> Any:
    """``-replace pattern, text``; a list gives a list."""
    operands = as_list(right)
    if len(operands) > 2:
        raise failure(
            f"The -replace operator allows only two elements to follow it, not {len(operands)}.",
            "BadReplaceArgument",
        )
    pattern = compiled(operands[0] if operands else "", case_sensitive=case_sensitive)
    replacement = operands[1] if len(operands) > 1 else ""
    text = to_text(replacement)

    def one(item: Any) -> str:
        return pattern.sub(lambda match: expand(text, match), to_text(item))

    items = nets.items_of(left)
    return one(left) if items is None else [one(item) for item in items]


def split(left: Any, right: Any, *, case_sensitive: bool) -> Any:
    """``-split pattern, limit, options``."""
    operands = as_list(right)
    limit = int(to_number(operands[1])) if len(operands) > 1 else 0
    options = to_text(operands[2]).lower().replace(",", " ").split() if len(operands) > 2 else []
    pieces: list[Any] = []
    sources = [to_text(item) for item in as_list(left)]
    delimiter = operands[0] if operands else ""
    predicate = getattr(delimiter, "test", None)
    for source in sources:
        if predicate is not None:
            pieces += _split_where(source, predicate, limit)
            continue
        if "simplematch" in options:
            expression = regex(re.escape(to_text(delimiter)), 0 if case_sensitive else IGNORE_CASE)
        else:
            flags = 0 if case_sensitive else IGNORE_CASE
            for option in options:
                flags |= _OPTIONS.get(option, 0)
            expression = regex(to_text(delimiter), flags)
        pieces += _split_by(source, expression, limit)
    return pieces


def _split_by(source: str, expression: Pattern, limit: int) -> list[str]:
    """The parts between matches, with captured groups as .NET returns them; a negative limit counts from the end."""
    found = list(expression.finditer(source))
    if limit > 0:
        found = found[: limit - 1]
    elif limit < 0:
        found = found[limit + 1 :] if limit < -1 else []
    pieces: list[str] = []
    last = 0
    for match in found:
        pieces.append(source[last : match.start()])
        pieces += [group for group in match.groups() if group is not None]
        last = match.end()
    pieces.append(source[last:])
    return pieces


def _split_where(source: str, predicate: Any, limit: int) -> list[str]:
    pieces: list[str] = []
    current = ""
    for index, character in enumerate(source):
        if (limit <= 0 or len(pieces) < limit - 1) and predicate(character):
            pieces.append(current)
            current = ""
        else:
            current += character
        del index
    return [*pieces, current]


def unary_split(value: Any) -> list[str]:
    """``-split value``: at white space, empty parts left out."""
    return [part for item in as_list(value) for part in to_text(item).split()]


def like(left: Any, right: Any, *, case_sensitive: bool) -> bool:
    """``-like``."""
    try:
        return wildcard(to_text(right), case_sensitive=case_sensitive).match(to_text(left)) is not None
    except NetError as error:
        raise failure(error.exception.message, "RuntimeException", exception=error.exception.type_name) from None


def format_operator(left: Any, right: Any, context: Any) -> str:
    """``-f``."""
    arguments = right if type(right) is list else as_list(right) if nets.items_of(right) is not None else [right]
    try:
        return composite_format(to_text(left), list(arguments), context)
    except (FormatError, IndexError) as error:
        reason = str(error)
        raise failure(f"Error formatting a string: {reason}.", "FormatError", target=left) from None
