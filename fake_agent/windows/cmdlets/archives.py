"""Expand-Archive and Compress-Archive: the module Microsoft.PowerShell.Archive."""

import io
import ntpath
import zipfile

from fake_agent.powershell.cmdlets.registry import Call, cmdlet, switches
from fake_agent.windows.cmdlets.support import host_of, machine_of, parameter

ZIP_EPOCH = (1980, 1, 1, 0, 0, 0)


def _path(call: Call, name: str) -> str:
    return ntpath.normpath(ntpath.join(call.context.location, call.text(name)))


@cmdlet(
    "Expand-Archive",
    parameter("Path", "string", 0, by_value=True),
    parameter("LiteralPath", "string", aliases=("PSPath",)),
    parameter("DestinationPath", "string", 1),
    *switches("Force PassThru"),
    module="Microsoft.PowerShell.Archive",
)
def expand_archive(call: Call) -> None:
    """Expand-Archive: reads the archive's bytes on the machine, whoever wrote them."""
    files = machine_of(call).files
    source = _path(call, "LiteralPath" if call.has("LiteralPath") else "Path")
    if not files.is_file(source):
        raise call.failure(
            f"The path '{source}' either does not exist or is not a valid file system path.",
            "ArchiveCmdletPathNotFound,Expand-Archive",
            "InvalidArgument",
            target=source,
            exception="System.InvalidOperationException",
        )
    plain = ntpath.splitext(ntpath.basename(source))[0]
    target = (
        _path(call, "DestinationPath") if call.has("DestinationPath") else ntpath.join(call.context.location, plain)
    )
    try:
        with zipfile.ZipFile(io.BytesIO(files.read(source))) as archive:
            for name in archive.namelist():
                path = ntpath.normpath(ntpath.join(target, name))
                files.make_folder(path if name.endswith("/") else ntpath.dirname(path))
                if not name.endswith("/"):
                    files.write(path, archive.read(name))
    except zipfile.BadZipFile as error:
        raise call.failure(
            "End of Central Directory record could not be found.",
            "MethodInvocationException,Expand-Archive",
            "NotSpecified",
            target=source,
            exception="System.IO.InvalidDataException",
        ) from error


@cmdlet(
    "Compress-Archive",
    parameter("Path", "string[]", 0, by_value=True),
    parameter("LiteralPath", "string[]", aliases=("PSPath",)),
    parameter("DestinationPath", "string", 1, mandatory=True),
    parameter("CompressionLevel", "string"),
    *switches("Force Update PassThru"),
    module="Microsoft.PowerShell.Archive",
)
def compress_archive(call: Call) -> None:
    """Compress-Archive."""
    files = machine_of(call).files
    target = _path(call, "DestinationPath")
    target = target if target.casefold().endswith(".zip") else f"{target}.zip"
    if files.exists(target) and not (call.switch("Force") or call.switch("Update")):
        raise call.failure(
            f"The archive file {target} already exists. Use the -Update parameter to update the existing archive file "
            "or use the -Force parameter to overwrite the existing archive file.",
            "ArchiveFileExists,Compress-Archive",
            "InvalidArgument",
            target=target,
        )
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        for given in call.strings("Path") + call.strings("LiteralPath"):
            root = ntpath.normpath(ntpath.join(call.context.location, given.removesuffix("\\*")))
            if not files.exists(root):
                raise call.failure(
                    f"The path '{given}' either does not exist or is not a valid file system path.",
                    "ArchiveCmdletPathNotFound,Compress-Archive",
                    "InvalidArgument",
                    target=given,
                )
            above = root if given.endswith("\\*") else ntpath.dirname(root)
            for entry in files.walk(root):
                if not entry.is_folder:
                    name = entry.path[len(above) :].lstrip("\\").replace("\\", "/")
                    archive.writestr(zipfile.ZipInfo(name, ZIP_EPOCH), files.read(entry.path))
    files.write(target, content.getvalue())


@cmdlet(
    "Unblock-File",
    parameter("Path", "string[]", 0, by_value=True, by_property=True),
    parameter("LiteralPath", "string[]", aliases=("PSPath",)),
    module="Microsoft.PowerShell.Utility",
)
def unblock_file(call: Call) -> None:
    """Unblock-File: nothing is blocked here; a missing file is an error."""
    for given in call.strings("Path") + call.strings("LiteralPath"):
        path = ntpath.normpath(ntpath.join(call.context.location, given))
        if "*" not in path and not host_of(call).machine.files.exists(path):
            call.error(
                f"Could not find file '{path}'.",
                "FileNotFound",
                "ObjectNotFound",
                target=path,
                exception="System.IO.FileNotFoundException",
            )
