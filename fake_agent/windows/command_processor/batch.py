"""A batch file while it runs: its lines, its arguments, and where it is."""

from dataclasses import dataclass


@dataclass(slots=True)
class BatchFile:
    """``arguments`` begin with the file itself (``%0``)."""

    lines: tuple[str, ...]
    arguments: tuple[str, ...]
    position: int = 0

    def more(self) -> bool:
        """Whether there is another line."""
        return self.position < len(self.lines)

    def next_line(self) -> str:
        """The next line; the file goes on after it."""
        line = self.lines[self.position]
        self.position += 1
        return line

    def go_to(self, label: str) -> bool:
        """Go on after the label; ``False`` where there is none. ``eof`` is the end of every file."""
        wanted = label.strip().lstrip(":").casefold()
        if wanted == "eof":
            self.position = len(self.lines)
            return True
        for index, line in enumerate(self.lines if wanted else ()):
            if label_of(line) == wanted:
                self.position = index + 1
                return True
        return False


def label_of(line: str) -> str | None:
    """The label that the line is, in lower case, or ``None``."""
    stripped = line.strip()
    if not stripped.startswith(":"):
        return None
    return (stripped[1:].split() or [""])[0].casefold()


def split_batch_arguments(text: str) -> list[str]:
    """The arguments of a batch file: split at white space, commas, semicolons, equal signs; quotes group and stay."""
    arguments: list[str] = []
    current = ""
    quoted = False
    for character in text:
        if character == '"':
            quoted = not quoted
        if character in " \t,;=" and not quoted:
            if current:
                arguments.append(current)
            current = ""
        else:
            current += character
    return [*arguments, current] if current else arguments
