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
from fake_agent.powershell.syntax.keywords import KeywordScanner
from fake_agent.powershell.syntax.problems import SyntaxProblem
from fake_agent.powershell.syntax.reader import ARGUMENT, OPERAND, OPERATOR, START
from fake_agent.powershell.syntax.words import WordScanner

_ARGUMENT_END = re.compile(r"\s*[,)]")
_TYPE_MEMBER = re.compile(r"::|\.[A-Za-z]")
_BASE_CALL = re.compile(r"\s*:\s*base\s*\(", re.IGNORECASE)
_ENUM_ATTRIBUTE = re.compile(r"\[[^\[\]]*\]\s*(?=enum\b)", re.IGNORECASE)
_ATTRIBUTE = re.compile(r"\[\s*(?:Validate|Allow)\w+\(", re.IGNORECASE)
_LINES = re.compile(r"\s+")
_IN = re.compile(r"in(?![\w-])", re.IGNORECASE)
_LITERAL_RANGE = re.compile(r"-?\d+\.\.[+-]?\d+(?![\w.])")
_ASSIGNMENT = re.compile(r"(?:[+*/%]|-)?=")
_STATEMENTS = frozenset({"top", "block", "paren"})
"""What holds statements and nothing else."""
_LABEL = re.compile(r":[A-Za-z_]\w*(?=\s*(?:for|foreach|while|do|switch)\b)", re.IGNORECASE)
_ODD_START = re.compile(r"-[A-Za-z]|\+=|![A-Za-z]|[1-6]>|[<>]|\d\w*(?:\.(?!\.)\w*)?(?:\$\w|::(?!\w)|#)")
_BEFORE_TYPES = ("catch", "Catch", "CATCH", "trap", "Trap", ",")
"""What a type stands behind where an index cannot."""
_DASHES = dict.fromkeys([0x2013, 0x2014, 0x2015], "-")


@dataclass(frozen=True, slots=True)
class GrammarText:
    """What the grammar reads, and the way back: ``inserted`` are the places (in this text) of added characters.

    ``doubtful`` where the grammar may take what Windows PowerShell refuses.
    """

    text: str
    inserted: tuple[int, ...]
    doubtful: bool = False

    def original(self, offset: int) -> int:
        """The position in the script of a position in this text."""
        return offset - bisect_right(self.inserted, offset - 1) if self.inserted else offset


def scan(source: str) -> GrammarText:
    """The grammar text of a script; ``SyntaxProblem`` where brackets or quotes do not match."""
    return _Scanner(source if source.isascii() else source.translate(_DASHES)).run()


