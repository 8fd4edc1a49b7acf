"""A script's text with its path, and the places in it."""

from bisect import bisect_right
from dataclasses import dataclass

from fake_agent.powershell.values.objects import InvocationInfo


class Source:
    """The text of a script, or of a string that is run, and where it comes from (empty: nowhere)."""

    __slots__ = ("_starts", "path", "text")

    def __init__(self, text: str, path: str = "") -> None:
        self.text = text
        self.path = path
        self._starts: list[int] | None = None

    def position(self, offset: int) -> tuple[int, int]:
        """Line and column, from one, of an offset."""
        if self._starts is None:
            self._starts = [0]
            for index, character in enumerate(self.text):
                if character == "\n":
                    self._starts.append(index + 1)
        line = bisect_right(self._starts, offset)
        return line, offset - self._starts[line - 1] + 1

    def line(self, number: int) -> str:
        """The text of a line, without its end."""
        start, _ = 0, self.position(0)
        starts = self._starts or [0]
        start = starts[number - 1]
        end = starts[number] - 1 if number < len(starts) else len(self.text)
        return self.text[start:end].rstrip("\r")


@dataclass(frozen=True, slots=True)
class Extent:
    """A stretch of a source, from ``start`` to before ``end``."""

    source: Source
    start: int
    end: int

    @property
    def text(self) -> str:
        """The stretch itself."""
        return self.source.text[self.start : self.end]

    def invocation(self, command: str = "") -> InvocationInfo:
        """As error records and ``$MyInvocation`` tell it."""
        line, column = self.source.position(self.start)
        text = self.source.line(line)
        last_line, last_column = self.source.position(max(self.start, self.end - 1))
        end = last_column + 1 if last_line == line else len(text) + 1
        return InvocationInfo(
            command=command,
            path=self.source.path,
            line=line,
            column=column,
            line_text=text,
            extent=self.text,
            end_column=end,
        )
