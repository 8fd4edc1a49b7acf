"""Get-Counter: the performance counters that scripts ask for, as far as the machine has figures for them."""

from collections.abc import Callable

from fake_agent.powershell.cmdlets.registry import Call, cmdlet, switches
from fake_agent.powershell.formatting.views import Column, ListView, TableView, register_view
from fake_agent.powershell.values.objects import PSObject
from fake_agent.powershell.values.text import to_text
from fake_agent.windows.cmdlets.support import execution_of, local_time, machine_of, parameter
from fake_agent.windows.machine import Machine

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


def _idle_disk(_machine: Machine) -> float:
    return 0.0


def _free_share(machine: Machine) -> float:
    drive = next(drive for drive in machine.files.drives() if drive.name == "C")
    return 100.0 * drive.free / drive.size


COUNTERS: dict[str, Callable[[Machine], float]] = {
    r"\memory\% committed bytes in use": lambda machine: 100.0 * machine.memory_in_use / machine.memory,
    r"\memory\available bytes": lambda machine: float(machine.memory - machine.memory_in_use),
    r"\memory\available mbytes": lambda machine: float((machine.memory - machine.memory_in_use) // MEBIBYTE),
    r"\physicaldisk(_total)\% disk time": _idle_disk,
    r"\physicaldisk(_total)\current disk queue length": _idle_disk,
    r"\logicaldisk(c:)\% free space": _free_share,
    r"\system\processes": lambda machine: float(len(machine.processes.all())),
    r"\system\system up time": lambda machine: machine.clock() - machine.booted_at,
}
"""What the machine's own state gives, by path."""

PROCESSOR_TIME = r"\processor(_total)\% processor time"
BUSY = (1.0, 6.0)
"""Per cent of the processors that a machine with little to do uses (chosen); drawn for every sample."""


def _reading(call: Call, path: str) -> float | None:
    plain = path.casefold()
    if plain.startswith("\\\\"):
        plain = "\\" + plain[2:].partition("\\")[2]
    if plain in {PROCESSOR_TIME, PROCESSOR_TIME.replace("processor(", "processor information(")}:
        return execution_of(call).draw(BUSY)
    found = COUNTERS.get(plain)
    return None if found is None else found(machine_of(call))


def _sample(call: Call, path: str, value: float) -> PSObject:
    plain = path.casefold()
    full = plain if plain.startswith("\\\\") else f"\\\\{machine_of(call).computer_name.casefold()}{plain}"
    values = {
        "Path": full,
        "InstanceName": plain.partition("(")[2].partition(")")[0],
        "CookedValue": value,
        "Timestamp": local_time(call, machine_of(call).clock()),
        "Status": 0,
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
    paths = call.strings("Counter") or [PROCESSOR_TIME, *(path for path in COUNTERS if path.startswith("\\memory"))]
    taken = 0
    while call.switch("Continuous") or taken < max(1, call.number("MaxSamples", 1)):
        call.host.sleep(max(1, call.number("SampleInterval", 1)))
        taken += 1
        samples = []
        for path in paths:
            value = _reading(call, path)
            if value is None:
                call.error(
                    "The specified object was not found on the computer."
                    if "(" in path or path.count("\\") < 2
                    else "The specified counter could not be found.",
                    "CounterApiError",
                    "InvalidResult",
                    exception="System.Exception",
                )
            else:
                samples.append(_sample(call, path, value))
        if not samples:
            return
        readings = "\n".join(f"{sample.get('Path')} :\n{to_text(sample.get('CookedValue'))}\n" for sample in samples)
        values = {
            "Timestamp": local_time(call, machine_of(call).clock()),
            "CounterSamples": samples,
            "Readings": readings,
        }
        call.write(PSObject.of(values, SAMPLE_SET))
