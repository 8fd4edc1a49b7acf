"""Programs that describe the computer: systeminfo, where, ver's cousins, tzutil, w32tm, quser, setx."""

from datetime import datetime
from fnmatch import fnmatchcase

from fake_agent.powershell.host import ProgramResult
from fake_agent.windows import time_zones
from fake_agent.windows.programs.registry import Call, failed, lines, printed, program
from fake_agent.windows.wmi.system import quick_fixes


def short_time(moment: datetime) -> str:
    """A time as en-US writes it: ``1/15/2027, 8:00:00 AM``."""
    return f"{moment.month}/{moment.day}/{moment.year}, {moment.hour % 12 or 12}:{moment:%M:%S %p}"


@program("systeminfo")
def systeminfo(call: Call) -> ProgramResult:
    """``systeminfo``."""
    machine = call.machine
    megabytes = machine.memory // 2**20
    available = megabytes - machine.memory_in_use // 2**20
    adapter_lines = []
    for number, adapter in enumerate(machine.network.adapters(), 1):
        adapter_lines += [
            f"[{number:02}]: {adapter.description}",
            f"      Connection Name: {adapter.name}",
            *(
                [
                    f"      DHCP Enabled:    {'Yes' if adapter.uses_dhcp else 'No'}",
                    *([f"      DHCP Server:     {adapter.dhcp_server}"] if adapter.uses_dhcp else []),
                    "      IP address(es)",
                    f"      [01]: {adapter.address}",
                    f"      [02]: {adapter.ipv6_address.partition('%')[0]}",
                ]
                if adapter.enabled
                else ["      Status:          Media disconnected"]
            ),
        ]
    fixes = [f"[{number:02}]: {fix['HotFixID']}" for number, fix in enumerate(quick_fixes(machine), 1)]
    fields: list[tuple[str, list[str]]] = [
        ("Host Name:", [machine.computer_name]),
        ("OS Name:", [f"Microsoft {machine.product_name}"]),
        ("OS Version:", [f"10.0.{machine.build} N/A Build {machine.build}"]),
        ("OS Manufacturer:", ["Microsoft Corporation"]),
        ("OS Configuration:", ["Standalone Server"]),
        ("OS Build Type:", ["Multiprocessor Free"]),
        ("Registered Owner:", ["Windows User"]),
        ("Registered Organization:", ["N/A"]),
        ("Product ID:", ["00454-60000-00001-AA345"]),
        ("Original Install Date:", [short_time(machine.moment(machine.installed_at))]),
        ("System Boot Time:", [short_time(machine.moment(machine.booted_at))]),
        ("System Manufacturer:", ["Microsoft Corporation"]),
        ("System Model:", ["Virtual Machine"]),
        ("System Type:", ["x64-based PC"]),
        (
            "Processor(s):",
            ["1 Processor(s) Installed.", "[01]: Intel64 Family 6 Model 85 Stepping 7 GenuineIntel ~2594 Mhz"],
        ),
        ("BIOS Version:", ["American Megatrends Inc. 090008 , 12/7/2018"]),
        ("Windows Directory:", [r"C:\Windows"]),
        ("System Directory:", [r"C:\Windows\system32"]),
        ("Boot Device:", [r"\Device\HarddiskVolume1"]),
        ("System Locale:", ["en-us;English (United States)"]),
        ("Input Locale:", ["en-us;English (United States)"]),
        ("Time Zone:", [time_zones.display_name(machine.time_zone_id)]),
        ("Total Physical Memory:", [f"{megabytes:,} MB"]),
        ("Available Physical Memory:", [f"{available:,} MB"]),
        ("Virtual Memory: Max Size:", [f"{megabytes + 1280:,} MB"]),
        ("Virtual Memory: Available:", [f"{available + 1180:,} MB"]),
        ("Virtual Memory: In Use:", [f"{megabytes - available + 100:,} MB"]),
        ("Page File Location(s):", [r"D:\pagefile.sys"]),
        ("Domain:", [str(machine.settings["domain"])]),
        ("Logon Server:", ["N/A"]),
        ("Hotfix(s):", [f"{len(fixes)} Hotfix(s) Installed.", *fixes]),
        ("Network Card(s):", [f"{len(machine.network.adapters())} NIC(s) Installed.", *adapter_lines]),
        (
            "Hyper-V Requirements:",
            ["A hypervisor has been detected. Features required for Hyper-V will not be displayed."],
        ),
    ]
    shown = [f"{label if index == 0 else '':<27}{text}" for label, texts in fields for index, text in enumerate(texts)]
    return printed("", *shown)


