"""Whose a run's leftovers are: a process on a machine, and whether it still lives."""

import os
import socket
from dataclasses import dataclass
from pathlib import Path

_BOOT = Path("/proc/sys/kernel/random/boot_id")


@dataclass(frozen=True, slots=True)
class Owner:
    """A process: its machine, that machine's boot, its number and when it started (clock ticks since the boot)."""

    host: str
    boot: str
    process: int
    started: str

    @classmethod
    def here(cls) -> "Owner":
        """The process that asks."""
        return cls(socket.gethostname(), _boot(), os.getpid(), _started(os.getpid()))

    @classmethod
    def parse(cls, text: str) -> "Owner | None":
        """From its text; None for what is none."""
        host, separator, rest = text.rpartition("/")
        boot, _, numbers = rest.partition(":")
        process, _, started = numbers.partition(":")
        return cls(host, boot, int(process), started) if separator and process.isdigit() else None

    def __str__(self) -> str:
        return f"{self.host}/{self.boot}:{self.process}:{self.started}"

    @property
    def is_elsewhere(self) -> bool:
        """Whether it is, or was, a process of another machine: nobody here can tell whether it lives."""
        return self.host != socket.gethostname()

    @property
    def is_alive(self) -> bool:
        """Whether this very process runs on this machine now."""
        return self.boot == _boot() and self.started == _started(self.process)


def _boot() -> str:
    try:
        return _BOOT.read_text(encoding="ascii").strip()
    except OSError:
        return "-"


def _started(process: int) -> str:
    """When a process started; empty where there is none, and where the system does not tell, whether there is one."""
    try:
        return Path(f"/proc/{process}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()[19]
    except FileNotFoundError:
        if Path("/proc/self/stat").exists():
            return ""
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return ""
    except PermissionError:
        return "?"
    return "?"
