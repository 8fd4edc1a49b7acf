"""Disks, partitions, volumes: the cmdlets of the module Storage."""

from fake_agent.powershell.cmdlets.registry import Call, cmdlet, named, switches
from fake_agent.powershell.values.numbers import UInt64
from fake_agent.windows.cmdlets.disk_objects import (
    DISK,
    NAMESPACE,
    PARTITION,
    PHYSICAL_DISK,
    VOLUME,
    disk_object,
    partition_object,
    volume_object,
)
from fake_agent.windows.cmdlets.support import cim_object, fits, machine_of, natives, not_found, numbers, parameter
from fake_agent.windows.disks import RAW, Disk, Partition

MODULE = "Storage"
STORAGE_EXCEPTION = "Microsoft.Management.Infrastructure.CimException"

_NUMBER = parameter("Number", "uint32[]", 0, aliases=("DeviceId", "DiskNumber"), by_property=True)
_INPUT = parameter("InputObject", "object[]", by_value=True)


def _disks(call: Call, name: str = "Number") -> list[Disk]:
    """The disks that the call names."""
    disks = machine_of(call).disks
    given = natives(call, "InputObject", Disk)
    if given:
        return [current for disk in given if (current := disks.disk(disk.number))]
    if not call.has(name):
        return list(disks.disks())
    found = []
    for number in numbers(call, name):
        disk = disks.disk(number)
        if disk is None:
            raise not_found(call, DISK, "Number", number)
        found.append(disk)
    return found


@cmdlet(
    "Get-Disk",
    _NUMBER,
    parameter("FriendlyName", "string[]"),
    parameter("SerialNumber", "string[]"),
    parameter("Partition", "object", by_value=True),
    module=MODULE,
)
def get_disk(call: Call) -> None:
    """Get-Disk."""
    for disk in _disks(call):
        if fits(disk.name, call.strings("FriendlyName")):
            call.write(disk_object(call, disk))


@cmdlet("Get-PhysicalDisk", parameter("FriendlyName", "string[]", 0), module=MODULE)
def get_physical_disk(call: Call) -> None:
    """Get-PhysicalDisk."""
    for disk in machine_of(call).disks.disks():
        values = {
            "DeviceId": str(disk.number),
            "FriendlyName": disk.name,
            "SerialNumber": disk.serial,
            "MediaType": "SSD" if disk.number == 0 else "Unspecified",
            "CanPool": False,
            "OperationalStatus": "OK",
            "HealthStatus": "Healthy",
            "Usage": "Auto-Select",
            "Size": UInt64(disk.size),
        }
        call.write(cim_object(NAMESPACE, PHYSICAL_DISK, values, native=disk, key="DeviceId"))


@cmdlet("Initialize-Disk", _NUMBER, _INPUT, parameter("PartitionStyle", "string"), *switches("PassThru"), module=MODULE)
def initialize_disk(call: Call) -> None:
    """Initialize-Disk: only a raw disk."""
    for disk in _disks(call):
        if disk.style != RAW:
            raise call.failure(
                "The disk has already been initialized.",
                f"StorageWMI 41002,{call.name}",
                "NotSpecified",
                target="MSFT_Disk",
                exception=STORAGE_EXCEPTION,
            )
        changed = machine_of(call).disks.change_disk(
            disk.number, style=call.text("PartitionStyle", "GPT").upper(), is_offline=False
        )
        if call.switch("PassThru"):
            call.write(disk_object(call, changed))


@cmdlet(
    "Set-Disk",
    _NUMBER,
    _INPUT,
    *named("bool", "IsOffline IsReadOnly"),
    parameter("PartitionStyle", "string"),
    module=MODULE,
)
def set_disk(call: Call) -> None:
    """Set-Disk."""
    for disk in _disks(call):
        fields: dict[str, object] = {}
        if call.has("IsOffline"):
            fields["is_offline"] = bool(call.get("IsOffline"))
        if call.has("PartitionStyle"):
            fields["style"] = call.text("PartitionStyle").upper()
        machine_of(call).disks.change_disk(disk.number, **fields)


@cmdlet(
    "Get-Partition",
    parameter("DiskNumber", "uint32[]", 0, by_property=True),
    parameter("PartitionNumber", "uint32[]", 1),
    parameter("DriveLetter", "string[]", by_property=True),
    parameter("Disk", "object", by_value=True),
    module=MODULE,
)
def get_partition(call: Call) -> None:
    """Get-Partition."""
    disks = machine_of(call).disks
    disk_numbers = set(numbers(call, "DiskNumber")) or {disk.number for disk in natives(call, "Disk", Disk)}
    wanted = numbers(call, "PartitionNumber")
    letters = [letter.rstrip(":\\").upper() for letter in call.strings("DriveLetter")]
    found = [
        partition
        for partition in disks.partitions()
        if (not disk_numbers or partition.disk in disk_numbers)
        and (not wanted or partition.number in wanted)
        and (not letters or partition.letter in letters)
    ]
    if letters and not found:
        raise not_found(call, PARTITION, "DriveLetter", letters[0])
    for partition in found:
        call.write(partition_object(partition))


