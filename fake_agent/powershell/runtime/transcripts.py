"""Transcripts: files that hold what a session shows on its console, framed as Windows PowerShell 5.1 frames them."""

from dataclasses import dataclass, field
from typing import Any

from fake_agent.powershell.values.conversion import as_list
from fake_agent.powershell.values.objects import NOTHING
from fake_agent.powershell.values.text import to_text
from fake_agent.powershell.values.times import DateTime

STARS = "*" * 22
MARK = b"\xef\xbb\xbf"
WRITTEN_AT_ONCE = 65_536
"""Bytes of a transcript up to which each text is written at once; a longer one gathers what comes."""

GATHERED = 16_384


@dataclass(slots=True)
class Transcript:
    """One transcript that is being written to ``path``."""

    context: Any
    path: str
    size: int = 0
    waiting: list[bytes] = field(default_factory=list)
    gathered: int = 0

    def write(self, text: str) -> None:
        """Text that the console shows."""
        data = text.replace("\r\n", "\n").replace("\n", "\r\n").encode("utf-8", "replace")
        self.waiting.append(data)
        self.gathered += len(data)
        if self.size < WRITTEN_AT_ONCE or self.gathered >= GATHERED:
            self.flush()

    def flush(self) -> None:
        """Write what waits to the file, which may have been removed meanwhile, or stand on a full disk."""
        data = b"".join(self.waiting)
        self.waiting.clear()
        self.gathered = 0
        self.size += len(data)
        try:
            self.context.host.files.append(self.path, data)
        except OSError:
            return


def running(context: Any) -> list[Transcript]:
    """The transcripts of a session, the newest last."""
    found: list[Transcript] = context.services.setdefault("transcripts", [])
    return found


def shown(context: Any, text: str) -> None:
    """Note what the console shows."""
    for transcript in context.services.get("transcripts", ()):
        transcript.write(text)


def begin(context: Any, path: str, *, append: bool) -> None:
    """Start a transcript. Raises ``OSError`` where the file can't be written."""
    files = context.host.files
    appends = append and files.entry(path) is not None
    if not appends:
        files.write(path, MARK)
    transcript = Transcript(context, path, files.entry(path).size)
    transcript.write(_header(context))
    running(context).append(transcript)


def end(context: Any) -> str | None:
    """End the newest transcript, and answer its path; ``None`` where there is none."""
    transcripts = running(context)
    if not transcripts:
        return None
    transcript = transcripts.pop()
    transcript.write(f"{STARS}\nWindows PowerShell transcript end\nEnd time: {_stamp(context)}\n{STARS}\n")
    transcript.flush()
    return transcript.path


def end_all(context: Any) -> None:
    """End the transcripts that the script has not ended."""
    while end(context) is not None:
        pass


def _stamp(context: Any) -> str:
    now: DateTime = context.local_now()
    return now.moment.strftime("%Y%m%d%H%M%S")


def _header(context: Any) -> str:
    host = context.host
    domain = host.environment.get("USERDOMAIN", "WORKGROUP")
    account = host.user_name.rpartition("\\")[2].upper()
    user = f"{domain}\\{account}"
    table = context.variable("psversiontable")
    versions: Any = table if table is not NOTHING else {}
    build = to_text(versions.get("BuildVersion"))
    compatible = ", ".join(to_text(one) for one in as_list(versions.get("PSCompatibleVersions")))
    lines = [
        STARS,
        "Windows PowerShell transcript start",
        f"Start time: {_stamp(context)}",
        f"Username: {user}",
        f"RunAs User: {user}",
        "Configuration Name: ",
        f"Machine: {host.computer_name} (Microsoft Windows NT 10.0.{build.split('.')[2]}.0)",
        f"Host Application: {host.command_line.replace(chr(34), '')}",
        f"Process ID: {host.process_id}",
        f"PSVersion: {to_text(versions.get('PSVersion'))}",
        f"PSEdition: {to_text(versions.get('PSEdition'))}",
        f"PSCompatibleVersions: {compatible}",
        f"BuildVersion: {build}",
        f"CLRVersion: {to_text(versions.get('CLRVersion'))}",
        f"WSManStackVersion: {to_text(versions.get('WSManStackVersion'))}",
        f"PSRemotingProtocolVersion: {to_text(versions.get('PSRemotingProtocolVersion'))}",
        f"SerializationVersion: {to_text(versions.get('SerializationVersion'))}",
        STARS,
    ]
    return "".join(f"{line}\n" for line in lines)
