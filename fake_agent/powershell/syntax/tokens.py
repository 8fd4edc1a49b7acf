"""The lexical shapes of PowerShell, as regular expressions that the scanner and the word reader share."""

import re

SINGLE_QUOTES = "'\u2018\u2019\u201a\u201b"
DOUBLE_QUOTES = '"\u201c\u201d\u201e'

SINGLE_QUOTED = re.compile(f"[{SINGLE_QUOTES}](?:[^{SINGLE_QUOTES}]|[{SINGLE_QUOTES}]{{2}})*+[{SINGLE_QUOTES}]")
PLAIN_IN_STRING = re.compile(f"[^`${DOUBLE_QUOTES}]*")

BLANK = re.compile(r"(?:[ \t\r\f\v\u00a0\ufeff]|`\r?\n|`(?=[ \t]))+")
COMMENT = re.compile(r"<#.*?#>|#[^\n]*", re.DOTALL)
NUMBER = re.compile(
    r"(?:0[xX][0-9a-fA-F]+|(?:\d+(?:\.(?!\.)\d*)?|\.\d+)(?:[eE][+-]?\d+)?)(?:[uU]?[lL]|[dD])?(?:[kKmMgGtTpP][bB])?(?![\w])",
)
VARIABLE = re.compile(r"\$(?:\{(?:`.|[^}`])+\}|(?:\w+:(?!:))?[\w?]+|[$^?])")
SPLATTED_VARIABLE = re.compile(r"@(?:\w+:)?\w+(?![\w:.\[])")
TYPE_LITERAL = re.compile(r"\[\s*[A-Za-z_][\w.+`]*\s*(?:\[[\w.+`,\[\]\s]*\]\s*)?\]")
OPERATOR_WORD = re.compile(r"-[A-Za-z]+(?![\w-])")
OPERAND = re.compile(r"[ \t]+('[^'\n]*'|\"[^\"\n]*\"|[\w$.]+)")
DASHED_WORD = re.compile(r"-[A-Za-z]+")
PARAMETER = re.compile(r"-[A-Za-z_?][^\s:.,;|&(){}<>\"'=]*:?")
MEMBER = re.compile(r"(?:\.(?!\.)|::)\s*(?=[\w$\"'(])")
NAME = re.compile(r"[A-Za-z_][\w]*")
COMMAND_WORD = re.compile(r"(?:`.|[^\s`|&;(){}<>,\"'$@\[])(?:`.|[^\s`|&;(){}<>,\"'])*")
REDIRECTION = re.compile(r"(?:[1-6*]?>>?(?:&[12])?)")
HERE_STRING = re.compile("@([\"'\u2018\u2019\u201c\u201d])[ \t]*\r?\n")
SIMPLE_VARIABLE_END = re.compile(r"(?=[\s|&;(){}<>,\[]|\Z|\.(?=[\w$\"'(])|::|[+-]{2}(?=[\s;)]|\Z))")
ODD_NAME = re.compile(r"(?:[1-6*]?>>?(?:&[12])?|<)|(?:`.|[^\s`|&;(){}<>,\"'])+")
"""What is the name of a command only because a statement begins with it."""
WORD_END = frozenset(" \t\r\n\f\v|&;(){}<>,\u00a0")

KEYWORDS_BEFORE_STATEMENT = frozenset({"return", "throw", "exit"})
KEYWORDS = frozenset(
    [
        "if",
        "elseif",
        "else",
        "while",
        "for",
        "foreach",
        "switch",
        "do",
        "until",
        "try",
        "catch",
        "finally",
        "trap",
        "function",
        "filter",
        "class",
        "enum",
        "return",
        "throw",
        "exit",
        "break",
        "continue",
        "param",
        "begin",
        "process",
        "end",
        "dynamicparam",
        "data",
        "using",
    ],
)

_COMPARISONS = (
    "eq ne gt ge lt le like notlike match notmatch replace contains notcontains in notin split join is isnot as"
)
PREFIX_OPERATORS = frozenset({"not", "bnot", "join", "split", "isplit", "csplit"})
OPERATORS = frozenset(
    [
        *(prefix + name for name in _COMPARISONS.split() for prefix in ("", "c", "i")),
        *["and", "or", "xor", "not", "band", "bor", "bxor", "bnot", "shl", "shr", "f"],
    ],
)
"""The names of operators, without their dash."""
