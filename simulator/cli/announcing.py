"""The files by which others find a simulator and trust it: written when it listens, removed when it stops."""

import json
import socket
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import replace
from pathlib import Path
from urllib.parse import urlsplit

from simulator.cli.mistakes import BadOptionError
from simulator.serving.connection import Connection
from simulator.serving.ready_file import default_ready_file, write_privately


@contextmanager
def announced(
    connection: Connection, ready_file: Path | None, ca_file: Path | None, *, commonly: bool = False
) -> Iterator[Connection]:
    """Write the files that the user asks for, and ``commonly`` the ready file that the other commands look for.

    Yields the connection as it was announced. Raises ``BadOptionError`` where a wanted file can't be written.
    """
    with ExitStack() as undo:
        if ca_file is not None:
            connection = _with_authority_in(connection, ca_file)
            undo.callback(_remove_authority, ca_file, connection.authority_file.read_bytes())
        if ready_file is not None:
            try:
                connection.write_ready_file(ready_file)
            except OSError as error:
                raise BadOptionError(f"--ready-file {ready_file}: can't be written: {error.strerror}") from error
            undo.callback(connection.remove_ready_file, ready_file)
        if commonly:
            undo.enter_context(_found_by_others(connection))
        yield connection


def _with_authority_in(connection: Connection, path: Path) -> Connection:
    try:
        path.write_bytes(connection.authority_file.read_bytes())
    except OSError as error:
        raise BadOptionError(f"--ca-file {path}: can't be written: {error.strerror}") from error
    return replace(connection, authority_file=path.absolute())


def _remove_authority(path: Path, content: bytes) -> None:
    """Remove it, unless another simulator has put its own there since."""
    if path.exists() and path.read_bytes() == content:
        path.unlink()


@contextmanager
def _found_by_others(connection: Connection) -> Iterator[None]:
    """The ready file that the other commands look for, where its place can be written.

    At the end the simulator that they found before is found again, if it still runs.
    """
    path = default_ready_file()
    before = ""
    with suppress(OSError):
        before = path.read_text(encoding="utf-8", errors="replace")
    with suppress(OSError):
        path.parent.mkdir(parents=True, exist_ok=True)
        connection.write_ready_file(path)
    yield
    connection.remove_ready_file(path)
    if not path.exists() and _runs(before):
        with suppress(OSError):
            write_privately(path, before)


def _runs(ready_file: str) -> bool:
    """Whether the simulator of a ready file is still there: its authority's file, and somebody at its port."""
    try:
        ready = json.loads(ready_file)
        address = urlsplit(ready["resourceManager"])
        with socket.create_connection((address.hostname, address.port or 0), timeout=1):
            return Path(ready["caFile"]).is_file()
    except (OSError, ValueError, TypeError, KeyError):
        return False
