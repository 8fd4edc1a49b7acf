"""Where a command's output goes, and where its input comes from."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Protocol


class Sink(Protocol):
    """Something that takes text."""

    def write(self, text: str) -> None:
        """Take more text."""


@dataclass(slots=True)
class Collected:
    """Keeps the text."""

    parts: list[str] = field(default_factory=list)

    def write(self, text: str) -> None:
        """Keep more text."""
        self.parts.append(text)

    @property
    def text(self) -> str:
        """All of it."""
        return "".join(self.parts)


class Nowhere:
    """The device ``nul``."""

    def write(self, text: str) -> None:
        """Forget the text."""


@dataclass(slots=True)
class FileSink:
    """Adds the text to a file."""

    append: Callable[[bytes], None]

    def write(self, text: str) -> None:
        """Append the text, in UTF-8."""
        self.append(text.encode())


@dataclass(frozen=True, slots=True)
class Streams:
    """The three standard streams. ``stdin`` is ``None`` where nothing feeds it: reading it waits for the keyboard."""

    stdin: str | None
    stdout: Sink
    stderr: Sink

    def with_sink(self, stream: int, sink: Sink) -> "Streams":
        """The same, with stdout (1) or stderr (2) going elsewhere."""
        return replace(self, stdout=sink) if stream == 1 else replace(self, stderr=sink)

    def sink(self, stream: int) -> Sink:
        """Where stdout (1) or stderr (2) goes."""
        return self.stdout if stream == 1 else self.stderr