class _Scanner(KeywordScanner):
    def run(self) -> GrammarText:
        self.block("top", "", 0)
        text = "".join(self.output)
        if not text.isascii():
            text = "".join(character if character.isascii() else "x" for character in text)
        if not self.insertions:
            return GrammarText(text, (), self.doubtful)
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
        return GrammarText("".join(pieces), tuple(places), self.doubtful)

    def block(self, kind: str, closer: str, opened: int) -> None:  # noqa: C901, PLR0912, PLR0915 - one case a form
        """Scan up to ``closer`` (consumed). ``kind`` says what encloses: top, paren, block, args, index, hash ..."""
        source, size = self.source, self.size
        mode = OPERAND if kind in {"args", "index", "param", "class"} else START
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
                if comment is None:
                    raise SyntaxProblem.unexpected("<#", position)
                end = comment.end()
                self.stand_in(position, end, re.sub(r"[^\n]", " ", source[position:end]))
                self.position = end
                continue
            if character == "\n":
                self.position += 1
                if lines_matter and mode != OPERAND and not after_pipe:
                    self.doubtful |= kind == "paren" and mode != START and self.goes_on_in_brackets(opened)
                    mode, in_value = START, in_value and mode == START
                continue
            if character in ")}]":
                if character == closer:
                    if kind == "block" and not source[opened + 1 : position].strip():
                        self.insert(opened + 1, ";")
                    self.position += 1
                    return
                if character == "]" and mode == ARGUMENT:
                    mode = self.argument()
                    continue
                if character == "]" and mode == START and kind in _STATEMENTS:
                    mode, after_pipe = self.odd_name(position), False
                    continue
                raise (
                    SyntaxProblem.unexpected(character, position)
                    if not closer
                    else SyntaxProblem.mismatched(closer, opened, character, position)
                )
            if kind == "switch" and mode == START and clause_block and character != ";":
                self.insert(position, ";")
                clause_block = False
            if character == ";":
                self.position += 1
                in_value = False
                if kind == "class" and clause_block:
                    self.stand_in(position, position + 1, " ")
                mode, after_pipe, clause_block = OPERAND if kind == "class" else START, False, False
                continue
            if character == "|":
                if source.startswith("||", position):
                    raise SyntaxProblem.unexpected("||", position)
                self.position += 1
                mode, after_pipe = START, True
                continue
            if mode == ARGUMENT:
                mode = self.argument()
                after_pipe = False
                continue
            if character == "{":
                statement_block = mode == OPERATOR
                self.position += 1
                inner = "switch" if switch_pending and statement_block else "class" if class_pending else "block"
                switch_pending = class_pending = False
                self.block(inner, "}", position)
                if kind in {"switch", "class"} and statement_block:
                    clause_block = True
                if not statement_block and self.source.startswith(".", self.position):
                    self.insert(position, "(")
                    self.insert(self.position, ")")
                mode = OPERATOR if not statement_block else OPERAND if kind == "class" else START
                after_pipe = False
                continue
            if character in tokens.SINGLE_QUOTES or character in tokens.DOUBLE_QUOTES:
                self.doubtful |= mode == OPERATOR and kind in _STATEMENTS
                self.string()
                mode, after_pipe = OPERATOR, False
                continue
            if character == "$":
                self.doubtful |= mode == OPERATOR and kind in _STATEMENTS
                if source.startswith("$(", position):
                    self.position += 2
                    self.block("paren", ")", position)
                else:
                    found = tokens.VARIABLE.match(source, position)
                    if found is None and mode == START and kind in _STATEMENTS:
                        mode, after_pipe = self.odd_name(position), False
                        continue
                    if found is None:
                        raise SyntaxProblem.unexpected("$", position)
                    self.variable(found.end())
                mode, after_pipe = OPERATOR, False
                continue
            if character == "@":
                self.at_sign(position)
                mode, after_pipe = OPERATOR, False
                continue
            if character == "(":
                self.doubtful |= mode == OPERATOR and kind in _STATEMENTS and self.is_spaced_call(position)
                self.position += 1
                called = (
                    mode == OPERATOR
                    and position > 0
                    and (source[position - 1].isalnum() or source[position - 1] in "_\"'")
                )
                inner = "args" if called else "paren"
                self.block(inner, ")", position)
                mode, after_pipe = OPERATOR, False
                if kind == "class" and (base := _BASE_CALL.match(source, self.position)):
                    end = self.skip_bracket(base.end() - 1)
                    self.stand_in(self.position, end, " " * (end - self.position))
                    self.position = end
                continue
            if character == "[":
                mode = self.square_bracket(mode, kind)
                after_pipe = False
                continue
            if mode == OPERATOR:
                if character in ".:" and (member := tokens.MEMBER.match(source, position)):
                    self.position = member.end()
                    self.member()
                    continue
                mode = self.operator(position, kind)
                in_value = in_value or mode == START
                continue
            if (
                mode == START
                and kind in _STATEMENTS
                and _ODD_START.match(source, position)
                and self.is_odd_name(position)
            ):
                mode, after_pipe = self.odd_name(position), False
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
                    self.doubtful |= source.startswith("#" if kind == "hash" else ("#", "="), self.position)
                    if _TYPE_MEMBER.match(source, self.position):
                        self.doubtful = True
                        self.insert(position, "(")
                        self.insert(self.position, ")")
                    mode, after_pipe = OPERATOR, False
                    continue
            if (
                character in "!+-,"
                and mode in {START, OPERAND}
                and not (kind == "hash" and not in_value and character == "-")
            ):
                self.doubtful |= character == "," and kind in {"args", "index", "switch"}
                self.prefix_operator(position)
                mode, after_pipe = OPERAND, False
                continue
            if mode == OPERAND and (kind != "hash" or in_value):
                word = tokens.NAME.match(source, position)
                self.position = word.end() if word else position + 1
                if word and kind in {"args", "class", "param", "index"}:
                    mode = OPERATOR
                    if kind == "class" and word[0].lower() in {"static", "hidden"}:
                        mode = OPERAND
                elif character == "=":
                    mode = OPERAND
                continue
            keyword = tokens.NAME.match(source, position)
            lowered = keyword[0].lower() if keyword else ""
            if (
                keyword
                and lowered in tokens.KEYWORDS
                and not after_pipe
                and (kind != "hash" or in_value)
                and self.is_keyword(lowered, keyword.end())
            ):
                switch_pending = lowered == "switch"
                class_pending = lowered in {"class", "enum"}
                mode = self.keyword(lowered, position)
                continue
            if kind == "hash" and not in_value:
                end = self.hash_key(position)
                mode = OPERATOR
                self.position = end
                continue
            if kind == "switch":
                word = tokens.COMMAND_WORD.match(source, position)
                end = word.end() if word else position + 1
                if source[position:end].lower() != "default":
                    self.digits(position, end)
                self.position = end
                mode = OPERATOR
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

    def square_bracket(self, mode: int, kind: str) -> int:
        source, position = self.source, self.position
        if mode != OPERATOR:
            if attribute := _ENUM_ATTRIBUTE.match(source, position):
                self.stand_in(position, attribute.end(), " " * len(attribute[0]))
                self.position = attribute.end()
                return START
            if mode == START and (end := self.variable_attribute(position)):
                self.stand_in(position + 1, end - 1, "x" * (end - position - 2))
                self.position = end
                if blank := _LINES.match(source, end):
                    self.stand_in(end, blank.end(), self.blank(blank[0]))
                    self.position = blank.end()
                return START
            if literal := tokens.TYPE_LITERAL.match(source, position):
                self.doubtful |= "\n" in literal[0] or literal[0].count("[") != literal[0].count("]")
                self.stand_in(position + 1, literal.end() - 1, "x" * (len(literal[0]) - 2))
                self.position = literal.end()
                if kind == "args" and _ARGUMENT_END.match(source, self.position):
                    self.insert(position, "(")
                    self.insert(self.position, ")")
                    return OPERATOR
                return OPERATOR if _TYPE_MEMBER.match(source, self.position) else mode
        if mode == OPERATOR and (before := self.before_blanks(position)) < position:
            self.doubtful |= not source.endswith(_BEFORE_TYPES, 0, before)
        self.doubtful |= mode != OPERATOR
        self.position += 1
        self.block("index", "]", position)
        return OPERATOR if mode == OPERATOR else mode

    def variable_attribute(self, start: int) -> int | None:
        """Where an attribute of a variable (``[ValidateSet('a', 'b')]``) ends."""
        opening = _ATTRIBUTE.match(self.source, start)
        if opening is None:
            return None
        depth, position = 2, opening.end()
        while depth and position < self.size:
            character = self.source[position]
            if character in tokens.SINGLE_QUOTES or character in tokens.DOUBLE_QUOTES:
                position = self.skip_string(position)
                continue
            depth += (character in "[({") - (character in "])}")
            position += 1
        return position

    def operator(self, position: int, kind: str) -> int:
        source = self.source
        self.doubtful |= source[position] == "&"
        if assignment := _ASSIGNMENT.match(source, position):
            self.position = assignment.end()
            return START if kind not in {"param", "args", "class"} else OPERAND
        if source.startswith(("++", "--"), position):
            self.position += 2
            return OPERATOR
        if source[position] == "-" and (word := tokens.DASHED_WORD.match(source, position)):
            self.require_operator(word[0], position)
            self.position = word.end()
            return OPERAND
        if redirection := tokens.REDIRECTION.match(source, position):
            self.position = redirection.end()
            if "&" not in redirection[0]:
                self.redirection_target()
            return OPERATOR
        if source.startswith("..", position):
            self.insert(position, " ")
            self.position += 2
            return OPERAND
        if source[position] in "+-*/%,":
            self.insert(position, " " * (source[position] == "%"))
            self.position += 1
            return OPERAND
        if kind == "paren" and _IN.match(source, position):
            self.position += 2
            self.doubtful |= source[self.position : self.position + 1] not in {" ", "(", "\t", "\n"}
            return START
        word = tokens.NAME.match(source, position)
        if word and kind != "class" and word[0].lower() in tokens.KEYWORDS:
            return self.keyword(word[0].lower(), position)
        self.doubtful |= kind in _STATEMENTS
        self.position = word.end() if word else position + 1
        return OPERATOR

    def require_operator(self, word: str, position: int) -> None:
        """Refuse a word with a dash that is no operator, and with it what would be its operand."""
        if word[1:].lower() in tokens.OPERATORS:
            return
        operand = tokens.OPERAND.match(self.source, position + len(word))
        faults = SyntaxProblem.unexpected(word, position).faults
        if operand is not None:
            faults += SyntaxProblem.unexpected(operand[1], operand.start(1)).faults
        raise SyntaxProblem(*faults)


def closing_bracket(source: str, start: int) -> int:
    """The end of the bracket that opens at ``start``."""
    return _Scanner(source).skip_bracket(start)


def reader_of(source: str) -> WordScanner:
    """A reader of the source that finds the ends of its strings and brackets."""
    return _Scanner(source)
