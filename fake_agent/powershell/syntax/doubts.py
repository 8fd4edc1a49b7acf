"""Signs in a script's text of what the grammar takes and Windows PowerShell may refuse: worth a second reading.

Other such signs show in the tree, and whoever compiles the construct asks for the reading.
"""

import re

_COMMON = r"[ \t]+-(?:version[ \t]+\d+(?:\.\d+){0,3}|runasadministrator|modules?[ \t]+[\w.]+)"
"""``#requires`` lines that are in order."""
_SIGNS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("#requires", re.compile(rf"#requires(?!{_COMMON}[ \t]*$)", re.MULTILINE)),
    ("finally", re.compile(r"\bfinally\b.*?\b(?:return|break|continue)\b", re.DOTALL)),
    ("[void]", re.compile(r"\[void\]\s*\$[\w:]+\s*[-+*/%]?=")),
    ("[ref]", re.compile(r"\[ref\]\s*\[|\]\s*\[ref\]")),
    ("@{", re.compile(r"\((?<=\w\()\s*(?:\[[\w.]+\]\s*)?@\{")),
    ("$using:", re.compile(r"\$using:\w+[.\[]")),
)
"""A part of the text that comes first (lower case), and what must stand around it."""


def is_doubtful(text: str) -> bool:
    """Whether the text has one of the signs."""
    lowered = text.lower()
    return any(sign in lowered and pattern.search(lowered) is not None for sign, pattern in _SIGNS)
