"""A small machine in memory for the interpreter's own tests."""

import random
from collections.abc import Iterator, MutableMapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta, tzinfo
from typing import NoReturn

from fake_agent.powershell.errors import MissingFeature
from fake_agent.powershell.host import (
    Drive,
    FileAttributes,
    FileEntry,
    HostError,
    ProgramResult,
    RegistryValue,
    Service,
    ServiceStatus,
    StartType,
)
from fake_agent.stubs import Stub
from fake_agent.web import NAME_RESOLUTION, WebAnswer, WebFailure, WebRequest


class Hung(BaseException):
    """The script waits for input that never comes."""


class Runaway(BaseException):
    """The script used more steps than it may."""


class Environment(MutableMapping[str, str]):
    """Variables by name, without case."""

    def __init__(self, values: dict[str, str]) -> None:
        self.values_by_key = {name.lower(): (name, value) for name, value in values.items()}

    def __getitem__(self, name: str) -> str:
        return self.values_by_key[name.lower()][1]

    def __setitem__(self, name: str, value: str) -> None:
        held = self.values_by_key.get(name.lower())
        self.values_by_key[name.lower()] = (held[0] if held else name, value)

    def __delitem__(self, name: str) -> None:
        del self.values_by_key[name.lower()]

    def __iter__(self) -> Iterator[str]:
        return iter([name for name, _ in self.values_by_key.values()])

    def __len__(self) -> int:
        return len(self.values_by_key)


def _above(path: str) -> str:
    head = path.rpartition("\\")[0]
    return f"{head}\\" if head.endswith(":") else head


class Files:
    """Files as a dictionary of entries and contents."""

    def __init__(self, clock: "FakeHost") -> None:
        self.clock = clock
        self.stored: dict[str, tuple[FileEntry, bytes]] = {}
        for folder in ("C:\\", "C:\\Windows", "C:\\Windows\\Temp", "C:\\Windows\\System32", "C:\\Scripts"):
            self.put(folder, None)

    @staticmethod
    def key(path: str) -> str:
        """How a path is compared."""
        stripped = path.rstrip("\\")
        return (stripped + "\\" if stripped.endswith(":") else stripped).lower()

    def put(self, path: str, content: bytes | None) -> None:
        """Store a file, or a folder where there is no content."""
        now = self.clock.now()
        held = self.stored.get(self.key(path))
        attributes = FileAttributes.DIRECTORY if content is None else FileAttributes.ARCHIVE
        entry = FileEntry(path, content is None, len(content or b""), now, now, now, attributes)
        if held is not None:
            entry = replace(entry, path=held[0].path, created=held[0].created, attributes=held[0].attributes)
        self.stored[self.key(path)] = (entry, content or b"")

    def entry(self, path: str) -> FileEntry | None:
        held = self.stored.get(self.key(path))
        return held[0] if held else None

    def entries(self, folder: str) -> Sequence[FileEntry]:
        wanted = self.key(folder)
        found = [entry for key, (entry, _) in self.stored.items() if key != wanted and self.key(_above(key)) == wanted]
        return sorted(found, key=lambda entry: entry.path.lower())

    def read(self, path: str) -> bytes:
        held = self.stored.get(self.key(path))
        if held is None:
            raise FileNotFoundError(path)
        if held[0].is_folder:
            raise IsADirectoryError(path)
        return held[1]

    def write(self, path: str, content: bytes) -> None:
        if self.entry(_above(path)) is None:
            raise FileNotFoundError(path)
        self.put(path, content)

    def append(self, path: str, content: bytes) -> None:
        held = self.stored.get(self.key(path))
        self.write(path, (held[1] if held else b"") + content)

    def make_folder(self, path: str) -> None:
        if path and self.entry(path) is None:
            self.make_folder(_above(path))
            self.put(path, None)

    def remove(self, path: str) -> None:
        wanted = self.key(path)
        for key in [key for key in self.stored if key == wanted or key.startswith(wanted + "\\")]:
            del self.stored[key]

    def move(self, source: str, destination: str) -> None:
        wanted = self.key(source)
        for key in [key for key in self.stored if key == wanted or key.startswith(wanted + "\\")]:
            entry, content = self.stored.pop(key)
            path = destination + entry.path[len(source.rstrip("\\")) :]
            self.stored[self.key(path)] = (replace(entry, path=path), content)

    def copy(self, source: str, destination: str) -> None:
        self.write(destination, self.read(source))

    def set_attributes(self, path: str, attributes: FileAttributes) -> None:
        entry, content = self.stored[self.key(path)]
        self.stored[self.key(path)] = (replace(entry, attributes=attributes), content)

    def set_times(self, path: str, created: datetime, written: datetime, accessed: datetime) -> None:
        entry, content = self.stored[self.key(path)]
        self.stored[self.key(path)] = (replace(entry, created=created, written=written, accessed=accessed), content)

    def drives(self) -> Sequence[Drive]:
        return [Drive("C", "Windows", 136_365_211_648, 120_259_084_288)]


