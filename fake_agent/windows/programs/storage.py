"""Programs about volumes: chkdsk, defrag, label, mountvol, vssadmin."""

from fake_agent.powershell.host import Drive, ProgramResult
from fake_agent.windows.programs.registry import Call, failed, lines, printed, program

_VSS = (
    "vssadmin 1.1 - Volume Shadow Copy Service administrative command-line tool",
    "(C) Copyright 2001-2013 Microsoft Corp.",
    "",
)
_NOTHING = "No items found that satisfy the query."
_WRITERS = {
    "Task Scheduler Writer": ("d61d61c8-d73a-4eee-8cdd-f6f9786b7124", "1bddd48e-5052-49db-9b07-b96f96727e6b"),
    "VSS Metadata Store Writer": ("75dfb225-e2e4-4d39-9ac9-ffaff65ddf06", "088e7a7d-09a8-4cc6-a609-ad90e75ddc93"),
    "Performance Counters Writer": ("0bada1de-01a9-4625-8278-69e735f39dd2", "f0086dda-9efc-47c5-8eb6-a944c3d09381"),
    "System Writer": ("e8132975-6f93-4464-a53e-1050253ae220", "2f2c8e0f-0d5c-4c9e-b0b4-0c6ee0a30d55"),
    "ASR Writer": ("be000cbe-11fe-4426-9c58-531aa6355fc4", "b4b9d3c1-4b2e-4d0b-92b1-1a0b0e7a2f39"),
    "Registry Writer": ("afbab4a2-367d-4d15-a586-71dbb18f8485", "3a0f2f6c-1f0e-4f7c-8a57-7d2a0a9f6b11"),
    "COM+ REGDB Writer": ("542da469-d3e1-473c-9f4f-7847f01fc64f", "8c5f9b1e-6f4d-4f0a-9d0e-5a5f2f1f7c22"),
    "WMI Writer": ("a6ad56c2-b509-4e6c-bb19-49d8f43532f0", "6d1f0c3a-2b7e-4e15-8f3d-0e4c9a7b5d33"),
}
"""The writers of a fresh server, with their identifiers (documented) and those of instances (chosen)."""


def _drive(call: Call, default: str = "C:") -> Drive | None:
    letter = (call.words or [default])[0].rstrip("\\:").upper()
    return next((drive for drive in call.files.drives() if drive.name == letter), None)


@program("chkdsk")
def chkdsk(call: Call) -> ProgramResult:
    """``chkdsk [DRIVE] [/f | /r | /scan]``: a volume in use is checked at the next start, if somebody says so."""
    drive = _drive(call, call.folder[:2])
    if drive is None:
        return failed("The system cannot find the drive specified.", exit_code=3)
    heading = ["The type of the file system is NTFS."]
    if {"/f", "/r", "/x", "/b"} & set(call.options) and drive.name == "C":
        question = (
            lines(
                *heading,
                "Cannot lock current drive.",
                "",
                "Chkdsk cannot run because the volume is in use by another",
                "process.  Would you like to schedule this volume to be",
            )
            + "checked the next time the system restarts? (Y/N) "
        )
        if call.stdin is None:
            call.execution.wait_for_ever()
        agreed = call.stdin.strip().casefold().startswith("y")
        answer = "This volume will be checked the next time the system restarts." if agreed else ""
        return ProgramResult(question + lines("", "", answer), "", 3)
    if not {"/f", "/r", "/scan"} & set(call.options):
        heading += [
            f"Volume label is {drive.label}.",
            "",
            "WARNING!  /F parameter not specified.",
            "Running CHKDSK in read-only mode.",
        ]
    call.execution.wait(60.0)
    kilobytes, free = drive.size // 1024, drive.free // 1024
    return printed(
        *heading,
        "",
        "Stage 1: Examining basic file system structure ...",
        "File verification completed.",
        "",
        "Stage 2: Examining file name linkage ...",
        "Index verification completed.",
        "",
        "Stage 3: Examining security descriptors ...",
        "Security descriptor verification completed.",
        "",
        "Windows has scanned the file system and found no problems.",
        "No further action is required.",
        "",
        f"{kilobytes:>10} KB total disk space.",
        f"{kilobytes - free:>10} KB in use.",
        f"{free:>10} KB available on disk.",
        "",
        f"{4096:>10} bytes in each allocation unit.",
        f"{drive.size // 4096:>10} total allocation units on disk.",
        f"{drive.free // 4096:>10} allocation units available on disk.",
    )


@program("label")
def label(call: Call) -> ProgramResult:
    """``label DRIVE TEXT``; without a text it asks for one."""
    drive = _drive(call)
    if drive is None:
        return failed("The system cannot find the drive specified.")
    if len(call.words) < 2:  # a drive and a text
        call.execution.wait_for_ever()
    call.machine.files.change_volume(drive.name, label=" ".join(call.words[1:]))
    return ProgramResult()


@program("mountvol")
def mountvol(call: Call) -> ProgramResult:
    """``mountvol DRIVE /l | /d``."""
    drive = _drive(call)
    if drive is None or not {"/l", "/d"} & set(call.options):
        raise call.lacks()
    if "/l" in call.options:
        return printed(f"    \\\\?\\Volume{{7a3c91d2-0000-0000-0000-{ord(drive.name):012x}}}\\")
    partition = call.machine.disks.with_letter(drive.name)
    if partition is None or drive.name == "C":
        return failed("The parameter is incorrect.", exit_code=87)
    call.machine.files.unmount(drive.name)
    return ProgramResult()


@program("vssadmin")
def vssadmin(call: Call) -> ProgramResult:
    """``vssadmin list shadows | shadowstorage | writers | providers``, ``delete shadows``: there are no copies."""
    match [word.casefold() for word in call.words[:2]]:
        case ["list", "writers"]:
            shown = [line for name, identifiers in _WRITERS.items() for line in _writer(name, *identifiers)]
            return printed(*_VSS, *shown)
        case ["list", "providers"]:
            name = "Provider name: 'Microsoft Software Shadow Copy provider 1.0'"
            identifier = "   Provider Id: {b5946137-7b9f-4925-af80-51abd60b20d5}"
            return printed(*_VSS, name, "   Provider type: System", identifier, "   Version: 1.0.0.7", "")
        case ["list" | "delete", "shadows" | "shadowstorage"]:
            return printed(*_VSS, _NOTHING, exit_code=1)
    raise call.lacks()


def _writer(name: str, identifier: str, instance: str) -> list[str]:
    return [
        f"Writer name: '{name}'",
        f"   Writer Id: {{{identifier}}}",
        f"   Writer Instance Id: {{{instance}}}",
        "   State: [1] Stable",
        "   Last error: No error",
        "",
    ]
