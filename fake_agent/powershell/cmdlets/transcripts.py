"""Start-Transcript and Stop-Transcript."""

import base64
import ntpath

from fake_agent.powershell.cmdlets.registry import Call, Parameter, cmdlet, named, switches
from fake_agent.powershell.host import FileAttributes
from fake_agent.powershell.runtime import transcripts


def _default_name(call: Call) -> str:
    """A name with the machine, some chance and the time."""
    host = call.host
    chance = base64.b64encode(host.random.randbytes(6)).decode().replace("/", "_")
    stamp = call.context.local_now().moment.strftime("%Y%m%d%H%M%S")
    return f"PowerShell_transcript.{host.computer_name}.{chance}.{stamp}.txt"


def _path(call: Call) -> str:
    given = call.text("Path") or call.text("LiteralPath")
    if not given:
        home = call.host.environment.get("USERPROFILE", "C:\\")
        folder = call.text("OutputDirectory") or ntpath.join(home, "Documents")
        given = ntpath.join(folder, _default_name(call))
    return ntpath.normpath(ntpath.join(call.context.location, given))


@cmdlet(
    "Start-Transcript",
    Parameter("Path", "string", 0),
    *named("string", "LiteralPath OutputDirectory"),
    *switches("Append Force NoClobber IncludeInvocationHeader"),
    module="Microsoft.PowerShell.Host",
)
def start_transcript(call: Call) -> None:
    """Start-Transcript: the folder is made where it is missing; what the console shows is in the file from now on."""
    path = _path(call)
    files = call.host.files
    entry = files.entry(path)
    if entry is not None and call.switch("NoClobber") and not call.switch("Append"):
        raise call.failure(
            f"Transcription cannot be started. File {path} already exists and NoClobber was specified.",
            "NoClobber",
            "ResourceExists",
            target=path,
            exception="System.UnauthorizedAccessException",
        )
    if entry is not None and FileAttributes.READ_ONLY in entry.attributes and call.switch("Force"):
        files.set_attributes(path, entry.attributes & ~FileAttributes.READ_ONLY)
    try:
        files.make_folder(ntpath.dirname(path))
        transcripts.begin(call.context, path, append=call.switch("Append"))
    except OSError as error:
        reason = error.strerror or str(error)
        raise call.failure(
            f"Transcription cannot be started due to the error: {reason}",
            "InvalidOperation",
            "InvalidOperation",
            exception="System.Management.Automation.PSInvalidOperationException",
        ) from None
    call.write(f"Transcript started, output file is {path}")


@cmdlet("Stop-Transcript", module="Microsoft.PowerShell.Host")
def stop_transcript(call: Call) -> None:
    """Stop-Transcript: ends the newest one."""
    path = transcripts.end(call.context)
    if path is None:
        raise call.failure(
            "An error occurred stopping transcription: The host is not currently transcribing.",
            "InvalidOperation",
            "InvalidOperation",
            exception="System.Management.Automation.PSInvalidOperationException",
        )
    call.write(f"Transcript stopped, output file is {path}")
