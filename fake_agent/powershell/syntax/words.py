"""Words: names and arguments of commands, members, redirection targets."""

import re

from fake_agent.powershell.syntax import tokens
from fake_agent.powershell.syntax.problems import SyntaxProblem
from fake_agent.powershell.syntax.reader import ARGUMENT, CLOSERS, Reader

_NOTHING = frozenset({"", "\n", ";", "|", ")", "}"})
"""What ends a command where a name or a file must come."""
_COMMA = re.compile(r"\s*,")
_LINE_ENDS = re.compile(r"(?:[^\S\n]*(?:#[^\n]*)?\n)+[^\S\n]*")


class WordScanner(Reader):
    """Scans what PowerShell reads in argument mode, and what follows a value without a blank."""

    def at_sign(self, position: int) -> None:
        """An array, a hash literal, a here-string or a splatted variable."""
        source = self.source
        if source.startswith("@(", position):
            self.position += 2
            self.block("paren", ")", position)
        elif source.startswith("@{", position):
            self.position += 2
            self.block("hash", "}", position)
        elif splatted := tokens.SPLATTED_VARIABLE.match(source, position):
            self.variable(splatted.end())
        elif source[position + 1 : position + 2] in {*tokens.SINGLE_QUOTES, *tokens.DOUBLE_QUOTES}:
            self.string()
        else:
            raise SyntaxProblem.unexpected("@", position)

    def member(self) -> None:
        """The name after ``.`` or ``::``, and what follows it at once."""
        source, position = self.source, self.position
        if name := re.compile(r"\w+").match(source, position):
            self.stand_in(position, name.end(), "x" * len(name[0]))
            self.position = name.end()
            if source.startswith("{", self.position):
                opened = self.position
                self.insert(opened, "(")
                self.position += 1
                self.block("block", "}", opened)
                self.insert(self.position, ")")
        elif source[position] == "$" and (variable := tokens.VARIABLE.match(source, position)):
            self.variable(variable.end())
        elif source[position] in "\"'":
            self.string()
        elif source.startswith("(", position):
            self.position += 1
            self.block("paren", ")", position)

    def prefix_operator(self, position: int) -> None:
        """An operator before its operand."""
        source = self.source
        if source.startswith(("++", "--"), position):
            self.position += 2
        elif source[position] == "-" and (word := tokens.OPERATOR_WORD.match(source, position)):
            self.position = word.end()
        else:
            self.position += 1

    def hash_key(self, position: int) -> int:
        """A bare key of a hash literal; where it ends."""
        word = re.compile(r"[^\s={};\"'$(]+").match(self.source, position)
        end = word.end() if word else position + 1
        key = self.source[position:end]
        self.doubtful |= not (key.isidentifier() or key.isdecimal())
        self.stand_in(position, end, "x" * (end - position))
        return end

    def redirection_target(self) -> None:
        """The file that a stream goes to."""
        source = self.source
        if blank := tokens.BLANK.match(source, self.position):
            self.position = blank.end()
        elif self.position < self.size:
            self.insert(self.position, " ")
        if source[self.position : self.position + 1] in _NOTHING:
            raise SyntaxProblem.missing_redirection_target(self.position)
        start = self.position
        self.doubtful |= source[start] == "@"
        if source[start] not in "$\"'(@":
            end = self.word_end(start)
            self.stand_in(start, end, "x" * (end - start))
            self.position = end
        elif source[start] == "$" and not self.plain_variable(start):
            end = self.word_end(start)
            self.stand_in(start, end, "'" + "x" * (end - start - 2) + "'")
            self.position = end

    def command_name(self, position: int) -> int:
        """The name of a command, or what & and . call."""
        source = self.source
        if source[position] == "&" or (
            source[position] == "." and (source[position + 1 : position + 2] or " ") in " \t\n\"'$({"
        ):
            self.position += 1
            if source[self.position : self.position + 1] not in {" ", "\t"}:
                self.insert(self.position, " ")
            return self.callee()
        word = tokens.COMMAND_WORD.match(source, position)
        if word is None:
            raise SyntaxProblem.unexpected(source[position], position)
        end = word.end()
        self.stand_in(position, end, "x" * (end - position))
        self.position = self.named = end
        return ARGUMENT

    def is_odd_name(self, position: int) -> bool:
        """Whether what looks like an operator begins a statement: then it is the name of a command."""
        word = tokens.DASHED_WORD.match(self.source, position)
        if word is not None and word[0][1:].lower() in tokens.PREFIX_OPERATORS:
            return False
        before = self.before_blanks(position)
        return before == 0 or self.source[before - 1] != "]"  # a type may stand before an operator

    def odd_name(self, position: int) -> int:
        """A command's name that is a word in no other place; the mode afterwards."""
        self.doubtful = True
        word = tokens.ODD_NAME.match(self.source, position)
        self.position = self.named = end = word.end() if word else position + 1
        self.stand_in(position, end, "x" * (end - position))
        return self.separate()

    def callee(self) -> int:
        """What follows ``&`` or ``.``: a name, a string, a variable, a block."""
        source = self.source
        if blank := tokens.BLANK.match(source, self.position):
            self.position = blank.end()
        if source[self.position : self.position + 1] in _NOTHING:
            raise SyntaxProblem.unexpected("&", self.position - 1)
        start = self.position
        character = source[start]
        self.doubtful |= character in "&,<>@-"
        if character in "\"'" or character in tokens.SINGLE_QUOTES or character in tokens.DOUBLE_QUOTES:
            self.string()
        elif character in "{(":
            self.position += 1
            self.block("block" if character == "{" else "paren", CLOSERS[character], start)
            self.postfix()
        elif character == "$" and self.plain_variable(start) and (variable := tokens.VARIABLE.match(source, start)):
            self.variable(variable.end())
            self.follow()
            if self.position > variable.end():
                self.insert(start, "(")
                self.insert(self.position, ")")
        else:
            end = self.word_end(start)
            self.stand_in(start, end, "x" * (end - start))
            self.position = end
        return ARGUMENT

    def word_end(self, start: int) -> int:
        """Where the bare word that starts here ends; quoted parts and sub-expressions belong to it."""
        source, size = self.source, self.size
        index = start
        while index < size:
            character = source[index]
            if character == "`":
                index += 2
            elif character in tokens.DOUBLE_QUOTES or character in tokens.SINGLE_QUOTES:
                index = self.skip_string(index)
            elif character == "$" and source.startswith("$(", index):
                index = self.skip_bracket(index + 1)
            elif character == "$" and source.startswith("${", index):
                index = source.index("}", index) + 1 if "}" in source[index:] else size
            elif character in tokens.WORD_END:
                break
            else:
                index += 1
        return max(index, start + 1)

    def plain_variable(self, start: int) -> bool:
        """Whether the variable is an expression of its own, not the beginning of a longer word."""
        source = self.source
        if source.startswith("$(", start):
            end = self.skip_bracket(start + 1)
        else:
            variable = tokens.VARIABLE.match(source, start)
            if variable is None:
                return False
            end = variable.end()
        return tokens.SIMPLE_VARIABLE_END.match(source, end) is not None

    def argument(self) -> int:  # noqa: C901, PLR0912 - one case a form
        """One word of a command's arguments; the mode afterwards."""
        source, position = self.source, self.position
        character = source[position]
        if source.startswith("--%", position):
            rest = re.compile(r"[^\n|]*").match(source, position)
            self.position = rest.end() if rest else self.size
            if self.position > position:
                self.digits(position, self.position)
            return ARGUMENT
        if character == ",":
            return self.comma(position)
        if redirection := tokens.REDIRECTION.match(source, position):
            self.position = redirection.end()
            if "&" not in redirection[0]:
                self.redirection_target()
            return ARGUMENT
        if character == "<":
            raise SyntaxProblem.reserved_redirection(position)
        if character == "&":
            raise SyntaxProblem.ampersand(position)
        if character in tokens.SINGLE_QUOTES or character in tokens.DOUBLE_QUOTES:
            self.string()
            self.postfix(position)
            following = source[self.position : self.position + 1]
            if following and following not in tokens.WORD_END:
                self.insert(self.position, " ")
            return ARGUMENT
        if character in "({":
            self.position += 1
            self.block("paren" if character == "(" else "block", CLOSERS[character], position)
            self.postfix(position)
            return self.separate()
        if character == "@" and source[position + 1 : position + 2] in {
            "(",
            "{",
            *tokens.SINGLE_QUOTES,
            *tokens.DOUBLE_QUOTES,
        }:
            self.at_sign(position)
            self.postfix(position)
            return self.separate()
        if character == "@" and (splatted := tokens.SPLATTED_VARIABLE.match(source, position)):
            self.variable(splatted.end())
            return ARGUMENT
        self.doubtful |= character == "@"
        if character == "$" and self.plain_variable(position):
            if source.startswith("$(", position):
                self.position += 2
                self.block("paren", ")", position)
            else:
                variable = tokens.VARIABLE.match(source, position)
                self.variable(variable.end() if variable else position + 1)
            self.postfix(position)
            return self.separate()
        if character == "-" and (parameter := tokens.PARAMETER.match(source, position)):
            end = parameter.end()
            self.stand_in(
                position + 1,
                end,
                "x" * (end - position - 1 - parameter[0].endswith(":")) + ":" * parameter[0].endswith(":"),
            )
            self.position = end
            return self.separate() if not parameter[0].endswith(":") else ARGUMENT
        end = self.word_end(position)
        self.digits(position, end)
        self.position = end
        return self.separate()

    def comma(self, position: int) -> int:
        """A comma between arguments: the grammar wants it right behind the one and on the line of the other."""
        before, self.position = self.before_blanks(position), position + 1
        if before == self.named:
            self.doubtful = True
            return ARGUMENT
        self.doubtful |= _COMMA.match(self.source, self.position) is not None
        if lines := _LINE_ENDS.match(self.source, self.position):
            self.position = lines.end()
        self.stand_in(before, self.position, "," + " " * (self.position - before - 1))
        return ARGUMENT

    def separate(self) -> int:
        """Put a blank between this argument and one that follows at once."""
        following = self.source[self.position : self.position + 1]
        if following and following not in " \t\r\n\f\v|;),}":
            self.insert(self.position, " ")
        return ARGUMENT

    def postfix(self, start: int | None = None) -> None:
        """Members, indexes and calls that follow a value without a blank; ``start`` is where an argument begins.

        The grammar knows no calls in arguments, so an argument with one is put in parentheses.
        """
        called = self.follow()
        if called and start is not None:
            self.insert(start, "(")
            self.insert(self.position, ")")

    def follow(self) -> bool:
        """Pass what follows a value; whether a method is called there."""
        source, called = self.source, False
        while self.position < self.size:
            position = self.position
            character = source[position]
            if character in ".:" and (member := tokens.MEMBER.match(source, position)) and member[0][-1] in ".:":
                self.position = member.end()
                self.member()
                if source.startswith("(", self.position):
                    opened = self.position
                    self.position += 1
                    self.block("args", ")", opened)
                    called = True
            elif character == "[":
                self.position += 1
                self.block("index", "]", position)
            else:
                break
        return called
