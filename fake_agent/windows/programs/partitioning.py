"""diskpart: disks, partitions and drive letters by a script of its own."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from fake_agent.powershell.host import ProgramResult
from fake_agent.windows.disks import RAW, Disk, Partition
from fake_agent.windows.machine import Machine
from fake_agent.windows.programs.maintenance import full_path
from fake_agent.windows.programs.registry import Call, failed, lines, program

NO_SCRIPT, SERVICE_FAILED, SYNTAX = 3, 4, 5
"""The exit codes of scripts that go wrong (documented)."""

_NO_DISK = ("There is no disk selected.", "Select a disk and try again.")
_NO_VOLUME = ("There is no volume specified.", "", "Please select a volume and try again.")
_NO_PARTITION = ("There is no partition selected.", "Please select a partition and try again.")
_NO_ROOM = (
    "No usable free extent could be found.  It may be that there is insufficient ",
    "free space to create a partition at the specified size and offset.  Specify",
    "different size and offset values or don't specify either to create the",
    "maximum sized partition.",
)
_IN_USE = (
    "Virtual Disk Service error:",
    "Clean is not allowed on the disk containing the current boot,",
    "system, pagefile, crashdump or hibernation volume.",
)
_UNITS = (("TB", 2**40), ("GB", 2**30), ("MB", 2**20), ("KB", 2**10), ("B", 1))
_MEBIBYTE = 2**20
_WORDS = re.compile(r'(?:[^\s"]|"[^"]*")+')


class _Refused(Exception):  # noqa: N818  # a command of the script's fails, nothing of ours
    """diskpart ends the script; the texts say why."""

    def __init__(self, *texts: str, code: int = SERVICE_FAILED) -> None:
        super().__init__(*texts)
        self.texts = texts
        self.code = code


@dataclass
class _Session:
    """What diskpart works on: the machine, and the disk and partition that are selected."""

    machine: Machine
    disk: Disk | None = None
    partition: Partition | None = None
    said: list[str] = field(default_factory=list)

    def say(self, *texts: str) -> None:
        self.said += ["", *texts]

    def the_disk(self) -> Disk:
        if self.disk is None:
            raise _Refused(*_NO_DISK)
        return self.disk

    def the_partition(self, missing: Sequence[str] = _NO_VOLUME) -> Partition:
        if self.partition is None:
            raise _Refused(*missing)
        return self.partition


@program("diskpart")
def diskpart(call: Call) -> ProgramResult:
    """``diskpart /s SCRIPT``, or commands by a pipe; without either it waits for the keyboard."""
    session = _Session(call.machine)
    session.say(f"Microsoft DiskPart version 10.0.{call.machine.build}.1", "", "Copyright (C) Microsoft Corporation.")
    session.said.append(f"On computer: {call.machine.computer_name}")
    if "/s" in call.options:
        path = full_path(call, call.words[0] if call.words else "")
        if not call.files.is_file(path):
            return failed("", "DiskPart was unable to open the script file.", exit_code=NO_SCRIPT)
        text = call.files.read(path).decode("utf-8-sig", "replace")
    elif call.stdin is not None:
        text = call.stdin
    else:
        call.execution.wait_for_ever()
    code = 0
    for line in text.splitlines():
        words = _WORDS.findall(line)
        if not words or words[0].casefold() == "rem":
            continue
        if words[0].casefold() == "exit":
            session.say("Leaving DiskPart...")
            break
        try:
            _action(call, words)(session, words)
        except _Refused as refusal:
            session.say(*refusal.texts)
            code = 0 if "noerr" in map(str.casefold, words) else refusal.code
            if code:
                break
    else:
        session.say("Leaving DiskPart...")
    return ProgramResult(lines(*session.said), "", code)


def _action(call: Call, words: Sequence[str]) -> Callable[[_Session, Sequence[str]], None]:
    """What a line asks for; words may be shortened to three letters. What is not simulated is named."""
    folded = [word.casefold() for word in words]
    for pattern, action in _COMMANDS.items():
        wanted = pattern.split()
        if len(folded) >= len(wanted) and all(
            full.startswith(given) and len(given) >= min(3, len(full))  # letters
            for full, given in zip(wanted, folded, strict=False)
        ):
            return action
    raise call.lacks()


def _value(words: Sequence[str], name: str) -> str:
    """The value of ``name=value``; a bare word answers itself."""
    for word in words:
        key, equals, value = word.partition("=")
        if key.casefold() == name:
            return value.strip('"') if equals else key
    return ""


def _number(words: Sequence[str]) -> int:
    text = words[2] if len(words) > 2 else ""  # the third word
    return int(text) if text.isdigit() else -1


def _size(size: int) -> str:
    unit, divisor = next(pair for pair in _UNITS if size >= pair[1] or pair[1] == 1)
    return f"{size // divisor} {unit}"


# What it shows


def _list_disks(session: _Session, _words: Sequence[str]) -> None:
    session.say(
        "  Disk ###  Status         Size     Free     Dyn  Gpt", "  --------  -------------  -------  -------  ---  ---"
    )
    for disk in session.machine.disks.disks():
        mark = "*" if session.disk is not None and session.disk.number == disk.number else " "
        free = max(0, session.machine.disks.free(disk.number) - _MEBIBYTE)
        status = "Offline" if disk.is_offline else "Online"
        gpt = "*" if disk.style == "GPT" else ""
        row = f"{mark} Disk {disk.number:<3}  {status:<13}  {_size(disk.size):>7}  {_size(free):>7}  {'':3}   {gpt}"
        session.said.append(row.rstrip())
    session.said.append("")


def _volumes(machine: Machine) -> list[Partition]:
    return [partition for partition in machine.disks.partitions() if partition.file_system or partition.letter]


def _list_volumes(session: _Session, _words: Sequence[str]) -> None:
    session.say(
        "  Volume ###  Ltr  Label        Fs     Type        Size     Status     Info",
        "  ----------  ---  -----------  -----  ----------  -------  ---------  --------",
    )
    for number, partition in enumerate(_volumes(session.machine)):
        mark = "*" if session.partition == partition else " "
        information = {"C": "Boot", "D": "Pagefile"}.get(partition.letter, "System" if partition.disk == 0 else "")
        session.said.append(
            f"{mark} Volume {number:<3}  {partition.letter:^3}  {partition.label[:11]:<11}  "
            f"{partition.file_system or 'RAW':<5}  {'Partition':<10}  {_size(partition.size):>7}  {'Healthy':<9}  "
            f"{information:<8}"
        )
    session.said.append("")


def _list_partitions(session: _Session, _words: Sequence[str]) -> None:
    if session.disk is None:
        raise _Refused("There is no disk selected to list partitions.", "Select a disk and try again.")
    found = session.machine.disks.partitions(session.disk.number)
    if not found:
        session.say("There are no partitions on this disk to show.")
        return
    session.say(
        "  Partition ###  Type              Size     Offset", "  -------------  ----------------  -------  -------"
    )
    for partition in found:
        mark = "*" if session.partition == partition else " "
        offset = _size(partition.offset) if partition.offset != _MEBIBYTE else "1024 KB"
        row = f"{mark} Partition {partition.number:<3}  {'Primary':<16}  {_size(partition.size):>7}  {offset:>7}"
        session.said.append(row)
    session.said.append("")


# What it selects


def _select_disk(session: _Session, words: Sequence[str]) -> None:
    session.disk, session.partition = session.machine.disks.disk(_number(words)), None
    if session.disk is None:
        raise _Refused("The disk you specified is not valid.", "", "There is no disk selected.")
    session.say(f"Disk {session.disk.number} is now the selected disk.")


def _select_volume(session: _Session, words: Sequence[str]) -> None:
    volumes = _volumes(session.machine)
    wanted = words[2].rstrip(":").upper() if len(words) > 2 else ""  # the third word
    by_letter = session.machine.disks.with_letter(wanted)
    number = int(wanted) if wanted.isdigit() else -1
    chosen = by_letter or (volumes[number] if 0 <= number < len(volumes) else None)
    session.partition = chosen
    if chosen is None:
        reason = "The volume you selected is not valid or does not exist."
        raise _Refused(reason, "", "There is no volume selected.")
    session.disk = session.machine.disks.disk(chosen.disk)
    session.say(f"Volume {volumes.index(chosen)} is the selected volume.")


def _select_partition(session: _Session, words: Sequence[str]) -> None:
    found = session.machine.disks.partitions(session.the_disk().number)
    session.partition = next((partition for partition in found if partition.number == _number(words)), None)
    if session.partition is None:
        raise _Refused("The specified partition is not valid.", "Please select a valid partition.")
    session.say(f"Partition {session.partition.number} is now the selected partition.")


# What it changes


def _clean(session: _Session, _words: Sequence[str]) -> None:
    disk = session.the_disk()
    if disk.is_boot:
        raise _Refused(*_IN_USE)
    for partition in session.machine.disks.partitions(disk.number):
        _drop(session, partition)
    session.disk, session.partition = session.machine.disks.change_disk(disk.number, style=RAW), None
    session.say("DiskPart succeeded in cleaning the disk.")


def _drop(session: _Session, partition: Partition) -> None:
    if partition.letter in session.machine.files.volumes:
        session.machine.files.unmount(partition.letter)
    session.machine.disks.remove(partition)


def _convert(session: _Session, words: Sequence[str]) -> None:
    disk, style = session.the_disk(), words[1].upper()
    if session.machine.disks.partitions(disk.number):
        raise _Refused("Virtual Disk Service error:", "The disk is not empty.")
    session.disk = session.machine.disks.change_disk(disk.number, style=style)
    session.say(f"DiskPart successfully converted the selected disk to {style} format.")


def _create(session: _Session, words: Sequence[str]) -> None:
    disk = session.the_disk()
    free = session.machine.disks.free(disk.number) - 2 * _MEBIBYTE
    size = int(_value(words, "size") or 0) * _MEBIBYTE or free
    if size > free or size <= 0:
        raise _Refused("Virtual Disk Service error:", *_NO_ROOM)
    if disk.style == RAW:
        session.disk = session.machine.disks.change_disk(disk.number, style="MBR")
    session.partition = session.machine.disks.add_partition(disk.number, size, "")
    session.say("DiskPart succeeded in creating the specified partition.")


def _format(session: _Session, words: Sequence[str]) -> None:
    partition = session.the_partition()
    if partition.letter == "C":
        raise _Refused("Virtual Disk Service error:", "The volume cannot be formatted: it holds the running system.")
    session.machine.format_partition(partition, _value(words, "label"), (_value(words, "fs") or "NTFS").upper())
    _select_again(session)
    session.say("  100 percent completed", "", "DiskPart successfully formatted the volume.")


def _select_again(session: _Session) -> None:
    """The selected partition as it is now."""
    chosen = session.the_partition()
    found = session.machine.disks.partitions(chosen.disk)
    session.partition = next(partition for partition in found if partition.number == chosen.number)


def _assign(session: _Session, words: Sequence[str]) -> None:
    machine, partition = session.machine, session.the_partition()
    taken = set(machine.files.volumes) | {found.letter for found in machine.disks.partitions()}
    free = next(letter for letter in "EFGHIJKLMNOPQRSTUVWXYZ" if letter not in taken)
    letter = (_value(words, "letter") or free).rstrip(":").upper()
    if letter in taken - {partition.letter}:
        raise _Refused("Virtual Disk Service error:", "The specified drive letter is not free to be assigned.")
    machine.move_drive(partition, letter)
    _select_again(session)
    chosen = session.the_partition()
    if chosen.file_system and letter not in machine.files.volumes:
        machine.format_partition(chosen, chosen.label, chosen.file_system)
    session.say("DiskPart successfully assigned the drive letter or mount point.")


def _delete(session: _Session, words: Sequence[str]) -> None:
    partition = session.the_partition(_NO_PARTITION)
    if partition.disk == 0:
        raise _Refused(
            "Virtual Disk Service error:",
            "Cannot delete a protected partition without the force protected",
            "parameter set.",
        )
    _drop(session, partition)
    session.partition = None
    kind = "volume" if words[1].casefold().startswith("vol") else "partition"
    session.say(f"DiskPart successfully deleted the {'volume' if kind == 'volume' else 'selected partition'}.")


def _extend(session: _Session, words: Sequence[str]) -> None:
    partition = session.the_partition()
    free = session.machine.disks.free(partition.disk) - 2 * _MEBIBYTE
    more = int(_value(words, "size") or 0) * _MEBIBYTE or free
    if more > free or more <= 0:
        raise _Refused(
            "Virtual Disk Service error:",
            "There is not enough usable free space on specified disk(s) to extend",
            "the volume.",
        )
    session.machine.resize_partition(partition, partition.size + more)
    _select_again(session)
    session.say("DiskPart successfully extended the volume.")


def _bring_online(session: _Session, _words: Sequence[str]) -> None:
    disk = session.the_disk()
    if not disk.is_offline:
        raise _Refused("Virtual Disk Service error:", "This disk is already online.")
    session.disk = session.machine.disks.change_disk(disk.number, is_offline=False)
    session.say("DiskPart successfully onlined the selected disk.")


def _take_offline(session: _Session, _words: Sequence[str]) -> None:
    session.disk = session.machine.disks.change_disk(session.the_disk().number, is_offline=True)
    session.say("DiskPart successfully offlined the selected disk.")


def _clear_attributes(session: _Session, _words: Sequence[str]) -> None:
    session.the_disk()
    session.say("Disk attributes cleared successfully.")


def _activate(session: _Session, _words: Sequence[str]) -> None:
    session.the_partition(_NO_PARTITION)
    session.say("DiskPart marked the current partition as active.")


def _rescan(session: _Session, _words: Sequence[str]) -> None:
    session.say(
        "Please wait while DiskPart scans your configuration...",
        "",
        "DiskPart has finished scanning your configuration.",
    )


_COMMANDS: dict[str, Callable[[_Session, Sequence[str]], None]] = {
    "list disk": _list_disks,
    "list volume": _list_volumes,
    "list partition": _list_partitions,
    "select disk": _select_disk,
    "select volume": _select_volume,
    "select partition": _select_partition,
    "clean": _clean,
    "convert gpt": _convert,
    "convert mbr": _convert,
    "create partition primary": _create,
    "format": _format,
    "assign": _assign,
    "delete partition": _delete,
    "delete volume": _delete,
    "extend": _extend,
    "online disk": _bring_online,
    "offline disk": _take_offline,
    "attributes disk clear": _clear_attributes,
    "active": _activate,
    "rescan": _rescan,
}
