"""Processes, and the modules in them, as scripts see them."""

from typing import Any

from fake_agent.powershell.cmdlets.registry import Call
from fake_agent.powershell.dotnet.file_versions import file_version_info
from fake_agent.powershell.dotnet.types import define_enum
from fake_agent.powershell.formatting.views import RIGHT, Column, ListView, TableView, register_view
from fake_agent.powershell.values.conversion import convert
from fake_agent.powershell.values.number_format import format_number
from fake_agent.powershell.values.numbers import Int64
from fake_agent.powershell.values.objects import ComputedProperty, PSObject
from fake_agent.powershell.values.times import TICKS_PER_SECOND, TimeSpan
from fake_agent.windows.cmdlets.support import host_of, local_time, machine_of
from fake_agent.windows.host import ENDED_BY_PROCESS_CLASS
from fake_agent.windows.processes import Process

PROCESS = "System.Diagnostics.Process"
WITH_USER = f"{PROCESS}#IncludeUserName"
MODULE = "System.Diagnostics.ProcessModule"
_PRIORITY = define_enum(
    "System.Diagnostics.ProcessPriorityClass",
    {"Normal": 32, "Idle": 64, "High": 128, "RealTime": 256, "BelowNormal": 16384, "AboveNormal": 32768},
)
_KERNEL = 0x7FF_0000_0000
_LIBRARIES = {"ntdll.dll": 2032, "KERNEL32.DLL": 756, "KERNELBASE.dll": 3288, "ucrtbase.dll": 1024, "RPCRT4.dll": 1192}
"""What every program loads, with its size in KiB (the order of magnitude of Windows Server 2022)."""


def _kibibytes(name: str) -> Any:
    return lambda process: int(process.get(name)) // 1024


def _seconds(process: PSObject) -> str:
    return format_number(float(process.get("CPU")), "N")


register_view(
    PROCESS,
    TableView(
        (
            Column("Handles", 7, RIGHT, "HandleCount"),
            Column("NPM(K)", 7, RIGHT, _kibibytes("NPM")),
            Column("PM(K)", 8, RIGHT, _kibibytes("PM")),
            Column("WS(K)", 10, RIGHT, _kibibytes("WS")),
            Column("CPU(s)", 10, RIGHT, _seconds),
            Column("Id", 6, RIGHT),
            Column("SI", 3, RIGHT),
            Column("ProcessName"),
        )
    ),
)
register_view(PROCESS, ListView([Column(name) for name in ("Id", "Handles", "CPU", "SI", "Name")]))
register_view(
    WITH_USER,
    TableView(
        (
            Column("Handles", 7, RIGHT, "HandleCount"),
            Column("WS(K)", 10, RIGHT, _kibibytes("WS")),
            Column("CPU(s)", 8, RIGHT, _seconds),
            Column("Id", 6, RIGHT),
            Column("UserName", 19),
            Column("ProcessName"),
        )
    ),
)
register_view(
    MODULE,
    TableView((Column("Size(K)", 10, RIGHT, "Size"), Column("ModuleName", 50), Column("FileName"))),
)


def process_object(call: Call, process: Process) -> PSObject:
    """A process. Properties are in the order that Format-List shows."""
    values = _values(call, process)

    def kill(_owner: Any) -> None:
        machine_of(call).end_process(process.identifier)
        host_of(call).go_on(ENDED_BY_PROCESS_CLASS)

    made = PSObject.of(
        values,
        PROCESS,
        text=lambda _: f"{PROCESS} ({process.name})",
        native=process,
        methods={
            "Kill": kill,
            "WaitForExit": lambda _owner, *_arguments: True,
            "Refresh": lambda _owner: None,
            "Close": lambda _owner: None,
            "Dispose": lambda _owner: None,
        },
    )
    made.type_names[1:1] = ["System.ComponentModel.Component", "System.MarshalByRefObject"]
    for name, read in (
        ("MainModule", lambda _: next(iter(modules(call, process)), None)),
        ("Modules", lambda _: modules(call, process)),
        ("Threads", lambda _: _threads(process)),
    ):
        made.properties[name.lower()] = ComputedProperty(name, read, None, "Property")
    return made