@cmdlet(
    "New-Partition",
    parameter("DiskNumber", "uint32", 0, aliases=("Number",), by_property=True),
    parameter("InputObject", "object[]", by_value=True),
    parameter("DriveLetter", "string"),
    parameter("Size", "uint64"),
    *named("object", "Offset Alignment MbrType GptType"),
    *switches("UseMaximumSize AssignDriveLetter IsHidden IsActive"),
    module=MODULE,
)
def new_partition(call: Call) -> None:
    """New-Partition: its volume is mounted at once, and usable when it is formatted."""
    machine = machine_of(call)
    disk = next(iter(_disks(call, "DiskNumber")), None)
    if disk is None:
        raise not_found(call, DISK, "Number", call.get("DiskNumber"))
    free = machine.disks.free(disk.number) - 2 * 2**20
    size = free if call.switch("UseMaximumSize") else call.number("Size")
    if disk.style == RAW or size > free or size <= 0:
        raise call.failure(
            "The disk has not been initialized." if disk.style == RAW else "Not enough available capacity",
            f"StorageWMI {41000 if disk.style == RAW else 40000},{call.name}",
            "NotSpecified",
            target="MSFT_Disk",
            exception=STORAGE_EXCEPTION,
        )
    letter = call.text("DriveLetter").rstrip(":").upper()
    if not letter and call.switch("AssignDriveLetter"):
        taken = {drive.name for drive in machine.files.drives()}
        letter = next(candidate for candidate in "EFGHIJKLMNOPQRSTUVWXYZ" if candidate not in taken)
    partition = machine.disks.add_partition(disk.number, size, letter)
    call.write(partition_object(partition))


@cmdlet(
    "Format-Volume",
    parameter("DriveLetter", "string[]", 0, by_property=True),
    parameter("Partition", "object", by_value=True),
    *named("string", "FileSystem NewFileSystemLabel"),
    parameter("AllocationUnitSize", "uint32"),
    *switches("Full Force Compress DisableHeatGathering"),
    module=MODULE,
)
def format_volume(call: Call) -> None:
    """Format-Volume."""
    machine = machine_of(call)
    given = natives(call, "Partition", Partition)
    letters = [letter.rstrip(":").upper() for letter in call.strings("DriveLetter")]
    partitions = given or [found for letter in letters if (found := machine.disks.with_letter(letter))]
    if not partitions:
        raise not_found(call, VOLUME, "DriveLetter", letters[0] if letters else "")
    for partition in partitions:
        if not call.should_process(f"{partition.letter}:", "Format-Volume"):
            continue
        label = call.text("NewFileSystemLabel")
        machine.format_partition(partition, label, call.text("FileSystem", "NTFS"))
        for drive in machine.files.drives():
            if drive.name == partition.letter:
                call.write(volume_object(call, drive))


@cmdlet(
    "Get-Volume",
    parameter("DriveLetter", "string[]", 0, by_property=True),
    parameter("FileSystemLabel", "string[]", aliases=("FriendlyName",)),
    parameter("Partition", "object", by_value=True),
    module=MODULE,
)
def get_volume(call: Call) -> None:
    """Get-Volume."""
    letters = [letter.rstrip(":\\").upper() for letter in call.strings("DriveLetter")]
    letters += [partition.letter for partition in natives(call, "Partition", Partition)]
    found = [
        drive
        for drive in machine_of(call).files.drives()
        if (not letters or drive.name in letters) and fits(drive.label, call.strings("FileSystemLabel"))
    ]
    if letters and not found:
        raise not_found(call, VOLUME, "DriveLetter", letters[0])
    for drive in found:
        call.write(volume_object(call, drive))


@cmdlet(
    "Set-Partition",
    parameter("DiskNumber", "uint32", 0),
    parameter("PartitionNumber", "uint32", 1),
    parameter("DriveLetter", "string"),
    parameter("NewDriveLetter", "string"),
    parameter("InputObject", "object[]", by_value=True),
    *named("bool", "IsActive IsReadOnly NoDefaultDriveLetter"),
    module=MODULE,
)
def set_partition(call: Call) -> None:
    """Set-Partition: gives another drive letter."""
    machine = machine_of(call)
    given = natives(call, "InputObject", Partition)
    letter = call.text("DriveLetter").rstrip(":")
    partition = given[0] if given else machine.disks.with_letter(letter)
    if partition is None:
        raise not_found(call, PARTITION, "DriveLetter", letter)
    if call.has("NewDriveLetter"):
        machine.move_drive(partition, call.text("NewDriveLetter").rstrip(":").upper())
