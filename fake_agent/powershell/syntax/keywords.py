"""Keywords: what follows them before the grammar's own rules go on."""

import re

from fake_agent.powershell.syntax import tokens
from fake_agent.powershell.syntax.reader import OPERATOR, START
from fake_agent.powershell.syntax.words import WordScanner

_LABELLED_JUMP = re.compile(r"(break|continue)([ \t]+)([A-Za-z_]\w*|\$\w+|'[^'\n]*'|\"[^\"\n]*\")", re.IGNORECASE)
_FUNCTION_NAME = re.compile(r"[ \t]+([^\s({]+)")
_CLASS_NAME = re.compile(r"\s+(\w+)(?:\s*:\s*([^{]*[^{\s]))?")
_USING = re.compile(r"using[ \t]+[^\n;]*", re.IGNORECASE)
_OPTIONS = re.compile(r"(?:\s+-(?:file\s+[^\s'\"$({@]+|\w+))*", re.IGNORECASE)
_ODD_FUNCTION = re.compile(r"[^\w:.-]")
_BEFORE_BRACKETS = re.compile(r"(?:\b(?:if|elseif|while|for|foreach|switch|until)|-\w+)\Z", re.IGNORECASE)
_PARAMETERS = re.compile(r"(?:\s|#[^\n]*|<#.*?#>)*\(", re.DOTALL)
_GOES_ON = frozenset("-.\\/:+!*%=~?")
"""What makes a keyword the beginning of a longer word."""


class KeywordScanner(WordScanner):
    """Scans labels, options, names and parameter lists behind keywords."""

    def is_keyword(self, word: str, end: int) -> bool:
        """Whether the word that ends here is the keyword: nothing makes it longer, and ``param`` has its brackets."""
        if word == "param" and _PARAMETERS.match(self.source, end) is None:
            self.doubtful = True
            return False
        return self.source[end : end + 1] not in _GOES_ON

    def is_spaced_call(self, position: int) -> bool:
        """Whether blanks stand before a bracket that is not a keyword's own."""
        before = self.before_blanks(position)
        return before < position and _BEFORE_BRACKETS.search(self.source, max(0, before - 20), before) is None

    def keyword(self, keyword: str, position: int) -> int:
        """Scan a keyword, and what it takes before its own block; the mode afterwards."""
        source = self.source
        self.position = end = position + len(keyword)
        if keyword in {"break", "continue"} and (jump := _LABELLED_JUMP.match(source, position)):
            self.stand_in(end, jump.end(), " " * (jump.end() - end))
            self.position = jump.end()
            return OPERATOR
        if keyword in tokens.KEYWORDS_BEFORE_STATEMENT:
            return START
        if options := _OPTIONS.match(source, end) if keyword in {"switch", "data"} else None:
            self.position = options.end()
            return OPERATOR
        if keyword == "using" and (using := _USING.match(source, position)):
            self.position = using.end()
            return OPERATOR
        if keyword in {"class", "enum"} and (declared := _CLASS_NAME.match(source, end)):
            for group in (1, 2):
                if declared[group]:
                    self.stand_in(declared.start(group), declared.end(group), "x" * len(declared[group]))
            self.position = declared.end()
            return OPERATOR
        if keyword in {"function", "filter"} and (name := _FUNCTION_NAME.match(source, end)):
            self.doubtful |= _ODD_FUNCTION.search(name[1]) is not None
            self.stand_in(name.start(1), name.end(1), "x" * len(name[1]))
            self.position = name.end()
            return self.parameter_list(separated=False)
        if keyword == "param":
            return self.parameter_list(separated=True)
        return OPERATOR

    def parameter_list(self, *, separated: bool) -> int:
        """The parameters in brackets, if they come next; the grammar wants a separator after a ``param`` block."""
        opening = re.compile(r"\s*\(").match(self.source, self.position)
        if opening is None:
            return OPERATOR
        self.position = opening.end()
        self.block("param", ")", opening.end() - 1)
        if separated:
            self.insert(self.position, ";")
            return START
        return OPERATOR