@program("where")
def where(call: Call) -> ProgramResult:
    """``where [/q] PATTERN``: every file that fits, in the current folder and along PATH."""
    if not call.words:
        return failed("ERROR: The syntax of the command is incorrect.", exit_code=2)
    pattern = call.words[0].casefold()
    endings = ["", *call.environment.get("PATHEXT", "").casefold().split(";")]
    folders = [call.folder, *call.environment.get("Path", "").split(";")]
    found: list[str] = []
    for folder in folders:
        if folder and call.files.is_folder(folder):
            for entry in call.files.entries(folder):
                name = entry.path.rpartition("\\")[2].casefold()
                if not entry.is_folder and any(fnmatchcase(name, pattern + ending) for ending in endings):
                    found.append(entry.path)
    if not found:
        return failed("INFO: Could not find files for the given pattern(s).")
    return printed(*([] if "/q" in call.options else dict.fromkeys(found)))


@program("tzutil")
def tzutil(call: Call) -> ProgramResult:
    """``tzutil /g | /s ID | /l``."""
    match call.options[:1]:
        case ["/g"]:
            return ProgramResult(call.machine.time_zone_id)
        case ["/s"]:
            zone = time_zones.find_zone(" ".join(call.words).removesuffix("_dstoff"))
            if zone is None:
                return failed("The specified time zone is not valid.")
            call.machine.time_zone_id = zone
            return ProgramResult()
        case ["/l"]:
            return ProgramResult("".join(lines(time_zones.display_name(zone), zone, "") for zone in time_zones.ZONES))
    return printed("Windows Time Zone Utility", "", "TZUTIL </? | /g | /s TimeZoneID[_dstoff] | /l>")


@program("w32tm")
def w32tm(call: Call) -> ProgramResult:
    """``w32tm /query /status | /source``, ``/resync``, ``/config``."""
    options = call.options
    if not call.machine.services.running("W32Time"):
        return printed("The following error occurred: The service has not been started. (0x80070426)", exit_code=1)
    if "/resync" in options:
        call.machine.synchronize_clock()
        return printed("Sending resync command to local computer", "The command completed successfully.")
    if "/source" in options:
        return printed("VM IC Time Synchronization Provider ")
    if "/status" in options:
        synchronized = short_time(call.machine.moment(call.machine.booted_at)).replace(",", "")
        return printed(
            "Leap Indicator: 0(no warning)",
            "Stratum: 2 (secondary reference - syncd by (S)NTP)",
            "Precision: -23 (119.209ns per tick)",
            "Root Delay: 0.0003533s",
            "Root Dispersion: 0.0131826s",
            "ReferenceId: 0x564D5450 (source IP:  86.77.84.80)",
            f"Last Successful Sync Time: {synchronized}",
            "Source: VM IC Time Synchronization Provider ",
            "Poll Interval: 6 (64s)",
            "",
        )
    if not {"/config", "/register", "/unregister"} & {option.partition(":")[0] for option in options}:
        raise call.lacks()
    return printed("The command completed successfully.")


@program("quser")
def quser(_call: Call) -> ProgramResult:
    """``quser``: nobody is logged on."""
    return failed("No User exists for *")


@program("query", "qwinsta")
def query(call: Call) -> ProgramResult:
    """``query user | session | process | termserver``."""
    words = [word.casefold() for word in call.words]
    if words[:1] == ["user"]:
        return failed("No User exists for *")
    return printed(
        " SESSIONNAME       USERNAME                 ID  STATE   TYPE        DEVICE ",
        ">services                                    0  Disc                        ",
        " console                                     1  Conn                        ",
        *(
            [" rdp-tcp                                 65536  Listen                      "]
            if call.machine.services.running("TermService")
            else []
        ),
    )


@program("setx")
def setx(call: Call) -> ProgramResult:
    """``setx NAME VALUE [/m]``: new processes of the machine see it; without ``/m`` it is System's own."""
    if len(call.words) < 2:
        return failed("ERROR: Invalid syntax.", 'Type "SETX /?" for usage.')
    name, value = call.words[:2]
    if "/m" in call.options:
        call.machine.set_variable(name, value)
    else:
        call.registry.write(r"HKEY_CURRENT_USER\Environment", name, value)
    return printed("", "SUCCESS: Specified value was saved.")
