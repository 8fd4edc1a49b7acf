"""The scanner: writes the text that the grammar reads in place of the script's own.

The tree-sitter grammar knows PowerShell's structure well and its words badly (``1GB``, ``1..3``, ``echo a,b``,
``.ForEach(`` and labels, for example, derail it). So the scanner, which follows PowerShell's own lexical modes, puts a
plain stand-in of the same length in place of every word, number, string and variable: digits, ``'xxx'`` or ``$xxx``.
The grammar then sees structure only, and whoever reads the tree takes the words from the script itself. What cannot
keep its length (a separator that the grammar insists on) is inserted, and ``GrammarText`` maps positions back.
"""

import re
from bisect import bisect_right
from dataclasses import dataclass

from fake_agent.powershell.syntax import tokens
from fake_agent.powershell.syntax.problems import SyntaxProblem

_START, _OPERAND, _OPERATOR, _ARGUMENT = range(4)
_CLOSERS = {"(": ")", "{": "}", "[": "]"}
_LABELLED_JUMP = re.compile(r"(break|continue)([ \t]+)([A-Za-z_]\w*|\$\w+|'[^'\n]*'|\"[^\"\n]*\")", re.IGNORECASE)
_FUNCTION_NAME = re.compile(r"[ \t]+([^\s({]+)")
_ARGUMENT_END = re.compile(r"\s*[,)]")
_TYPE_MEMBER = re.compile(r"::|\.[A-Za-z]")
_CLASS_NAME = re.compile(r"\s+(\w+)(?:\s*:\s*([^{]*[^{\s]))?")
_BASE_CALL = re.compile(r"\s*:\s*base\s*\(", re.IGNORECASE)
_ENUM_ATTRIBUTE = re.compile(r"\[[^\[\]]*\]\s*(?=enum\b)", re.IGNORECASE)
_USING = re.compile(r"using[ \t]+[^\n;]*", re.IGNORECASE)
_IN = re.compile(r"in(?![\w-])", re.IGNORECASE)
_LITERAL_RANGE = re.compile(r"-?\d+\.\.[+-]?\d+(?![\w.])")
_ASSIGNMENT = re.compile(r"(?:[+*/%]|-)?=")
_LABEL = re.compile(r":[A-Za-z_]\w*")


@dataclass(frozen=True, slots=True)
class GrammarText:
    """What the grammar reads, and the way back: ``inserted`` are the places (in this text) of added characters."""

    text: str
    inserted: tuple[int, ...]

    def original(self, offset: int) -> int:
        """The position in the script of a position in this text."""
        return offset - bisect_right(self.inserted, offset - 1) if self.inserted else offset


def scan(source: str) -> GrammarText:
    """The grammar text of a script; ``SyntaxProblem`` where brackets or quotes do not match."""
    return _Scanner(source).run()


