"""Get-Counter: the performance counters that scripts ask for, as far as the machine has figures for them."""

import re
from collections import Counter
from collections.abc import Callable

from fake_agent.powershell.cmdlets.registry import Call, cmdlet, switches
from fake_agent.powershell.formatting.views import Column, ListView, TableView, register_view
from fake_agent.powershell.values.numbers import UInt32, UInt64
from fake_agent.powershell.values.objects import PSObject
from fake_agent.powershell.values.text import to_text
from fake_agent.windows.cmdlets.support import execution_of, fits, local_time, machine_of, parameter
from fake_agent.windows.machine import Machine
from fake_agent.windows.processes import Process

SAMPLE_SET = "Microsoft.PowerShell.Commands.GetCounter.PerformanceCounterSampleSet"
SAMPLE = "Microsoft.PowerShell.Commands.GetCounter.PerformanceCounterSample"
MEBIBYTE = 2**20

register_view(
    SAMPLE_SET,
    TableView((Column("Timestamp", 25), Column("CounterSamples", 0, source="Readings")), wrap=True),
)
register_view(
    SAMPLE,
    TableView((Column("Path"), Column("InstanceName"), Column("CookedValue")), autosize=True),
)
register_view(SAMPLE, ListView((Column("Path"), Column("InstanceName"), Column("CookedValue"))))


Instances = list[tuple[str, float]]
"""The values of a counter, each of its instance."""

PROCESSORS = ("0", "1")
NETWORK_CARD = "microsoft hyper-v network adapter"
BUSY = (1.0, 6.0)
"""Per cent of the processors that a machine with little to do uses (chosen); drawn for every sample."""
TRAFFIC = (900.0, 5_200.0)
"""Bytes a second that a machine with little to do moves (chosen); drawn for every sample."""


def _one(value: Callable[[Machine], float]) -> Callable[[Call], Instances]:
    return lambda call: [("", value(machine_of(call)))]


