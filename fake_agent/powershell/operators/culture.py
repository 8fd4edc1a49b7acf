"""The order of strings as people read them: punctuation, then digits, then letters; accents and case come last."""

import unicodedata
from functools import lru_cache

_PUNCTUATION = "_-,;:!?.'\"()[]{}@*/\\&#%`^+<=>|~$"
_RANKS = {character: place for place, character in enumerate(_PUNCTUATION)}
_SPACE, _SYMBOL, _OTHER_SYMBOL, _DIGIT, _LETTER = range(5)
Key = tuple[tuple[tuple[int, int | str], ...], tuple[str, ...]]


@lru_cache(maxsize=4096)
def _key(text: str) -> Key:
    """The order of the letters themselves, then that of their accents."""
    primary: list[tuple[int, int | str]] = []
    accents: list[str] = []
    for character in unicodedata.normalize("NFD", text.lower()):
        if character.isalpha():
            primary.append((_LETTER, character))
            accents.append("")
        elif unicodedata.combining(character):
            if accents:
                accents[-1] += character
        elif character.isdigit():
            primary.append((_DIGIT, character))
        elif character.isspace():
            primary.append((_SPACE, ord(character)))
        elif character in _RANKS:
            primary.append((_SYMBOL, _RANKS[character]))
        else:
            primary.append((_OTHER_SYMBOL, ord(character)))
    return tuple(primary), tuple(accents)


def compare_text(first: str, second: str, *, case_sensitive: bool) -> int:
    """Below zero, zero or above; with case, the lower one of two letters comes first."""
    one: object
    two: object
    if first.isascii() and first.isalnum() and second.isascii() and second.isalnum():
        one, two = first.lower(), second.lower()
    else:
        one, two = _key(first), _key(second)
    if one == two and case_sensitive:
        one, two = first.swapcase(), second.swapcase()
    return (one > two) - (one < two)  # type: ignore[operator]  # both are keys of the same kind