def _values(call: Call, process: Process) -> dict[str, Any]:
    working_set, private = process.working_set * 1024, process.private_memory * 1024
    nonpaged, paged = process.nonpaged_memory * 1024, process.paged_memory * 1024
    virtual = 2_199_023_255_552 + working_set
    version = call.host.file_version(process.path) if process.path else None
    spent = TimeSpan(round(process.processor_seconds * TICKS_PER_SECOND))
    return {
        "Name": process.name,
        "Id": process.identifier,
        "PriorityClass": convert("Normal", _PRIORITY, None) if process.path else None,
        "FileVersion": version.text if version else None,
        "HandleCount": process.handles,
        "WorkingSet": _wrapped(working_set),
        "PagedMemorySize": _wrapped(private),
        "PrivateMemorySize": _wrapped(private),
        "VirtualMemorySize": _wrapped(virtual),
        "TotalProcessorTime": spent,
        "SI": process.session,
        "Handles": process.handles,
        "VM": Int64(virtual),
        "WS": Int64(working_set),
        "PM": Int64(private),
        "NPM": Int64(nonpaged),
        "Path": process.path or None,
        "Company": version.company if version else None,
        "CPU": float(process.processor_seconds),
        "ProductVersion": version.number if version else None,
        "Description": version.description if version else None,
        "Product": version.product if version else None,
        "__NounName": "Process",
        "BasePriority": 8,
        "ExitCode": None,
        "HasExited": False,
        "ExitTime": None,
        "Handle": process.identifier * 16 if process.path else None,
        "SafeHandle": None,
        "MachineName": ".",
        "MainWindowHandle": 0,
        "MainWindowTitle": "",
        "MainModule": None,
        "MaxWorkingSet": 1_413_120 if process.path else None,
        "MinWorkingSet": 204_800 if process.path else None,
        "Modules": None,
        "NonpagedSystemMemorySize": nonpaged,
        "NonpagedSystemMemorySize64": Int64(nonpaged),
        "PagedMemorySize64": Int64(private),
        "PagedSystemMemorySize": paged,
        "PagedSystemMemorySize64": Int64(paged),
        "PeakPagedMemorySize": _wrapped(private),
        "PeakPagedMemorySize64": Int64(private),
        "PeakWorkingSet": _wrapped(working_set),
        "PeakWorkingSet64": Int64(working_set),
        "PeakVirtualMemorySize": _wrapped(virtual),
        "PeakVirtualMemorySize64": Int64(virtual),
        "PriorityBoostEnabled": True if process.path else None,
        "PrivateMemorySize64": Int64(private),
        "PrivilegedProcessorTime": TimeSpan(spent.ticks // 2),
        "ProcessName": process.name,
        "ProcessorAffinity": 3 if process.path else None,
        "Responding": True,
        "SessionId": process.session,
        "StartInfo": PSObject.of({}, "System.Diagnostics.ProcessStartInfo", text=_type_name),
        "StartTime": local_time(call, process.started or machine_of(call).booted_at),
        "SynchronizingObject": None,
        "Threads": None,
        "UserProcessorTime": TimeSpan(spent.ticks - spent.ticks // 2),
        "VirtualMemorySize64": Int64(virtual),
        "EnableRaisingEvents": False,
        "StandardInput": None,
        "StandardOutput": None,
        "StandardError": None,
        "WorkingSet64": Int64(working_set),
        "Site": None,
        "Container": None,
    }


def _type_name(value: PSObject) -> str:
    return value.type_names[0]


def _number_text(thread: PSObject) -> str:
    return str(thread.get("Id"))


def _wrapped(number: int) -> int:
    """A size in 32 bits with a sign, as the older properties hold it."""
    return (number + (1 << 31)) % (1 << 32) - (1 << 31)


def _threads(process: Process) -> list[PSObject]:
    return [
        PSObject.of({"Id": process.identifier + 4 * number}, "System.Diagnostics.ProcessThread", text=_number_text)
        for number in range(1, process.threads + 1)
    ]


def modules(call: Call, process: Process) -> list[PSObject]:
    """The program of a process and the libraries that every program loads; none of the kernel's own processes."""
    if not process.path:
        return []
    program = process.path.rpartition("\\")[2]
    files = {process.path: max(64, process.private_memory // 20)}
    files |= {rf"C:\Windows\System32\{name}": size for name, size in _LIBRARIES.items()}
    return [
        _module(call, program if path == process.path else path.rpartition("\\")[2], path, size, number)
        for number, (path, size) in enumerate(files.items())
    ]


def _module(call: Call, name: str, path: str, size: int, number: int) -> PSObject:
    version = call.host.file_version(path)
    values = {
        "Size": size,
        "Company": version.company if version else None,
        "FileVersion": version.text if version else None,
        "ProductVersion": version.number if version else None,
        "Description": version.description if version else None,
        "Product": version.product if version else None,
        "ModuleName": name,
        "FileName": path,
        "BaseAddress": Int64(_KERNEL + number * 0x100_0000),
        "ModuleMemorySize": size * 1024,
        "EntryPointAddress": Int64(_KERNEL + number * 0x100_0000 + 0x1000),
        "FileVersionInfo": file_version_info(call.context, path),
        "Site": None,
        "Container": None,
    }
    return PSObject.of(values, MODULE, text=lambda _: f"{MODULE} ({name})")