def _free_space(share: bool) -> Callable[[Call], Instances]:
    def values(call: Call) -> Instances:
        drives = list(machine_of(call).files.drives())
        found = [(f"{drive.name.casefold()}:", drive.free, drive.size) for drive in drives]
        found.append(("_total", sum(drive.free for drive in drives), sum(drive.size for drive in drives)))
        return [(name, 100.0 * free / size if share else float(free // MEBIBYTE)) for name, free, size in found]

    return values


def _still(*names: str) -> Callable[[Call], Instances]:
    return lambda _call: [(name, 0.0) for name in names]


def _processors(call: Call) -> Instances:
    values = [(name, execution_of(call).draw(BUSY)) for name in PROCESSORS]
    return [*values, ("_total", sum(value for _, value in values) / len(values))]


def _processor_information(call: Call) -> Instances:
    *each, (_, total) = _processors(call)
    return [*((f"0,{name}", value) for name, value in each), ("0,_total", total), ("_total", total)]


def _traffic(call: Call) -> Instances:
    return [(NETWORK_CARD, execution_of(call).draw(TRAFFIC))]


def _processes(value: Callable[[Process], float]) -> Callable[[Call], Instances]:
    def values(call: Call) -> Instances:
        seen: Counter[str] = Counter()
        found = []
        for process in machine_of(call).processes.all():
            name = "idle" if process.identifier == 0 else process.name.casefold()
            found.append((f"{name}#{seen[name]}" if seen[name] else name, value(process)))
            seen[name] += 1
        return [*found, ("_total", sum(value for _, value in found))]

    return values


_DISKS = ("0 c:", "1 d:", "_total")
COUNTERS: dict[tuple[str, str], Callable[[Call], Instances]] = {
    ("network interface", "bytes total/sec"): _traffic,
    ("network interface", "bytes received/sec"): _traffic,
    ("network interface", "bytes sent/sec"): _traffic,
    ("processor", "% processor time"): _processors,
    ("processor information", "% processor time"): _processor_information,
    ("memory", "% committed bytes in use"): _one(lambda machine: 100.0 * machine.memory_in_use / machine.memory),
    ("memory", "available bytes"): _one(lambda machine: float(machine.memory - machine.memory_in_use)),
    ("memory", "available kbytes"): _one(lambda machine: float((machine.memory - machine.memory_in_use) // 1024)),
    ("memory", "available mbytes"): _one(lambda machine: float((machine.memory - machine.memory_in_use) // MEBIBYTE)),
    ("memory", "committed bytes"): _one(lambda machine: float(machine.memory_in_use)),
    ("memory", "cache faults/sec"): _one(lambda _: 0.0),
    ("memory", "pages/sec"): _one(lambda _: 0.0),
    ("physicaldisk", "% disk time"): _still(*_DISKS),
    ("physicaldisk", "% idle time"): lambda _: [(name, 100.0) for name in _DISKS],
    ("physicaldisk", "current disk queue length"): _still(*_DISKS),
    ("physicaldisk", "avg. disk queue length"): _still(*_DISKS),
    ("physicaldisk", "avg. disk sec/read"): _still(*_DISKS),
    ("physicaldisk", "avg. disk sec/write"): _still(*_DISKS),
    ("physicaldisk", "disk reads/sec"): _still(*_DISKS),
    ("physicaldisk", "disk writes/sec"): _still(*_DISKS),
    ("logicaldisk", "% free space"): _free_space(share=True),
    ("logicaldisk", "free megabytes"): _free_space(share=False),
    ("process", "working set"): _processes(lambda process: process.working_set * 1024.0),
    ("process", "private bytes"): _processes(lambda process: process.private_memory * 1024.0),
    ("process", "handle count"): _processes(lambda process: float(process.handles)),
    ("process", "thread count"): _processes(lambda process: float(process.threads)),
    ("process", "id process"): _processes(lambda process: float(process.identifier)),
    ("system", "processes"): _one(lambda machine: float(len(machine.processes.all()))),
    ("system", "processor queue length"): _one(lambda _: 0.0),
    ("system", "system up time"): _one(lambda machine: machine.clock() - machine.booted_at),
}
"""What the machine's own state gives, by object and counter."""

DEFAULT_SET = (
    r"\network interface(*)\bytes total/sec",
    r"\processor(_total)\% processor time",
    r"\memory\% committed bytes in use",
    r"\memory\cache faults/sec",
    r"\physicaldisk(_total)\% disk time",
    r"\physicaldisk(_total)\current disk queue length",
)
"""What Get-Counter takes when it is told nothing."""

_PATH = re.compile(
    r"(?:\\\\(?P<computer>[^\\]+))?\\(?P<object>[^\\(]+?)(?:\((?P<instance>.*)\))?\\(?P<counter>[^\\]+)\Z"
)


def _readings(call: Call, path: str) -> list[tuple[str, str, float]] | None:
    """The full paths, instances and values that a path stands for; None of a path that nothing answers."""
    parts = _PATH.match(path.casefold())
    if parts is None:
        return None
    found = COUNTERS.get((parts["object"], parts["counter"]))
    if found is None:
        return None
    computer = parts["computer"] or machine_of(call).computer_name.casefold()
    readings = []
    for instance, value in found(call):
        if bool(instance) != (parts["instance"] is not None) or not fits(instance, [parts["instance"] or ""]):
            continue
        shown = f"({instance})" if instance else ""
        readings.append((f"\\\\{computer}\\{parts['object']}{shown}\\{parts['counter']}", instance, value))
    return readings or None


def _sample(call: Call, path: str, instance: str, value: float) -> PSObject:
    values = {
        "Path": path,
        "InstanceName": instance,
        "CookedValue": value,
        "RawValue": UInt64(int(value)),
        "SecondValue": UInt64(0),
        "MultipleCount": UInt32(1),
        "CounterType": "RawFraction" if "%" in path else "NumberOfItems64",
        "Timestamp": local_time(call, machine_of(call).clock()),
        "Timestamp100NSec": UInt64(int(machine_of(call).clock() * 10**7) + 116_444_736_000_000_000),
        "Status": UInt32(0),
        "DefaultScale": UInt32(0),
        "TimeBase": UInt64(10_000_000),
    }
    return PSObject.of(values, SAMPLE)


@cmdlet(
    "Get-Counter",
    parameter("Counter", "string[]", 0, by_value=True),
    parameter("SampleInterval", "int"),
    parameter("MaxSamples", "long"),
    *switches("Continuous"),
    module="Microsoft.PowerShell.Diagnostics",
)
def get_counter(call: Call) -> None:
    """Get-Counter: each sample takes its interval, a second without one."""
    paths = call.strings("Counter") or DEFAULT_SET
    taken = 0
    while call.switch("Continuous") or taken < max(1, call.number("MaxSamples", 1)):
        call.host.sleep(max(1, call.number("SampleInterval", 1)))
        taken += 1
        samples = []
        for path in paths:
            readings = _readings(call, path)
            if readings is None:
                call.error(
                    "The specified object was not found on the computer."
                    if "(" in path or path.count("\\") < 2
                    else "The specified counter could not be found.",
                    "CounterApiError",
                    "InvalidResult",
                    exception="System.Exception",
                )
            else:
                samples += [_sample(call, *reading) for reading in readings]
        if not samples:
            return
        texts = [f"{sample.get('Path')} :\n{to_text(sample.get('CookedValue'))}\n" for sample in samples]
        values = {
            "Timestamp": local_time(call, machine_of(call).clock()),
            "CounterSamples": samples,
            "Readings": "\n".join(texts),
        }
        call.write(PSObject.of(values, SAMPLE_SET))
