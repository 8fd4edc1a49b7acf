"""What a finished run command says, told apart: the script's output and its errors."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Self

_STDOUT = "\n[stdout]\n"
_STDERR = "\n[stderr]\n"


@dataclass(frozen=True, slots=True)
class RunResult:
    """The last 4,096 bytes of either stream."""

    stdout: str
    stderr: str

    @classmethod
    def of(cls, statuses: Sequence[Mapping[str, Any]]) -> Self:
        """From the ``value`` of the result: two statuses of Windows, or one of Linux with both streams in its message.

        Where a Linux script itself prints ``[stderr]`` on a line, the last such line counts: nothing tells them apart.
        """
        by_code = {str(status["code"]): str(status.get("message", "")) for status in statuses}
        parts = {
            code.split("/")[1]: message for code, message in by_code.items() if code.startswith("ComponentStatus/")
        }
        if parts:
            return cls(parts.get("StdOut", ""), parts.get("StdErr", ""))
        text = "\n".join(by_code.values())
        head, mark, rest = text.partition(_STDOUT)
        if not mark:
            return cls(head, "")
        stdout, _, stderr = rest.rpartition(_STDERR)
        return cls(stdout, stderr)
