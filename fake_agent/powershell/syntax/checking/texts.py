"""Strings and variables of a script, as Windows PowerShell's tokenizer reads them."""

import re
from collections.abc import Callable
from dataclasses import dataclass

from fake_agent.powershell.syntax import tokens

Report = Callable[[int, int, str, str], None]
"""Notes a fault: where it starts and ends, its id, and the word that its text names."""
ENDS_TOKEN = frozenset(" \t\r\n\f\v\0\u00a0\u0085(){},;|&<>")
"""Characters that no bare word holds."""
REREAD = "\x01"
"""Stands beside a quote that was doubled in a string: takes its place, means nothing."""
_NAME_CHARACTER = re.compile(r"[\w?:]")
_VARIABLE_START = re.compile(r"[\w$?^:]")
_SCOPES = frozenset({"global", "local", "script", "private", "variable", "using"})
_ESCAPES = {"0": "\0", "a": "\a", "b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t", "v": "\v"}


@dataclass(frozen=True, slots=True)
class Nested:
    """What a string brings in: a variable (``name``), or a sub-expression, whose text is read like code."""

    start: int
    end: int
    name: str = ""
    text: str = ""


def unescaped(text: str) -> str:
    """Text without its backticks."""
    return re.sub(r"`(.)", lambda found: _ESCAPES.get(found[1], found[1]), text, flags=re.DOTALL)


class TextReader:
    """Finds the ends of strings and variables; what is wrong with them is reported."""

    def __init__(self, source: str, report: Report) -> None:
        self.source = source
        self.report = report

    def literal(self, start: int) -> int:
        """The end of the single-quoted string that starts here."""
        source, index = self.source, start + 1
        while index < len(source):
            if source[index] in tokens.SINGLE_QUOTES:
                if source[index + 1 : index + 2] not in set(tokens.SINGLE_QUOTES):
                    return index + 1
                index += 1
            index += 1
        self.report(start, len(source), "TerminatorExpectedAtEndOfString", "'")
        return len(source)

    def expandable(self, start: int, nested: list[Nested]) -> int:
        """The end of the double-quoted string that starts here; what it brings in is added to ``nested``."""
        source, index = self.source, start + 1
        while index < len(source):
            character = source[index]
            if character in tokens.DOUBLE_QUOTES:
                following = source[index + 1 : index + 2]
                if not following or following not in tokens.DOUBLE_QUOTES:
                    return index + 2 if following == REREAD else index + 1
                index += 2
            elif character == "$":
                index = self.dollar(index, nested) or index + 1
            else:
                index += 2 if character == "`" else 1
        self.report(start, len(source), "TerminatorExpectedAtEndOfString", '"')
        return len(source)

    def dollar(self, start: int, nested: list[Nested], *, here: bool = False) -> int | None:
        """The end of the variable or sub-expression in a string; None where the ``$`` is only itself."""
        following = self.source[start + 1 : start + 2]
        if following == "(":
            return self.sub_expression(start, nested, here=here)
        if following == "{" or _VARIABLE_START.match(following):
            end, name = self.variable(start, quoted=True)
            nested.append(Nested(start, end, name))
            return end
        return None

    def sub_expression(self, start: int, nested: list[Nested], *, here: bool) -> int:
        """The end of a sub-expression in a string: its brackets are counted, whatever stands in it."""
        source, index, depth = self.source, start + 2, 1
        text = ["$("]
        opening = True
        while depth and index < len(source):
            character = source[index]
            following = source[index + 1 : index + 2]
            depth += (character == "(") - (character == ")")
            if (
                not here
                and (character == "`" or character in tokens.DOUBLE_QUOTES)
                and following
                and following in tokens.DOUBLE_QUOTES
            ):
                text.append(f"{REREAD}{following}" if opening else f"{following}{REREAD}")
                opening = not opening
                index += 1
            else:
                text.append(character)
            index += 1
        if depth:
            self.report(start, len(source), "IncompleteDollarSubexpressionReference", "")
        nested.append(Nested(start, index, text="".join(text)))
        return index

    def here_string(self, start: int, nested: list[Nested]) -> int:
        """The end of the here-string that starts here."""
        source, size = self.source, len(self.source)
        single = source[start + 1] in tokens.SINGLE_QUOTES
        quote = "'" if single else '"'
        quotes = tokens.SINGLE_QUOTES if single else tokens.DOUBLE_QUOTES
        index = start + 2
        while index < size and source[index] != "\n" and source[index].isspace():
            index += 1
        if index >= size:
            self.report(start, size, "TerminatorExpectedAtEndOfString", f"{quote}@")
            return size
        if source[index] != "\n":
            self.report(index, index + 1, "UnexpectedCharactersAfterHereStringHeader", "")
            line = source.find("\n", index) % (size + 1)
            closing = source.find(f"{quote}@", index, line)
            return line if closing < 0 else closing + 2
        false_footer = -1
        while index < size:
            if source[index] == "\n":
                footer = re.compile(f"([^\\S\\n]*)[{quotes}]@").match(source, index + 1)
                if footer is not None and not footer[1]:
                    return footer.end()
                if footer is not None:
                    false_footer = footer.end() - 2 if false_footer < 0 else false_footer
                    index = footer.end()
                    continue
                index += 1
            elif not single and source[index] == "$":
                index = self.dollar(index, nested, here=True) or index + 1
            else:
                index += 2 if source[index] == "`" and not single else 1
        if false_footer >= 0:
            self.report(false_footer, size, "WhitespaceBeforeHereStringFooter", "")
        else:
            self.report(start, size, "TerminatorExpectedAtEndOfString", f"{quote}@")
        return size

    def variable(self, start: int, *, quoted: bool) -> tuple[int, str]:
        """The end of a variable that starts here (at its ``$`` or ``@``), and its name."""
        source = self.source
        if source.startswith("{", start + 1):
            return self.braced(start, quoted=quoted)
        index = start + 2
        if source[start + 1] not in "$?^":
            while index < len(source) and _NAME_CHARACTER.match(source, index):
                if source.startswith("::", index):
                    break
                index += 1
        name = source[start + 1 : index]
        if not self.plain_name(name):
            drive = ":" in name and name.partition(":")[0].lower() not in _SCOPES
            error_id = "InvalidVariableReferenceWithDrive" if drive else "InvalidVariableReference"
            self.report(start, index, error_id, "")
        return index, name

    def braced(self, start: int, *, quoted: bool) -> tuple[int, str]:
        """A variable whose name stands in braces."""
        source, size = self.source, len(self.source)
        index = start + 2
        while index < size and source[index] != "}":
            if source[index] == "{":
                self.report(index + 1, index + 2, "OpenBraceNeedsToBeBackTickedInVariableName", "")
            pair = quoted and source[index] in tokens.DOUBLE_QUOTES
            pair = pair and source[index + 1 : index + 2] in set(tokens.DOUBLE_QUOTES)
            index += 2 if source[index] == "`" or pair else 1
        index = min(index, size)
        name = unescaped(source[start + 2 : index])
        if index >= size:
            self.report(start + 1, size, "IncompleteDollarVariableReference", "")
        elif not name:
            self.report(index, index + 1, "EmptyVariableReference", "")
        end = min(index + 1, size)
        if name and not self.plain_name(name):
            self.report(start, end, "InvalidBracedVariableReference", "")
        return end, name or ":Error:"

    @staticmethod
    def plain_name(name: str) -> str:
        """The name without its scope or drive."""
        qualifier, colon, rest = name.partition(":")
        return rest if colon and qualifier else name
