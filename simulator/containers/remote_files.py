"""The files of a VM in a container."""

from collections.abc import Callable
from typing import Any

from fake_agent.container.messages import bytes_from_json, bytes_to_json


class RemoteFiles:
    """Implements ``fake_agent.guest.GuestFiles``."""

    def __init__(self, call: Callable[..., Any]) -> None:
        self._call = call

    def read(self, path: str) -> bytes:
        """The content of the file."""
        return bytes_from_json(self._call("read", path=path))

    def write(self, path: str, content: bytes) -> None:
        """Write the whole file."""
        self._call("write", path=path, content=bytes_to_json(content))

    def append(self, path: str, content: bytes) -> None:
        """Add to the end of the file."""
        self._call("append", path=path, content=bytes_to_json(content))

    def exists(self, path: str) -> bool:
        """Whether there is a file or folder."""
        return bool(self._call("exists", path=path))

    def remove(self, path: str) -> None:
        """Remove the file or folder."""
        self._call("remove", path=path)
