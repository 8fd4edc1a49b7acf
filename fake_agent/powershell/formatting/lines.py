"""Text broken into the lines of a console, as Windows PowerShell breaks what tables, lists and errors show."""

import re

_WORD = re.compile(r"[^ \t]*[ \t]|[^ \t]+")


def wrapped(text: str, width: int) -> list[str]:
    """Lines of at most ``width`` characters, broken after blanks.

    A word counts with the blank behind it, which stays at the end of its line. A word that is longer than a line does
    not begin a new one: it is cut where the line ends (seen in error records of Run Command that users pasted).
    """
    lines: list[str] = []
    for paragraph in text.replace("\r\n", "\n").split("\n"):
        if len(paragraph) <= width:
            lines.append(paragraph)
            continue
        line = ""
        for word in _WORD.findall(paragraph):
            if len(word) <= width:
                if len(line) + len(word) > width:
                    lines.append(line)
                    line = ""
                line += word
                continue
            line += word
            while len(line) > width:
                lines.append(line[:width])
                line = line[width:]
        lines.append(line)
    return lines