class Registry:
    """Keys as dictionaries of values."""

    def __init__(self) -> None:
        self.keys: dict[str, tuple[str, dict[str, RegistryValue]]] = {}
        for hive in (
            "HKEY_LOCAL_MACHINE",
            "HKEY_CURRENT_USER",
            "HKEY_LOCAL_MACHINE\\SOFTWARE",
            "HKEY_LOCAL_MACHINE\\SYSTEM",
        ):
            self.create(hive)

    def exists(self, key: str) -> bool:
        return key.lower() in self.keys

    def spelling(self, key: str) -> str:
        return self.keys[key.lower()][0]

    def create(self, key: str) -> None:
        head = key.rpartition("\\")[0]
        if head and not self.exists(head):
            self.create(head)
        self.keys.setdefault(key.lower(), (key, {}))

    def delete(self, key: str) -> None:
        if not self.exists(key):
            raise KeyError(key)
        wanted = key.lower()
        for name in [name for name in self.keys if name == wanted or name.startswith(wanted + "\\")]:
            del self.keys[name]

    def subkeys(self, key: str) -> Sequence[str]:
        prefix = key.lower() + "\\"
        found = [
            name
            for lower, (name, _) in self.keys.items()
            if lower.startswith(prefix) and "\\" not in lower[len(prefix) :]
        ]
        return sorted((name.rpartition("\\")[2] for name in found), key=str.lower)

    def values(self, key: str) -> Sequence[RegistryValue]:
        return list(self.keys[key.lower()][1].values())

    def set_value(self, key: str, value: RegistryValue) -> None:
        self.keys[key.lower()][1][value.name.lower()] = value

    def delete_value(self, key: str, name: str) -> None:
        del self.keys[key.lower()][1][name.lower()]


class Services:
    """Two services, one depending on the other."""

    def __init__(self) -> None:
        self.known = {
            "spooler": Service(
                "Spooler", "Print Spooler", ServiceStatus.RUNNING, StartType.AUTOMATIC, depends_on=("RPCSS",)
            ),
            "rpcss": Service(
                "RpcSs",
                "Remote Procedure Call (RPC)",
                ServiceStatus.RUNNING,
                StartType.AUTOMATIC,
                dependents=("Spooler",),
            ),
            "wuauserv": Service("wuauserv", "Windows Update", ServiceStatus.STOPPED, StartType.MANUAL),
        }

    def all(self) -> Sequence[Service]:
        return sorted(self.known.values(), key=lambda service: service.name.lower())

    def get(self, name: str) -> Service:
        return self.known[name.lower()]

    def start(self, name: str) -> None:
        self.known[name.lower()] = replace(self.get(name), status=ServiceStatus.RUNNING)

    def stop(self, name: str, *, with_dependents: bool) -> None:
        service = self.get(name)
        running = [one for one in service.dependents if self.get(one).status is ServiceStatus.RUNNING]
        if running and not with_dependents:
            raise HostError(
                "Cannot stop service because it has dependent services.",
                "ServiceHasDependentServices",
                "InvalidOperation",
            )
        for one in running:
            self.stop(one, with_dependents=True)
        self.known[name.lower()] = replace(service, status=ServiceStatus.STOPPED)

    def configure(
        self,
        name: str,
        *,
        start_type: StartType | None = None,
        delayed: bool | None = None,
        display_name: str | None = None,
        description: str | None = None,
    ) -> None:
        service = self.get(name)
        self.known[name.lower()] = replace(
            service,
            start_type=start_type or service.start_type,
            delayed=service.delayed if delayed is None else delayed,
            display_name=display_name or service.display_name,
            description=description or service.description,
        )

    def create(self, service: Service) -> None:
        self.known[service.name.lower()] = service

    def delete(self, name: str) -> None:
        del self.known[name.lower()]


