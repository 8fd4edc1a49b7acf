r"""The host of a PowerShell process: all that an interpreted script may see or change of a machine.

The interpreter knows nothing else of the world. Every call is plain and synchronous; ``Host.sleep`` and the calls that
never return may switch to another greenlet and come back later, or raise ``greenlet.GreenletExit`` when the process
is killed. Paths are Windows paths (``C:\Windows``), compared without case; registry keys start with the hive's full
name (``HKEY_LOCAL_MACHINE\SOFTWARE``).
"""

import random
from collections.abc import MutableMapping, Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo
from enum import Enum, IntFlag
from typing import NoReturn, Protocol

from fake_agent.stubs import Stub
from fake_agent.web import WebAnswer, WebRequest


class HostError(Exception):
    """Something the machine refuses, with Windows' own text for it; the cmdlet makes an error record of it.

    ``error_id`` and ``category`` are the parts of the FullyQualifiedErrorId and CategoryInfo that Windows would show.
    """

    def __init__(self, message: str, error_id: str = "", category: str = "NotSpecified") -> None:
        super().__init__(message)
        self.message = message
        self.error_id = error_id
        self.category = category


class FileAttributes(IntFlag):
    """The attributes of a file that scripts read, with Windows' own numbers."""

    READ_ONLY = 0x1
    HIDDEN = 0x2
    SYSTEM = 0x4
    DIRECTORY = 0x10
    ARCHIVE = 0x20
    NORMAL = 0x80


@dataclass(frozen=True, slots=True)
class FileEntry:
    """One file or folder: ``path`` as it is stored, ``size`` in bytes (0 for a folder), times aware UTC."""

    path: str
    is_folder: bool
    size: int
    created: datetime
    written: datetime
    accessed: datetime
    attributes: FileAttributes


@dataclass(frozen=True, slots=True)
class Drive:
    """A mounted volume: its letter without the colon, its label, and its sizes in bytes."""

    name: str
    label: str
    size: int
    free: int


class Files(Protocol):
    """The file system.

    Errors: ``FileNotFoundError`` (no such path), ``FileExistsError``, ``NotADirectoryError``, ``IsADirectoryError``,
    ``PermissionError`` and ``OSError`` with ``ENOSPC`` where the disk is full.
    """

    def entry(self, path: str) -> FileEntry | None:
        """The file or folder at ``path``, or None."""

    def entries(self, folder: str) -> Sequence[FileEntry]:
        """What is directly in the folder, sorted by name without case."""

    def read(self, path: str) -> bytes:
        """The whole content."""

    def write(self, path: str, content: bytes) -> None:
        """Replace or make the file; its folder must exist."""

    def append(self, path: str, content: bytes) -> None:
        """Add to the end of the file, which is made if missing; its folder must exist."""

    def make_folder(self, path: str) -> None:
        """Make the folder, and those above it; nothing happens where it exists."""

    def remove(self, path: str) -> None:
        """Remove the file, or the folder with all that is in it."""

    def move(self, source: str, destination: str) -> None:
        """Move or rename a file or folder; ``destination`` is the new full path and must be free."""

    def copy(self, source: str, destination: str) -> None:
        """Copy one file over ``destination``, the new full path."""

    def set_attributes(self, path: str, attributes: FileAttributes) -> None:
        """Replace the attributes."""

    def set_times(self, path: str, created: datetime, written: datetime, accessed: datetime) -> None:
        """Replace the three timestamps."""

    def drives(self) -> Sequence[Drive]:
        """The mounted volumes, by letter."""


class RegistryKind(Enum):
    """The kind of a registry value, as reg.exe names it."""

    NONE = "REG_NONE"
    STRING = "REG_SZ"
    EXPAND_STRING = "REG_EXPAND_SZ"
    BINARY = "REG_BINARY"
    DWORD = "REG_DWORD"
    MULTI_STRING = "REG_MULTI_SZ"
    QWORD = "REG_QWORD"


RegistryData = str | int | bytes | tuple[str, ...]
"""``int`` (unsigned) for DWORD and QWORD, ``bytes`` for BINARY and NONE, a tuple for MULTI_STRING, else ``str``."""


@dataclass(frozen=True, slots=True)
class RegistryValue:
    """A named value of a key; the empty name is the key's default value."""

    name: str
    kind: RegistryKind
    data: RegistryData


class Registry(Protocol):
    """The registry. ``KeyError`` where a key does not exist, ``PermissionError`` where it may not be changed."""

    def exists(self, key: str) -> bool:
        """Whether there is such a key."""

    def spelling(self, key: str) -> str:
        """The key's full name as it is stored."""

    def create(self, key: str) -> None:
        """Make the key and those above it; nothing happens where it exists."""

    def delete(self, key: str) -> None:
        """Delete the key with all below it."""

    def subkeys(self, key: str) -> Sequence[str]:
        """The names of the keys directly below, sorted without case."""

    def values(self, key: str) -> Sequence[RegistryValue]:
        """The values of the key, in the order they were made."""

    def set_value(self, key: str, value: RegistryValue) -> None:
        """Add or replace the value of that name (compared without case)."""

    def delete_value(self, key: str, name: str) -> None:
        """Delete the value; ``LookupError`` where there is none."""


