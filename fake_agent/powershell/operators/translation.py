"""Regular expressions of .NET in the engine's notation."""

import re

_CLASS_ESCAPES = frozenset({r"\w", r"\W", r"\d", r"\D", r"\s", r"\S"})
_SUBTRACTION = re.compile(r"-(\[\^?[^\[\]]+\])\]")
_BLOCK = re.compile(r"\{Is(\w+)\}")
_BACK_REFERENCE = re.compile(r"<(\w+)>|'(\w+)'")
_NAMED_GROUP = re.compile(r"\(\?(?:<(?P<angle>[A-Za-z_]\w*)>|'(?P<quoted>[A-Za-z_]\w*)')")
_INLINE = re.compile(r"\(\?(?P<on>[imnsx]*)(?:-(?P<off>[imnsx]+))?\)")
_ESCAPES = {"z": r"\Z", "Z": r"(?=\n?\Z)", "e": r"\x1b", "G": ""}
_KNOWN_ESCAPES = frozenset("abBdDfnrsStvwWxuAcCpP")
_PUNCTUATION = frozenset("<>\"'`,;:!@%=/&~_ #")


def translate(pattern: str, *, explicit: bool = False) -> str:
    """A .NET pattern in the engine's notation; ``explicit`` lets only named groups capture."""
    return _Translator(pattern, explicit=explicit).run()


class _Translator:
    def __init__(self, pattern: str, *, explicit: bool) -> None:
        self.pattern = pattern
        self.explicit = explicit
        self.pieces: list[str] = []
        self.position = 0
        self.in_class = False
        self.verbose = False
        self.open_scopes: list[int] = [0]
        """For each open group, how many scopes of inline options end with it."""

    def run(self) -> str:
        pattern = self.pattern
        while self.position < len(pattern):
            character = pattern[self.position]
            if character == "\\" and self.position + 1 < len(pattern):
                self.escape()
            elif self.in_class:
                self.class_character(character)
            elif character == "[":
                self.open_class()
            elif character == "(":
                self.open_group()
            elif character == ")":
                closing = self.open_scopes.pop() if len(self.open_scopes) > 1 else 0
                self.take(")" * closing + ")", 1)
            else:
                self.take(character, 1)
        return "".join([*self.pieces, "\n" * self.verbose, ")" * self.open_scopes[0]])

    def take(self, piece: str, length: int) -> None:
        """Write a piece for so many characters."""
        self.pieces.append(piece)
        self.position += length

    def open_class(self) -> None:
        self.in_class = True
        start = re.compile(r"\[(\^?)(\]?)").match(self.pattern, self.position)
        if start is not None:
            self.pieces.append("[")
            self.take(start[1] + ("\\]" if start[2] else ""), len(start[0]))

    def class_character(self, character: str) -> None:
        subtracted = _SUBTRACTION.match(self.pattern, self.position)
        if subtracted is not None:
            start = len(self.pieces) - 1 - self.pieces[::-1].index("[")
            whole = f"(?:(?!{translate(subtracted[1])}){''.join(self.pieces[start:])}])"
            self.pieces[start:] = []
            self.take(whole, len(subtracted[0]))
            self.in_class = False
            return
        self.in_class = character != "]"
        after_escape = bool(self.pieces) and self.pieces[-1] in _CLASS_ESCAPES
        self.take("\\[" if character == "[" else "\\-" if character == "-" and after_escape else character, 1)

    def open_group(self) -> None:
        if named := _NAMED_GROUP.match(self.pattern, self.position):
            self.take(f"(?P<{named['angle'] or named['quoted']}>", len(named[0]))
            self.open_scopes.append(0)
        elif inline := _INLINE.match(self.pattern, self.position):
            on, off = inline["on"].replace("n", ""), (inline["off"] or "").replace("n", "")
            flags = on + (f"-{off}" if off else "")
            self.open_scopes[-1] += bool(flags)
            self.verbose = self.verbose or "x" in on
            self.take(f"(?{flags}:" if flags else "", len(inline[0]))
        else:
            plain = not self.pattern.startswith("?", self.position + 1)
            self.take("(?:" if self.explicit and plain else "(", 1)
            self.open_scopes.append(0)

    def escape(self) -> None:
        following = self.pattern[self.position + 1]
        after = self.position + 2
        if following in "pP" and (block := _BLOCK.match(self.pattern, after)):
            self.take(f"\\{following}{{In{block[1]}}}", 2 + len(block[0]))
        elif following == "k" and (named := _BACK_REFERENCE.match(self.pattern, after)):
            name = named[1] or named[2]
            self.take(f"\\{name}" if name.isdigit() else f"(?P={name})", 2 + len(named[0]))
        elif following in _ESCAPES:
            self.take(_ESCAPES[following], 2)
        elif following in _PUNCTUATION or (
            following.isalpha() and following.isascii() and following not in _KNOWN_ESCAPES
        ):
            self.take(re.escape(following), 2)
        else:
            self.take(self.pattern[self.position : after], 2)