class NoNetwork:
    """Nobody answers."""

    def address(self, name: str) -> str | None:
        return "127.0.0.1" if name == "localhost" else None

    def connect(self, name: str, port: int, timeout: float | None = None) -> None:
        raise WebFailure(NAME_RESOLUTION, name)

    def fetch(self, request: WebRequest) -> WebAnswer:
        raise WebFailure(NAME_RESOLUTION, request.host)


class FakeHost:
    """One machine; time moves only when a script sleeps."""

    def __init__(self, width: int = 120, budget: int = 5_000_000) -> None:
        self.time = datetime(2024, 5, 17, 10, 30, 0, tzinfo=UTC)
        self.slept: list[float] = []
        self.spent = 0
        self.budget = budget
        self.missing: list[tuple[str, int]] = []
        self.stubs: dict[str, Stub] = {}
        self.files = Files(self)
        self.registry = Registry()
        self.services = Services()
        self.random = random.Random(7)
        self.computer_name = "win-vm"
        self.user_name = "nt authority\\system"
        self.time_zone: tzinfo = UTC
        self.time_zone_id = "UTC"
        self.process_id = 4242
        self.command_line = "powershell.exe"
        self.network = NoNetwork()
        self.working_folder = "C:\\Scripts"
        self.console_width = width
        self.environment: MutableMapping[str, str] = Environment(
            {
                "COMPUTERNAME": "win-vm",
                "TEMP": "C:\\Windows\\Temp",
                "TMP": "C:\\Windows\\Temp",
                "SystemRoot": "C:\\Windows",
                "windir": "C:\\Windows",
                "SystemDrive": "C:",
                "PATH": "C:\\Windows\\system32;C:\\Windows",
                "USERNAME": "SYSTEM",
                "ComSpec": "C:\\Windows\\system32\\cmd.exe",
                "ProgramFiles": "C:\\Program Files",
                "ProgramData": "C:\\ProgramData",
                "USERPROFILE": "C:\\Windows\\system32\\config\\systemprofile",
                "PROCESSOR_ARCHITECTURE": "AMD64",
                "NUMBER_OF_PROCESSORS": "2",
                "OS": "Windows_NT",
                "PATHEXT": ".COM;.EXE;.BAT;.CMD",
                "HOMEDRIVE": "C:",
                "HOMEPATH": "\\",
                "PUBLIC": "C:\\Users\\Public",
                "APPDATA": "C:\\Windows\\system32\\config\\systemprofile\\AppData\\Roaming",
            }
        )

    def now(self) -> datetime:
        return self.time

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.time += timedelta(seconds=seconds)

    def spend(self, steps: int) -> None:
        self.spent += steps
        if self.spent > self.budget:
            raise Runaway

    def wait_for_input(self, prompt: str) -> NoReturn:
        raise Hung(prompt)

    def file_version(self, _path: str) -> None:
        """No file of this machine has a version."""

    @property
    def machine(self) -> NoReturn:
        """There is none: the cmdlets of a Windows machine, once they are imported, say so and end the script."""
        raise MissingFeature("a machine", "construct")

    def find_program(self, name: str) -> str | None:
        plain = name.lower().rpartition("\\")[2].removesuffix(".exe")
        return f"C:\\Windows\\system32\\{plain}.exe" if plain in {"cmd", "whoami", "fail"} else None

    def run_program(self, name: str, arguments: Sequence[str], stdin: str, working_folder: str) -> ProgramResult | None:
        plain = name.lower().rpartition("\\")[2].removesuffix(".exe")
        if plain == "whoami":
            return ProgramResult("nt authority\\system\r\n")
        if plain == "fail":
            return ProgramResult("some output\r\n", "it failed\r\n", 3)
        if plain == "cmd":
            return ProgramResult(" ".join(arguments) + "\r\n" + stdin, "", 0)
        return None

    def stub(self, name: str, arguments: Sequence[object]) -> Stub | None:
        return self.stubs.get(name.lower())

    def use_stub(self, stub: Stub, arguments: Sequence[object]) -> None:
        """Nothing happens to this machine."""

    def report_missing(self, name: str, line: int) -> None:
        self.missing.append((name, line))
