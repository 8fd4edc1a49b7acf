"""What cmdlets check of the files that they read and write, and the errors that they share."""

from fake_agent.powershell.cmdlets.registry import Call
from fake_agent.powershell.providers import paths


def existing_file(call: Call, path: str) -> str:
    """The full path of a file to read; the cmdlet ends where it is not there."""
    full = paths.file_path(call.context, path)
    if call.host.files.entry(full) is None:
        raise call.failure(
            f"Could not find file '{full}'.",
            "FileOpenFailure",
            "OpenError",
            target=full,
            exception="System.IO.FileNotFoundException",
        )
    return full


def check_place(call: Call, full: str, *, keeps_what_is_there: bool) -> None:
    """The cmdlet ends where a file to write has no folder, or where it is there and ``-NoClobber`` protects it."""
    files = call.host.files
    if keeps_what_is_there and files.entry(full) is not None:
        raise call.failure(
            f"The file '{full}' already exists.",
            "NoClobber",
            "ResourceExists",
            target=full,
            exception="System.IO.IOException",
        )
    if files.entry(paths.parent(full)) is None:
        raise call.failure(
            f"Could not find a part of the path '{full}'.",
            "FileOpenFailure",
            "OpenError",
            target=full,
            exception="System.IO.DirectoryNotFoundException",
        )
