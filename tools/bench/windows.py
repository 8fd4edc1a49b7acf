"""Figures of the emulated Windows machine: interpreting scripts, and what a fresh machine costs."""

import random
import statistics
import time
import tracemalloc
from collections.abc import Callable
from datetime import UTC, datetime

import simpy

from fake_agent.guest import CommandLine, Outcome
from fake_agent.windows.execution import InterpreterTiming
from fake_agent.windows.guest import WindowsGuest
from fake_agent.windows.machine import Machine

FOLDER = r"C:\Packages\Plugins\Microsoft.CPlat.Core.RunCommandWindows\1.1.18\Downloads"
MACHINES = 100
ROUNDS = 11

TYPICAL = r"""
param([string]$Service = 'Spooler', [int]$Days = 7)
$ErrorActionPreference = 'Stop'
$log = 'C:\Windows\Temp\maintenance.log'
function Write-Log {
    param([string]$Message, [string]$Level = 'INFO')
    $line = '{0:yyyy-MM-dd HH:mm:ss} [{1}] {2}' -f (Get-Date), $Level, $Message
    Add-Content -Path $log -Value $line
}
Write-Log "Maintenance of $env:COMPUTERNAME begins"
try {
    $found = Get-Service -Name $Service
    if ($found.Status -ne 'Running') {
        Start-Service -Name $Service
        Write-Log "Started $Service"
    } else {
        Write-Log "$Service runs already"
    }
} catch {
    Write-Log "Could not start ${Service}: $_" 'ERROR'
}
$key = 'HKLM:\SOFTWARE\Contoso\Maintenance'
if (-not (Test-Path $key)) { New-Item -Path $key -Force | Out-Null }
Set-ItemProperty -Path $key -Name LastRun -Value (Get-Date -Format 'yyyy-MM-dd')
$settings = @{ Retention = $Days; Owner = 'operations'; Paths = @('C:\Temp', 'C:\Logs') }
foreach ($path in $settings.Paths) {
    if (Test-Path $path) { Write-Log "$path is there" } else { Write-Log "$path is missing" 'WARN' }
}
$report = [pscustomobject]@{ Computer = $env:COMPUTERNAME; Service = $found.Status; Days = $settings.Retention }
$report | ConvertTo-Json
Write-Output "Done: $((Get-Content $log).Count) lines"
"""
"""Thirty lines of the kind that people send: a service, a log, the registry, a report."""

LOOP = "$sum = 0; for ($i = 0; $i -lt 10000; $i++) { $sum += $i }; $sum"


class _World:
    """Time stands at one moment; the journal is not kept."""

    def __init__(self) -> None:
        self.environment = simpy.Environment()

    def timestamp(self, at: float | None = None) -> float:
        return datetime(2026, 1, 15, tzinfo=UTC).timestamp() + (self.environment.now if at is None else at)

    def randomness(self, name: str) -> random.Random:
        return random.Random(name)

    def draw(self, _name: str, span: tuple[float, float]) -> float:
        return span[0]

    def record(self, layer: str, event: str, *, vm: str, operation: str = "", **details: object) -> None:
        pass

    def await_real(self, work: Callable[[], object], description: str) -> simpy.Event:
        raise NotImplementedError(description)


def _median(action: Callable[[], object]) -> float:
    action()  # not counted: caches fill
    taken = []
    for _ in range(ROUNDS):
        began = time.perf_counter()
        action()
        taken.append(time.perf_counter() - began)
    return statistics.median(taken)


def script_seconds(script: str) -> float:
    """Seconds of the wall clock that powershell.exe takes for a script, its parse included."""
    world = _World()
    guest = WindowsGuest(world, "win-vm", timing=InterpreterTiming((0.0, 0.0), (0.0, 0.0)))
    guest.files.write(rf"{FOLDER}\script0.ps1", script.encode())
    line = CommandLine("powershell -ExecutionPolicy Unrestricted -File script0.ps1", FOLDER)

    def run() -> None:
        outcome = world.environment.run(world.environment.process(guest.execute(line)))
        if not isinstance(outcome, Outcome) or outcome.stderr:
            raise RuntimeError(f"the script fails: {outcome}")

    return _median(run)


def machine_seconds() -> float:
    """Seconds of the wall clock that a fresh machine takes, once the image is loaded."""
    return _median(lambda: [Machine("win-vm", lambda: 0.0) for _ in range(MACHINES)]) / MACHINES


def machine_bytes() -> float:
    """Bytes that a fresh machine takes beyond the image that all share."""
    Machine("win-vm", lambda: 0.0)
    tracemalloc.start()
    kept = [Machine("win-vm", lambda: 0.0) for _ in range(MACHINES)]
    size, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    return size / len(kept)
