"""Syntax errors, with the words and ids of Windows PowerShell's parser."""

from dataclasses import dataclass

_UNCLOSED = {
    "}": ("Missing closing '}' in statement block or type definition.", "MissingEndCurlyBrace"),
    ")": ("Missing closing ')' in expression.", "MissingEndParenthesisInExpression"),
    "]": ("Missing ] at end of attribute or type literal.", "EndSquareBracketExpectedAtEndOfAttribute"),
}


@dataclass(frozen=True, slots=True)
class SyntaxFault:
    """One finding of the parser: where it starts, how many characters it marks, its text and id."""

    position: int
    length: int
    message: str
    error_id: str


class SyntaxProblem(Exception):  # noqa: N818 - named as what it is
    """The script is not PowerShell; nothing of it runs."""

    def __init__(self, *faults: SyntaxFault) -> None:
        super().__init__(faults[0].message)
        self.faults = faults

    @classmethod
    def unclosed(cls, closer: str, opened: int, end: int) -> "SyntaxProblem":
        """A bracket that nothing closes: braces are marked where they open, the others where the text ends."""
        message, error_id = _UNCLOSED[closer]
        return cls(SyntaxFault(opened if closer == "}" else end, 1, message, error_id))

    @classmethod
    def unexpected(cls, token: str, position: int) -> "SyntaxProblem":
        """A token where none such may stand."""
        return cls(
            SyntaxFault(
                position,
                len(token),
                f"Unexpected token '{token}' in expression or statement.",
                "UnexpectedToken",
            ),
        )

    @classmethod
    def mismatched(cls, closer: str, opened: int, found: str, position: int) -> "SyntaxProblem":
        """A closing bracket of another kind than the open one."""
        first = cls.unclosed(closer, opened, position).faults[0]
        return cls(first, *cls.unexpected(found, position).faults)

    @classmethod
    def unterminated_string(cls, position: int, *, single: bool) -> "SyntaxProblem":
        """A string without its closing quote."""
        quote = "'" if single else '"'
        return cls(
            SyntaxFault(
                position,
                1,
                f"The string is missing the terminator: {quote}.",
                "TerminatorExpectedAtEndOfString",
            ),
        )

    @classmethod
    def here_string_header(cls, position: int) -> "SyntaxProblem":
        """Text after the opening of a here-string."""
        message = "No characters are allowed after a here-string header but before the end of the line."
        return cls(SyntaxFault(position, 1, message, "UnexpectedCharactersAfterHereStringHeader"))

    @classmethod
    def here_string_terminator(cls, position: int, *, single: bool) -> "SyntaxProblem":
        """A here-string that no line closes."""
        quote = "'" if single else '"'
        message = f"The string is missing the terminator: {quote}@."
        return cls(SyntaxFault(position, 1, message, "TerminatorExpectedAtEndOfString"))

    @classmethod
    def missing_redirection_target(cls, position: int) -> "SyntaxProblem":
        """A redirection operator at the end."""
        return cls(
            SyntaxFault(
                position,
                1,
                "Missing file specification after redirection operator.",
                "MissingFileSpecification",
            ),
        )

    @classmethod
    def reserved_redirection(cls, position: int) -> "SyntaxProblem":
        """``<`` is not for use."""
        return cls(SyntaxFault(position, 1, "The '<' operator is reserved for future use.", "RedirectionNotSupported"))

    @classmethod
    def ampersand(cls, position: int) -> "SyntaxProblem":
        """``&`` between words."""
        message = (
            "The ampersand (&) character is not allowed. The & operator is reserved for future use; "
            'wrap an ampersand in double quotation marks ("&") to pass it as part of a string.'
        )
        return cls(SyntaxFault(position, 1, message, "AmpersandNotAllowed"))

    @classmethod
    def ordered_attribute(cls, position: int, length: int) -> "SyntaxProblem":
        """``[ordered]`` before something else than a hash literal."""
        message = "The ordered attribute can be specified only on a hash literal node."
        return cls(SyntaxFault(position, length, message, "OrderedAttributeOnlyOnHashLiteralNode"))

    @classmethod
    def late_using(cls, position: int, length: int) -> "SyntaxProblem":
        """``using`` after other statements."""
        message = "A 'using' statement must appear before any other statements in a script."
        return cls(SyntaxFault(position, length, message, "UsingMustBeAtStartOfScript"))

    def moved(self, offset: int) -> "SyntaxProblem":
        """The same problem in a text that starts so much earlier."""
        if not offset:
            return self
        return SyntaxProblem(
            *(
                SyntaxFault(fault.position + offset, fault.length, fault.message, fault.error_id)
                for fault in self.faults
            ),
        )