class ServiceStatus(Enum):
    """What a service does, by the name that ``Get-Service`` prints."""

    STOPPED = "Stopped"
    START_PENDING = "StartPending"
    STOP_PENDING = "StopPending"
    RUNNING = "Running"
    PAUSED = "Paused"


class StartType(Enum):
    """When a service starts, by the name that ``Set-Service -StartupType`` takes."""

    BOOT = "Boot"
    SYSTEM = "System"
    AUTOMATIC = "Automatic"
    MANUAL = "Manual"
    DISABLED = "Disabled"


@dataclass(frozen=True, slots=True)
class Service:
    """A service as it is now. ``depends_on`` and ``dependents`` are names of services.

    ``marked_for_deletion``: somebody has deleted it while it ran; it goes when it stops.
    """

    name: str
    display_name: str
    status: ServiceStatus
    start_type: StartType
    delayed: bool = False
    depends_on: tuple[str, ...] = ()
    dependents: tuple[str, ...] = ()
    description: str = ""
    executable: str = ""
    account: str = "LocalSystem"
    process_id: int = 0
    can_stop: bool = True
    marked_for_deletion: bool = False


class Services(Protocol):
    """The service control manager. ``KeyError`` for an unknown service, ``HostError`` where it refuses."""

    def all(self) -> Sequence[Service]:
        """Every service, sorted by name without case."""

    def get(self, name: str) -> Service:
        """The service of that name (not display name)."""

    def start(self, name: str) -> None:
        """Start it and what it depends on; nothing happens where it runs."""

    def stop(self, name: str, *, with_dependents: bool) -> None:
        """Stop it; running dependents are stopped too, or else it refuses."""

    def configure(
        self,
        name: str,
        *,
        start_type: StartType | None = None,
        delayed: bool | None = None,
        display_name: str | None = None,
        description: str | None = None,
    ) -> None:
        """Change what is given."""

    def create(self, service: Service) -> None:
        """Add a service; ``HostError`` where the name is taken."""

    def delete(self, name: str) -> None:
        """Remove the service."""


@dataclass(frozen=True, slots=True)
class FileVersion:
    """A program's version resource: ``number`` in four parts, ``text`` as its maker words it."""

    number: str
    text: str
    product: str
    description: str
    company: str = "Microsoft Corporation"


@dataclass(frozen=True, slots=True)
class ProgramResult:
    """What a native program left behind: both streams as text (lines end in CRLF or LF) and the exit code."""

    stdout: str = ""
    stderr: str = ""
    exit_code: int = 0


class Network(Protocol):
    """The network as the process reaches it."""

    def address(self, name: str) -> str | None:
        """The IPv4 address of a name or address, or None."""

    def connect(self, name: str, port: int, timeout: float | None = None) -> None:
        """Open a TCP connection; ``WebFailure`` where nobody answers. ``timeout`` is in simulated seconds."""

    def fetch(self, request: WebRequest) -> WebAnswer:
        """The answer to a web request, an error of the server included; ``WebFailure`` where nobody answers."""


class Host(Protocol):
    """One PowerShell process on one machine."""

    files: Files
    registry: Registry
    services: Services
    network: Network
    environment: MutableMapping[str, str]
    """The process's environment variables; names without case."""
    random: random.Random
    computer_name: str
    user_name: str
    """The account that ``whoami`` prints, for example ``nt authority\\system``."""
    time_zone: tzinfo
    """The machine's local time zone."""
    time_zone_id: str
    """Its Windows name, for example ``UTC`` or ``W. Europe Standard Time``."""
    process_id: int
    command_line: str
    """How the process was started."""
    working_folder: str
    """Where the process started, for example the extension's ``Downloads`` folder."""
    console_width: int
    """Columns of the console that output and error records are wrapped to."""

    def now(self) -> datetime:
        """The simulated time, aware, in UTC."""

    def sleep(self, seconds: float) -> None:
        """Let simulated time pass."""

    def spend(self, steps: int) -> None:
        """Note that so many more steps were interpreted; never returns (or raises) once a script has used too many."""

    def wait_for_input(self, prompt: str) -> NoReturn:
        """The script asks the keyboard. Nobody answers: this never returns."""

    def file_version(self, path: str) -> FileVersion | None:
        """The version resource of a file; None where it has none."""

    def find_program(self, name: str) -> str | None:
        """The full path of the native program that ``name`` (with or without extension or folder) starts, or None."""

    def run_program(self, name: str, arguments: Sequence[str], stdin: str, working_folder: str) -> ProgramResult | None:
        """Run a native program to its end; None where there is no such program.

        ``arguments`` are the words as PowerShell passes them, unquoted.
        """

    def stub(self, name: str, arguments: Sequence[object]) -> Stub | None:
        """The user's own definition of a command, which comes before every other command of that name.

        The texts of ``arguments`` are the arguments as written.
        """

    def use_stub(self, stub: Stub, arguments: Sequence[object]) -> None:
        """Let a stub's time pass and its effect happen to the machine."""

    def report_missing(self, name: str, line: int) -> None:
        """Note that the script needs a cmdlet or construct (``name``) that the simulator lacks, at that line."""