class _Scanner:
    def __init__(self, source: str) -> None:
        self.source = source
        self.size = len(source)
        self.output = list(source)
        self.insertions: list[tuple[int, str]] = []
        self.position = 0

    def run(self) -> GrammarText:
        self.block("top", "", 0)
        text = "".join(self.output)
        if not text.isascii():
            text = "".join(character if character.isascii() else "x" for character in text)
        if not self.insertions:
            return GrammarText(text, ())
        pieces: list[str] = []
        places: list[int] = []
        last = length = 0
        for place, added in sorted(self.insertions, key=lambda insertion: insertion[0]):
            pieces += (text[last:place], added)
            length += place - last
            places += range(length, length + len(added))
            length += len(added)
            last = place
        pieces.append(text[last:])
        return GrammarText("".join(pieces), tuple(places))

    def stand_in(self, start: int, end: int, replacement: str) -> None:
        self.output[start:end] = replacement

    def digits(self, start: int, end: int) -> None:
        self.output[start:end] = "1" * (end - start)

    def insert(self, place: int, text: str) -> None:
        self.insertions.append((place, text))

    # --- strings and variables -------------------------------------------------------------------------------------

    def skip_string(self, start: int) -> int:  # noqa: C901 - one case a form
        """The end of the string that starts at ``start``, sub-expressions in it skipped whole."""
        source, size = self.source, self.size
        if source[start] == "@":
            return self.skip_here_string(start)
        quotes = tokens.SINGLE_QUOTES
        if source[start] in quotes:
            index = start + 1
            while index < size:
                if source[index] in quotes:
                    if index + 1 < size and source[index + 1] in quotes:
                        index += 2
                        continue
                    return index + 1
                index += 1
            raise SyntaxProblem.unterminated_string(start, single=True)
        index = start + 1
        while index < size:
            character = source[index]
            if character == "`":
                index += 2
            elif character in tokens.DOUBLE_QUOTES:
                if index + 1 < size and source[index + 1] in tokens.DOUBLE_QUOTES:
                    index += 2
                    continue
                return index + 1
            elif character == "$" and source.startswith("$(", index):
                index = self.skip_bracket(index + 1)
            else:
                index += 1
        raise SyntaxProblem.unterminated_string(start, single=False)

    def skip_here_string(self, start: int) -> int:
        header = tokens.HERE_STRING.match(self.source, start)
        if header is None:
            raise SyntaxProblem.here_string_header(start)
        quotes = tokens.SINGLE_QUOTES if header[1] in tokens.SINGLE_QUOTES else tokens.DOUBLE_QUOTES
        terminator = re.compile(f"^[{quotes}]@", re.MULTILINE).search(self.source, header.end())
        if terminator is None:
            raise SyntaxProblem.here_string_terminator(start)
        return terminator.end()

    def skip_bracket(self, start: int) -> int:
        """The end of the bracket at ``start``, without writing stand-ins (its text is read again later)."""
        inner = _Scanner(self.source)
        inner.position = start + 1
        inner.output = []
        inner.block("paren", _CLOSERS[self.source[start]], start)
        return inner.position

    def string(self) -> None:
        start = self.position
        end = self.skip_string(start)
        self.stand_in(start, end, "'" + "x" * (end - start - 2) + "'")
        self.position = end

    def variable(self, end: int) -> None:
        self.stand_in(self.position + 1, end, "x" * (end - self.position - 1))
        self.position = end

    # --- the modes -------------------------------------------------------------------------------------------------

    def block(self, kind: str, closer: str, opened: int) -> None:  # noqa: C901, PLR0912, PLR0915 - one case a form
        """Scan up to ``closer`` (consumed). ``kind`` says what encloses: top, paren, block, args, index, hash ..."""
        source, size = self.source, self.size
        mode = _OPERAND if kind in {"args", "index", "param", "class"} else _START
        lines_matter = kind not in {"args", "index", "param", "class"}
        after_pipe = False
        switch_pending = class_pending = False
        clause_block = in_value = False
        while True:
            if self.position >= size:
                if closer:
                    raise SyntaxProblem.unclosed(closer, opened, size)
                return
            position = self.position
            character = source[position]
            if character in " \t\r\f\v\u00a0\ufeff`" and (blank := tokens.BLANK.match(source, position)):
                self.stand_in(position, blank.end(), self.blank(blank[0]))
                self.position = blank.end()
                continue
            if character == "#" or (character == "<" and source.startswith("<#", position)):
                comment = tokens.COMMENT.match(source, position)
                end = comment.end() if comment else size
                self.stand_in(position, end, re.sub(r"[^\n]", " ", source[position:end]))
                self.position = end
                continue
            if character == "\n":
                self.position += 1
                if lines_matter and mode != _OPERAND and not after_pipe:
                    mode, in_value = _START, in_value and mode == _START
                continue
            if character in ")}]":
                if character == closer:
                    if kind == "block" and not source[opened + 1 : position].strip():
                        self.insert(opened + 1, ";")
                    self.position += 1
                    return
                if character == "]" and mode == _ARGUMENT:
                    mode = self.argument()
                    continue
                raise (
                    SyntaxProblem.unexpected(character, position)
                    if not closer
                    else SyntaxProblem.mismatched(closer, opened, character, position)
                )
            if kind == "switch" and mode == _START and clause_block and character != ";":
                self.insert(position, ";")
                clause_block = False
            if character == ";":
                self.position += 1
                in_value = False
                if kind == "class" and clause_block:
                    self.stand_in(position, position + 1, " ")
                mode, after_pipe, clause_block = _OPERAND if kind == "class" else _START, False, False
                continue
            if character == "|":
                self.position += 2 if source.startswith("||", position) else 1
                mode, after_pipe = _START, True
                continue
            if mode == _ARGUMENT:
                mode = self.argument()
                after_pipe = False
                continue
            if character == "{":
                statement_block = mode == _OPERATOR
                self.position += 1
                inner = "switch" if switch_pending and statement_block else "class" if class_pending else "block"
                switch_pending = class_pending = False
                self.block(inner, "}", position)
                if kind in {"switch", "class"} and statement_block:
                    clause_block = True
                if not statement_block and self.source.startswith(".", self.position):
                    self.insert(position, "(")
                    self.insert(self.position, ")")
                mode = _OPERATOR if not statement_block else _OPERAND if kind == "class" else _START
                after_pipe = False
                continue
            if character in tokens.SINGLE_QUOTES or character in tokens.DOUBLE_QUOTES:
                self.string()
                mode, after_pipe = _OPERATOR, False
                continue
            if character == "$":
                if source.startswith("$(", position):
                    self.position += 2
                    self.block("paren", ")", position)
                else:
                    found = tokens.VARIABLE.match(source, position)
                    if found is None:
                        raise SyntaxProblem.unexpected("$", position)
                    self.variable(found.end())
                mode, after_pipe = _OPERATOR, False
                continue
            if character == "@":
                self.at_sign(position)
                mode, after_pipe = _OPERATOR, False
                continue
            if character == "(":
                self.position += 1
                called = (
                    mode == _OPERATOR
                    and position > 0
                    and (source[position - 1].isalnum() or source[position - 1] in "_\"'")
                )
                inner = "args" if called else "paren"
                self.block(inner, ")", position)
                mode, after_pipe = _OPERATOR, False
                if kind == "class" and (base := _BASE_CALL.match(source, self.position)):
                    end = self.skip_bracket(base.end() - 1)
                    self.stand_in(self.position, end, " " * (end - self.position))
                    self.position = end
                continue
            if character == "[":
                mode = self.square_bracket(mode, kind)
                after_pipe = False
                continue
            if mode == _OPERATOR:
                if character in ".:" and (member := tokens.MEMBER.match(source, position)):
                    self.position = member.end()
                    self.member()
                    continue
                mode = self.operator(position, kind)
                in_value = in_value or mode == _START
                continue
            if (
                character.isdigit()
                or (character == "." and source[position + 1 : position + 2].isdigit())
                or (character == "-" and _LITERAL_RANGE.match(source, position))
            ):
                number = _LITERAL_RANGE.match(source, position) or tokens.NUMBER.match(source, position)
                if number is not None:
                    self.digits(position, number.end())
                    self.position = number.end()
                    mode, after_pipe = _OPERATOR, False
                    continue
            if (
                character in "!+-,"
                and mode in {_START, _OPERAND}
                and not (kind == "hash" and not in_value and character == "-")
            ):
                self.prefix_operator(position)
                mode, after_pipe = _OPERAND, False
                continue
            if mode == _OPERAND and (kind != "hash" or in_value):
                word = tokens.NAME.match(source, position)
                self.position = word.end() if word else position + 1
                if word and kind in {"args", "class", "param", "index"}:
                    mode = _OPERATOR
                    if kind == "class" and word[0].lower() in {"static", "hidden"}:
                        mode = _OPERAND
                elif character == "=":
                    mode = _OPERAND
                continue
            keyword = tokens.NAME.match(source, position)
            lowered = keyword[0].lower() if keyword else ""
            following = source[keyword.end() : keyword.end() + 1] if keyword else ""
            if (
                lowered in tokens.KEYWORDS
                and not after_pipe
                and (kind != "hash" or in_value)
                and following not in {"-", ".", "\\", "/", ":"}
            ):
                switch_pending = lowered == "switch"
                class_pending = lowered in {"class", "enum"}
                mode = self.keyword(lowered, position)
                continue
            if kind == "hash" and not in_value:
                end = self.hash_key(position)
                mode = _OPERATOR
                self.position = end
                continue
            if kind == "switch":
                word = tokens.COMMAND_WORD.match(source, position)
                end = word.end() if word else position + 1
                if source[position:end].lower() != "default":
                    self.digits(position, end)
                self.position = end
                mode = _OPERATOR
                continue
            if label := _LABEL.match(source, position):
                self.position = label.end()
                continue
            mode = self.command_name(position)
            after_pipe = False

    @staticmethod
    def blank(text: str) -> str:
        """Blanks as the grammar may see them: a continued line keeps its length, nothing odd stays."""
        return " " * len(text)

    def at_sign(self, position: int) -> None:
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

    def square_bracket(self, mode: int, kind: str) -> int:
        source, position = self.source, self.position
        if mode != _OPERATOR:
            if attribute := _ENUM_ATTRIBUTE.match(source, position):
                self.stand_in(position, attribute.end(), " " * len(attribute[0]))
                self.position = attribute.end()
                return _START
            if literal := tokens.TYPE_LITERAL.match(source, position):
                self.stand_in(position + 1, literal.end() - 1, "x" * (len(literal[0]) - 2))
                self.position = literal.end()
                if kind == "args" and _ARGUMENT_END.match(source, self.position):
                    self.insert(position, "(")
                    self.insert(self.position, ")")
                    return _OPERATOR
                return _OPERATOR if _TYPE_MEMBER.match(source, self.position) else mode
        self.position += 1
        self.block("index", "]", position)
        return _OPERATOR if mode == _OPERATOR else mode

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

    def operator(self, position: int, kind: str) -> int:  # noqa: PLR0911 - one case a type
        source = self.source
        if assignment := _ASSIGNMENT.match(source, position):
            self.position = assignment.end()
            return _START if kind not in {"param", "args", "class"} else _OPERAND
        if source.startswith(("++", "--"), position):
            self.position += 2
            return _OPERATOR
        if source[position] == "-" and (word := tokens.OPERATOR_WORD.match(source, position)):
            self.position = word.end()
            return _OPERAND
        if redirection := tokens.REDIRECTION.match(source, position):
            self.position = redirection.end()
            if "&" not in redirection[0]:
                self.redirection_target()
            return _OPERATOR
        if source.startswith("..", position):
            self.insert(position, " ")
            self.position += 2
            return _OPERAND
        if source[position] in "+-*/%,":
            self.position += 1
            return _OPERAND
        if kind == "paren" and _IN.match(source, position):
            self.position += 2
            return _START
        word = tokens.NAME.match(source, position)
        if word and kind != "class" and word[0].lower() in tokens.KEYWORDS:
            return self.keyword(word[0].lower(), position)
        self.position = word.end() if word else position + 1
        return _OPERATOR

    def prefix_operator(self, position: int) -> None:
        source = self.source
        if source.startswith(("++", "--"), position):
            self.position += 2
        elif source[position] == "-" and (word := tokens.OPERATOR_WORD.match(source, position)):
            self.position = word.end()
        else:
            self.position += 1

    def keyword(self, keyword: str, position: int) -> int:  # noqa: PLR0911 - one case a type
        source = self.source
        self.position = end = position + len(keyword)
        if keyword in {"break", "continue"} and (jump := _LABELLED_JUMP.match(source, position)):
            self.stand_in(end, jump.end(), " " * (jump.end() - end))
            self.position = jump.end()
            return _OPERATOR
        if keyword in tokens.KEYWORDS_BEFORE_STATEMENT:
            return _START
        if keyword == "using" and (using := _USING.match(source, position)):
            self.position = using.end()
            return _OPERATOR
        if keyword in {"class", "enum"} and (declared := _CLASS_NAME.match(source, end)):
            for group in (1, 2):
                if declared[group]:
                    self.stand_in(declared.start(group), declared.end(group), "x" * len(declared[group]))
            self.position = declared.end()
            return _OPERATOR
        if keyword in {"function", "filter"} and (name := _FUNCTION_NAME.match(source, end)):
            self.stand_in(name.start(1), name.end(1), "x" * len(name[1]))
            self.position = name.end()
            return self.parameter_list(separated=False)
        if keyword == "param":
            return self.parameter_list(separated=True)
        return _OPERATOR

    def parameter_list(self, *, separated: bool) -> int:
        """The parameters in brackets, if they come next; the grammar wants a separator after a ``param`` block."""
        opening = re.compile(r"\s*\(").match(self.source, self.position)
        if opening is None:
            return _OPERATOR
        self.position = opening.end()
        self.block("param", ")", opening.end() - 1)
        if separated:
            self.insert(self.position, ";")
            return _START
        return _OPERATOR

    def hash_key(self, position: int) -> int:
        word = re.compile(r"[^\s={};\"'$(]+").match(self.source, position)
        end = word.end() if word else position + 1
        self.stand_in(position, end, "x" * (end - position))
        return end

    def redirection_target(self) -> None:
        source = self.source
        if blank := tokens.BLANK.match(source, self.position):
            self.position = blank.end()
        elif self.position < self.size:
            self.insert(self.position, " ")
        if self.position >= self.size:
            raise SyntaxProblem.missing_redirection_target(self.size)
        start = self.position
        if source[start] not in "$\"'(@":
            end = self.word_end(start)
            self.stand_in(start, end, "x" * (end - start))
            self.position = end
        elif source[start] == "$" and not self.plain_variable(start):
            end = self.word_end(start)
            self.stand_in(start, end, "'" + "x" * (end - start - 2) + "'")
            self.position = end

    # --- commands --------------------------------------------------------------------------------------------------

    def command_name(self, position: int) -> int:
        source = self.source
        if source[position] in "&." and (source[position + 1 : position + 2] or " ") in " \t\"'$({":
            self.position += 1
            if source[self.position : self.position + 1] not in {" ", "\t"}:
                self.insert(self.position, " ")
            return self.callee()
        word = tokens.COMMAND_WORD.match(source, position)
        if word is None:
            raise SyntaxProblem.unexpected(source[position], position)
        end = word.end()
        self.stand_in(position, end, "x" * (end - position))
        self.position = end
        return _ARGUMENT

    def callee(self) -> int:
        """What follows ``&`` or ``.``: a name, a string, a variable, a block."""
        source = self.source
        if blank := tokens.BLANK.match(source, self.position):
            self.position = blank.end()
        if self.position >= self.size:
            raise SyntaxProblem.unexpected("&", self.position - 1)
        start = self.position
        character = source[start]
        if character in "\"'" or character in tokens.SINGLE_QUOTES or character in tokens.DOUBLE_QUOTES:
            self.string()
        elif character in "{(":
            self.position += 1
            self.block("block" if character == "{" else "paren", _CLOSERS[character], start)
            self.postfix()
        elif character == "$" and self.plain_variable(start):
            self.argument()
        else:
            end = self.word_end(start)
            self.stand_in(start, end, "x" * (end - start))
            self.position = end
        return _ARGUMENT

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

    def argument(self) -> int:  # noqa: C901, PLR0911, PLR0912 - one case a form
        """One word of a command's arguments; the mode afterwards."""
        source, position = self.source, self.position
        character = source[position]
        if source.startswith("--%", position):
            rest = re.compile(r"[^\n|]*").match(source, position)
            self.position = rest.end() if rest else self.size
            if self.position > position:
                self.digits(position, self.position)
            return _ARGUMENT
        if character == ",":
            self.position += 1
            return _ARGUMENT
        if redirection := tokens.REDIRECTION.match(source, position):
            self.position = redirection.end()
            if "&" not in redirection[0]:
                self.redirection_target()
            return _ARGUMENT
        if character == "<":
            raise SyntaxProblem.reserved_redirection(position)
        if character == "&":
            raise SyntaxProblem.ampersand(position)
        if character in tokens.SINGLE_QUOTES or character in tokens.DOUBLE_QUOTES:
            self.string()
            self.postfix()
            following = source[self.position : self.position + 1]
            if following and following not in tokens.WORD_END:
                self.insert(self.position, " ")
            return _ARGUMENT
        if character in "({":
            self.position += 1
            self.block("paren" if character == "(" else "block", _CLOSERS[character], position)
            self.postfix()
            return self.separate()
        if character == "@" and source[position + 1 : position + 2] in {
            "(",
            "{",
            *tokens.SINGLE_QUOTES,
            *tokens.DOUBLE_QUOTES,
        }:
            self.at_sign(position)
            self.postfix()
            return self.separate()
        if character == "@" and (splatted := tokens.SPLATTED_VARIABLE.match(source, position)):
            self.variable(splatted.end())
            return _ARGUMENT
        if character == "$" and self.plain_variable(position):
            if source.startswith("$(", position):
                self.position += 2
                self.block("paren", ")", position)
            else:
                variable = tokens.VARIABLE.match(source, position)
                self.variable(variable.end() if variable else position + 1)
            self.postfix()
            return self.separate()
        if character == "-" and (parameter := tokens.PARAMETER.match(source, position)):
            end = parameter.end()
            self.stand_in(
                position + 1,
                end,
                "x" * (end - position - 1 - parameter[0].endswith(":")) + ":" * parameter[0].endswith(":"),
            )
            self.position = end
            return self.separate() if not parameter[0].endswith(":") else _ARGUMENT
        end = self.word_end(position)
        self.digits(position, end)
        self.position = end
        return self.separate()

    def separate(self) -> int:
        """Put a blank between this argument and one that follows at once."""
        following = self.source[self.position : self.position + 1]
        if following and following not in " \t\r\n\f\v|;),}>":
            self.insert(self.position, " ")
        return _ARGUMENT

    def postfix(self) -> None:
        """Members, indexes and calls that follow a value in an argument without a blank."""
        source = self.source
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
            elif character == "[":
                self.position += 1
                self.block("index", "]", position)
            else:
                return


def closing_bracket(source: str, start: int) -> int:
    """The end of the bracket that opens at ``start``."""
    return _Scanner(source).skip_bracket(start)
