"""The files by which others find a simulator and trust it: written when it listens, removed when it stops."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from pathlib import Path

from simulator.cli.mistakes import BadOptionError
from simulator.serving.connection import Connection
from simulator.serving.ready_file import default_ready_file


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
        if commonly and (common := _written_commonly(connection)):
            undo.callback(connection.remove_ready_file, common)
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


def _written_commonly(connection: Connection) -> Path | None:
    """The ready file for the other commands, where the place for it can be written."""
    path = default_ready_file()
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        connection.write_ready_file(path)
    except OSError:
        return None
    return path
